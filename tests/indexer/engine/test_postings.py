"""Dictionary and postings of a field: what was put in is found again."""

from __future__ import annotations

import io
import random
from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engine.container import Container, ContainerWriter
from indexer.engine.dictionary import Terms
from indexer.engine.packing import PackedColumn, write_column
from indexer.engine.postings import Field, FieldWriter, Inverted, field_names

pytestmark = pytest.mark.any_whoosh

Lists = dict[bytes, dict[int, list[int]]]


def invert(lists: Lists, *, positions: bool = True) -> Inverted:
    """The postings of terms: documents and positions by term."""
    terms = sorted(lists)
    rows = [(document, places) for term in terms for document, places in sorted(lists[term].items())]
    return Inverted(
        Terms.of(terms),
        np.cumsum([0, *(len(lists[term]) for term in terms)]),
        np.array([document for document, _ in rows], dtype=np.uint32),
        np.array([len(places) for _, places in rows], dtype=np.uint32),
        np.array([1 + document % 200 for document, _ in rows], dtype=np.uint8),
        np.array([place for _, places in rows for place in places], dtype=np.uint32) if positions else None,
    )


def field(*parts: Inverted) -> Field:
    file = io.BytesIO()
    container = ContainerWriter(file)
    writer = FieldWriter(container, "text")
    for part in parts:
        writer.add(part)
    writer.close()
    container.close()
    opened = Container(file.getvalue(), "file")
    assert field_names(opened) == ["text"]
    return Field(opened, "text")


def read(opened: Field) -> Lists:
    lists: Lists = {}
    for ordinal, term in enumerate(opened.dictionary.iterate()):
        entry = opened.dictionary.entry(ordinal)
        documents, frequencies = opened.documents(entry).tolist(), opened.frequencies(entry)
        positions = np.split(opened.positions(entry, frequencies), np.cumsum(frequencies)[:-1])
        lists[term] = {d: p.tolist() for d, p in zip(documents, positions, strict=True)}
    return lists


def some_lists(seed: int, terms: int, documents: int) -> Lists:
    source = random.Random(seed)
    lists: Lists = {}
    for number in range(terms):
        chosen = source.sample(range(documents), source.choice([1, 2, documents // 3, documents - 1, documents]))
        lists[b"t%d" % number] = {d: sorted(source.sample(range(900), source.choice([1, 1, 3, 40]))) for d in chosen}
    return lists


@given(
    st.dictionaries(
        st.binary(max_size=20),
        st.dictionaries(st.integers(0, 2**31), st.lists(st.integers(0, 2**31), min_size=1, max_size=5), min_size=1),
        max_size=40,
    )
)
def test_any_lists(lists: Lists) -> None:
    lists = {term: {d: sorted(p) for d, p in sorted(rows.items())} for term, rows in sorted(lists.items())}
    assert read(field(invert(lists))) == lists


@pytest.mark.parametrize("documents", [3, 127, 128, 129, 400])
def test_long_lists_in_several_parts(documents: int) -> None:
    lists = some_lists(documents, 50, documents)
    names = sorted(lists)
    parts = [invert({name: lists[name] for name in names[start : start + 7]}) for start in range(0, 50, 7)]
    opened = field(*parts)
    found = read(opened)
    assert found == {name: dict(sorted(lists[name].items())) for name in names}
    for name in names:
        entry = opened.find(name)
        assert entry is not None
        rows = lists[name]
        assert entry.document_frequency == len(rows)
        assert entry.collection_frequency == sum(map(len, rows.values()))
        assert entry.heaviest == max(map(len, rows.values()))
        assert entry.shortest == min(1 + d % 200 for d in rows)
        assert entry.longest == max(1 + d % 200 for d in rows)
        ordered = sorted(rows)
        skips = opened.skips(entry)
        assert len(skips) == (-(-len(rows) // 128) if len(rows) >= 128 else 0)
        for block, (last, _, greatest, rest) in enumerate(skips.tolist()):
            ours = ordered[block * 128 : block * 128 + 128]
            assert (last, greatest) == (ours[-1], max(len(rows[d]) for d in ours))
            assert rest & 255 == min(1 + d % 200 for d in ours)


@given(st.sets(st.binary(max_size=6), max_size=70), st.binary(max_size=4))
def test_the_dictionary_is_a_sorted_list(terms: set[bytes], asked: bytes) -> None:
    ordered = sorted(terms)
    dictionary = field(invert({term: {0: [1]} for term in ordered})).dictionary
    assert list(dictionary.iterate()) == ordered
    assert dictionary.lower_bound(asked) == bisect_left(ordered, asked)
    assert dictionary.find(asked) == (ordered.index(asked) if asked in terms else None)
    assert [ordered[n] for n in dictionary.with_prefix(asked)] == [t for t in ordered if t.startswith(asked)]
    for number, term in enumerate(ordered):
        assert dictionary.find(term) == number
        assert dictionary.term(number) == term
        assert dictionary.terms(number, number + 3).tolist() == ordered[number : number + 3]


def test_weights_and_values_of_ones_own() -> None:
    first, second = some_lists(1, 3, 200), {b"z": {5: [1, 2], 9: [4]}}
    plain = invert(first)
    own = invert(second)
    own = Inverted(
        own.terms, own.starts, own.documents, own.frequencies, own.lengths, own.positions,
        np.array([0.5, 2.5], dtype=np.float32), [None, b"value"],
    )  # fmt: skip
    opened = field(plain, own)
    entry = opened.find(b"z")
    assert entry is not None
    assert opened.weights(entry).tolist() == [0.5, 2.5]
    assert opened.values(entry) == {1: b"value"}
    entry = opened.find(b"t0")
    assert entry is not None
    assert np.array_equal(opened.weights(entry), opened.frequencies(entry))
    assert opened.values(entry) == {}


@given(st.lists(st.integers(0, 2**40), max_size=300))
def test_columns_of_numbers(values: list[int]) -> None:
    file = io.BytesIO()
    container = ContainerWriter(file)
    try:
        write_column(container, "numbers", np.array(values, dtype=np.int64))
    except OverflowError:
        assert max(values) - min(values) >= 2**32
        return
    container.close()
    column = PackedColumn(Container(file.getvalue(), "file"), "numbers")
    assert column.whole().tolist() == values
    assert [column[number] for number in range(len(column))] == values
