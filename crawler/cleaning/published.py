"""When a release was published, and which evidence says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag

from . import furniture
from .blocks import Block
from .container import stands_in
from .dates import find_dates, parse_machine
from .facts.modified import declared_change
from .metadata import Metadata
from .soup import attribute, names_of
from .text import word_set
from .title import MAX_NAME

Published = date | datetime

# Names of meta elements that say "published", most trusted first: the order counts.
_META_NAMES = (
    *("article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued"),
    *("pubdate", "publishdate", "publish-date", "publish_date", "published_time"),
    *("publication_date", "publication-date"),
    *("citation_publication_date", "citation_date", "article.published", "article:published"),
    *("originalpublicationdate", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime"),
    *("bt:pubdate", "dcsext.articlefirstpublished", "rnews:datepublished", "displaydate"),
    *("og:article:published_time", "article_date_original", "pub_date"),
)
# Names that only say "date": some systems put the day of the last change there, or of the first draft.
_VAGUE_NAMES = (
    *("dcterms.created", "dc.date.created", "dc.date", "dcterms.date"),
    *("date", "created", "datecreated", "timestamp"),
)
_NAMED_ELEMENTS = word_set("span div p li dd strong small td h2 h3 h4 h5 h6")
_DATE_WORDS = word_set(
    """
    date datum datetime published publishdate pubdate posted postdate dateline timestamp entrydate fecha data дата stand
    publication created newsdate articledate day
    """
)
_NOT_PUBLISHED = re.compile(
    r"updat|modif|aktualisiert|geändert|stand:|mis à jour|actualizado|aggiornat|atualizad|обновл|изменен|更新"
    r"|deadline|until|copyright|©"
    r"|today|accessed|retrieved|heute|abgerufen|aujourd['’]hui|consulté|\bhoy\b|consultado|\boggi\b|\bhoje\b|сегодня|今日|今天",
    re.IGNORECASE,
)
_IS_DATE_PROPERTY = re.compile(r"(?:\w+:)?(?:datePublished|dateCreated|issued)")
# Names that systems make up for themselves: "w-published-date", "published_on".
_SAYS_PUBLISHED = re.compile(r"(?:^|[^a-z])(?:publish(?:ed|ing)?|publication)[-_.:]?(?:date|time|on|at)(?:[^a-z]|$)")
_PART = re.compile(r"\s+[|–—»·•-]+\s+|\s*[|｜]\s*")
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_URL_SEGMENTS = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?=/)")
_URL_DAY_FIRST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])[_.-](0[1-9]|1[0-2])[_.-]((?:19|20)\d\d)(?!\d)")
_DATE_TAGS = ("span", "div", "p", "li", "dd", "td", "h2", "h3", "h4", "h5", "h6")
_NEAR = 12  # blocks before and after the title in which a date is looked for
_SHORT = 160  # characters; a date in a longer block belongs to running text
_MAX_LINKED = 0.8  # of a line with a date ("24 April 2020 | Press releases")
_DATE_LINE = 50  # characters; a shorter line with a date is about nothing else
_BESIDE_DAY = 12  # characters of such a line beside its date: a clock, "On", a dot
_ONE_DAY = timedelta(days=1)  # clocks around the world
_MONTHS = 12
_MAX_LINES = 500
_AFTER_WORD = 25  # characters between a word for "published" and the date
_OPENING = 250  # characters of the text in which its dateline stands


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """What the rules look at.

    `title_at` is the index of the title's block, None where no block is it; `inside` the element that holds title and
    text, None to look anywhere. `stated` are passages of the page that follow a word for "published", `in_data` what
    its scripts are told of that.
    """

    soup: BeautifulSoup
    meta: Metadata
    url: str
    blocks: Sequence[Block]
    title_at: int | None
    text: str
    month_first: bool = False
    inside: Tag | None = None
    stated: Sequence[str] = ()
    in_data: Sequence[str] = ()


def find_published(evidence: DateEvidence) -> tuple[Published | None, str | None]:
    """The date and the name of its evidence; (None, None) where the page does not say."""
    anywhere = replace(evidence, inside=None)
    for name, rule in RULES:
        found = rule(anywhere if name in BESIDE else evidence)
        if found is not None:
            return local_day(found, evidence), name
    return None, None


def local_day(found: Published, evidence: DateEvidence) -> Published:
    """The day alone where a moment in UTC falls on the day before or after the one that the page shows."""
    if not isinstance(found, datetime) or found.utcoffset() != timedelta(0):
        return found
    there = (found - timedelta(hours=12)).date(), (found + timedelta(hours=14)).date()  # at the ends of the world
    lines = (_published_in(block.text, evidence) for block in _near_title(evidence) if len(block.text) < _DATE_LINE)
    shown = [day for day in (from_url(evidence), *lines) if day is not None]
    if found.date() in shown:
        return found
    return next((day for day in shown if there[0] <= day <= there[1]), found)


def from_shown_day(evidence: DateEvidence) -> Published | None:
    """The one day that stands alone near the title, where the page declares another one.

    Metadata keep the day on which a draft was begun or the page moved to its present system; what readers are shown is
    what its publisher says. Not a day that is declared the last change, nor one that the address contradicts.
    """
    declared = next((_day(found) for rule in _DECLARED if (found := rule(evidence))), None)
    if declared is None:
        return None
    days = set(_lone_days(evidence))
    change = declared_change(evidence.meta, evidence.month_first)
    spoken_for = (declared, declared - _ONE_DAY, declared + _ONE_DAY, _swapped(declared), change and _day(change))
    if len(days) != 1 or not days.isdisjoint(spoken_for) or from_url(evidence) not in (None, *days):
        return None
    return days.pop()


def _lone_days(evidence: DateEvidence) -> Iterator[date]:
    """The days of lines near the title that hold hardly more than a date, unless the line before says what it is of."""
    before = {id(block): above.text for above, block in pairwise(evidence.blocks)}
    for block in _near_title(evidence):
        found = find_dates(block.text, evidence.month_first) if len(block.text) < _DATE_LINE else []
        label = before.get(id(block), "")
        if found and not _NOT_PUBLISHED.search(f"{label if len(label) < _DATE_LINE else ''} {block.text}"):
            alone = len(block.text) - (found[0].end - found[0].start) <= _BESIDE_DAY
            yield from (one.day for one in found) if alone else ()


def _day(found: Published) -> date:
    return found.date() if isinstance(found, datetime) else found


def _swapped(day: date) -> date | None:
    """The day that "9/10" is to those who write its month first, where "10/9" is meant."""
    return date(day.year, day.day, day.month) if day.day <= _MONTHS else None


def from_json_ld(evidence: DateEvidence) -> Published | None:
    article = evidence.meta.article
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = article.get(key)
        found = parse_machine(value, evidence.month_first) if isinstance(value, str) else None
        if found:
            return found
    return None


def from_meta(evidence: DateEvidence) -> Published | None:
    made_up = (name for name in evidence.meta.meta if _SAYS_PUBLISHED.search(name))
    return _from_names((*_META_NAMES, *made_up), evidence)


def from_vague_meta(evidence: DateEvidence) -> Published | None:
    """What the page calls no more than a date: the days that it shows go before."""
    return _from_names(_VAGUE_NAMES, evidence)


def _from_names(names: Sequence[str], evidence: DateEvidence) -> Published | None:
    for name in names:
        for value in evidence.meta.meta.get(name, ()):
            found = parse_machine(value, evidence.month_first)
            if found:
                return found
    return None


def from_microdata(evidence: DateEvidence) -> Published | None:
    """Elements with itemprop or property "datePublished" (microdata, RDFa) outside of lists of other pages."""
    for name in ("datepublished", "datecreated"):
        found = parse_machine(evidence.meta.dates.get(name, ""), evidence.month_first)
        if found:
            return found
    for element in evidence.soup.find_all(True):
        named = attribute(element, "itemprop") or attribute(element, "property")
        found = _of_element(element, evidence) if named and _IS_DATE_PROPERTY.fullmatch(named) else None
        if found:
            return found
    return None


def from_time_near_title(evidence: DateEvidence) -> Published | None:
    """The first time element within reach of the title, those marked as an update aside."""
    holders = {id(block.holder) for block in _near_title(evidence)}
    for element in evidence.soup.find_all("time"):
        if holders and not _stands_in(element, holders):
            continue
        if _NOT_PUBLISHED.search(names_of(element)) or _says_updated(element):
            continue
        found = _of_element(element, evidence)
        if found:
            return found
    return None


def from_named_element(evidence: DateEvidence) -> Published | None:
    """A short element whose class name says "date"."""
    holders = {id(block.holder) for block in _near_title(evidence)}
    for element in evidence.soup.find_all(True):
        named = element.name in _NAMED_ELEMENTS and not _DATE_WORDS.isdisjoint(furniture.words(names_of(element)))
        if not named or (holders and not _stands_in(element, holders)):
            continue
        found = _published_in(element.get_text(" ", strip=True), evidence)
        if found:
            return found
    return None


def from_page_name(evidence: DateEvidence) -> date | None:
    """A part of the page's name for itself that is a date and nothing else ("Report of the council | 3 May 2024")."""
    name = evidence.soup.title.get_text() if evidence.soup.title else ""
    for part in _PART.split(name[:MAX_NAME])[1:]:
        found = find_dates(part, evidence.month_first)
        if len(found) == 1 and found[0].end - found[0].start >= len(part.strip()) - 2:
            return found[0].day
    return None


