"""All further facts of a page or a document, put into its release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bs4 import Tag

from crawler.records import Release, iso

from ..blocks import Block
from ..metadata import Metadata
from ..quality import QualityEvidence, judge
from ..text import folded
from ..trace import Trace
from .authors import find_authors
from .contacts import find_contacts
from .dateline import find_dateline
from .embargo import find_embargo
from .head import head_lines
from .media import Candidate, attachments, images, own
from .mixture import paragraph_languages
from .modified import MAX_LINE, ModifiedEvidence, find_modified
from .reference import find_reference
from .unpruned import Unpruned

_PARAGRAPH = 140  # characters of a block that may belong to another text of the page


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """What the facts of a page are found in. `inside` is the element that holds title and text, None without text;
    `own_media` are the candidates in it; `shown` is the text that readers see."""

    meta: Metadata
    unpruned: Unpruned
    blocks: Sequence[Block]
    title_at: int | None
    body: Sequence[Block]
    inside: Tag | None
    own_media: Sequence[Candidate]
    shown: str
    month_first: bool


def own_media(unpruned: Unpruned, inside: Tag | None) -> tuple[list[Candidate], frozenset[str]]:
    """The files and images in the element that holds the release, and their captions, folded."""
    found = own(unpruned.media, inside)
    return found, frozenset(folded(one.caption) for one in found if one.caption)


def with_page_facts(release: Release, evidence: PageEvidence, trace: Trace | None) -> Release:
    """The release with all that its page says beside title, text and date; `trace` is told each rule."""
    meta, lines = evidence.meta, head_lines(evidence.blocks, evidence.title_at, evidence.body, evidence.inside)
    short = [block.text for block in evidence.blocks if len(block.text) <= MAX_LINE]
    of_change = ModifiedEvidence(meta, evidence.unpruned.stamps, short, evidence.month_first)
    modified, modified_from = find_modified(of_change, release.published)
    if release.published is None and modified is not None:
        # No page is older than its last change; what the date is of is kept with it.
        release, modified = replace(release, published=modified, published_from="modified"), None
    reference, reference_from = find_reference(meta, lines)
    authors, authors_from = find_authors(meta, lines)
    release = replace(
        with_text_facts(release, lines, trace),
        modified=modified,
        reference=reference,
        authors=authors,
        attachments=attachments(evidence.own_media),
        images=images(evidence.own_media, meta, evidence.unpruned.media.base),
    )
    quality = judge(_quality_evidence(release, evidence))
    if trace is not None:
        if release.published_from == "modified":
            trace.chose("published", modified_from, iso(release.published))
        trace.chose("modified", modified_from if modified else "none", iso(modified))
        trace.chose("reference", reference_from, reference or "")
        trace.chose("authors", authors_from, ", ".join(authors))
        trace.chose("attachments", "own" if release.attachments else "none", _urls(release.attachments))
        shown = any(one.kind == "image" for one in evidence.own_media)
        trace.chose("images", "own" if shown else "lead image" if release.images else "none", _urls(release.images))
        trace.chose("quality", "judge", f"{quality.score}: {', '.join(quality.reasons) or 'nothing against it'}")
    return replace(release, quality=quality)


def with_text_facts(release: Release, lines: Sequence[str], trace: Trace | None = None) -> Release:
    """The release with what its text, its notes and the lines at its head say, whatever it was read from."""
    place, place_from = find_dateline(lines, release.text)
    embargo = find_embargo(lines)
    languages = paragraph_languages(release.text, release.language)
    contacts = find_contacts(release.notes)
    if trace is not None:
        trace.chose("dateline", place_from, place or "")
        trace.chose("embargo", "find_embargo" if embargo else "none", embargo or "")
        trace.chose("languages", "paragraph_languages" if languages else "one language", " ".join(languages))
        trace.chose("contacts", "find_contacts" if contacts else "none", ", ".join(one.name for one in contacts))
    return replace(release, dateline=place, embargo=embargo, paragraph_languages=languages, contacts=contacts)


def with_document_facts(release: Release, lines: Sequence[str]) -> Release:
    """The same for a document or a plain text: `lines` are those at its head.

    Whom a file names as its author is who typed it, or whose machine that was: only lines say who wrote a release.
    """
    release = with_text_facts(release, lines)
    reference, _ = find_reference(Metadata(), lines)
    authors, _ = find_authors(Metadata(), lines)
    quality = judge(QualityEvidence(release.title, release.text, release.published is not None))
    return replace(release, reference=reference, authors=authors, quality=quality)


def _quality_evidence(release: Release, evidence: PageEvidence) -> QualityEvidence:
    length = sum(len(block.text) for block in evidence.body)
    return QualityEvidence(
        title=release.title,
        text=release.text,
        dated=release.published is not None,
        linked=sum(block.linked for block in evidence.body) / max(1, length),
        rival=_rival(evidence),
        embedded=release.text != evidence.shown,
    )


def _rival(evidence: PageEvidence) -> int:
    """The size of the largest part of the page that is not its text: paragraphs in one element."""
    mine = {id(block) for block in evidence.body}
    sizes: Counter[int] = Counter()
    for block in evidence.blocks:
        if len(block.text) >= _PARAGRAPH and id(block) not in mine and 2 * block.linked < len(block.text):
            sizes[id(block.holder.parent)] += len(block.text)
    return max(sizes.values(), default=0)


def _urls(found: Sequence[object]) -> str:
    return " ".join(str(getattr(one, "url", "")) for one in found)
