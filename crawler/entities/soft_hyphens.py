"""Soft hyphens, which a page puts where a word may be broken, hide names: they are taken out before a text is read.

What is found stands in the text as it was, so its places are moved back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from crawler.entities.document import Span
from crawler.entities.found import Entities, Named
from crawler.records import Release

_Kind = TypeVar("_Kind", bound=Named)

_MARK = "\u00ad"
_INSIDE = re.compile(rf"(?<=[^\W_]){_MARK}+(?=[^\W_])")


def without(release: Release) -> Release:
    """The release with its words in one piece."""
    if _MARK not in release.title and _MARK not in release.text:
        return release
    return replace(release, title=_INSIDE.sub("", release.title), text=_INSIDE.sub("", release.text))


def put_back(found: Entities, release: Release) -> Entities:
    """What was found in the release without them, by its places in the release with them."""
    text = f"{release.title}\n\n{release.text}"
    gone = [position for match in _INSIDE.finditer(text) for position in range(*match.span())]
    if not gone:
        return found
    behind = [position - index for index, position in enumerate(gone)]  # what followed each, without them

    def place(position: int) -> int:
        return position + bisect_right(behind, position)

    def moved(span: Span) -> Span:
        return Span(place(span.start), place(span.end - 1) + 1) if span.end > span.start else span

    return Entities(
        people=_moved(found.people, moved),
        organisations=_moved(found.organisations, moved),
        places=_moved(found.places, moved),
        topics=_moved(found.topics, moved),
        quotes=tuple(replace(quote, span=moved(quote.span)) for quote in found.quotes),
    )


def _moved(named: tuple[_Kind, ...], moved: Callable[[Span], Span]) -> tuple[_Kind, ...]:
    return tuple(replace(one, spans=tuple(map(moved, one.spans))) for one in named)
