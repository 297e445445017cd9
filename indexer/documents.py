"""What the index keeps of a release: the values that are searched, counted, sorted by and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Self

from crawler.entities.organisations import known_as
from crawler.records import EntityKind, Precision, StoredRelease, iso


@dataclass(frozen=True, slots=True)
class Document:
    """A release as the index stores it: plain values, moments in RFC 3339 ("" for an unknown date).

    It holds everything that was indexed, so that segments can be merged from their stored documents alone.
    """

    id: str
    url: str
    title: str
    text: str
    published: str
    published_precision: str  # see crawler.records.Precision
    first_seen: str
    last_seen: str
    state: str
    revision: int
    source: str
    short: str
    organisation: str
    publisher: str  # the organisation under the name that others give it
    language: str
    people: tuple[str, ...]
    organisations: tuple[str, ...]
    places: tuple[str, ...]
    topics: tuple[str, ...]
    offices: tuple[tuple[str, str], ...]  # a person, and the office that the release gives
    quotes: tuple[tuple[str, str], ...]  # a speaker, or "", and the words
    reference: str
    notes: str
    family: str  # the name of the releases with nearly the same text

    @classmethod
    def of(cls, release: StoredRelease) -> Self:
        content = release.content
        return cls(
            id=release.id,
            url=content.url,
            title=content.title,
            text=content.text,
            published=iso(content.published),
            published_precision=content.published_precision.value,
            first_seen=iso(release.first_seen),
            last_seen=iso(release.last_seen),
            state=release.state.value,
            revision=release.revision,
            source=release.source,
            short=release.short,
            organisation=content.organisation or "",
            publisher=_publisher(release),
            language=content.language or "",
            people=content.people,
            organisations=content.organisations,
            places=content.places,
            topics=content.topics,
            offices=tuple((one.person, one.office) for one in content.offices),
            quotes=tuple((one.speaker, one.words) for one in content.quotes),
            reference=content.reference or "",
            notes=content.notes,
            family=release.family or "",
        )

    @property
    def day(self) -> date:
        """The day that facets and date filters use: `published`, else `first_seen`, in the time zone it was given."""
        return date.fromisoformat((self.published or self.first_seen)[: len("2019-10-30")])

    @property
    def dating(self) -> int:
        """How much is known of when it was published, as a number of DATINGS."""
        return DATINGS.index(self.published_precision if self.published else "")

    @property
    def moment(self) -> int:
        """What sorting by date uses: microseconds since 1970 in UTC; a date alone counts from its midnight."""
        moment = datetime.fromisoformat(self.published or self.first_seen)
        since_epoch = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - _EPOCH
        return (since_epoch.days * 86_400 + since_epoch.seconds) * 1_000_000 + since_epoch.microseconds

    def stored(self) -> tuple[Any, ...]:
        """The values in the order of the fields; `Document(*values)` is the inverse."""
        values: tuple[Any, ...] = _values(self)
        return values

    def hit_fields(self) -> Mapping[str, Any]:
        """A release's fields of contract section 4, without `text`, `notes` and `links`; None for what is unknown."""
        shown = {name: getattr(self, name) for name in _SHOWN}
        lists = {name: list(value) for name, value in shown.items() if isinstance(value, tuple)}
        return shown | lists | {name: shown[name] or None for name in ("published", "organisation", "language")}


def _publisher(release: StoredRelease) -> str:
    organisation = release.extracted.organisation
    return (organisation and release.shown_as(EntityKind.ORGANISATIONS, known_as(organisation))) or ""


DATINGS = (Precision.DAY, Precision.MONTH, Precision.YEAR, "")  # the last one: nothing

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = tuple(field.name for field in fields(Document))
_SHOWN = tuple(
    name
    for name in _NAMES
    if name not in {"text", "short", "publisher", "offices", "quotes", "reference", "notes", "family"}
)
_values = attrgetter(*_NAMES)
