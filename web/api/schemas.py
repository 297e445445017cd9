"""The answers of the JSON endpoints, as models: they write the answers and the OpenAPI document alike."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field, RootModel, WithJsonSchema
from pydantic.config import JsonDict

from crawler.records import Precision, Relations, State, StoredRelease, iso
from crawler.store import Reason, Revision, SourceState
from crawler.store.days import SourceDay
from web.wording import web_address

Moment = Annotated[
    str | None,
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}, {"type": "null"}]}
    ),
]
Timestamp = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]


def address(endpoint: str, **values: Any) -> str:
    """An absolute address of this installation, as the client reached it."""
    return url_for(endpoint, _external=True, **values)


class Answer(BaseModel):
    """What an endpoint gives."""

    def fingerprint(self) -> str:
        """What must differ for two answers to be different: the source of the ETag."""
        return self.model_dump_json(by_alias=True, exclude_unset=True)


def only_sure(field: str) -> JsonDict:
    """For the schema of a model of which one can ask for some fields: only this one is always there."""
    return {"required": [field]}


class ReleaseLinks(Answer):
    """Where more about a release is."""

    self: str = Field(description="This release as JSON.")
    html: str = Field(description="This release as a page.")
    source: str | None = Field(description="The page of the organisation it was taken from.")
    similar: str = Field(description="Releases about the same event or subject.")
    revisions: str = Field(description="What it has said since it was first seen.")

    @classmethod
    def of(cls, identity: str, url: str) -> Self:
        return cls(
            self=address("api.release", release_id=identity),
            html=address("releases.page", release_id=identity),
            source=web_address(url),
            similar=address("api.similar", release_id=identity),
            revisions=address("api.revisions", release_id=identity),
        )


class WholeLinks(ReleaseLinks):
    """Where more about a release is, its archived page among it."""

    archived: str | None = Field(description="Its newest archived page, where one may be shown.")


class ReleaseFields(BaseModel):
    """What is known of a release, without its text."""

    id: str = Field(description="Short and stable; an imported release keeps the id it came with.")
    url: str = Field(description="The canonical address at its organisation.")
    title: str = Field(description="The headline.")
    published: Moment = Field(description="When it was published: a day where the page gives no time.")
    published_precision: Precision = Field(
        description="How much of `published` is known; less stands for its first day."
    )
    first_seen: Timestamp = Field(description="When this installation first had it.")
    last_seen: Timestamp = Field(description="When it was last there.")
    state: State = Field(description="Whether it is unchanged, was changed, or was withdrawn.")
    revision: int = Field(description="How many versions of it there have been.")
    source: str = Field(description="The key of the source that it came from.")
    organisation: str | None = Field(description="Who published it.")
    language: str | None = Field(description="BCP 47.")
    people: list[str] = Field(description="People in it.")
    organisations: list[str] = Field(description="Organisations in it.")
    places: list[str] = Field(description="Places in it.")
    topics: list[str] = Field(description="What it is about.")


class FormAnswer(Answer):
    """Another address or form of a release."""

    url: str
    kind: str = Field(description="amp, print, pdf, docx, duplicate, moved or translation.")
    language: str | None
    release: str | None = Field(description="A translation is a release of its own: its id, once it is kept.")


class AlikeAnswer(Answer):
    """Another organisation's release with nearly the same text."""

    id: str
    title: str
    organisation: str | None
    resemblance: float = Field(description="How much the texts have in common, 0 to 1.")


class ContactAnswer(Answer):
    """Who answers questions; what is not said is empty."""

    name: str
    phone: str = Field(description="As it stands.")
    email: str


class AttachmentAnswer(Answer):
    """A file beside a release."""

    url: str
    title: str
    media_type: str = Field(
        description="By the link or the ending of its address; may be empty.", examples=["application/pdf"]
    )


class ImageAnswer(Answer):
    """An image of a release."""

    url: str
    alt: str = Field(description="What describes it for those who do not see it; may be empty.")
    caption: str = Field(description="What stands under it; may be empty.")


