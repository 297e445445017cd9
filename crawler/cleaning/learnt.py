"""What cleaning takes from a source's template, and what a page adds to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from crawler.learning.template import Lesson, Template
from crawler.records import Release

from .blocks import Block
from .body import Body, body_blocks
from .boilerplate import digests, part_boilerplate
from .date_order import order_shown
from .facts.contacts import find_contacts
from .facts.head import without_head
from .facts.mixture import paragraph_languages
from .notes import split_notes
from .pieces import render
from .published import DateEvidence
from .signature import signature
from .text import join_paragraphs
from .trace import Trace


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page's release; what the page gives by itself, without what was learnt of its source (the same object where
    that makes no difference); and what it teaches."""

    release: Release
    unaided: Release
    lesson: Lesson = field(default_factory=Lesson)


@dataclass(frozen=True, slots=True)
class Work:
    """A page while it is cleaned, as far as that bears on learning.

    `release` is without what is known of boilerplate. `own` is what the page gives alone, `seen` the same with the
    element that the text was taken from; `names` are those of its organisation and writers, `captions` those of its
    images; `shown`: the text is what the page shows there.
    """

    release: Release
    own: Body
    seen: Body
    names: Collection[str]
    captions: frozenset[str]
    body: Sequence[Block]
    text_blocks: Sequence[Block]
    shown: bool
    evidence: DateEvidence


def with_template(work: Work, learnt: Template, trace: Trace | None = None) -> Release:
    """The release with the boilerplate of its source among its notes, in the page's order."""
    if not work.shown or not learnt.boilerplate:
        return work.release
    text, gone = part_boilerplate(work.text_blocks, learnt.boilerplate)
    if not gone:
        return work.release
    if trace is not None:
        trace.left_out("text", "learnt_boilerplate", gone)
    return _parted(work.release, text, join_paragraphs([*gone, work.release.notes]))


def without_template(work: Work) -> Release:
    """The release as the page alone gives it."""
    if not work.shown or work.seen.container is work.own.container:
        return work.release
    text, notes = split_notes(without_head(body_blocks(work.own), work.captions), work.names)
    return _parted(work.release, render(text), render(notes))


def _parted(release: Release, text: str, notes: str) -> Release:
    """The release with another text and other notes, and what follows from them."""
    languages = paragraph_languages(text, release.language)
    return replace(release, text=text, notes=notes, paragraph_languages=languages, contacts=find_contacts(notes))


def lesson_of(work: Work) -> Lesson:
    """What the page shows of its source's template, whatever was known of that before."""
    return Lesson(
        tuple(digests(work.body)),
        signature(work.own.container) if work.body else None,
        order_shown(work.evidence, work.release.published),
    )
