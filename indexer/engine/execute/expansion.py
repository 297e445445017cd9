"""The terms of a segment that a pattern, a range, a fuzzy word or a word's variations stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import query
from whoosh.fields import FieldType

from indexer.engine import kernels
from indexer.engine.dictionary import Dictionary, Terms
from indexer.engine.execute.matches import Ints
from indexer.engine.execute.segment import NotSupported, Statistics, TermList
from indexer.engine.postings import Field

_ALL: Mapping[type[query.Query], str] = {query.Prefix: "", query.Wildcard: "*", query.Regex: ".*"}
SMALL = 5_000  # documents: up to here Whoosh preloads unions, and patterns score 1
_PRELOADED = query.Or.TOO_MANY_CLAUSES
_LAST = b"\xff\xff\xff\xff"  # where Whoosh lets open ranges end


@dataclass(frozen=True)
class Expansion:
    """Terms of a dictionary, by ordinal, ascending. `words` counts also what Whoosh counts and the field has not."""

    ordinals: Ints
    words: int
    dictionary: Dictionary | None

    @cached_property
    def terms(self) -> Terms:
        if self.dictionary is None or not len(self.ordinals):
            return Terms.of([])
        first, end = int(self.ordinals[0]), int(self.ordinals[-1]) + 1
        if end - first == len(self.ordinals):
            return self.dictionary.terms(first, end)
        return self.dictionary.chosen(self.ordinals)

    @property
    def only(self) -> bytes:
        return self.terms[0]

    def lists(self, field: Field) -> list[TermList]:
        """Their postings."""
        return [
            TermList(field, ordinal, term)
            for ordinal, term in zip(self.ordinals.tolist(), self.terms.tolist(), strict=True)
        ]

    def scores_one(self, node: Any, size: int) -> bool:
        """Whether all documents of a segment of some size score 1: Whoosh preloads a union, told that scores do not
        matter."""
        if self.words == 1 or not node.constantscore:
            return False
        return self.words >= _PRELOADED or (self.words != 2 and size <= SMALL)


def frequencies_of(node: Any, statistics: Statistics) -> dict[str, Ints]:
    """For the terms that a node stands for in each segment how many documents of all segments have them.

    Kept for the other segments, which are asked next.
    """
    last, kept = statistics.expanded
    if last is not node:
        segments = statistics.segments
        fields = [segment.field(node.fieldname) for segment in segments]
        expansions = [expand(node, segment.reader, field) for segment, field in zip(segments, fields, strict=True)]
        counts = [
            np.empty(0, dtype=np.int64) if field is None else at(field.dictionary.columns["documents"], each.ordinals)
            for each, field in zip(expansions, fields, strict=True)
        ]
        ends = np.cumsum([len(own) for own in counts])
        frequencies = np.split(document_frequencies(expansions, np.concatenate(counts)), ends[:-1])
        kept = {segment.name: own for segment, own in zip(segments, frequencies, strict=True)}
        statistics.expanded = node, kept
    return kept


def document_frequencies(expansions: Sequence[Expansion], counts: Ints) -> Ints:
    """For the terms of all segments how many documents of all segments have them; `counts` has those of their own."""
    totals, terms = np.empty_like(counts), [each.terms for each in expansions]
    ends = np.cumsum([0, *(len(each.text) for each in terms)])
    offsets = [each.offsets[:-1] + start for each, start in zip(terms, ends[:-1], strict=True)]
    kernels.terms.add_up(
        np.concatenate([each.text for each in terms]), np.concatenate([*offsets, ends[-1:]]), counts, totals
    )
    return totals


def expand(node: Any, reader: Any, field: Field | None) -> Expansion:
    """Raises NotSupported for what Whoosh would refuse."""
    if field is None:
        return Expansion(np.empty(0, dtype=np.int64), 0, None)
    schema_field = reader.schema[node.fieldname]
    dictionary = field.dictionary
    try:
        if isinstance(node, query.Prefix):
            return _neighbours(dictionary, dictionary.with_prefix(schema_field.to_bytes(node.text)))
        if isinstance(node, query.TermRange):
            return _neighbours(dictionary, _between(dictionary, node, schema_field))
        if type(node) is query.FuzzyTerm and _is_text(schema_field) and not schema_field.separate_spelling():
            return _near(dictionary, node)
        if type(node) is query.Wildcard and _is_text(schema_field) and "[" not in node.text:
            return _fitting(dictionary, node)
        if isinstance(node, query.Wildcard | query.Regex):
            return _matching(dictionary, node, schema_field)
        return _listed(dictionary, [word for word in node._btexts(reader) if word], schema_field)
    except (TypeError, ValueError, re.error) as error:
        raise NotSupported(node) from error


def _neighbours(dictionary: Dictionary, found: range) -> Expansion:
    found = _but_empty(dictionary, found)
    return Expansion(np.arange(found.start, found.stop, dtype=np.int64), len(found), dictionary)


def _but_empty(dictionary: Dictionary, found: range) -> range:
    """Without the empty term, which Whoosh leaves out."""
    return found[1:] if found and not found.start and not dictionary.term(0) else found


def _between(dictionary: Dictionary, node: query.TermRange, field: Any) -> range:
    try:
        start = b"" if node.start is None else field.to_bytes(node.start)
        end = _LAST if node.end is None else field.to_bytes(node.end)
    except ValueError:
        return range(0)
    first, last = dictionary.lower_bound(start), dictionary.lower_bound(end)
    if node.startexcl and dictionary.find(start) is not None:
        first += 1
    if not node.endexcl and dictionary.find(end) is not None:
        last += 1
    return range(first, max(first, last))


def _is_text(field: Any) -> bool:
    """Whether the terms of a field are its words in UTF-8."""
    return type(field).from_bytes is FieldType.from_bytes


def _near(dictionary: Dictionary, node: query.FuzzyTerm) -> Expansion:
    """The terms at most some edits away (Levenshtein) that start as a word does."""
    prefix = node.text[: node.prefixlength]
    if len(prefix) < node.prefixlength:
        raise NotSupported(node)
    return _chosen(dictionary, dictionary.within(node.text, int(node.maxdist), _starting(dictionary, prefix))[0])


def _fitting(dictionary: Dictionary, node: query.Wildcard) -> Expansion:
    """The terms that fit a pattern of `*` and `?`."""
    return _chosen(dictionary, dictionary.fitting(node.text, _starting(dictionary, node._find_prefix(node.text))))


def _starting(dictionary: Dictionary, prefix: str) -> range:
    return _but_empty(dictionary, dictionary.with_prefix(prefix.encode()))


def _chosen(dictionary: Dictionary, ordinals: Ints) -> Expansion:
    return Expansion(ordinals, len(ordinals), dictionary)


def _matching(dictionary: Dictionary, node: Any, field: Any) -> Expansion:
    """The terms that match a regular expression, of those that start as it does."""
    match, prefix = re.compile(node._get_pattern()).match, node._find_prefix(node.text)
    whole = dictionary.with_prefix(field.to_bytes(prefix)) if prefix else range(len(dictionary))
    found = _neighbours(dictionary, whole)
    chosen = [number for number, term in enumerate(found.terms.tolist()) if match(field.from_bytes(term))]
    return _chosen(dictionary, found.ordinals[chosen])


def _listed(dictionary: Dictionary, words: Sequence[Any], field: Any) -> Expansion:
    """Words that Whoosh found; the field may lack some, as those of a field's spelling may be others."""
    terms = [field.to_bytes(word) for word in words]
    found = sorted(ordinal for term in terms if (ordinal := dictionary.find(term)) is not None)
    return Expansion(np.array(found, dtype=np.int64), len(terms), dictionary)


