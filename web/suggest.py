"""Completions while typing: what is asked for, and where each leads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from flask import url_for
from pydantic import Field

from indexer.index import Suggestion
from indexer.schema import COMPLETED
from web.i18n import later
from web.library import library
from web.links import search_address
from web.parameters import PARAMETERS, unchanged
from web.validation import Parameters

QUERIES = 3  # places of the list that are kept for queries of the past
QUERY = "query"  # their kind
_FACETS = {facet.suggest: facet for facet in COMPLETED.values() if facet.suggest}
HEADINGS = {  # what the completions of a kind stand under in the list of the search box
    QUERY: later("Others searched for"),
    **{kind: facet.label for kind, facet in _FACETS.items()},
    "release": later("Release"),
}


class Typed(Parameters):
    """What was typed so far."""

    q: str = Field("", max_length=200, title="Typed", description="What was typed so far. Empty gives nothing.")
    size: int = Field(10, ge=1, le=20, title="Completions", description="How many completions at most.")


def suggestions(typed: Typed) -> list[Suggestion]:
    """The completions: queries of the past, then what the index has."""
    past = library().past
    queries = [Suggestion(QUERY, found, 0) for found in past.beginning(typed.q, QUERIES)] if past else []
    known = {suggestion.value.casefold() for suggestion in queries}
    found = (one for one in library().index.suggest(typed.q, typed.size) if one.value.casefold() not in known)
    return list(islice(_both(queries, found), typed.size))


def _both(queries: list[Suggestion], found: Iterator[Suggestion]) -> Iterator[Suggestion]:
    yield from queries
    yield from found


def address(suggestion: Suggestion) -> str:
    """The page that a completion leads to."""
    if suggestion.id:
        return url_for("releases.page", release_id=suggestion.id, _external=True)
    everything = unchanged(PARAMETERS)
    facet = _FACETS.get(suggestion.kind)
    search = everything.but(**{facet.name: [suggestion.value]}) if facet else everything.but(q=suggestion.value)
    return search_address("search.page", search, external=True)
