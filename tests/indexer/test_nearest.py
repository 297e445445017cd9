from __future__ import annotations

import pytest

from indexer.nearest import Near, nearest
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, release


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    texts = ["united nations", "untied united", "nations unite", "limited", "Організація організації", "上海合"]
    releases = [release(f"r{number}", "", text, organisation=None, short="") for number, text in enumerate(texts)]
    return built(tmp_path_factory.mktemp("index"), releases[:2], releases[2:])


@pytest.mark.parametrize(
    ("word", "edits", "words"),
    [
        ("united", 1, [Near(0, 2, "united"), Near(1, 1, "unite"), Near(1, 1, "untied")]),
        ("nuited", 1, [Near(1.5, 2, "united")]),  # the first letter is seldom wrong
        ("unitid", 2, [Near(1, 2, "united"), Near(2, 1, "unite"), Near(2, 1, "untied")]),
        ("limitedd", 1, [Near(1, 1, "limited")]),
        ("організаціа", 1, [Near(1, 1, "організація"), Near(1, 1, "організаціі")]),
        ("natoins", 1, [Near(1, 2, "nations")]),
        ("上诲", 0, []),
        ("上海", 0, [Near(0, 1, "上海")]),
        ("xylophone", 2, []),
    ],
)
def test_the_nearest_and_then_the_most_frequent_words(
    index: WhooshIndex, word: str, edits: int, words: list[Near]
) -> None:
    found = nearest(index._newest().executor.segments, word, edits)
    assert found == words


def test_as_many_as_are_wanted(index: WhooshIndex) -> None:
    assert len(nearest(index._newest().executor.segments, "united", 2, most=2)) == 2
