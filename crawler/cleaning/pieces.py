"""What a cleaned release is made of, whatever it was read from, and how that is written as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

from .text import join_paragraphs, joined_sentences


class Piece(Protocol):
    """A paragraph, heading or item, of a page or of a plain text."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...


def render(pieces: Sequence[Piece]) -> str:
    """Pieces as text: paragraphs separated by one blank line, items and rows that follow each other by a line break."""
    paragraphs: list[str] = []
    for kind, run in groupby(pieces, key=lambda piece: piece.kind):
        texts = [piece.text for piece in run]
        if kind == "item":
            paragraphs.append("\n".join(f"- {text}" for text in texts))
        elif kind == "row":
            paragraphs.append("\n".join(texts))
        else:
            paragraphs.extend(joined_sentences(texts))
    return join_paragraphs(paragraphs)
