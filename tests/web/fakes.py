"""An index and a store in memory, for tests of the pages: simple, but they really search, filter, count and page."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from crawler.archive import Archived, ArchiveError, Location
from crawler.records import EntityKind, Precision, Relations, State, StoredRelease, iso
from crawler.store import Fetch, Revision, SourceState, StoreUnreadableError
from crawler.store import Reason as Origin
from crawler.store.days import SourceDay, Tally, Wanted
from crawler.store.figures import StoreFigures
from crawler.store.stamps import Span, Stamp
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
from web.library import Library

REMEMBERED = 20_000  # releases and texts are the same in most tests
EXPLANATION = (
    Reason("word", "tanker", 1.0, 1, 2.5, (Place("title", "tanker", 1, 6.0, 4.5),), (OtherWords("ship", 0.5, "name"),)),
)


@lru_cache(REMEMBERED)
def facet_values(facet: str, release: StoredRelease) -> Sequence[str]:
    """The values of a facet that a release has."""
    return FACETS_BY_NAME[facet].all_values(Document.of(release))


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


class MemoryStore:
    """The read side of the store over lists."""

    def __init__(self, releases: Iterable[StoredRelease] = (), sources: Iterable[SourceState] = ()) -> None:
        self._releases = {release.id: release for release in releases}
        self._sources = list(sources)
        self.renames: dict[tuple[EntityKind, str], str] = {}
        self.related: dict[str, Relations] = {}
        self.earlier: dict[str, list[Revision]] = {}
        self.archived: dict[str, list[Fetch]] = {}
        self.days: list[SourceDay] = []
        self.unreadable = ""

    def add(self, release: StoredRelease) -> None:
        self._releases[release.id] = release

    def release(self, identity: str, /) -> StoredRelease | None:
        self._check()
        return self._releases.get(identity)

    def several(self, identities: Sequence[str], /) -> list[StoredRelease]:
        self._check()
        return [self._releases[identity] for identity in identities if identity in self._releases]

    def updated(self, identities: Sequence[str], /) -> dict[str, datetime]:
        return {release.id: release.last_seen for release in self.several(identities)}

    def changed_at(self, seq: int, /) -> datetime | None:
        return max((stamp.at for stamp in self._stamped(Span()) if stamp.seq <= seq), default=None)

    def stamps(self, span: Span, limit: int, only: Container[str] | None = None, /) -> list[Stamp]:
        return [stamp for stamp in self._stamped(span) if only is None or stamp.release in only][:limit]

    def count_stamps(self, span: Span, /) -> int:
        return len(self._stamped(span))

    def first_change(self) -> datetime | None:
        return min((stamp.at for stamp in self._stamped(Span())), default=None)

    def standing(self, offset: int, limit: int, /) -> list[tuple[str, datetime]]:
        self._check()
        there = [release for release in self._releases.values() if release.state != State.WITHDRAWN]
        there.sort(key=lambda release: release.id)
        return [(release.id, release.last_seen) for release in there[offset : offset + limit]]

    def count_standing(self) -> int:
        return len(self.standing(0, len(self._releases)))

    def _stamped(self, span: Span) -> list[Stamp]:
        """Each release changed once, in their order."""
        self._check()
        return [
            Stamp(seq, release.id, release.last_seen)
            for seq, release in enumerate(self._releases.values(), 1)
            if seq > span.after
            and span.source in (None, release.source)
            and span.release in (None, release.id)
            and (span.since is None or release.last_seen >= span.since)
            and (span.before is None or release.last_seen < span.before)
        ]

    def renamed(self, kind: EntityKind, label: str, /) -> str | None:
        self._check()
        return self.renames.get((kind, label))

    def revisions(self, identity: str, /) -> list[Revision]:
        self._check()
        release = self._releases.get(identity)
        if release is None:
            return []
        now = Revision(release.revision, release.last_seen, Origin.FETCHED, release.content)
        return [*self.earlier.get(identity, ()), now]

    def lately_changed(self, limit: int, /) -> list[tuple[StoredRelease, datetime]]:
        self._check()
        found = [release for release in self._releases.values() if release.state != State.LIVE]
        return [(release, release.last_seen) for release in found[:limit]]

    def captures(self, release: StoredRelease, /) -> list[Fetch]:
        self._check()
        return self.archived.get(release.id, [])

    def relations(self, release: StoredRelease, /) -> Relations:
        self._check()
        return self.related.get(release.id, Relations())

    def sources(self, _now: datetime, /) -> list[SourceState]:
        self._check()
        return self._sources

    def figures(self, _now: datetime, index_seq: int, /) -> StoreFigures:
        self._check()
        behind = [release.last_seen for release in self._releases.values()][index_seq:]
        totals = {state.name: state.month for state in self._sources}
        return StoreFigures(self.seq(), self._sources, totals, None, behind[0] if behind else None)

    def crawl_days(self, wanted: Wanted, /) -> tuple[int, list[SourceDay]]:
        self._check()
        found = [
            one
            for one in self.days
            if (not wanted.sources or one.source in wanted.sources)
            and (wanted.since is None or one.day >= wanted.since)
            and (wanted.until is None or one.day <= wanted.until)
        ]
        sign = -1 if wanted.newest_first else 1

        def place(day: date, source: str) -> tuple[int, str]:
            return sign * day.toordinal(), source

        found.sort(key=lambda one: place(one.day, one.source))
        after = [one for one in found if not wanted.after or place(one.day, one.source) > place(*wanted.after)]
        return len(found), after[: wanted.limit]

    def seq(self) -> int:
        self._check()
        return len(self._releases)

    def close(self) -> None:
        pass

    def _check(self) -> None:
        if self.unreadable:
            raise StoreUnreadableError(self.unreadable)


class MemoryArchive:
    """The read side of the archive over a mapping."""

    def __init__(self) -> None:
        self.pages: dict[Location, Archived] = {}

    def read(self, location: Location, /) -> Archived:
        if location not in self.pages:
            raise ArchiveError("There is no such page: restore it from a backup.")
        return self.pages[location]


def source_state(name: str, state: str = "ok", **values: Any) -> SourceState:
    """A source's state; what is not given is that of one that goes well."""
    visited = datetime.fromisoformat("2024-03-05T09:12:00+00:00")
    defaults: dict[str, Any] = {
        "organisation": name.upper(),
        "short": name.upper(),
        "start": (f"https://{name}.example/news",),
        "note": "",
        "releases": 12,
        "known": 20,
        "queued": 0,
        "last_success": visited,
        "last_new": visited,
        "last_error": None,
        "last_error_at": None,
        "last_error_kind": "",
        "next_due": visited + timedelta(hours=1),
        "budget": 5000,
        "today": Tally(requests=24, bytes=480_000, milliseconds=6_000, found=1, new=1),
        "month": Tally(requests=700, bytes=14_000_000, milliseconds=175_000, found=30, new=28, changed=2, withdrawn=1),
        "pace": "",
        "silent_since": None,
        "layout_note": "",
        "hub": None,
    }
    return SourceState(name=name, state=state, **{**defaults, **values})


def shelf(releases: Iterable[StoredRelease] = (), sources: Iterable[SourceState] = ()) -> Library:
    """A library of these releases."""
    kept = list(releases)
    index, store = MemoryIndex(kept), MemoryStore(kept, sources)
    return Library(lambda: index, lambda: store, MemoryArchive())