class QualityAnswer(Answer):
    """How well a page could be read."""

    score: float = Field(description="From 0 to 1.", ge=0, le=1)
    reasons: list[str] = Field(description="What speaks against it, in a few words each.")


class OfficeAnswer(Answer):
    """The office that the release gives a person."""

    person: str = Field(description="One of its people.")
    office: str = Field(description="As it stands.")


class QuotationAnswer(Answer):
    """Direct speech."""

    words: str
    speaker: str = Field(description="One of its people or organisations; empty where it names nobody.")


class ReleaseAnswer(Answer, ReleaseFields):
    """One release, whole, or the fields that were asked for."""

    model_config = ConfigDict(json_schema_extra=only_sure("id"))

    text: str = Field(description="The text: paragraphs separated by one blank line.")
    notes: str = Field(
        description="Contacts, notes to editors, “About X”: what stands under the text. Searched by `notes:` alone."
    )
    offices: list[OfficeAnswer] = Field(description="The offices of its people.")
    quotes: list[QuotationAnswer] = Field(description="Who says what in it.")
    published_from: str | None = Field(
        description="What says when it was published: “json-ld”, “meta”, “time”, “url”, “text” and others; “modified”"
        " where its page states no more than its last change."
    )
    modified: Moment = Field(description="When it was changed at its organisation, where that is later than published.")
    dateline: str | None = Field(description="The place at the head of the text, as it stands there.")
    embargo: str | None = Field(description="The line that says until when nobody may publish it, as it stands.")
    paragraph_languages: list[str] = Field(
        description="BCP 47, one for each paragraph of a text in several languages; empty for any other."
    )
    authors: list[str] = Field(description="The persons and offices that wrote it, but for the organisation itself.")
    contacts: list[ContactAnswer] = Field(description="Whom to ask, as the notes say.")
    reference: str | None = Field(
        description="The number that its organisation gave it.", examples=["SC/14000", "123/2024"]
    )
    attachments: list[AttachmentAnswer] = Field(description="Files that the release links to, at most 30.")
    images: list[ImageAnswer] = Field(description="Its images at its organisation, at most 30.")
    quality: QualityAnswer = Field(description="How well its page could be read.")
    variants: list[FormAnswer] = Field(description="Its other addresses and forms, translations included.")
    alike: list[AlikeAnswer] = Field(description="Releases of other organisations with nearly the same text.")
    links: WholeLinks

    @classmethod
    def of(cls, stored: StoredRelease, relations: Relations, archived: str | None) -> Self:
        """`archived` is the absolute address of its newest archived page."""
        content = stored.content
        return cls(
            id=stored.id,
            url=content.url,
            title=content.title,
            published=iso(content.published) or None,
            published_precision=content.published_precision,
            first_seen=iso(stored.first_seen),
            last_seen=iso(stored.last_seen),
            state=stored.state,
            revision=stored.revision,
            source=stored.source,
            organisation=content.organisation,
            language=content.language,
            people=list(content.people),
            organisations=list(content.organisations),
            places=list(content.places),
            topics=list(content.topics),
            text=content.text,
            notes=content.notes,
            offices=[OfficeAnswer(**asdict(one)) for one in content.offices],
            quotes=[QuotationAnswer(**asdict(one)) for one in content.quotes],
            published_from=content.published_from,
            modified=iso(content.modified) or None,
            dateline=content.dateline,
            embargo=content.embargo,
            paragraph_languages=list(content.paragraph_languages),
            authors=list(content.authors),
            contacts=[ContactAnswer(**asdict(contact)) for contact in content.contacts],
            reference=content.reference,
            attachments=[AttachmentAnswer(**asdict(file)) for file in content.attachments],
            images=[ImageAnswer(**asdict(image)) for image in content.images],
            quality=QualityAnswer(score=content.quality.score, reasons=list(content.quality.reasons)),
            variants=[FormAnswer(**asdict(form)) for form in relations.forms],
            alike=[AlikeAnswer(**asdict(other)) for other in relations.alike],
            links=WholeLinks(**ReleaseLinks.of(stored.id, content.url).model_dump(), archived=archived),
        )


