"""What was answered, as a tree: of a page, or of a document for programs."""

from __future__ import annotations

from typing import Any

from lxml import etree, html


def page_of(text: str) -> Any:
    """A page, or a part of one."""
    return html.fromstring(text)


def parsed(content: bytes) -> Any:
    """An XML document. Raises XMLSyntaxError for what is none."""
    return etree.fromstring(content)
