"""Names in capitals in a text that is not: "the CURE BOATISM'S FUND", "the ORRIN DEPARTMENT OF LAKES"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span
from crawler.entities.shapes import breaks, heads, is_name

_IN_CAPITALS = re.compile(r"[A-Z](?<![\w'.&-].)[A-Z'&-]+(?: (?:&|[A-Z][A-Z'&-]+)){1,7}(?![\w'&.:-]| [A-Z])")


def spans(document: Document) -> Iterator[Span]:
    """Where they stand."""
    for match in _IN_CAPITALS.finditer(document.flat):
        words = match[0].lower().removeprefix("the ").split()
        span = Span(match.end() - len(" ".join(words)), match.end())
        if _has_head(words) and not breaks(document, *span) and is_name(document, span):
            yield span


def _has_head(words: list[str]) -> bool:
    """Whether a name in capitals ends in a head, or goes on from one: "Department of Lakes and Boats"."""
    links = [place for place, word in enumerate(words) if word in ("of", "for")]
    if not _stops().isdisjoint(word for word in words if word not in ("of", "for", "and", "the", "on")):
        return False
    if links:
        return links[0] > 0 and words[links[0] - 1] in heads() and words[-1] not in _stops()
    return len(words) > 1 and words[-1] in heads()


@cache
def _stops() -> frozenset[str]:
    return frozenset(table("shapes")["stops"])
