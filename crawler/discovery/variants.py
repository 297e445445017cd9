"""Other forms of a release that its page declares: AMP and print versions, PDF and DOCX, translations. Pure.

A page's declarations count, and links that say in so many words that they lead to this page in another form. A file
that a release is about (a report, a form) is no variant of it, so what is not clear is left out.

Sources: HTML Standard, link types; Google Search Central, "Tell Google about localized versions of your page".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from urllib.parse import parse_qsl, unquote

from lxml import etree

from crawler.cleaning.text import one_line
from crawler.discovery.addresses import is_entrance
from crawler.discovery.version_phrases import said_by
from crawler.urls import canonical_url, parts_of


class VariantKind(StrEnum):
    """How a variant relates to its release; `duplicate` and `moved` are found by others."""

    AMP = "amp"
    PRINT = "print"
    PDF = "pdf"
    DOCX = "docx"
    TRANSLATION = "translation"
    DUPLICATE = "duplicate"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Variant:
    """The canonical URL of another form of a release; `language` is a BCP 47 tag where the page tells it."""

    url: str
    kind: VariantKind
    language: str | None = None


_MAX_LINKS = 10_000
_MAX_LABEL = 200  # characters of a link's text that are looked at
_MAX_TRANSLATIONS = 200
_MIN_SLUG = 8  # characters; shorter names ("index", "news") are those of any page
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
_PAGE_TYPES = frozenset({"", "text/html", "application/xhtml+xml"})
_FILE_TYPES = {
    "application/pdf": VariantKind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": VariantKind.DOCX,
}
_ENDINGS = {"pdf": VariantKind.PDF, "docx": VariantKind.DOCX}
_PAGE_ENDINGS = frozenset({"", "html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "jsf", "cfm", "do"})
_ENDING = re.compile(r"\.([a-z][a-z0-9]{1,4})$", re.IGNORECASE)
_NAMES_ONE_PAGE = re.compile(r"\d|(?:[^-_]+[-_]){2}[^-_]")  # a number, or three words
_SLUG_SIGNS = re.compile(r"[\W_]+")
_TRADITIONAL = frozenset({"tw", "hk", "mo", "hant"})

_YES = frozenset({"", "1", "true", "yes", "y", "on"})
_SWITCHES = {"amp": VariantKind.AMP, "print": VariantKind.PRINT, "printable": VariantKind.PRINT}
_SWITCHES |= {"printview": VariantKind.PRINT, "printversion": VariantKind.PRINT, "printmode": VariantKind.PRINT}
_CHOICES = frozenset({"output", "outputtype", "view", "format", "mode", "layout", "display", "action", "rendermode"})
_AMP_CACHE = ".cdn.ampproject.org"


def variants_of(root: etree._Element, base: str, url: str) -> tuple[Variant, ...]:
    """The variants that an HTML page declares, each URL once, declarations before links.

    `root` is the parsed page, `base` what its relative addresses are relative to, `url` its own canonical URL.
    """
    declared = chain(_declared(root, base), _translations(root, base, url))
    variants: dict[str, Variant] = {}
    for variant in chain(declared, _linked(root, base, url)):
        if variant.url != url:
            variants.setdefault(variant.url, variant)
    return tuple(variants.values())


def is_variant_address(url: str) -> VariantKind | None:
    """Whether a canonical URL says itself that it is an AMP or print version of some page."""
    parts = parts_of(url)
    host = parts.hostname or ""
    if host.endswith(_AMP_CACHE) or (host.startswith("amp.") and host.count(".") > 1):
        return VariantKind.AMP
    return _by_query(parts.query) or _by_path(parts.path)


def is_other_form(url: str) -> bool:
    """Whether a canonical URL says itself that it is a document, or an AMP or print version: what may be a page of its
    own is to be read first, so that it is the release and not the variant."""
    return _ending(url) in _ENDINGS or is_variant_address(url) is not None


def _by_query(query: str) -> VariantKind | None:
    for name, value in parse_qsl(query.lower(), keep_blank_values=True):
        if name in _SWITCHES and value in _YES:
            return _SWITCHES[name]
        if name in _CHOICES and value in ("amp", "print"):
            return VariantKind(value)
    return None


def _by_path(path: str) -> VariantKind | None:
    """ "/news/new-quay-opens/amp", "/news/x.amp.html", "/print/node/1": the segment beside what names one page.

    Below "/services/print" and "/print/magazine" lie pages about printing.
    """
    segments = [segment for segment in path.lower().split("/") if segment]
    if len(segments) < 2:
        return None
    last = segments[-1].removesuffix(".html").removesuffix(".htm")
    for kind in (VariantKind.AMP, VariantKind.PRINT):
        suffixed = last == kind and _NAMES_ONE_PAGE.search(segments[-2])
        prefixed = segments[0] == kind and _NAMES_ONE_PAGE.search(last)
        if suffixed or prefixed or last.endswith(f".{kind}"):
            return kind
    return None


def _declared(root: etree._Element, base: str) -> Iterator[Variant]:
    """What link elements say, translations aside."""
    for link, relations, target in _link_elements(root, base):
        language = _tag(link.get("hreflang", ""))
        kind = _FILE_TYPES.get(_media_type(link))
        if "amphtml" in relations:
            yield Variant(target, VariantKind.AMP)
        elif "alternate" in relations and kind:
            yield Variant(target, kind, language)
        elif "alternate" in relations and link.get("media", "").strip().lower() == "print":
            yield Variant(target, VariantKind.PRINT)


def _translations(root: etree._Element, base: str, url: str) -> Iterator[Variant]:
    """Pages that hreflang names, but those that stand in for a missing translation.

    Such are the same page for several languages, and the entrance of a site in another language.
    """
    named = dict.fromkeys(
        (target, tag)
        for link, relations, target in _link_elements(root, base)
        if "alternate" in relations and _media_type(link) in _PAGE_TYPES and not link.get("media")
        if (tag := _tag(link.get("hreflang", "")))
    )
    own = {_written(tag) for target, tag in named if target == url} or {_written(root.get("lang", ""))}
    languages = Counter(target for target, _ in dict.fromkeys((target, _written(tag)) for target, tag in named))
    for target, tag in islice(named, _MAX_TRANSLATIONS):
        stand_in = languages[target] > 1 or (is_entrance(target) and not is_entrance(url))
        if target != url and _written(tag) not in own and not stand_in:
            yield Variant(target, VariantKind.TRANSLATION, tag)


def _linked(root: etree._Element, base: str, url: str) -> Iterator[Variant]:
    """Links in the body: files with the page's own name, and what their text calls a version of this page.

    Where the text of several links says so, the page is a list of releases and none of them is its own version.
    """
    named: dict[VariantKind, dict[str, Variant]] = {}
    for anchor in islice(root.iter("a"), _MAX_LINKS):
        address = anchor.get("href", "").strip()
        target = canonical_url(address, base) if address else None
        if target is None or target == url:
            continue
        kind = _ENDINGS.get(_ending(target))
        is_named_alike = kind is not None and _slug(target) != "" and _slug(target) == _slug(url)
        kind = kind if is_named_alike else _named_kind(anchor, target)
        if kind is None or is_entrance(target):
            continue
        variant = Variant(target, kind, _tag(anchor.get("hreflang", "")))
        if is_named_alike:
            yield variant
        else:
            named.setdefault(kind, {})[target] = variant
    for variants in named.values():
        if len(variants) == 1:
            yield from variants.values()


def _named_kind(anchor: etree._Element, target: str) -> VariantKind | None:
    """The kind of version that a link's text speaks of, as far as its address does not say otherwise."""
    ending = _ending(target)
    if ending not in _PAGE_ENDINGS and ending not in _ENDINGS:
        return None
    for label in _labels(anchor):
        said = said_by(label)
        if said.print_version or (said.print_verb and is_variant_address(target) is VariantKind.PRINT):
            return _ENDINGS.get(ending, VariantKind.PRINT)
        if said.file:
            return _ENDINGS.get(ending) or VariantKind(said.file)
    return None


