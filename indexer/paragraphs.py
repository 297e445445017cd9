"""The paragraphs of a release's text: blank lines part them. Their numbers, from 1, are the anchors of its page."""

from __future__ import annotations

import re

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs(text: str) -> list[str]:
    """The paragraphs that have any text."""
    return [paragraph for paragraph in _BLANK_LINE.split(text) if paragraph.strip()]


def paragraph_at(text: str, place: int) -> int:
    """The number of the paragraph in which a character stands that is no space."""
    return len(paragraphs(text[: place + 1]))


def anchor(paragraph: int) -> str:
    """The id of a paragraph on the page of its release."""
    return f"p{paragraph}"
