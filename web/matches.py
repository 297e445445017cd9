"""The words of the search that one comes from, marked in the text of a release: each with an id to go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from indexer.index import Extent, IndexUnreadableError
from web.library import library
from web.prose import Block

MOST_QUERY = 2_000  # characters of a query, as the search takes


@dataclass(frozen=True)
class Matches:
    """A release's title and text with marks, and how many there are: their ids are m1, m2 and so on."""

    q: str
    title: str
    blocks: Sequence[Block]
    count: int


def matches(q: str, title: str, blocks: Sequence[Block], language: str | None) -> Matches:
    """Marks a query in title and text. Nothing is marked without a query, or while no index can be read."""
    q = " ".join(q.split())
    if not q or len(q) > MOST_QUERY:
        return Matches("", title, blocks, 0)
    lines = [(title, ""), *((line, block.language) for block in blocks for line in block.lines)]
    try:
        found = _places(q, lines, language or "")
    except IndexUnreadableError:
        return Matches(q, title, blocks, 0)
    marked, count = _marked([line for line, _ in lines], found)
    rest = iter(marked[1:])
    shown = [replace(block, lines=tuple(next(rest) for _ in block.lines)) for block in blocks]
    return Matches(q, marked[0], shown, count)


def _places(q: str, lines: Sequence[tuple[str, str]], own: str) -> list[Sequence[Extent]]:
    """Where each line is marked, in the language that it is in: "" for the release's own."""
    found: dict[int, Sequence[Extent]] = {}
    for language in {language for _, language in lines}:
        numbers = [number for number, (_, spoken) in enumerate(lines) if spoken == language]
        texts = [lines[number][0] for number in numbers]
        found |= zip(numbers, library().index.marks(q, texts, language or own), strict=True)
    return [found[number] for number in range(len(lines))]


def _marked(lines: Sequence[str], places: Sequence[Sequence[Extent]]) -> tuple[list[str], int]:
    """The lines with their marks, and the number of marks."""
    shown, count = [], 0
    for line, extents in zip(lines, places, strict=True):
        parts, at = [], 0
        for start, end in extents:
            count += 1
            parts += [Markup.escape(line[at:start]), Markup('<mark id="m{}">{}</mark>').format(count, line[start:end])]
            at = end
        shown.append(Markup("").join([*parts, Markup.escape(line[at:])]) if extents else line)
    return shown, count