def _labels(anchor: etree._Element) -> list[str]:
    images = (image.get("alt", "") for image in islice(anchor.iter("img"), 3)) if len(anchor) else ()
    text = "".join(map(str, islice(anchor.itertext("*"), 50))) if len(anchor) else anchor.text or ""
    texts = (text, anchor.get("title", ""), anchor.get("aria-label", ""))
    return [one_line(text[:_MAX_LABEL]) for text in (*texts, *images) if text.strip()]


def _link_elements(root: etree._Element, base: str) -> Iterator[tuple[etree._Element, list[str], str]]:
    """Link elements with their relations and canonical target; style sheets are no pages."""
    for link in islice(root.iter("link"), _MAX_LINKS):
        relations = link.get("rel", "").lower().split()
        address = link.get("href", "").strip()
        if address and not {"alternate", "amphtml"}.isdisjoint(relations) and "stylesheet" not in relations:
            target = canonical_url(address, base)
            if target:
                yield link, relations, target


def _media_type(link: etree._Element) -> str:
    return link.get("type", "").partition(";")[0].strip().lower()


def _tag(language: str) -> str | None:
    """A language tag as written, None for "x-default" and what is none."""
    tag = language.strip().replace("_", "-")
    return tag if _TAG.fullmatch(tag) else None


def _written(tag: str) -> str:
    """What makes a language another one to read: the language, and for Chinese the script, but not the region."""
    language, *rest = tag.strip().lower().replace("_", "-").split("-")
    if language == "zh":
        return "zh-hant" if not _TRADITIONAL.isdisjoint(rest) else "zh-hans"
    return language


def _ending(url: str) -> str:
    found = _ENDING.search(parts_of(url).path)
    return found[1].lower() if found else ""


def _slug(url: str) -> str:
    """The last segment of a path without ending, case and signs; "" for one that any page might have."""
    segment = unquote(parts_of(url).path).rstrip("/").rpartition("/")[2]
    slug = _SLUG_SIGNS.sub("-", _ENDING.sub("", segment).casefold()).strip("-")
    return slug if len(slug) >= _MIN_SLUG else ""
