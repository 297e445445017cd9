"""What is read of a page's tree before it is pruned, in one pass: files, images, marked days of change."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from ..parse import Parsed
from .media import MAX_CANDIDATES, Candidate, Media, Reader, base_of, mark

_MAX_STAMPS = 5


@dataclass(frozen=True, slots=True)
class Unpruned:
    """`stamps` are the days or moments of change, as the page writes them."""

    media: Media
    stamps: tuple[str, ...]


def read_unpruned(page: Parsed, url: str) -> Unpruned:
    """To be called before pruning; marks the elements that hold files and images."""
    if page.root is None:
        return Unpruned(Media(), ())
    reader = Reader(base_of(page, url))
    candidates: list[Candidate] = []
    places: list[etree._Element] = []
    stamps: list[str] = []
    for element in page.root.iter("a", "img", "audio", "video", "source", "time"):
        if element.tag == "time":
            if _is_stamp(element) and len(stamps) < _MAX_STAMPS:
                stamps.append(element.get("datetime") or element.text or "")
        elif len(candidates) < MAX_CANDIDATES and (candidate := reader.read(element)) is not None:
            candidates.append(candidate)
            places.append(element)
    mark(places)
    return Unpruned(Media(candidates, reader.base), tuple(stamps))


def _is_stamp(time: etree._Element) -> bool:
    return "dateModified" in time.get("itemprop", "") or "modif" in time.get("class", "")
