"""Bytes to text: which encoding a page really has.

The order follows the HTML standard's encoding sniffing (WHATWG HTML, 13.2.3.2) where its evidence exists; valid UTF-8
overrules a declaration, because text in another encoding is practically never valid UTF-8 by accident.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from charset_normalizer import from_bytes

from .charsets import codec_of

MAX_BYTES = 5_000_000
"""What lies behind this many bytes of a page is not read: it bounds time and memory on pages of any size."""

_HEAD = 8_192
_SAMPLE = 16_384
_TOLERATED = 1 / 200  # share of undecodable characters up to which a declared encoding is still believed

_ZEROS = 0.05  # share of zero bytes from which a page is in UTF-16
_MIN_ZEROS = 8  # a few may stray into any page
_JAPANESE_ESCAPE = re.compile(rb"\x1b\$[@B]")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Characters that are the bytes of UTF-8, each taken for one of ISO 8859-1; and a sign of them in UTF-8: controls, which
# no text has.
_TWICE = re.compile(
    "(?:[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3})+"
)
_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_NOT_ASCII_RUN = re.compile(rb"[^<>]{0,200}[\x80-\xff][^<>]{0,400}")


def decode(html: bytes) -> str:
    """The text of the first `MAX_BYTES` bytes; what cannot be decoded becomes U+FFFD. Never raises."""
    html = html[:MAX_BYTES]
    decoded = (text for rule in _RULES if (text := rule(html)) is not None)
    text = next(decoded, None)
    text = html.decode("cp1252", "replace") if text is None else text
    return _decoded_again(text) if _CONTROLS.search(html) else text


def _decoded_again(text: str) -> str:
    """Texts that were encoded twice before they came to the page ("itâ..s" for "it’s")."""
    return _TWICE.sub(_as_utf_8, text)


def _as_utf_8(run: re.Match[str]) -> str:
    try:
        return run.group().encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run.group()


def _by_byte_order_mark(html: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(encoding, "replace")
    return None


def _by_zero_bytes(html: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so many bytes are zero, and all of them on one side."""
    head = html[:_HEAD]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(_MIN_ZEROS, len(head) * _ZEROS / 2) or min(even, odd) > max(even, odd) * _ZEROS:
        return None
    return html.decode("utf-16-le" if odd > even else "utf-16-be", "replace")


def _by_escapes(html: bytes) -> str | None:
    """ISO-2022-JP switches character sets by escape sequences, all in ASCII."""
    return html.decode("iso2022_jp", "replace") if _JAPANESE_ESCAPE.search(html, 0, _SAMPLE * 4) else None


def _by_validity(html: bytes) -> str | None:
    """Valid UTF-8 with at least one character beyond ASCII; a character cut in two at the end is no fault."""
    if html.isascii():
        return None
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(html, final=False)
    except UnicodeDecodeError:
        return None


def _by_declaration(html: bytes) -> str | None:
    found = _DECLARED.search(html[:_HEAD])
    encoding = codec_of(found.group(1).decode("ascii", "replace")) if found else None
    return _unless_mostly_wrong(html, encoding) if encoding else None


def _by_detection(html: bytes) -> str | None:
    """charset-normalizer on the stretches that hold the evidence: text with bytes beyond ASCII."""
    if html.isascii():
        return html.decode("ascii")
    sample = b"\n".join(found.group() for found in _NOT_ASCII_RUN.finditer(html, 0, _SAMPLE * 32))[:_SAMPLE]
    best = from_bytes(sample, steps=5, chunk_size=512).best() if sample else None
    return _unless_mostly_wrong(html, codec_of(best.encoding)) if best else None


def _unless_mostly_wrong(html: bytes, encoding: str | None) -> str | None:
    if encoding is None:
        return None
    text = html.decode(encoding, "replace")
    return text if text.count("\ufffd") <= max(3, len(text) * _TOLERATED) else None


_RULES: tuple[Callable[[bytes], str | None], ...] = (
    _by_byte_order_mark,
    _by_zero_bytes,
    _by_escapes,
    _by_validity,
    _by_declaration,
    _by_detection,
)
