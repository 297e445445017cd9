"""Which releases match a query, found by reading every one of them: what the index must agree with.

Only `indexer.analysis` is taken from the code under test: what the words of a text are, and which terms a word has in a
language, is tested there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from math import ceil

from crawler.records import StoredRelease
from indexer import analysis
from indexer.analysis.joining import without_joints
from tests.indexer.query_language.language import Every, Filter, Fuzzy, Node, Not, Pattern, Phrase, Some, Word

FIELDS = {
    "title": ("title",),
    "org": ("organisation",),
    "organisation": ("organisation",),
    "person": ("people",),
    "place": ("places",),
    "topic": ("topics",),
    "": ("title", "text", "organisation", "people", "organisations", "places", "topics"),
}
ENOUGH, SHORT = 10, 4


class Text:
    """What is searched of a release."""

    def __init__(self, release: StoredRelease) -> None:
        content = release.content
        self.release = release
        self.language = (content.language or "").partition("-")[0]
        organisation = [value for value in (content.organisation, release.short) if value]
        self.values: dict[str, list[str]] = {
            "title": [content.title],
            "text": [content.text],
            "organisation": organisation,
            "people": list(content.people),
            "organisations": list(content.organisations),
            "places": list(content.places),
            "topics": list(content.topics),
        }

    def rows(self, field: str) -> list[list[str]]:
        """The terms of each value of a field."""
        chain = analysis.chain(self.language)
        return [[chain.term(surface) for surface in analysis.tokens(value)] for value in self.values[field]]

    @cached_property
    def beside(self) -> set[str]:
        """Terms that stand beside those of the words."""
        chain = analysis.chain(self.language)
        values = [value for values in self.values.values() for value in values]
        return {chain.beside(surface) for value in values for surface in chain.surfaces_beside(value)} - {""}

    @cached_property
    def words(self) -> set[str]:
        """The folded words of all values."""
        values = [value for values in self.values.values() for value in values]
        return {analysis.fold(surface) for value in values for surface in analysis.tokens(value)} - {""}

    @property
    def day(self) -> date:
        published = self.release.content.published or self.release.first_seen
        return date(published.year, published.month, published.day)


class Reference:
    """The answers over some releases."""

    def __init__(self, releases: Sequence[StoredRelease]) -> None:
        self.texts = {release.id: Text(release) for release in releases}
        self.languages = tuple(sorted({text.language for text in self.texts.values()} - {""}))
        self.vocabulary: set[str] = set().union(*(text.words for text in self.texts.values()))

    def matching(self, clauses: Sequence[Node], match: str) -> set[str]:
        """The identities of what a query finds that is all of its clauses."""
        clauses = list(_flat(clauses))
        bare = [clause for clause in clauses if _is_bare(clause)]
        required = [clause for clause in clauses if not _is_bare(clause)]
        passing = {identity for identity in self.texts if all(self.holds(clause, identity) for clause in required)}
        if not bare:
            found = passing
        elif match == "any":
            found = {identity for identity in passing if any(self.holds(word, identity) for word in bare)}
        else:
            found = {identity for identity in passing if all(self.holds(word, identity) for word in bare)}
        if match != "auto" or len(found) >= ENOUGH:
            return found
        soft = self._soft(bare)
        partly = self._most(soft, passing) if len(soft) > 1 else found
        phrases = [clause for clause in required if isinstance(clause, Phrase) and not clause.field]
        if not partly and phrases:
            words = [Word(word) for phrase in phrases for word in phrase.words]
            others = [clause for clause in required if clause not in phrases]
            passing = {identity for identity in self.texts if all(self.holds(clause, identity) for clause in others)}
            partly = self._most(self._soft([*bare, *words]), passing)
        return found | partly

    def holds(self, node: Node, identity: str) -> bool:
        """Whether a release meets a node."""
        text = self.texts[identity]
        match node:
            case Not(part):
                return not self.holds(part, identity)
            case Some(parts):
                return any(self.holds(part, identity) for part in parts)
            case Every(parts):
                return all(self.holds(part, identity) for part in parts)
            case Filter():
                return _passes(node, text)
            case Word():
                return self._has_word(text, node)
            case Phrase(words, slop, field):
                surfaces = [surface for word in words for surface in analysis.query_tokens(word)]
                if len(surfaces) == 1:
                    return self._has_word(text, Word(surfaces[0], field))
                return self._has_row(text, surfaces, FIELDS[field], slop)
            case Pattern(pattern, field):
                folded = "".join(
                    {"*": ".*", "?": "."}.get(part, analysis.fold(part)) for part in re.split("([*?])", pattern)
                )
                expression = re.compile(folded, re.DOTALL)
                return not pattern.strip("*") or self._has_form(text, expression, field)
            case Fuzzy(word, edits):
                return any(distance(analysis.fold(word), other) <= edits for other in text.words)

    def _has_word(self, text: Text, word: Word) -> bool:
        surfaces = analysis.query_tokens(word.text)
        fields = FIELDS[word.field]
        if len(surfaces) > 1 and self._has_row(text, surfaces, fields, 1):
            return True
        joined = set(analysis.query_terms(without_joints(word.text), self.languages))
        terms = joined if len(surfaces) > 1 else set(analysis.query_terms(surfaces[0], self.languages))
        if any(not terms.isdisjoint(row) for field in fields for row in text.rows(field)):
            return True
        return not word.field and not joined.isdisjoint(text.beside)

    def _has_row(self, text: Text, surfaces: Sequence[str], fields: Sequence[str], slop: int) -> bool:
        rows = [
            row
            for language in ("", *self.languages)
            for row in product(*(set(analysis.chain(language).terms(surface)) for surface in surfaces))
        ]
        return any(
            _in_a_row(terms, row) if slop == 1 or len(row) == 1 else _near(terms, row, slop)
            for field in fields
            for terms in text.rows(field)
            for row in rows
        )

    def _has_form(self, text: Text, expression: re.Pattern[str], field: str) -> bool:
        """Whether a word as written matches; in a field that is named, any word with the stem of one that does."""
        if not field:
            return any(map(expression.fullmatch, text.words))
        forms = filter(expression.fullmatch, self.vocabulary)
        terms = {term for form in forms for term in analysis.query_terms(form, self.languages)}
        return any(not terms.isdisjoint(row) for name in FIELDS[field] for row in text.rows(name))

    def _soft(self, bare: Sequence[Node]) -> list[Node]:
        """What a softened query counts: the words, and the parts of those that join several."""
        soft: list[Node] = []
        for node in bare:
            surfaces = analysis.query_tokens(node.text) if isinstance(node, Word) else [""]
            parted = len(surfaces) > 1 and (len(bare) > 1 or analysis.is_unspaced(str(node)))
            as_one = (
                Word(without_joints(node.text))
                if isinstance(node, Word) and not analysis.is_unspaced(node.text)
                else None
            )
            parts = [Some((Word(surface), as_one)) if as_one else Word(surface) for surface in surfaces]
            soft += parts if parted else [node]
        return soft

    def _most(self, soft: Sequence[Node], passing: set[str]) -> set[str]:
        """What has half of a short query's words, or as many as any release has; any of a longer one."""
        counts = {identity: sum(self.holds(word, identity) for word in soft) for identity in passing}
        least = min(ceil(len(soft) / 2), max(counts.values(), default=0)) if len(soft) <= SHORT else 1
        return {identity for identity, count in counts.items() if count >= max(least, 1)}


