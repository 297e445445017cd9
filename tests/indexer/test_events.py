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
THEIRS = "Marine Works is proud: floods of 4.3 metres no longer reach Bergen. Jane Major opened our tidal barrier."


def others(path: Path, *releases: StoredRelease, of: StoredRelease = MINE) -> dict[str, str]:
    """Identity to reason of what tells of a release's event."""
    index = built(path, [*ELSEWHERE, of, *releases])
    return {one.hit.id: one.reason for one in index.told_by_others(of)}


def test_another_organisation_tells_it_in_its_own_words(tmp_path: Path) -> None:
    found = others(tmp_path, told("theirs", THEIRS, date(2019, 10, 31), title="Our barrier protects Bergen"))
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


PRIZE = """The Trade Review, a leading magazine of business and its makers, published the list of the fastest growing
firms of Ruritania in Strelsau today. {} stands on it for the first time. What counts is growth over three years."""


def test_a_prize_that_many_win_is_each_winners_own(tmp_path: Path) -> None:
    def winner(name: str) -> StoredRelease:
        values: dict[str, Any] = {"people": (), "places": ("Strelsau",), "organisations": (name, "Trade Review")}
        return told(name.split()[0], PRIZE.format(name), title=f"{name} is among the fastest growing firms", **values)

    assert others(tmp_path, winner("Elphberg Bakery"), of=winner("Zenda Boats")) == {}


def test_letters_from_one_template_are_each_its_own(tmp_path: Path) -> None:
    letter = """Jane Major praised the Harbour Board for a grant of 90,000 crowns to the fire brigade of {0}. Engines
    and hoses of the brigade are older than its members, said the minister. {0} applied in spring."""
    title = "Jane Major praises grant"
    turku, bergen = (
        told(name, letter.format(town), title=title, places=(town,)) for name, town in (("a", "Turku"), ("b", "Bergen"))
    )
    assert others(tmp_path, turku, of=bergen) == {}


def test_advice_in_one_form_on_different_things_is_not(tmp_path: Path) -> None:
    text = "A leaflet for patients in Bergen explains what surgeons can do. Jane Major wrote it. Ask about {}."
    hernia = told("hernia", text.format("hernia"), title="When a hernia becomes dangerous")
    varices = told("varices", text.format("varices"), title="Varices, more than a blemish?")
    assert others(tmp_path, hernia, of=varices) == {}


def test_a_third_release_does_not_lead_to_another_event(tmp_path: Path) -> None:
    """The second bill was passed with the first, which the third does not know."""
    both = f"{THEIRS} On that day Richard Roe signed the treaty on herring with Ruritania Fisheries in Bergen."
    people = ("Jane Major", "Richard Roe")
    second = told("second", both, title="Tidal barrier opened in Bergen, herring treaty signed", people=people)
    text = "Richard Roe signed a treaty on herring with Ruritania Fisheries in Bergen. Herring has been rare."
    third = told("third", text, title="Herring treaty signed", people=("Richard Roe",))
    assert list(others(tmp_path / "first", second, third)) == ["second"]
    assert "third" in others(tmp_path / "second", third, of=second), "which tells of both"


def test_the_datelines_say_when_it_was(tmp_path: Path) -> None:
    """Both were published on one day, but were written of different ones."""
    early = told("early", THEIRS.replace("Marine Works", "Bergen, 12 October 2019. Marine Works"))
    assert list(others(tmp_path / "other", early)) == []
    alike = told("alike", THEIRS.replace("Marine Works", "Bergen, 30 October 2019. Marine Works"))
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
