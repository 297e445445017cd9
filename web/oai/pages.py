"""The one address of the provider, and its six verbs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for

from crawler.store.stamps import Span, Stamp
from indexer.index import Filter, SearchRequest
from web import xml
from web.admin.forms import csrf
from web.library import library, settings
from web.oai import records
from web.oai.asked import PREFIX, Selection, arguments, of_format, selection
from web.oai.errors import OaiError
from web.oai.records import OAI, OAI_DC, OAI_DC_SCHEMA, SCHEMA_LOCATION, add_header, add_record, namespace
from web.xml import Element, add, instant, rfc3339

blueprint = Blueprint("oai", __name__)

PAGE = 100  # records of an answer
ORGANISATIONS = 100_000  # that have a set
BEHIND = 10_000  # changes that the index may lack and that are looked through
OAI_SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
UNNAMED = ("badVerb", "badArgument")  # errors that leave it open what was asked


class Set(NamedTuple):
    """A set of records: those of a source, or those of an organisation."""

    name: str
    source: str | None = None
    organisation: str | None = None


@blueprint.route("/oai", methods=["GET", "POST"])
@csrf.exempt  # type: ignore[untyped-decorator]  # it has no type hints; a harvester only reads, also by POST
def page() -> Response:
    """Answers a harvester; what it does wrong is part of the answer."""
    document = xml.root(f"{{{OAI}}}OAI-PMH", {None: OAI, "xsi": "http://www.w3.org/2001/XMLSchema-instance"})
    document.set(SCHEMA_LOCATION, f"{OAI} {OAI_SCHEMA}")
    add(document, f"{{{OAI}}}responseDate", rfc3339(instant(datetime.now(UTC))))
    given = request.form if request.method == "POST" else request.args
    try:
        asked = arguments(given)
        answer = document.makeelement(f"{{{OAI}}}{asked['verb']}")
        _VERBS[asked["verb"]](answer, asked)
        add(document, f"{{{OAI}}}request", _own_address(), **asked)
        document.append(answer)
    except OaiError as error:
        named = {} if error.code in UNNAMED else asked
        add(document, f"{{{OAI}}}request", _own_address(), **named)
        add(document, f"{{{OAI}}}error", str(error), code=error.code)
    response = xml.answer(document, "text/xml")
    response.headers["Cache-Control"] = "no-store"  # it says when it was made
    return response


def _own_address() -> str:
    return url_for("oai.page", _external=True)


def _identify(answer: Element, _: Mapping[str, str]) -> None:
    first = library().store.first_change()
    said = {
        "repositoryName": settings().web.title,
        "baseURL": _own_address(),
        "protocolVersion": "2.0",
        "adminEmail": _email(),
        "earliestDatestamp": rfc3339(instant(first or datetime.now(UTC))),
        "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ",
    }
    for name, value in said.items():
        add(answer, f"{{{OAI}}}{name}", value)
    outer = add(answer, f"{{{OAI}}}description")
    described = xml.root(f"{{{IDENTIFIER}}}oai-identifier", {None: IDENTIFIER})
    outer.append(described)
    described.set(SCHEMA_LOCATION, f"{IDENTIFIER} {IDENTIFIER}.xsd")
    sample = {"scheme": "oai", "repositoryIdentifier": namespace(), "delimiter": ":"}
    sample["sampleIdentifier"] = records.identifier("0f3a6c2d9b8e7145")
    for name, value in sample.items():
        add(described, f"{{{IDENTIFIER}}}{name}", value)


def _email() -> str:
    """Whom to write to: the contact of the crawler, where that is an address of electronic mail."""
    found = re.search(r"[^\s:<>@]+@([^\s.@<>]+\.)+[^\s.@<>]+", settings().crawler.contact)
    return found[0] if found else f"postmaster@{namespace()}"


def _list_formats(answer: Element, asked: Mapping[str, str]) -> None:
    if "identifier" in asked:
        _stamp(asked["identifier"])
    described = add(answer, f"{{{OAI}}}metadataFormat")
    add(described, f"{{{OAI}}}metadataPrefix", PREFIX)
    add(described, f"{{{OAI}}}schema", OAI_DC_SCHEMA)
    add(described, f"{{{OAI}}}metadataNamespace", OAI_DC)


def _list_sets(answer: Element, asked: Mapping[str, str]) -> None:
    if "resumptionToken" in asked:
        raise OaiError("badResumptionToken", "The list of sets is given whole, without a resumption token.")
    for spec, one in _sets().items():
        element = add(answer, f"{{{OAI}}}set")
        add(element, f"{{{OAI}}}setSpec", spec)
        add(element, f"{{{OAI}}}setName", one.name)


def _get_record(answer: Element, asked: Mapping[str, str]) -> None:
    stamp = _stamp(asked["identifier"])
    of_format(asked)
    for release in library().store.several([stamp.release]):
        add_record(answer, release, stamp.at)


def _stamp(identifier: str) -> Stamp:
    """The last change of the release that an identifier names. Raises OaiError."""
    identity = records.identity_of(identifier)
    found = library().store.stamps(Span(release=identity), 1) if identity is not None else ()
    if not found:
        raise OaiError("idDoesNotExist", "No release has this identifier here.")
    return found[0]


def _list_identifiers(answer: Element, asked: Mapping[str, str]) -> None:
    _list(answer, selection(asked), add_header)


def _list_records(answer: Element, asked: Mapping[str, str]) -> None:
    _list(answer, selection(asked), add_record)


def _list(answer: Element, wanted: Selection, write: Callable[..., None]) -> None:
    """Some of the wanted records in the order of their last change. One that changes meanwhile comes again, later."""
    among = _among(wanted)
    span = Span(wanted.after, wanted.first, wanted.end, among.source)
    only = None if among.organisation is None else _of_organisation(among.organisation)
    found = library().store.stamps(span, PAGE + 1, only)
    if not found:
        raise OaiError("noRecordsMatch", "No record matches.")
    some = found[:PAGE]
    releases = {release.id: release for release in library().store.several([stamp.release for stamp in some])}
    for stamp in some:
        write(answer, releases[stamp.release], stamp.at)
    if len(found) > PAGE or wanted.given:
        size = wanted.size or _size(span, only)
        rest = Selection(wanted.since, wanted.until, wanted.set, some[-1].seq, wanted.given + len(some), size)
        token = rest.token() if len(found) > PAGE else None
        given = {"cursor": str(wanted.given), "completeListSize": str(max(size, rest.given))}
        add(answer, f"{{{OAI}}}resumptionToken", token, **given)


def _size(span: Span, only: Collection[str] | None) -> int:
    """How many records a list has as it begins."""
    if only is None:
        return library().store.count_stamps(span)
    return len(library().store.stamps(span, len(only), only))


def _among(wanted: Selection) -> Set:
    if not wanted.set:
        return Set("")
    found = _sets().get(wanted.set)
    if found is None:
        raise OaiError("noRecordsMatch", "There is no such set: ListSets has them all.")
    return found


def _sets() -> Mapping[str, Set]:
    """All sets by their names in the protocol; made once for what index and store hold."""
    return library().once("oai-sets", (library().index.seq, library().store.seq()), _all_sets)


def _all_sets() -> dict[str, Set]:
    found = {
        records.source_set(source.name): Set(f"Source: {source.organisation or source.name}", source=source.name)
        for source in library().sources()
    }
    wanted = SearchRequest(facets={"organisation": ORGANISATIONS}, limit=0, snippets=False)
    for value in library().index.search(wanted).facets["organisation"]:
        found[records.organisation_set(value.value)] = Set(value.label, organisation=value.value)
    return found


def _of_organisation(organisation: str) -> set[str]:
    """The releases of an organisation: as the index has them, and as the store has what the index still lacks."""
    index, store = library().index, library().store
    found = index.find(SearchRequest(filters={"organisation": Filter((organisation,))}, snippets=False))
    ids = set(found.identities)
    lacking = [stamp.release for stamp in store.stamps(Span(after=found.seq), BEHIND)]
    for release in store.several(lacking):
        (ids.add if release.content.organisation == organisation else ids.discard)(release.id)
    return ids


_VERBS: Mapping[str, Callable[[Element, Mapping[str, str]], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}
