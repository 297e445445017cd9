"""The pages of people, organisations, places and topics, and the directories that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.records import EntityKind
from indexer.index import FacetValue, HeldOffice, Hit, ProfileKind, SearchRequest
from indexer.schema import FACETS_BY_NAME
from web.evidence import KINDS as PROFILE_KINDS
from web.feeds.pages import offered
from web.i18n import gettext, later
from web.labels import bucket_label, facet_label, value_label
from web.library import library
from web.links import facet_address
from web.parameters import PARAMETERS, unchanged
from web.wording import day_of, direction

blueprint = Blueprint("profiles", __name__)

Response = str | WerkzeugResponse

KINDS: dict[str, ProfileKind] = {kind.value: name for kind, name in PROFILE_KINDS.items()}
TITLES = {
    "people": later("People"),
    "organisations": later("Organisations"),
    "places": later("Places"),
    "topics": later("Topics"),
}
LISTED = 300  # values of a directory
BESIDE = {  # what stands beside, in which words
    "person": later("With"),
    "mentioned": later("Organisations"),
    "place": later("Places"),
    "topic": later("Topics"),
    "organisation": later("Told by"),
}
BAR_WIDTH, CHART_HEIGHT = 20, 80  # of a bar with its gap, and of the highest one, in units of the drawing


@dataclass(frozen=True)
class Link:
    """A value and its page, and how many releases have it."""

    label: str
    href: str
    count: int


@dataclass(frozen=True)
class Release:
    """A release in a list."""

    title: str
    href: str
    organisation: str
    day: str
    iso: str
    language: str | None
    direction: str


@dataclass(frozen=True)
class Said:
    """Direct speech, and the release that has it."""

    words: str
    title: str
    href: str
    day: str


@dataclass(frozen=True)
class Held:
    """An office, from when to when releases give it."""

    office: str
    period: str
    releases: int


@dataclass(frozen=True)
class Bar:
    """A span of time in the drawing of an activity; lengths in units of the drawing, from the upper left."""

    label: str
    count: int
    left: int
    top: int
    height: int


def address(kind: ProfileKind, label: str) -> str:
    """The address of a value's page. An underscore stands for a space, as in an encyclopaedia."""
    directory = next(name for name, known in KINDS.items() if known == kind)
    return url_for("profiles.page", directory=directory, name=label.replace(" ", "_"))


@blueprint.get("/<any(people, organisations, places, topics):directory>")
def listing(directory: str) -> Response:
    """The values that most releases have."""
    kind = KINDS[directory]
    found = library().index.search(SearchRequest(facets={kind: LISTED}, limit=0, snippets=False))
    values = found.facets[kind]
    links = [_link(kind, value) for value in values]
    return render_template(
        "directory.html",
        title=gettext(TITLES[directory]),
        letters=_by_letter(sorted(links, key=lambda link: link.label.casefold())),
        cut=len(values) >= LISTED,
    )


@blueprint.get("/<any(people, organisations, places, topics):directory>/<path:name>")
def page(directory: str, name: str) -> Response:
    """One value: its releases, and what they say of it. Where editors call it otherwise now, leads there."""
    kind, label = KINDS[directory], name.replace("_", " ")
    profile = library().index.profile(kind, label)
    if not profile.total:
        renamed = library().store.renamed(EntityKind(directory), label)
        if renamed is None or not library().index.profile(kind, renamed).total:
            raise NotFound
        return redirect(address(kind, renamed))  # for the time being: a correction may be undone
    return render_template(
        "profile.html",
        kind=facet_label(kind),
        label=value_label(kind, profile.label),
        directory=gettext(TITLES[directory]),
        directory_href=url_for("profiles.listing", directory=directory),
        profile=profile,
        above=[Link(value_label(kind, wider), address(kind, wider), 0) for wider in _above(kind, label)],
        search_href=facet_address(kind, label),
        feeds=offered(unchanged(PARAMETERS).but(**{kind: [label]})),
        offices=[_held(office) for office in profile.offices],
        quotes=[Said(one.words, one.title, _page_of(one.release), day_of(one.day)) for one in profile.quotes],
        releases=[_release(hit) for hit in profile.hits],
        beside=[(gettext(BESIDE[facet]), _links(facet, values)) for facet, values in profile.beside.items() if values],
        bars=bars(profile.over_time),
        bar_width=BAR_WIDTH,
        height=CHART_HEIGHT,
    )


def bars(spans: Sequence[FacetValue]) -> list[Bar]:
    """The spans as bars beside each other, the one with most releases as high as the drawing."""
    most = max((span.count for span in spans), default=0)
    found = []
    for place, span in enumerate(spans):
        height = -(-CHART_HEIGHT * span.count // most) if most else 0
        found.append(Bar(bucket_label(span), span.count, place * BAR_WIDTH, CHART_HEIGHT - height, height))
    return found


def _by_letter(links: Sequence[Link]) -> list[tuple[str, list[Link]]]:
    letters: dict[str, list[Link]] = {}
    for link in links:
        first = link.label[:1].upper()
        letters.setdefault(first if first.isalpha() else "#", []).append(link)
    return list(letters.items())


def _above(kind: ProfileKind, label: str) -> Sequence[str]:
    above = FACETS_BY_NAME[kind].above
    return above(label) if above else ()


def _links(facet: str, values: Sequence[FacetValue]) -> list[Link]:
    """Publishers lead to their releases, everything else to its own page."""
    if facet == "organisation":
        return [Link(value.label, facet_address(facet, value.value), value.count) for value in values]
    kind = next(kind for kind in KINDS.values() if kind == facet)
    return [_link(kind, value) for value in values]


def _link(kind: ProfileKind, value: FacetValue) -> Link:
    return Link(value_label(kind, value.value, value.label), address(kind, value.value), value.count)


def _held(office: HeldOffice) -> Held:
    since, until = day_of(office.since), day_of(office.until)
    return Held(office.office, since if since == until else f"{since} – {until}", office.releases)


def _release(hit: Hit) -> Release:
    fields = hit.fields
    moment = fields["published"] or fields["first_seen"]
    return Release(
        title=fields["title"] or gettext("Untitled release"),
        href=_page_of(hit.id),
        organisation=fields["organisation"] or "",
        day=day_of(moment, fields["published_precision"]),
        iso=moment,
        language=fields["language"],
        direction=direction(fields["language"]),
    )


def _page_of(release: str) -> str:
    return url_for("releases.page", release_id=release)
