"""The lines at the head of a release: where its reference, embargo, authors and dateline stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import Field, replace
from typing import Any, ClassVar, Protocol, TypeVar

from bs4 import Tag

from ..blocks import Block
from ..container import stands_in
from ..trace import Trace
from .embargo import is_embargo, is_immediate
from .media import is_caption
from .reference import is_lone_reference

_BEFORE_TITLE = 8  # blocks
_FIRST = 3  # blocks of the text that may still be lines of its head
_MAX_LINE = 200  # characters
_MAX_BLOCKS = 40
_NEAR = 20  # characters by which a caption may differ from its folded form


def head_lines(blocks: Sequence[Block], title_at: int | None, body: Sequence[Block], inside: Tag | None) -> list[str]:
    """The short lines of a page from a little above the title to the first blocks of the text, the title aside."""
    if inside is None or not body:
        return []
    first = next(index for index, block in enumerate(blocks) if block is body[0])
    start = max(0, min(first, first if title_at is None else title_at) - _BEFORE_TITLE)
    near = blocks[start : min(first + _FIRST, start + _MAX_BLOCKS)]
    return [
        line
        for index, block in enumerate(near, start)
        if index != title_at and stands_in(block.holder, inside)
        for line in map(str.strip, block.text[: 4 * _MAX_LINE].split("\n"))
        if 0 < len(line) <= _MAX_LINE
    ]


def without_head(body: Sequence[Block], captions: frozenset[str], trace: Trace | None = None) -> list[Block]:
    """The blocks of a text without an embargo, "for immediate release" or a reference as a line of its own at its
    head, and without captions of images; `trace` is told which lines those are."""
    kept = without_head_lines(without_captions(body, captions) if captions else body)
    if trace is not None:
        trace.changed("text", "without_head", *([block.text for block in some] for some in (body, kept)))
    return kept


def without_captions(body: Sequence[Block], captions: frozenset[str]) -> list[Block]:
    longest = max(map(len, captions)) + _NEAR
    return [
        block
        for block in body
        if len(block.text) > longest or block.kind != "paragraph" or not is_caption(block.text, captions)
    ]


class _Piece(Protocol):
    """A block of a page, a passage of a document, a paragraph of a text: a dataclass with its text."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def text(self) -> str: ...


PieceT = TypeVar("PieceT", bound=_Piece)


def without_head_lines(body: Sequence[PieceT]) -> list[PieceT]:
    """The same without the lines at its head alone; a text that is nothing else stays as it is."""
    kept: list[PieceT] = []
    for piece in body[:_FIRST]:
        lines = piece.text.split("\n")
        left = [line for line in lines if not _is_head_line(line)]
        if len(left) == len(lines):
            kept.append(piece)
        elif "\n".join(left).strip():
            kept.append(replace(piece, text="\n".join(left)))
    kept += body[_FIRST:]
    return kept or list(body)


_HEAD_LINES: Sequence[Callable[[str], bool]] = (is_embargo, is_immediate, is_lone_reference)


def _is_head_line(line: str) -> bool:
    return len(line) <= _MAX_LINE and any(rule(line.strip()) for rule in _HEAD_LINES)
