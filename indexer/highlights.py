"""What of a query is marked in a text: its words in all their forms, and its phrases where they stand as such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from whoosh import query

from indexer.analysis.acronyms import CAPITALS
from indexer.engine.execute.blend import Blend
from indexer.engine.execute.nodes import AnyTerm, Near
from indexer.occurrences import Finder, Mark, Occurrences, Place
from indexer.schema import BESIDE_FIELD, WORDS_FIELD


@dataclass(slots=True)
class Highlights:
    """What to mark, each with the number of the part of the query that it belongs to.

    A word of a text is marked when its term, in the text's own language, or a term that stands beside it is among
    `terms`, or its folded form among `words`; a sequence of words when each has a term of its place in one of
    `phrases`.
    """

    terms: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    phrases: dict[tuple[Place, ...], int] = field(default_factory=dict)
    _occurrences: Occurrences | None = None

    @classmethod
    def of(cls, clauses: Iterable[query.Query]) -> Highlights:
        """Of clauses whose patterns are resolved."""
        found = cls()
        for number, clause in enumerate(clauses):
            found._collect(clause, number)
        return found

    def add_term(self, term: str, part: int) -> None:
        self.terms.setdefault(term, part)

    def add_word(self, word: str, part: int) -> None:
        self.words.setdefault(word, part)

    def add_phrase(self, places: Iterable[Iterable[str]], part: int) -> None:
        """A sequence of places, at each of which any of some terms may stand."""
        self.phrases.setdefault(tuple(map(frozenset, places)), part)

    def marks(self, text: str, language: str) -> Sequence[Mark]:
        """Where a text is marked, in order; marks may overlap. The language is the first subtag of BCP 47, or ""."""
        finder = self.finder(language)
        return finder.marks(text) if finder else []

    def finder(self, language: str) -> Finder | None:
        """What finds the marks of texts in a language; None where there is nothing to mark."""
        if not (self.terms or self.words or self.phrases):
            return None
        self._occurrences = self._occurrences or Occurrences(self.terms, self.words, self.phrases)
        return self._occurrences.finder(language)

    @property
    def parts(self) -> int:
        """More than the number of any part."""
        return 1 + max(chain(self.terms.values(), self.words.values(), self.phrases.values()), default=0)

    def _collect(self, node: query.Query, part: int) -> None:
        if isinstance(node, query.And | query.Or):
            for inner in node.subqueries:
                self._collect(inner, part)
        elif isinstance(node, query.AndMaybe):
            self._collect(node.a, part)
        elif isinstance(node, query.Require):  # words in a row, which score as the words do
            self._collect(node.b, part)
        elif isinstance(node, Blend):
            for field, words, _ in node.parts:
                self._add(field, words, part)
        else:
            self._collect_leaf(node, part)

    def _collect_leaf(self, node: query.Query, part: int) -> None:
        if isinstance(node, Near):
            for term in node.words:
                self.add_term(term, part)
        elif isinstance(node, query.Phrase):
            self._add(node.fieldname, node.words, part)
        elif isinstance(node, AnyTerm):
            for text in node.texts:
                self._add(node.fieldname, [text], part)

    def _add(self, field_name: str, texts: Sequence[str], part: int) -> None:
        """Adds a term of a field, or several in a row."""
        if len(texts) > 1:
            self.add_phrase(([text] for text in texts), part)
        elif field_name == WORDS_FIELD or (field_name == BESIDE_FIELD and texts[0].startswith(CAPITALS)):
            self.add_word(texts[0].removeprefix(CAPITALS), part)
        else:
            self.add_term(texts[0], part)
