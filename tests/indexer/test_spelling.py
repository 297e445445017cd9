from __future__ import annotations

from pathlib import Path

import pytest

from indexer.index import Filter
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import built, found, release


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    texts = ["The government minister met police in Belgrade"] * 5 + ["A govern reform", "Regjeringen", "the mister"]
    texts += ["the United Nations on counter terrorism"] * 6 + ["untied ropes of nations"]
    texts += ["Міністр закордонних справ", "Försvarsminister Jonson", "الأمم المتحدة"] * 2
    return built(
        tmp_path_factory.mktemp("index"), [release(f"r{number}", text=text) for number, text in enumerate(texts)]
    )


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("governmant", "government"),
        ("Governmant polise", "government police"),
        ("governmant police", "government police"),
        ('governmant -"x y" date:2019', 'government -"x y" date:2019'),
        ("belgarde", "belgrade"),
        ("government police", None),  # nothing to correct
        ("xylophone", None),  # nothing near
        ("governmant reform minister", None),  # no release has all of them
        ("xyz", None),
        ('"governmant"', None),
        ("", None),
        ("untied nations", "united nations"),  # both stand in the index, but never together
        ("untied ropes", None),
        ("ropes nations", None),
        ("untied", None),
        ("ropes united", None),
        ("counter terorism", "counter terrorism"),
        ("unitednations", "united nations"),
        ("unitednatins", None),
        ("govern ment police", "government police"),
        ("the gov ernment minister", "the government minister"),
        ("міністер закордпнних справ", "міністр закордонних справ"),
        ("forsvarsministr", "försvarsminister"),  # as releases write it
        ("المتحة", "المتحدة"),
        ("belgrade2", None),
        (" ".join(["governmant", *"abcdefghij"]), None),  # a text, and no query
    ],
)
def test_did_you_mean(index: WhooshIndex, q: str, expected: str | None) -> None:
    assert found(index, q).did_you_mean == expected


def test_the_more_frequent_of_the_near_words(index: WhooshIndex) -> None:
    assert found(index, "minster").did_you_mean == "minister"


def test_a_correction_must_pass_the_filters(index: WhooshIndex) -> None:
    assert found(index, "governmant", filters={"source": Filter(("who",))}).did_you_mean is None


def test_an_empty_index_suggests_nothing(tmp_path: Path) -> None:
    index = built(tmp_path, [])
    assert found(index, "governmant").did_you_mean is None
