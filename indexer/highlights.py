"""What of a query is marked in a text: its words in all their forms, and its phrases where they stand as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from whoosh import query

from indexer import analysis
from indexer.engine.execute.nodes import AnyTerm, Near

Mark = tuple[int, int, int]  # start, end, and which part of the query it is


@dataclass(slots=True)
class Highlights:
    """Terms and sequences of terms to mark, each with the number of the part of the query that it belongs to."""

    terms: dict[str, int] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], int] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)  # terms of the tokens seen so far

    @classmethod
    def of(cls, clauses: Iterable[query.Query]) -> Highlights:
        """Of clauses whose patterns are resolved."""
        found = cls()
        for number, clause in enumerate(clauses):
            found._collect(clause, number)
        return found

    def marks(self, text: str) -> Sequence[Mark]:
        """Where the text is marked, in order; marks may overlap."""
        if not self.terms and not self.phrases:
            return []
        spans = list(analysis.spans(text))
        terms = [self._term(token) for _, _, token in spans]
        marks = [
            (start, end, self.terms[term])
            for (start, end, _), term in zip(spans, terms, strict=True)
            if term in self.terms
        ]
        for phrase, number in self.phrases.items():
            marks += [
                (spans[first][0], spans[first + len(phrase) - 1][1], number) for first in _occurrences(terms, phrase)
            ]
        return sorted(marks)

    def _term(self, token: str) -> str:
        term = self._known.get(token)
        if term is None:
            term = self._known[token] = analysis.term(token)
        return term

    def _collect(self, node: query.Query, number: int) -> None:
        if isinstance(node, query.And | query.Or):
            for part in node.subqueries:
                self._collect(part, number)
        elif isinstance(node, Near):
            self.terms |= dict.fromkeys(node.words, number)
        elif isinstance(node, query.Phrase):
            self.phrases[tuple(node.words)] = number
        elif isinstance(node, AnyTerm):
            self.terms |= dict.fromkeys(node.texts, number)
        elif isinstance(node, query.Term):
            self.terms[node.text] = number


def _occurrences(terms: Sequence[str], phrase: tuple[str, ...]) -> Iterable[int]:
    """Where a sequence of terms begins."""
    last = len(terms) - len(phrase)
    start = -1
    while True:
        try:
            start = terms.index(phrase[0], start + 1)
        except ValueError:
            return
        if start <= last and tuple(terms[start : start + len(phrase)]) == phrase:
            yield start
