"""Highlighted passages: the stretches of a text that show most of a query, as HTML."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from indexer.highlights import Highlights
from indexer.occurrences import Extent, Mark
from indexer.sentences import edge_after, edge_before, sentence_starts

LENGTH = 240  # characters of a snippet, about
PASSAGE = 130  # of each of two passages
LEAD = 40  # characters of context before the first mark, where its sentence begins too far before it
TAIL = 40  # characters at the end of a passage, among which an end is looked for
NEAR = 20  # characters: words so much nearer to each other are worth more
READ = 200_000  # characters of a text that are looked through
_MORE = "…"
_SPECIAL = re.compile("[&<>\"']")  # in HTML


class Snippet(NamedTuple):
    """A snippet as HTML, escaped, matches in <mark>; where in the text its best passage is, None without a match."""

    html: str
    place: int | None


def snippet(text: str, highlights: Highlights, language: str) -> Snippet:
    """The best passage, or the two best where one does not show every part of the query; the beginning without marks.

    Passages begin where a sentence begins, where one begins near, and never inside a word.
    """
    text = text[:READ]
    marks = highlights.marks(text, language)
    if not marks:
        return Snippet(_html(text, _passage(text, (0, 0), LENGTH), marks), None)
    best = best_window(marks, LENGTH - LEAD)
    passages = [_passage(text, best, LENGTH)]
    shown = _shown(marks, passages[0])
    missing = [mark for mark in marks if mark[2] not in shown]
    if missing:
        best = best_window(marks, PASSAGE - LEAD)
        other = best_window(missing, PASSAGE - LEAD)
        passages = sorted(_passage(text, window, PASSAGE) for window in (best, other))
        if passages[1][0] <= passages[0][1]:
            passages = [(passages[0][0], max(passages[0][1], passages[1][1]))]
    shown_text = " ".join(_html(text, passage, marks) for passage in passages)
    return Snippet(shown_text.replace(f"{_MORE} {_MORE}", f" {_MORE} "), best[0])


def best_window(marks: Sequence[Mark], width: int) -> Extent:
    """The stretch, within some width, that shows most parts of the query.

    Of several the one where they stand closest together, then the one with most marks in that width, then the first.
    """
    best: list[Extent] = []
    most, least = 1, width
    lasts: dict[int, int] = {}  # where each part was last met
    for start, end, part in marks:
        lasts[part] = start
        shown = [last for last in lasts.values() if last >= end - width] if len(lasts) > 1 else ()
        count, begin = (len(shown), min(shown)) if len(shown) > 1 else (1, start)
        distance = (end - begin) // NEAR
        if count > most or (count == most and distance < least):
            best, most, least = [(begin, end)], count, distance
        elif count == most and distance == least:
            best.append((begin, end))
    if len(best) == 1:
        return best[0]
    starts = [start for start, _, _ in marks]
    return max(best, key=lambda window: bisect_right(starts, window[0] + width) - bisect_left(starts, window[0]))


def _shown(marks: Sequence[Mark], passage: Extent) -> set[int]:
    return {part for start, end, part in marks if passage[0] <= start and end <= passage[1]}


def _passage(text: str, window: Extent, length: int) -> Extent:
    """A passage of about some length around a window: from the start of a sentence or a few words before."""
    begin = _begin(text, *window, length)
    limit = max(begin + length, window[1])
    if limit >= len(text):
        return begin, len(text)
    least = max(limit - TAIL, window[1])
    ends = list(sentence_starts(text, least, limit))
    end = ends[-1] if ends else edge_before(text, limit, least)
    return begin, end


def _begin(text: str, start: int, end: int, length: int) -> int:
    """Where a passage begins that shows a window: earlier, where the text ends before the passage would."""
    room = max(length - (end - start) - TAIL, 0)
    earliest, late = start - min(room, length // 2), len(text) - length
    if earliest <= 0:
        return 0
    starts = list(sentence_starts(text, earliest, start))
    if starts:
        return starts[-1] if starts[-1] <= late else starts[0]
    return edge_after(text, max(earliest, min(start - LEAD, late)), start)


def _html(text: str, passage: Extent, marks: Sequence[Mark]) -> str:
    """A passage with its marks, overlapping ones joined; … where the text goes on."""
    begin, end = passage
    parts = [_MORE if begin > len(text) - len(text.lstrip()) else ""]
    at = begin
    quoted = escape if _SPECIAL.search(text, begin, end) else str
    for start, stop in _joined(marks, begin, end):
        parts += [quoted(text[at:start]), "<mark>", quoted(text[start:stop]), "</mark>"]
        at = stop
    parts += [quoted(text[at:end].rstrip()), _MORE if end < len(text.rstrip()) else ""]
    return _flat("".join(parts))


def _joined(marks: Sequence[Mark], begin: int, end: int) -> list[Extent]:
    """The marks in a passage, overlapping ones as one."""
    found: list[Extent] = []
    at = begin
    for start, stop, _ in marks:
        if start >= end:
            break
        if start < at < stop and found:
            found[-1] = (found[-1][0], min(stop, end))
        elif at < stop:
            found.append((max(start, at), min(stop, end)))
        at = max(at, stop)
    return found


def _flat(html: str) -> str:
    """With one space for each run of them."""
    flat = " ".join(html.split())
    return f" {flat}" if html[:1].isspace() else flat
