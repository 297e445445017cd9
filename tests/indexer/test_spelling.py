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


def test_a_name_that_stands_in_another_script_is_right(tmp_path: Path) -> None:
    texts = ["Министр Норов прибыл", "The moral of the story", "Noron is another"] * 3
    releases = [
        release(f"r{number}", text=text, language="ru" if text.startswith("М") else "en")
        for number, text in enumerate(texts)
    ]
    assert found(built(tmp_path, releases), "Norov").did_you_mean is None


@pytest.fixture(scope="module")
def unspaced(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    texts = [
        "上海合作组织成员国元首理事会",
        "上海合同",
        "会议组织",
        "북대서양조약기구 정상회의",
        "การประชุมสุดยอดผู้นำ",
        "張三",
    ]
    releases = [
        release(f"r{number}", text, text, language=language)
        for number, (text, language) in enumerate(zip(texts, ("zh", "zh", "zh", "ko", "th", "ja"), strict=True))
    ]
    return built(tmp_path_factory.mktemp("unspaced"), releases)


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("上海合做组织", "上海合作组织"),
        ("组织 上海合做组织", "组织 上海合作组织"),
        ("上海合作组织", None),
        ("上海台作组织", "上海合作组织"),
        ("上每合作", "上海合作"),
        ("張四", None),  # the end of a run
        ("북대서영조약기구", "북대서양조약기구"),
        ("ประชมสุดยอด", "ประชุมสุดยอด"),  # a vowel sign is missing
        ("我不知道", None),
    ],
)
def test_characters_of_scripts_without_spaces(unspaced: WhooshIndex, q: str, expected: str | None) -> None:
    assert found(unspaced, q).did_you_mean == expected


def test_the_more_frequent_of_the_near_words(index: WhooshIndex) -> None:
    assert found(index, "minster").did_you_mean == "minister"


def test_a_correction_must_pass_the_filters(index: WhooshIndex) -> None:
    assert found(index, "governmant", filters={"source": Filter(("who",))}).did_you_mean is None


def test_an_empty_index_suggests_nothing(tmp_path: Path) -> None:
    index = built(tmp_path, [])
    assert found(index, "governmant").did_you_mean is None
