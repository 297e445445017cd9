"""Names with what somebody goes by inside of them: 'Jane "Jay" Major'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from crawler.entities.document import Span
from crawler.entities.given_names import is_given
from crawler.entities.names import INITIAL, TOKEN, person

_NICKNAMED = re.compile(rf"""["“('](?<= .)({TOKEN})["”)'] ({TOKEN})(?![\w'-])""")
_BEFORE = re.compile(rf"({TOKEN}|{INITIAL})(?: ({TOKEN}|{INITIAL}))? $")
_LONGEST_BEFORE = 45  # characters


class Nicknamed(NamedTuple):
    """A name without the nickname, where all of it stands, and with the nickname as the given name."""

    span: Span
    name: str
    by_nickname: str


def nicknamed(text: str) -> Iterator[Nicknamed]:
    """Such names, in order."""
    for match in _NICKNAMED.finditer(text):
        before = _BEFORE.search(text, max(0, match.start() - _LONGEST_BEFORE), match.start())
        given = [part for part in before.groups() if part] if before else []
        if before is None or not any(is_given(part) or part.endswith(".") for part in given):
            continue
        start, name = before.start(), person(" ".join([*given, match[2]]))
        if name is None and before[2]:  # an office first
            start, name = before.start(2), person(f"{before[2]} {match[2]}")
        if name:
            yield Nicknamed(Span(start, match.end()), name, f"{match[1]} {match[2]}")