class RevisionLinks(Answer):
    """Where to read what changed."""

    comparison: str | None = Field(description="The page with what changed since the one before; null for the first.")


class RevisionAnswer(Answer):
    """What a release said for a while."""

    model_config = ConfigDict(json_schema_extra=only_sure("number"))

    number: int = Field(description="From 1.")
    at: Timestamp = Field(description="When it was first seen so.")
    reason: Reason = Field(description="Whether its page said so, it was imported, or an archived page was read again.")
    title: str
    published: Moment
    text: str
    notes: str
    links: RevisionLinks

    @classmethod
    def of(cls, release: str, revision: Revision, before: Revision | None) -> Self:
        content = revision.content
        compared = {"release_id": release, "before": before.number, "after": revision.number} if before else None
        return cls(
            number=revision.number,
            at=iso(revision.at),
            reason=revision.reason,
            title=content.title,
            published=iso(content.published) or None,
            text=content.text,
            notes=content.notes,
            links=RevisionLinks(comparison=address("revisions.comparison", **compared) if compared else None),
        )


class ListLinks(Answer):
    """The same list elsewhere."""

    self: str
    next: str | None = Field(description="The following part of the list.")
    html: str = Field(description="The page about it.")


class RevisionsLinks(ListLinks):
    """The same list elsewhere, and the release that it is of."""

    release: str


class RevisionsAnswer(Answer):
    """What a release has said since it was first seen, the first first."""

    total: int = Field(description="How many versions there have been.")
    revisions: list[RevisionAnswer]
    cursor: str | None = Field(description="Continues after the last; null at the end.")
    links: RevisionsLinks


class TallyAnswer(Answer):
    """What happened of a source in some time, in days of UTC."""

    requests: int = Field(description="Requests that were made, those for robots.txt included.")
    failed: int = Field(description="Those of them without a usable answer.")
    bytes: int = Field(description="The size of the answers, unpacked.")
    milliseconds: int = Field(description="How long was waited for the answers in all.")
    found: int = Field(description="Addresses that were new.")
    new: int = Field(description="Releases that were new.")
    changed: int = Field(description="Releases whose content changed.")
    withdrawn: int = Field(description="Releases that were withdrawn.")


class DoubtfulAnswer(Answer):
    """A page that reads badly, for a person to look at."""

    url: str
    reason: str = Field(description="What speaks against it, in words.")
    release: str | None = Field(description="The release that it gave before, which is kept as it was.")


