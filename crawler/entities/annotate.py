"""A release with its people, organisations, places and topics filled in, and what in its text shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from crawler.entities import (
    added_names,
    known_mentions,
    known_people,
    likely,
    one_each,
    organisations,
    people,
    places,
    quotes,
    rosters,
    soft_hyphens,
    tagging,
    topics,
)
from crawler.entities.document import Document, read, unique
from crawler.entities.found import Entities, Named, Quote, Subject, gathered
from crawler.entities.lexicon import scan
from crawler.entities.names import is_full, merge
from crawler.records import Office, Quotation, Release


def annotate(release: Release) -> Release:
    """The release with what it already names (from the page's metadata) first, then what title and text name.

    Organisations go by their full name with the acronym, places by their English name (a city is followed by its
    country), topics by the labels of the topic table; metadata is brought to these names where they are known. People
    go by their full name, known ones by the one name they have everywhere; who is named by a surname alone that means
    nobody known is in `find` only. Pure and deterministic; the data is loaded on the first call in a process, which
    takes some seconds. Annotating twice changes nothing.
    """
    document = read(soft_hyphens.without(release))
    found = _find(document, release.organisation)
    own = unique(known_people.full_label(name) or name for name in release.people)
    people = merge((*own, *(person.label for person in found.people if _is_facet(person.label))))
    return replace(
        release,
        people=people,
        organisations=_labels(release.organisations, _body, found.organisations),
        places=_labels(release.places, _place, found.places),
        topics=_labels(release.topics, topics.resolve, found.topics),
        offices=tuple(
            Office(person.label, person.office) for person in found.people if person.office and _is_facet(person.label)
        ),
        quotes=tuple(Quotation(_words(document, quote), quote.speaker) for quote in found.quotes),
    )


def find(release: Release) -> Entities:
    """What title and text name, with the evidence; what the page's metadata says beside is not among it."""
    found = _find(read(soft_hyphens.without(release)), release.organisation)
    return soft_hyphens.put_back(found, release)


def spoken_for(release: Release) -> tuple[Subject, ...]:
    """Every subject that words of title or text speak for, also one that these alone do not make sure of."""
    document = read(soft_hyphens.without(release))
    found = tuple(topics.spoken_for(document, scan(document).topics))
    return soft_hyphens.put_back(Entities(topics=found), release).topics


def _find(document: Document, publisher: str | None) -> Entities:
    finds = scan(document)
    bodies = organisations.mentions(document, finds, publisher)
    named = [mention.span for mention in bodies]
    persons = people.find(document, finds, named)
    of_people = [span for person in persons for span in person.spans]
    listed = list(rosters.entries(document, finds, of_people))
    bodies = organisations.with_listed(document, bodies, listed)
    named = [mention.span for mention in bodies]
    no_bodies = [*of_people, *(entry.office for entry in listed)]
    bodies += (organisations.Mention(*one) for one in likely.likely(document, finds, named, no_bodies))
    named = [mention.span for mention in bodies]
    located = places.find(document, finds, [*named, *of_people])
    of_places = [span for place in located for span in place.spans]
    more = tagging.opinion(document, {"people": of_people, "organisations": named, "places": of_places})
    bodies = [mention for mention in bodies if mention.span not in more.dropped]
    bodies += added_names.bodies(document, bodies, more.added["organisations"])
    found = gathered(one_each.merged(bodies))
    persons = added_names.people(
        document, finds, added_names.people_without(persons, more.dropped), more.added["people"]
    )
    entities = Entities(
        people=persons,
        organisations=found,
        places=added_names.places(finds, added_names.places_without(located, more.dropped), more.added["places"]),
        topics=topics.find(document, finds.topics, named, more.topics),
        quotes=quotes.find(document, persons, found),
    )
    return known_mentions.with_labels(entities, document)


def _is_facet(name: str) -> bool:
    """Whether a name is enough to tell a person by in other releases."""
    return is_full(name) or known_people.is_known(name)


def _words(document: Document, quote: Quote) -> str:
    return " ".join(document.text[slice(*quote.span)].split())


def _labels(own: Iterable[str], resolve: Callable[[str], str | None], found: Iterable[Named]) -> tuple[str, ...]:
    return unique((*(resolve(value) or value for value in own), *(one.label for one in found)))


def _body(name: str) -> str | None:
    body = organisations.resolve(name)
    return body.label if body else None


def _place(name: str) -> str | None:
    place = places.resolve(name)
    return place.label if place else None
