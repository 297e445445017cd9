"""Short releases of our own writing that the tests of the finders share."""

from __future__ import annotations

from crawler.entities.document import Document, read
from crawler.records import Release


def release(text: str, title: str = "", language: str | None = "en", organisation: str | None = None) -> Release:
    return Release("https://example.org/1", title, text, language=language, organisation=organisation)


def document(text: str, title: str = "", language: str | None = "en") -> Document:
    return read(release(text, title, language))
