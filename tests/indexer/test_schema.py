"""What is written of a release is what stock Whoosh writes of it, and stock Whoosh finds it there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex, open_dir
from whoosh.scoring import BM25F

from indexer.analyser import written
from indexer.folder import Folder
from indexer.schema import TEXT_FIELDS, ReleaseSchema
from indexer.snapshot import Snapshot
from tests.indexer.factory import built, ids, release

SEARCHED = ("title", "text", "organisation")
VOCABULARY = ("the", "minister", "of", "police", "met", "a", "ministers", "in", "Colombo", "café", "上海合作", "x")
WORDS = st.lists(st.sampled_from(VOCABULARY), max_size=40)
TEXTS = st.lists(WORDS.map(" ".join), min_size=1, max_size=8)


def stock_index(path: Path, texts: list[str]) -> FileIndex:
    path.mkdir()
    index = FileIndex.create(FileStorage(str(path)), ReleaseSchema(), "MAIN")
    writer = index.writer()
    for text in texts:
        values = {"title": text[:20], "text": text, "organisation": "Police"}
        writer.add_document(**{name: written([value] if value else [], "en") for name, value in values.items()})
    writer.commit()
    return index


def our_index(path: Path, *commits: list[str]) -> FileIndex:
    releases = [
        [
            release(f"{number}-{place}", text[:20], text, organisation="Police", short="")
            for place, text in enumerate(texts)
        ]
        for number, texts in enumerate(commits)
    ]
    built(path, *releases)
    return open_dir(str(path))


def postings(index: FileIndex) -> dict[tuple[str, bytes], list[tuple[Any, ...]]]:
    """Everything that the inverted index holds."""
    found = {}
    with index.reader() as reader:
        for field, term in reader.all_terms():
            if field not in SEARCHED:
                continue
            matcher = reader.postings(field, term)
            info = reader.term_info(field, term)
            statistics = (info.doc_frequency(), info.weight(), info.min_length(), info.max_length(), info.max_weight())
            rows: list[tuple[Any, ...]] = [statistics]
            while matcher.is_active():
                length = reader.doc_field_length(matcher.id(), field)
                rows.append((matcher.id(), matcher.weight(), tuple(matcher.value_as("positions")), length))
                matcher.next()
            found[field, term] = rows
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_the_inverted_index_is_stock_whooshs(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("index")
    assert postings(our_index(path / "ours", texts)) == postings(stock_index(path / "stock", texts))


def test_long_posting_lists_and_large_blocks(tmp_path: Path) -> None:
    texts = [f"common {'common ' * (number % 7)}word{number % 150} other" for number in range(700)]
    assert postings(our_index(tmp_path / "ours", texts)) == postings(stock_index(tmp_path / "stock", texts))


def leaf(field: str) -> st.SearchStrategy[query.Query]:
    words = st.sampled_from(["minist", "polic", "of", "colombo", "cafe", "nowher", "上海", "海合"])
    term = st.builds(query.Term, st.just(field), words, boost=st.sampled_from([1.0, 2.5]))
    phrase = st.builds(query.Phrase, st.just(field), st.lists(words, min_size=2, max_size=3, unique=True))
    return term | phrase


QUERIES: st.SearchStrategy[query.Query] = st.recursive(
    leaf("title") | leaf("text"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(query.And),
        st.lists(inner, min_size=1, max_size=3).map(query.Or),
        st.tuples(inner, inner).map(lambda pair: query.And([pair[0], query.Not(pair[1])])),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUERIES)
def test_answers_and_scores_are_stock_whooshs(two_segments: tuple[FileIndex, Snapshot], q: query.Query) -> None:
    index, snapshot = two_segments
    with index.searcher(weighting=BM25F()) as searcher:
        expected = {hit.docnum: hit.score for hit in searcher.search(q, limit=None)}
    found = snapshot.executor.search(q, limit=None)
    assert found.scores is not None
    assert found.total == len(expected)
    assert dict(zip(found.documents.tolist(), found.scores.tolist(), strict=True)) == pytest.approx(expected, abs=1e-9)


@pytest.fixture(scope="module")
def two_segments(tmp_path_factory: pytest.TempPathFactory) -> tuple[FileIndex, Snapshot]:
    """Two segments with words of every frequency, and some documents deleted."""
    path = tmp_path_factory.mktemp("index") / "two"
    texts = [
        " ".join(VOCABULARY[(start * 7 + step * step) % len(VOCABULARY)] for step in range(start % 13 + 1))
        for start in range(60)
    ]
    releases = [release(f"r{number}", text[:25], text, short="") for number, text in enumerate(texts)]
    index = built(path, releases[:45], releases[45:])
    index.remove(["r3", "r50"])
    index.add([replace(releases[7], source="new")])
    index.commit(3)
    folder = Folder(path)
    return open_dir(str(path)), Snapshot(folder, folder.read())


def test_values_of_lists_are_far_apart(tmp_path: Path) -> None:
    index = built(tmp_path, [release("a", people=("Anna Berg", "Carl Dahl"))])

    assert ids(index, 'person:"Anna Berg"') == ["a"]
    assert ids(index, 'person:"Berg Carl"') == []
    assert ids(index, 'person:"Berg Carl"~5') == []
    assert {field.name for field in TEXT_FIELDS} >= {"people", "text"}
