"""Which segments to merge: runs of neighbours of about the same size (O'Neil et al., "The log-structured merge-tree",
1996), so that every document is written again once a tier, and documents keep their order."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import Any

FAN_IN = 8  # so many segments of a tier, or more if there are more, are merged into one
LARGE_FAN_IN = 16  # likewise, of those with so many documents, which cost searches hardly more than a single one would
LARGE = FAN_IN**5
MERGED_DOCUMENTS = 8_000_000  # no merge makes a larger segment
SMALLEST = 64  # documents; smaller segments count as so large


def tiered(segments: Sequence[Any]) -> list[list[Any]]:
    """Groups of neighbouring segments to merge with each other, each into one, none larger than MERGED_DOCUMENTS.

    A segment of which most documents are deleted is written again alone, or vanishes if all are.
    """
    groups: list[list[Any]] = []
    start = 0
    while start < len(segments):
        if run := _run(segments, start):
            groups.append(run)
            start += len(run)
        else:
            segment = segments[start]
            if 2 * segment.doc_count() < segment.doc_count_all():
                groups.append([segment])
            start += 1
    return groups


def _run(segments: Sequence[Any], start: int) -> list[Any]:
    """From a segment on, those of its tier and what is smaller between them; none if those are too few.

    A bulk load leaves many at a time, which are merged at once: a document is not written again for each FAN_IN.
    """
    tier, found, documents, end = _tier(segments[start]), 0, 0, start
    for place, segment in enumerate(segments[start:], start):
        documents += segment.doc_count()
        if _tier(segment) > tier or documents > MERGED_DOCUMENTS:
            break
        if _tier(segment) == tier:
            found, end = found + 1, place + 1
    enough = LARGE_FAN_IN if segments[start].doc_count() >= LARGE else FAN_IN
    return list(segments[start:end]) if found >= enough else []


def _tier(segment: Any) -> int:
    return int(log(max(segment.doc_count(), SMALLEST), FAN_IN) + 1e-9)
