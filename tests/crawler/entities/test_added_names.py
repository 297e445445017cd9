"""Names that were added become people, bodies and places of the release; all names are invented."""

from __future__ import annotations

from crawler.entities import added_names
from crawler.entities.document import Document, Span, read
from crawler.entities.found import Location, Person
from crawler.entities.lexicon import scan
from crawler.entities.organisations import Mention
from crawler.records import Release


def document(text: str) -> Document:
    return read(Release("", "On boats", text, language="en"))


def test_a_surname_is_its_owners() -> None:
    text = document("Jane Qorrel sold boats. Qorrel and Marl, the mayor of Tallow, spoke.")
    known = [Person("Jane Qorrel", (Span(10, 21),), "captain")]
    spans = [Span(text.flat.rindex(name), text.flat.rindex(name) + len(name)) for name in ("Qorrel", "Marl")]
    found = added_names.people(text, scan(text), known, spans)
    assert [(person.label, len(person.spans), person.office) for person in found] == [
        ("Jane Qorrel", 2, "captain"),
        ("Marl", 1, "mayor of Tallow"),
    ]
    two = [*known, Person("Richard Qorrel", (Span(0, 1),))]
    assert len(added_names.people(text, scan(text), two, spans[:1])) == 2


def test_who_has_a_longer_name_goes_by_it_and_who_has_none_left_is_gone() -> None:
    text = document("Jane Qorrel Marl sold boats.")
    known = [Person("Jane Qorrel", (Span(10, 21), Span(50, 56)), "captain"), Person("Brown", (Span(30, 35),))]
    left = added_names.people_without(known, {Span(10, 21), Span(30, 35)})
    assert [(person.label, person.spans) for person in left] == [("Jane Qorrel", (Span(50, 56),))]
    (person,) = added_names.people(text, scan(text), left, [Span(10, 26)])
    assert (person.label, person.office, len(person.spans)) == ("Jane Qorrel Marl", "captain", 2)


def test_a_short_form_is_that_of_the_body() -> None:
    text = document("Zorblatt and OBS sold boats, the Committee none.")
    known = [Mention("Zorblatt Marine", Span(0, 1)), Mention("Orrin Boat Society", Span(2, 3))]
    spans = [
        Span(text.flat.index(name), text.flat.index(name) + len(name)) for name in ("Zorblatt", "OBS", "Committee")
    ]
    assert [mention.label for mention in added_names.bodies(text, known, spans)] == [
        "Zorblatt Marine",
        "Orrin Boat Society",
    ]


def test_general_words_tell_which_body_it_is_when_there_are_enough_of_them() -> None:
    text = document("The Ministry of Law and the Working Group sold boats.")
    spans = [
        Span(text.flat.index(name), text.flat.index(name) + len(name)) for name in ("Ministry of Law", "Working Group")
    ]
    assert [mention.label for mention in added_names.bodies(text, [], spans)] == ["Ministry of Law"]


def test_a_place_that_is_in_bodies_alone_is_gone_with_its_country() -> None:
    springfield, orrin = (
        Location("Springfield", (Span(5, 16),), "US"),
        Location("Orrin", (Span(20, 25), Span(30, 35)), "GB"),
    )
    states = [Location("United States", (), "US"), Location("United Kingdom", (), "GB")]
    assert added_names.places_without([springfield, orrin, *states], {Span(5, 16), Span(20, 25)}) == [
        Location("Orrin", (Span(30, 35),), "GB"),
        states[1],
    ]


def test_a_korean_name_stands_without_what_is_written_behind_it() -> None:
    text = document("조린당의 대표")
    (body,) = added_names.bodies(text, [], [Span(text.flat.index("조"), text.flat.index(" 대"))])
    assert body.label == "조린당"


def test_a_town_is_that_of_a_country_that_is_there() -> None:
    text = document("Boats of Springfield.")
    at = text.flat.index("Springfield")
    known = [Location("United States", (Span(0, 2),), "US")]
    found = added_names.places(scan(text), known, [Span(at, at + len("Springfield"))])
    assert [(place.country, len(place.spans)) for place in found] == [("US", 1), ("US", 1)]
    assert added_names.places(scan(text), known, [Span(0, 5)]) == tuple(known)  # no town that is known
