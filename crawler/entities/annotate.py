"""A release with its people, organisations, places and topics filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from crawler.entities import organisations, people, places, topics
from crawler.entities.document import read, unique
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
    document = read(release)
    finds = scan(document)
    bodies = organisations.mentions(document, finds, release.organisation)
    named = [mention.span for mention in bodies]
    persons = people.find(document, finds, named)
    return replace(
        release,
        people=merge((*unique(release.people), *persons.names)),
        organisations=_labels(release.organisations, _body, (mention.label for mention in bodies)),
        places=_labels(release.places, _place, places.find(document, finds, [*persons.spans, *named])),
        topics=_labels(release.topics, topics.resolve, topics.find(document, finds.topics, named)),
    )


def _labels(own: Iterable[str], resolve: Callable[[str], str | None], found: Iterable[str]) -> tuple[str, ...]:
    return unique((*(resolve(value) or value for value in own), *found))


def _body(name: str) -> str | None:
    body = organisations.resolve(name)
    return body.label if body else None


def _place(name: str) -> str | None:
    place = places.resolve(name)
    return place.label if place else None
