"""Merges while the index is written and searched: neither a commit nor a search waits for one.

Segments never change, so a merge needs no lock while it works; what was deleted meanwhile is deleted in the merged
segment when it is put in the place of the others. That takes the write lock for the time of writing a table of
contents.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from whoosh.index import TOC, clean_files
from whoosh.util.filelock import try_for

from indexer.engine import durable
from indexer.engine.merge import merge_segments, parts_of
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
    storage, indexname = ix.storage, ix.indexname
    lock = ix.lock("MERGELOCK")
    if not lock.acquire():
        return 0
    try:
        _sweep(storage, indexname)
        contents = TOC.read(storage, indexname)
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


def _merge(ix: Any, schema: Any, group: Sequence[Segment], patience: float) -> bool:
    """Merges a group; whether it took the place of its segments."""
    storage, indexname = ix.storage, ix.indexname
    before = parts_of(storage, group)
    name = _unfinished(indexname) + group[0].segment_id()  # Whoosh's writers would sweep the name of a segment
    merged = merge_segments(storage, indexname, schema, group, name)
    lock = ix.lock("WRITELOCK")
    if not try_for(lock.acquire, timeout=patience, delay=_DELAY):
        storage.delete_file(name)
        return False
    try:
        contents = TOC.read(storage, indexname)
        now = {segment.segment_id(): segment for segment in contents.segments}
        ours = [segment.segment_id() for segment in group]
        if any(each not in now for each in ours) or set(contents.schema.names()) != set(schema.names()):
            storage.delete_file(name)
            return False
        for each, part in zip(ours, before, strict=True):
            for document in part.renumbered[now[each].deletions].tolist():
                if document >= 0:
                    merged.delete_document(document)
        place = [segment.segment_id() for segment in contents.segments].index(ours[0])
        segments = [segment for segment in contents.segments if segment.segment_id() not in ours]
        if merged.doc_count():
            durable.rename(storage, name, merged.make_filename(EXTENSION))
            segments.insert(place, merged)
        contents.segments = segments
        contents.generation += 1
        durable.write_contents(storage, indexname, contents)
        clean_files(storage, indexname, contents.generation, segments)
    finally:
        lock.release()
    return True


def _unfinished(indexname: str) -> str:
    """How the names of merged segments start that are in no table of contents."""
    return f"{indexname}.merging."


def _sweep(storage: Any, indexname: str) -> None:
    """Deletes what killed merges left; the caller holds the lock of merges."""
    for name in storage.list():
        if name.startswith(_unfinished(indexname)):
            with suppress(OSError):
                storage.delete_file(name)
