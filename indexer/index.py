"""The one interface that every index backend has, and the values that cross it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol

from crawler.records import StoredRelease
from indexer.documents import Document

Match = Literal["auto", "all", "any"]
Sort = Literal["relevance", "newest", "oldest"]
ProfileKind = Literal["person", "mentioned", "place", "topic"]  # facets whose values have a page

Extent = tuple[int, int]  # where something stands in a text: its start and its end


class IndexUnreadableError(Exception):
    """No index can be read (missing, corrupt, of another version); the message says what to do."""


class IndexOutdatedError(IndexUnreadableError):
    """The index is of another version, or of another store: it has to be built anew from the store."""


class IndexBusyError(Exception):
    """Another process writes this index."""


class IndexWriteError(OSError):
    """The index can't be written (full disk, read-only folder); the last commit stands, what came after it is lost."""


class BadCursorError(ValueError):
    """A cursor that this index did not give out, or that belongs to another search."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One facet's filter: a release passes with any of `include` (when there are some) and none of `exclude`."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search as the query language and the parameters of the contract mean it (sections 5 and 6).

    `filters` maps a facet's name to its filter. `since` and `until` are days, both inclusive. `facets` maps the names
    of the wanted facets to how many values each gives at most. `cursor` continues after the last hit of an earlier
    answer and overrides `offset`. `snippets` asks for highlighted snippets, `explain` for what scores are made of.
    `recent` prefers newer releases a little where nothing says when they are from. `group` shows releases with nearly
    the same text as one hit, the first of them; `family`, the name of such a group, finds its releases alone.
    """

    q: str = ""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    match: Match = "auto"
    sort: Sort | None = None  # None: relevance with a query, newest without
    offset: int = 0
    limit: int = 20
    cursor: str | None = None
    facets: Mapping[str, int] = field(default_factory=dict)
    snippets: bool = True
    explain: bool = False
    recent: bool = False
    group: bool = False
    family: str | None = None


