"""The PDF writer, checked against the file structure of ISO 32000-1 and, where it is installed, with pdftotext."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from crawler.sample.pdf import HEIGHT, MARGIN, write_pdf

TITLE = "Prices (in €) – “quoted” \\ plain"
TEXTS = [
    f"Paragraph {number} says a few words about café prices, and then it says them again." for number in range(120)
]
CREATED = datetime(2015, 4, 13, 10, 30, tzinfo=timezone(timedelta(hours=-3, minutes=-30)))


@pytest.fixture(scope="module")
def data() -> bytes:
    return write_pdf(TITLE, TEXTS, author="An author", created=CREATED, language="en")


def objects(data: bytes) -> dict[int, bytes]:
    """Every object by number, found through startxref and the cross-reference table as a reader finds them."""
    found = re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", data)
    assert found
    table = data[int(found[1]) :]
    header = re.match(rb"xref\n0 (\d+)\n", table)
    assert header
    size = int(header[1])
    entries = [table[header.end() + 20 * index :][:20] for index in range(size)]
    assert entries[0] == b"0000000000 65535 f \n"
    assert table[header.end() + 20 * size :].startswith(b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>" % size)
    bodies = {}
    for number, entry in enumerate(entries[1:], start=1):
        assert re.fullmatch(rb"\d{10} 00000 n \n", entry)
        body = data[int(entry[:10]) :]
        opening = b"%d 0 obj\n" % number
        assert body.startswith(opening)
        bodies[number] = body[len(opening) : body.index(b"\nendobj\n")]
    return bodies


def test_is_a_well_formed_file(data: bytes) -> None:
    assert data.startswith(b"%PDF-1.4\n")
    parts = objects(data)
    assert b"/Type /Catalog" in parts[1]
    kids = [int(number) for number in re.findall(rb"(\d+) 0 R", parts[2].split(b"]")[0])]
    assert b"/Count %d " % len(kids) in parts[2]
    assert len(kids) > 1
    for kid in kids:
        assert b"/Type /Page " in parts[kid]
        content = re.search(rb"/Contents (\d+) 0 R", parts[kid])
        assert content
        stream = re.fullmatch(rb"<< /Length (\d+) >>\nstream\n(.*)\nendstream", parts[int(content[1])], flags=re.DOTALL)
        assert stream
        assert int(stream[1]) == len(stream[2])


def test_every_word_is_there_in_order_and_on_the_page(data: bytes) -> None:
    shown = " ".join(
        re.sub(r"\\(.)", r"\1", text.decode("cp1252")) for text in re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", data)
    )
    assert shown == " ".join([TITLE, *TEXTS])
    for stream in re.findall(rb"stream\n(.*?)\nendstream", data, flags=re.DOTALL):
        assert sum(float(step) for step in re.findall(rb"0 -([\d.]+) Td", stream)) <= HEIGHT - 2 * MARGIN


def test_says_who_wrote_it_and_when(data: bytes) -> None:
    info = objects(data)[5].decode()
    title, author = (bytes.fromhex(text).decode("utf-16") for text in re.findall(r"<([0-9a-f]+)>", info))
    assert (title, author) == (TITLE, "An author")
    assert "/CreationDate (D:20150413103000-03'30')" in info


def test_what_the_fonts_lack_becomes_a_question_mark() -> None:
    data = write_pdf("漢字", ["Привет"], author="", created=datetime(2020, 1, 1, tzinfo=UTC), language="en")
    assert b"(??)" in data
    assert b"(??????)" in data


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_opens_in_a_real_reader(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "release.pdf"
    file.write_bytes(data)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True, text=True)
    assert not done.stderr
    assert done.stdout.split() == " ".join([TITLE, *TEXTS]).split()
