from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.index import Suggestion
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, release


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = built(
        tmp_path_factory.mktemp("index"),
        [
            release("a", "Shanghai summit ends", people=("Sergey Lavrov", "Zhang Ming"), places=("Shanghai",)),
            release("b", "Nothing", organisation="Shanghai Cooperation Organisation", topics=("Élections",)),
            release("gone", "Shangri-La", people=("Shan Gone",)),
        ],
        [
            release("c", "The summit of Shanghai", published=date(2021, 1, 1), places=("Shanghai", "Łódź")),
            release("d", "上海合作组织", people=("张明",)),
        ],
    )
    index.remove(["gone"])
    index.commit(3)
    return index


def test_completions_are_values_by_frequency_then_the_newest_titles(index: WhooshIndex) -> None:
    assert index.suggest("shang") == [
        Suggestion("place", "Shanghai", 2),
        Suggestion("organisation", "Shanghai Cooperation Organisation", 1),
        Suggestion("release", "The summit of Shanghai", 1, "c"),
        Suggestion("release", "Shanghai summit ends", 1, "a"),
    ]


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("lav", ["Sergey Lavrov"]),
        ("Sergey La", ["Sergey Lavrov"]),
        ("ELEC", ["Élections"]),
        ("lodz", ["Łódź"]),
        ("coop", ["Shanghai Cooperation Organisation"]),
        ("avrov", ["Sergey Lavrov"]),  # a letter is missing
        ("rov", []),  # no word begins so
        ("sergei lavr", ["Sergey Lavrov"]),
        ("shanhgai coo", ["Shanghai Cooperation Organisation"]),
        ("sumit of sha", ["The summit of Shanghai"]),
        ("summit of shagn", ["The summit of Shanghai"]),
        ("summit of shn", []),  # too short to tell
        ("summit xylo", []),
        ("summit sha", ["The summit of Shanghai", "Shanghai summit ends"]),
        ("上海", ["上海合作组织"]),
        ("张", ["张明"]),
        ("明", ["张明"]),
        ("合作", ["上海合作组织"]),
        ("", []),
        ("?!", []),
    ],
)
def test_what_a_prefix_finds(index: WhooshIndex, prefix: str, values: list[str]) -> None:
    assert [found.value for found in index.suggest(prefix)] == values


def test_the_limit_leaves_room_for_titles(index: WhooshIndex) -> None:
    assert [found.kind for found in index.suggest("shang", 3)] == ["place", "release", "release"]
    assert index.suggest("shang", 0) == []


def test_a_title_that_several_releases_have_stands_there_once(tmp_path: Path) -> None:
    days = [release(f"r{day}", "Daily briefing", published=date(2021, 1, day)) for day in range(1, 9)]
    index = built(tmp_path, [*days, release("a", "Briefing on peace", published=date(2020, 1, 1))])
    assert [(found.value, found.id) for found in index.suggest("brief", 2)] == [
        ("Daily briefing", "r8"),
        ("Briefing on peace", "a"),
    ]


def test_values_and_titles_near_to_what_was_typed(tmp_path: Path) -> None:
    summits = [release(f"r{number}", f"Collective security {number}", organisation=None) for number in range(3)]
    name = "Collective Security Treaty Organization"
    index = built(tmp_path, [*summits, release("a", "Nothing", organisation=name, short="CSTO")])
    found = index.suggest("collectve secur")
    assert [(one.kind, one.value) for one in found[:1]] == [("organisation", name)]
    assert {one.id for one in found[1:]} == {"r0", "r1", "r2"}


def test_a_short_name_finds_the_full_one(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a", organisation="North Atlantic Treaty Organization", short="NATO")])
    found = [Suggestion("organisation", "North Atlantic Treaty Organization", 1)]
    assert index.suggest("nat") == index.suggest("north") == index.suggest("treaty") == found


def test_what_begins_so_at_several_words_is_found_once(tmp_path: Path) -> None:
    index = built(
        tmp_path, [release("a", "", people=("Anna Annan", "Bo Annan"))], [release("b", "", people=("Anna Annan",))]
    )
    assert [(found.value, found.count) for found in index.suggest("ann")] == [("Anna Annan", 2), ("Bo Annan", 1)]


def test_the_most_frequent_of_many(tmp_path: Path) -> None:
    releases = [release(f"r{number}", "", topics=tuple(f"t{n}" for n in range(number + 1))) for number in range(200)]
    index = built(tmp_path, releases[:90], releases[90:])
    assert [(found.value, found.count) for found in index.suggest("t", 3)] == [("t0", 200), ("t1", 199), ("t2", 198)]


def test_new_commits_are_seen(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a", people=("Ann Lee",))])
    assert len(index.suggest("ann")) == 1
    index.add([release("b", people=("Ann Lee", "Anna Berg"))])
    index.commit(2)
    assert [(found.value, found.count) for found in index.suggest("ann")] == [("Ann Lee", 2), ("Anna Berg", 1)]
