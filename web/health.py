"""Whether the server lives, and whether it can answer searches."""

from __future__ import annotations

from indexer.index import SearchRequest
from web.api.schemas import HealthAnswer, ReadyAnswer
from web.library import library
from web.validation import Parameters


def alive(_: Parameters) -> HealthAnswer:
    return HealthAnswer(status="ok")


def ready(_: Parameters) -> ReadyAnswer:
    """Reads from both index and store, and lets their errors become a 503."""
    shelf = library()
    shelf.index.count(SearchRequest(limit=0))
    return ReadyAnswer(status="ready", index_seq=shelf.index.seq, store_seq=shelf.store.seq())
