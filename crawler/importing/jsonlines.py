"""One line of JSON to a release: the fields of contract section 4, read with care."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crawler.records import Release, is_later, parse_iso, release_id
from crawler.urls import canonical_url

LONGEST_TITLE = 120  # of a title made from the text
LONGEST_ID = 500
MONTH = re.compile(r"(\d{4})-(\d{2})")
YEAR = re.compile(r"\d{4}")


class BadLineError(ValueError):
    """The line is no release; the message says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line's release with its identity, and its source when it names one."""

    id: str
    release: Release
    source: str | None


def parse(line: bytes) -> Line:
    """Reads a line. Only a text is required, and a URL or an id. Raises BadLineError."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLineError(f"not valid JSON ({error})") from None
    if not isinstance(values, dict):
        raise BadLineError("not a JSON object")
    text = _paragraphs(_string(values, "text") or "")
    if not text:
        raise BadLineError("no text")
    published, evidence = _published(values)
    identity, url = _identity_and_url(values)
    release = Release(
        url=url,
        title=_string(values, "title") or title_of(text),
        text=text,
        published=published,
        published_from=evidence,
        language=_string(values, "language") or _string(values, "lang"),
        organisation=_string(values, "organisation"),
        notes=_paragraphs(_string(values, "notes") or ""),
        people=_strings(values, "people"),
        organisations=_strings(values, "organisations"),
        places=_strings(values, "places"),
        topics=_strings(values, "topics"),
        modified=_modified(values, published),
        dateline=_string(values, "dateline"),
        embargo=_string(values, "embargo"),
        authors=_names(values, "authors"),
        reference=_string(values, "reference"),
    )
    return Line(identity, release, source_name(_string(values, "source")))


def title_of(text: str) -> str:
    """A title for a release without one: its first line, cut at a word."""
    line = text.split("\n", 1)[0].strip()
    if len(line) <= LONGEST_TITLE:
        return line
    cut = line[:LONGEST_TITLE].rsplit(" ", 1)[0]
    return f"{cut}…"


def source_name(name: str | None) -> str | None:
    """A free name as a source's key: [a-z0-9-]+, at most 64 characters; None when nothing is left."""
    slug = re.sub(r"[^a-z0-9]+", "-", (name or "").lower()).strip("-")[:64].strip("-")
    return slug or None


def _identity_and_url(values: Mapping[str, Any]) -> tuple[str, str]:
    """A url that is no address is left out where an id stands beside it: nobody could follow it."""
    address, identity = _string(values, "url"), _identity(values)
    url = canonical_url(address) if address else None
    if identity is None and address and url is None:
        raise BadLineError(f"url {address!r} is not an http or https address, and there is no id")
    if identity is None and url is None:
        raise BadLineError("neither a url nor an id")
    return identity or release_id(url or ""), url or ""


def _identity(values: Mapping[str, Any]) -> str | None:
    identity = values.get("id")
    if isinstance(identity, int) and not isinstance(identity, bool):
        identity = str(identity)
    if identity is None or identity == "":
        return None
    if not isinstance(identity, str) or len(identity) > LONGEST_ID or not _storable(identity):
        raise BadLineError(f"id must be a string of at most {LONGEST_ID} characters")
    return identity


def _published(values: Mapping[str, Any]) -> tuple[date | datetime | None, str | None]:
    """The date and what it rests on; a year alone, or with its month, stands for its first day and says so."""
    name = "published" if values.get("published") is not None else "date"
    given = _string(values, name)
    if not given:
        return None, None
    try:
        if YEAR.fullmatch(given):
            return date(int(given), 1, 1), "year"
        if month := MONTH.fullmatch(given):
            return date(int(month[1]), int(month[2]), 1), "month"
        return parse_iso(given), "record"
    except ValueError:
        raise BadLineError(f"{name} {given!r} is not a date: write YYYY-MM-DD or RFC 3339") from None


def _modified(values: Mapping[str, Any], published: date | datetime | None) -> date | datetime | None:
    """When it was changed; None where that is not later than its publication, as everywhere."""
    given = _string(values, "modified")
    try:
        modified = parse_iso(given)
    except ValueError:
        raise BadLineError(f"modified {given!r} is not a date: write YYYY-MM-DD or RFC 3339") from None
    if modified is None or (published is not None and not is_later(modified, published)):
        return None
    return modified


def _names(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of names, or one name alone."""
    if isinstance(values.get(name), str):
        alone = _string(values, name)
        return (alone,) if alone else ()
    return _strings(values, name)


def _string(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadLineError(f"{name} must be a string")
    if not _storable(value):
        raise BadLineError(f"{name} holds broken Unicode")
    return value.strip() or None


def _strings(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = values.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(value, str) and _storable(value) for value in found):
        raise BadLineError(f"{name} must be a list of strings")
    return tuple(dict.fromkeys(value.strip() for value in found if value.strip()))


def _storable(text: str) -> bool:
    """A lone surrogate can be written in JSON, but neither in UTF-8 nor in a database."""
    return text.isascii() or not re.search(r"[\ud800-\udfff]", text)


def _paragraphs(text: str) -> str:
    """One blank line between paragraphs; lines inside one stay, a NUL does not."""
    return re.sub(r"\n[ \t\r]*\n\s*", "\n\n", text.replace("\x00", "").replace("\r\n", "\n")).strip()
