"""Merges while the index is written and searched: neither a commit nor a search waits for one.

Segments never change, so a merge needs no lock while it works; what was deleted meanwhile is deleted in the merged
segment when it is put in the place of the others. That takes the write lock for the time of writing a table of
contents.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from whoosh.index import TOC
from whoosh.util.filelock import try_for

from indexer.engine import durable
from indexer.engine.merge import Part, merge_segments, parts_of
from indexer.engine.policy import tiered
from indexer.engine.segment import EXTENSION, Segment

PATIENCE = 60.0  # seconds that a finished merge waits for the write lock before it is dropped
_DELAY = 0.01

Policy = Callable[[Sequence[Segment]], list[list[Segment]]]


def merge_once(
    ix: Any, policy: Policy = tiered, patience: float = PATIENCE, waiting: threading.Event | None = None
) -> int:
    """Does the merges that the policy wants now, one after the other; how many were done.

    None is done while another process merges. One is dropped when its segments were merged or removed meanwhile, or the
    write lock stays taken; `waiting` is set while one waits for it. Raises OSError and DamagedError; the index is then
    as it was.
    """
    lock = ix.lock("MERGELOCK")
    if not lock.acquire():
        return 0
    try:
        durable.sweep_merges(ix.storage, ix.indexname)
        contents = durable.read_contents(ix.storage, ix.indexname)
        merge = partial(_merge, ix, contents.schema, patience, waiting or threading.Event())
        return sum(map(merge, policy(contents.segments)))
    finally:
        lock.release()


class BackgroundMerges:
    """Merges in a thread that begins when it is told of a commit, and ends when there is nothing to merge."""

    def __init__(self, ix: Any, policy: Policy = tiered, patience: float = PATIENCE) -> None:
        self._ix = ix
        self._policy = policy
        self._patience = patience
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._wanted = False
        self._ended = False
        self._waiting = threading.Event()  # a finished merge waits for the write lock
        self.error: Exception | None = None  # of the last merge that failed

    def committed(self) -> None:
        """There may be something to merge."""
        with self._lock:
            self._wanted = True
            if self._thread is None and not self._ended:
                self._thread = threading.Thread(target=self._run, name="merges", daemon=True)
                self._thread.start()

    def let_in(self, patience: float = 1.0) -> None:
        """Leaves a finished merge the write lock, which the caller is about to take."""
        until = time.monotonic() + patience
        while self._waiting.is_set() and time.monotonic() < until:
            time.sleep(_DELAY)

    def close(self) -> None:
        """Ends the thread, after the merge that it may be at."""
        with self._lock:
            self._ended = True
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while self._goes_on():
            try:
                while merge_once(self._ix, self._policy, self._patience, self._waiting) and not self._ended:
                    pass
                self.error = None
            except Exception as error:  # noqa: BLE001  # kept for whoever asks; the next commit tries again
                self.error = error

    def _goes_on(self) -> bool:
        """Whether there was a commit since the last look; if not, the thread ends."""
        with self._lock:
            goes_on, self._wanted = self._wanted and not self._ended, False
            if not goes_on:
                self._thread = None
            return goes_on


def _merge(ix: Any, schema: Any, patience: float, waiting: threading.Event, group: Sequence[Segment]) -> bool:
    """Merges a group; whether it took the place of its segments."""
    storage, indexname = ix.storage, ix.indexname
    name = durable.merging(indexname) + group[0].segment_id()
    try:
        before = parts_of(storage, group)
        merged = merge_segments(storage, indexname, schema, group, name)
        lock = ix.lock("WRITELOCK")
        waiting.set()
        if not try_for(lock.acquire, timeout=patience, delay=_DELAY):
            return False
        try:
            contents = durable.read_contents(storage, indexname)
            if not _is_wanted(contents, schema, group):
                return False
            _install(contents.segments, group, before, merged)
            _commit(storage, indexname, contents, name, merged)
        finally:
            lock.release()
    except FileNotFoundError:  # a segment was merged or removed before it was opened
        return False
    finally:
        waiting.clear()
        durable.sweep_merges(storage, indexname)
    return True


def _is_wanted(contents: TOC, schema: Any, group: Sequence[Segment]) -> bool:
    """Whether the segments that were merged are still there, and the fields are still the same."""
    return set(group) <= set(contents.segments) and set(contents.schema.names()) == set(schema.names())


def _install(segments: list[Segment], group: Sequence[Segment], before: Sequence[Part], merged: Segment) -> None:
    """Puts a merged segment in the place of its group, without what was deleted there since."""
    parts = dict(zip(group, before, strict=True))  # segments are equal when their names are
    for segment in segments:
        if segment in parts:
            for document in parts[segment].renumbered[segment.deletions].tolist():
                if document >= 0:
                    merged.delete_document(document)
    if merged.doc_count():
        segments.insert(segments.index(group[0]), merged)
    segments[:] = [segment for segment in segments if segment not in parts]


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
