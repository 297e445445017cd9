"""The page of one release."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from crawler.cleaning.facts.authors import is_person
from crawler.cleaning.facts.media import MEDIA_TYPES
from crawler.records import Alike, Contact, Form, Precision, Relations, Release, State, StoredRelease, iso
from indexer.index import IndexUnreadableError, ProfileKind
from indexer.labels import primary_language
from indexer.paragraphs import paragraphs
from web.api.schemas import ReleaseAnswer
from web.archived import captures, newest_capture
from web.citations import RECORDS, Citation, Record, apa, chicago
from web.evidence import evidence
from web.i18n import gettext, later
from web.labels import language_name, value_label
from web.library import library
from web.links import facet_address
from web.map import map_of
from web.matches import matches
from web.profiles import address
from web.prose import Block, beginning, blocks
from web.said import said, said_reason
from web.wording import day, day_of, direction, host, labelled, listed, machine_date, moment, web_address

blueprint = Blueprint("releases", __name__)

STATES = {
    State.CHANGED: later("Changed since it was first published"),
    State.WITHDRAWN: later("Withdrawn: no longer on the organisation’s site"),
}

SIMILAR = 5  # releases that a page shows
TOLD = 5  # releases of its event that it shows; the event's own page has all
HARD_TO_READ = 0.75  # a score of quality below which a page says what speaks against it

# What says when a release was published (`published_from`), for people.
SHOWN, DECLARED = later("shown on its page"), later("stated in its page’s data")
DATED_BY = dict.fromkeys(("line", "time", "element", "name", "beside", "statement", "page"), SHOWN)
DATED_BY |= dict.fromkeys(("meta", "json-ld", "microdata"), DECLARED)
DATED_BY |= {"url": later("from its address"), "text": later("from its text")}

DESCRIPTION = 200  # characters of the text that stand for it where its page is shared

FORMS = {
    "amp": later("AMP version"),
    "print": later("Print version"),
    "pdf": later("PDF"),
    "docx": later("Word document"),
    "duplicate": later("The same page elsewhere"),
    "moved": later("Former address"),
    "translation": later("Translation"),
}


@dataclass(frozen=True)
class Link:
    """A value of a fact and where more of it is; `note` says what the release tells of it."""

    label: str
    href: str
    note: str = ""
    evidence: tuple[str, ...] = ()  # the words of the text that show it


@dataclass(frozen=True)
class FormLink:
    """Another form of the release: what it is, where it stands, and our own page of it (a translation's)."""

    label: str
    original: str
    href: str | None


@dataclass(frozen=True)
class Person:
    """Somebody to ask: links for a telephone and a mail program, None where there is nothing to call or write to."""

    name: str
    phone: str
    call: str | None
    email: str
    write: str | None


@dataclass(frozen=True)
class FileLink:
    """A file or an image at the organisation: what it is called, and what kind of file it is."""

    label: str
    href: str
    kind: str = ""


@dataclass(frozen=True)
class SimilarLink:
    """A release about the same event or subject; `reason` is what shows that it is the same event."""

    title: str
    href: str
    language: str
    direction: str
    organisation: str
    date: str
    date_iso: str
    reason: str = ""


@dataclass(frozen=True)
class Fact:
    """A named list of values beside the text."""

    name: str
    values: list[Link]


@dataclass(frozen=True)
class ReleasePage:
    """What the template shows of a release."""

    release: StoredRelease
    canonical: str
    original: str | None
    host: str
    direction: str
    state: str
    state_label: str
    day: str
    published: str
    published_iso: str
    modified: str
    modified_iso: str
    dated_by: str
    description: str
    first_seen: str
    first_seen_iso: str
    facts: list[Fact]
    forms: list[FormLink]
    alike: list[Link]
    contacts: list[Person]
    files: list[FileLink]
    images: list[FileLink]
    doubts: str
    text: list[Block]
    notes: list[Block]
    json_ld: dict[str, Any]


@blueprint.get("/releases/<release_id:release_id>")
def page(release_id: str) -> str | Response:
    release = library().store.release(release_id)
    if release is None:
        return _as_file(release_id)
    page_ = _present(release, library().store.relations(release))
    title = release.content.title or gettext("Untitled release")
    found = matches(request.args.get("q", ""), title, page_.text, release.content.language)
    told, similar = _beside(release)
    citation = Citation.of(release, _page_of(release.id, external=True))
    return render_template(
        "release.html",
        page=page_,
        found=found,
        told=told,
        similar=similar,
        captures=captures(release),
        map=map_of(release.content.places),
        references={"APA": apa(citation), "Chicago": chicago(citation)},
        records=[Link(form.name, _page_of(f"{release.id}.{ending}")) for ending, form in RECORDS.items()],
        plain_text=_page_of(f"{release.id}.txt"),
    )


def _as_file(name: str) -> Response:
    """A release in another form, by the ending behind its id. An id may have an ending itself, and goes before."""
    for ending, (media_type, write) in FILES.items():
        identity = name.removesuffix(f".{ending}")
        release = library().store.release(identity) if identity != name else None
        if release is not None:
            response = Response(write(release), content_type=f"{media_type}; charset=utf-8")
            if ending in RECORDS:
                response.headers.set("Content-Disposition", "attachment", filename=f"{_file_name(identity)}.{ending}")
            return response
    raise NotFound


def _file_name(identity: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", identity)[:80].strip("-.") or "release"


def _record(form: Record) -> Callable[[StoredRelease], str]:
    return lambda release: form.write(Citation.of(release, _page_of(release.id, external=True)))


def _plain_text(release: StoredRelease) -> str:
    """Title, who and when, where it stands, the text and its notes, a blank line between them."""
    content = release.content
    who = ", ".join(filter(None, [content.organisation, machine_date(content.published, content.published_precision)]))
    parts = [content.title, who, content.url, content.text, content.notes]
    return "\n\n".join(filter(None, parts)) + "\n"


def _json(release: StoredRelease) -> str:
    answer = ReleaseAnswer.of(release, library().store.relations(release), newest_capture(release))
    return answer.model_dump_json(by_alias=True, exclude_unset=True)


# What a release can be had as, by the ending of its address: the media type, and what writes it.
FILES: dict[str, tuple[str, Callable[[StoredRelease], str]]] = {
    **{ending: (form.media_type, _record(form)) for ending, form in RECORDS.items()},
    "json": ("application/json", _json),
    "txt": ("text/plain", _plain_text),
}


def _beside(release: StoredRelease) -> tuple[list[SimilarLink], list[SimilarLink]]:
    """Who else tells of its event, and others about the same; none while no index can be read."""
    index = library().index
    try:
        told = index.told_by_others(release)
        found = index.similar(release, SIMILAR + len(told))
    except IndexUnreadableError:
        return [], []
    known = {one.hit.id for one in told}
    similar = [_similar_link(hit.fields) for hit in found if hit.id not in known]
    return [_similar_link(one.hit.fields, one.reason) for one in told[:TOLD]], similar[:SIMILAR]


def _similar_link(fields: Mapping[str, Any], reason: str = "") -> SimilarLink:
    date, precision = fields.get("published"), fields.get("published_precision", Precision.DAY)
    return SimilarLink(
        title=fields["title"] or gettext("Untitled release"),
        href=_page_of(fields["id"]),
        language=fields.get("language") or "",
        direction=direction(fields.get("language")),
        organisation=fields.get("organisation") or "",
        date=day_of(date, precision) if date else "",
        date_iso=date or "",
        reason=said_reason(reason),
    )


def _present(release: StoredRelease, relations: Relations) -> ReleasePage:
    content = release.content
    original = web_address(content.url)
    canonical = original or url_for("releases.page", release_id=release.id, _external=True)
    return ReleasePage(
        release=release,
        canonical=canonical,
        original=original,
        host=host(original or ""),
        direction=direction(content.language),
        state=gettext(STATES[release.state]) if release.state in STATES else "",
        state_label=value_label("state", release.state.value),
        day=day(content.published, content.published_precision) if content.published else "",
        published=moment(content.published, content.published_precision) if content.published else "",
        published_iso=machine_date(content.published, content.published_precision),
        modified=moment(content.modified) if content.modified else "",
        modified_iso=machine_date(content.modified),
        dated_by=_dated_by(content),
        description=beginning(content.text, DESCRIPTION),
        first_seen=moment(release.first_seen),
        first_seen_iso=iso(release.first_seen),
        facts=_facts(release),
        forms=[_form(form) for form in relations.forms if web_address(form.url)],
        alike=[_alike(other) for other in relations.alike],
        contacts=[_person(contact) for contact in content.contacts],
        files=[
            FileLink(file.title or file.url, file.url, file_kind(file.media_type))
            for file in content.attachments
            if web_address(file.url)
        ],
        images=[
            FileLink(image.caption or image.alt or gettext("Image %(number)s") % {"number": number}, image.url)
            for number, image in enumerate(content.images, 1)
            if web_address(image.url)
        ],
        doubts=listed(map(said, content.quality.reasons)) if content.quality.score < HARD_TO_READ else "",
        text=blocks(content.text, content.paragraph_languages, content.language),
        notes=blocks(content.notes, first=len(paragraphs(content.text)) + 1),
        json_ld=news_article(release, canonical),
    )


def _dated_by(content: Release) -> str:
    known = DATED_BY.get(content.published_from or "") if content.published else None
    return gettext(known) if known else ""


def _person(contact: Contact) -> Person:
    digits = "".join(character for character in contact.phone.replace("(0)", "") if character.isdecimal())
    call = f"tel:{'+' if contact.phone.startswith('+') else ''}{digits}" if digits else None
    write = f"mailto:{contact.email}" if contact.email else None
    return Person(contact.name, contact.phone, call, contact.email, write)


def file_kind(media_type: str) -> str:
    """What people call a kind of file: "PDF" for "application/pdf"; "" for an unknown one."""
    endings = (ending for ending, known in MEDIA_TYPES.items() if known == media_type)
    return next(endings, "").upper()


def _form(form: Form) -> FormLink:
    label = gettext(FORMS[form.kind]) if form.kind in FORMS else form.kind
    if form.kind == "translation" and form.language:
        label = language_name(form.language)
    return FormLink(label, form.url, _page_of(form.release) if form.release else None)


def _alike(other: Alike) -> Link:
    title = other.title or gettext("Untitled release")
    label = labelled(other.organisation, title) if other.organisation else title
    return Link(label, _page_of(other.id))


def _page_of(release: str, *, external: bool = False) -> str:
    return url_for("releases.page", release_id=release, _external=external)


def _facts(release: StoredRelease) -> list[Fact]:
    content = release.content
    own = content.organisation or ""
    others = [name for name in content.organisations if name != own and not name.startswith(f"{own} (")]
    offices = {one.person: one.office for one in content.offices}
    shown_by = evidence(release)

    def named(kind: ProfileKind, name: str, note: str = "") -> Link:
        return Link(value_label(kind, name), address(kind, name), note, shown_by.get((kind, name), ()))

    found = [
        Fact(gettext("Organisation"), [Link(own, facet_address("organisation", own))] if own else []),
        Fact(gettext("People"), [named("person", name, offices.get(name, "")) for name in content.people]),
        Fact(gettext("Also named"), [named("mentioned", name) for name in others]),
        Fact(gettext("Places"), [named("place", name) for name in content.places]),
        Fact(gettext("Topics"), [named("topic", name) for name in content.topics]),
    ]
    if content.language:
        code = primary_language(content.language)
        found.append(Fact(gettext("Language"), [Link(language_name(code), facet_address("language", code))]))
    return [fact for fact in found if fact.values]


def news_article(release: StoredRelease, canonical: str) -> dict[str, Any]:
    """The release as a schema.org NewsArticle for the page's head; what is not known is left out."""
    content = release.content
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": content.title,
        "mainEntityOfPage": canonical,
        "datePublished": ""
        if content.is_dated_by_change
        else machine_date(content.published, content.published_precision),
        "dateModified": machine_date(content.published if content.is_dated_by_change else content.modified),
        "author": [_author(name) for name in content.authors],
        "identifier": content.reference,
        "inLanguage": content.language,
        "publisher": {"@type": "Organization", "name": content.organisation} if content.organisation else None,
        "keywords": list(content.topics),
        "mentions": [{"@type": "Person", "name": name} for name in content.people],
        "contentLocation": [{"@type": "Place", "name": name} for name in content.places],
        "articleBody": content.text,
    }
    return {name: value for name, value in article.items() if value}


def _author(name: str) -> dict[str, str]:
    return {"@type": "Person" if is_person(name) else "Organization", "name": name}
