"""From what a query asks to what the index can look up: its terms in every language that releases are in.

A word of a query stands for the terms that it has in any language of the index, in each field that it is asked of; they
count as one (`Blend`). Words in a row are looked for as each language has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from whoosh import query

from indexer import analysis, weights
from indexer.alternatives import Alternative
from indexer.analysis import acronyms
from indexer.analysis.joining import without_joints
from indexer.asked import Meaning, Row, Word, meant
from indexer.engine.execute.blend import Blend, Model, Part
from indexer.engine.execute.nodes import Near
from indexer.schema import BESIDE_FIELD, REFERENCE_FIELD, WORDS_FIELD
from indexer.snapshot import Snapshot

MAX_ROWS = 16  # ways in which the languages of an index may have some words in a row


class Resolver:
    """Resolves the nodes of a query for one commit."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._languages = snapshot.languages

    def resolved(self, node: query.Query) -> query.Query:
        """A tree of the index's own terms."""
        if isinstance(node, query.And | query.Or):
            group = type(node)([self.resolved(part) for part in node.subqueries])
            return meant(group, Meaning("group", "AND" if isinstance(node, query.And) else "OR"))
        if isinstance(node, query.Not):
            return query.Not(self.resolved(node.query))
        if isinstance(node, Word):
            return self.word(node)
        if isinstance(node, Row):
            return self.row(node)
        return meant(self._snapshot.lexicon.resolved(node, self._languages), _pattern(node))

    def word(
        self, word: Word, others: Sequence[Alternative] = (), *, boost: float = 1.0, rarity: float = 1.0
    ) -> query.Query:
        """A word, or any of what else it may stand for; a little more for the form as typed."""
        model = Model(weights.K1, weights.DAMPING, rarity)
        parts = list(self.parts(word))
        apart: list[query.Query] = []
        for other in others:
            if other.apart:
                share = boost * other.weight / len(other.words)
                each = [Blend(list(self._parts_of([part], word.fields, 1.0)), model, share) for part in other.words]
                apart.append(query.And(each))
            elif other.capitals:
                parts.append(Part(BESIDE_FIELD, (acronyms.capitals_term(other.words[0]),), other.weight))
            elif other.why == "compound":
                parts.append(Part(WORDS_FIELD, other.words, other.weight * weights.FIELD_WEIGHTS[WORDS_FIELD]))
            elif other.why in {"name", "place"} and len(other.words) == 1:
                parts += self._as_written(other.words[0], word.fields, other.weight)
            else:
                parts += self._parts_of(other.words, word.fields, other.weight)
        found = self._with_form(word, parts, model, boost)
        return meant(query.Or([found, *apart]) if apart else found, Meaning("word", word.text, tuple(others)))

    def _with_form(self, word: Word, parts: Sequence[Part], model: Model, boost: float) -> query.Query:
        """A word by its stems, and a little more for the form as typed, where that stands anywhere."""
        typed = analysis.fold(word.text)
        if not _is_anywhere(word) or len(word.surfaces) > 1 or not self._snapshot.frequency(WORDS_FIELD, typed):
            return Blend(parts, model, boost)
        form = Part(WORDS_FIELD, (typed,), 1.0)
        if acronyms.is_acronym(word.text):
            form = Part(BESIDE_FIELD, (acronyms.capitals_term(word.text),), 1.0)
        any_form = Blend(parts, model, boost * (1 - weights.AS_TYPED))
        as_typed = Blend([form], model, boost * weights.AS_TYPED)
        return query.AndMaybe(meant(any_form, Meaning("any form", typed)), meant(as_typed, Meaning("as typed", typed)))

    def row(self, row: Row) -> query.Query:
        """Words in a row, which score as the words do."""
        if len(row.surfaces) == 1:
            return self.word(Word(row.surfaces[0], row.fields))
        rows = [
            Near(field, terms, slop=row.slop) if row.slop > 1 else query.Phrase(field, terms)
            for field in row.fields
            for terms in self._rows(row.surfaces)
        ]
        words = [self.word(Word(surface, row.fields)) for surface in row.surfaces]
        phrase = query.Require(query.And(words), rows[0] if len(rows) == 1 else query.Or(rows))
        return meant(phrase, Meaning("phrase", " ".join(row.surfaces)))

    def parts(self, word: Word) -> Iterator[Part]:
        """What a word stands for in its fields."""
        yield from self._parts_of(word.surfaces, word.fields, 1.0)
        if len(word.surfaces) > 1:
            yield from self._parts_of([without_joints(word.text)], word.fields, 1.0)
        if word.code:
            yield Part(REFERENCE_FIELD, (word.code,), weights.FIELD_WEIGHTS[REFERENCE_FIELD])
        if _is_anywhere(word):
            for term in analysis.query_terms(without_joints(word.text), self._languages):
                yield Part(BESIDE_FIELD, (term,), 1.0)

    def _parts_of(self, surfaces: Sequence[str], fields: Sequence[str], weight: float) -> Iterator[Part]:
        """A word, or several in a row, in some fields."""
        rows = [(term,) for term in self._terms(surfaces[0])] if len(surfaces) == 1 else self._rows(surfaces)
        for field in fields:
            for row in rows:
                yield Part(field, tuple(row), weight * weights.FIELD_WEIGHTS[field])

    def _as_written(self, form: str, fields: Sequence[str], weight: float) -> Iterator[Part]:
        """A folded word and no other form of it: the stem of a name may be another word."""
        for field in fields:
            yield Part(field, (form,), weight * weights.FIELD_WEIGHTS[field])
        if len(fields) > 1:
            yield Part(WORDS_FIELD, (form,), weight * weights.FIELD_WEIGHTS[WORDS_FIELD])

    def _terms(self, surface: str) -> tuple[str, ...]:
        return analysis.query_terms(surface, self._languages)

    def _rows(self, surfaces: Sequence[str]) -> list[tuple[str, ...]]:
        """Some words in a row as the languages of the index have them."""
        found: dict[tuple[str, ...], None] = {}
        for language in ("", *self._languages):
            each = [tuple(dict.fromkeys(analysis.chain(language).terms(surface))) for surface in surfaces]
            found |= dict.fromkeys(islice(product(*each), MAX_ROWS))
        return list(islice((row for row in found if all(row)), MAX_ROWS))


def _pattern(node: query.Query) -> Meaning:
    """What a leaf is that no words were put in the place of."""
    return Meaning("pattern", str(getattr(node, "text", ""))) if isinstance(node, query.MultiTerm) else Meaning("other")


def _is_anywhere(word: Word) -> bool:
    """Whether a word is asked of no field by name."""
    return len(word.fields) > 1