def _flat(clauses: Sequence[Node]) -> Iterator[Node]:
    for clause in clauses:
        if isinstance(clause, Every):
            yield from _flat(clause.parts)
        elif isinstance(clause, Not) and isinstance(clause.part, Not):
            yield from _flat([clause.part.part])
        else:
            yield clause


def _is_bare(clause: Node) -> bool:
    if isinstance(clause, Pattern) and not clause.text.strip("*"):
        return False
    return isinstance(clause, Fuzzy) or (isinstance(clause, Word | Pattern) and not clause.field)


def _passes(node: Filter, text: Text) -> bool:
    match node.name:
        case "lang":
            return text.language == node.value
        case "source":
            return text.release.source == node.value
        case "is":
            return text.release.state.value == node.value
    first, last = span(node.value)
    return {"date": first <= text.day <= last, "after": text.day > last, "before": text.day < first}[node.name]


def span(value: str) -> tuple[date, date]:
    """The days of a year, a month, a day, or a range of such."""
    start, _, end = value.partition("..")
    return _first(start), _last(end or start)


def _first(value: str) -> date:
    return date.fromisoformat((value + "-01-01")[: len("2019-10-30")])


def _last(value: str) -> date:
    if len(value) == len("2019"):
        return date(int(value), 12, 31)
    if len(value) == len("2019-10"):
        return (_first(value).replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date.fromisoformat(value)


def _in_a_row(terms: Sequence[str], row: Sequence[str]) -> bool:
    return any(tuple(terms[place : place + len(row)]) == tuple(row) for place in range(len(terms) - len(row) + 1))


def _near(terms: Sequence[str], row: Sequence[str], slop: int) -> bool:
    """Whether all words of a row, each at a place of its own, stand within a stretch of the text, in any order."""
    length = slop + len(row) - 1
    return any(Counter(row) <= Counter(terms[place : place + length]) for place in range(len(terms)))


@lru_cache(maxsize=1 << 14)
def distance(first: str, second: str) -> int:
    """Levenshtein's."""
    row = list(range(len(second) + 1))
    for number, letter in enumerate(first, 1):
        before, row[0] = row[0], number
        for column, other in enumerate(second, 1):
            before, row[column] = row[column], min(before + (letter != other), row[column] + 1, row[column - 1] + 1)
    return row[-1]
