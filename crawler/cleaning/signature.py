"""The element that a source's texts stand in on most pages, recognised on others by its names."""

from __future__ import annotations

from collections.abc import Sequence

from bs4 import Tag

from .blocks import Block
from .container import block_worth, stands_in
from .soup import attribute

_DEEPEST = 6  # elements of a signature, the innermost ones
_CLASSES = 3  # of one element
_LONGEST_NAME = 40  # characters
_SHARE = 0.5  # of the worth of the element that is chosen otherwise; less is another kind of page
_SHARE_INSIDE = 0.75  # where it stands in that one: the rest may be text of this page alone
_TELLING = ("article", "main")  # elements that say something without a name


def signature(element: Tag) -> str | None:
    """The element and those around it by their lasting names: "main > article.news > div.body"; None without any.

    Names with digits are left out: they number pages, columns and versions.
    """
    parts: list[str] = []
    for one in (element, *element.parents):
        if one.name in ("body", "html", "[document]") or len(parts) == _DEEPEST:
            break
        parts.append(_named(one))
    is_telling = any(set(".#") & set(part) or part in _TELLING for part in parts)
    return " > ".join(reversed(parts)) if is_telling else None


def preferred(chosen: Tag, blocks: Sequence[Block], learnt: str | None) -> Tag:
    """The element with the learnt signature, where this page has one that holds a real share of its text; else the
    one that was chosen by the page alone."""
    if learnt is None or signature(chosen) == learnt:
        return chosen
    found = _with_signature(blocks, learnt)
    if len(found) != 1:  # several: parts of a text that is longer than most
        return chosen
    (other,) = found
    share = _SHARE_INSIDE if stands_in(other, chosen) else _SHARE
    return other if _worth(other, blocks) >= share * _worth(chosen, blocks) > 0 else chosen


def _with_signature(blocks: Sequence[Block], wanted: str) -> list[Tag]:
    """The elements around blocks that have a signature."""
    name = wanted.rpartition(" > ")[2]
    around: dict[int, Tag] = {}
    for block in blocks:
        for element in (block.holder, *block.holder.parents):
            if id(element) in around:
                break
            around[id(element)] = element
    return [element for element in around.values() if _named(element) == name and signature(element) == wanted]


def _worth(element: Tag, blocks: Sequence[Block]) -> float:
    return sum(block_worth(block) for block in blocks if stands_in(block.holder, element))


def _named(element: Tag) -> str:
    name = attribute(element, "id")
    classes = sorted(filter(_lasts, attribute(element, "class").split()))[:_CLASSES]
    return "".join([element.name, f"#{name}" if _lasts(name) else "", *(f".{each}" for each in classes)])


def _lasts(name: str) -> bool:
    """Whether a class or an id is the template's own."""
    return 0 < len(name) <= _LONGEST_NAME and not any(sign.isdigit() or sign.isspace() for sign in name)
