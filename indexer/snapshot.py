"""One commit of the index, opened for reading."""

from __future__ import annotations

from typing import Any

from whoosh import query
from whoosh.index import FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.documents import Document
from indexer.engine.execute import Executor
from indexer.folder import Contents, Folder
from indexer.lexicon import Lexicon
from indexer.schema import ID_FIELD


class Snapshot:
    """The documents of a commit, as a whole that does not change. Safe to share between threads.

    Opening reads nothing by document: segments that an earlier commit had are taken over from its snapshot, with all
    that was worked out for them, and what else is needed is read when it is asked for. A snapshot stays readable when a
    writer deletes its files.
    """

    def __init__(self, folder: Folder, contents: Contents, before: Snapshot | None = None) -> None:
        self.stamp = contents.stamp
        self.seq = contents.schema.seq
        reader = FileIndex._reader(folder.storage, contents.schema, contents.segments, contents.generation)
        self._searcher = Searcher(reader, weighting=BM25F())
        self.executor: Executor = Executor(self._searcher, before.executor if before else None)
        self.lexicon = Lexicon(self.executor.segments)

    def document(self, number: int) -> Document:
        return Document(*self.executor.stored_fields(number)["release"])

    def number(self, column: str, document: int) -> Any:
        """The number of a document in a column."""
        place, own = self.executor.locate(document)
        return self.executor.segments[place].numbers(column)[own].item()

    def holds(self, identity: str) -> bool:
        """Whether a document of this id is there."""
        return self.executor.search(query.Term(ID_FIELD, identity), limit=0).total > 0

    def has_term(self, field_name: str, term: str) -> bool:
        """Whether any document has a term in a field."""
        return any(segment.postings(field_name, term.encode()) is not None for segment in self.executor.segments)
