from __future__ import annotations

from typing import Any

from crawler.entities import annotate
from crawler.entities.correcting import correct
from crawler.entities.corrections import Correction, Corrections, Scope
from crawler.records import EntityKind, Office, Quotation, StoredRelease
from tests.indexer.factory import release

PEOPLE, ORGANISATIONS, PLACES, TOPICS = EntityKind
MAJOR, WRONG = "Jane Major", "Major Jane"


def corrected(stored: StoredRelease, *changes: tuple[EntityKind, str, str | None]) -> StoredRelease:
    return correct(stored, Corrections(Correction(*change) for change in changes))


def test_who_speaks_and_holds_an_office_is_renamed_with_the_person() -> None:
    stored = release(
        people=(WRONG, "Richard Roe"), offices=(Office(WRONG, "mayor"),), quotes=(Quotation("We wait.", WRONG),)
    )
    found = corrected(stored, (PEOPLE, WRONG, MAJOR))
    assert found.content.people == (MAJOR, "Richard Roe")
    assert found.content.offices == (Office(MAJOR, "mayor"),)
    assert found.content.quotes == (Quotation("We wait.", MAJOR),)
    assert (found.extracted, found.shown_as(PEOPLE, WRONG)) == (stored.content, MAJOR)


def test_two_that_are_merged_stand_there_once() -> None:
    stored = release(people=(WRONG, "Richard Roe", MAJOR), offices=(Office(WRONG, "mayor"), Office(MAJOR, "mayor")))
    found = corrected(stored, (PEOPLE, WRONG, MAJOR)).content
    assert (found.people, found.offices) == ((MAJOR, "Richard Roe"), (Office(MAJOR, "mayor"),))


def test_who_is_rejected_is_nowhere_and_what_was_said_stays() -> None:
    stored = release(people=(WRONG,), offices=(Office(WRONG, "mayor"),), quotes=(Quotation("We wait.", WRONG),))
    found = corrected(stored, (PEOPLE, WRONG, None)).content
    assert (found.people, found.offices, found.quotes) == ((), (), (Quotation("We wait.", ""),))


def test_a_speaker_is_corrected_as_what_it_is() -> None:
    stored = release(people=(MAJOR,), organisations=(MAJOR,), quotes=(Quotation("We wait.", MAJOR),))
    found = corrected(stored, (ORGANISATIONS, MAJOR, None)).content
    assert (found.people, found.organisations) == ((MAJOR,), ())
    assert found.quotes == stored.content.quotes
    body = release(organisations=("Board",), quotes=(Quotation("We wait.", "Board"),))
    assert corrected(body, (ORGANISATIONS, "Board", "Harbour Board")).content.quotes[0].speaker == "Harbour Board"
    assert corrected(body, (PEOPLE, "Board", "Harbour Board")) is body


def test_a_publisher_is_renamed_under_both_its_names() -> None:
    name, label = "World Health Organization", "World Health Organization (WHO)"
    found = corrected(release(organisation=name), (ORGANISATIONS, label, "WHO of Geneva"))
    assert found.content.organisation == name
    assert found.shown_as(ORGANISATIONS, label) == "WHO of Geneva"
    assert corrected(release(organisation="Hme"), (ORGANISATIONS, "Hme", "Home")).content.organisation == "Home"
    assert corrected(release(organisation="Menu"), (ORGANISATIONS, "Menu", None)).content.organisation is None


def test_a_city_goes_with_the_country_that_came_with_it() -> None:
    stored = annotated("The talks in Moscow went on, and those in Oslo.")
    assert stored.content.places == ("Moscow", "Russia", "Oslo", "Norway")
    assert corrected(stored, (PLACES, "Moscow", None)).content.places == ("Oslo", "Norway")
    assert corrected(stored, (PLACES, "Moscow", "Bergen")).content.places == ("Bergen", "Norway", "Oslo")


def test_a_country_stays_that_the_text_names_or_another_city_is_in() -> None:
    named = annotated("The talks in Moscow went on. Russia was content.")
    assert corrected(named, (PLACES, "Moscow", None)).content.places == ("Russia",)
    other = annotated("The talks in Moscow and in Novosibirsk went on.")
    assert corrected(other, (PLACES, "Moscow", None)).content.places == ("Russia", "Novosibirsk")
    alone = release(places=("Moscow", "Russia"))  # as its page's metadata says
    assert corrected(alone, (PLACES, "Moscow", None)).content.places == ("Russia",)


def test_a_city_that_is_put_in_brings_its_country() -> None:
    found = corrected(release(places=("Mosco", "Oslo")), (PLACES, "Mosco", "Moscow")).content
    assert found.places == ("Moscow", "Russia", "Oslo")
    assert corrected(release(places=("Mosco",)), (PLACES, "Mosco", "Moscow Hall")).content.places == ("Moscow Hall",)


def test_only_releases_in_scope_are_corrected() -> None:
    some = Corrections([Correction(TOPICS, "Trade", "Ports", Scope("osce", "r1"))])
    assert correct(release("r1", topics=("Trade",)), some).content.topics == ("Ports",)
    other = release("r2", topics=("Trade",))
    assert correct(other, some) is other


def annotated(text: str) -> StoredRelease:
    stored = release(text=text, title="Talks", organisation=None)
    content: dict[str, Any] = {"places": annotate(stored.content).places}
    return release(text=text, title="Talks", organisation=None, **content)
