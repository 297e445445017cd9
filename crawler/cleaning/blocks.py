"""A page as the sequence of its text blocks: paragraphs, headings, list items, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

from .soup import attribute
from .text import size, tidy, word_set

MAX_BLOCK = 200_000
"""Characters of one block that are read."""

Kind = Literal["paragraph", "heading", "item", "row", "preformatted"]

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCK_TAGS = _HEADINGS | word_set(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figure footer form header hr html
    legend li main nav ol p pre section summary table tbody td tfoot th thead tr ul
    """
)
_ITEMS = frozenset(("li", "dd", "dt"))
_MAX_CELL = 300  # characters; a table with longer cells arranges a page rather than data
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"\n(?:\s*\n)+")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text. `holder` is the element whose own text it is, `linked` how much of its size is link text."""

    text: str
    kind: Kind
    holder: Tag
    linked: int = 0

    @property
    def size(self) -> int:
        return size(self.text)

    @property
    def link_share(self) -> float:
        return min(1.0, self.linked / max(1, self.size))

    @property
    def level(self) -> int:
        """1 to 6 for h1 to h6, else 0."""
        return int(self.holder.name[1]) if self.holder.name in _HEADINGS else 0


def read_blocks(root: Tag) -> list[Block]:
    """The blocks under `root` in document order. Tables of data come as one block a row, cells parted by " | "."""
    rows = _data_rows(root)
    blocks: list[Block] = []
    for holder, strings in _runs(root, rows):
        if id(holder) in rows:
            blocks.append(Block(_row_text(holder), "row", holder, _linked(strings)))
        else:
            blocks.extend(_split(holder, strings))
    return [block for block in blocks if block.text]


def _runs(root: Tag, rows: dict[int, Tag]) -> Iterator[tuple[Tag, list[NavigableString | None]]]:
    """Strings that run on in one block element; None stands for a line break."""
    holder: Tag = root
    run: list[NavigableString | None] = []
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                run.append(None)
            elif _is_block(node) and run and _row_of(node, rows) is not holder:
                yield holder, run
                run = []
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            owner = _holder_of(node, rows)
            if owner is not holder:
                if run:
                    yield holder, run
                holder, run = owner, []
            run.append(node)
    if run:
        yield holder, run


def _is_block(element: Tag) -> bool:
    """Block-level by HTML's default style; custom elements wrap blocks more often than words."""
    return element.name in _BLOCK_TAGS or "-" in element.name


def _holder_of(node: NavigableString, rows: dict[int, Tag]) -> Tag:
    element = node.parent
    while element is not None and not _is_block(element) and element.parent is not None:
        element = element.parent
    assert element is not None  # every string hangs in the document
    return _row_of(element, rows) or element


def _row_of(element: Tag, rows: dict[int, Tag]) -> Tag | None:
    """The data row that an element stands in."""
    above: Tag | None = element if rows else None
    while above is not None and above.name != "table":
        if id(above) in rows:
            return above
        above = above.parent
    return None


def _data_rows(root: Tag) -> dict[int, Tag]:
    """The rows, by identity, of tables that hold data: at least two rows of several short cells, no table inside."""
    found: dict[int, Tag] = {}
    for table in root.find_all("table"):
        if table.find("table") is not None:
            continue
        rows = table.find_all("tr")
        cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
        lengths = [len(cell.get_text()) for row in cells for cell in row]
        if sum(len(row) > 1 for row in cells) >= 2 and max(lengths, default=0) <= _MAX_CELL:
            found.update((id(row), row) for row in rows)
    return found


def _row_text(row: Tag) -> str:
    cells = (" ".join(tidy(cell.get_text(" ")).split()) for cell in row.find_all(["td", "th"], recursive=False))
    return " | ".join(cell for cell in cells if cell)


def _split(holder: Tag, strings: list[NavigableString | None]) -> Iterator[Block]:
    """A run as blocks: an empty line (two breaks) parts paragraphs, a single break stays a line break."""
    if not any(string and not string.isspace() for string in strings):  # most runs: what stands between elements
        return
    linked = _linked(strings)
    if holder.name == "pre":
        yield Block(tidy("".join(string or "\n" for string in strings)[:MAX_BLOCK]), "preformatted", holder, linked)
        return
    spaced = ("\n" if string is None else _SPACES.sub(" ", string[:MAX_BLOCK]) for string in strings)
    text = tidy("".join(spaced)[:MAX_BLOCK])
    for part in map(str.strip, _BREAKS.split(text)):
        share = len(part) / max(1, len(text))
        yield Block(part, _kind(holder), holder, round(linked * share))


def _kind(holder: Tag) -> Kind:
    if holder.name in _HEADINGS:
        return "heading"
    if holder.name in _ITEMS or (holder.parent is not None and holder.parent.name == "li"):
        return "item"
    return "paragraph"


def _linked(strings: list[NavigableString | None]) -> int:
    return sum(size(" ".join(string.split())) for string in strings if string is not None and _in_link(string))


def _in_link(string: NavigableString) -> bool:
    """Whether a string is link text: the link may stand inside its block, or be a card around a few blocks.

    A heading that links to its own place on the page is none, nor is a card that only a script does something with.
    """
    element = string.parent
    for _ in range(6):
        if element is None or element.name in ("body", "article", "main", "section"):
            return False
        if element.name == "a":
            target = attribute(element, "href")
            is_anchor = target.startswith("#") and any(
                parent.name in _HEADINGS for parent in islice(element.parents, 2)
            )
            return target != "" and not is_anchor and not (target.startswith("javascript:") and _holds_blocks(element))
        element = element.parent
    return False


def _holds_blocks(element: Tag) -> bool:
    return any(isinstance(child, Tag) and _is_block(child) for child in element.children)
