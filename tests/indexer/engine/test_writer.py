"""The bulk writer gives the segments that Whoosh's own writer gives over the same codec."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import analysis, columns, fields, index, query
from whoosh.filedb.filestore import RamStorage
from whoosh.support.charset import accent_map
from whoosh.writing import SegmentWriter

from indexer.engine import runs, stored, vocabulary
from indexer.engine.codec import EngineCodec
from indexer.engine.segment import open_container
from indexer.engine.writer import EngineWriter

ACCENTS = analysis.RegexTokenizer(r"\S+") | analysis.StopFilter(minsize=1, renumber=False) | analysis.LowercaseFilter()


def schema() -> fields.Schema:
    """A field of every kind."""
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        title=fields.TEXT(stored=True, sortable=True),
        body=fields.TEXT(analyzer=analysis.StemmingAnalyzer(), vector=True),
        folded=fields.TEXT(analyzer=ACCENTS | analysis.CharsetFilter(accent_map), field_boost=2.0),
        parts=fields.TEXT(analyzer=analysis.FancyAnalyzer()),
        frequencies=fields.TEXT(phrase=False),
        grams=fields.NGRAM(minsize=2, maxsize=3),
        words=fields.NGRAMWORDS(minsize=2, maxsize=3),
        tags=fields.KEYWORD(commas=True, lowercase=True, scorable=True),
        kind=fields.ID(sortable=columns.RefBytesColumn()),
        number=fields.NUMERIC(sortable=True),
        price=fields.NUMERIC(numtype=Decimal, decimal_places=2),
        ratio=fields.NUMERIC(numtype=float),
        moment=fields.DATETIME(sortable=True),
        flag=fields.BOOLEAN(stored=True),
        extra=fields.STORED,
        ref=fields.COLUMN(columns.BitColumn()),
    )


text = st.text(alphabet="aàb .,-é1tTheUS'\U0001d4b3\u2003_*", max_size=25)
documents = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(alphabet="ab", min_size=1, max_size=2),
        "title": text,
        "_stored_title": text,
        "body": text,
        "folded": text | st.lists(text.filter(bool), max_size=3),
        "parts": text,
        "frequencies": text,
        "grams": text,
        "words": text,
        "tags": st.lists(st.sampled_from(["a", "B", "c d"]), unique=True, max_size=3) | st.sampled_from(["a,b", "B"]),
        "kind": st.sampled_from(["x", "y"]),
        "number": st.integers(-(2**31), 2**31 - 1) | st.integers(0, 3) | st.lists(st.integers(0, 3), min_size=1),
        "price": st.integers(0, 500).map(lambda cents: Decimal(cents) / 100),
        "ratio": st.floats(-5, 5),
        "moment": st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001
        "flag": st.booleans(),
        "extra": st.integers(),
        "ref": st.booleans(),
        "_boost": st.sampled_from([1.0, 2.0, 1.5]),
        "_body_boost": st.sampled_from([1.0, 0.5]),
    },
)


WHOLE = {
    "id": "aa",
    "title": "one",
    "body": "two",
    "kind": "x",
    "number": 1,
    "moment": datetime(2000, 1, 1),  # noqa: DTZ001
    "ref": True,
}


def arrays(storage: Any, segment: Any) -> dict[str, Any]:
    """Everything in the file of a segment."""
    container = open_container(storage, segment)
    found: dict[str, Any] = {name: container.whole(name).tolist() for name in container}
    return found | dict(container.facts) | {"count": segment.doc_count_all()}


def written(writer_class: Any, added: list[dict[str, Any]], **options: Any) -> Any:
    """An index of some documents, written at once, in memory."""
    ix = RamStorage().create_index(schema())
    with writer_class(ix, **options) as writer:
        for document in added:
            writer.add_document(**document)
    return ix


def segments(ix: Any) -> list[dict[str, Any]]:
    return [arrays(ix.storage, segment) for segment in ix._segments()]


@pytest.mark.parametrize("in_bulk", [True, False])
def test_bulk_building_gives_what_whooshs_writer_gives(in_bulk: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether texts are cut in bulk or by the analyser."""
    if not in_bulk:
        monkeypatch.setattr(vocabulary, "cutting", None)

    @settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(st.lists(documents, min_size=1, max_size=8))
    def check(added: list[dict[str, Any]]) -> None:
        ours = segments(written(EngineWriter, added))
        assert ours == segments(written(SegmentWriter, added, codec=EngineCodec()))

    check()


@pytest.mark.parametrize("part", [3, runs.PART])
def test_a_merge_gives_what_one_writer_gives(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "PART", part)

    @settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
    @given(st.lists(documents, min_size=1, max_size=8), st.sets(st.integers(1, 8)))
    def check(added: list[dict[str, Any]], deleted: set[int]) -> None:
        added = [WHOLE, *added]  # of all columns, some document is left
        deleted = {number for number in deleted if number < len(added)}
        ix = RamStorage().create_index(schema())
        for start in range(0, len(added), 3):
            with EngineWriter(ix) as writer:
                writer.merge = False
                for document in added[start : start + 3]:
                    writer.add_document(**document)
        assert len(ix._segments()) == (len(added) + 2) // 3
        with EngineWriter(ix) as writer:
            for number in deleted:
                writer.delete_document(number)
            writer.optimize = True
        left = [document for number, document in enumerate(added) if number not in deleted]
        ours, fresh = segments(ix), segments(written(EngineWriter, left))
        if deleted:  # of their lengths only Whoosh's codes are known
            for name in [name for name in fresh[0] if name.startswith("length/") and type(fresh[0][name]) is int]:
                assert ours[0].pop(name) == pytest.approx(fresh[0].pop(name), rel=0.2, abs=2)
        assert ours == fresh

    check()


