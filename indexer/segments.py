"""Writing a segment: documents in, a file of Whoosh's own format out.

Whoosh's `SegmentWriter` makes a Python object of every token and of every posting and sorts them all. Here a document
is an array of token numbers, and the inversion is one stable sort per field when the segment is finished; folding and
stemming happen once per distinct token. What comes out is Whoosh's stock codec to the letter.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import default_codec
from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import length_to_byte

from indexer import analysis
from indexer.columns import EXTENSION, ColumnsWriter, Ints
from indexer.documents import Document
from indexer.folder import INDEX_NAME
from indexer.postings import BulkFieldWriter, InvertedField
from indexer.schema import TEXT_FIELDS, VALUE_GAP, ReleaseSchema

_NOTHING = ""  # a token that fills positions and is never a term


@dataclass(slots=True)
class _FieldTokens:
    """The tokens of one field in all documents so far: their numbers one after the other, and how many each has."""

    numbers: array[int] = field(default_factory=lambda: array("i"))
    counts: array[int] = field(default_factory=lambda: array("i"))
    length_codes: array[int] = field(default_factory=lambda: array("B"))  # Whoosh's bytes for the field lengths


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The terms of a segment, sorted, and the term of each token number (-1 for none)."""

    terms: list[bytes]
    term_of_token: Ints
    words: Counter[str]


class SegmentBuilder:
    """Collects documents and writes them as one segment; `size` is how many tokens it holds in memory."""

    def __init__(self, storage: FileStorage, schema: ReleaseSchema) -> None:
        codec = default_codec()
        self.segment: Segment = codec.new_segment(storage, INDEX_NAME)
        self._storage = storage
        self._schema = schema
        self._codec = codec
        self._per_document = codec.per_document_writer(storage, self.segment)
        self._columns = ColumnsWriter()
        self._fields = {text.name: _FieldTokens() for text in TEXT_FIELDS}
        self._token_numbers: defaultdict[str, int] = defaultdict(count(1).__next__, {_NOTHING: 0})
        self._docnums: dict[str, int] = {}
        self._count = 0

    @property
    def size(self) -> int:
        return sum(len(tokens.numbers) for tokens in self._fields.values())

    @property
    def ids(self) -> Sequence[str]:
        return list(self._docnums)

    def add(self, document: Document) -> None:
        """Adds a document in the place of an earlier one with its id."""
        self.discard(document.id)
        self._docnums[document.id] = self._count
        self._per_document.start_doc(self._count)
        self._per_document.add_field("release", self._schema["release"], document.stored(), 0)
        lengths = [self._add_tokens(text.name, text.texts(document)) for text in TEXT_FIELDS]
        self._per_document.finish_doc()
        self._columns.add(document, lengths)
        self._count += 1

    def discard(self, identity: str) -> None:
        """Takes a document out again; its place in the segment counts as deleted."""
        docnum = self._docnums.pop(identity, None)
        if docnum is not None:
            self.segment.delete_document(docnum)

    def finish(self) -> Segment:
        """Writes the segment's files and gives the segment."""
        self._per_document.close()
        self.segment.set_doc_count(self._count)
        dictionary = _dictionary(self._token_numbers, self._occurrences())
        writer = BulkFieldWriter(self._codec, self._storage, self.segment)
        for name, tokens in self._fields.items():
            inverted = _invert(tokens, dictionary.term_of_token)
            writer.add_field(name, self._schema[name], dictionary.terms, inverted)
        writer.close()
        with self.segment.create_file(self._storage, EXTENSION) as file:
            file.write(self._columns.to_bytes(dictionary.words))
        self.segment.create_compound_file(self._storage)
        return self.segment

    def _occurrences(self) -> Sequence[int]:
        """How often each token occurs, by number, in what any query searches."""
        total = np.zeros(len(self._token_numbers), dtype=np.int64)
        for text in TEXT_FIELDS:
            if not text.named:
                numbers = np.array(self._fields[text.name].numbers, dtype=np.int32)
                total += np.bincount(numbers, minlength=len(total))
        counts: list[int] = total.tolist()
        return counts

    def _add_tokens(self, name: str, texts: Sequence[str]) -> int:
        """Adds the values of one field; gives the field's length."""
        tokens = self._fields[name]
        before, gaps = len(tokens.numbers), 0
        for text in texts:
            if len(tokens.numbers) > before:
                tokens.numbers.extend([0] * VALUE_GAP)
                gaps += VALUE_GAP
            tokens.numbers.extend(map(self._token_numbers.__getitem__, analysis.tokens(text)))
        added = len(tokens.numbers) - before
        length = added - gaps
        tokens.counts.append(added)
        tokens.length_codes.append(length_to_byte(length))
        self._per_document.add_field(name, self._schema[name], None, length)
        return length


def _dictionary(token_numbers: dict[str, int], counts: Sequence[int]) -> _Dictionary:
    """Folds and stems every distinct token once; `counts` says how often each occurs.

    Tokens that occur nowhere are those of fields that have to be named: they are terms, but no words to complete.
    """
    words: Counter[str] = Counter()
    terms = []
    for token, occurrences in zip(token_numbers, counts, strict=True):
        word = analysis.fold(token)
        if occurrences:
            words[word] += occurrences
        terms.append(analysis.stem(word).encode())
    del words[_NOTHING]
    distinct = sorted(set(terms) - {b""})
    ranks = {term: rank for rank, term in enumerate(distinct)} | {b"": -1}
    return _Dictionary(distinct, np.array([ranks[term] for term in terms], dtype=np.int32), words)


def _invert(tokens: _FieldTokens, term_of_token: Ints) -> InvertedField:
    """Sorts a field's tokens by term; the sort is stable, so documents and positions stay in order."""
    counts = np.array(tokens.counts, dtype=np.int64)
    terms = term_of_token[np.array(tokens.numbers, dtype=np.int32)]
    docnums = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    positions = (np.arange(len(terms)) - np.repeat(np.cumsum(counts) - counts, counts)).astype("<u4")
    order = np.argsort(terms, kind="stable")
    order = order[np.searchsorted(terms[order], 0) :]  # without the places that hold no term
    terms, docnums = terms[order], docnums[order]
    starts = np.flatnonzero(_changes(terms) | _changes(docnums))
    terms, docnums = terms[starts], docnums[starts]
    term_starts = np.flatnonzero(_changes(terms))
    return InvertedField(
        terms=terms[term_starts],
        term_starts=np.append(term_starts, len(terms)),
        docnums=docnums,
        length_codes=np.array(tokens.length_codes, dtype=np.uint8)[docnums],
        starts=np.append(starts, len(order)),
        positions=positions[order].tobytes(),
    )


def _changes(values: Ints) -> NDArray[np.bool_]:
    """Where a value differs from the one before it; the first always does."""
    changes = np.ones(len(values), dtype=bool)
    changes[1:] = values[1:] != values[:-1]
    return changes
