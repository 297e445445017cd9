"""Highlighted passages: the stretches of a text that show most of a query, as HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from html import escape
from sys import maxsize
from typing import NamedTuple

from indexer.highlights import Highlights
from indexer.index import Extent
from indexer.occurrences import Mark
from indexer.sentences import edge_after, edge_before, sentence_starts

LENGTH = 240  # characters of a snippet, about; half as many of scripts whose characters are twice as wide
PASSAGE = 130  # of each of two passages
LEAD = 40  # characters of context before the first mark, where its sentence begins too far before it
TAIL = 40  # characters at the end of a passage, among which an end is looked for
NEAR = 20  # characters: words so much nearer to each other are worth more
READ = 200_000  # characters of a text that are looked through
MORE = "…"
WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")  # UAX 11


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
        return Snippet(html_of(text, passage_around(text, (0, 0), _characters(text, 0, LENGTH)), marks), None)
    length = _characters(text, marks[0][0], LENGTH)
    best, is_all = best_window(marks, length - LEAD)
    if is_all:
        return Snippet(html_of(text, passage_around(text, best, length), marks), best[0])
    length = _characters(text, marks[0][0], PASSAGE)
    if best[1] - best[0] > length - LEAD:
        best, _ = best_window(marks, length - LEAD)
    other, _ = best_window(_missing(marks, best), length - LEAD)
    passages = passages_around(text, (best, other), length)
    return Snippet(one_after_the_other([html_of(text, passage, marks) for passage in passages]), best[0])


def passages_around(text: str, windows: Iterable[Extent], length: int) -> Sequence[Extent]:
    """The passages around one window or two, in order; two that meet are one."""
    first, *others = sorted([passage_around(text, window, length) for window in windows])
    if others and others[0][0] <= first[1]:
        return [(first[0], max(first[1], others[0][1]))]
    return [first, *others]


def one_after_the_other(passages: Sequence[str]) -> str:
    """The HTML of one passage or two as one."""
    return " ".join(passages).replace(f"{MORE} {MORE}", f" {MORE} ")


def _characters(text: str, place: int, length: int) -> int:
    """As many characters of the script at a place as are as wide as some number of Latin ones."""
    sample = text[place : place + LEAD]
    is_wide = not sample.isascii() and 2 * len(WIDE.findall(sample)) > len(sample)
    return length // 2 if is_wide else length


def best_window(marks: Sequence[Mark], width: int) -> tuple[Extent, bool]:
    """The stretch, within some width, that shows most parts of the query; and whether it shows all of them.

    Of several the one where they stand closest together, then the one with most marks in that width, then the first.
    """
    lasts: dict[int, int] = {}  # the number of the mark where each part was last met
    windows: list[tuple[int, int]] = []  # the best ones, by the numbers of their first and last marks
    most, least = 1, maxsize
    for number, (start, end, part) in enumerate(marks):
        lasts[part] = number
        count, first = 1, number
        if len(lasts) > 1:
            shown = [last for last in lasts.values() if marks[last][0] >= end - width]
            count, first = len(shown) or 1, min(shown, default=number)
            start = marks[first][0]
        distance = (end - start) // NEAR
        if count > most or (count == most and distance < least):
            windows, most, least = [(first, number)], count, distance
        elif count == most and distance == least:
            windows.append((first, number))
    first, last = _with_most(marks, windows, width)
    return (marks[first][0], marks[last][1]), most == len(lasts)


def _with_most(marks: Sequence[Mark], windows: Sequence[tuple[int, int]], width: int) -> tuple[int, int]:
    """The first of the windows in whose width most marks begin."""
    best, most, after = windows[0], 0, 0
    if len(windows) == 1:
        return best
    for window in windows:
        limit = marks[window[0]][0] + width
        while after < len(marks) and marks[after][0] <= limit:
            after += 1
        if after - window[0] > most:
            best, most = window, after - window[0]
        if after == len(marks):
            break  # those that follow have fewer
    return best


def _missing(marks: Sequence[Mark], window: Extent) -> list[Mark]:
    """The marks of the parts that a window does not show."""
    shown = {part for start, end, part in marks if window[0] <= start and end <= window[1]}
    return [mark for mark in marks if mark[2] not in shown]


def passage_around(text: str, window: Extent, length: int) -> Extent:
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


def html_of(text: str, passage: Extent, marks: Sequence[Mark]) -> str:
    """A passage with its marks; … where the text goes on."""
    begin, end = passage
    shown = text[begin:end].rstrip()
    is_plain = not ("&" in shown or "<" in shown or ">" in shown or '"' in shown or "'" in shown)
    quoted = str if is_plain else escape  # which takes as long as all else here
    parts, at = [MORE if begin > len(text) - len(text.lstrip()) else ""], 0
    for start, stop in joined(marks, begin, end):
        parts += quoted(shown[at:start]), "<mark>", quoted(shown[start:stop]), "</mark>"
        at = stop
    parts += quoted(shown[at:]), MORE if end < len(text.rstrip()) else ""
    html = "".join(parts)
    return html if shown.isprintable() and "  " not in shown else " ".join(html.split())


def joined(marks: Sequence[Mark], begin: int = 0, end: int = maxsize) -> list[Extent]:
    """Where a passage is marked, from its beginning on; marks that overlap are one."""
    first = bisect_left(marks, (begin,))
    while first and marks[first - 1][1] > begin:
        first -= 1
    found: list[Extent] = []
    at = begin
    for start, stop, _ in marks[first : bisect_left(marks, (end,))]:
        if start < at < stop and found:
            found[-1] = found[-1][0], min(stop, end) - begin
        elif at < stop:
            found.append((max(start, at) - begin, min(stop, end) - begin))
        at = max(at, stop)
    return found
