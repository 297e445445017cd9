from __future__ import annotations

from datetime import date

import pytest

from crawler.records import Office, Quotation
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, release

MAJOR = "Jane Major"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    return built(
        tmp_path_factory.mktemp("index"),
        [
            release(
                "first",
                published=date(2018, 5, 1),
                organisation="Harbour Board",
                people=(MAJOR, "Richard Roe"),
                places=("Oslo", "Norway"),
                offices=(Office(MAJOR, "Deputy director of the Harbour Board"), Office("Richard Roe", "mayor")),
            ),
            release(
                "second",
                published=date(2019, 5, 1),
                people=(MAJOR,),
                organisations=("Harbour Board",),
                offices=(Office(MAJOR, "deputy Director of the Harbour Board"),),
                quotes=(Quotation("We will build a quay.", MAJOR), Quotation("Nobody asked us about it.", "")),
            ),
            release(
                "third",
                published=date(2021, 5, 1),
                people=(MAJOR, "Richard Roe"),
                topics=("Transport",),
                offices=(Office(MAJOR, "Minister"),),
                quotes=(Quotation("The quay was built at last.", MAJOR),),
            ),
            release("other", people=("Richard Roe",)),
        ],
    )


def test_the_releases_of_a_person_newest_first(index: WhooshIndex) -> None:
    profile = index.profile("person", MAJOR)
    assert profile.total == 3
    assert [hit.id for hit in profile.hits] == ["third", "second", "first"]
    assert not profile.is_cut


def test_offices_over_time_each_once(index: WhooshIndex) -> None:
    offices = [(held.office, held.since, held.until, held.releases) for held in index.profile("person", MAJOR).offices]
    assert offices == [
        ("Minister", "2021-05-01", "2021-05-01", 1),
        ("deputy Director of the Harbour Board", "2018-05-01", "2019-05-01", 2),
    ]


def test_what_a_person_said(index: WhooshIndex) -> None:
    said = [(saying.words, saying.release) for saying in index.profile("person", MAJOR).quotes]
    assert said == [("The quay was built at last.", "third"), ("We will build a quay.", "second")]


def test_who_and_what_stands_beside(index: WhooshIndex) -> None:
    beside = index.profile("person", MAJOR).beside
    assert [(value.value, value.count) for value in beside["person"]] == [("Richard Roe", 2)], "itself left out"
    assert [value.value for value in beside["place"]] == ["Europe", "Norway", "Oslo"]
    assert ("Harbour Board", 2) in [(value.value, value.count) for value in beside["mentioned"]]


def test_its_activity_over_time(index: WhooshIndex) -> None:
    over_time = index.profile("person", MAJOR).over_time
    assert sum(span.count for span in over_time) == 3
    assert (over_time[0].since or "")[:4] == "2018"


def test_an_organisation_is_found_by_its_own_releases_and_those_of_others(index: WhooshIndex) -> None:
    assert {hit.id for hit in index.profile("mentioned", "Harbour Board").hits} == {"first", "second"}


def test_what_is_wider_has_the_releases_of_what_is_narrower(index: WhooshIndex) -> None:
    assert index.profile("place", "Europe").total == 1


def test_nobody(index: WhooshIndex) -> None:
    profile = index.profile("person", "Nobody At All")
    assert (profile.total, profile.hits, profile.offices, profile.quotes) == (0, [], [], [])
