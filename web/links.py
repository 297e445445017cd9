"""Addresses of searches: each state of a search is one, for people and for programs alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar
from urllib.parse import urlencode

from flask import g, url_for

from indexer.index import Hit, SearchResult
from web.parameters import LAST_PAGE, PARAMETERS, WINDOW, Search, unchanged

SomeSearch = TypeVar("SomeSearch", bound=Search)


def search_address(endpoint: str, search: Search, *, external: bool = False, **values: str) -> str:
    """The address of a search at a page or an endpoint, without the parameters that have their default value; `values`
    are those of the path."""
    return _with_query(url_for(endpoint, **values, _external=external), urlencode(search.pairs()))


def facet_address(facet: str, value: str) -> str:
    """The search for everything with one value of a facet."""
    if "search_page" not in g:
        g.search_page = url_for("search.page")  # a page has many of them
    return f"{g.search_page}?{_pair(facet, value)}"


class FacetAddresses:
    """The addresses of a search with other values of one facet.

    A page has hundreds of them: what is the same in all is written once.
    """

    def __init__(self, endpoint: str, search: Search, facet: str) -> None:
        names = [field.alias or name for name, field in type(search).model_fields.items()]
        before = set(names[: names.index(facet)])
        others = search.but(**{facet: []}).pairs()
        self._base, self._facet = url_for(endpoint), facet
        self._before = urlencode([pair for pair in others if pair[0] in before])
        self._after = urlencode([pair for pair in others if pair[0] not in before])

    def of(self, values: Iterable[str]) -> str:
        """The address of the search with these values of the facet and no other; an excluded one is `-value`."""
        chosen = (_pair(self._facet, value) for value in values)
        return _with_query(self._base, "&".join(filter(None, (self._before, *chosen, self._after))))


@lru_cache(maxsize=20_000)
def _pair(name: str, value: str) -> str:
    return urlencode([(name, value)])


def _with_query(base: str, query: str) -> str:
    return f"{base}?{query}" if query else base


def family_search(search: Search, hit: Hit) -> Search | None:
    """The same search for all releases that a hit stands for; None where it stands for itself alone."""
    return search.but(family=hit.family, group=None) if hit.more else None


def following(search: Search, result: SearchResult) -> Search | None:
    """The search for the next results: the next page as far as pages reach, a cursor beyond."""
    pages_end = (search.page + 1) * search.size > WINDOW or search.page == LAST_PAGE
    if search.cursor or pages_end:
        return search.but(cursor=result.cursor) if result.cursor else None
    return search.but(page=search.page + 1) if search.page * search.size < result.shown else None


def preceding(search: Search) -> Search | None:
    """The search for the results before, None on the first page and after a cursor."""
    return search.but(page=search.page - 1) if search.page > 1 else None


def timeless(search: SomeSearch) -> SomeSearch:
    """What a search finds, without the order in which it shows it."""
    return search.for_people().but(sort=None, size=unchanged(PARAMETERS).size, group=None)
