"""Parties of the Nordic states by the letters in brackets behind a politician's name: "Anna Minor (KD)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span

_NAME = re.compile(r"[A-ZÅÄÖÆØÉ][\w-]+ (?:[A-Z]\. |[a-z]{2,3} )?[A-ZÅÄÖÆØÉ][\w-]*[a-zåäöæøé]$")  # of two words
_LONGEST_NAME = 60  # characters
_SAME = {"nb": "no", "nn": "no"}


def named(document: Document) -> Iterator[tuple[str, Span]]:
    """(a party's name, where its letters stand)."""
    language = _SAME.get(document.language or "", document.language or "")
    parties = table("parties").get(language, {})
    for match in _letters(language).finditer(document.flat) if parties else ():
        if _NAME.search(document.flat, max(0, match.start() - _LONGEST_NAME), match.start()):
            yield parties[match[1]], Span(*match.span(1))


@cache
def _letters(language: str) -> re.Pattern[str]:
    letters = "|".join(map(re.escape, table("parties")[language]))
    return re.compile(rf" \(({letters})\)")
