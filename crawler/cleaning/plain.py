"""`clean_text`: one plain text to one release."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.records import Release

from .facts.gather import with_document_facts
from .facts.head import without_head_lines
from .language import detect
from .lines import is_byline, is_date_line
from .notes import split_notes
from .published import dateline
from .text import folded, is_broken, join_paragraphs, joined_sentences, size, tidy
from .title import MAX_TITLE

_EMPTY_LINES = re.compile(r"\n\s*\n")
_HEAD = 3  # paragraphs whose lines may be the head of a release
_WRAPPED = 50  # characters; a line at least as long was broken by its length


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: str = "paragraph"

    @property
    def size(self) -> int:
        return size(self.text)


def clean_text(text: str, url: str) -> Release:
    """A release from plain text: the title is the first line, empty lines part the paragraphs. Never raises.

    A title that stands twice is dropped, lines and paragraphs that layout broke in mid-sentence are joined, the date is
    taken from the dateline or the opening sentence, and notes at the end are set apart.
    """
    title, paragraphs = _title_and_paragraphs(tidy(text))
    body, notes = split_notes([Paragraph(paragraph) for paragraph in paragraphs])
    head = [line for paragraph in body[:_HEAD] for line in paragraph.text.split("\n")]
    body = without_head_lines(body)
    written = join_paragraphs(paragraph.text for paragraph in body)
    published = dateline(written)
    if body and (is_date_line(body[0].text) or is_byline(body[0].text)):
        written = join_paragraphs(paragraph.text for paragraph in body[1:])
    release = Release(
        url=url,
        title=title,
        text=written,
        published=published,
        published_from="text" if published else None,
        language=detect(written) or detect(f"{title} {written}"),
        notes=join_paragraphs(paragraph.text for paragraph in notes),
    )
    return with_document_facts(release, head)


def _title_and_paragraphs(text: str) -> tuple[str, list[str]]:
    first, _, rest = text.partition("\n")
    title = first if len(first) <= MAX_TITLE else ""
    blocks = (_unwrapped(block) for block in _EMPTY_LINES.split(rest if title else text))
    paragraphs = [block for block in blocks if block]
    while title and paragraphs and folded(paragraphs[0]) == folded(title):
        del paragraphs[0]
    return title, joined_sentences(paragraphs)


def _unwrapped(block: str) -> str:
    """Lines broken by their length are one line again; short lines (addresses, lists) stay as they are."""
    lines: list[str] = []
    for line in block.strip("\n").split("\n"):
        wrapped = lines and (len(lines[-1].rpartition("\n")[2]) >= _WRAPPED or is_broken(lines[-1], line))
        if wrapped and not line.startswith(("-", "*", "•", "–")):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return "\n".join(lines)
