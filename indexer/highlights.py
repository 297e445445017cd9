"""What of a query is marked in a text: its words in all their forms, and its phrases where they stand as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from whoosh import query

from indexer.engine.execute.blend import Blend
from indexer.engine.execute.nodes import AnyTerm, Near
from indexer.occurrences import Mark, Occurrences
from indexer.schema import BESIDE_FIELD


@dataclass(slots=True)
class Highlights:
    """Terms and sequences of terms to mark, each with the number of the part of the query that it belongs to."""

    terms: dict[str, int] = field(default_factory=dict)
    phrases: dict[tuple[str, ...], int] = field(default_factory=dict)
    _occurrences: Occurrences | None = None

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
        self._occurrences = self._occurrences or Occurrences(self.terms, self.phrases)
        return self._occurrences.marks(text)

    def _collect(self, node: query.Query, number: int) -> None:
        if isinstance(node, query.And | query.Or):
            for part in node.subqueries:
                self._collect(part, number)
        elif isinstance(node, query.AndMaybe):
            self._collect(node.a, number)
        elif isinstance(node, query.Require):  # words in a row, which score as the words do
            self._collect(node.b, number)
        elif isinstance(node, Blend):
            for field, words, _ in node.parts:
                if len(words) > 1:
                    self.phrases[words] = number
                elif field != BESIDE_FIELD:
                    self.terms[words[0]] = number
        elif isinstance(node, Near):
            self.terms |= dict.fromkeys(node.words, number)
        elif isinstance(node, query.Phrase):
            self.phrases[tuple(node.words)] = number
        elif isinstance(node, AnyTerm):
            self.terms |= dict.fromkeys(node.texts, number)
        elif isinstance(node, query.Term):
            self.terms[node.text] = number
