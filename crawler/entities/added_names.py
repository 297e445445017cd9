"""Names that the tagger adds to what the rules found, as people, bodies and places of the release."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from crawler.entities.definitions import other_meanings
from crawler.entities.document import Document, Span, fold
from crawler.entities.found import Location, Person, gathered
from crawler.entities.geography import Place
from crawler.entities.lexicon import Finds
from crawler.entities.names import merge
from crawler.entities.offices import Offices, offices_of
from crawler.entities.organisations import Mention, known_label
from crawler.entities.shapes import is_general

_TELLING = 3  # words of a name that are each general, and together tell which body it is: "Ministry of Law"

# What Korean writes right behind a name, but for what names end in as well.
_KOREAN = re.compile(r"(?<=[\uac00-\ud7a3]{2})(?:에게서|에게|에서|으로|은|는|을|를|의|에|와)$")


def people_without(found: Iterable[Person], dropped: Collection[Span]) -> list[Person]:
    """The people without the names at some spans, and without those of whom nothing is left."""
    left = (replace(one, spans=tuple(span for span in one.spans if span not in dropped)) for one in found)
    return [person for person in left if person.spans]


def places_without(found: Iterable[Location], dropped: Collection[Span]) -> list[Location]:
    """The places without the names at some spans; of whose names none is left is gone, and its country if just that."""
    left = [(place, tuple(span for span in place.spans if span not in dropped)) for place in found]
    countries = {place.country for place, spans in left if spans}
    return [
        replace(place, spans=spans)
        for place, spans in left
        if spans or (not place.spans and place.country in countries)
    ]


def people(document: Document, finds: Finds, found: Sequence[Person], spans: Collection[Span]) -> tuple[Person, ...]:
    """The people in order of first mention; who has a name already that stands at a span is one with it.

    A surname or given name that two of them have is nobody's. Who had no office has the one that stands beside a name.
    """
    if not spans:
        return tuple(found)
    persons = {person.label: person for person in found}
    for more in gathered((document.flat[slice(*span)], span) for span in spans):
        owners = [label for label in persons if _is_of(more.label, label)]
        if len(owners) < 2:
            person = persons.pop(owners[0]) if owners else Person(more.label)
            label = merge((person.label, more.label))[0] if len(more.label) > len(person.label) else person.label
            persons[label] = replace(person, label=label, spans=tuple(sorted((*person.spans, *more.spans))))
    everybody = [span for person in persons.values() for span in person.spans]
    offices = Offices(document, offices_of(document, finds), everybody)
    named = (
        person if person.office else replace(person, office=_office(offices, person.spans, spans))
        for person in persons.values()
    )
    return tuple(sorted(named, key=lambda person: person.spans))


def _office(offices: Offices, spans: Iterable[Span], added: Collection[Span]) -> str:
    return next(filter(None, (offices.of(span) for span in spans if span in added)), "")


def _is_of(name: str, label: str) -> bool:
    """Whether somebody's name is, or is short for, that of another."""
    words = fold(name).split()
    return set(words) <= set(fold(label).split()) or (len(words) > 1 and len(merge((label, name))) == 1)


def bodies(document: Document, found: Sequence[Mention], spans: Iterable[Span]) -> Iterator[Mention]:
    """What stands at some spans, under the label of the only body of the release that it is short for, if of any."""
    labels = dict.fromkeys(mention.label for mention in found)
    others = other_meanings(document)
    for span in spans:
        name = _KOREAN.sub("", document.flat[slice(*span)])
        if name in others:
            continue
        label = known_label(name, document.language)
        fuller = [label] if label in labels or label != name else [other for other in labels if _is_short(name, other)]
        if len(fuller) < 2 and not (is_general(name) and len(name.split()) < _TELLING):
            yield Mention(fuller[0] if fuller else name, span)


def _is_short(name: str, label: str) -> bool:
    """ "Acme" for "Acme Robotics", "LBN" for "Lake Brand Network"."""
    if name.isupper() and name == "".join(word[0] for word in label.split() if word[0].isupper()):
        return True
    return fold(label).startswith(f"{fold(name)} ")


def places(finds: Finds, found: Iterable[Location], spans: Iterable[Span]) -> tuple[Location, ...]:
    """The places, with those that are known by the names at some spans: of a country that is there, if any is."""
    where = {(place.label, place.country): list(place.spans) for place in found}
    countries = {code for _, code in where}
    for span in spans:
        place = _known_at(finds, span, countries)
        if place is not None:
            where.setdefault((place.label, place.code), []).append(span)
            where.setdefault((place.country, place.code), [])
    return tuple(Location(label, tuple(sorted(spans)), code) for (label, code), spans in where.items())


def _known_at(finds: Finds, span: Span, countries: Collection[str]) -> Place | None:
    towns = [town.place for hit in finds.towns if hit.span == span for town in hit.value.towns]
    known = [hit.value.place for hit in finds.places if hit.span == span]
    near = [town for town in towns if town.code in countries]
    return next(iter((*near, *known, *towns)), None)
