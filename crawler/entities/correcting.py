"""A release as readers see it: what it names, with what editors have corrected (`crawler.entities.corrections`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from crawler.entities import organisations, places
from crawler.entities.annotate import find
from crawler.entities.corrections import Corrections, Scope
from crawler.records import Corrected, EntityKind, Quotation, Release, StoredRelease

PEOPLE, ORGANISATIONS, PLACES, TOPICS = EntityKind

Labels = Mapping[tuple[EntityKind, str], str | None]


def correct(release: StoredRelease, corrections: Corrections) -> StoredRelease:
    """A release as the store keeps it, corrected. Pure; loads data only where something is corrected that needs it."""
    labels = corrected_labels(release, corrections)
    if not labels:
        return release
    return replace(release, content=_content(release.content, labels), corrected=Corrected(release.content, labels))


def corrected_labels(release: StoredRelease, corrections: Corrections) -> Labels:
    """The labels of a release, as it is kept, that become others, or None."""
    scope = Scope(release.source, release.id)
    found: dict[tuple[EntityKind, str], str | None] = {}
    for kind in corrections.kinds:
        for label in labels_of(release.content, kind):
            now = corrections.now(kind, label, scope)
            if now != label:
                found[kind, label] = now
    return found


def labels_of(content: Release, kind: EntityKind) -> set[str]:
    """All labels of a kind that a release has somewhere: the publisher's two names count as organisations."""
    found = set(getattr(content, kind))
    if kind is PEOPLE:
        found |= {one.person for one in content.offices}
    if kind in (PEOPLE, ORGANISATIONS):
        found |= {one.speaker for one in content.quotes if one.speaker and kind in _kinds_of(one.speaker, content)}
    if kind is ORGANISATIONS and content.organisation:
        found |= {content.organisation, organisations.known_as(content.organisation)}
    return found


def _kinds_of(speaker: str, content: Release) -> tuple[EntityKind, ...]:
    """Whether a speaker is one of the people or one of the organisations; either where a release does not say."""
    if speaker in content.people:
        return (PEOPLE,)
    return (ORGANISATIONS,) if speaker in content.organisations else (PEOPLE, ORGANISATIONS)


def _content(content: Release, labels: Labels) -> Release:
    def now(kind: EntityKind, label: str) -> str | None:
        return labels.get((kind, label), label)

    offices = (replace(one, person=person) for one in content.offices if (person := now(PEOPLE, one.person)))
    return replace(
        content,
        organisation=now(ORGANISATIONS, content.organisation) if content.organisation else content.organisation,
        people=_each_once(now(PEOPLE, label) for label in content.people),
        organisations=_each_once(now(ORGANISATIONS, label) for label in content.organisations),
        places=_each_once(_places(content, labels)),
        topics=_each_once(now(TOPICS, label) for label in content.topics),
        offices=tuple(dict.fromkeys(offices)),
        quotes=tuple(_spoken(quote, content, labels) for quote in content.quotes),
    )


def _each_once(labels: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, labels)))


def _spoken(quote: Quotation, content: Release, labels: Labels) -> Quotation:
    for kind in _kinds_of(quote.speaker, content):
        if (kind, quote.speaker) in labels:
            return replace(quote, speaker=labels[kind, quote.speaker] or "")
    return quote


def _places(content: Release, labels: Labels) -> Iterator[str]:
    """The places, a city that was put in followed by its country; without the countries of those that went."""
    gone = [place for place in content.places if (PLACES, place) in labels]
    left = {now for place in content.places if (now := labels.get((PLACES, place), place))}
    countries = {country for place in gone if (country := _country(place))} - set(map(_country, left))
    unfounded = _only_implied(content, countries & left) if countries & left else frozenset[str]()
    for place in content.places:
        now = labels.get((PLACES, place), place)
        if now == place:
            if place not in unfounded:
                yield place
        elif now is not None:
            yield from (now, _country(now))


def _country(label: str) -> str:
    """The country of a known city, else ""."""
    place = places.resolve(label)
    return place.country if place and place.label == label and place.is_city else ""


def _only_implied(content: Release, countries: set[str]) -> frozenset[str]:
    """Those of the countries that a text does not name: they came with a city."""
    return frozenset(place.label for place in find(content).places if place.label in countries and not place.spans)
