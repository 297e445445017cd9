"""`clean_docx`: one Word document (ECMA-376, WordprocessingML) to one release."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from zipfile import BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document as WordDocument
from docx.styles.style import BaseStyle
from lxml import etree

from crawler.records import Release

from .document import Document, Passage, release_of
from .text import one_line, tidy

MAX_UNPACKED = 8 * 1024 * 1024
"""Bytes of a document's XML that are unpacked (parsed, they take twenty times as many); its pictures never are."""

MAX_PARAGRAPHS = 20_000
"""Paragraphs and rows that are read; what follows is an annex."""

_MAX_ENTRIES = 2_000  # of a ZIP archive: pictures and parts
_ENTRY_MARK = b"PK\x01\x02"
_MAIN_PART = "word/document.xml"
_MAX_STYLES = 2_000
_MAX_BASES = 20  # styles that a style may be based on, one on the other
_MAX_RUNS = 10_000  # stretches of text that show the size of most
_MAX_DEPTH = 100  # elements in one another

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN, _TEXT = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "r", "t"))
_STYLE, _NUMBERED = f"{_W}pPr/{_W}pStyle", f"{_W}pPr/{_W}numPr/{_W}numId"
_SIZE, _BOLD = f"{_W}rPr/{_W}sz", f"{_W}rPr/{_W}b"
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What is deleted, or shown elsewhere than in the running text; alternatives to drawings would give a text twice.
_LEFT_OUT = {f"{_W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "txbxContent", "pict", "object")}
_LEFT_OUT |= {f"{_W}{name}" for name in ("drawing", "rPr", "sdtPr", "tblPr", "tcPr", "trPr", "pPr")}
_LEFT_OUT.add("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")

_PROMINENCE = {"title": 3.0, "subtitle": 1.1} | {f"heading {level}": 2.1 - level / 10 for level in range(1, 10)}
_BOLD_PROMINENCE = 1.15
_NORMAL_SIZE = 22  # half-points; what Word takes where a document does not say
_LARGER = 1.15  # times the body's size: a heading
_MAX_HEADING = 300  # characters
_MAX_CELL = 300  # characters; a cell with more holds paragraphs

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Context:
    """`styles`: see `_styles`; `body_size` in half-points."""

    styles: Mapping[str, str]
    body_size: int


def is_docx(body: bytes) -> bool:
    """Whether a body is a Word document: a ZIP archive that holds its main part. Never raises."""
    archive = _archive(body)
    return archive is not None and _MAIN_PART in archive.namelist()


def clean_docx(body: bytes, url: str) -> Release | None:
    """What a Word document says; None where nothing can be read (encrypted, damaged, no such document at all).

    Pure, and never raises on any bytes. Work is bounded: see MAX_UNPACKED, MAX_PARAGRAPHS and document.MAX_CHARACTERS;
    a document that unpacks to more gives None.
    """
    try:
        slim = _slim(body)
        return release_of(_read(slim), url) if slim else None
    except Exception as error:  # noqa: BLE001  # python-docx raises whatever a damaged file makes it run into
        log.info("no readable DOCX url=%s error=%r", url, error)
        return None


def _archive(body: bytes) -> ZipFile | None:
    """The archive that a body is, None for any other and for one with more entries than a document has."""
    if not body.startswith(b"PK") or body.count(_ENTRY_MARK) > _MAX_ENTRIES:
        return None
    try:
        return ZipFile(BytesIO(body))
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return None


def _slim(body: bytes) -> BytesIO | None:
    """The document again with its XML alone, unpacked; None where that is too much.

    An archive may lie about sizes, and python-docx unpacks every entry whole, so it never sees the original.
    """
    archive = _archive(body)
    if archive is None or _MAIN_PART not in archive.namelist():
        return None
    parts = {entry.filename: entry for entry in archive.infolist()}
    texts = {name: entry for name, entry in parts.items() if name.lower().endswith((".xml", ".rels"))}
    if sum(entry.file_size for entry in texts.values()) > MAX_UNPACKED:
        return None
    result = BytesIO()
    with ZipFile(result, "w") as slim:
        for name in parts:
            slim.writestr(ZipInfo(name), _unpacked(archive, texts[name]) if name in texts else b"")
    return result


def _unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    """The content of an entry, not more than it says that it has."""
    with archive.open(entry) as part:
        return part.read(entry.file_size)


def _read(slim: BytesIO) -> Document:
    word = docx.Document(slim)
    properties, body = word.core_properties, word.element.body
    context = _Context(_styles(word), _body_size(body))
    return Document(
        passages=list(islice(_passages(body, context), MAX_PARAGRAPHS)),
        title=properties.title,
        author=properties.author,
        language=properties.language,
        created=properties.created.date() if properties.created else None,
    )


def _passages(parent: etree._Element, context: _Context, depth: int = 0) -> Iterator[Passage]:
    """Paragraphs and rows of a body, a cell, or of what holds such (a content control, an insertion)."""
    if depth > _MAX_DEPTH:
        return
    for element in parent.iterchildren("*"):
        if element.tag == _PARAGRAPH:
            passage = _passage(element, context)
            if passage.text:
                yield passage
        elif element.tag == _TABLE:
            yield from _rows(element, context, depth)
        elif element.tag not in _LEFT_OUT:
            yield from _passages(element, context, depth + 1)


def _rows(table: etree._Element, context: _Context, depth: int) -> Iterator[Passage]:
    """Rows as lines, but the paragraphs of cells where a table only gives a place to text."""
    for row in table.iterchildren(_ROW):
        cells = list(row.iterchildren(_CELL))
        texts = [one_line(_text(cell)) for cell in cells]
        if sum(map(bool, texts)) < 2 or max(map(len, texts)) > _MAX_CELL:
            for cell in cells:
                yield from _passages(cell, context, depth + 1)
        else:
            yield Passage(" | ".join(filter(None, texts)), "row")


def _passage(paragraph: etree._Element, context: _Context) -> Passage:
    text = tidy(_text(paragraph))
    style = context.styles.get(_value(paragraph, _STYLE), "")
    if style in _PROMINENCE:
        return Passage(one_line(text), "heading", _PROMINENCE[style])
    if style.startswith("list") or paragraph.find(_NUMBERED) is not None:
        return Passage(one_line(text), "item")
    prominence = _prominence(paragraph, context.body_size) if len(text) <= _MAX_HEADING else 1.0
    if prominence >= _LARGER:
        return Passage(one_line(text), "heading", prominence)
    return Passage(text)


def _prominence(paragraph: etree._Element, body_size: int) -> float:
    """By the type that is set by hand: the size of the smallest run, or bold throughout."""
    runs = [run for run in paragraph.iter(_RUN) if _text(run).strip()]
    if not runs:
        return 1.0
    larger = min(_size(run) or body_size for run in runs) / body_size
    return max(larger, _BOLD_PROMINENCE if all(map(_is_bold, runs)) else 1.0)


def _text(element: etree._Element, depth: int = 0) -> str:
    """The text of a paragraph, run or cell as it is shown; paragraphs of a cell are parted by line breaks."""
    if element.tag == _TEXT:
        return element.text or ""
    if element.tag in _SIGNS:
        return _SIGNS[element.tag]
    if element.tag in _LEFT_OUT or depth > _MAX_DEPTH:
        return ""
    inner = "".join(_text(child, depth + 1) for child in element.iterchildren("*"))
    return f"{inner}\n" if element.tag == _PARAGRAPH else inner


def _body_size(body: etree._Element) -> int:
    """The size of most of the text, in half-points."""
    sizes: Counter[int] = Counter()
    for run in islice(body.iter(_RUN), _MAX_RUNS):
        sizes[_size(run) or _NORMAL_SIZE] += len(_text(run))
    return sizes.most_common(1)[0][0] if sizes else _NORMAL_SIZE


def _size(run: etree._Element) -> int:
    """In half-points; 0 where a run does not say."""
    value = _value(run, _SIZE)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0


def _is_bold(run: etree._Element) -> bool:
    bold = run.find(_BOLD)
    return bold is not None and bold.get(f"{_W}val", "1") not in ("0", "false", "off")


def _value(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return found.get(f"{_W}val", "") if found is not None else ""


def _styles(word: WordDocument) -> dict[str, str]:
    """From the identity of a style to the name, in lower case, of the first style it builds on that means something.

    Identities are in the language of the author ("berschrift1"), built-in names are English everywhere.
    """
    return {style.style_id: _meaning(style) for style in islice(word.styles, _MAX_STYLES)}


def _meaning(style: BaseStyle) -> str:
    base: BaseStyle | None = style
    for _ in range(_MAX_BASES):
        name = (base.name or "").lower() if base is not None else ""
        if base is None or name in _PROMINENCE or name.startswith("list "):
            return name
        base = getattr(base, "base_style", None)
    return ""