def from_text_near_title(evidence: DateEvidence) -> date | None:
    """A date in a short line after the title, else in one before it."""
    for block in _near_title(evidence):
        found = _published_in(block.text, evidence) if block.link_share < _MAX_LINKED else None
        if found:
            return found
    return None


def from_dateline(evidence: DateEvidence) -> Published | None:
    """ "Moscow, 30 October 2019 - ..." or "On 30 October 2019 Moscow hosted ...": the opening of the text."""
    return dateline(evidence.text, evidence.month_first)


def dateline(text: str, month_first: bool = False) -> date | None:
    """The first date in the opening of a text."""
    found = find_dates(text[:_OPENING], month_first)
    return found[0].day if found else None


def from_statement(evidence: DateEvidence) -> date | None:
    """The one day that the page says in words it was published."""
    found = (find_dates(passage, evidence.month_first) for passage in evidence.stated)
    days = {dates[0].day for dates in found if dates and dates[0].start <= _AFTER_WORD}
    return days.pop() if len(days) == 1 else None


def from_data(evidence: DateEvidence) -> Published | None:
    """The one day of publication in the data that the page hands to its scripts."""
    found = [moment for value in evidence.in_data if (moment := parse_machine(value, evidence.month_first))]
    return found[0] if len({_day(moment) for moment in found}) == 1 else None


