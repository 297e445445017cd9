"""Packed tables give what a plain dictionary gives."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.tables import Table

# Few letters, so that many keys begin with others, of one to four bytes.
KEYS = st.text("ab €ñ水😀", max_size=6)


@dataclass(frozen=True, slots=True)
class Lake:
    name: str
    deep: bool


@dataclass(frozen=True, slots=True)
class Lakes:
    found: tuple[Lake, ...]
    country: str | None = None


VALUES = st.integers() | st.none() | st.builds(Lakes, st.tuples(st.builds(Lake, KEYS, st.booleans())), st.none() | KEYS)
PAIRS = st.lists(st.tuples(KEYS, VALUES), max_size=200)


@given(PAIRS, KEYS)
def test_it_is_a_dictionary(pairs: list[tuple[str, object]], other: str) -> None:
    table = Table.of(pairs, Lake, Lakes)
    plain: dict[str, list[object]] = {}
    for key, value in pairs:
        plain.setdefault(key, []).append(value)
    assert list(table) == sorted(plain)
    assert len(table) == len(plain)
    assert list(table.items()) == [(key, value) for key in sorted(plain) for value in plain[key]]
    for key in (*plain, other):
        assert table.all(key) == tuple(plain.get(key, ()))
        assert table.get(key) == next(iter(plain.get(key, ())), None)
        assert (key in table) == (key in plain)


@given(PAIRS, KEYS)
def test_what_a_text_begins_with(pairs: list[tuple[str, object]], text: str) -> None:
    table = Table.of(pairs, Lake, Lakes)
    keys = {key for key, _ in pairs}
    longest_first = sorted((key for key in keys if text.startswith(key)), key=len, reverse=True)
    assert table.beginnings(text) == [(key, table.all(key)) for key in longest_first]
    assert table.next(text) == min((key for key in keys if key > text), default=None)
    assert table.longest == max(map(len, keys), default=0)
