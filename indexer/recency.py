"""Whether a search leaves it open when its releases are from: then newer ones are preferred a little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from whoosh import query

from indexer import analysis
from indexer.asked import Row, Word
from indexer.bare_words import names_time
from indexer.engine.execute.nodes import Passing
from indexer.index import SearchRequest
from indexer.schema import DAY_COLUMN, FACETS

_TIMES = frozenset(facet.name for facet in FACETS if facet.order in ("newest", "buckets"))


def is_timeless(request: SearchRequest, asked: Sequence[query.Query]) -> bool:
    """Whether neither filters nor the nodes of a query say when, in dates or in words."""
    filtered = request.since or request.until or _TIMES.intersection(request.filters)
    return not filtered and not any(map(_is_dated, _leaves(asked)))


def _leaves(nodes: Sequence[query.Query]) -> Iterator[query.Query]:
    for node in nodes:
        if isinstance(node, query.And | query.Or):
            yield from _leaves(node.subqueries)
        elif isinstance(node, query.Not):
            yield from _leaves([node.query])
        else:
            yield node


def _is_dated(leaf: query.Query) -> bool:
    if isinstance(leaf, Passing):
        return leaf.filter.column == DAY_COLUMN
    return isinstance(leaf, Word | Row) and any(names_time(analysis.fold(surface)) for surface in leaf.surfaces)
