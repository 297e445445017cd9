"""A tiny writer of PDF files: a title and paragraphs in Helvetica on A4 pages (ISO 32000-1, PDF 1.4).

Text is limited to what WinAnsiEncoding (code page 1252) holds; other characters become question marks.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

WIDTH, HEIGHT = 595, 842  # A4 in points
MARGIN = 72

# Advance widths of Helvetica in thousandths of the type size, from the space to the tilde (Adobe's font metrics).
_ASCII_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_WIDTHS = {chr(32 + offset): int(width) for offset, width in enumerate(_ASCII_WIDTHS.split())}
_WIDTHS |= {"‘": 222, "’": 222, "“": 333, "”": 333, "–": 556, "—": 1000}
_OTHER_WIDTH = 556
_BOLD_FACTOR = 1.08  # Helvetica-Bold runs a little wider; near enough to break lines


class _Line(NamedTuple):
    """A line of type; `leading` is the distance from the baseline above, in points."""

    text: str
    font: str
    size: float
    leading: float


def write_pdf(title: str, paragraphs: Sequence[str], *, author: str, created: datetime, language: str) -> bytes:
    """A complete PDF file. `created` needs a time zone; `language` is a BCP 47 tag."""
    lines = [*_set(title, "F2", 18, 23, 0), *(line for text in paragraphs for line in _set(text, "F1", 11, 15.5, 8))]
    streams = [_stream(page) for page in _paginate(lines)]
    first = 6  # the number of the first page's object; each page is followed by its content
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(streams)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Lang {_meta(language)} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        f"<< /Title {_meta(title)} /Author {_meta(author)} /CreationDate ({_pdf_date(created)}) >>".encode(),
    ]
    for index, stream in enumerate(streams):
        objects += [_page(first + 2 * index + 1), stream]
    return _file(objects)


def _set(text: str, font: str, size: float, leading: float, gap: float) -> Iterator[_Line]:
    """Breaks a paragraph into lines; `gap` is the extra space above it."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _measure(longer, font, size) > WIDTH - 2 * MARGIN:
            yield _Line(line, font, size, leading + gap)
            line, gap = word, 0
        else:
            line = longer
    yield _Line(line, font, size, leading + gap)


def _measure(text: str, font: str, size: float) -> float:
    units = sum(_WIDTHS.get(char, _OTHER_WIDTH) for char in text)
    return units * size / 1000 * (_BOLD_FACTOR if font == "F2" else 1)


def _paginate(lines: Sequence[_Line]) -> list[list[_Line]]:
    pages: list[list[_Line]] = [[]]
    room = float(HEIGHT - 2 * MARGIN)
    for line in lines:
        if line.leading > room:
            pages.append([])
            room = float(HEIGHT - 2 * MARGIN)
        pages[-1].append(line)
        room -= line.leading
    return pages


def _stream(lines: Sequence[_Line]) -> bytes:
    parts = [f"BT 1 0 0 1 {MARGIN} {HEIGHT - MARGIN} Tm"]
    parts += [f"/{line.font} {line.size:g} Tf 0 {-line.leading:g} Td {_string(line.text)} Tj" for line in lines]
    content = "\n".join([*parts, "ET"]).encode("cp1252", "replace")
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] "
        f"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {content} 0 R >>"
    ).encode()


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"({escaped})"


def _meta(text: str) -> str:
    """A text string of the document's own data: UTF-16 with a byte order mark, in hexadecimal (7.9.2.2)."""
    return f"<{codecs.BOM_UTF16_BE.hex()}{text.encode('utf-16-be').hex()}>"


def _pdf_date(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return f"D:{moment:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def _file(objects: Sequence[bytes]) -> bytes:
    """Header, numbered objects, cross-reference table and trailer (ISO 32000-1, 7.5)."""
    data = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(data)
