"""Highlighted passages: the stretch of a text that shows most of a query, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from indexer.highlights import Highlights
from indexer.occurrences import Extent, Mark

LENGTH = 240  # characters of a snippet, about
PASSAGE = 130  # of each of two passages
LEAD = 40  # characters of context before the first mark
READ = 200_000  # characters of a text that are looked through
_MORE = "…"


def snippet(text: str, highlights: Highlights, language: str) -> str:
    """The best passage, or the two best where one does not show every part of the query; the beginning without marks.

    HTML: escaped, matches in <mark>. Passages begin and end at the edge of a word.
    """
    text = text[:READ]
    marks = highlights.marks(text, language)
    if not marks:
        return _html(text, _extent(text, 0, LENGTH), marks)
    best = best_window(marks, LENGTH - LEAD)
    passages = [_extent(text, best, LENGTH)]
    shown = _shown(marks, passages[0])
    missing = [mark for mark in marks if mark[2] not in shown]
    if missing:
        passages = sorted(
            _extent(text, start, PASSAGE) for start in (best_window(marks, PASSAGE - LEAD), best_window(missing, 1))
        )
    if len(passages) == 2 and passages[1][0] <= passages[0][1]:
        passages = [(passages[0][0], passages[1][1])]
    return " ".join(_html(text, passage, marks) for passage in passages).replace(f"{_MORE} {_MORE}", f" {_MORE} ")


def best_window(marks: Sequence[Mark], width: int) -> int:
    """Where a window of some width shows most: parts of the query first, then marks; the earliest of the best."""
    best, most = marks[0][0], (0, 0)
    shown: dict[int, int] = {}  # how many marks of each part are in the window
    last = 0
    for number, (start, _, part) in enumerate(marks):
        while last < len(marks) and (last <= number or marks[last][1] <= start + width):
            added = marks[last][2]
            shown[added] = shown.get(added, 0) + 1
            last += 1
        worth = len(shown), last - number
        if worth > most:
            best, most = start, worth
        if last == len(marks):
            break  # the windows that are left show less
        shown[part] -= 1
        if not shown[part]:
            del shown[part]
    return best


def _shown(marks: Sequence[Mark], passage: Extent) -> set[int]:
    return {part for start, end, part in marks if passage[0] <= start and end <= passage[1]}


def _extent(text: str, mark: int, length: int) -> Extent:
    """A passage around a mark: from the start of its sentence, or a few words before it, to the edge of a word."""
    begin = max(mark - LEAD, 0)
    if begin:
        lead = text[begin:mark]
        sentence = max((lead.rfind(stop) for stop in (". ", "! ", "? ", "\n")), default=-1)
        begin += (sentence if sentence >= 0 else max(lead.find(" "), 0)) + 1
        while begin < mark and text[begin].isspace():
            begin += 1
    end = begin + length
    if end < len(text):
        edge = max(text.rfind(" ", mark, end), text.rfind("\n", mark, end))
        end = edge if edge > end - LEAD else end
    return begin, min(end, len(text))


def _html(text: str, passage: Extent, marks: Sequence[Mark]) -> str:
    """A passage with its marks, overlapping ones joined; … where the text goes on."""
    begin, end = passage
    parts = [_MORE if text[:begin].strip() else ""]
    at = begin
    within = [(max(start, begin), min(stop, end)) for start, stop, _ in marks if start < end and stop > begin]
    for start, stop in _joined(within):
        parts += [escape(text[at:start]), "<mark>", escape(text[start:stop]), "</mark>"]
        at = stop
    parts += [escape(text[at:end].rstrip()), _MORE if text[end:].strip() else ""]
    return _flat("".join(parts))


def _joined(extents: Iterable[Extent]) -> Iterator[Extent]:
    """Extents in order, overlapping ones as one, empty ones left out."""
    begin = end = 0
    for start, stop in extents:
        if start >= stop:
            continue
        if start < end:
            end = max(end, stop)
            continue
        if begin < end:
            yield begin, end
        begin, end = start, stop
    if begin < end:
        yield begin, end


def _flat(html: str) -> str:
    """With one space for each run of them."""
    flat = " ".join(html.split())
    return f" {flat}" if html[:1].isspace() else flat
