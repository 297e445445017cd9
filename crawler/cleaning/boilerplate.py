"""Paragraphs that stand the same in most releases of a source: kept, but beside the text, like notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from crawler.learning.template import beginning_of, digest_of

from .blocks import Block
from .pieces import render
from .text import ends_sentence, folded, join_paragraphs, joined_sentences, size

_LEAST_LEFT = 0.3  # of the text; what leaves less has taken the releases themselves for boilerplate
_LABEL = 60  # characters; a shorter line that is no sentence may head what follows it
_MOST_AT_AN_END = 80  # paragraphs of a page, at its beginning and at its end, that are learnt from


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the rendered text; `level` is 1 to 6 for a heading, else 0. A list or a table is one."""

    text: str
    level: int

    @property
    def digest(self) -> str:
        return digest_of(folded(self.text))

    @property
    def is_label(self) -> bool:
        """Whether it may say what follows: "The decisions:", "In short"."""
        line = self.text.rstrip()
        return line.endswith((":", "：")) or (size(line) < _LABEL and not ends_sentence(line))


def paragraphs_of(blocks: Sequence[Block]) -> list[Paragraph]:
    """Blocks as the paragraphs that `render` makes of them."""
    found: list[Paragraph] = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        run = list(group)
        if kind in ("item", "row"):
            found.append(Paragraph(render(run), 0))
        else:
            levels = iter([block.level for block in run])
            found += [Paragraph(text, next(levels)) for text in joined_sentences(block.text for block in run)]
    return found


def digests(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """The digest and the beginning of the paragraphs that may be boilerplate: headings belong to what follows them."""
    plain = [paragraph for paragraph in paragraphs_of(blocks) if not paragraph.level]
    ends = [*plain[:_MOST_AT_AN_END], *plain[_MOST_AT_AN_END:][-_MOST_AT_AN_END:]]
    return ((paragraph.digest, beginning_of(paragraph.text)) for paragraph in ends)


def part_boilerplate(blocks: Sequence[Block], known: frozenset[str]) -> tuple[str, list[str]]:
    """The text without what is known as boilerplate, and the paragraphs that are, with the headings that are theirs.

    Everything stays where the text would be left empty or nearly so.
    """
    paragraphs = paragraphs_of(blocks)
    gone = _gone(paragraphs, known)
    left = [paragraph.text for paragraph, goes in zip(paragraphs, gone, strict=True) if not goes]
    total = sum(size(paragraph.text) for paragraph in paragraphs)
    if sum(map(size, left)) < _LEAST_LEFT * total:
        return join_paragraphs(paragraph.text for paragraph in paragraphs), []
    return join_paragraphs(left), [paragraph.text for paragraph, goes in zip(paragraphs, gone, strict=True) if goes]


def _gone(paragraphs: Sequence[Paragraph], known: frozenset[str]) -> list[bool]:
    """Which paragraphs are boilerplate: from the last to the first, since a label goes with what it heads."""
    gone = [not paragraph.level and paragraph.digest in known for paragraph in paragraphs]
    for place in reversed(range(len(paragraphs))):
        if paragraphs[place].level:
            gone[place] = _heads_nothing_else(paragraphs, gone, place)
        elif gone[place] and paragraphs[place].is_label:
            gone[place] = all(gone[place + 1 : place + 2])
    return gone


def _heads_nothing_else(paragraphs: Sequence[Paragraph], gone: Sequence[bool], place: int) -> bool:
    """Whether all that stands under a heading goes, and there is something."""
    under = False
    for paragraph, goes in zip(paragraphs[place + 1 :], gone[place + 1 :], strict=True):
        if paragraph.level and paragraph.level <= paragraphs[place].level:
            break
        if not goes:
            return False
        under = True
    return under
