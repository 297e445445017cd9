"""The changes between two commits, under the write lock: add, replace and remove documents, then commit or abandon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import log
from typing import Any

import numpy as np
from whoosh.codec.base import Segment

from indexer.documents import Document
from indexer.folder import Contents
from indexer.opened import OpenSegment, Shared, live_documents
from indexer.schema import ReleaseSchema
from indexer.segments import SegmentBuilder

SEGMENT_TOKENS = 6_000_000  # about 300 MB while the segment is sorted and written
FAN_IN = 6  # so many segments of about the same size are merged into one
MERGED_DOCUMENTS = 20_000  # no merge makes a larger segment


class Transaction:
    """Collects changes from the newest commit on. Nothing of it is visible, or lasts, before `commit`.

    Raises IndexBusyError while another process writes, IndexUnreadableError for a folder that can't be read, OSError
    for one that can't be written.
    """

    def __init__(self, shared: Shared) -> None:
        shared.folder.newest()  # leaves a folder alone that holds something else
        shared.folder.path.mkdir(parents=True, exist_ok=True)
        self._shared = shared
        self._folder = shared.folder
        self._lock: Any = self._folder.lock()
        try:
            self._before = self._folder.read()
            self._folder.sweep(self._before)
        except BaseException:
            self._lock.release()
            raise
        self._segments: list[Segment] = list(self._before.segments)
        self._builder: SegmentBuilder | None = None
        self._removed: set[str] = set()

    def add(self, document: Document) -> None:
        if self._builder is None:
            self._builder = self._new_builder()
        self._builder.add(document)
        if self._builder.size >= SEGMENT_TOKENS:
            self._flush()

    def remove(self, identity: str) -> None:
        if self._builder is not None:
            self._builder.discard(identity)
        self._removed.add(identity)

    def commit(self, seq: int) -> None:
        """Makes the changes and `seq` visible in one step; then the lock is free and the transaction over."""
        self._flush()
        for group in merges(self._segments):
            self._merge(group)
        kept = [segment for segment in self._segments if segment.doc_count()]
        contents = Contents(ReleaseSchema(seq), kept, self._before.generation + 1)
        self._folder.write(contents)
        self._folder.sweep(contents)
        self._shared.keep(kept)
        self._lock.release()

    def abandon(self) -> None:
        """Drops the changes and frees the lock."""
        try:
            self._folder.storage.close_unfinished()
            self._folder.sweep(self._folder.read())  # the new commit, when only what follows it failed
        finally:
            self._lock.release()

    def _new_builder(self) -> SegmentBuilder:
        return SegmentBuilder(self._folder.storage, ReleaseSchema())

    def _flush(self) -> None:
        """Writes what was added as a segment, after taking what it replaces out of the segments before it."""
        builder, self._builder = self._builder, None
        self._delete(self._removed.union(builder.ids if builder else ()))
        self._removed.clear()
        if builder:
            self._segments.append(builder.finish())

    def _delete(self, identities: Iterable[str]) -> None:
        ids = np.array([identity.encode() for identity in identities], dtype=bytes)
        if not len(ids):
            return
        for segment in self._segments:
            for docnum in self._open(segment).columns.find(ids).tolist():
                segment.delete_document(docnum)

    def _merge(self, group: Sequence[Segment]) -> None:
        """Puts the live documents of some segments into a new one, by indexing what is stored of them again."""
        builder = self._new_builder()
        for segment in group:
            opened = self._open(segment)
            for docnum in np.flatnonzero(live_documents(segment)).tolist():
                builder.add(opened.document(docnum))
        self._segments = [segment for segment in self._segments if segment not in group]
        self._segments.append(builder.finish())

    def _open(self, segment: Segment) -> OpenSegment:
        return self._shared.open(self._before.schema, segment)


def merges(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Which segments to merge with each other: a tiered policy (log-structured merge), FAN_IN of a tier at a time.

    Every document is written again once a tier, and there are never many segments. A segment of which most
    documents are deleted is written again alone.
    """
    hollow = [segment for segment in segments if 0 < 2 * segment.doc_count() < segment.doc_count_all()]
    small = [
        segment
        for segment in segments
        if segment not in hollow and 0 < segment.doc_count() * FAN_IN <= MERGED_DOCUMENTS
    ]
    groups = [[segment] for segment in hollow]
    for _, tier in groupby(sorted(small, key=_tier), key=_tier):
        members = list(tier)
        if len(members) >= FAN_IN:
            groups.append(members)
    return groups


def _tier(segment: Segment) -> int:
    return int(log(segment.doc_count(), FAN_IN))
