"""Sorted streams side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.verifying.merging import side_by_side

streams = st.lists(st.lists(st.tuples(st.text("aβ😀", max_size=2), st.integers(0, 9)), max_size=8), max_size=3)


@given(streams)
def test_every_key_has_what_all_streams_have(given: list[list[tuple[str, int]]]) -> None:
    ordered = [sorted(stream, key=lambda row: row[0]) for stream in given]
    found = {key: list(values) for key, values in side_by_side(*ordered)}
    assert list(found) == sorted({key for stream in given for key, _ in stream})
    assert found == {key: [value for stream in ordered for own, value in stream if own == key] for key in found}


@given(streams)
def test_what_is_not_used_is_passed_over(given: list[list[tuple[str, int]]]) -> None:
    ordered = [sorted(stream, key=lambda row: row[0]) for stream in given]
    assert [key for key, _ in side_by_side(*ordered)] == sorted({key for stream in given for key, _ in stream})


def test_the_order_of_characters_is_that_of_bytes() -> None:
    words = ["\uffff", "😀", "a", "ß", "\u0800"]
    assert sorted(words) == sorted(words, key=str.encode)
