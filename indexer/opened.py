"""A segment opened for reading: its columns, its posting lists as arrays, its stored documents."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Segment
from whoosh.reading import TermNotFound

from indexer.columns import EXTENSION, Columns, Ints
from indexer.documents import Document
from indexer.folder import Folder
from indexer.postings import PostingList, read_postings
from indexer.schema import COLUMNS, TEXT_FIELDS, ReleaseSchema

ENTRY = 50  # what an entry of the cache costs besides its postings, in postings (16 bytes, about)


class Dictionary:
    """The values of a facet in all segments that were opened so far, numbered as they appear.

    Numbers never change, so what a segment knows by number stays true whatever comes later.
    """

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}
        self._lock = threading.Lock()

    def numbers(self, values: Sequence[str]) -> Ints:
        """The numbers of the values, which are given one when they are new."""
        known = self._numbers
        with self._lock:
            for value in values:
                if value not in known:
                    known[value] = len(self.values)
                    self.values.append(value)
        return np.array([known[value] for value in values], dtype=np.int32)

    def __len__(self) -> int:
        return len(self.values)

    def number(self, value: str) -> int | None:
        return self._numbers.get(value)


class PostingCache:
    """The posting lists used last, of all segments together. Safe to share between threads."""

    def __init__(self, postings: int = 3_000_000) -> None:
        self._lock = threading.Lock()  # for the readers of Whoosh too, which share file positions
        self._lists: OrderedDict[tuple[str, str, str], PostingList] = OrderedDict()
        self._limit = postings
        self._held = 0

    def get(self, key: tuple[str, str, str], read: Callable[[], PostingList]) -> PostingList:
        """The posting list of a (segment, field, term), read when it is not there."""
        with self._lock:
            found = self._lists.get(key)
            if found is None:
                found = self._lists[key] = read()
                self._held += len(found) + ENTRY
            self._lists.move_to_end(key)
            while self._held > self._limit and len(self._lists) > 1:
                _, forgotten = self._lists.popitem(last=False)
                self._held -= len(forgotten) + ENTRY
            return found


@dataclass(slots=True)
class Shared:
    """What all segments that one index opens have in common."""

    folder: Folder
    dictionaries: dict[str, Dictionary] = field(default_factory=lambda: {column: Dictionary() for column in COLUMNS})
    cache: PostingCache = field(default_factory=PostingCache)
    _opened: dict[str, OpenSegment] = field(default_factory=dict)

    def open(self, schema: ReleaseSchema, segment: Segment) -> OpenSegment:
        """A segment for reading; the one in use already when there is one."""
        name = segment.segment_id()
        opened = self._opened.get(name)
        if opened is None:
            opened = self._opened[name] = OpenSegment(self, schema, segment)
        return opened

    def keep(self, segments: Iterable[Segment]) -> None:
        """Forgets all other segments; who still uses one keeps it open."""
        names = {segment.segment_id() for segment in segments}
        self._opened = {name: opened for name, opened in self._opened.items() if name in names}


class OpenSegment:
    """An immutable segment. Safe to share between threads; it stays readable when a writer deletes its file."""

    def __init__(self, shared: Shared, schema: ReleaseSchema, segment: Segment) -> None:
        self.name: str = segment.segment_id()
        files = segment.open_compound_file(shared.folder.storage)
        self._terms = segment.codec().terms_reader(files, segment)
        self._documents = segment.codec().per_document_reader(files, segment)
        self._format = schema[TEXT_FIELDS[0].name].format
        self._cache = shared.cache
        self._folder = shared.folder
        self._lock = threading.Lock()
        self.columns = Columns.from_bytes(bytes(files.open_file(segment.make_filename(EXTENSION)).read()))
        self.facet_numbers = {
            column: dictionary.numbers(self.columns.dictionary(column))[self.columns.ordinals(column)]
            for column, dictionary in shared.dictionaries.items()
        }

    def __len__(self) -> int:
        return len(self.columns)

    def postings(self, field_name: str, term: str) -> PostingList:
        """The posting list of a term, empty when the field has no such term. Raises IndexUnreadableError."""
        return self._cache.get((self.name, field_name, term), lambda: self._read(field_name, term))

    def field_length(self, field_name: str) -> int:
        """The words of a field in all documents."""
        return int(self._documents.field_length(field_name))

    def document(self, docnum: int) -> Document:
        """A stored document. Raises IndexUnreadableError."""
        try:
            with self._lock:
                return Document(*self._documents.stored_fields(docnum)["release"])
        except Exception as error:  # damaged bytes can raise anything
            raise self._folder.unreadable() from error

    def _read(self, field_name: str, term: str) -> PostingList:
        try:
            return read_postings(self._terms.matcher(field_name, term.encode(), self._format))
        except TermNotFound:
            return PostingList.empty()
        except Exception as error:  # damaged bytes can raise anything
            raise self._folder.unreadable() from error


def live_documents(segment: Segment) -> NDArray[np.bool_]:
    """Which documents of a segment are not deleted."""
    live = np.ones(segment.doc_count_all(), dtype=bool)
    live[list(segment.deleted_docs())] = False
    return live
