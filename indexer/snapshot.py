"""One commit of the index, opened for reading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from heapq import merge
from operator import itemgetter
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from whoosh import query
from whoosh.index import FileIndex
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.compounding import Compounds
from indexer.documents import Document
from indexer.engine.columns import Ordinals
from indexer.engine.execute import Executor
from indexer.engine.execute.expansion import at, expand
from indexer.engine.execute.segment import Segment
from indexer.folder import Contents, Folder
from indexer.lexicon import Lexicon
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, ID_FIELD

_KEPT = 16_384  # terms whose frequency is remembered, and things that were made for a word
P = ParamSpec("P")
Made = TypeVar("Made")


class Snapshot:
    """The documents of a commit, as a whole that does not change. Safe to share between threads.

    Opening reads nothing by document: segments that an earlier commit had are taken over from its snapshot, with all
    that was worked out for them, and what else is needed is read when it is asked for. A snapshot stays readable when a
    writer deletes its files.
    """

    def __init__(self, folder: Folder, contents: Contents, before: Snapshot | None = None) -> None:
        self.stamp = contents.stamp
        self.seq = contents.schema.seq
        self.origin = contents.schema.origin
        reader = FileIndex._reader(folder.storage, contents.schema, contents.segments, contents.generation)
        self._searcher = Searcher(reader, weighting=BM25F())
        self.executor: Executor = Executor(self._searcher, before.executor if before else None)
        self.lexicon = Lexicon(self.executor.segments)
        self.compounds = Compounds(self)
        self.frequency = lru_cache(_KEPT)(self._frequency)
        self._kept = lru_cache(_KEPT)(self._made)

    def kept(self, make: Callable[Concatenate[Snapshot, P], Made], *given: P.args, **_none: P.kwargs) -> Made:
        """What a function makes of this commit and what it is given; it is made once, so nobody may change it."""
        return cast(Made, self._kept(make, *given))

    def _made(self, make: Callable[..., Any], *given: Any) -> Any:
        return make(self, *given)

    def documents_at(self, numbers: Sequence[int]) -> list[Document]:
        """Some documents, which takes less time than to ask for each."""
        return [Document(*fields["release"]) for fields in self.executor.stored_fields_of(numbers)]

    def document(self, number: int) -> Document:
        return Document(*self.executor.stored_fields(number)["release"])

    def identity(self, number: int) -> str:
        """The id of a document, without the rest of it."""
        place, own = self.executor.locate(number)
        column = self.executor.segments[place].column(ID_FIELD)
        assert isinstance(column, Ordinals), "ids are a column of texts"
        return column[int(column.ordinals[own])].decode()

    def documents(self) -> Iterator[Document]:
        """All of them in the order of their ids' characters, by the dictionaries of the segments, which are sorted."""
        return map(itemgetter(1), merge(*map(_by_id, self.executor.segments), key=itemgetter(0)))

    def number(self, column: str, document: int) -> Any:
        """The number of a document in a column."""
        place, own = self.executor.locate(document)
        return self.executor.segments[place].numbers(column)[own].item()

    def holds(self, identity: str) -> bool:
        """Whether a document of this id is there."""
        return self.executor.search(query.Term(ID_FIELD, identity), limit=0).total > 0

    @property
    def size(self) -> int:
        """How many releases there are, those among them that were deleted and not merged away yet."""
        return sum(segment.size for segment in self.executor.segments)

    @property
    def living(self) -> int:
        """How many releases there are."""
        return sum(segment.living for segment in self.executor.segments)

    @cached_property
    def newest(self) -> int:
        """The latest day of all releases, as its column has it; 0 where there are none."""
        days = [segment.numbers(DAY_COLUMN)[segment.all_documents()] for segment in self.executor.segments]
        return max((own.max().item() for own in days if len(own)), default=0)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that releases are in, the most frequent first."""
        counts = self.executor.facet(FACETS_BY_NAME["language"].column).everything
        return tuple(value.decode() for value, _ in counts.most(len(counts.ranks)))

    def _frequency(self, field_name: str, term: str) -> int:
        """How many releases have a term in a field, deleted ones among them."""
        dictionaries = [field.dictionary for each in self.executor.segments if (field := each.field(field_name))]
        found = [(each, each.find(term.encode())) for each in dictionaries]
        return sum(each.columns["documents"][ordinal] for each, ordinal in found if ordinal is not None)

    def beginning(self, field_name: str, prefix: str) -> Counter[str]:
        """The terms of a field that begin in a way, with how many releases have each."""
        counts: Counter[str] = Counter()
        for segment in self.executor.segments:
            field = segment.field(field_name)
            found = expand(query.Prefix(field_name, prefix), segment.reader, field)
            if field is not None:
                documents = at(field.dictionary.columns["documents"], found.ordinals).tolist()
                counts.update(
                    {term.decode(): count for term, count in zip(found.terms.tolist(), documents, strict=True)}
                )
        return counts


def _by_id(segment: Segment) -> Iterator[tuple[bytes, Document]]:
    """The documents of a segment that are not deleted, by their ids."""
    field = segment.field(ID_FIELD)
    if field is None:
        return
    deleted = segment.deleted
    for ordinal, identity in enumerate(field.dictionary.iterate()):
        for number in field.documents(field.dictionary.entry(ordinal)).tolist():
            if deleted is None or not deleted[number]:
                yield identity, Document(*segment.stored_fields(number)["release"])
