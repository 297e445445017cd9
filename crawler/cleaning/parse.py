"""HTML as libxml2 reads it. Pure; never raises on any bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from .decode import decode

# What no XML tree may hold: as characters, in UTF-8, and as character references.
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_NOT_TEXT_REFERENCE = re.compile(
    b"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF]))(?![0-9a-fA-F]);?"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A page as text, and as a tree without comments; `root` is None where there is nothing to parse."""

    text: str
    root: etree._Element | None


def parse(html: bytes) -> Parsed:
    """A page, its characters decoded as it or its bytes say."""
    text = decode(html)
    return Parsed(text, _tree(text))


def _tree(text: str) -> etree._Element | None:
    data = text.encode("utf-8", "ignore").translate(None, _CONTROL_BYTES)  # without lone surrogates and controls
    for no_character in _NO_CHARACTERS:
        data = data.replace(no_character, b"")
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True, recover=True
    )
    try:
        return etree.fromstring(_NOT_TEXT_REFERENCE.sub(b"", data), parser)
    except etree.LxmlError:
        return None
