"""A search from the request to the answer, over one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Any

from whoosh import query

from indexer.engine.execute import After, Histogram, Result
from indexer.engine.execute.nodes import AtLeast
from indexer.engine.filters import Filter as EngineFilter
from indexer.engine.filters import InRange, Matching
from indexer.facets import Days, column_filter, facet_named, facet_values
from indexer.highlights import Highlights
from indexer.index import FacetValue, Filter, Hit, SearchRequest, SearchResult
from indexer.query import is_ranked, read
from indexer.ranking import Cursor, order, search_name
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, ID_FIELD, MOMENT_COLUMN
from indexer.snapshot import Snapshot
from indexer.snippets import snippet
from indexer.spelling import corrected

ENOUGH = 10  # `match=auto` softens a query when fewer releases have all its words
MOST = 0.5  # the share of the words that a release must have then
_ABOVE = 1e6  # lifts what has all words above all scores


class Search:
    """One search over one snapshot.

    Raises ValueError for an unknown facet, BadCursorError for a cursor that does not continue this search.
    """

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._query = read(request.q, request.match)
        self._words = [*map(snapshot.lexicon.resolved, self._query.words)]
        self._required = [*map(snapshot.lexicon.resolved, self._query.required)]
        self._filters = self._all_filters()
        self._order = order(request, is_ranked=self._query.is_ranked)
        self._days = Days(request.facets.get(FACETS_BY_NAME["date"].name, 0))

    @property
    def total(self) -> int:
        """How many releases match."""
        return self._found(hits=0, facets={})[0].total

    def answer(self) -> SearchResult:
        request, name = self._request, search_name(self._request)
        after = Cursor.decode(request.cursor, name).place if request.cursor else None
        offset = 0 if after else request.offset
        result, relaxed = self._found(offset + request.limit + 1, request.facets, after)
        page = slice(offset, offset + request.limit)
        hits, places = self._hits(result, page)
        more = len(result.documents) > page.stop and bool(hits)
        return SearchResult(
            hits=hits,
            total=result.total,
            facets={name: self._facet(name, limit, result) for name, limit in request.facets.items()},
            parsed=self._query.parsed,
            relaxed=relaxed,
            did_you_mean=self._did_you_mean(),
            cursor=Cursor(name, places[-1], hits[-1].id).encode() if more else None,
        )

    def _found(self, hits: int, facets: Mapping[str, int], after: After | None = None) -> tuple[Result, bool]:
        """What the query matches under the `match` of the request (contract, section 5), and whether it was relaxed."""
        asked = self._asked
        result = self._run(asked, hits, facets, after)
        if self._request.match != "auto" or len(self._words) < 2 or result.total >= ENOUGH:
            return result, False
        softened = self._softened(lifted=result.total > 0)
        partly = self._run(softened, hits, facets, after)
        if partly.total == result.total:
            return result, False
        self._asked = softened
        return partly, True

    @cached_property
    def _asked(self) -> query.Query:
        """The tree whose scores rank: with all words, or any where the request says so."""
        if not self._words:
            return self._with_required([])
        either = query.Or if self._request.match == "any" else query.And
        return self._with_required([self._words[0] if len(self._words) == 1 else either(self._words)])

    def _softened(self, *, lifted: bool) -> query.Query:
        """The tree of releases with most of the words; those with all of them are lifted above the others."""
        count = min(ceil(MOST * len(self._words)), self._most_words())
        some: query.Query = AtLeast(self._words, max(count, 1))
        if lifted:
            some = query.Or([some, query.ConstantScoreQuery(query.And(self._words), _ABOVE)])
        return self._with_required([some])

    def _most_words(self) -> int:
        """How many of the words a release has at most, of those that pass everything else."""
        each = query.Or([query.ConstantScoreQuery(word, 1.0) for word in self._words])
        scored = [clause for clause in self._required if is_ranked(clause)]
        filters = self._filters | {f"scored {place}": Matching(clause) for place, clause in enumerate(scored)}
        best = self._snapshot.executor.search(each, 1, filters=filters).scores
        return int(best[0]) if best is not None and len(best) else 0

    def _with_required(self, clauses: Sequence[query.Query]) -> query.Query:
        parts = [*filter(is_ranked, self._required), *clauses]
        return query.And(parts) if len(parts) > 1 else parts[0] if parts else query.Every()

    def _all_filters(self) -> dict[str, EngineFilter]:
        """Every filter of the request by its column, and what the query requires without ranking by it."""
        filters: dict[str, EngineFilter] = {
            facet_named(name).column: column_filter(name, wanted)
            for name, wanted in self._request.filters.items()
            if wanted.include or wanted.exclude
        }
        since, until = self._request.since, self._request.until
        if since or until:
            filters[DAY_COLUMN] = InRange(DAY_COLUMN, since and since.toordinal(), until and until.toordinal())
        unranked = [clause for clause in self._required if not is_ranked(clause)]
        return filters | {f"required {place}": Matching(clause) for place, clause in enumerate(unranked)}

    def _run(self, asked: query.Query, hits: int, facets: Mapping[str, int], after: After | None) -> Result:
        columns = [facet_named(name).column for name in facets]
        histograms: dict[str, Histogram] = {DAY_COLUMN: self._days.histogram()} if DAY_COLUMN in columns else {}
        return self._snapshot.executor.search(
            asked,
            hits,
            facets=[column for column in columns if column != DAY_COLUMN],
            filters=self._filters,
            histograms=histograms,
            sort=self._order,
            ties=ID_FIELD,
            after=after,
        )

    def _hits(self, result: Result, page: slice) -> tuple[list[Hit], list[Any]]:
        """The wanted hits, and what each is sorted by."""
        documents = result.documents[page]
        highlights = Highlights.of([*self._words, *self._required])
        if self._order is None:
            assert result.scores is not None
            keys = scores = result.scores[page].tolist()
        else:
            keys = [self._snapshot.number(MOMENT_COLUMN, document) for document in documents.tolist()]
            ranked = self._query.is_ranked
            scores = self._snapshot.executor.scores(self._asked, documents).tolist() if ranked else [0.0] * len(keys)
        hits = [
            self._hit(document, score, highlights) for document, score in zip(documents.tolist(), scores, strict=True)
        ]
        return hits, keys

    def _hit(self, number: int, score: float, highlights: Highlights) -> Hit:
        document = self._snapshot.document(number)
        text = f"{document.text}\n\n{document.notes}" if self._query.asks_notes else document.text
        shown = snippet(text, highlights) if self._request.snippets else ""
        return Hit(document.id, score - _ABOVE if score >= _ABOVE else score, document.hit_fields(), shown)

    def _facet(self, name: str, limit: int, result: Result) -> Sequence[FacetValue]:
        """A facet's values, counted under all filters but its own."""
        facet, request = facet_named(name), self._request
        if facet.column == DAY_COLUMN:
            return self._days.values(result.histograms[DAY_COLUMN].tolist(), request.since, request.until)
        return facet_values(result.facets[facet.column], facet, limit, request.filters.get(name, Filter()))

    def _did_you_mean(self) -> str | None:
        if self._request.cursor or self._request.offset:
            return None
        return corrected(
            self._snapshot, self._request, self._query.spelled, lambda better: Search(self._snapshot, better).total
        )