class SourceAnswer(Answer):
    """A source of releases and how its crawls go."""

    model_config = ConfigDict(json_schema_extra=only_sure("name"))

    name: str = Field(description="Its key, which the source filter takes.")
    organisation: str
    short: str = Field(description="The organisation's short name; may be empty.")
    start: list[str] = Field(description="The pages, feeds and sitemaps its crawls start from.")
    state: str = Field(description="ok, crawling, waiting, failing, needs-contact, paused, removed or imported.")
    note: str = Field(description="What to know or to do about it, in plain words; may be empty.")
    releases: int = Field(description="How many releases it has given.")
    known: int = Field(description="How many of its addresses are known.")
    queued: int = Field(description="How many of them wait for their first visit.")
    last_success: Timestamp | None = Field(description="When a start page was last read.")
    last_new: Timestamp | None = Field(description="When its newest release came.")
    last_error: str | None = Field(description="The last error of a start page, in plain words.")
    last_error_at: Timestamp | None
    last_error_kind: str = Field(
        description="The kind of that error: a status, or a name such as dns, tls or robots; empty without one.",
        examples=["", "503", "timeout-read"],
    )
    last_error_meaning: str = Field(description="What such an error means; may be empty.")
    last_error_advice: str = Field(description="What to do about such an error; empty where waiting is all.")
    next_due: Timestamp | None = Field(description="When it is visited next.")
    budget: int | None = Field(description="How many requests it gets a day; null: as many as politeness allows.")
    today: TallyAnswer = Field(description="Today so far.")
    month: TallyAnswer = Field(description="The last 30 days, today included.")
    response_ms: int | None = Field(
        description="How long its servers took to answer in these 30 days, on average in milliseconds."
    )
    pace: str = Field(description="Why its servers are asked slowly, in a sentence; empty when they are not.")
    silent_since: Timestamp | None = Field(
        description="Nothing new came since then, for longer than its rhythm explains; null while it is not silent."
    )
    layout_note: str = Field(
        description="What its pages have lost, where they read worse than they used to; empty while they do not."
    )
    warnings: list[str] = Field(description="What should be looked at: silence and a changed layout, in sentences.")
    hub: str | None = Field(description="The WebSub hub that its feed names.")
    doubtful: int = Field(description="How many pages may be releases but read too badly to be taken as such.")
    to_look_at: list[DoubtfulAnswer] = Field(description="Those of them that were found last, ten at most.")

    @classmethod
    def of(cls, source: SourceState) -> Self:
        moments = ("last_success", "last_new", "last_error_at", "next_due", "silent_since")
        values = source.as_record() | {name: _moment(getattr(source, name)) for name in moments}
        return cls.model_validate(values)


class SourcesAnswer(Answer):
    """The sources."""

    total: int = Field(description="How many there are with these filters.")
    sources: list[SourceAnswer]
    cursor: str | None = Field(description="Continues after the last; null at the end.")
    links: ListLinks


class CrawlStateAnswer(Answer):
    """What the crawls of a source do now."""

    source: str = Field(description="The key of the source.")
    state: str = Field(description="ok, crawling, waiting, failing, needs-contact, paused, removed or imported.")
    queued: int = Field(description="How many addresses wait for their first visit.")
    last_success: Timestamp | None = Field(description="When a start page was last read.")
    last_error: str | None = Field(description="The last error of a start page, in plain words.")
    last_error_at: Timestamp | None
    next_due: Timestamp | None = Field(description="When it is visited next.")

    @classmethod
    def of(cls, source: SourceState) -> Self:
        moments = ("last_success", "last_error_at", "next_due")
        values = source.as_record() | {name: _moment(getattr(source, name)) for name in moments}
        return cls.model_validate(values | {"source": source.name})


class CrawlDay(Answer):
    """A day of a source."""

    day: Annotated[str, WithJsonSchema({"type": "string", "format": "date"})] = Field(description="A day of UTC.")
    source: str = Field(description="The key of the source.")


class CrawlDayAnswer(TallyAnswer, CrawlDay):
    """What was done of a source on a day of UTC."""

    model_config = ConfigDict(json_schema_extra=only_sure("day"))

    @classmethod
    def of(cls, found: SourceDay) -> Self:
        return cls(source=found.source, day=found.day.isoformat(), **asdict(found.tally))


class CrawlsAnswer(Answer):
    """What the crawls do now, and what they did each day."""

    now: list[CrawlStateAnswer] = Field(description="The state of each of the sources, by name.")
    total: int = Field(description="How many days there are with these filters, each source’s for itself.")
    days: list[CrawlDayAnswer] = Field(description="Days on which a source was asked; within a day by source.")
    cursor: str | None = Field(description="Continues after the last day; null at the end.")
    links: ListLinks


class HealthAnswer(Answer):
    """The server runs."""

    status: str = Field(description="ok")


class ReadyAnswer(Answer):
    """Searches can be answered."""

    status: str = Field(description="ready")
    index_seq: int = Field(description="The change of the store that the index has come to.")
    store_seq: int = Field(description="The newest change of the store.")


class OpenApiDocument(RootModel[dict[str, Any]]):
    """This document."""

    def fingerprint(self) -> str:
        return self.model_dump_json()


def _moment(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
