"""XML documents for programs: elements with attributes and text that XML 1.0 can hold, and their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.utils import format_datetime

from flask import Response
from lxml import etree

# All that XML 1.0 has no way to write (section 2.2), as control characters in a text from a PDF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Element = etree._Element


def root(tag: str, namespaces: Mapping[str | None, str] | None = None, **attributes: str) -> Element:
    """The element that a document consists of."""
    element = etree.Element(tag, nsmap=dict(namespaces or {}))  # type: ignore[arg-type]  # None names the default
    return _with(element, attributes)


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """An element at the end of another. Of attributes, "" is left out; a trailing _ of their names is dropped."""
    element = _with(etree.SubElement(parent, tag), attributes)
    if text is not None:
        element.text = writable(text)
    return element


def _with(element: Element, attributes: Mapping[str, str]) -> Element:
    for name, value in attributes.items():
        if value:
            element.set(name.rstrip("_"), writable(value))
    return element


def writable(text: str) -> str:
    """The text without the characters that XML can't hold."""
    return _FORBIDDEN.sub("", text)


def in_a_line(text: str) -> str:
    """The same in one line; "" where nothing is left that can be seen."""
    return " ".join(writable(text).split())


def answer(document: Element, media_type: str) -> Response:
    """A document as it is sent."""
    content = etree.tostring(document, encoding="utf-8", xml_declaration=True)
    return Response(content, content_type=f"{media_type}; charset=utf-8")


def instant(value: date | datetime) -> datetime:
    """A moment in UTC, without fractions of a second; a day counts from its midnight, no time zone as UTC."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    moment = value.replace(microsecond=0)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # at either end of the calendar
        return moment.replace(tzinfo=UTC)


def rfc3339(moment: datetime) -> str:
    """ "2019-10-30T14:05:00Z", of a moment in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def rfc822(moment: datetime) -> str:
    """ "Wed, 30 Oct 2019 14:05:00 GMT", of a moment in UTC."""
    return format_datetime(moment, usegmt=True)
