"""Contacts, notes to editors and "About X" at the end of a release: kept, but beside the text."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile
from typing import TypeVar

from .note_lines import is_about_line, is_contact_line, is_end_mark, is_self_description
from .pieces import Piece
from .text import any_of

_REACHED_AT = any_of(
    r"(?<![\w.+-])[\w.+-]++ ?(?:@|\(at\)|\[at\]) ?[\w-]+\.\w",
    r"\b(?:tel(?:efon|ephone|\.)?|phone|fon|mob(?:il|ile)?|fax|тел)\b\.?:? ?[+(\d]|\+\d{2,3}[ (-]?\d",
)

_MAX_SHARE = 0.5  # of the text that notes may make up; more than that is a page about contacts
_MAX_ABOUT_SHARE = 0.35
_MAX_ABOUT_BLOCKS = 3
_MAX_DETAIL = 400  # characters of one contact's lines
_MAX_DETAILS_SHARE = 0.25
_SCRAP = 120  # characters of a line among contact details


PieceT = TypeVar("PieceT", bound=Piece)


def split_notes(blocks: Sequence[PieceT], names: Collection[str] = ()) -> tuple[list[PieceT], list[PieceT]]:
    """The text's blocks and the notes' blocks; the mark of an end ("ENDS", "###") goes with neither.

    `names` are those of the organisation: a paragraph near the end that says what it is begins the notes.
    """
    text, notes = _split(blocks)
    for start in range(max(1, len(text) - _MAX_ABOUT_BLOCKS), len(text)):
        if is_self_description(text[start].text, names) and _is_appendix(text, start):
            return text[:start], [*text[start:], *notes]
    return text, notes


def _is_appendix(blocks: Sequence[Piece], start: int) -> bool:
    """Whether what begins with a block is no large share of all, and only paragraphs."""
    after = blocks[start:]
    return all(block.kind == "paragraph" for block in after) and _size(after) <= _MAX_ABOUT_SHARE * _size(blocks)


def _size(blocks: Sequence[Piece]) -> int:
    return sum(block.size for block in blocks)


def _split(blocks: Sequence[PieceT]) -> tuple[list[PieceT], list[PieceT]]:
    sizes = [block.size for block in blocks]
    total = left = max(1, sum(sizes))
    for index, block in enumerate(blocks):
        if index and _starts_notes(blocks, index, left / total):
            start = _with_headings(blocks, index)
            return list(blocks[:start]), [
                one for one in blocks[start:] if one is not block or not is_end_mark(one.text)
            ]
        left -= sizes[index]
    return list(blocks), []


def is_note_start(block: Piece) -> bool:
    """Whether notes begin here: contacts, the mark of an end, a self-description under a heading of its own."""
    if block.kind == "heading" and is_about_line(block.text):
        return True
    return is_contact_line(block.text) or is_end_mark(block.text)


def is_contact_detail(text: str) -> bool:
    """Whether a block says where somebody is reached."""
    return len(text) <= _MAX_DETAIL and _REACHED_AT.search(text) is not None


def _starts_notes(blocks: Sequence[Piece], index: int, after: float) -> bool:
    """`after` is the share of all text that this block and the later ones make up."""
    first_line = blocks[index].text.split("\n", 1)[0].strip()
    if is_end_mark(first_line):
        return after <= _MAX_SHARE and not _is_repeated(blocks, first_line)
    if is_contact_line(first_line):
        return after <= _MAX_SHARE
    if is_about_line(first_line):
        return after <= _MAX_ABOUT_SHARE and _only_notes_follow(blocks[index + 1 :])
    return is_contact_detail(blocks[index].text) and after <= _MAX_DETAILS_SHARE and _only_details(blocks[index:])


def _is_repeated(blocks: Sequence[Piece], line: str) -> bool:
    """Whether a line stands more than once: rows of asterisks part the sections of some texts."""
    return sum(block.text.strip() == line for block in blocks) > 1


def _with_headings(blocks: Sequence[Piece], index: int) -> int:
    """Where the headings begin that stand right above a block: they are its own, in whatever words."""
    while index > 1 and blocks[index - 1].kind == "heading" and not is_end_mark(blocks[index].text):
        index -= 1
    return index


def _only_notes_follow(blocks: Sequence[Piece]) -> bool:
    """Whether no other section of the text comes after: "About the programme" may well be one of several."""
    return all(is_note_start(block) for block in blocks if block.kind == "heading")


def _only_details(blocks: Sequence[Piece]) -> bool:
    """Whether there is nothing but contact details up to notes that say what they are."""
    details = takewhile(lambda block: not is_note_start(block), blocks)
    return all(is_contact_detail(block.text) or len(block.text) <= _SCRAP for block in details)
