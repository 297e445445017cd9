"""Evaluates a tree of `whoosh.query` nodes over a snapshot, with whole arrays in place of one document at a time.

The answers are stock Whoosh's: the same documents, with the scores of its BM25F weighting. `Near` is ours, and the
words that match a pattern are looked for among the words as written, not among their stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from math import log

import numpy as np
from numpy.typing import NDArray
from whoosh import query
from whoosh.automata.fsa import find_all_matches
from whoosh.automata.lev import levenshtein_automaton
from whoosh.spelling import ListCorrector

from indexer import analysis
from indexer.columns import Lexicon
from indexer.postings import PostingList
from indexer.query import Near
from indexer.schema import COLUMNS
from indexer.snapshot import Floats, Mask, Snapshot

K1, B = 1.2, 0.75  # BM25 (Robertson and Zaragoza 2009), as Whoosh sets them
MAX_EXPANSION = 500  # words that a pattern stands for, the most frequent ones

Keys = NDArray[np.int64]  # places in the index: document number * 2**32 + position


class Matches:
    """Which documents match, and their scores; the score of a document that does not match is 0."""

    __slots__ = ("mask", "scores")

    def __init__(self, mask: Mask, scores: Floats) -> None:
        self.mask = mask
        self.scores = scores


class Executor:
    """Evaluates queries over one snapshot. Cheap to make; lives for one search."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._expansions: dict[tuple[type[query.Query], str], list[str]] = {}

    def evaluate(self, node: query.Query) -> Matches:
        """The documents that match, deleted ones among them. Raises TypeError for a node that it does not know."""
        for kind, method in self._METHODS:
            if isinstance(node, kind):
                return method(self, node)
        raise TypeError(f"can't evaluate {node!r}")

    def expand(self, node: query.Query) -> list[str]:
        """The words of the index that a prefix, wildcard or fuzzy word stands for, the most frequent ones first."""
        key = (type(node), f"{node.text}~{getattr(node, 'maxdist', '')}")
        if key not in self._expansions:
            self._expansions[key] = expansion(node, self._snapshot.lexicons)
        return self._expansions[key]

    def _and(self, node: query.And) -> Matches:
        parts = [self.evaluate(part) for part in node.subqueries]
        mask = reduce(np.logical_and, (part.mask for part in parts))
        return Matches(mask, np.where(mask, sum(part.scores for part in parts), 0.0))

    def _or(self, node: query.Or) -> Matches:
        found = self._nothing()
        for part in map(self.evaluate, node.subqueries):
            found.mask |= part.mask
            found.scores += part.scores
        return found

    def _not(self, node: query.Not) -> Matches:
        return self._constant(~self.evaluate(node.query).mask, node)

    def _every(self, node: query.Every) -> Matches:
        return self._constant(np.ones(len(self._snapshot), dtype=bool), node)

    def _days(self, node: query.NumericRange) -> Matches:
        days, mask = self._snapshot.days, np.ones(len(self._snapshot), dtype=bool)
        if node.start is not None:
            mask &= days >= node.start
        if node.end is not None:
            mask &= days <= node.end
        return Matches(mask, np.zeros(len(mask)))

    def _term(self, node: query.Term) -> Matches:
        found = self._nothing()
        if node.fieldname in COLUMNS:
            rows, values = self._snapshot.facet(node.fieldname)
            number = self._snapshot.dictionary(node.fieldname).number(node.text)
            found.mask[rows[values == number]] = True
            return found
        postings = self._snapshot.postings(node.fieldname, node.text)
        if len(postings):
            found.mask[postings.docnums] = True
            found.scores[postings.docnums] = self._bm25(node.fieldname, postings) * node.boost
        return found

    def _phrase(self, node: query.Phrase) -> Matches:
        """The documents with the phrase; as in Whoosh, they score as if they held its words anywhere."""
        words = self.evaluate(query.And([query.Term(node.fieldname, word, node.boost) for word in node.words]))
        lists = [self._snapshot.postings(node.fieldname, word) for word in node.words]
        places = [_places(postings, words.mask) for postings in lists]
        found = _near(places, node.slop + len(places) - 2) if isinstance(node, Near) else _in_a_row(places)
        mask = np.zeros(len(self._snapshot), dtype=bool)
        mask[found >> 32] = True
        return Matches(mask, np.where(mask, words.scores, 0.0))

    def _pattern(self, node: query.MultiTerm) -> Matches:
        """The documents with any word that matches the pattern, all with the same score."""
        mask = np.zeros(len(self._snapshot), dtype=bool)
        for term in dict.fromkeys(map(analysis.stem, self.expand(node))):
            mask[self._snapshot.postings(node.fieldname, term).docnums] = True
        return self._constant(mask, node)

    @staticmethod
    def _constant(mask: Mask, node: query.Query) -> Matches:
        """Documents that all score the boost of the node."""
        return Matches(mask, np.where(mask, float(node.boost), 0.0))

    def _nothing(self) -> Matches:
        size = len(self._snapshot)
        return Matches(np.zeros(size, dtype=bool), np.zeros(size))

    def _bm25(self, field_name: str, postings: PostingList) -> Floats:
        """The scores of a term's documents: `whoosh.scoring.BM25F`."""
        idf = log(len(self._snapshot) / (len(postings) + 1)) + 1
        relative = self._snapshot.lengths(field_name)[postings.docnums] / self._snapshot.average_length(field_name)
        weights = postings.weights.astype(np.float64)
        scores: Floats = idf * (weights * (K1 + 1) / (weights + K1 * ((1 - B) + B * relative)))
        return scores

    _METHODS: Sequence[tuple[type[query.Query], Callable[[Executor, query.Query], Matches]]] = (
        (query.And, _and),
        (query.Or, _or),
        (query.Not, _not),
        (query.Every, _every),
        (query.Term, _term),
        (query.Phrase, _phrase),
        (query.NumericRange, _days),
        (query.MultiTerm, _pattern),
    )