ReasonKind = Literal[
    "word", "any form", "as typed", "phrase", "pattern", "group", "month", "near", "feedback", "recent", "other"
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release has a word: a field, the terms that stand there (in a row), how often, and the field's weight.

    `counts` is what the word counts for there: frequency times weight, less in a field that is longer than others.
    """

    field: str
    terms: str
    frequency: int
    weight: float
    counts: float


@dataclass(frozen=True, slots=True)
class OtherWords:
    """What a word was taken to stand for as well, with what weight, and why: "misspelt", "joined", "name", …"""

    words: str
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score; its `parts`, where it has some, add up to it.

    `text` is the word, phrase or pattern that it is for; `documents` are the releases that have it (deleted ones that
    are not merged away yet among them), `idf` is how rare that makes it, as the score has it.
    """

    kind: ReasonKind
    text: str
    score: float
    documents: int | None = None
    idf: float | None = None
    places: tuple[Place, ...] = ()
    others: tuple[OtherWords, ...] = ()
    parts: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One release found. `fields` are a release's fields of contract section 4 without `text`, `notes` and `links`.

    `snippet` is HTML: escaped, matches in <mark>; "" when not asked for. `paragraph` is the number of that of its best
    passage, in text and notes (`indexer.paragraphs`); None where nothing in them matches. The `reasons`, when asked
    for, add up to the score. `more` is for how many others that were found it stands where hits are grouped; `family`
    names them all.
    """

    id: str
    score: float
    fields: Mapping[str, Any]
    snippet: str = ""
    paragraph: int | None = None
    reasons: tuple[Reason, ...] | None = None
    more: int = 0
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A release that tells of the same event as another one, and what shows it, in words."""

    hit: Hit
    reason: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A facet's value with its count under all other filters. Date buckets carry `since` and `until` (ISO days).

    `parent` is the value that it is part of, of a facet whose values make a tree.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    since: str | None = None
    until: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`parsed` shows the query as it was read; `total` is exact; `cursor` continues, None at the end.

    `groups` is how many hits there are where they are grouped, None where they are not: `total` and facets always count
    releases. `notes` are sentences for people about how the query was answered.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[str, Sequence[FacetValue]]
    parsed: str
    relaxed: bool = False
    did_you_mean: str | None = None
    cursor: str | None = None
    groups: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> int:
        """How many hits all pages have together."""
        return self.total if self.groups is None else self.groups


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: `kind` is "release", "organisation", "person", "place" or "topic"; `value` is what to search.

    `count` is how many releases have it; `id` is that of a release, whose title the value is.
    """

    kind: str
    value: str
    count: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class HeldOffice:
    """An office as the releases give it, with the first and the last day of such a release (ISO) and their number."""

    office: str
    since: str
    until: str
    releases: int


@dataclass(frozen=True, slots=True)
class Saying:
    """Direct speech: the release that it stands in, its title and day (ISO)."""

    words: str
    release: str
    title: str
    day: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the index knows of one value of a facet. `total` is exact.

    `offices`, the newest first, and `quotes` come from the newest thousand releases: `is_cut` says that there are more.
    `beside` are the values of other facets in its releases, and of its own facet without itself.
    """

    kind: ProfileKind
    label: str
    total: int
    hits: Sequence[Hit]
    offices: Sequence[HeldOffice]
    quotes: Sequence[Saying]
    beside: Mapping[str, Sequence[FacetValue]]
    over_time: Sequence[FacetValue]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Dated:
    """How many releases are of each month, in the order of time; months that have none are left out.

    A month is the number of months since the beginning of year 0: October 2019 is 12 * 2019 + 9. `undated` of the
    releases give no date and stand at the day that they were first seen; `by_year` give no more than a year and stand
    in its January.
    """

    months: Mapping[int, int]
    undated: int = 0
    by_year: int = 0

    @property
    def total(self) -> int:
        return sum(self.months.values())


@dataclass(frozen=True, slots=True)
class Timeline:
    """Releases over time: all of them, and those of single values, the most frequent value first."""

    everything: Dated
    values: Mapping[str, Dated]


@dataclass(frozen=True, slots=True)
class Commit:
    """All that a commit holds: `documents` in the order of their ids' characters, of which there are `size`.

    What is committed later does not change it. To go through the documents may raise IndexUnreadableError.
    """

    seq: int
    origin: str
    size: int
    documents: Iterator[Document]


@dataclass(frozen=True, slots=True)
class Percolated:
    """Which of some releases each of some searches finds, by their ids; and these releases, as the index has them."""

    found: Sequence[Sequence[str]]
    documents: Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Found:
    """All releases that a search finds, in its order: their ids, of which there are `size`; `total` match (more where
    nearly the same texts are grouped). They are those of one commit, whatever is committed while they are gone through.
    """

    total: int
    size: int
    seq: int
    identities: Iterator[str]


class Index(Protocol):
    """A full-text index over releases. One writer at a time; any number of readers, which see whole commits only.

    Reading never blocks writing. `search`, `count`, `holds` and `suggest` work on the newest commit. Methods that write
    raise IndexBusyError while another process does; methods that read raise IndexUnreadableError where there is nothing
    to read.
    """

    @property
    def seq(self) -> int:
        """Up to which `seq` of the store's change feed the newest commit has come; 0 for a new index."""

    @property
    def origin(self) -> str:
        """Of which store's change feed (`Store.origin`) the newest commit is; "" where that is not known."""

    def add(self, releases: Iterable[StoredRelease]) -> None:
        """Adds releases; one that is there already (by id) is replaced. Searchable after `commit`."""

    def remove(self, ids: Iterable[str]) -> None:
        """Takes releases out; an unknown id is nothing to do. Effective after `commit`."""

    def commit(self, seq: int, origin: str = "") -> None:
        """Makes everything since the last commit searchable and remembers `seq`, both in one atomic step; and the
        `origin` of the store that it is of, where that is known (`Store.origin`)."""

    def search(self, request: SearchRequest) -> SearchResult: ...

    def count(self, request: SearchRequest) -> int:
        """How many releases match, without hits or facets."""

    def find(self, request: SearchRequest) -> Found:
        """All releases that `search` would give page by page, whatever `offset`, `limit` and `cursor` are."""

    def timeline(self, request: SearchRequest, facet: str | None = None, limit: int = 6) -> Timeline:
        """When the releases that match are from: all of them, and those with each of the most frequent values of a
        facet, at most `limit`. `match="auto"` counts those with all the words.

        Raises ValueError for a facet that does not exist, or of which a release may have several values.
        """

    def marks(self, q: str, texts: Sequence[str], language: str = "") -> list[list[Extent]]:
        """Where each of some texts in one language shows words of a query, as pairs of start and end, in order."""

    def percolate(self, requests: Sequence[SearchRequest], ids: Sequence[str]) -> Percolated:
        """Which of some releases each of many searches finds, without relaxing any: `match="auto"` is as `all`.

        Sooner than to search for each; what is asked of the index for a search is kept for the next call.
        """

    def holds(self, identity: str) -> bool:
        """Whether the newest commit has a release of this id."""

    def similar(self, release: StoredRelease, limit: int = 10) -> Sequence[Hit]:
        """The releases about the same event or subject as one, the likest first, without its near-duplicates."""

    def told_by_others(self, release: StoredRelease, limit: int = 20) -> Sequence[Told]:
        """The releases of other organisations, or in other languages, about the event that a release tells of."""

    def profile(self, kind: ProfileKind, label: str) -> Profile:
        """A person, an organisation ("mentioned"), a place or a topic, as the releases tell."""

    def suggest(self, prefix: str, limit: int = 10) -> Sequence[Suggestion]:
        """Completions of what is being typed, most frequent first."""

    def newest(self) -> Commit:
        """The newest commit, whole."""

    def verify(self) -> int:
        """Checks every byte of the newest commit; how many releases it has.

        Raises IndexUnreadableError where something is wrong.
        """

    def close(self) -> None:
        """Gives up locks, files and threads; uncommitted changes are dropped."""