def stands_for_all(node: Any) -> bool:
    """Whether a pattern is one that Whoosh takes for `Every`."""
    return (type(node), node.text if type(node) in _ALL else None) in {(kind, text) for kind, text in _ALL.items()}


def at(column: Any, ordinals: Ints) -> Ints:
    """A packed column at some ordinals."""
    if not len(ordinals):
        return np.empty(0, dtype=np.int64)
    first = int(ordinals.min())
    values: Ints = column.range(first, int(ordinals.max()) + 1)[ordinals - first]
    return values


def lists_of(field: Field | None, ordinals: Ints) -> tuple[Ints, Ints]:
    """Where the lists of some terms are, which are checked, and how many postings each has."""
    if field is None or not len(ordinals):
        return ordinals, ordinals
    first, end = int(ordinals[0]), int(ordinals[-1]) + 1
    places = field.dictionary.columns["lists"].range(first, end + 1)
    counts = field.dictionary.columns["documents"].range(first, end)
    if end - first < 2 * len(ordinals):
        field.lists.check(int(places[0]), int(places[-1]))
    else:
        for start, stop in zip(places[ordinals - first].tolist(), places[ordinals - first + 1].tolist(), strict=True):
            field.lists.check(start, stop)
    if end - first == len(ordinals):
        return places[:-1], counts
    return places[ordinals - first], counts[ordinals - first]