def is_declared(meta: Metadata) -> bool:
    """Whether a page's metadata speaks of its publication."""
    return "datePublished" in meta.article or bool(meta.first(*_META_NAMES))


def only_date(evidence: DateEvidence) -> date | None:
    """Wherever it stands: the day that all time elements, dated elements and short dated lines agree on."""
    texts = [
        attribute(element, "datetime") or element.get_text(" ", strip=True)
        for element in evidence.soup.find_all("time")
    ]
    texts.extend(block.text for block in evidence.blocks if len(block.text) <= _SHORT)
    days = {day for text in texts[:_MAX_LINES] if (day := _published_in(text, evidence))}
    return days.pop() if len(days) == 1 else None


def from_url(evidence: DateEvidence) -> date | None:
    path = unquote(urlsplit(evidence.url).path)
    for pattern, order in ((_URL_DATE, (0, 1, 2)), (_URL_SEGMENTS, (0, 1, 2)), (_URL_DAY_FIRST, (2, 1, 0))):
        match = pattern.search(path)
        if match:
            year, month, day = (int(match.groups()[index]) for index in order)
            try:
                return date(year, month, day)
            except ValueError:
                continue
    return None


def from_beside(evidence: DateEvidence) -> Published | None:
    """What stands near the title, but not in the element that holds title and text: the page's day, perhaps."""
    for rule in (from_time_near_title, from_named_element, from_text_near_title):
        found = rule(evidence)
        if found is not None:
            return found
    return None


_DECLARED = (from_meta, from_json_ld, from_microdata, from_vague_meta)
RULES: Sequence[tuple[str, Callable[[DateEvidence], Published | None]]] = (
    ("line", from_shown_day),
    ("meta", from_meta),
    ("json-ld", from_json_ld),
    ("microdata", from_microdata),
    ("time", from_time_near_title),
    ("element", from_named_element),
    ("meta", from_vague_meta),
    ("url", from_url),
    ("name", from_page_name),
    ("line", from_text_near_title),
    ("beside", from_beside),
    ("statement", from_statement),
    ("statement", from_data),
    ("text", from_dateline),
    ("page", only_date),
)
BESIDE = ("beside", "page")  # what stands anywhere on a page may well be of something else than its text


def _near_title(evidence: DateEvidence) -> list[Block]:
    """The blocks after the title, before it, and its own; the first ones of the page where there is no title."""
    at = evidence.title_at
    blocks = evidence.blocks
    if at is None:
        return list(islice((block for block in blocks if _is_inside(block, evidence)), 2 * _NEAR))
    near = (*blocks[at + 1 : at + _NEAR], *reversed(blocks[max(0, at - _NEAR) : at]), blocks[at])
    return [block for block in near if _is_inside(block, evidence)]


def _is_inside(block: Block, evidence: DateEvidence) -> bool:
    return evidence.inside is None or stands_in(block.holder, evidence.inside)


def _published_in(text: str, evidence: DateEvidence) -> date | None:
    """The first date in a short line before which the line does not speak of an update."""
    if len(text) > _SHORT:
        return None
    start = 0
    for found in find_dates(text, evidence.month_first):
        if not _NOT_PUBLISHED.search(text[start : found.start]):
            return found.day
        start = found.end
    return None


def _stands_in(element: Tag, holders: set[int]) -> bool:
    return id(element) in holders or any(id(parent) in holders for parent in list(element.parents)[:3])


def _says_updated(element: Tag) -> bool:
    text = element.parent.get_text(" ", strip=True) if element.parent is not None else ""
    told = element.get_text(" ", strip=True)
    before = text.split(told)[0] if told else ""
    return len(text) < _SHORT and _NOT_PUBLISHED.search(before[-40:]) is not None


def _of_element(element: Tag, evidence: DateEvidence) -> Published | None:
    for value in (
        attribute(element, "datetime"),
        attribute(element, "content"),
        element.get_text(" ", strip=True)[:_SHORT],
    ):
        found = parse_machine(value, evidence.month_first) if value else None
        if found:
            return found
    return None