def expansion(node: query.Query, lexicons: Iterable[Lexicon]) -> list[str]:
    """The words that a prefix, wildcard or fuzzy word stands for: the most frequent ones, at most MAX_EXPANSION."""
    counts: dict[str, int] = {}
    find = _finder(node)
    for lexicon in lexicons:
        places = np.fromiter(find(lexicon), dtype=np.intp)
        if len(places) > MAX_EXPANSION:
            places = places[np.argpartition(-lexicon.counts[places], MAX_EXPANSION)[:MAX_EXPANSION]]
        for place in places.tolist():
            word = lexicon.words[place]
            counts[word] = counts.get(word, 0) + int(lexicon.counts[place])
    return sorted(counts, key=lambda word: (-counts[word], word))[:MAX_EXPANSION]


def _finder(node: query.Query) -> Callable[[Lexicon], Iterable[int]]:
    """A function that gives the places of the matching words in a lexicon."""
    if isinstance(node, query.FuzzyTerm):
        automaton = levenshtein_automaton(node.text, node.maxdist, node.prefixlength).to_dfa()
        return lambda lexicon: map(lexicon.place, find_all_matches(automaton, ListCorrector.Skipper(lexicon.words)))
    if type(node) is query.Prefix:
        return lambda lexicon: lexicon.with_prefix(node.text)
    wildcards = {"*": ".*", "?": "."}
    pattern = re.compile("".join(wildcards.get(letter, re.escape(letter)) for letter in node.text), re.DOTALL)
    literal = re.split(r"[*?]", node.text)[0]
    return lambda lexicon: (place for place in lexicon.with_prefix(literal) if pattern.fullmatch(lexicon.words[place]))


def _places(postings: PostingList, wanted: Mask) -> Keys:
    """Where a term stands in the wanted documents, ascending."""
    counts = postings.weights.astype(np.int64)
    of_wanted = np.repeat(wanted[postings.docnums], counts)
    documents = np.repeat(postings.docnums.astype(np.int64) << 32, counts)
    return documents[of_wanted] + postings.positions[of_wanted].astype(np.int64)


def _in_a_row(places: Sequence[Keys]) -> Keys:
    """Where words follow each other: the places of the first."""
    found = places[0]
    for distance, later in enumerate(places[1:], 1):
        found = found[np.isin(found + distance, later, assume_unique=True)]
    return found


def _near(places: Sequence[Keys], span: int) -> Keys:
    """Where words stand within `span` places after one of them: the places of that one."""
    starts = []
    for number, first in enumerate(places):
        found = first
        for other in [*places[:number], *places[number + 1 :]]:
            following = np.append(other, np.iinfo(np.int64).max)[np.searchsorted(other, found)]
            found = found[following - found <= span]
        starts.append(found)
    return np.concatenate(starts)
