"""Merges while the index is written and searched: neither a commit nor a search waits for one.

Segments never change, so a merge needs no lock while it works; what was deleted meanwhile is deleted in the merged
segment when it is put in the place of the others. That takes the write lock for the time of writing a table of
contents.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from whoosh.index import TOC
from whoosh.util.filelock import try_for

from indexer.engine import durable
from indexer.engine.index import EngineIndex
from indexer.engine.merge import Part, merge_segments, parts_of
from indexer.engine.policy import tiered
from indexer.engine.segment import EXTENSION, Segment

PATIENCE = 60.0  # seconds that a finished merge waits for the write lock before it is dropped
_DELAY = 0.05

Policy = Callable[[Sequence[Segment]], list[list[Segment]]]


def merge_once(ix: Any, policy: Policy = tiered, patience: float = PATIENCE) -> int:
    """Does the merges that the policy wants now, one after the other; how many were done.

    None is done while another process merges. One is dropped when its segments were merged or removed meanwhile, or the
    write lock stays taken. Raises OSError and DamagedError; the index is then as it was.
    """
    ix = EngineIndex.of(ix)
    lock = ix.lock("MERGELOCK")
    if not lock.acquire():
        return 0
    try:
        durable.sweep_merges(ix.storage, ix.indexname)
        contents = durable.read_contents(ix.storage, ix.indexname)
        return sum(_merge(ix, contents.schema, group, patience) for group in policy(contents.segments))
    finally:
        lock.release()


class BackgroundMerges:
    """A thread that merges when it is told that there was a commit."""

    def __init__(self, ix: Any, policy: Policy = tiered, patience: float = PATIENCE) -> None:
        self._ix = ix
        self._policy = policy
        self._patience = patience
        self._wake = threading.Event()
        self._ended = False
        self.error: Exception | None = None  # of the last merge that failed
        self._thread = threading.Thread(target=self._run, name="merges", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """There may be something to merge."""
        self._wake.set()

    def close(self) -> None:
        """Ends the thread, after the merge that it may be at."""
        self._ended = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait()
            self._wake.clear()
            try:
                while not self._ended and merge_once(self._ix, self._policy, self._patience):
                    pass
                self.error = None
            except Exception as error:  # noqa: BLE001  # kept for whoever asks; the next commit tries again
                self.error = error


def _merge(ix: EngineIndex, schema: Any, group: Sequence[Segment], patience: float) -> bool:
    """Merges a group; whether it took the place of its segments."""
    storage, indexname = ix.storage, ix.indexname
    name = durable.merging(indexname) + group[0].segment_id()
    try:
        before = parts_of(storage, group)
        merged = merge_segments(storage, indexname, schema, group, name)
        lock = ix.lock("WRITELOCK")
        if not try_for(lock.acquire, timeout=patience, delay=_DELAY):
            return False
        try:
            contents = durable.read_contents(storage, indexname)
            if not {segment.segment_id() for segment in group} <= {each.segment_id() for each in contents.segments}:
                return False
            if set(contents.schema.names()) != set(schema.names()):
                return False
            _replace(contents.segments, group, before, merged)
            _commit(storage, indexname, contents, name, merged)
        finally:
            lock.release()
    except FileNotFoundError:  # a segment was merged or removed before it was opened
        return False
    finally:
        durable.sweep_merges(storage, indexname)
    return True


def _replace(segments: list[Segment], group: Sequence[Segment], before: Sequence[Part], merged: Segment) -> None:
    """Puts the merged segment in the place of its own, without what was deleted in them since."""
    ours = {segment.segment_id(): part for segment, part in zip(group, before, strict=True)}
    for segment in segments:
        if (part := ours.get(segment.segment_id())) is not None:
            for document in part.renumbered[segment.deletions].tolist():
                if document >= 0:
                    merged.delete_document(document)
    place = segments.index(group[0])  # segments are equal when their names are
    rest = [segment for segment in segments if segment.segment_id() not in ours]
    segments[:] = [*rest[:place], merged, *rest[place:]] if merged.doc_count() else rest


def _commit(storage: Any, indexname: str, contents: TOC, name: str, merged: Segment) -> None:
    """Makes the contents the newest, with the file of the merged segment under its own name."""
    contents.generation += 1
    try:
        if merged in contents.segments:
            storage.rename_file(name, merged.make_filename(EXTENSION))
        durable.write_contents(storage, indexname, contents)
    except BaseException:
        durable.abandon(storage, indexname, contents.generation)
        raise
    durable.clean(storage, indexname, contents.generation, contents.segments)
