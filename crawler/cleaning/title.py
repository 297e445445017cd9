"""The title of a release: the headline that a reader sees, confirmed by what the page calls itself."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from . import furniture
from .dates import find_dates
from .metadata import Metadata, names, organisation, page_type
from .soup import attribute, names_of
from .text import folded, letters, one_line, word_set

MAX_TITLE = 500  # characters
MAX_NAME = 2_000  # characters of a page's name for itself that are looked at
_MIN_CONTAINED = 12  # characters; a shorter heading stands in a page's title by accident
_MIN_SHARE = 0.35  # of a page's title that a heading inside it must make up
_MIN_SHARED = 0.34  # of a heading's words that a rewording shares with the page's name for itself
_SEPARATOR = re.compile(r"\s+[|–—»·•:/<-]+\s+|\s*(?:\||::|»|ㅣ|｜|_-_)\s*|:\s+")
_SET_OFF = re.compile(r"\s*[|–—»·•/<ㅣ｜-]+\s*\w")
_KICKERS = word_set("kicker overline dachzeile topline roofline eyebrow pretitle supertitle spitzmarke headlinekicker")
_CRUMBS = word_set("breadcrumb breadcrumbs crumb crumbs breadbar")
_MAX_CRUMB_DEPTH = 4  # elements around a heading
_NEWS_TYPES = frozenset({"NewsArticle", "PressRelease", "ReportageNewsArticle", "AnalysisNewsArticle"})
_HEADINGS = ("h1", "h2", "h3", "h4")
_MAX_HEADINGS = 200
_CLOSING = (":", ",", ".", ";", "!", "?", ")", "”", "»", "，", "：", "。")  # no blank belongs before these
_MAX_PARTS = 50  # elements in a heading that are looked at


@dataclass(frozen=True)
class TitleEvidence:
    """What the rules look at. `given` are the page's names for itself, most trusted first."""

    soup: BeautifulSoup
    meta: Metadata
    url: str

    @cached_property
    def given(self) -> list[str]:
        title = self.soup.title.get_text() if self.soup.title else ""
        candidates = (
            *names(self.meta.article.get("headline")),
            self.meta.first("og:title"),
            self.meta.first("twitter:title", "dc.title", "dcterms.title"),
            self.meta.first("headline"),
            title,
        )
        lines = (one_line(html.unescape(candidate[:MAX_NAME])) for candidate in candidates)
        return [line for line in lines if line]

    @cached_property
    def headings(self) -> list[tuple[Tag, str]]:
        """With their texts, in document order; a breadcrumb repeats the title, often in words for search engines."""
        found = islice((tag for tag in self.soup.find_all(True) if tag.name in _HEADINGS), _MAX_HEADINGS)
        texts = [(heading, without_site(headline_text(heading), self)) for heading in found]
        crumbs = {id(heading) for heading, _ in texts if _is_crumb(heading)}
        called = set(map(folded, all_names(self))) if crumbs else set()
        if not any(id(heading) not in crumbs and folded(text) in called for heading, text in texts):
            crumbs = set()  # it stands nowhere else
        return [(heading, text) for heading, text in texts if text and id(heading) not in crumbs]

    @cached_property
    def site_names(self) -> set[str]:
        """Letters and digits of the names of the site or its owner, as far as page and address give them."""
        labels = host_labels(self.url)
        given = (organisation(self.meta), self.meta.first("og:site_name"), self.meta.first("application-name"))
        return {letters(name) for name in (*given, *labels) if name} - {""}

    def is_site_name(self, text: str) -> bool:
        return letters(text) in self.site_names


def all_names(evidence: TitleEvidence) -> list[str]:
    """What the page calls itself, in all places, without the site's name and what is left out elsewhere behind it."""
    found = [without_site(line, evidence) for line in evidence.given]
    return [next((short for short in found if _goes_on(name, short)), name) for name in found]


def _goes_on(name: str, short: str) -> bool:
    """Whether a name is a shorter one with something set off behind it ("... met in Accra - News")."""
    return len(short) >= _MIN_CONTAINED and name.startswith(short) and _SET_OFF.match(name, len(short)) is not None


def find_title(evidence: TitleEvidence) -> tuple[str, str]:
    """The title on one line, and the name of the rule that found it; both "" when the page has none."""
    for rule in RULES:
        title = rule(evidence)
        if title:
            return title[:MAX_TITLE], rule.__name__
    return "", ""


def news_headline(evidence: TitleEvidence) -> str:
    """JSON-LD: the headline of what calls itself news, unless a heading shows the whole of what it shortens."""
    if page_type(evidence.meta) not in _NEWS_TYPES:
        return ""
    told = next((one_line(html.unescape(name[:MAX_NAME])) for name in names(evidence.meta.article.get("headline"))), "")
    title = without_site(told, evidence)
    shared = folded(without_site(evidence.meta.first("og:title"), evidence))
    if any(heading.name in ("h1", "h2") and folded(text) == shared for heading, text in evidence.headings):
        return ""  # what a reader sees is also what the page is shared by
    is_part = title.endswith(("…", "...")) or any(
        heading.name == "h1" and folded(text).startswith(folded(title)) for heading, text in evidence.headings
    )
    return "" if is_part or evidence.is_site_name(title) else title


