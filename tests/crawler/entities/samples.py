"""Short releases of our own writing that the tests of the finders share."""

from __future__ import annotations

from typing import Literal

from crawler.entities import find
from crawler.entities.document import Document, read
from crawler.records import Release

# A text that has lost its marks.
BARE = (
    "The bridge over the lake opens again after two years of work and the town is glad about it because the way "
    "around was long and many had to leave home at six to be there in time "
)


def release(text: str, title: str = "", language: str | None = "en", organisation: str | None = None) -> Release:
    return Release("https://example.org/1", title, text, language=language, organisation=organisation)


def document(text: str, title: str = "", language: str | None = "en") -> Document:
    return read(release(text, title, language))


def words(kind: Literal["people", "organisations", "places"], text: str, title: str = "") -> list[str]:
    """What stands for names of a kind in an English release, in order."""
    whole = f"{title}\n\n{text}"
    found = getattr(find(release(text, title=title)), kind)
    return [whole[slice(*span)] for span in sorted(span for named in found for span in named.spans)]
