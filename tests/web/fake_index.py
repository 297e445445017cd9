"""An index in memory, for tests of the pages: simple, but it really searches, filters, counts and pages."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from crawler.records import Precision, StoredRelease, iso
from indexer.documents import Document
from indexer.index import (
    BadCursorError,
    Commit,
    Dated,
    FacetValue,
    Filter,
    Found,
    Hit,
    IndexUnreadableError,
    OtherWords,
    Percolated,
    Place,
    Profile,
    ProfileKind,
    Reason,
    SearchRequest,
    SearchResult,
    Suggestion,
    Timeline,
    Told,
)
from indexer.paragraphs import paragraphs
from indexer.profiles import offices, quotes
from indexer.schema import FACETS_BY_NAME, Facet

REMEMBERED = 20_000  # releases and texts are the same in most tests
EXPLANATION = (
    Reason("word", "tanker", 1.0, 1, 2.5, (Place("title", "tanker", 1, 6.0, 4.5),), (OtherWords("ship", 0.5, "name"),)),
)


@lru_cache(REMEMBERED)
def document(release: StoredRelease) -> Document:
    return Document.of(release)


def facet_values(facet: str, release: StoredRelease) -> list[str]:
    """The values of a facet that a release has."""
    return FACETS_BY_NAME[facet].all_values(document(release))


@lru_cache(REMEMBERED)
def words(text: str) -> Sequence[str]:
    return re.findall(r"\w+", text.casefold())


def passes(chosen: Filter, values: Sequence[str]) -> bool:
    included = not chosen.include or any(value in chosen.include for value in values)
    return included and not any(value in chosen.exclude for value in values)


class MemoryIndex:
    """The Index protocol over a list. A release matches with every word of the query in title or text."""

    def __init__(self, releases: Iterable[StoredRelease] = ()) -> None:
        self._releases = list(releases)
        self.seq = len(self._releases)
        self.origin = ""
        self.requests: list[SearchRequest] = []
        self.unreadable = ""

    def add(self, releases: Iterable[StoredRelease]) -> None:
        self._releases += releases

    def remove(self, ids: Iterable[str]) -> None:
        gone = set(ids)
        self._releases = [release for release in self._releases if release.id not in gone]

    def commit(self, seq: int, origin: str = "") -> None:
        self.seq = seq

    def newest(self) -> Commit:
        documents = map(Document.of, sorted(self._releases, key=lambda release: release.id))
        return Commit(self.seq, "", len(self._releases), documents)

    def verify(self) -> int:
        return len(self._releases)

    def close(self) -> None:
        pass

    def marks(self, q: str, texts: Sequence[str], language: str = "") -> list[list[tuple[int, int]]]:
        """Its words, as they are."""
        if self.unreadable:
            raise IndexUnreadableError(self.unreadable)
        wanted = set(words(q))
        return [
            [match.span() for match in re.finditer(r"\w+", text) if match[0].casefold() in wanted] for text in texts
        ]

    def percolate(self, requests: Sequence[SearchRequest], ids: Sequence[str]) -> Percolated:
        found = [{release.id for release in self._matching(request)} for request in requests]
        documents = {release.id: Document.of(release) for release in self._releases if release.id in ids}
        return Percolated([[one for one in ids if one in some] for some in found], documents)

    def holds(self, identity: str) -> bool:
        return any(release.id == identity for release in self._releases)

    def similar(self, release: StoredRelease, limit: int = 10) -> Sequence[Hit]:
        """Those with a topic in common, by identity."""
        others = [
            other
            for other in self._matching(SearchRequest())
            if other.id != release.id and set(other.content.topics) & set(release.content.topics)
        ]
        return [self._hit(other, SearchRequest(snippets=False), Counter()) for other in others[:limit]]

    def told_by_others(self, release: StoredRelease, limit: int = 20) -> Sequence[Told]:
        """Those of others that name one of its people on its day."""
        hits = [
            self._hit(other, SearchRequest(snippets=False), Counter())
            for other in self._matching(SearchRequest())
            if other.content.organisation != release.content.organisation
            and other.sort_date == release.sort_date
            and set(other.content.people) & set(release.content.people)
        ]
        return [Told(hit, "both name somebody, on the same day") for hit in hits[:limit]]

    def profile(self, kind: ProfileKind, label: str) -> Profile:
        """As the index's, but without what stands beside: `indexer.profiles` has its own tests."""
        found = [one for one in self._matching(SearchRequest()) if label in facet_values(kind, one)]
        hits = [self._hit(one, SearchRequest(snippets=False), Counter()) for one in found[:10]]
        documents = [Document.of(one) for one in found]
        return Profile(
            kind,
            label,
            len(found),
            hits,
            offices(label, documents),
            list(quotes(label, documents)),
            {},
            [],
            is_cut=False,
        )

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        if self.unreadable:
            raise IndexUnreadableError(self.unreadable)
        places = Counter(place for release in self._releases for place in release.content.places)
        found = [Suggestion("place", place, count) for place, count in places.most_common()]
        found += [Suggestion("release", release.content.title, 1, release.id) for release in self._releases]
        return [one for one in found if prefix and one.value.casefold().startswith(prefix.casefold())][:limit]

    def count(self, request: SearchRequest) -> int:
        return len(self._matching(request))

    def timeline(self, request: SearchRequest, facet: str | None = None, limit: int = 6) -> Timeline:
        self.requests.append(request)
        found = self._matching(request)
        values = Counter(value for one in found for value in facet_values(facet, one)) if facet else Counter()
        return Timeline(
            self._dated(found),
            {
                value: self._dated([one for one in found if facet and value in facet_values(facet, one)])
                for value, _ in values.most_common(limit)
            },
        )

    def _dated(self, releases: Sequence[StoredRelease]) -> Dated:
        days = [date.fromisoformat(release.sort_date[:10]) for release in releases]
        months = Counter(12 * day.year + day.month - 1 for day in days)
        undated = sum(release.content.published is None for release in releases)
        by_year = sum(release.content.published_precision is Precision.YEAR for release in releases)
        return Dated(dict(sorted(months.items())), undated, by_year)

    def search(self, request: SearchRequest) -> SearchResult:
        self.requests.append(request)
        found = self._matching(request)
        newest_first = request.sort != "oldest"
        found.sort(key=lambda release: (release.sort_date, release.id), reverse=newest_first)
        total, members = len(found), Counter(release.family for release in found if release.family)
        if request.group:
            firsts = {release.family or release.id: release for release in reversed(found)}
            found = [release for release in found if firsts[release.family or release.id] is release]
        start = self._offset(request)
        end = start + request.limit
        counts = {name: self._facet(FACETS_BY_NAME[name], size, request) for name, size in request.facets.items()}
        return SearchResult(
            hits=[self._hit(release, request, members) for release in found[start:end]],
            total=total,
            facets=counts,
            parsed=" ".join(words(request.q)),
            did_you_mean="exercise" if "excercise" in request.q else None,
            cursor=f"~after-{end}" if end < len(found) else None,
            groups=len(found) if request.group else None,
        )

    def find(self, request: SearchRequest) -> Found:
        every = replace(request, offset=0, cursor=None, limit=len(self._releases), facets={}, snippets=False)
        result = self.search(every)
        return Found(result.total, result.shown, self.seq, iter([hit.id for hit in result.hits]))

    def _offset(self, request: SearchRequest) -> int:
        if request.cursor is None:
            return request.offset
        match = re.fullmatch(r"~after-(\d+)", request.cursor)
        if match is None:
            raise BadCursorError("This cursor was not given out by this index.")
        return int(match[1])

    def _matching(self, request: SearchRequest, ignored: str = "") -> list[StoredRelease]:
        if self.unreadable:
            raise IndexUnreadableError(self.unreadable)
        return [release for release in self._releases if self._matches(release, request, ignored)]

    def _matches(self, release: StoredRelease, request: SearchRequest, ignored: str) -> bool:
        wanted = words(request.q)
        present = set(words(f"{release.content.title} {release.content.text}")) if wanted else set()
        some = any if request.match == "any" and wanted else all
        day = date.fromisoformat(release.sort_date[:10])
        return (
            some(word in present for word in wanted)
            and request.family in (None, release.family)
            and (request.since is None or day >= request.since)
            and (request.until is None or day <= request.until)
            and all(
                passes(chosen, facet_values(name, release))
                for name, chosen in request.filters.items()
                if name != ignored
            )
        )

    def _facet(self, facet: Facet, size: int, request: SearchRequest) -> list[FacetValue]:
        matching = self._matching(request, ignored=facet.name)
        if facet.order == "buckets":
            years = Counter(release.sort_date[:4] for release in matching)
            return [
                FacetValue(year, year, count, since=f"{year}-01-01", until=f"{year}-12-31")
                for year, count in sorted(years.items())
            ]
        counts = Counter(value for release in matching for value in facet_values(facet.name, release))
        order = (
            sorted(counts, reverse=True) if facet.order == "newest" else [value for value, _ in counts.most_common()]
        )
        chosen = request.filters.get(facet.name, Filter()).include
        return [
            FacetValue(value, facet.value_label(value), counts[value], value in chosen, parent=facet.parent(value))
            for value in order[:size]
        ]

    def _hit(self, release: StoredRelease, request: SearchRequest, members: Counter[str]) -> Hit:
        content = release.content
        fields: dict[str, Any] = {
            "id": release.id,
            "url": content.url,
            "title": content.title,
            "published": iso(content.published) or None,
            "published_precision": content.published_precision.value,
            "first_seen": iso(release.first_seen),
            "last_seen": iso(release.last_seen),
            "state": release.state.value,
            "revision": release.revision,
            "source": release.source,
            "organisation": content.organisation,
            "language": content.language,
            "people": list(content.people),
            "organisations": list(content.organisations),
            "places": list(content.places),
            "topics": list(content.topics),
        }
        reasons = EXPLANATION if request.explain else None
        more = members[release.family] - 1 if request.group and release.family else 0
        hit = Hit(release.id, 1.0, fields, reasons=reasons, more=more, family=release.family)
        if not request.snippets:
            return hit
        wanted = set(words(request.q))
        matching = [
            number for number, each in enumerate(paragraphs(content.text), 1) if not wanted.isdisjoint(words(each))
        ]
        snippet, paragraph = self._snippet(content.text, request), min(matching, default=None)
        return replace(hit, snippet=snippet, paragraph=paragraph)

    def _snippet(self, text: str, request: SearchRequest) -> str:
        wanted = set(words(request.q))
        pieces = re.split(r"(\W+)", text[:280])
        return "".join(
            f"<mark>{html.escape(piece)}</mark>" if piece.casefold() in wanted else html.escape(piece)
            for piece in pieces
        )
