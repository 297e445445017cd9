from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sentences import edge_after, edge_before, sentence_starts

SAMPLE = "Some words, 上海合作组织的 NATO成员 ที่นี่ e\u0301\u0300a 👨‍👩‍👧 🇩🇪🇫🇷 각 end."


@pytest.mark.parametrize(
    "text",
    [
        "It rained. |The minister spoke! |Did she? |“She did.” |(So they say.) |Well… |Yes.",
        "Mr. Smith and Sgt. Lee of the U.N. met at No. 5 in St. Gallen for the J. P. Morgan case, e.g. that. |Then…",
        "Am 3. Oktober sprach Prof. Weber, z.B. über Abs. 2 usw. und so fort. |Danach nicht mehr.",
        "Shares of HSBC. |They rose 3.5 per cent at 10.30 a.m. on Monday, Jan. 5. It was 2019. |Others fell.",
        "В 2019 г. было 5 млн. руб. доходов. |Потом нет.",
        "The list\n|one\n|two\n\n|A paragraph",
        "会议开始了。|他说:“好!”。|然后呢\uff1f|结束。",
        "यह एक है। |वह दो है॥ |तीन",
        "قال الوزير. |هل وصل؟ |نعم۔ |انتهى",
        "Ողջույն։ |Բարեւ",
    ],
)
def test_sentences(text: str) -> None:
    parts = text.split("|")
    expected = list(accumulate(map(len, parts[:-1])))
    whole = "".join(parts)
    assert [start for start in sentence_starts(whole, 0, len(whole)) if start < len(whole)] == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("one two three", 9, "one two"),
        ("one two three", 7, "one two"),
        ("one two", 99, "one two"),
        ("上海合作组织", 3, "上海合"),
        ("各站公布水位\uff0c任何人可以", 10, "各站公布水位\uff0c"),
        ("他们与NATO合作", 5, "他们与"),
        ("Nebukadnezar", 5, "Nebuk"),
        ("ที่นี่", 1, "ที่"),
        ("水e\u0301", 2, "水"),
    ],
)
def test_the_end_of_a_passage(text: str, place: int, expected: str) -> None:
    assert text[: edge_before(text, place, 0)] == expected


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("one two three four", 2, "two three four"),
        ("one two three four", 4, "two three four"),
        ("one two three four", 9, "four"),
        ("上海合作组织", 2, "合作组织"),
        ("one two", 0, "one two"),
    ],
)
def test_the_beginning_of_a_passage(text: str, place: int, expected: str) -> None:
    assert text[edge_after(text, place, len(text) - 4) :] == expected


@given(st.integers(0, 60), st.integers(0, 60))
def test_no_cluster_is_cut(place: int, least: int) -> None:
    for edge in (edge_before(SAMPLE, place, min(place, least)), edge_after(SAMPLE, place, max(place, least))):
        if 0 < edge < len(SAMPLE) and edge != max(place, least):
            assert SAMPLE[edge] not in "\u0301\u0300\u200d\ufe0f่ี"
            assert SAMPLE[edge - 1] != "\u200d"
            assert SAMPLE[edge - 1 : edge + 1] not in ("🇩🇪", "🇫🇷")
