"""Files and images of a release, with their captions.

Read from the page's tree before pruning, which takes them all out. Where each stands is told by ranges: every element
around some of them is marked with the numbers of the first and the last (`MARK`), and pruning leaves the mark alone. So
the element that turns out to hold the release says which are the release's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import Tag
from lxml import etree

from crawler.records import Attachment, Image

from .. import furniture
from ..metadata import Metadata
from ..parse import Parsed
from ..soup import attribute
from ..text import folded, one_line, word_set

MARK = "data-media"
MOST = 30  # of each kind, of one release
MAX_CANDIDATES = 600  # of a page
_HEAD = 30_000  # characters of a page in which its base stands
_MAX_TITLE = 200  # characters
_MAX_CAPTION = 600  # longer: a tag that nobody closed
_MAX_STRINGS = 200  # pieces of an element's text that are read
_MAX_URL = 2_000
_SMALL = 100  # pixels; smaller is an icon, a logo, a pixel that counts

MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
"""By the ending of a file's name."""

_LONGEST_ENDING = 1 + max(map(len, MEDIA_TYPES))
_TYPE = re.compile(r"(?:application|audio|video|text/csv|image)[\w/.+-]*")
_PAGES = ("application/xhtml+xml", "application/rss+xml", "application/atom+xml", "application/json")
_CAPTION_REACH = 4  # elements around an image in which its caption stands
_CAPTION_SIZE = 15  # elements in one of those that are looked at
_CAPTION_NAMES = word_set("caption captions wpcaption imagecaption figcaption imgcaption bildunterschrift legende")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-url")
_FIRST_OF_SET = re.compile(r"\s*(\S+?)(?:,?\s|,?$)")
# What holds images and files that are not the release's own, by its tag, role and names.
_BESIDE_TAGS = frozenset(("nav", "footer", "aside", "form", "button"))
_BESIDE = (furniture.ALWAYS | furniture.OVERLAYS | furniture.READERS) - _CAPTION_NAMES - word_set("noprint dontprint")
_BESIDE |= word_set("""
    navigation nav topnav subnav sidenav mainnav menu submenu mainmenu megamenu sidebar footer colophon masthead toolbar
    teaser teasers teaserlist promo promos promobox tags taglist tagcloud author authorbox bio readmore morelinks
    seealso
    ad ads adv banner banners popular trending latest mostread follow logo logos brand avatar icons partners sponsors
    card cards
""")
_ICON = re.compile(
    r"(?:^|[^a-z])(?:logos?|icons?|ico|avatars?|gravatar|pixel|spacer|blank|sprites?|emojis?|smileys?|badges?|flags?"
    r"|placeholder|loading|loader|spinner|arrows?|bullets?|buttons?|btn|captcha|tracking|1x1|trans(?:parent)?)(?:[^a-z]|$)",
    re.IGNORECASE,
)
_PLAIN_ADDRESS = re.compile(r"https?://[\w.:\[\]-]+(?:/(?!\.)|$)", re.IGNORECASE)
_GENERIC_TITLE = re.compile(
    r"\W*(?:pdf|docx?|xlsx?|zip|mp[34]|jpe?g|download\w*|herunterladen|télécharger|descargar|scarica(?:re)?|baixar|hier"
    r"|here|ici|aquí|qui|open|öffnen|view|file|datei|скачать|下载|ダウンロード|\(|\)|[\d.,]+ ?[km]i?b|\W)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file or an image on a page, in nothing that is named or made as what stands beside a release."""

    kind: Literal["file", "image"]
    url: str
    title: str  # of an image: its alternative text
    media_type: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """The candidates of a page in their order; `base` is what its addresses are relative to."""

    candidates: Sequence[Candidate] = ()
    base: str = ""


def mark(places: Sequence[etree._Element]) -> None:
    """Marks all elements around those of the candidates with the numbers of the first and the last in each."""
    first = _nearest(enumerate(places))
    last = _nearest(reversed(list(enumerate(places))))
    for around, number in first.items():
        around.set(MARK, f"{number} {last[around]}")


def _nearest(places: Iterable[tuple[int, etree._Element]]) -> dict[etree._Element, int]:
    """The number of the first of these in each element around any."""
    found: dict[etree._Element, int] = {}
    for number, element in places:
        for around in element.iterancestors():
            if around in found:  # and so are those around it
                break
            found[around] = number
    return found


def own(media: Media, inside: Tag | None) -> list[Candidate]:
    """The candidates in the element that holds the release."""
    if inside is None:
        return []
    first, _, last = attribute(inside, MARK).partition(" ")
    if not (first.isdecimal() and last.isdecimal()):
        return []
    return list(media.candidates[int(first) : int(last) + 1])


def attachments(candidates: Sequence[Candidate]) -> tuple[Attachment, ...]:
    """Each file once, under the first title that says something."""
    found: dict[str, Attachment] = {}
    for one in candidates:
        if one.kind == "file":
            title = "" if _GENERIC_TITLE.fullmatch(one.title) else one.title
            before = found.get(one.url)
            if before is None or not before.title:
                found[one.url] = Attachment(one.url, title, one.media_type)
    named = (
        each if each.title else Attachment(each.url, _file_name(each.url), each.media_type) for each in found.values()
    )
    return tuple(islice(named, MOST))


def images(candidates: Sequence[Candidate], meta: Metadata, base: str) -> tuple[Image, ...]:
    """Each image once; the one that the metadata names where the release shows none."""
    found: dict[str, Image] = {}
    for one in candidates:
        if one.kind == "image" and (one.url not in found or (one.caption and not found[one.url].caption)):
            found[one.url] = Image(one.url, one.title, one.caption)
    if found:
        return tuple(islice(found.values(), MOST))
    lead = _address(meta.first("og:image:secure_url", "og:image", "twitter:image"), base)
    if not lead or _ICON.search(lead) or lead.endswith(".svg"):
        return ()
    return (Image(lead, meta.first("og:image:alt", "twitter:image:alt")[:_MAX_TITLE]),)


def ending_of(href: str) -> str:
    """The ending of the file that a link names, in its path or at its very end; "" for none that is known."""
    ending = href[-_LONGEST_ENDING:].rpartition(".")[2].lower()
    if ending in MEDIA_TYPES:
        return ending
    if "?" not in href and "#" not in href:
        return ""
    ending = href.partition("?")[0].partition("#")[0][-_LONGEST_ENDING:].rpartition(".")[2].lower()
    return ending if ending in MEDIA_TYPES else ""


def is_caption(text: str, captions: frozenset[str]) -> bool:
    return len(text) <= _MAX_CAPTION and folded(text) in captions


@dataclass(slots=True)
class Reader:
    """Reads elements of one page: None for what is no file or image of a release."""

    base: str
    _apart: dict[etree._Element, bool] = field(default_factory=dict)

    def read(self, element: etree._Element) -> Candidate | None:
        if element.tag == "img":
            return self._image(element)
        href = element.get("href") or element.get("src") or ""
        # Most elements that are met here are links to pages: they have to be told fast.
        return self._file(element, href) if ending_of(href) or element.get("type") else None

    def _file(self, element: etree._Element, href: str) -> Candidate | None:
        ending = ending_of(href)
        told = element.get("type", "")
        if not ending and not (told and _TYPE.fullmatch(told) and told not in _PAGES):
            return None
        media_type = told if _TYPE.fullmatch(told) and "/" in told else MEDIA_TYPES.get(ending, "")
        url = _address(href, self.base)
        if (
            not url
            or self._is_apart(element)
            or (media_type.startswith("image/") and element.find(".//img") is not None)
        ):
            return None  # a picture's larger self
        title = _text_of(element)
        if not title or _GENERIC_TITLE.fullmatch(title):
            title = one_line(element.get("title") or element.get("aria-label") or "") or title
        return Candidate("file", url, title[:_MAX_TITLE], media_type)

    def _image(self, element: etree._Element) -> Candidate | None:
        source = _source(element)
        if not source or _is_small(element) or self._is_apart(element):
            return None
        name = source.partition("?")[0].rpartition("/")[2]
        if _ICON.search(f"{element.get('class', '')} {element.get('id', '')} {name}"):
            return None
        url = _address(source, self.base)
        caption = _caption_of(element) if url else ""
        if not url or (not caption and (name.lower().endswith((".svg", ".gif")) or _leads_elsewhere(element))):
            return None
        alt = one_line(element.get("alt", "")[:_MAX_CAPTION])[:_MAX_TITLE]
        return Candidate("image", url, alt, caption=caption)

    def _is_apart(self, element: etree._Element) -> bool:
        """Whether an element, or one around it, is named or made as what stands beside a text."""
        path = []
        known = False
        around: etree._Element | None = element
        while around is not None and around.tag not in ("main", "article", "body"):
            if around in self._apart:
                known = self._apart[around]
                break
            path.append(around)
            around = around.getparent()
        for one in reversed(path):
            known = known or _is_beside(one)
            self._apart[one] = known
        return known


def _is_beside(element: etree._Element) -> bool:
    if element.tag in _BESIDE_TAGS or furniture.is_furniture_role(element.get("role", "")):
        return True
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return names != " " and not _BESIDE.isdisjoint(furniture.words(names))


def base_of(page: Parsed, url: str) -> str:
    """What the addresses of a page are relative to."""
    if page.root is None or "<base" not in page.text[:_HEAD]:
        return url
    href = next((base.get("href", "") for base in page.root.iter("base")), "")
    return _address(href, url) or url


def _caption_of(image: etree._Element) -> str:
    """What stands below an image: in the nearest element around it that holds a caption, unless that is another's."""
    for around in islice(image.iterancestors(), _CAPTION_REACH):
        images = 0
        for element in islice(around.iterdescendants("*"), _CAPTION_SIZE):
            images += element.tag == "img" and element is not image
            if images == 0 and _is_caption_element(element):
                text = _text_of(element)
                return text if len(text) <= _MAX_CAPTION else ""
        if images or around.tag in ("figure", "article", "main", "body"):
            return ""
    return ""


def _text_of(element: etree._Element) -> str:
    """The beginning of an element's text, for a tag that nobody closed holds the rest of its page."""
    return one_line("".join(map(str, islice(element.itertext(), _MAX_STRINGS)))[: 2 * _MAX_CAPTION])


def _is_caption_element(element: etree._Element) -> bool:
    if element.tag == "figcaption":
        return True
    names = element.get("class")
    if names is None or "aption" not in names or element.find(".//img") is not None:
        return False
    return not _CAPTION_NAMES.isdisjoint(furniture.words(names))


def _source(image: etree._Element) -> str:
    """The address of an image, which pages that load it late keep beside its `src`."""
    for name in (*_LAZY, "src"):
        value = image.get(name, "").strip()
        if value and not value.startswith("data:"):
            return value
    sets = (image.get("data-srcset"), image.get("srcset"), *_sets_around(image))
    found = next((match for one in sets if one and (match := _FIRST_OF_SET.match(one))), None)
    return found[1] if found and not found[1].startswith("data:") else ""


def _sets_around(image: etree._Element) -> Iterator[str | None]:
    """The addresses in the sources of a picture element, which libxml2 takes for elements around the image."""
    for around in islice(image.iterancestors(), _CAPTION_REACH):
        if around.tag == "picture":
            yield from (source.get("srcset") or source.get("data-srcset") for source in around.iter("source"))


def _is_small(image: etree._Element) -> bool:
    sides = (image.get("width", ""), image.get("height", ""))
    return any(side.removesuffix("px").isdecimal() and int(side.removesuffix("px")) <= _SMALL for side in sides)


def _leads_elsewhere(image: etree._Element) -> bool:
    """Whether an image is a link to another page: it announces that."""
    link = next(image.iterancestors("a"), None)
    href = link.get("href", "") if link is not None else ""
    return bool(href) and not href.startswith("#") and not ending_of(href)


def _address(href: str, base: str) -> str:
    """An absolute web address without its fragment; "" for what is none."""
    href = href.strip().partition("#")[0]
    if not 0 < len(href) <= _MAX_URL:
        return ""
    try:
        url = href if _PLAIN_ADDRESS.match(href) else urljoin(base, href)
    except ValueError:
        return ""
    return url.replace(" ", "%20") if _PLAIN_ADDRESS.match(url) else ""


def _file_name(url: str) -> str:
    return one_line(unquote(urlsplit(url).path).rpartition("/")[2])[:_MAX_TITLE]
