"""Which releases a query matches, found by scanning all of them.

An own reading of the syntax tree; it shares with the engine only how texts are cut into words and what terms a word has
(`indexer.analysis`). It knows nothing of what else a word may stand for (`indexer.alternatives`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from whoosh import query

from crawler.records import StoredRelease
from indexer import analysis
from indexer.days import Days, days
from indexer.syntax import parse

ANYWHERE = ("title", "text", "organisation", "people", "organisations", "places", "topics")
NAMED = {"": ANYWHERE, "title": ("title",), "org": ("organisation",), "organisation": ("organisation",),
         "person": ("people",), "place": ("places",), "topic": ("topics",), "notes": ("notes",)}  # fmt: skip


@dataclass(frozen=True)
class Scanned:
    """A release in words: for each field its values, each a list of words as written."""

    release: StoredRelease
    language: str
    fields: dict[str, list[list[str]]]

    @classmethod
    def of(cls, release: StoredRelease) -> Scanned:
        content = release.content
        texts = {"title": [content.title], "text": [content.text], "notes": [content.notes],
                 "organisation": [content.organisation or "", release.short], "people": content.people,
                 "organisations": content.organisations, "places": content.places,
                 "topics": content.topics}  # fmt: skip
        cut = {name: [analysis.tokens(text) for text in values] for name, values in texts.items()}
        return cls(release, (content.language or "").partition("-")[0], cut)

    def terms(self, name: str) -> list[list[str]]:
        chain = analysis.chain(self.language)
        return [[chain.term(word) for word in value] for value in self.fields[name]]

    def words(self) -> set[str]:
        return {analysis.fold(word) for name in ANYWHERE for value in self.fields[name] for word in value}


class Reference:
    """All releases, scanned."""

    def __init__(self, releases: Sequence[StoredRelease]) -> None:
        self._all = [Scanned.of(release) for release in releases]
        self._languages = tuple(sorted({scanned.language for scanned in self._all} - {""}))
        self._written = {word for scanned in self._all for word in scanned.words()}

    def matching(self, text: str) -> set[str]:
        """The ids of the releases that meet a query as it stands (`match=all`)."""
        tree = parse(text)
        return {scanned.release.id for scanned in self._all if self._meets(scanned, tree)}

    def _meets(self, scanned: Scanned, node: query.Query) -> bool:
        if isinstance(node, query.And):
            return all(self._meets(scanned, part) for part in node.subqueries)
        if isinstance(node, query.Or):
            return any(self._meets(scanned, part) for part in node.subqueries)
        if isinstance(node, query.Not):
            return not self._meets(scanned, node.query)
        text = " ".join(node.words) if isinstance(node, query.Phrase) else node.text
        if node.fieldname in NAMED:
            return self._has(scanned, node, text, NAMED[node.fieldname])
        return self._is(scanned, node.fieldname, text)

    def _is(self, scanned: Scanned, name: str, text: str) -> bool:
        release = scanned.release
        if name == "lang":
            return scanned.language == text
        if name == "source":
            return release.source == text
        if name == "is":
            return release.state.value == text
        if name in {"date", "after", "before"}:
            return self._dated(scanned, name, text)
        if name == "reference":
            return analysis.code(release.content.reference or "") == analysis.code(text)
        raise AssertionError(name)

    def _has(self, scanned: Scanned, node: query.Query, text: str, fields: Sequence[str]) -> bool:
        if isinstance(node, query.Phrase):
            return self._row(scanned, analysis.query_tokens(text), fields, node.slop)
        if isinstance(node, query.FuzzyTerm):
            typed = analysis.fold(text)
            near = {w for w in self._written if w[:1] == typed[:1] and edits(typed, w) <= node.maxdist}
            return self._any_word(scanned, near, fields)
        if isinstance(node, query.Prefix | query.Wildcard):
            typed = f"{text}*" if type(node) is query.Prefix else text
            return not typed.strip("*") or self._any_word(scanned, self._like(typed), fields)
        surfaces = analysis.query_tokens(text)
        return self._row(scanned, surfaces, fields, 1) or (
            len(surfaces) > 1 and self._joined(scanned, "".join(surfaces), fields)
        )

    def _like(self, pattern: str) -> set[str]:
        parts = {"*": ".*", "?": "."}
        wanted = re.compile("".join(parts.get(c) or re.escape(c) for c in analysis.patterns(pattern)[0]), re.DOTALL)
        return {word for word in self._written if wanted.fullmatch(word)}

    def _any_word(self, scanned: Scanned, words: set[str], fields: Sequence[str]) -> bool:
        if fields == ANYWHERE:
            return bool(words & scanned.words())
        terms = {term for word in words for term in analysis.query_terms(word, self._languages)}
        return any(terms & set(value) for name in fields for value in scanned.terms(name))

    def _joined(self, scanned: Scanned, word: str, fields: Sequence[str]) -> bool:
        return self._row(scanned, [word], fields, 1)

    def _row(self, scanned: Scanned, surfaces: Sequence[str], fields: Sequence[str], slop: int) -> bool:
        if len(surfaces) == 1:
            ways = [[set(analysis.query_terms(surfaces[0], self._languages))]]
        else:
            chains = [analysis.chain(language) for language in ("", *self._languages)]
            ways = [[set(chain.terms(surface)) for surface in surfaces] for chain in chains]
        return any(stands(value, way, slop) for name in fields for value in scanned.terms(name) for way in ways)

    def _dated(self, scanned: Scanned, name: str, text: str) -> bool:
        found = days(text)
        asked = {"date": found, "after": Days.after(found), "before": Days.before(found)}[name]
        assert asked
        published = scanned.release.content.published or scanned.release.first_seen
        day = published.toordinal()
        return (asked.first or 0) <= day <= (asked.last or 10**9)


def stands(words: Sequence[str], wanted: Sequence[set[str]], slop: int) -> bool:
    """Whether words stand in a row; with a slop in any order, two of them at most so many places apart, one more for
    every other word. One word of a text may be two of the query there.
    """
    rows = product(*([place for place, word in enumerate(words) if word in each] for each in wanted))
    if slop > 1:
        return any(max(row) - min(row) <= slop + len(row) - 2 for row in rows)
    return any(all(second == first + 1 for first, second in pairwise(row)) for row in rows)


def edits(first: str, second: str) -> int:
    """Insertions, deletions, replacements and exchanges of neighbours from one word to another."""
    rows = [list(range(len(second) + 1))]
    for i, one in enumerate(first, 1):
        row = [i]
        for j, other in enumerate(second, 1):
            row.append(min(row[-1] + 1, rows[-1][j] + 1, rows[-1][j - 1] + (one != other)))
            if i > 1 and j > 1 and one == second[j - 2] and first[i - 2] == other:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
