"""The order of the hits, and the cursors that continue after one of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import math
from dataclasses import dataclass

import numpy as np

from indexer.index import BadCursorError, SearchRequest
from indexer.snapshot import Floats, Mask, Snapshot


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a hit stands: hits are sorted by their keys, highest first, then by id. Orders by that."""

    negative_key: float
    id: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Points behind a hit of a search. Stands in a URL, and stays true when the index changes."""

    search: str
    place: Place

    def encode(self) -> str:
        content = json.dumps([self.search, self.place.negative_key, self.place.id], ensure_ascii=False)
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, search: str) -> Cursor:
        """Raises BadCursorError for what `encode` did not give for this search."""
        try:
            content = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
            of_search, key, identity = content
            cursor = cls(of_search, Place(float(key), identity.encode().decode()))
        except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError):
            raise BadCursorError("This cursor is damaged: start again from the first page.") from None
        if cursor.search != search or not math.isfinite(cursor.place.negative_key):
            raise BadCursorError("This cursor belongs to another search: start again from the first page.")
        return cursor


def search_name(request: SearchRequest) -> str:
    """A short name of what is searched for and in which order: what a cursor belongs to."""
    filters = [[name, *map(sorted, (wanted.include, wanted.exclude))] for name, wanted in request.filters.items()]
    dates = [str(request.since), str(request.until)]
    content = json.dumps([request.q, sorted(filters), dates, request.match, request.sort])
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def ranked(snapshot: Snapshot, mask: Mask, keys: Floats, after: Place | None, count: int) -> list[tuple[Place, int]]:
    """The first `count` documents of the mask in their order, behind `after`: places and document numbers.

    Ids are only compared among equal keys, first by their ranks within a segment, then, for the few that are left
    of each segment, as strings.
    """
    found: list[tuple[Place, int]] = []
    for segment, base, end in zip(snapshot.segments, snapshot.bases, snapshot.bases[1:], strict=False):
        documents = np.flatnonzero(mask[base:end])
        own_keys = keys[base:end][documents]
        if after is not None:
            later = own_keys < -after.negative_key
            tied = own_keys == -after.negative_key
            later |= tied & (segment.columns.id_ranks[documents] >= segment.columns.rank_after(after.id))
            documents, own_keys = documents[later], own_keys[later]
        if len(documents) > count:
            kept = own_keys >= (np.partition(own_keys, -count)[-count] if count else math.inf)
            documents, own_keys = documents[kept], own_keys[kept]
        first = np.lexsort((segment.columns.id_ranks[documents], -own_keys))[:count]
        found += [
            (Place(-float(own_keys[place]), segment.columns.id(int(documents[place]))), base + int(documents[place]))
            for place in first
        ]
    return sorted(found)[:count]
