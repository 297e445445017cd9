"""What a saved search looks for: from the address of a search to what is kept of it, and back to a search."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from indexer.index import Match
from web.links import timeless
from web.parameters import PARAMETERS, Search
from web.validation import ParameterError, read, read_without


def query_of(given: MultiDict[str, str]) -> str:
    """The search of an address, without how it is shown."""
    return urlencode(_understood(given).but(density="full").pairs())


def search_of(query: str) -> Search:
    """A saved search as its query says."""
    return _understood(MultiDict(parse_qsl(query, keep_blank_values=True)))


def strict(search: Search) -> Search:
    """Nothing is relaxed where somebody is told: a release has all the words, or any where that was asked for."""
    match: Match = "any" if search.match == "any" else "all"
    return search.but(match=match)


def _understood(given: MultiDict[str, str]) -> Search:
    """What this version does not understand is left out."""
    try:
        search = read(PARAMETERS, given, ignore_unknown=True)
    except ParameterError as error:
        search = read_without(PARAMETERS, given, error)
    return timeless(search)
