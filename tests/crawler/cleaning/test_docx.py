"""`clean_docx`: Word documents of our own, damaged ones, and hostile ones."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cleaning.document import MAX_CHARACTERS
from crawler.cleaning.docx import MAX_UNPACKED, clean_docx, is_docx
from crawler.records import Contact, Release

from .pages import FIRST, SECOND, THIRD

URL = "https://www.harbour-office.example/files/7.docx"
TITLE = "New quay opens to large ships"
SECONDS = 10  # of processor time, the most that any file may take


def saved(word: WordDocument) -> bytes:
    result = BytesIO()
    word.save(result)
    return result.getvalue()


@cache
def sample(*paragraphs: str, title: str = TITLE) -> bytes:
    word = docx.Document()
    word.core_properties.created = datetime(2021, 6, 1, 12, tzinfo=UTC)
    word.add_heading(title, 0)
    for paragraph in paragraphs:
        word.add_paragraph(paragraph)
    return saved(word)


def with_parts(parts: Mapping[str, bytes], body: bytes = b"") -> bytes:
    """A document with parts in place of its own."""
    result = BytesIO()
    with ZipFile(BytesIO(body or sample(FIRST, SECOND))) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return result.getvalue()


def with_xml(inner: bytes, before: bytes = b"") -> bytes:
    root = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return with_parts({"word/document.xml": before + root + inner + b"</w:body></w:document>"})


def clean(body: bytes) -> Release:
    release = clean_docx(body, URL)
    assert release is not None
    return release


def built(build: Callable[[WordDocument], object]) -> Release:
    word = docx.Document()
    build(word)
    for paragraph in (FIRST, SECOND, THIRD):
        word.add_paragraph(paragraph)
    return clean(saved(word))


def test_a_release() -> None:
    word = docx.Document()
    word.core_properties.title = "Press release.docx"
    word.add_paragraph("Press release 12/2021")
    word.add_paragraph("Rotterdam, 4 May 2021")
    word.add_heading(TITLE, 1)
    word.add_paragraph(FIRST)
    word.add_heading("Room for more", 2)
    for item in ("240 metres", "11 metres"):
        word.add_paragraph(item, style="List Bullet")
    table = word.add_table(2, 2)
    for row, texts in zip(table.rows, (("Year", "Ships"), ("2020", "1,204")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    word.add_paragraph(SECOND)
    word.add_heading("Media contact", 3)
    word.add_paragraph("press@harbour-office.example")
    assert clean(saved(word)) == Release(
        url=URL,
        title=TITLE,
        text=f"{FIRST}\n\nRoom for more\n\n- 240 metres\n- 11 metres\n\nYear | Ships\n2020 | 1,204\n\n{SECOND}",
        published=date(2021, 5, 4),
        published_from="line",
        language="en",
        notes="Media contact\n\npress@harbour-office.example",
        dateline="Rotterdam",
        contacts=(Contact(email="press@harbour-office.example"),),
    )


def test_the_day_of_the_file_is_the_last_resort() -> None:
    release = clean(sample(FIRST, SECOND))
    assert (release.published, release.published_from) == (date(2021, 6, 1), "metadata")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Управление порта открыло сегодня новую восточную пристань после четырёх лет работ. "),
        ("ar", "افتتحت هيئة الميناء اليوم الرصيف الشرقي الجديد بعد أربع سنوات من العمل المتواصل. "),
        ("ja", "港湾局は本日、四年の工事を経て東の新しい埠頭を開いたと発表した。"),
        ("fr", "L’office du port a ouvert aujourd’hui le nouveau quai de l’est, après quatre années de travaux. "),
    ],
)
def test_other_languages(language: str, text: str) -> None:
    release = clean(sample(text * 3))
    assert (release.language, release.text) == (language, (text * 3).strip())


def test_a_title_that_is_set_by_hand() -> None:
    def large(word: WordDocument) -> None:
        word.add_paragraph().add_run(TITLE).font.size = Pt(18)

    def bold(word: WordDocument) -> None:
        word.add_paragraph("Harbour Office, 1 Pier Road")
        word.add_paragraph().add_run(TITLE).bold = True

    assert built(large).title == built(bold).title == TITLE


def test_a_style_that_is_based_on_a_heading() -> None:
    def own_style(word: WordDocument) -> None:
        style = word.styles.add_style("Überschrift PM", 1)
        style.base_style = word.styles["Heading 1"]
        word.add_paragraph("Harbour Office, 1 Pier Road")
        word.add_paragraph(TITLE, style="Überschrift PM")

    assert built(own_style).title == TITLE


def test_content_controls_insertions_and_what_is_deleted() -> None:
    inner = (
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>{FIRST}</w:t></w:r><w:ins><w:r><w:t> Inserted.</w:t></w:r>"
        "</w:ins><w:del><w:r><w:delText> Deleted.</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
    )

    def marked(word: WordDocument) -> None:
        word.add_heading(TITLE, 0)
        word.element.body.insert(1, parse_xml(inner))

    assert built(marked).text.startswith(f"{FIRST} Inserted.\n\n")


def test_a_table_that_only_gives_a_place_to_text() -> None:
    def framed(word: WordDocument) -> None:
        cell = word.add_table(1, 1).cell(0, 0)
        cell.text = TITLE
        cell.paragraphs[0].style = word.styles["Title"]
        cell.add_paragraph(THIRD)

    assert (built(framed).title, built(framed).text.split("\n\n")[0]) == (TITLE, THIRD)


def test_is_docx() -> None:
    assert is_docx(sample(FIRST))
    other = BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "<a/>")
    assert not any(
        is_docx(body) for body in (other.getvalue(), b"", b"PK", b"PK\x03\x04", b"%PDF-1.4", sample(FIRST)[:-30])
    )


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), bytes(range(256)) * 9])
def test_what_is_no_document(body: bytes) -> None:
    assert clean_docx(body, URL) is None


def test_no_text() -> None:
    assert clean_docx(saved(docx.Document()), URL) is None


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_file_with_pieces_changed(data: st.DataObject) -> None:
    body = sample(FIRST, SECOND)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body)))
        body = body[:start] + data.draw(st.binary(max_size=20)) + body[start + data.draw(st.integers(0, 20)) :]
    is_docx(body)
    clean_docx(body, URL)


@pytest.mark.slow
@settings(deadline=None, max_examples=30)
@given(st.data())
def test_xml_with_pieces_changed(data: st.DataObject) -> None:
    with ZipFile(BytesIO(sample(FIRST, SECOND))) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        part = archive.read(name)
    start = data.draw(st.integers(0, len(part)))
    part = part[:start] + data.draw(st.binary(max_size=20)) + part[start + data.draw(st.integers(0, 200)) :]
    clean_docx(with_parts({name: part}), URL)


def test_pictures_are_not_unpacked() -> None:
    body = with_parts({"word/media/image1.bmp": bytes(20 * MAX_UNPACKED)})
    tracemalloc.start()
    try:
        assert clean(body).title == TITLE
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_UNPACKED
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_an_archive_that_lies_about_a_size() -> None:
    """The sizes in the directory say 1,000 bytes, and a reader that believes them unpacks two hundred megabytes."""
    body = bytearray(with_parts({"word/document.xml": b" " * 200_000_000}))
    at = body.rindex(b"word/document.xml") - 46
    assert body[at : at + 4] == b"PK\x01\x02"
    body[at + 24 : at + 28] = (1_000).to_bytes(4, "little")
    tracemalloc.start()
    try:
        assert clean_docx(bytes(body), URL) is None
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_UNPACKED
    finally:
        tracemalloc.stop()


LAUGHS = b"<!DOCTYPE w [" + b"".join(
    b'<!ENTITY l%d "%b">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"laugh") for level in range(12)
)


def many_entries() -> bytes:
    result = BytesIO()
    with ZipFile(result, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"word/{number}.xml", b"")
        archive.writestr("word/document.xml", b"")
    return result.getvalue()


PARAGRAPH = b"<w:p><w:r><w:t>Some words of a text.</w:t></w:r></w:p>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: with_xml(b" " * 300_000_000), id="nothing, three hundred million times"),
        pytest.param(lambda: with_xml(b"<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", LAUGHS + b"]>"), id="entities"),
        pytest.param(lambda: with_xml(b'<w:p w:rsidR="&l11;"/>', LAUGHS + b"]>"), id="entities in an attribute"),
        pytest.param(
            lambda: with_xml(
                PARAGRAPH + b"<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", b'<!DOCTYPE w [<!ENTITY x SYSTEM "/etc/passwd">]>'
            ),
            id="a file",
        ),
        pytest.param(lambda: with_xml(PARAGRAPH * 140_000), id="paragraphs"),
        pytest.param(lambda: with_xml(b"<w:p>" + b"<w:r><w:t>a</w:t></w:r>" * 280_000 + b"</w:p>"), id="runs"),
        pytest.param(lambda: with_xml(b"<w:tbl><w:tr><w:tc>" * 200_000), id="open tables"),
        pytest.param(lambda: with_xml(b"<w:sdt>" * 120 + PARAGRAPH + b"</w:sdt>" * 120), id="nested controls"),
        pytest.param(
            lambda: with_xml(
                b'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
                + PARAGRAPH
                + b"</w:tc></w:tr></w:tbl>"
            ),
            id="a wide cell",
        ),
        pytest.param(
            lambda: with_xml(b"<w:tbl><w:tr><w:tc>" * 60 + PARAGRAPH * 2_000 + b"</w:tc></w:tr></w:tbl>" * 60),
            id="nested tables",
        ),
        pytest.param(lambda: with_xml(b"<w:p>" + b"<w:x/>" * 1_100_000 + b"</w:p>"), id="elements"),
        pytest.param(many_entries, id="entries"),
    ],
)
def test_hostile_files_end_soon(build: Callable[[], bytes]) -> None:
    body = build()
    started = time.process_time()
    release = clean_docx(body, URL)
    is_docx(body)
    assert time.process_time() - started < SECONDS
    assert release is None or (len(release.text) <= MAX_CHARACTERS * 1.1 and "root:" not in release.text)
