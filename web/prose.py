"""Plain text into blocks that a page can set: paragraphs, headings and lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from indexer.paragraphs import anchor, paragraphs

Kind = Literal["paragraph", "heading", "bullets", "numbers"]

HEADING_WIDTH = 90  # a longer line without a full stop is a sentence that lost it
BODY_WIDTH = 100  # what a heading stands over
_BULLET = re.compile(r"[-–*•‣▪◦·]\s+")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+")
_SENTENCE_END = re.compile(r"[.!?:;,…。\uff01\uff1f\uff1a\uff1b،؟।]['\"”’»)\]]*$")  # also in full width


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading (`lines` are its lines) or a list (`lines` are its items, `start` the first number).

    `language` is set where it is not the text's own. `anchors` are the ids of the lines that begin a paragraph of the
    text, and "" for others.
    """

    kind: Kind
    lines: tuple[str, ...]
    start: int = 1
    language: str = ""
    anchors: tuple[str, ...] = field(default=(), compare=False)


def blocks(text: str, languages: Sequence[str] = (), own: str | None = None, first: int = 1) -> list[Block]:
    """The blocks of a text whose paragraphs are separated by blank lines; neighbouring list items become one list.

    `languages` are those of its paragraphs, if it is in several, `own` is its own; its paragraphs are numbered from
    `first` on.
    """
    lined = list(map(_lines, paragraphs(text)))
    spoken = languages if len(languages) == len(lined) else [own or ""] * len(lined)
    found: list[Block] = []
    for number, (lines, language) in enumerate(zip(lined, spoken, strict=True), first):
        anchors = (anchor(number), *[""] * (len(lines) - 1))
        block = replace(_block(lines), language="" if language == own else language, anchors=anchors)
        if found and _continues(found[-1], block):
            found[-1] = replace(
                found[-1], lines=found[-1].lines + block.lines, anchors=found[-1].anchors + block.anchors
            )
        else:
            found.append(block)
    listed = [_without_marks(block) for block in found]
    return [replace(block, kind="heading") if _is_heading(listed, n) else block for n, block in enumerate(listed)]


def beginning(text: str, length: int) -> str:
    """The beginning of a text in one line, at most so many characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= length:
        return words
    start, _, _ = words[: length - 1].rpartition(" ")
    return f"{start or words[: length - 1]}…"


def _lines(paragraph: str) -> list[str]:
    return [line.strip() for line in paragraph.splitlines() if line.strip()]


def _block(lines: list[str]) -> Block:
    """A block whose lines still carry their bullets and numbers."""
    if all(map(_BULLET.match, lines)):
        return Block("bullets", tuple(lines))
    numbers = [int(match[1]) for match in map(_NUMBER.match, lines) if match]
    if numbers and numbers == list(range(numbers[0], numbers[0] + len(lines))):
        return Block("numbers", tuple(lines), numbers[0])
    return Block("paragraph", tuple(lines))


def _continues(before: Block, after: Block) -> bool:
    if before.language != after.language:
        return False
    if after.kind == "bullets":
        return before.kind == "bullets"
    return after.kind == before.kind == "numbers" and after.start == before.start + len(before.lines)


def _without_marks(block: Block) -> Block:
    """Takes the bullets and numbers off; one alone is no list (a quotation's dash, a date) and stays as written."""
    if block.kind == "paragraph" or len(block.lines) == 1:
        return replace(block, kind="paragraph", start=1)
    mark = _BULLET if block.kind == "bullets" else _NUMBER
    return replace(block, lines=tuple(mark.sub("", line, count=1) for line in block.lines))


def _is_heading(found: Sequence[Block], n: int) -> bool:
    """Whether a block reads as a heading: short, no sentence, between a sentence's end and a body of text.

    The first line is none (it is often the place and day), nor is one that follows another short line (a list).
    """
    if not 0 < n < len(found) - 1 or found[n].kind != "paragraph" or len(found[n].lines) > 1:
        return False
    line, before, after = found[n].lines[0], found[n - 1], found[n + 1]
    return (
        _width(line) <= HEADING_WIDTH
        and not _SENTENCE_END.search(line)
        and (before.kind != "paragraph" or _SENTENCE_END.search(before.lines[-1]) is not None)
        and after.kind == "paragraph"
        and _width(after.lines[0]) >= BODY_WIDTH
    )


def _width(text: str) -> int:
    """Columns that a text takes: a character of East Asian scripts is as wide as two (Unicode annex 11)."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
