"""`clean_pdf`: one PDF file to one release."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from math import hypot
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import IndirectObject, NullObject, PdfObject, StreamObject

from crawler.records import Release

from .document import MAX_CHARACTERS, Document, release_of
from .typeset import Line, passages

MAX_PAGES = 100
"""Pages that are read; what follows in a longer document is an annex."""

# What pypdf may take of a file: far more than a release needs, far less than a hostile one asks for.
_LIMITS: dict[str, Any] = {
    "maximum_declared_stream_length": 16_000_000,
    "array_based_stream_maximum_output_length": 8_000_000,
    "zlib_maximum_output_length": 8_000_000,
    "lzw_maximum_output_length": 8_000_000,
    "run_length_maximum_output_length": 8_000_000,
    "brotli_maximum_output_length": 8_000_000,
    "zlib_maximum_recovery_input_length": 1_000_000,
    "stream_decoding_work_maximum_length": 16_000_000,
    "stream_parsing_work_maximum_count": 300_000,
    "dictionary_maximum_element_count": 20_000,
    "page_tree_maximum_entries": 5_000,
    "page_tree_maximum_page_entries": 100_000,
    "page_tree_maximum_depth": 50,
    "xform_maximum_invocations_per_extraction": 50,
    "jbig2dec_binary": None,
}
_MAX_OBJECTS = 200_000  # in a file's table of objects
_MAX_WORK = 4_000_000  # bytes of fonts and contents, counted each time that they are read: seconds at the worst
_OBJECT_WORK = 100  # bytes that take as long as looking up an object
_OPERATOR_WORK = 50  # bytes that take as long as an operator of a page's content
_MAX_BROKEN = 3  # pages that cannot be read before a file is given up

log = logging.getLogger(__name__)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it writes a line for each flaw, and files are full of them


def clean_pdf(body: bytes, url: str) -> Release | None:
    """What a PDF file says; None where nothing can be read (scanned, encrypted, damaged, no PDF file at all).

    Pure, and never raises on any bytes. Work is bounded: see MAX_PAGES and document.MAX_CHARACTERS; what a file packs
    beyond pypdf's limits is not read.
    """
    try:
        with apply_configuration(**_LIMITS):
            return release_of(_read(body), url)
    except Exception as error:  # noqa: BLE001  # pypdf raises whatever a damaged file makes it run into
        log.info("no readable PDF url=%s error=%r", url, error)
        return None


class _Reader(PdfReader):
    """A reader that gives up a file when reading it has taken too much work, counted in bytes and not in seconds.

    So the same file always gives the same text.
    """

    def __init__(self, body: bytes) -> None:
        self.left = _MAX_WORK
        super().__init__(BytesIO(body), root_object_recovery_limit=1_000, xref_stream_maximum_entries=_MAX_OBJECTS)

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        found = super().get_object(indirect_reference)
        if not isinstance(found, StreamObject):
            self.spend(_OBJECT_WORK)
            return found
        if _only_drawn(found):
            return NullObject()
        self.spend(len(found.get_data()))
        return found

    def spend(self, work: int) -> None:
        """Raises LimitReachedError when there is no work left."""
        self.left -= work
        if self.left < 0:
            raise LimitReachedError("reading the file takes too much work")


def _read(body: bytes) -> Document:
    reader = _Reader(body)
    info = reader.metadata
    return Document(
        passages=passages(_pages(reader)),
        title=_text(info.get("/Title")) if info else "",
        author=_text(info.get("/Author")) if info else "",
        language=_text(reader.root_object.get("/Lang")),
        created=_day(reader),
    )


def _pages(reader: _Reader) -> list[list[Line]]:
    """The lines of each page, up to the first limit."""
    pages: list[list[Line]] = []
    left, broken = MAX_CHARACTERS, 0
    for page in reader.pages[:MAX_PAGES]:
        setter = _Setter(reader, _rotation(page))
        try:
            page.extract_text(
                orientations=setter.rotation, visitor_text=setter.take, visitor_operand_before=setter.count
            )
        except Exception:  # noqa: BLE001  # a page that is damaged, or beyond pypdf's limits, costs itself
            broken += 1
        pages.append(setter.finished())
        left -= sum(len(line.text) for line in pages[-1])
        if left < 0 or reader.left < 0 or broken > _MAX_BROKEN:
            break
    return pages


class _Setter:
    """Puts the pieces of text that pypdf finds on a page together to lines. `rotation`: how the page is shown."""

    def __init__(self, reader: _Reader, rotation: int) -> None:
        self.rotation = rotation
        self._reader = reader
        self._lines: list[Line] = []
        self._pieces: list[Line] = []

    def count(self, operator: bytes, operands: Any, _drawn: Any, _set: Any) -> None:
        self._reader.spend(_OPERATOR_WORK)

    def take(self, text: str, drawn: Sequence[float], placed: Sequence[float], font: Any, size: float) -> None:
        """A piece with the matrices that place it (ISO 32000-1, 9.4.4); a line break in it ends the line."""
        pieces = text.split("\n")
        for index, piece in enumerate(pieces):
            if piece.strip() or (piece and self._pieces):
                self._pieces.append(_placed(piece, drawn, placed, font, size))
            if index < len(pieces) - 1:
                self._end_line()

    def finished(self) -> list[Line]:
        self._end_line()
        return self._lines

    def _end_line(self) -> None:
        if self._pieces:
            longest = max(self._pieces, key=lambda piece: len(piece.text.strip()))
            text = "".join(piece.text for piece in self._pieces)
            self._lines.append(Line(text, self._pieces[0].x, longest.y, longest.size, longest.bold))
            self._pieces = []


def _placed(text: str, drawn: Sequence[float], placed: Sequence[float], font: Any, size: float) -> Line:
    """A piece of type in the directions in which it is read: along its line, and across to the line above."""
    a, b, c, d, e, f = (
        placed[0] * drawn[0] + placed[1] * drawn[2],
        placed[0] * drawn[1] + placed[1] * drawn[3],
        placed[2] * drawn[0] + placed[3] * drawn[2],
        placed[2] * drawn[1] + placed[3] * drawn[3],
        placed[4] * drawn[0] + placed[5] * drawn[2] + drawn[4],
        placed[4] * drawn[1] + placed[5] * drawn[3] + drawn[5],
    )
    wide, high = hypot(a, b) or 1.0, hypot(c, d) or 1.0
    name = str(font.get("/BaseFont", "")).lower() if font else ""
    return Line(
        text,
        x=(e * a + f * b) / wide,
        y=(e * c + f * d) / high,
        size=abs(size) * high or 1.0,
        bold=any(weight in name for weight in ("bold", "black", "heavy", "semibold", "-demi")),
    )


def _only_drawn(stream: StreamObject) -> bool:
    """Pictures, and the TrueType and CFF fonts in a file: needed to show a page, but not to read it."""
    is_true_type = "/Length1" in stream and "/Length2" not in stream
    return is_true_type or stream.get("/Subtype") in ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType")


def _rotation(page: PageObject) -> int:
    rotation = page.rotation
    return rotation % 360 if rotation % 90 == 0 else 0


def _text(value: object) -> str:
    """A text string of the document's own data, at most a line of it; "" for anything else."""
    return value[:1_000] if isinstance(value, str) else ""


def _day(reader: PdfReader) -> date | None:
    """The day on which the file says that it was made."""
    try:
        moment = reader.metadata.creation_date if reader.metadata else None
    except (ValueError, TypeError):
        return None
    return moment.date() if moment else None
