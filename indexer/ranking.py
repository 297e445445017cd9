"""The order of the hits, and the cursors that continue after one of them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from indexer.engine.execute import After, Sort
from indexer.index import BadCursorError, SearchRequest
from indexer.schema import MOMENT_COLUMN

_SIGN = "~"  # what cursors begin with, so that they are told from any other text
_LARGEST = 1 << 62  # no score and no moment is as large


@dataclass(frozen=True, slots=True)
class Cursor:
    """Points behind a hit of a search. Stands in a URL, and stays true when the index changes."""

    search: str
    key: float  # what the hit is sorted by: its score, or its moment
    id: str

    @property
    def place(self) -> After:
        return After(self.key, self.id.encode())

    def encode(self) -> str:
        content = json.dumps([self.search, self.key, self.id], ensure_ascii=False)
        return _SIGN + base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str, search: str) -> Cursor:
        """Raises BadCursorError for what `encode` did not give for this search."""
        sign, text = text[:1], text[1:]
        try:
            content = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
            of_search, key, identity = content
            cursor = cls(of_search, key + 0, identity.encode().decode())
        except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError, OverflowError):
            raise BadCursorError("This cursor is damaged: start again from the first page.") from None
        if sign != _SIGN or cursor.search != search or not -_LARGEST < cursor.key < _LARGEST:
            raise BadCursorError("This cursor belongs to another search: start again from the first page.")
        return cursor


def order(request: SearchRequest, *, is_ranked: bool) -> Sort | None:
    """The column that hits are sorted by; None: by score. Without anything to rank by, relevance means newest."""
    sort = request.sort or "relevance"
    return None if sort == "relevance" and is_ranked else Sort(MOMENT_COLUMN, descending=sort != "oldest")


def search_name(request: SearchRequest) -> str:
    """A short name of what is searched for and in which order: what a cursor belongs to."""
    filters = [[name, *map(sorted, (wanted.include, wanted.exclude))] for name, wanted in request.filters.items()]
    dates = [str(request.since), str(request.until)]
    order = [request.sort, request.recent, request.group]
    content = json.dumps([request.q, sorted(filters), dates, request.match, *order, request.family])
    return hashlib.sha256(content.encode()).hexdigest()[:12]
