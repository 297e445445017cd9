"""What a fetched thing is, told by its content: never by its name, and not by its content type either."""

from __future__ import annotations

import json
import re

from crawler.discovery.feeds import read_json_feed, read_xml_feed
from crawler.discovery.jsonlistings import read_json_listing
from crawler.discovery.markup import text_of, unpacked
from crawler.discovery.sitemaps import read_sitemap, read_sitemap_index, read_url_list
from crawler.discovery.values import Discovery, Kind

_HEAD = 64 * 1024
_MAX_JSON = 20_000_000  # characters; as values they take several times the memory
_PDF_WITHIN = 1024  # bytes; readers find the mark there (ISO 32000-1, annex H.3.4.1 note)

_SIGNATURES = (
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"RIFF", "an image, sound or video (RIFF)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ID3", "sound (MP3)"),
    (b"OggS", "sound or video (Ogg)"),
    (b"\x1f\x8b", "packed twice, or damaged (gzip)"),
)
# The first element that tells what a document is; what stands before it (declarations, warnings) does not matter.
_TELLING = re.compile(r"<(?:[\w.-]{1,40}:)?(rss|rdf|feed|channel|urlset|sitemapindex|html|head|body)(?=[\s/>])", re.I)
_RSS_1 = re.compile(r"http://(?:purl\.org/rss/1\.0|my\.netscape\.com/rdf|channel\.netscape\.com/rdf)", re.I)
_XML = re.compile(r"\s*<\?xml[^>]{0,200}>(?:[^<]|<[?!][^>]*>)*<([\w.:-]{1,80})", re.I)
_HTML_ELEMENT = re.compile(
    r"<(?:!doctype html|title|meta|link|script|style|div|p|a|br|h[1-6]|table|tr|td|ul|ol|li|dl|dt|main|article|section"
    r"|header|nav|form|button|figure|img|time|span|strong|b)(?=[\s/>])",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a]")


def discover(body: bytes, url: str, content_type: str | None = None) -> Discovery:
    """What a fetched thing is, with the links of a feed or a sitemap (gzip'd ones too, unpacked within limits).

    `url` is where it came from and the base of its links. `content_type` only completes the reason of something that
    is none of the known kinds. Never raises.
    """
    body = unpacked(body)
    if not body.strip():
        return Discovery(Kind.OTHER, reason="empty")
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return Discovery(Kind.PDF)
    signature = next((name for mark, name in _SIGNATURES if body.startswith(mark)), None)
    if signature:
        return Discovery(Kind.OTHER, reason=signature)
    found = _by_text(text_of(body), url)
    if found.kind is Kind.OTHER and content_type:
        return Discovery(Kind.OTHER, reason=f"{found.reason}, sent as {content_type[:80]}")
    return found


def _by_text(text: str, url: str) -> Discovery:
    head = text[:_HEAD]
    if head.lstrip().startswith(("{", "[", '"<')):
        return _by_value(text, url)
    visible = _without_comments(head)
    telling = _TELLING.search(visible)
    if telling:
        return _by_element(telling[1].lower(), text[telling.start() :], url)
    xml = _XML.match(visible)
    if xml:
        return Discovery(Kind.OTHER, reason=f"XML ({xml[1]})")
    if _HTML_ELEMENT.search(visible):
        return Discovery(Kind.HTML)
    if len(_CONTROL.findall(head)) > len(head) / 100:
        return Discovery(Kind.OTHER, reason="binary data")
    return read_url_list(text) or Discovery(Kind.OTHER, reason="plain text")


def _without_comments(head: str) -> str:
    """The text with blanks in place of its comments, so that places stay right; one left open stands."""
    pieces, at = [], 0
    while (start := head.find("<!--", at)) >= 0 and (end := head.find("-->", start + 4) + 3) > 2:
        pieces += [head[at:start], " " * (end - start)]
        at = end
    return "".join(pieces) + head[at:]


def _by_value(text: str, url: str) -> Discovery:
    """What a JSON text holds; one that is damaged holds nothing."""
    if len(text) > _MAX_JSON:
        return Discovery(Kind.OTHER, reason="JSON, too long to be read")
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return Discovery(Kind.OTHER, reason="JSON, damaged")
    return (
        read_json_feed(value, url)
        or read_json_listing(value, url)
        or Discovery(Kind.OTHER, reason="JSON without links")
    )


def _by_element(name: str, text: str, url: str) -> Discovery:
    if name == "urlset":
        return read_sitemap(text, url)
    if name == "sitemapindex":
        return read_sitemap_index(text, url)
    if name == "rdf" and not _RSS_1.search(text[:_HEAD]):
        return Discovery(Kind.OTHER, reason="RDF data")
    if name in ("rss", "rdf", "feed", "channel"):
        return read_xml_feed(text, url)
    return Discovery(Kind.HTML)
