from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.changes import is_read_better, is_revised, unrevised
from crawler.records import Quality, Release

TEXT = "The quay opens on 4 May.\n\nIt is 300 metres long.\n\n- Anna Berg, Lund\n- Per Dahl, Malmö"
BEFORE = Release("https://a.example/1", "Quay opens", TEXT, date(2021, 5, 4), "time", notes="Contact: Ida")


@pytest.mark.parametrize(
    "changed",
    [
        {"text": TEXT.replace("300", "310")},
        {"text": TEXT.replace("long", "wide")},
        {"text": TEXT.replace("4 May", "5 May")},
        {"text": TEXT.replace("\n- Per Dahl, Malmö", "")},
        {"text": f"{TEXT}\n\nIt cost 3 million."},
        {"text": f"{TEXT}\n\nEntry costs 5 euros"},
        {"text": f"{TEXT}\n\nUpdate\n\nThe quay is closed again."},
        {"text": f"One\n\nTwo\n\nThree\n\n{TEXT}"},
        {"text": ""},
        {"title": "Quay closes"},
        {"notes": "Contact: Eva"},
        {"notes": ""},
        {"published": date(2021, 5, 5)},
    ],
)
def test_what_a_reader_would_notice_is_a_revision(changed: dict[str, str]) -> None:
    assert is_revised(BEFORE, replace(BEFORE, **changed))  # type: ignore[arg-type]  # fields of several types


@pytest.mark.parametrize("scrap", ["News agencies", "Source: the harbour office", "Read more and view comments"])
def test_a_line_beside_the_text_is_none(scrap: str) -> None:
    for text in (f"{TEXT}\n\n{scrap}", f"{scrap}\n\n{TEXT}", f"{scrap}\n\n{TEXT}\n\nA label"):
        beside = replace(BEFORE, text=text)
        assert not is_revised(BEFORE, beside)
        assert not is_revised(beside, BEFORE)
        assert unrevised(BEFORE, beside) == BEFORE


def test_a_line_that_is_another_one_now_is_a_revision() -> None:
    assert is_revised(
        replace(BEFORE, text=f"Lead of the day\n\n{TEXT}"), replace(BEFORE, text=f"Another lead\n\n{TEXT}")
    )


@pytest.mark.parametrize("evidence", ["page", "beside"])
def test_the_day_that_a_page_shows_somewhere_is_no_new_date(evidence: str) -> None:
    today = replace(BEFORE, published=date(2026, 11, 24), published_from=evidence)
    assert not is_revised(BEFORE, today)
    assert unrevised(BEFORE, today) == BEFORE
    assert not is_revised(today, replace(today, published=date(2026, 11, 25)))


def test_a_date_that_becomes_known_is_taken_without_a_revision() -> None:
    undated = replace(BEFORE, published=None, published_from=None)
    assert not is_revised(undated, BEFORE)
    assert unrevised(undated, BEFORE) == BEFORE
    assert unrevised(BEFORE, undated) == BEFORE


def test_a_day_and_a_moment_of_it_are_the_same_date() -> None:
    moment = datetime(2021, 5, 4, 22, 30, tzinfo=UTC)
    assert not is_revised(BEFORE, replace(BEFORE, published=moment))
    assert not is_revised(replace(BEFORE, published=date(2021, 5, 5)), replace(BEFORE, published=moment))
    there = moment.astimezone(timezone(timedelta(hours=2)))
    assert not is_revised(replace(BEFORE, published=moment), replace(BEFORE, published=there))
    assert is_revised(replace(BEFORE, published=moment), replace(BEFORE, published=moment + timedelta(hours=1)))


def test_what_is_not_content_is_as_the_page_has_it_now() -> None:
    after = replace(BEFORE, text=f"{TEXT}\n\nA label", topics=("harbours",), organisation="Port of Lund")
    kept = unrevised(BEFORE, after)
    assert (kept.text, kept.topics, kept.organisation) == (TEXT, ("harbours",), "Port of Lund")


FOOT = "The port has four quays and two cranes."
WITH_FOOT = replace(BEFORE, text=f"The quay opens on 4 May.\n\n{FOOT}\n\nIt is 300 metres long.\n\n{FOOT}")
PARTED = replace(
    BEFORE, text="The quay opens on 4 May.\n\nIt is 300 metres long.", notes=f"{FOOT}\n\n{FOOT}\n\nContact: Ida"
)


@pytest.mark.parametrize(("before", "after"), [(WITH_FOOT, PARTED), (PARTED, WITH_FOOT)])
def test_a_paragraph_that_is_taken_for_boilerplate_is_no_revision(before: Release, after: Release) -> None:
    assert not is_revised(before, after)
    assert is_read_better(before, after)
    assert unrevised(before, replace(after, topics=("harbours",))) == replace(after, topics=("harbours",))


@pytest.mark.parametrize(
    "changed",
    [
        {"text": PARTED.text.replace("300", "310")},
        {"notes": PARTED.notes.replace("four", "five")},
        {"notes": PARTED.notes.replace(f"{FOOT}\n\n", "")},
        {"notes": PARTED.notes.removeprefix(f"{FOOT}\n\n")},
        {"notes": f"{PARTED.notes}\n\nMore in May."},
        {"text": FOOT},
        {"title": "Quay closes"},
        {"published": date(2021, 4, 4)},
    ],
)
def test_a_change_beside_such_a_paragraph_is_one(changed: dict[str, str]) -> None:
    after = replace(PARTED, **changed)  # type: ignore[arg-type]  # fields of several types
    for before, now in ((WITH_FOOT, after), (after, WITH_FOOT)):
        assert is_revised(before, now)
        assert not is_read_better(before, now)


def test_a_line_beside_such_a_paragraph_is_none() -> None:
    after = replace(PARTED, text=f"News agencies\n\n{PARTED.text}")
    assert not is_revised(WITH_FOOT, after)
    assert not is_read_better(WITH_FOOT, after)
    assert unrevised(WITH_FOOT, after) == after


def test_a_day_that_is_read_the_other_way_round_is_no_revision() -> None:
    other = replace(BEFORE, published=date(2021, 4, 5))
    assert not is_revised(BEFORE, other)
    assert is_read_better(BEFORE, other)
    assert unrevised(BEFORE, other) == other
    assert is_revised(BEFORE, replace(BEFORE, published=date(2022, 4, 5)))


def test_facts_beside_the_text_are_no_content() -> None:
    after = replace(BEFORE, reference="Q/7", authors=("Ida Lund",), quality=Quality(0.5, ("no date",)))
    assert not is_revised(BEFORE, after)
    assert unrevised(BEFORE, after) == after


def test_the_languages_of_paragraphs_stay_with_their_text() -> None:
    before = replace(BEFORE, paragraph_languages=("en", "en", "sv"))
    scrap = replace(BEFORE, text=f"A label\n\n{TEXT}", paragraph_languages=("en", "en", "en", "sv"))
    assert unrevised(before, scrap).paragraph_languages == ("en", "en", "sv")
    assert unrevised(before, replace(BEFORE, paragraph_languages=())).paragraph_languages == ()


def test_nothing_is_modified_before_the_date_that_is_kept() -> None:
    after = replace(BEFORE, published=None, published_from=None, modified=date(2021, 5, 1))
    assert unrevised(BEFORE, after).modified is None
    assert unrevised(BEFORE, replace(after, modified=date(2021, 5, 6))).modified == date(2021, 5, 6)
