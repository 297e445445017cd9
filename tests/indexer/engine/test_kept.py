"""What a segment keeps by document: stored bytes, lengths, columns of ordinals and numbers."""

from __future__ import annotations

import io
import pickle
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.engine import stored
from indexer.engine.columns import ListsOfOrdinalsWriter, Ordinals
from indexer.engine.container import Container, ContainerWriter
from indexer.engine.lengths import LENGTH_OF_CODE, Lengths, LengthsWriter
from indexer.engine.packing import write_column
from indexer.engine.pickled import Pickled
from indexer.engine.stored import Stored, StoredWriter


def container(write: Callable[[ContainerWriter], None]) -> Container:
    file = io.BytesIO()
    writer = ContainerWriter(file)
    write(writer)
    writer.close()
    return Container(file.getvalue(), "file")


def some_texts(count: int) -> list[bytes]:
    source = random.Random(count)
    words = [source.randbytes(source.randrange(1, 9)).hex().encode() for _ in range(3000)]
    return [b" ".join(source.choices(words, k=source.choice([0, 1, 50, 300]))) for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, 30, 2000])
@pytest.mark.parametrize("held", [1 << 16, 1 << 20, stored.HELD])
def test_stored_bytes(count: int, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "HELD", held)
    texts = some_texts(count)
    writer = StoredWriter()
    for text in texts:
        writer.add(text)
    assert len(writer) == count
    opened = container(lambda c: writer.write(c, "stored"))
    kept = Stored(opened, "stored")
    assert len(kept) == count
    assert bool(opened.sizes()["stored/dictionaries"]) == (count == 2000 and held >= stored.LEAST)
    assert len(opened.array("stored/starts")) == 1  # as all are of one kind
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(kept.__getitem__, range(count))) == texts
    some = random.Random(count).choices(range(count), k=min(count, 50))
    assert list(kept.some(some)) == [texts[number] for number in some]


@pytest.mark.parametrize("count", [1, 2000])
def test_packed_offsets_of_the_versions_before_are_read(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = some_texts(count)
    writer = StoredWriter()
    writer.add_all(texts)
    add = ContainerWriter.add

    def add_packed(self: ContainerWriter, name: str, values: NDArray[Any]) -> None:
        (write_column if name.endswith(".offsets") else add)(self, name, values)

    monkeypatch.setattr(ContainerWriter, "add", add_packed)
    opened = container(lambda c: writer.write(c, "stored"))
    kept = Stored(opened, "stored")
    assert [kept[number] for number in range(len(kept))] == kept.some(range(count)) == texts


def test_several_write_at_once() -> None:
    """A merge compresses documents anew while others are added: what compresses serves one thread at a time."""

    def read_as_written(number: int) -> bool:
        texts = [text * 4 for text in some_texts(60 + number) if text]  # too little for a dictionary
        writer = StoredWriter()
        for text in texts:
            writer.add(text)
        kept = Stored(container(partial(writer.write, name="stored")), "stored")
        return [kept[place] for place in range(len(kept))] == texts

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(read_as_written, range(80)))


def test_a_dictionary_serves_until_other_documents_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "HELD", 1 << 20)
    monkeypatch.setattr(stored, "LOOKED_AFTER", 1 << 20)
    texts = [text for text in some_texts(2000) if text]
    others = [text.translate(bytes(range(256))[::-1]) for text in texts]
    first, second = StoredWriter(), StoredWriter()
    second.trained = first.trained
    for writer, own in ((first, [*texts, *others, *others]), (second, others)):
        for text in own:
            writer.add(text)

    def write(file: ContainerWriter) -> None:
        first.write(file, "first")
        second.write(file, "second")

    opened = container(write)
    kept = Stored(opened, "first")
    assert [kept[number] for number in range(len(kept))] == [*texts, *others, *others]
    batches = list(kept.batches())
    dictionaries = list(dict.fromkeys(dictionary for _, dictionary in batches))
    assert all(dictionaries)
    assert 2 <= len(dictionaries) <= 3  # one batch may have some of each
    assert {dictionary for _, dictionary in Stored(opened, "second").batches()} == {dictionaries[-1]}
    assert [number for documents, _ in batches for number in documents] == list(range(len(kept)))


def test_what_is_stored_is_pickled_one_after_the_other() -> None:
    itself: list[object] = []
    itself.append(itself)
    shared = ["a"]
    things = [{"a": "b"}, {}, {"long": "x" * 200_000, "after": 1}, {"twice": [shared, shared]}, {"deep": [[["a"]]]}]
    made = Pickled()
    for _ in range(2):
        pickled = made.all([*things, itself])
        assert pickled[1] == b""
        assert [pickle.loads(each) if each else {} for each in pickled[:-1]] == things
        found = pickle.loads(pickled[-1])
        assert found[0] is found
        with pytest.raises(AttributeError):
            made.all([{"none": lambda: None}])


def test_lengths_are_whooshs_codes() -> None:
    writer = LengthsWriter()
    writer.add("title", 0, 5)
    writer.add("title", 2, 100_000)
    writer.add("title", 3, 7)
    writer.truncate(3, {"title": 7})
    lengths = Lengths(container(lambda c: writer.write(c, 4)))
    codes = lengths.codes("title")
    assert codes is not None
    assert LENGTH_OF_CODE[codes].tolist()[:2] == [5, 0]
    assert LENGTH_OF_CODE[codes[2]] == pytest.approx(100_000, rel=0.1)
    assert codes[3] == 0
    assert (list(lengths), lengths.total("title")) == (["title"], 100_005)
    assert (lengths.codes("text"), lengths.total("text")) == (None, 0)


@given(st.lists(st.lists(st.binary(max_size=3), max_size=4), max_size=30), st.integers(0, 3))
def test_several_values_per_document(rows: list[list[bytes]], absent: int) -> None:
    writer = ListsOfOrdinalsWriter()
    for docnum, values in enumerate(rows):
        if values:
            writer.add(docnum, values)
    column = Ordinals(container(lambda c: writer.write(c, "tags", len(rows) + absent)), "tags")
    assert column.values.tolist() == sorted({value for values in rows for value in values})
    assert column.starts is not None
    bounds = column.starts.tolist()
    assert len(bounds) == len(rows) + absent + 1
    for docnum, values in enumerate(rows):
        found = column.ordinals[bounds[docnum] : bounds[docnum + 1]].tolist()
        assert [column.__getitem__(ordinal) for ordinal in found] == list(dict.fromkeys(values))
    assert column.ordinals.dtype == np.uint8
