"""PDF files built by hand (ISO 32000-1), for what the sample newsroom's writer does not do."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Numbered objects, the first of them the catalogue, with a table and a trailer."""
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, table)
    return bytes(data)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(content)
    return b"<< /Length %d /Filter /FlateDecode %b >>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def one_page(content: bytes, resources: bytes = b"", *others: bytes, page: bytes = b"", pages: int = 1) -> bytes:
    """A page of this packed content, shown `pages` times. Object 4 is Helvetica (/F1), `others` are 6 and on."""
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R %b /Resources << %b >> >>"
    fonts = b"/Font << /F1 4 0 R >>" if b"/Font" not in resources else b""
    return pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b"3 0 R " * pages, pages),
            leaf % (page, fonts + resources),
            FONT,
            stream(content),
            *others,
        ]
    )


def set_lines(lines: Sequence[tuple[str, float]], encoding: str = "cp1252") -> bytes:
    """Lines and the distance of each from the line above, in Helvetica of 11 points."""
    shown = b"".join(b"0 %g Td <%b> Tj\n" % (-down, line.encode(encoding).hex().encode()) for line, down in lines)
    return b"BT /F1 11 Tf 72 780 Td\n%bET" % shown


def unicode_page(lines: Sequence[tuple[str, float]]) -> bytes:
    """A page in any script: a composite font whose codes are UTF-16, with the map that says so."""
    letters = sorted({letter for line, _ in lines for letter in line})
    pairs = b"\n".join(b"<%04x> <%04x>" % (ord(letter), ord(letter)) for letter in letters)
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        b"1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"%d beginbfchar\n%b\nendbfchar\nendcmap end end" % (len(letters), pairs)
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 600 /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    return one_page(set_lines(lines, "utf-16-be"), b"/Font << /F1 6 0 R >>", font, stream(to_unicode))
