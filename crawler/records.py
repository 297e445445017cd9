"""The record that crosses every boundary: a release, as cleaned and as kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """What became of a release at its source."""

    LIVE = "live"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class EntityKind(StrEnum):
    """Who, where and what a release names, as the fields of `Release` are called."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    PLACES = "places"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers questions about a release, as its notes say; "" for what they don't."""

    name: str = ""
    phone: str = ""  # as it stands
    email: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside a release; `media_type` as in RFC 6838, "" where neither link nor ending tells."""

    url: str
    title: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a release; `alt` describes it for those who don't see it."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """The office that a release gives a person of its `people`, as it stands: "CSTO Acting Secretary-General"."""

    person: str
    office: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Direct speech in a release; `speaker` is one of its people or organisations, "" where it names nobody."""

    words: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a page could be read: `score` from 0 to 1, and what speaks against it, each in a few words."""

    score: float = 1.0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Release:
    """What a page (or an imported record) says: the content of a release, without its history.

    `text` and `notes` are paragraphs separated by one blank line. `published` is a `date` where the page gives no
    time; an unknown date is None. `published_from` names the evidence for it ("json-ld", "meta", "time", "url",
    "text", ...), or is "year" or "month" where a record gave no more than that. `page_type` is what the page's own
    metadata calls it ("NewsArticle", "website", ...): evidence for the crawler, not content.

    `modified` is later than `published`, else None. `dateline` is the place at the head of the text, `embargo` the
    line that says until when nobody may publish it, as it stands. `paragraph_languages` are BCP 47 tags, one for each
    paragraph of a text in several languages, empty for any other. `reference` is the number that its organisation gave
    it ("SC/14000").
    """

    url: str
    title: str
    text: str
    published: date | datetime | None = None
    published_from: str | None = None
    language: str | None = None  # BCP 47
    organisation: str | None = None
    notes: str = ""
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    page_type: str | None = None
    modified: date | datetime | None = None
    dateline: str | None = None
    embargo: str | None = None
    paragraph_languages: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    reference: str | None = None
    attachments: tuple[Attachment, ...] = ()
    images: tuple[Image, ...] = ()
    quality: Quality = Quality()

    @property
    def is_dated_by_change(self) -> bool:
        """Whether `published` is only the day of the last change: the page states no other."""
        return self.published_from == "modified"

    @property
    def published_precision(self) -> Precision:
        """How much of `published` is known: a year or a month alone stands for its first day."""
        return Precision(self.published_from) if self.published_from in tuple(Precision) else Precision.DAY

    @property
    def digest(self) -> str:
        """SHA-256 over what a reader would call a change: title, text, notes and date; hexadecimal."""
        content = [self.title, self.text, self.notes, iso(self.published)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Corrected:
    """What editors changed of a release: its content as `extracted`, and what each label that they changed has become,
    None for one that they rejected."""

    extracted: Release
    labels: Mapping[tuple[EntityKind, str], str | None]


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """A release with its identity and history, as the store gives it to the indexer and the web.

    `content` is what readers see, `extracted` the same without what editors have corrected.
    """

    id: str
    source: str
    short: str  # the source's short name for its organisation; may be empty
    state: State
    revision: int  # from 1
    first_seen: datetime  # UTC
    last_seen: datetime  # UTC
    content: Release
    family: str | None = None  # the name of those with nearly the same text, where there are others
    corrected: Corrected | None = None  # where editors have changed something

    @property
    def extracted(self) -> Release:
        return self.corrected.extracted if self.corrected else self.content

    def shown_as(self, kind: EntityKind, label: str) -> str | None:
        """What readers see of a label as extracted; None where editors have rejected it."""
        return self.corrected.labels.get((kind, label), label) if self.corrected else label

    @property
    def sort_date(self) -> str:
        """ISO date that facets and sorting use: `published`, else `first_seen`."""
        return iso(self.content.published or self.first_seen)


@dataclass(frozen=True, slots=True)
class Form:
    """Another address or form of a release: `kind` is "amp", "print", "pdf", "docx", "duplicate", "moved", or
    "translation", which is a release of its own: `release` is its id, once it is kept."""

    url: str
    kind: str
    language: str | None = None  # BCP 47
    release: str | None = None


@dataclass(frozen=True, slots=True)
class Alike:
    """Another organisation's release with nearly the same text; `resemblance` from 0 to 1 (Jaccard)."""

    id: str
    title: str
    organisation: str | None
    resemblance: float


@dataclass(frozen=True, slots=True)
class Relations:
    """What stands beside a release."""

    forms: tuple[Form, ...] = ()
    alike: tuple[Alike, ...] = ()


def iso(moment: date | datetime | None) -> str:
    """RFC 3339: a date alone where there is no time, "" for an unknown one; UTC is written as Z."""
    if moment is None:
        return ""
    return moment.isoformat().replace("+00:00", "Z")


def parse_iso(text: str | None) -> date | datetime | None:
    """The inverse of `iso`: "2019-10-30" is a date, "2019-10-30T10:00:00Z" a datetime. Raises ValueError."""
    if not text:
        return None
    return date.fromisoformat(text) if len(text) == len("2019-10-30") else datetime.fromisoformat(text)


def is_later(moment: date | datetime, other: date | datetime) -> bool:
    """Whether a moment or day lies after another; a moment and a day compare by their days."""
    if isinstance(moment, datetime) and isinstance(other, datetime) and bool(moment.tzinfo) == bool(other.tzinfo):
        return moment > other
    return _day(moment) > _day(other)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def release_id(url: str) -> str:
    """Short, stable, URL-safe identity of a canonical URL: 16 hexadecimal digits (64 bits of SHA-256)."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