def marked_headline(evidence: TitleEvidence) -> str:
    """Microdata: the heading with itemprop="headline" that stands alone."""
    marked = [
        text for heading, text in evidence.headings if attribute(heading, "itemprop") in ("headline", "name headline")
    ]
    return marked[0] if len(marked) == 1 else ""


def confirmed_heading(evidence: TitleEvidence) -> str:
    """A heading that also stands in one of the page's names for itself: level 1 before others, then the longest."""
    given = [folded(line) for line in evidence.given]
    confirmed = [
        (heading.name != "h1", -len(text), text)
        for heading, text in evidence.headings
        if not evidence.is_site_name(text) and any(_confirms(line, folded(text)) for line in given)
    ]
    return min(confirmed)[2] if confirmed else ""


def heading_with_more(evidence: TitleEvidence) -> str:
    """A level-1 heading that holds the page's name and a little more (a kicker, a date): the name alone."""
    for line in evidence.given:
        name = without_site(line, evidence)
        for heading, text in evidence.headings:
            if heading.name == "h1" and len(name) >= _MIN_CONTAINED and folded(name) in folded(text):
                return name
    return ""


def reworded_heading(evidence: TitleEvidence) -> str:
    """The one level-1 heading, when it says with other words what the page calls itself."""
    level_one = [
        text for heading, text in evidence.headings if heading.name == "h1" and not evidence.is_site_name(text)
    ]
    if len(level_one) != 1:
        return ""
    words = set(folded(level_one[0]).split())
    shared = max((len(words & set(folded(line).split())) for line in evidence.given), default=0)
    return level_one[0] if shared >= _MIN_SHARED * len(words) else ""


def given_name(evidence: TitleEvidence) -> str:
    """What the page calls itself, without the site's name."""
    return next((name for name in all_names(evidence) if name and not evidence.is_site_name(name)), "")


def any_name(evidence: TitleEvidence) -> str:
    """Whatever is left: the first heading, or the page's name as it stands."""
    return next(iter((*(text for _, text in evidence.headings), *evidence.given)), "")


RULES: Sequence[Callable[[TitleEvidence], str]] = (
    news_headline,
    marked_headline,
    confirmed_heading,
    heading_with_more,
    reworded_heading,
    given_name,
    any_name,
)


def headline_text(heading: Tag) -> str:
    """A heading's text without parts that are only a date or a kicker (by name, or a block of its own ahead)."""
    text = _beginning(heading)
    if len(text) > MAX_NAME:  # nobody closed it: it holds the page
        return text[:MAX_NAME]
    for part in islice((node for node in heading.descendants if isinstance(node, Tag)), _MAX_PARTS):
        inner = _beginning(part)
        if not inner or inner == text:
            continue
        ahead = part.name in ("div", "p", "small") and part.parent is heading
        if ahead or not _KICKERS.isdisjoint(furniture.words(names_of(part))):
            text = text.removeprefix(inner)
        elif _is_date(inner):
            text = text.removeprefix(inner).removesuffix(inner)
    return text.strip(" :|")


def _beginning(element: Tag) -> str:
    """The text of an element on one line; of a long one little more than MAX_NAME characters."""
    pieces: list[str] = []
    length = 0
    for string in element.strings:
        pieces.append(string if string.startswith(_CLOSING) else f" {string}")
        length += len(string.strip())
        if length > MAX_NAME:
            break
    return one_line("".join(pieces))


def without_site(line: str, evidence: TitleEvidence) -> str:
    """A page's name without the site's: a part at either end that is known to be it."""
    parts = [part for part in _SEPARATOR.split(line) if part]
    if len(parts) < 2:
        return line
    if evidence.is_site_name(parts[-1]):
        return line[: line.rindex(parts[-1])].rstrip(" |–—»·•:/<-_ㅣ｜")
    if evidence.is_site_name(parts[0]):
        return line[line.index(parts[0]) + len(parts[0]) :].lstrip(" |–—»·•:/<>-_ㅣ｜")
    return line


def _confirms(line: str, heading: str) -> bool:
    if heading == line:
        return True
    return len(heading) >= _MIN_CONTAINED and heading in line and len(heading) >= _MIN_SHARE * len(line)


def host_labels(url: str) -> list[str]:
    """ "https://www.enbw.com/x" gives ["enbw.com", "enbw"]."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [host, *host.split(".")[:-1]]


def _is_crumb(heading: Tag) -> bool:
    """Whether a heading is the last step of a breadcrumb."""
    around = [heading, *islice(heading.parents, _MAX_CRUMB_DEPTH)]
    return any(one.name == "nav" or not _CRUMBS.isdisjoint(furniture.words(names_of(one))) for one in around)


def _is_date(text: str) -> bool:
    found = find_dates(text)
    return len(found) == 1 and found[0].end - found[0].start >= len(text) - 3
