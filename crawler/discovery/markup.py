"""Bytes to XML, whatever they are: bounded, without entities, read as far as they go."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html import unescape
from html.entities import html5
from io import BytesIO

from lxml import etree

from crawler.cleaning.decode import decode
from crawler.cleaning.text import one_line

MAX_BYTES = 50 * 1024 * 1024
"""The most that is unpacked or read (the sitemap protocol's own limit)."""
MAX_REFERENCES = 1_000_000
"""The most ampersands in a text; what stands behind them is not read (each costs as much time as a hundred letters)."""

_GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
# A CDATA section to its end (or to that of the text), or an ampersand with the entity that it may begin.
_CDATA_OR_AMPERSAND = re.compile(r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*|&(?:(#?\w{1,32});)?")
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def unpacked(body: bytes) -> bytes:
    """The content of a gzip file, at most MAX_BYTES and as far as it is intact; any other body unchanged."""
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(wbits=31)
    result = bytearray()
    for start in range(0, len(body), _PIECE):
        try:
            result += reader.decompress(reader.unconsumed_tail + body[start : start + _PIECE], MAX_BYTES - len(result))
        except zlib.error:
            break
        if reader.eof or len(result) >= MAX_BYTES:
            break
    return bytes(result)


def text_of(body: bytes) -> str:
    """The text of a body of at most MAX_BYTES."""
    try:
        return body[:MAX_BYTES].decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(body)


def parse(xml: str, url: str) -> etree._Element | None:
    """The root element of a text that begins with its start tag, or None.

    References to entities are replaced before the parser sees them, so that none can be declared: no bomb, no file,
    no network, and "&nbsp;" or a bare "&" does no harm. `url` is the base of `xml:base`.
    """
    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(_without_entities(xml), parser, base_url=url)
    except etree.XMLSyntaxError:
        return None


def elements(xml: str, *names: str) -> Iterator[etree._Element]:
    """The elements of these local names one after another, each forgotten after its turn: memory stays small."""
    tags = [f"{{*}}{name}" for name in names]
    events = etree.iterparse(
        BytesIO(_without_entities(xml)),
        events=("end",),
        tag=tags,
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in events:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def local_name(element: etree._Element) -> str:
    """The name without its namespace or an undeclared prefix; "" for a comment or a processing instruction."""
    tag = element.tag
    return re.split("[}:]", tag)[-1] if isinstance(tag, str) else ""


def text_content(element: etree._Element) -> str:
    """The text of an element and of the elements in it."""
    return "".join(str(piece) for piece in element.itertext("*"))


def plain(markup: str) -> str | None:
    """A title on one line, without tags and references; None when nothing is left."""
    return one_line(unescape(_TAG.sub(" ", unescape(markup)))) or None


def _without_entities(xml: str) -> bytes:
    *within, beyond = xml.split("&", MAX_REFERENCES)
    if len(within) == MAX_REFERENCES:
        xml = xml[: -len(beyond) - 1]
    return _ILLEGAL.sub("", _CDATA_OR_AMPERSAND.sub(_without_entity, xml)).encode()


def _without_entity(match: re.Match[str]) -> str:
    whole, name = match[0], match[1]
    if whole.startswith("<") or (name and (name in _PREDEFINED or name.startswith("#"))):
        return whole
    character = html5.get(f"{name};")
    return character if character and character not in "<&" else whole.replace("&", "&amp;")
