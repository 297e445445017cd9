"""Who else tells of an event: what belongs to it, and what only looks so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from crawler.records import StoredRelease
from tests.indexer.factory import built, release
from tests.indexer.test_similar import OTHERS

DAY = date(2019, 10, 30)
TITLE = "Jane Major opens the tidal barrier in Bergen"
TEXT = """Bergen, 30 October 2019. The minister Jane Major opened the tidal barrier of Bergen today. The barrier took
eleven years to build and keeps floods of 4.3 metres away. Engineers of Ruritania Marine Works will watch its gates."""


def told(identity: str, text: str = TEXT, day: date = DAY, *, title: str = TITLE, **values: Any) -> StoredRelease:
    given = {"organisation": f"Board {identity}", "people": ("Jane Major",), "places": ("Bergen",), **values}
    return release(identity, title, text, day, **given)


MINE = told("mine")
ELSEWHERE = [other for other in OTHERS if "Bergen" not in other.content.text]
THEIRS = """Floods of 4.3 metres no longer reach Bergen. Jane Major opened the tidal barrier that engineers of Ruritania
Marine Works built, and thanked them for eleven years of work on its gates."""


def others(path: Path, *releases: StoredRelease, of: StoredRelease = MINE) -> dict[str, str]:
    """Identity to reason of what tells of a release's event."""
    index = built(path, [*ELSEWHERE, of, *releases])
    return {one.hit.id: one.reason for one in index.told_by_others(of)}


def test_another_organisation_tells_it_in_its_own_words(tmp_path: Path) -> None:
    found = others(tmp_path, told("theirs", THEIRS, title="Our barrier protects Bergen"))
    assert list(found) == ["theirs"]
    assert "both name Jane Major and Bergen" in found["theirs"]


def test_another_language_tells_it_with_the_same_names_and_numbers(tmp_path: Path) -> None:
    text = "Министр Джейн Мэйджор открыла в Бергене приливный барьер. Он защищает от наводнений до 4.3 метра."
    russian = told(
        "russian", text, title="В Бергене открыт барьер", language="ru", organisation=MINE.content.organisation
    )
    assert list(others(tmp_path, russian)) == ["russian"]


def test_a_wire_text_on_two_wires_is_one_event(tmp_path: Path) -> None:
    plain = told("mine", people=(), places=())
    found = others(tmp_path, told("wire", people=(), places=()), of=plain)
    assert found == {"wire": "have nearly the same text, on the same day"}


def test_the_same_people_a_month_apart_are_not(tmp_path: Path) -> None:
    later = told("later", THEIRS, date(2019, 12, 4), title="Our barrier protects Bergen")
    assert others(tmp_path, later) == {}


def test_the_same_subject_on_the_same_day_in_another_city_is_not(tmp_path: Path) -> None:
    text = "Richard Roe opened the flood wall of Turku today. The wall took two years to build."
    elsewhere = told("elsewhere", text, title="Flood wall opens in Turku", people=("Richard Roe",), places=("Turku",))
    assert others(tmp_path, elsewhere) == {}


def test_a_topic_alone_is_not(tmp_path: Path) -> None:
    mine = told("mine", topics=("Floods",))
    text = "Floods cost insurers more than ever before, a yearly survey shows."
    topic = told("topic", text, title="Floods in figures", people=(), places=(), topics=("Floods",))
    assert others(tmp_path, topic, of=mine) == {}


def test_the_same_person_elsewhere_on_that_day_is_not(tmp_path: Path) -> None:
    text = "Jane Major handed out prizes for young violinists at the spring academy of music."
    assert others(tmp_path, told("prizes", text, title="Prizes for violinists", places=())) == {}


def test_a_third_release_does_not_lead_to_another_event(tmp_path: Path) -> None:
    """The second bill was passed with the first, which the third does not know."""
    both = (
        f"{THEIRS} In Turku Richard Roe signed the treaty on herring with Elphberg Fisheries. Herring talks were long."
    )
    people = ("Jane Major", "Richard Roe")
    second = told("second", both, title="Tidal barrier opened in Bergen, herring treaty signed", people=people)
    text = "Richard Roe signed the treaty on herring with Elphberg Fisheries in Turku. Herring treaty talks were long."
    third = told("third", text, title="Herring treaty signed", people=("Richard Roe",))
    assert list(others(tmp_path / "first", second, third)) == ["second"]
    assert "third" in others(tmp_path / "second", third, of=second), "which tells of both"


def test_the_datelines_say_when_it_was(tmp_path: Path) -> None:
    """Both were published on one day, but were written of different ones."""
    early = told("early", f"Bergen, 12 October 2019. {THEIRS}")
    assert list(others(tmp_path / "other", early)) == []
    alike = told("alike", f"Bergen, 30 October 2019. {THEIRS}")
    assert list(others(tmp_path / "same", alike)) == ["alike"]


def test_what_its_own_organisation_tells_again_in_the_same_language_is_not_by_others(tmp_path: Path) -> None:
    again = told("again", THEIRS, organisation=MINE.content.organisation)
    assert others(tmp_path, again) == {}


def test_a_month_alone_is_no_day_to_go_by(tmp_path: Path) -> None:
    vague = replace(MINE, content=replace(MINE.content, published_from="month"))
    assert others(tmp_path, told("theirs", THEIRS), of=vague) == {}


def test_so_many_and_no_more(tmp_path: Path) -> None:
    index = built(tmp_path, [*ELSEWHERE, MINE, *(told(f"o{number}x", THEIRS) for number in range(4))])
    assert len(index.told_by_others(MINE)) == 4
    assert len(index.told_by_others(MINE, 2)) == 2
