"""Merges in the background: documents stay what they are, whatever is written meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from whoosh import fields, index, query

from indexer.engine import background, merge
from indexer.engine.background import BackgroundMerges, merge_once
from indexer.engine.policy import FAN_IN, tiered
from indexer.engine.verify import verify
from indexer.engine.writer import EngineWriter


def _index(folder: Path, commits: int = FAN_IN) -> Any:
    ix = index.create_in(folder, fields.Schema(id=fields.ID(unique=True, stored=True), body=fields.TEXT))
    for number in range(commits):
        _commit(ix, number)
    return ix


def _commit(ix: Any, *numbers: int) -> None:
    writer = EngineWriter(ix, timeout=10)  # a merge may be about to take its place
    for number in numbers:
        writer.update_document(id=f"n{number}", body=f"alpha n{number} beta")
    writer.commit(merge=False)


def _ids(ix: Any) -> list[str]:
    with ix.searcher() as searcher:
        return [
            hit["id"] for hit in searcher.search(query.Term("body", "alpha"), limit=None, sortedby=None, scored=False)
        ]


def test_a_merge_takes_the_place_of_its_segments_and_keeps_the_order(tmp_path: Path) -> None:
    ix = _index(tmp_path, FAN_IN + 2)
    before = _ids(ix)
    assert merge_once(ix, lambda segments: [list(segments[:FAN_IN])]) == 1
    assert [segment.doc_count() for segment in ix._segments()] == [FAN_IN, 1, 1]
    assert _ids(ix) == before
    assert merge_once(ix) == 0
    assert verify(ix.storage, ix.indexname) == FAN_IN + 2
    assert len(list(tmp_path.glob("*.segment"))) == 3


def test_what_is_deleted_while_a_merge_works_stays_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ix = _index(tmp_path)

    def slowly(*arguments: Any) -> Any:
        merged = merge.merge_segments(*arguments)
        with EngineWriter(ix) as writer:  # a commit does not wait
            writer.merge = False
            writer.delete_by_term("id", "n3")
            writer.update_document(id="n5", body="alpha again")
        assert (tmp_path / arguments[-1]).exists()  # and does not sweep what is being merged
        return merged

    monkeypatch.setattr(background, "merge_segments", slowly)
    assert merge_once(ix) == 1
    assert sorted(_ids(ix)) == ["n0", "n1", "n2", "n4", "n5", "n6", "n7"]
    assert len(ix._segments()) == 2


def test_a_merge_of_segments_that_are_gone_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ix = _index(tmp_path)

    def slowly(*arguments: Any) -> Any:
        merged = merge.merge_segments(*arguments)
        with EngineWriter(ix) as writer:
            writer.optimize = True
        return merged

    monkeypatch.setattr(background, "merge_segments", slowly)
    assert merge_once(ix) == 0
    assert len(_ids(ix)) == FAN_IN
    assert len(list(tmp_path.glob("*"))) == len({"segment", "contents", "write lock", "merge lock"})


def test_a_merge_gives_up_when_the_write_lock_stays_taken(tmp_path: Path) -> None:
    ix = _index(tmp_path)
    writer = EngineWriter(ix)
    assert merge_once(ix, patience=0.0) == 0
    writer.cancel()
    assert merge_once(ix, patience=0.0) == 1


def test_the_thread_merges_after_commits(tmp_path: Path) -> None:
    ix = _index(tmp_path, 0)
    merges = BackgroundMerges(ix)
    for number in range(3 * FAN_IN):
        _commit(ix, number)
        merges.committed()
    merges.close()
    assert merges.error is None
    merge_once(ix)
    assert len(ix._segments()) < 2 * FAN_IN
    assert sorted(_ids(ix)) == sorted(f"n{number}" for number in range(3 * FAN_IN))


class _Segment:
    def __init__(self, live: int, deleted: int = 0) -> None:
        self.live, self.deleted = live, deleted

    def doc_count(self) -> int:
        return self.live

    def doc_count_all(self) -> int:
        return self.live + self.deleted


def _tiered(*counts: int) -> list[list[int]]:
    segments: Sequence[Any] = [_Segment(count) for count in counts]
    return [[segment.live for segment in group] for group in tiered(segments)]


def test_neighbours_of_about_the_same_size_are_merged() -> None:
    assert _tiered(*[1] * 7) == []
    assert _tiered(*[1] * 8) == [[1] * 8]
    assert _tiered(5000, *[1] * 8, 7) == [[*[1] * 8, 7]]
    assert _tiered(*[20_000] * 60, 5) == [[20_000] * 60]  # of a bulk load
    assert _tiered(*[40_000] * 15) == []
    assert _tiered(*[40_000] * 15, 7, 40_000) == [[*[40_000] * 15, 7, 40_000]]
    assert _tiered(*[600] * 7, 9, 600) == [[*[600] * 7, 9, 600]]
    assert _tiered(*[2_000_000] * 8) == []


def test_a_segment_of_mostly_deleted_documents_is_written_again() -> None:
    hollow: Any = _Segment(10, 11)
    assert tiered([hollow, _Segment(10, 9)]) == [[hollow]]


def test_segments_without_documents_vanish(tmp_path: Path) -> None:
    ix = _index(tmp_path, 3)
    _commit(ix, 1)
    assert len(ix._segments()) == 4
    assert merge_once(ix) == 1
    assert [segment.doc_count_all() for segment in ix._segments()] == [1, 1, 1]
