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
        Suggestion("release", "The summit of Shanghai", 1),
        Suggestion("release", "Shanghai summit ends", 1),
    ]


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("lav", ["Sergey Lavrov"]),
        ("Sergey La", ["Sergey Lavrov"]),
        ("ELEC", ["Élections"]),
        ("lodz", ["Łódź"]),
        ("coop", ["Shanghai Cooperation Organisation"]),
        ("avrov", []),
        ("summit sha", ["The summit of Shanghai", "Shanghai summit ends"]),
        ("上海", ["上海合作组织"]),
        ("张", ["张明"]),
        ("", []),
        ("?!", []),
    ],
)
def test_what_a_prefix_finds(index: WhooshIndex, prefix: str, values: list[str]) -> None:
    assert [found.value for found in index.suggest(prefix)] == values


def test_the_limit_leaves_room_for_titles(index: WhooshIndex) -> None:
    assert [found.kind for found in index.suggest("shang", 3)] == ["place", "release", "release"]
    assert index.suggest("shang", 0) == []


def test_new_commits_are_seen(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a", people=("Ann Lee",))])
    assert len(index.suggest("ann")) == 1
    index.add([release("b", people=("Ann Lee", "Anna Berg"))])
    index.commit(2)
    assert [(found.value, found.count) for found in index.suggest("ann")] == [("Ann Lee", 2), ("Anna Berg", 1)]
