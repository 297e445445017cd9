"""Who goes by a given name behind a title: "Prinz William", "la reina Letizia", "Pope Francis"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crawler.entities.document import Span
from crawler.entities.given_names import is_given
from crawler.entities.lexicon import Office
from crawler.entities.names import TOKEN
from crawler.entities.phrases import Hit

# Not before another capital: "King George Island", "Prince George's County", "Prince Harry Major".
_NAME = re.compile(rf" ({TOKEN})(?![\w-]|(?:'s)? [^\W\d_a-zß-öø-ÿ])")


def royals(text: str, offices: Iterable[Hit[Office]]) -> Iterator[Span]:
    """Where their names stand, behind what of the offices of a text is such a title."""
    for hit in offices:
        if hit.value.kind == "royal" and (match := _NAME.match(text, hit.span.end)) and is_given(match[1]):
            yield Span(*match.span(1))
