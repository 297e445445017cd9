"""A search from the request to the answer, over one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import Any, NamedTuple

from whoosh import query

from indexer.bare_words import ABOVE, BareWords
from indexer.documents import Document
from indexer.engine.execute import After, Histogram, Result
from indexer.engine.execute.matches import Ints, Words
from indexer.engine.filters import Filter as EngineFilter
from indexer.engine.filters import HasValue, InRange, Matching
from indexer.evidence import promoted
from indexer.explain import explained
from indexer.facets import Days, column_filter, facet_named, facet_values
from indexer.highlights import Highlights
from indexer.index import Extent, FacetValue, Filter, Hit, SearchRequest, SearchResult
from indexer.labels import primary_language
from indexer.lexicon import MAX_EXPANSION
from indexer.page_snippets import snippets
from indexer.paragraphs import paragraph_at
from indexer.query import ReadQuery, is_ranked, read
from indexer.ranking import Cursor, order, search_name
from indexer.recency import is_timeless
from indexer.resolve import Resolver
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, FAMILY_COLUMN, ID_FIELD, MOMENT_COLUMN, encoded
from indexer.snapshot import Snapshot
from indexer.snippets import joined
from indexer.spelling import corrected

MOST = 0.5  # the share of a short query's words that a release must have then
ENOUGH = 10  # `match=auto` softens a query when fewer releases have all its words


class _Ranked(NamedTuple):
    """What was found, and the tree that it was ranked by."""

    result: Result
    tree: query.Query


class Search:
    """One search over one snapshot.

    Raises ValueError for an unknown facet, BadCursorError for a cursor that does not continue this search.
    """

    def __init__(self, snapshot: Snapshot, request: SearchRequest) -> None:
        self._snapshot = snapshot
        self._request = request
        self._take(read(request.q, request.match))
        self._order = order(request, is_ranked=self._query.is_ranked)
        self._days = Days(request.facets.get(FACETS_BY_NAME["date"].name, 0))

    def _take(self, read_query: ReadQuery) -> None:
        """Looks for a query in the index."""
        self._query = read_query
        self._words = BareWords(self._snapshot, read_query.words, literal=self._request.match == "all")
        self._required = [*map(Resolver(self._snapshot).resolved, read_query.required)]
        self._filters = self._all_filters()

    @property
    def total(self) -> int:
        """How many releases match."""
        return self._found(hits=0, facets={})[0].result.total

    @property
    def tree(self) -> query.Query:
        """What a release must match, beside `filters`; of a query that may be softened, all the words."""
        return self._asked

    @property
    def filters(self) -> Mapping[str, EngineFilter]:
        """What a release must pass, beside `tree`."""
        return self._filters

    @property
    def is_kept(self) -> bool:
        """Whether what the query stands for in the index lasts: patterns stand for words that may be new."""
        return not self._query.patterns

    def documents(self) -> list[tuple[int, Words]]:
        """The documents that match, by the number of their segment; of a softened query, those with all the words."""
        return self._snapshot.executor.matching(self._asked, self._filters)

    def found(self) -> Result:
        """All that `answer` would show page by page."""
        (result, _), _ = self._found(self._snapshot.living, {})
        return result

    def answer(self) -> SearchResult:
        request, name = self._request, search_name(self._request)
        after = Cursor.decode(request.cursor, name).place if request.cursor else None
        offset = 0 if after else request.offset
        (result, tree), relaxed = self._found(offset + request.limit + 1, request.facets, after)
        page = slice(offset, offset + request.limit)
        hits, places = self._hits(result, tree, page)
        more = len(result.documents) > page.stop and bool(hits)
        return SearchResult(
            hits=hits,
            total=result.total,
            facets={name: self._facet(name, limit, result) for name, limit in request.facets.items()},
            parsed=self._query.parsed,
            relaxed=relaxed,
            did_you_mean=self._did_you_mean(),
            cursor=Cursor(name, places[-1], hits[-1].id).encode() if more else None,
            groups=result.groups,
            notes=self._notes(),
        )

    def marks(self, texts: Sequence[str], language: str) -> list[list[Extent]]:
        """Where each text shows a word or phrase of the query, in order, without overlaps. `language`: BCP 47 or ""."""
        highlights, primary = self._highlights, primary_language(language)
        return [joined(highlights.marks(text, primary)) for text in texts]

    @property
    def _highlights(self) -> Highlights:
        return Highlights.of([*self._words.marked, *self._required])

    def _notes(self) -> tuple[str, ...]:
        """What people should know of how their query was answered."""
        lexicon = self._snapshot.lexicon
        cut = [text for text, pattern in self._query.patterns.items() if lexicon.is_cut(pattern)]
        most = f"the {MAX_EXPANSION:,} most frequent ones are searched"
        return tuple(f"“{text}” stands for more words than can be looked for: {most}." for text in cut)

    def _found(self, hits: int, facets: Mapping[str, int], after: After | None = None) -> tuple[_Ranked, bool]:
        """What the query matches under the `match` of the request (contract, section 5), and whether it was relaxed."""
        whole = self._run(self._asked, hits, facets, after)
        if self._request.match != "auto" or whole.result.total >= ENOUGH:
            return whole, False
        lifted = whole.result.total > 0
        partly = self._partly(hits, facets, after, lifted=lifted) if len(self._words.soft) > 1 else whole
        if not partly.result.total and self._query.has_phrases:
            self._take(self._query.loosened)  # a quotation that no release has as it is
            partly = self._partly(hits, facets, after, lifted=False)
        return (partly, True) if partly.result.total > whole.result.total else (whole, False)

    def _partly(self, hits: int, facets: Mapping[str, int], after: After | None, *, lifted: bool) -> _Ranked:
        """What has most of the words, the best of it first, behind what has all of them.

        Of a long query, which says one thing in many words, any of them will do: what has most of them scores most.
        """
        count = min(ceil(MOST * len(self._words.soft)), self._most_words()) if self._words.is_short else 1
        return self._run(self._with_required([self._words.most(max(count, 1), lifted=lifted)]), hits, facets, after)

    @property
    def _asked(self) -> query.Query:
        """The tree whose scores rank: with all words, or any where the request says so."""
        if not self._query.words:
            return self._with_required([])
        return self._with_required([self._words.any if self._request.match == "any" else self._words.all])

    def _most_words(self) -> int:
        """How many of the words a release has at most, of those that pass everything else."""
        each = query.Or([query.ConstantScoreQuery(word, 1.0) for word in self._words.soft])
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
        if self._request.family is not None:
            filters[FAMILY_COLUMN] = HasValue(FAMILY_COLUMN, (encoded(self._request.family),))
        unranked = [clause for clause in self._required if not is_ranked(clause)]
        return filters | {f"required {place}": Matching(clause) for place, clause in enumerate(unranked)}

    def _run(self, asked: query.Query, hits: int, facets: Mapping[str, int], after: After | None) -> _Ranked:
        if hits and self._order is None:
            recent = self._request.recent and is_timeless(self._request, [*self._query.required, *self._query.words])
            asked = promoted(self._snapshot, self._words, asked, recent=recent)
        columns = [facet_named(name).column for name in facets]
        histograms: dict[str, Histogram] = {DAY_COLUMN: self._days.histogram()} if DAY_COLUMN in columns else {}
        result = self._snapshot.executor.search(
            asked,
            hits,
            facets=[column for column in columns if column != DAY_COLUMN],
            filters=self._filters,
            histograms=histograms,
            sort=self._order,
            ties=ID_FIELD,
            after=after,
            collapse=FAMILY_COLUMN if self._request.group else None,
        )
        return _Ranked(result, asked)

    def _hits(self, result: Result, tree: query.Query, page: slice) -> tuple[list[Hit], list[Any]]:
        """The wanted hits, and what each is sorted by."""
        documents = result.documents[page]
        if self._order is None:
            assert result.scores is not None
            keys = scores = result.scores[page].tolist()
        else:
            keys = [self._snapshot.number(MOMENT_COLUMN, document) for document in documents.tolist()]
            ranked = self._query.is_ranked
            scores = self._snapshot.executor.scores(tree, documents).tolist() if ranked else [0.0] * len(keys)
        members = [1] * len(documents) if result.members is None else result.members[page].tolist()
        shown = self._snapshot.documents_at(documents.tolist())
        hits = [_hit(*of_hit) for of_hit in zip(shown, scores, members, strict=True)]
        if self._request.snippets:
            hits = self._with_snippets(hits, shown)
        return self._explained(hits, tree, documents) if self._request.explain else hits, keys

    def _explained(self, hits: Sequence[Hit], tree: query.Query, documents: Ints) -> list[Hit]:
        """Hits with what their scores are made of; what nothing ranks has nothing to explain."""
        if not self._query.is_ranked:
            return [replace(hit, reasons=()) for hit in hits]
        reasons = explained(self._snapshot.executor, tree, documents)
        return [replace(hit, reasons=of_hit) for hit, of_hit in zip(hits, reasons, strict=True)]

    def _with_snippets(self, hits: Sequence[Hit], documents: Sequence[Document]) -> list[Hit]:
        asks_notes = self._query.asks_notes
        texts = [f"{each.text}\n\n{each.notes}" if asks_notes else each.text for each in documents]
        shown = snippets(texts, [primary_language(each.language) for each in documents], self._highlights)
        paragraphs = [
            None if place is None else paragraph_at(text, place) for text, (_, place) in zip(texts, shown, strict=True)
        ]
        return [
            replace(hit, snippet=html, paragraph=paragraph)
            for hit, (html, _), paragraph in zip(hits, shown, paragraphs, strict=True)
        ]

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


def _hit(document: Document, score: float, members: int) -> Hit:
    """A document as it is found, as one of some members of its family."""
    return Hit(
        id=document.id,
        score=score - ABOVE if score >= ABOVE else score,
        fields=document.hit_fields(),
        more=members - 1,
        family=document.family or None,
    )
