"""The terms of a segment that a pattern, a range, a fuzzy word or a word's variations stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh import query
from whoosh.fields import FieldType

from indexer.engine.dictionary import Dictionary, Terms
from indexer.engine.execute.matches import Ints
from indexer.engine.execute.segment import NotSupported, Statistics, TermList
from indexer.engine.merge_fields import merge_dictionaries
from indexer.engine.postings import Field

_ALL: Mapping[type[query.Query], str] = {query.Prefix: "", query.Wildcard: "*", query.Regex: ".*"}
_LAST = b"\xff\xff\xff\xff"  # where Whoosh lets open ranges end


@dataclass(frozen=True, slots=True)
class Expansion:
    """Terms by ordinal, ascending. `words` counts also what Whoosh counts and the field does not have."""

    ordinals: Ints
    terms: Sequence[bytes]
    words: int

    @property
    def only(self) -> bytes:
        return self.terms[0]

    def lists(self, field: Field) -> list[TermList]:
        """Their postings."""
        return [
            TermList(field, ordinal, term) for ordinal, term in zip(self.ordinals.tolist(), self.terms, strict=True)
        ]


def frequencies_of(node: Any, statistics: Statistics) -> dict[str, Ints]:
    """For the terms that a node stands for in each segment how many documents of all segments have them.

    Kept for the other segments, which are asked next.
    """
    last, kept = statistics.expanded
    if last is not node:
        segments = statistics.segments
        fields = [segment.field(node.fieldname) for segment in segments]
        expansions = [expand(node, segment.reader, field) for segment, field in zip(segments, fields, strict=True)]
        frequencies = document_frequencies(expansions, fields)
        kept = {segment.name: own for segment, own in zip(segments, frequencies, strict=True)}
        statistics.expanded = node, kept
    return kept


def document_frequencies(expansions: Sequence[Expansion], fields: Sequence[Field | None]) -> list[Ints]:
    """For the terms of each segment's expansion how many documents of all segments have them."""
    _, slots = merge_dictionaries([Terms.of(expansion.terms) for expansion in expansions])
    totals = np.zeros(max((int(own[-1]) + 1 for own in slots if len(own)), default=0), dtype=np.int64)
    for expansion, field, own in zip(expansions, fields, slots, strict=True):
        if field is not None:
            totals[own] += at(field.dictionary.columns["documents"], expansion.ordinals)
    return [totals[own] for own in slots]


def expand(node: Any, reader: Any, field: Field | None) -> Expansion:
    """Raises NotSupported for what Whoosh would refuse."""
    if field is None:
        return Expansion(np.empty(0, dtype=np.int64), (), 0)
    schema_field = reader.schema[node.fieldname]
    dictionary = field.dictionary
    try:
        if isinstance(node, query.Prefix):
            return _range(dictionary, dictionary.with_prefix(schema_field.to_bytes(node.text)))
        if isinstance(node, query.TermRange):
            return _range(dictionary, _between(dictionary, node, schema_field))
        if type(node) is query.FuzzyTerm and _is_text(schema_field) and not schema_field.separate_spelling():
            return _near(dictionary, node)
        if type(node) is query.Wildcard and _is_text(schema_field) and "[" not in node.text:
            return _fitting(dictionary, node)
        if isinstance(node, query.Wildcard | query.Regex):
            return _matching(dictionary, node, schema_field)
        return _listed(dictionary, [word for word in node._btexts(reader) if word], schema_field)
    except (TypeError, ValueError, re.error) as error:
        raise NotSupported(node) from error


def _range(dictionary: Dictionary, ordinals: range) -> Expansion:
    """All terms of a range but the empty one, which Whoosh leaves out."""
    terms = dictionary.terms(ordinals.start, ordinals.stop).tolist() if ordinals else []
    if terms and not terms[0]:
        ordinals, terms = ordinals[1:], terms[1:]
    return Expansion(np.arange(ordinals.start, ordinals.stop, dtype=np.int64)[: len(terms)], terms, len(terms))


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
    """The terms that start so, but the empty one, which Whoosh leaves out."""
    found = dictionary.with_prefix(prefix.encode())
    return found[1:] if found and not found.start and not dictionary.term(0) else found


def _chosen(dictionary: Dictionary, ordinals: Ints) -> Expansion:
    return Expansion(ordinals, dictionary.chosen(ordinals).tolist(), len(ordinals))


def _matching(dictionary: Dictionary, node: Any, field: Any) -> Expansion:
    """The terms that match a regular expression, of those that start as it does."""
    match, prefix = re.compile(node._get_pattern()).match, node._find_prefix(node.text)
    found = _range(dictionary, dictionary.with_prefix(field.to_bytes(prefix)) if prefix else range(len(dictionary)))
    chosen = [number for number, term in enumerate(found.terms) if match(field.from_bytes(term))]
    return Expansion(found.ordinals[chosen], [found.terms[number] for number in chosen], len(chosen))


def _listed(dictionary: Dictionary, words: Sequence[Any], field: Any) -> Expansion:
    """Words that Whoosh found; the field may lack some, as those of a field's spelling may be others."""
    terms = [field.to_bytes(word) for word in words]
    found = sorted((ordinal, term) for term in terms if (ordinal := dictionary.find(term)) is not None)
    ordinals = np.array([ordinal for ordinal, _ in found], dtype=np.int64)
    return Expansion(ordinals, [term for _, term in found], len(terms))


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


def lists_of(field: Any, ordinals: Ints) -> tuple[Ints, Ints]:
    """Where the lists of some terms are, which are checked, and how many postings each has."""
    columns = field.dictionary.columns
    places, counts = at(columns["lists"], ordinals), at(columns["documents"], ordinals)
    if len(ordinals) and int(ordinals[-1]) - int(ordinals[0]) < 2 * len(ordinals):
        field.lists.check(int(places[0]), columns["lists"][int(ordinals[-1]) + 1])
    else:
        for ordinal, place in zip(ordinals.tolist(), places.tolist(), strict=True):
            field.lists.check(place, columns["lists"][ordinal + 1])
    return places, counts
