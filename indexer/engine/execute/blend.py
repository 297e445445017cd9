"""A word of a query over several fields and spellings, scored by true BM25F.

Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields" (CIKM 2004): how often a word stands
in each field, weighted and divided by how long the field is, is added up before saturation, so that a word in title and
text is one word that is more frequent, and not two. Alternatives (other endings, spellings, scripts, a phrase that says
the same) are one synonym group: their frequencies are added likewise, and the group is as rare as all together.

    x = Σ weight · frequency / (1 - b + b · length / average length)
    score = boost · idf ^ rarity · x (k1 + 1) / (x + k1),   idf = ln(1 + (N - df + 0.5) / (df + 0.5))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.engine import kernels
from indexer.engine.execute.engine_query import EngineQuery
from indexer.engine.execute.matches import Floats, Matches, Words
from indexer.engine.execute.segment import NotSupported, Segment, Statistics, TermList
from indexer.engine.lengths import LENGTH_OF_CODE

if TYPE_CHECKING:
    from indexer.engine.execute.evaluate import Evaluator

_ROW = Struct("<5q")  # what the kernel reads of a source
_DEARER = {True: 8, False: 40}  # times that it costs more to look up a candidate than to read a posting, if scored
_MORE = 8  # documents for which there has to be room
_NO_FLOATS, _NO_WORDS = np.empty(0), np.empty(0, dtype=np.uint32)
_NO_CODES = np.empty(0, dtype=np.uint8)


class Part(NamedTuple):
    """What the word may stand for in one field: a term, or terms that follow each other there."""

    field: str
    words: tuple[str, ...]
    weight: float  # of the field, times that of the alternative


@dataclass(frozen=True, slots=True)
class Model:
    """The parameters of BM25F. Fields that `b` does not have, or that have no lengths, are as if equally long."""

    k1: float
    b: Mapping[str, float]
    rarity: float = 1.0  # exponent of the inverse document frequency


class _Source(NamedTuple):
    """Where a part stands in a segment, as the kernel reads it: in at most `most` documents."""

    most: int
    lists: Sequence[TermList]
    row: bytes = b""  # empty if documents and weights have to be worked out first
    refers_to: Any = None  # what is in memory as long as this


class _Sources(NamedTuple):
    """What a word stands for in a segment."""

    rows: NDArray[np.int64]
    weights: Floats
    postings: int
    refers_to: Any


class _Known:
    """What is known of a word in a commit."""

    def __init__(self, statistics: Statistics, parts: Sequence[Part], model: Model) -> None:
        self.statistics = statistics
        found = [(part, _sources_of(statistics, part, model.b.get(part.field, 0.0))) for part in parts]
        self.parts = [(part, sources) for part, sources in found if sources is not None]
        self._by_segment: dict[str, _Sources | None] = {}

    def most(self, segment: Segment) -> int:
        """At most so many documents of a segment have it."""
        return sum(source.most for _, sources in self.parts if (source := sources.get(segment.name)))

    def sources(self, segment: Segment) -> _Sources | None:
        """None where no document has it."""
        if segment.name not in self._by_segment:
            self._by_segment[segment.name] = self._read(segment)
        return self._by_segment[segment.name]

    def _read(self, segment: Segment) -> _Sources | None:
        found = [(part.weight, _readable(source)) for part, sources in self.parts
                 if (source := sources.get(segment.name))]  # fmt: skip
        there = [(weight, source) for weight, source in found if source.most]
        if not there:
            return None
        rows = np.frombuffer(b"".join(source.row for _, source in there), dtype=np.int64).reshape(len(there), -1)
        weights = np.array([weight for weight, _ in there])
        return _Sources(rows, weights, sum(source.most for _, source in there), [source for _, source in there])

    @property
    def documents(self) -> int:
        """How many documents of all segments have it, deleted ones among them."""
        key = "documents", frozenset((part.field, part.words) for part, _ in self.parts)
        found: int = self.statistics.once(key, self._count)
        return found

    def _count(self) -> int:
        return sum(_count(found) for segment in self.statistics.segments if (found := self.sources(segment)))

    @property
    def idf(self) -> float:
        documents = self.documents
        return log1p((self.statistics.documents - documents + 0.5) / (documents + 0.5))


class Blend(EngineQuery):
    """Documents with any of what a word may stand for, in any of its fields."""

    def __init__(self, parts: Sequence[Part], model: Model, boost: float = 1.0) -> None:
        self.parts = tuple(part for part in parts if part.weight > 0 and part.words)
        self.model = model
        self.boost = boost
        self._known: _Known | None = None  # for the commit that was asked last

    def evaluate(self, evaluator: Evaluator, *, scored: bool, among: Words | None) -> Matches:
        known = self._known_of(evaluator.statistics)
        sources = known.sources(evaluator.segment)
        if sources is None:
            return Matches.nothing(scored=scored)
        k1, scale = self.model.k1, self._scale(known) if scored else 0.0
        if among is not None:
            return _candidates(sources, k1, scale, among, scored)
        return _all(sources, k1, scale, min(sources.postings, evaluator.segment.size), scored)

    def add(self, evaluator: Evaluator, documents: Words, scores: Floats) -> None:
        known = self._known_of(evaluator.statistics)
        sources = known.sources(evaluator.segment)
        if sources is None:
            return
        if _are_few(documents, sources, scored=True):
            super().add(evaluator, documents, scores)
        else:
            kernels.blending.blend_onto(
                sources.rows, sources.weights, self.model.k1, self._scale(known), documents, scores
            )

    def _scale(self, known: _Known) -> float:
        scale: float = self.boost * known.idf**self.model.rarity * (self.model.k1 + 1)
        return scale

    def estimate(self, evaluator: Evaluator) -> int:
        return self._known_of(evaluator.statistics).most(evaluator.segment)

    def idf(self, statistics: Statistics) -> float:
        """How rare the word is, as its scores have it."""
        rarity: float = self._known_of(statistics).idf ** self.model.rarity
        return rarity

    def documents(self, statistics: Statistics) -> int:
        """How many documents have the word, deleted ones among them."""
        return self._known_of(statistics).documents

    def _known_of(self, statistics: Statistics) -> _Known:
        known = self._known
        if known is None or known.statistics is not statistics:
            known = self._known = _Known(statistics, self.parts, self.model)
        return known


def _all(sources: _Sources, k1: float, scale: float, room: int, scored: bool) -> Matches:
    documents, scores = np.empty(room + _MORE, dtype=np.uint32), np.empty(room if scored else 0)
    size = kernels.blending.blend(sources.rows, sources.weights, k1, scale, documents, scores)
    return Matches(documents[:size], scores[:size] if scored else None)


def _candidates(sources: _Sources, k1: float, scale: float, among: Words, scored: bool) -> Matches:
    numbers, scores = np.empty(len(among), dtype=np.int64), np.empty(len(among) if scored else 0)
    few = _are_few(among, sources, scored=scored)
    blend = kernels.blending.blend_among if few else kernels.blending.blend_within
    size = blend(sources.rows, sources.weights, k1, scale, among, numbers, scores)
    documents = among if size == len(among) else among[numbers[:size]]
    return Matches(documents, scores[:size] if scored else None, numbers[:size])


def _are_few(candidates: Words, sources: _Sources, *, scored: bool) -> bool:
    return len(candidates) * _DEARER[scored] < sources.postings


def _count(sources: _Sources) -> int:
    if len(sources.rows) == 1:
        return sources.postings
    count: int = kernels.blending.blend(sources.rows, sources.weights, 0.0, 0.0, _NO_WORDS, _NO_FLOATS)
    return count


def _sources_of(statistics: Statistics, part: Part, b: float) -> Mapping[str, _Source] | None:
    """Where a part stands in each segment that has its words; None where no segment does."""
    key = part.field, part.words, b
    found: Mapping[str, _Source] | None = statistics.once(key, lambda: _look_up(statistics, part, b))
    return found


def _look_up(statistics: Statistics, part: Part, b: float) -> Mapping[str, _Source] | None:
    found: dict[str, _Source] = {}
    for segment in statistics.segments:
        lists = [statistics.list_of(segment, part.field, word) for word in part.words]
        there = [each for each in lists if each is not None]
        if len(there) == len(lists):
            found[segment.name] = _source(statistics, segment, there, b)
    return found or None


def _source(statistics: Statistics, segment: Segment, lists: Sequence[TermList], b: float) -> _Source:
    field, most = lists[0].field, min(map(len, lists))
    codes, has_lengths = segment.codes(field.name)
    shares = _shares(statistics, field.name, b if has_lengths else 0.0)
    places = codes.ctypes.data, shares.ctypes.data
    if len(lists) > 1 or field.has_weights:
        return _Source(most, lists, refers_to=(places, codes, shares))
    words = lists[0].words
    address = words.ctypes.data + words.itemsize * lists[0].place
    return _Source(most, lists, _ROW.pack(address, most, 0, *places), (words, codes, shares))


def shares_of(statistics: Statistics, segment: Segment, name: str, model: Model) -> tuple[NDArray[np.uint8], Floats]:
    """Codes of lengths by document, and what a word counts for by them."""
    codes, has_lengths = segment.codes(name)
    return codes, _shares(statistics, name, model.b.get(name, 0.0) if has_lengths else 0.0)


def _shares(statistics: Statistics, name: str, b: float) -> Floats:
    """What a word counts for, by the code of the length of its field."""

    def find() -> Floats:
        scorable = b > 0 and statistics.schema[name].scorable
        average = statistics.searcher.avg_field_length(name) if scorable else 0
        norms = 1 - b + b * LENGTH_OF_CODE / average if average else np.ones(256)
        return 1 / np.where(norms > 0, norms, 1.0)

    shares: Floats = statistics.once(("shares", name, b), find)
    return shares


def _readable(source: _Source) -> _Source:
    """With documents and weights where these are no list of a term."""
    if source.row:
        return source
    places, *kept = source.refers_to
    if len(source.lists) > 1:
        documents, weights = _phrase(source.lists)
    else:
        [only] = source.lists
        documents, weights = np.empty(len(only), dtype=np.uint32), only.field.weights(only.entry).astype(np.float64)
        kernels.coding.decode_documents(only.words, only.place, len(only), documents)
    row = _ROW.pack(documents.ctypes.data, len(documents), weights.ctypes.data, *places)
    return _Source(len(documents), source.lists, row, (documents, weights, *kept))


def _phrase(lists: Sequence[TermList]) -> tuple[Words, Floats]:
    """The documents in which terms follow each other, and how often they do."""
    field = lists[0].field
    if not field.has_positions:
        raise NotSupported(field.name)
    rows = sorted((len(each), each.place, each.positions, number) for number, each in enumerate(lists))
    documents, repeats = np.empty((2, rows[0][0]), dtype=np.uint32)
    size = kernels.phrases.phrase(
        lists[0].words, field.position_words.values, np.array(rows), 1,
        documents, -1, _NO_CODES, _NO_FLOATS, _NO_FLOATS, 0.0, 0.0, _NO_FLOATS, repeats,
    )  # fmt: skip
    return documents[:size], repeats[:size].astype(np.float64)
