"""A release with its people, organisations, places and topics filled in, and what in its text shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from crawler.entities import organisations, people, places, topics
from crawler.entities.document import read, unique
from crawler.entities.found import Entities, Named, gathered
from crawler.entities.lexicon import scan
from crawler.entities.names import merge
from crawler.records import Release


def annotate(release: Release) -> Release:
    """The release with what it already names (from the page's metadata) first, then what title and text name.

    Organisations go by their full name with the acronym, places by their English name (a city is followed by its
    country), topics by the labels of the topic table; metadata is brought to these names where they are known. People
    go by their full name. Pure and deterministic; the data is loaded on the first call in a process, which takes
    about a second. Annotating twice changes nothing.
    """
    found = find(release)
    return replace(
        release,
        people=merge((*unique(release.people), *(person.label for person in found.people))),
        organisations=_labels(release.organisations, _body, found.organisations),
        places=_labels(release.places, _place, found.places),
        topics=_labels(release.topics, topics.resolve, found.topics),
    )


def find(release: Release) -> Entities:
    """What title and text name, with the evidence; what the page's metadata says beside is not among it."""
    document = read(release)
    finds = scan(document)
    bodies = organisations.mentions(document, finds, release.organisation)
    named = [mention.span for mention in bodies]
    persons = people.find(document, finds, named)
    taken = [*named, *(span for person in persons for span in person.spans)]
    return Entities(
        people=persons,
        organisations=gathered(bodies),
        places=places.find(document, finds, taken),
        topics=topics.find(document, finds.topics, named),
    )


def _labels(own: Iterable[str], resolve: Callable[[str], str | None], found: Iterable[Named]) -> tuple[str, ...]:
    return unique((*(resolve(value) or value for value in own), *(one.label for one in found)))


def _body(name: str) -> str | None:
    body = organisations.resolve(name)
    return body.label if body else None


def _place(name: str) -> str | None:
    place = places.resolve(name)
    return place.label if place else None
