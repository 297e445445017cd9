"""`clean_page`: one HTML page to one release."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bs4 import BeautifulSoup, Tag

from crawler.learning.template import NO_TEMPLATE, Template
from crawler.records import Release, iso
from crawler.urls import host_of

from .blocks import Block, read_blocks
from .body import Body, body_blocks
from .canonical import canonical_url
from .date_order import reads_month_first
from .facts.gather import PageEvidence, own_media, with_page_facts
from .facts.head import without_head
from .facts.unpruned import read_unpruned
from .language import declared_language, language_of
from .learnt import Cleaned, Work, lesson_of, with_template, without_template
from .metadata import Metadata, embedded_text, names, organisation, page_type, people, read_metadata, topics
from .notes import split_notes
from .parse import Parsed, parse
from .pieces import render
from .prune import prune
from .published import DateEvidence, find_published, is_declared
from .signature import preferred
from .soup import attribute
from .stated import stated_passages, values_in_data
from .text import folded, size
from .title import TitleEvidence, all_names, find_title, host_labels
from .trace import Trace

_MIN_EMBEDDED = 400  # characters
_HARDLY_ANY = 0.3
_SHORTEST_NAME = 3  # characters
_NAMES_OF_PEOPLE = range(2, 4)  # words

log = logging.getLogger(__name__)


def clean_page(page: bytes | Parsed, url: str, trace: Trace | None = None, learnt: Template = NO_TEMPLATE) -> Release:
    """What a page says, as far as the page itself gives it; a page that is parsed already is used up by it.

    `trace` is told what each rule chose or left out. `learnt` is what is known of the page's source.

    Pure: no network, no disk writes, no clock. Never raises on any bytes: a page that says nothing gives empty fields.
    Work is bounded whatever the page's size: bytes behind `decode.MAX_BYTES` and elements behind `prune.MAX_ELEMENTS`
    are not read.
    """
    try:
        work = _clean(parse(page) if isinstance(page, bytes) else page, url, trace, learnt)
        return with_template(work, learnt, trace)
    except Exception:  # the contract: never raises; a bug must cost one page, not a crawl
        log.exception("cleaning failed url=%s", url)
        return Release(url=url, title="", text="")


def clean_and_learn(page: Parsed, url: str, learnt: Template = NO_TEMPLATE) -> Cleaned:
    """`clean_page`, with what the page gives by itself, and what it teaches of its source."""
    try:
        work = _clean(page, url, None, learnt)
        return Cleaned(with_template(work, learnt), without_template(work), lesson_of(work))
    except Exception:  # as above
        log.exception("cleaning failed url=%s", url)
        nothing = Release(url=url, title="", text="")
        return Cleaned(nothing, nothing)


def _clean(page: Parsed, url: str, trace: Trace | None, learnt: Template) -> Work:
    meta = read_metadata(page.root)
    stated, in_data = ((), ()) if is_declared(meta) else (stated_passages(page.root), values_in_data(page.root))
    unpruned = read_unpruned(page, url)
    soup = prune(page.root, trace)
    root = soup.body or soup
    blocks = read_blocks(root)
    named = TitleEvidence(soup, meta, url)
    title, title_from = find_title(named)
    title_at = find_block(title, blocks)
    own = Body.of(root, blocks, title, title_at, all_names(named), host_of(url))
    seen = replace(own, container=preferred(own.container, blocks, learnt.container))
    called = own_names(meta, url)
    body = body_blocks(seen, trace)
    inside = around([*body, *blocks[title_at : title_at + 1]] if title_at is not None else body) if body else None
    media, captions = own_media(unpruned, inside)
    text_blocks, note_blocks = split_notes(without_head(body, captions, trace), called)
    shown = render(text_blocks)
    text = fuller(shown, embedded_text(meta))
    html_lang = _html_lang(soup)
    language = language_of(text, html_lang, meta)
    declared = declared_language(html_lang, meta)
    month_first = reads_month_first(language, declared, learnt.month_first)
    evidence = DateEvidence(soup, meta, url, blocks, title_at, text, month_first, inside, stated, in_data)
    published, published_from = find_published(evidence)
    release = Release(
        url=canonical_url(meta, url),
        title=title,
        text=text,
        published=published,
        published_from=published_from,
        language=language,
        organisation=organisation(meta),
        notes=render(note_blocks),
        people=people(meta),
        topics=topics(meta),
        page_type=page_type(meta),
    )
    if trace is not None:
        trace.chose("title", title_from or "none", title)
        if seen.container is not own.container:
            trace.chose("text", "learnt_container", str(learnt.container))
        trace.chose("text", "shown" if text == shown else "embedded_text", text)
        trace.chose("notes", "split_notes" if note_blocks else "none", release.notes)
        trace.chose("published", published_from or "none", iso(published))
        trace.chose("language", "declared" if language == declared else "detected", language or "")
        trace.chose("url", "named by the page" if release.url != url else "as asked", release.url)
    facts = PageEvidence(meta, unpruned, blocks, title_at, body, inside, media, shown, month_first)
    release = with_page_facts(release, facts, trace)
    return Work(release, own, seen, called, captions, body, text_blocks, shown=text == shown, evidence=evidence)


def own_names(meta: Metadata, url: str) -> set[str]:
    """What the organisation behind a page may be called, and its writers: as the page names them, or its domain."""
    writers = [*names(meta.article.get("author")), meta.first("author")]
    first_names = (name.split()[0] for name in writers if len(name.split()) in _NAMES_OF_PEOPLE)
    given = (organisation(meta), meta.first("og:site_name"), *host_labels(url)[-1:], *writers, *first_names)
    return {name for name in given if name and len(name) >= _SHORTEST_NAME}


def find_block(title: str, blocks: Sequence[Block]) -> int | None:
    """The index of the block that is the title: the highest heading with its text, else the first such block, else the
    first top heading that has most of it."""
    wanted = folded(title)
    if not wanted:
        return None
    same = [
        index for index, block in enumerate(blocks) if block.size < 2 * len(title) + 40 and wanted in folded(block.text)
    ]
    if not same:
        tops = ((index, folded(block.text)) for index, block in enumerate(blocks) if block.level == 1)
        return next((index for index, text in tops if text in wanted and 2 * len(text) > len(wanted)), None)
    return min(same, key=lambda index: (blocks[index].level or 7, index), default=None)


def around(blocks: Sequence[Block]) -> Tag:
    """The smallest element that holds all these blocks, of which there is at least one."""
    ways = [blocks[0].holder, *blocks[0].holder.parents]
    places = {id(element): place for place, element in enumerate(ways)}
    farthest = 0
    for block in blocks[1:]:
        met = next(id(each) for each in (block.holder, *block.holder.parents) if id(each) in places)
        farthest = max(farthest, places[met])
    return ways[farthest]


def fuller(shown: str, embedded: str) -> str:
    """The text that the page shows, unless it shows hardly any of what its metadata holds (a script would)."""
    return embedded if size(embedded) > _MIN_EMBEDDED and size(shown) < _HARDLY_ANY * size(embedded) else shown


def _html_lang(soup: BeautifulSoup) -> str:
    return attribute(soup.html, "lang") if isinstance(soup.html, Tag) else ""
