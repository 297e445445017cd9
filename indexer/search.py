"""A search from the request to the answer, over one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from math import ceil

import numpy as np
from whoosh import query

from indexer.execute import Executor
from indexer.facets import count_days, count_values, facet_named, filter_mask
from indexer.highlights import Highlights
from indexer.index import FacetValue, Filter, Hit, SearchRequest, SearchResult
from indexer.query import read
from indexer.ranking import Cursor, Place, ranked, search_name
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME
from indexer.snapshot import Floats, Mask, Snapshot
from indexer.snippets import snippet
from indexer.spelling import corrected

ENOUGH = 10  # `match=auto` softens a query when fewer releases have all its words
MOST = 0.5  # the share of the words that a release must have then
_ABOVE = 1e6  # lifts what has all words above all scores
_PERIOD = FACETS_BY_NAME["date"].name  # since and until are the filter of this facet


@dataclass(frozen=True, slots=True)
class Matching:
    """What a query matches, before filters. Keys sort by relevance: the scores, with whole matches first."""

    mask: Mask
    scores: Floats
    keys: Floats
    relaxed: bool = False


class Search:
    """One search over one snapshot.

    Raises ValueError for an unknown facet, BadCursorError for a cursor that does not continue this search.
    """

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._executor = Executor(snapshot)
        self._query = read(request.q, request.match)
        self._filters = self._filter_masks()

    @cached_property
    def total(self) -> int:
        return int(np.count_nonzero(self._passing()))

    def answer(self) -> SearchResult:
        hits, cursor = self._hits()
        return SearchResult(
            hits=hits,
            total=self.total,
            facets={name: self._facet(name, limit) for name, limit in self._request.facets.items()},
            parsed=self._query.parsed,
            relaxed=self._matching.relaxed,
            did_you_mean=self._did_you_mean() if self._matching.relaxed or not self.total else None,
            cursor=cursor,
        )

    @cached_property
    def _matching(self) -> Matching:
        """What the query matches under the `match` of the request (contract, section 5)."""
        required = [*map(self._executor.evaluate, self._query.required)]
        words = [*map(self._executor.evaluate, self._query.words)]
        mask = reduce(np.logical_and, (found.mask for found in required), self._snapshot.live)
        scores = sum((found.scores for found in [*required, *words]), np.zeros(len(mask)))
        if not words:
            return Matching(mask, scores, scores)
        counts = sum((found.mask for found in words), np.zeros(len(mask), dtype=np.int32))
        whole = mask & (counts == len(words))
        if self._request.match == "any":
            return Matching(mask & (counts > 0), scores, scores)
        if self._request.match == "all" or np.count_nonzero(self._filtered(whole)) >= ENOUGH:
            return Matching(whole, scores, scores)
        needed = min(ceil(MOST * len(words)), counts[self._filtered(mask)].max(initial=0))
        partly = mask & (counts >= max(needed, 1))
        return Matching(partly, scores, scores + _ABOVE * whole, relaxed=bool(self._filtered(partly & ~whole).any()))

    def _filter_masks(self) -> Mapping[str, Mask]:
        """Every filter of the request as the documents that pass it, by facet."""
        masks = {
            name: filter_mask(self._snapshot, name, wanted)
            for name, wanted in self._request.filters.items()
            if wanted.include or wanted.exclude
        }
        since, until = self._request.since, self._request.until
        if since or until:
            days = query.NumericRange(DAY_COLUMN, since and since.toordinal(), until and until.toordinal())
            masks[_PERIOD] = self._executor.evaluate(days).mask
        return masks

    def _filtered(self, mask: Mask, but: str | None = None) -> Mask:
        """Which documents of the mask pass the filters, without one facet's own."""
        return reduce(np.logical_and, (passing for name, passing in self._filters.items() if name != but), mask)

    def _passing(self) -> Mask:
        return self._filtered(self._matching.mask)

    def _keys(self) -> Floats:
        """What the hits are sorted by, highest first. Without anything to rank by, relevance means newest."""
        sort = self._request.sort or "relevance"
        if sort == "relevance" and self._query.is_ranked:
            return self._matching.keys
        moments = self._snapshot.moments.astype(np.float64)  # exact: microseconds stay below 2**53 until 2255
        return -moments if sort == "oldest" else moments

    def _hits(self) -> tuple[Sequence[Hit], str | None]:
        """The wanted page of hits, and the cursor that continues after it."""
        request, name = self._request, search_name(self._request)
        after = Cursor.decode(request.cursor, name).place if request.cursor else None
        offset = 0 if after else request.offset
        found = ranked(self._snapshot, self._passing(), self._keys(), after, offset + request.limit + 1)
        page, more = found[offset : offset + request.limit], len(found) > offset + request.limit
        highlights = Highlights.of([*self._query.words, *self._query.required], self._executor)
        hits = [self._hit(place, docnum, highlights) for place, docnum in page]
        return hits, Cursor(name, page[-1][0]).encode() if more and page else None

    def _hit(self, place: Place, docnum: int, highlights: Highlights) -> Hit:
        document = self._snapshot.document(docnum)
        text = f"{document.text}\n\n{document.notes}" if self._query.asks_notes else document.text
        shown = snippet(text, highlights) if self._request.snippets else ""
        return Hit(place.id, float(self._matching.scores[docnum]), document.hit_fields(), shown)

    def _facet(self, name: str, limit: int) -> Sequence[FacetValue]:
        """A facet's values, counted under all filters but its own."""
        facet, request = facet_named(name), self._request
        mask = self._filtered(self._matching.mask, but=name)
        if facet.order == "buckets":
            return count_days(self._snapshot, mask, limit, request.since, request.until)
        return count_values(self._snapshot, facet, mask, limit, request.filters.get(name, Filter()))

    def _did_you_mean(self) -> str | None:
        return corrected(
            self._snapshot, self._request, self._query.spelled, lambda better: Search(self._snapshot, better).total
        )
