"""Similar releases: what is found for one, in which order, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from crawler.records import StoredRelease
from indexer.index import Index
from tests.indexer.factory import built, release

EVENT = """Observers from nine states watched the parliamentary elections in Tashkent on Sunday. Vladimir Norov, who led
the mission, visited 14 polling stations and met the election commission. The turnout was 67.8 per cent. A final report
will be published within two months."""
OTHERS = [
    release(
        f"o{number}",
        f"Notice {number}",
        f"The harbour of {place} has agreed with the coast guard on {subject}. Ships are to report by radio.",
        date(2015, 1, 1 + number % 28),
    )
    for number, (place, subject) in enumerate(
        (place, subject)
        for place in ("Bergen", "Hull", "Kiel", "Riga", "Turku")
        for subject in ("fog signals", "winter ice", "pilot training", "waste", "noise")
    )
]
TOLD = "Norov said that the turnout of 67.8 per cent showed trust in elections."
MINE = release("mine", "Elections in Uzbekistan observed", EVENT, date(2019, 12, 23))


def similar(index: Index, of: StoredRelease = MINE, limit: int = 10) -> list[str]:
    return [hit.id for hit in index.similar(of, limit)]


def test_the_same_event_told_by_others_comes_first(tmp_path: Path) -> None:
    told = release(
        "told", "Vote in Tashkent", "Norov said that the turnout of 67.8 per cent showed trust in elections."
    )
    index = built(tmp_path, OTHERS, [MINE, told])
    found = index.similar(MINE)
    assert found[0].id == "told"
    assert found[0].fields["title"] == "Vote in Tashkent"
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert "mine" not in [hit.id for hit in found]


def test_names_and_numbers_lead_to_other_scripts(tmp_path: Path) -> None:
    text = "Владимир Норов рассказал о наблюдении. Явка составила 67.8 процента."
    russian = release("russian", "Выборы", text, date(2019, 12, 24), language="ru")
    index = built(tmp_path, [*OTHERS, MINE, russian])
    assert similar(index)[0] == "russian"


def test_a_release_need_not_be_in_the_index(tmp_path: Path) -> None:
    told = release(
        "told", "Vote in Tashkent", "Norov said that the turnout of 67.8 per cent showed trust in elections."
    )
    assert similar(built(tmp_path, [*OTHERS, told]))[0] == "told"


def test_near_duplicates_are_left_out_and_others_come_once(tmp_path: Path) -> None:
    copy = replace(MINE, id="copy")
    relative = release("relative", "Elections", "Elections in Tashkent: Norov led the mission.", family="mine")
    twins = [
        release(f"twin{number}", "Vote in Tashkent", f"Norov said that the turnout was high: {number}.", family="twin1")
        for number in (1, 2)
    ]
    mine = replace(MINE, family="mine")
    found = similar(built(tmp_path, [*OTHERS, mine, copy, relative, *twins]), mine)
    assert not {"mine", "copy", "relative"} & set(found)
    assert len({"twin1", "twin2"} & set(found)) == 1


def test_of_two_equally_alike_the_one_of_these_days_is_first(tmp_path: Path) -> None:
    texts = {"near": date(2019, 12, 30), "far": date(2012, 5, 1)}
    alike = [release(identity, "", f"Norov in Tashkent. {identity}", day) for identity, day in texts.items()]
    assert similar(built(tmp_path, [*OTHERS, MINE, *alike]))[:2] == ["near", "far"]


def test_so_many_and_no_more(tmp_path: Path) -> None:
    index = built(tmp_path, OTHERS)
    assert len(similar(index, OTHERS[0], 3)) == 3
    assert similar(index, release("empty", "", "", None)) == []
    assert similar(built(tmp_path / "alone", [MINE])) == []