def test_segments_are_written_whenever_memory_is_full(tmp_path: Path) -> None:
    ix = index.create_in(tmp_path, schema())
    writer = EngineWriter(ix)
    writer._limit = 500
    added = [{"id": f"n{number}", "title": f"alpha beta n{number % 7}", "number": number} for number in range(100)]
    for document in added:
        writer.add_document(**document)
    writer.commit(merge=False)
    assert len(ix._segments()) > 3
    with EngineWriter(ix) as again:
        again.optimize = True
    assert segments(ix) == segments(written(EngineWriter, added))


def test_updates_replace_documents_of_any_segment_and_of_the_same_writer(tmp_path: Path) -> None:
    ix = index.create_in(tmp_path, schema())
    with EngineWriter(ix) as writer:
        writer.add_document(id="a", title="first")
        writer.add_document(id="b", title="first")
    writer = EngineWriter(ix)
    writer._limit = 1
    for number in range(3):
        writer.update_document(id="a", title=f"later n{number}")
    writer._limit = 1 << 30
    for number in range(3, 6):
        writer.update_document(id="a", title=f"later n{number}")
    writer.commit(merge=False)
    with ix.searcher() as searcher:
        assert [hit["title"] for hit in searcher.search(query.Term("id", "a"))] == ["later n5"]
        assert [hit["title"] for hit in searcher.search(query.Term("id", "b"))] == ["first"]
    assert ix.doc_count() == 2


def test_deletions_by_term_and_query_and_a_cancelled_writer(tmp_path: Path) -> None:
    ix = index.create_in(tmp_path, schema())
    with EngineWriter(ix) as writer:
        for name in "abcd":
            writer.add_document(id=name, title=f"word {name}")
    writer = EngineWriter(ix)
    writer.update_document(id="a", title="new")
    assert writer.is_deleted(0)
    assert writer.delete_by_term("id", "b") == 1
    assert writer.delete_by_query(query.Term("id", "c")) == 1
    assert (writer.has_deletions(), writer.deleted_count()) == (True, 3)
    writer.cancel()
    assert ix.doc_count() == 4
    assert {path.suffix for path in tmp_path.iterdir()} == {".toc", ".segment", ""}
    assert len(list(tmp_path.glob("*.segment"))) == 1
    with EngineWriter(ix) as writer:
        writer.delete_by_term("id", "b")
    assert ix.doc_count() == 3


def test_a_document_that_is_refused_leaves_nothing_behind() -> None:
    ix = RamStorage().create_index(schema())
    with EngineWriter(ix) as writer:
        writer.add_document(id="a", body="one two", tags="x")
        with pytest.raises(ValueError):  # Whoosh's
            writer.add_document(id="b", body="three three", tags="y", grams="aaa", number=2**40)
        with pytest.raises(UnicodeEncodeError):
            writer.add_document(id="c", title="\ud800 four")
        writer.add_document(id="d", body="five", number=3)
    kept: list[dict[str, Any]] = [{"id": "a", "body": "one two", "tags": "x"}, {"id": "d", "body": "five", "number": 3}]
    assert segments(ix) == segments(written(EngineWriter, kept))


def test_readers_of_other_codecs_are_added(tmp_path: Path) -> None:
    other = RamStorage().create_index(schema())
    with SegmentWriter(other) as writer:
        writer.add_document(id="a", title="one two", number=3, flag=True)
    ix = index.create_in(tmp_path, schema())
    with EngineWriter(ix) as writer, other.reader() as reader:
        writer.add_document(id="b", title="three")
        writer.add_reader(reader)
        writer.add_document(id="c", title="four")
    with ix.searcher() as searcher:
        assert sorted(hit["id"] for hit in searcher.search(query.Every())) == ["a", "b", "c"]
        assert [hit["id"] for hit in searcher.search(query.Term("title", "two"))] == ["a"]


def test_batches_with_a_dictionary_are_copied_by_merges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "LEAST", 1000)
    monkeypatch.setattr(stored, "SHARE", 4)
    ix = index.create_in(tmp_path, schema())
    titles = [f"one and the same sentence about number {number} of many more" for number in range(600)]
    for start in range(0, 600, 200):
        writer = EngineWriter(ix)
        for title in titles[start : start + 200]:
            writer.add_document(title=title)
        writer.commit(merge=False)
    with EngineWriter(ix) as writer:
        for number in [*range(50), *range(200, 350)]:
            writer.delete_document(number)
        writer.optimize = True
    (segment,) = ix._segments()
    batches = list(stored.Stored(open_container(ix.storage, segment), "stored").batches())
    assert [len(documents) for documents, _ in batches] == [150, 50, 200]
    with ix.reader() as reader:
        assert [fields["title"] for _, fields in reader.iter_docs()] == titles[50:200] + titles[350:]
