"""A release as a record: its identifier, the sets that it is in, and its Dublin Core."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote, unquote

from flask import request, url_for

from crawler.records import State, StoredRelease
from web.prose import beginning
from web.wording import machine_date, web_address
from web.xml import Element, add, in_a_line, instant, rfc3339, root

OAI, DUBLIN_CORE = "http://www.openarchives.org/OAI/2.0/", "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
OAI_DC_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
NAMELESS = "pressroom.localhost"  # what stands for the domain of an installation that is reached without one
DESCRIPTION = 1_000  # characters of a text that describe it
SLUG = 40  # letters of an organisation's name that its set shows


def namespace() -> str:
    """The domain in the identifiers of this installation (OAI identifier format 2.0)."""
    host = request.host.rpartition(":")[0] or request.host
    return host if re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*(\.[A-Za-z][A-Za-z0-9-]*)+", host) else NAMELESS


def identifier(identity: str) -> str:
    """ "oai:press.example.org:0f3a…"."""
    return f"oai:{namespace()}:{quote(identity, safe='')}"


def identity_of(written: str) -> str | None:
    """The id of the release that an identifier names; None for what is no identifier of this installation."""
    before, name = f"oai:{namespace()}:", unquote(written)
    identity = name.removeprefix(before)
    return identity if name.startswith(before) and identifier(identity) == written else None


def source_set(name: str) -> str:
    return f"source.{name}"


def organisation_set(organisation: str) -> str:
    """ "organisation.harbour-safety-union.5c0d91e2": letters to read, and what tells it from others' in any script."""
    letters = "-".join(re.findall("[a-z0-9]+", organisation.casefold()))[:SLUG].strip("-")
    return ".".join(filter(None, ["organisation", letters, sha256(organisation.encode()).hexdigest()[:8]]))


def add_record(parent: Element, release: StoredRelease, changed: datetime) -> None:
    """A record; of one that was withdrawn, that it is no longer there."""
    record = add(parent, f"{{{OAI}}}record")
    add_header(record, release, changed)
    if release.state is not State.WITHDRAWN:
        _add_dublin_core(add(record, f"{{{OAI}}}metadata"), release)


def add_header(parent: Element, release: StoredRelease, changed: datetime) -> None:
    status = "deleted" if release.state is State.WITHDRAWN else ""
    header = add(parent, f"{{{OAI}}}header", status=status)
    add(header, f"{{{OAI}}}identifier", identifier(release.id))
    add(header, f"{{{OAI}}}datestamp", rfc3339(instant(changed)))
    add(header, f"{{{OAI}}}setSpec", source_set(release.source))
    if release.content.organisation:
        add(header, f"{{{OAI}}}setSpec", organisation_set(release.content.organisation))


def _add_dublin_core(metadata: Element, release: StoredRelease) -> None:
    record = root(f"{{{OAI_DC}}}dc", {"oai_dc": OAI_DC, "dc": DUBLIN_CORE})
    metadata.append(record)
    record.set(SCHEMA_LOCATION, f"{OAI_DC} {OAI_DC_SCHEMA}")
    for name, value in _values(release):
        if said := in_a_line(value):
            element = add(record, f"{{{DUBLIN_CORE}}}{name}", said)
            if release.content.language and name in ("title", "description"):
                element.set(LANGUAGE, release.content.language)


def _values(release: StoredRelease) -> Iterator[tuple[str, str]]:
    """The elements of Dublin Core that are known."""
    content = release.content
    yield "title", content.title or "Untitled release"
    for author in content.authors or (content.organisation or "",):
        yield "creator", author
    yield "publisher", content.organisation or ""
    if not content.is_dated_by_change:
        yield "date", machine_date(content.published, content.published_precision)
    yield "type", "Text"
    yield "type", "Press release"
    yield "format", "text/html"
    yield "identifier", url_for("releases.page", release_id=release.id, _external=True)
    yield "identifier", content.reference or ""
    yield "source", web_address(content.url) or ""
    yield "language", content.language or ""
    for subject in (*content.topics, *content.people, *content.organisations):
        yield "subject", subject
    for place in content.places:
        yield "coverage", place
    yield "description", beginning(content.text, DESCRIPTION)
