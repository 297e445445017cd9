"""`clean_pdf`: PDF files of our own, damaged ones, and hostile ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from crawler.cleaning.document import MAX_CHARACTERS
from crawler.cleaning.pdf import MAX_PAGES, clean_pdf
from crawler.records import Contact, Release
from crawler.sample.pdf import write_pdf

from .pages import FIRST, SECOND, THIRD
from .pdfs import FONT, one_page, pdf_file, set_lines, stream, unicode_page

URL = "https://www.harbour-office.example/files/7.pdf"
TITLE = "New quay opens to large ships, and the harbour office thanks the neighbours for their patience"
CREATED = datetime(2021, 6, 1, 12, tzinfo=UTC)
SECONDS = 30  # of processor time on a slow and busy machine; without limits some of these take minutes


def sample(*paragraphs: str, title: str = TITLE) -> bytes:
    return write_pdf(title, paragraphs, author="Harbour Office", created=CREATED, language="en-GB")


def clean(body: bytes) -> Release:
    release = clean_pdf(body, URL)
    assert release is not None
    return release


def locked(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(sample(FIRST, SECOND))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def test_a_release() -> None:
    release = clean(sample("Rotterdam, 4 May 2021", FIRST, SECOND, THIRD, "Media contact", "press@office.example"))
    assert release == Release(
        url=URL,
        title=TITLE,
        text=f"{FIRST}\n\n{SECOND}\n\n{THIRD}",
        published=date(2021, 5, 4),
        published_from="line",
        language="en-GB",
        notes="Media contact\n\npress@office.example",
        dateline="Rotterdam",
        contacts=(Contact(email="press@office.example"),),
    )


def test_the_day_of_the_file_is_the_last_resort() -> None:
    release = clean(sample(FIRST, SECOND))
    assert (release.published, release.published_from) == (date(2021, 6, 1), "metadata")


def test_paragraphs_go_on_over_pages() -> None:
    words = f"{FIRST} {SECOND} {THIRD}".split()
    paragraphs = [" ".join(f"{chr(65 + number)}{word}" for word in words) for number in range(26)]
    found = clean(sample(*paragraphs)).text.split("\n\n")
    assert " ".join(found) == " ".join(paragraphs)
    assert len(set(found) & set(paragraphs)) >= 24  # one whose sentence ends with a page is two


@pytest.mark.parametrize(
    ("language", "title", "first", "second"),
    [
        ("ru", "Новая пристань открыта", "Управление порта открыло сегодня новую восточную при-", "стань. " * 12),
        (
            "ja",
            "新しい埠頭が開かれた",
            "港湾局は本日、四年の工事を経て東の新しい埠頭を開いたと発表し",
            "た。大型船が停泊できる。" * 6,
        ),
        ("el", "Νέα προβλήτα ανοίγει", "Η λιμενική αρχή άνοιξε σήμερα τη νέα ανατολική προβλήτα και", "πλοία. " * 12),
    ],
)
def test_other_scripts(language: str, title: str, first: str, second: str) -> None:
    release = clean(unicode_page([(title, 0), (first, 40), (second, 14)]))
    assert release.title == title
    assert release.language == language
    assert (
        release.text
        == (f"{first[:-1]}{second}" if first.endswith("-") else f"{first}{second}").replace("και", "και ").strip()
    )


def test_arabic_is_read_in_its_order() -> None:
    line = "افتتحت هيئة الميناء اليوم الرصيف الشرقي الجديد بعد أربع سنوات من العمل المتواصل"
    shown = unicode_page([(line[::-1], 0), (line[::-1], 14)])
    assert clean(shown).text.split()[:3] == ["افتتحت", "هيئة", "الميناء"]


def test_a_page_that_is_shown_turned() -> None:
    content = b"0 1 -1 0 595 0 cm " + set_lines([(TITLE, 0), (FIRST, 40), (SECOND, 14)])
    release = clean(one_page(content, page=b"/Rotate 90"))
    assert release.title == TITLE
    assert release.text == f"{FIRST} {SECOND}"


def test_text_across_the_margin_is_left_out() -> None:
    stamp = b"BT /F1 20 Tf 0 1 -1 0 30 300 Tm (DRAFT OF YESTERDAY, NOT FOR USE) Tj ET "
    assert "DRAFT" not in str(clean(one_page(stamp + set_lines([(TITLE, 0), (FIRST, 40), (SECOND, 14)]))))


def test_text_in_a_form() -> None:
    form = stream(
        set_lines([(TITLE, 0), (FIRST, 40)]), b"/Type /XObject /Subtype /Form /Resources << /Font << /F1 4 0 R >> >>"
    )
    assert clean(one_page(b"/X Do", b"/XObject << /X 6 0 R >>", form)).text == FIRST


def test_a_password() -> None:
    assert clean_pdf(locked("secret"), URL) is None
    assert clean(locked("")).text == f"{FIRST}\n\n{SECOND}"


def test_a_scan() -> None:
    image = stream(bytes(10_000), b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray")
    assert clean_pdf(one_page(b"q 500 0 0 700 0 0 cm /I Do Q", b"/XObject << /I 6 0 R >>", image), URL) is None


def test_a_damaged_page_costs_itself() -> None:
    good = set_lines([(FIRST, 0), (SECOND, 14)])
    page = b"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [6 0 R 7 0 R] /Count 2 >>", FONT]
    broken = b"<< /Length 4 /Filter /NoSuchFilter >>\nstream\nabcd\nendstream"
    assert clean(pdf_file([*objects, broken, stream(good), page % 4, page % 5])).text == f"{FIRST} {SECOND}"


def test_a_table_of_objects_that_is_wrong_is_made_again() -> None:
    body = sample(FIRST, SECOND)
    assert clean(body.replace(b"startxref\n", b"startxref\n9")).text == f"{FIRST}\n\n{SECOND}"


def test_a_file_cut_short() -> None:
    body = sample(FIRST, SECOND, THIRD)
    for length in range(0, len(body), 97):
        clean_pdf(body[:length], URL)


@pytest.mark.parametrize("body", [b"", b"%PDF-", b"%PDF-1.7\n%%EOF", b"\x00" * 1000, b"<html>", bytes(range(256)) * 9])
def test_what_is_no_pdf(body: bytes) -> None:
    assert clean_pdf(body, URL) is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(st.data())
def test_a_file_with_pieces_changed(data: st.DataObject) -> None:
    body = sample(FIRST, SECOND)
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(body)))
        end = data.draw(st.integers(start, min(len(body), start + 100)))
        body = body[:start] + data.draw(st.binary(max_size=20)) + body[start:end][::-1] + body[end:]
    release = clean_pdf(body, URL)
    assert release is None or release.digest


@pytest.mark.slow
def test_a_long_document_is_read_in_part() -> None:
    page = set_lines([(f"{SECOND} {THIRD}", 14)] * 50)
    release = clean(one_page(page, pages=MAX_PAGES + 50))
    assert len(release.text) <= MAX_CHARACTERS * 1.1


def cyclic_forms() -> bytes:
    resources = b"/Resources << /XObject << /A 6 0 R /B 7 0 R >> /Font << /F1 4 0 R >> >>"
    form = stream(b"/A Do /B Do BT /F1 9 Tf (x) Tj ET " * 50, b"/Type /XObject /Subtype /Form " + resources)
    return one_page(b"/A Do /B Do " * 50, b"/XObject << /A 6 0 R /B 7 0 R >>", form, form, pages=100)


def multiplying_forms() -> bytes:
    forms = [
        stream(
            b"/X Do " * 10, b"/Type /XObject /Subtype /Form /Resources << /XObject << /X %d 0 R >> >>" % (number + 7)
        )
        for number in range(9)
    ]
    last = stream(
        set_lines([(FIRST, 9)] * 100), b"/Type /XObject /Subtype /Form /Resources << /Font << /F1 4 0 R >> >>"
    )
    return one_page(b"/X Do " * 10, b"/XObject << /X 6 0 R >>", *forms, last, pages=100)


def fonts_without_end() -> bytes:
    mapped = b"\n".join(b"<%04x> <%04x>" % (code, code) for code in range(40_000))
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R >>")
    fonts = b" ".join(b"/F%d 7 0 R" % number for number in range(1, 1_000))
    cmap = stream(b"begincmap 40000 beginbfchar\n" + mapped + b"\nendbfchar endcmap")
    return one_page(set_lines([(FIRST, 9)]), b"/Font << " + fonts + b" >>", cmap, font, pages=100)


def tree(*kids: bytes) -> bytes:
    return pdf_file([b"<< /Type /Catalog /Pages 2 0 R >>", *kids])


def packed_objects() -> bytes:
    """A hundred thousand objects in one stream, and a stream for their table (ISO 32000-1, 7.5.7 and 7.5.8)."""
    many, catalogue = 100_000, b"<< /Type /Catalog /Pages 10 0 R >>"
    numbers = b" ".join(b"%d %d" % (number + 10, number * 3) for number in range(many))
    packed = stream(numbers + b" " + b"[] " * many, b"/Type /ObjStm /N %d /First %d" % (many, len(numbers) + 1))
    head = b"%PDF-1.7\n1 0 obj\n" + catalogue + b"\nendobj\n"
    second = b"2 0 obj\n" + packed + b"\nendobj\n"
    places = [(0, 0, 0), (1, 9, 0), (1, len(head), 0), *[(0, 0, 0)] * 7, *((2, 2, index) for index in range(many))]
    rows = b"".join(kind.to_bytes(1) + place.to_bytes(4) + index.to_bytes(4) for kind, place, index in places)
    table = stream(rows, b"/Type /XRef /W [1 4 4] /Size %d /Root 1 0 R" % len(places))
    return head + second + b"3 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF" % (table, len(head + second))


@pytest.mark.slow
@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: one_page(b" " * 300_000_000), id="nothing, three hundred million times"),
        pytest.param(lambda: one_page(b"1 " * 4_000_000, pages=100), id="numbers"),
        pytest.param(lambda: one_page(b"1 " * 140_000, pages=100), id="numbers within the limits of a page"),
        pytest.param(lambda: one_page(set_lines([(FIRST, 1)] * 60_000), pages=100), id="lines"),
        pytest.param(lambda: one_page(b"BT /F1 9 Tf 0 -9 Td (a) Tj " * 20_000, pages=100), id="operators"),
        pytest.param(lambda: one_page(b"q " * 290_000, pages=100), id="saved states"),
        pytest.param(
            lambda: one_page(b"BT /F1 9 Tf (" + b"word " * 1_500_000 + b") Tj ET", pages=100), id="one string"
        ),
        pytest.param(lambda: one_page(b"[" * 500_000), id="nested arrays"),
        pytest.param(lambda: one_page(b"<<" * 500_000), id="nested dictionaries"),
        pytest.param(cyclic_forms, id="cyclic forms"),
        pytest.param(multiplying_forms, id="multiplying forms"),
        pytest.param(fonts_without_end, id="fonts"),
        pytest.param(lambda: one_page(set_lines([(FIRST, 9)]), pages=100_000), id="pages"),
        pytest.param(lambda: tree(b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"), id="a tree in itself"),
        pytest.param(
            lambda: tree(*(b"<< /Type /Pages /Kids [%b] >>" % (b"%d 0 R " % number * 9) for number in range(3, 60))),
            id="a deep tree",
        ),
        pytest.param(packed_objects, id="packed objects"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"1 0 obj << >> endobj\n" * 500_000, id="objects"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"trailer << /Prev 0 >> startxref 9 " * 100_000, id="trailers"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"(" * 5_000_000, id="brackets"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500_000, id="beginnings"),
    ],
)
def test_hostile_files_end_soon(build: Callable[[], bytes]) -> None:
    body = build()
    started = time.process_time()
    release = clean_pdf(body, URL)
    assert time.process_time() - started < SECONDS
    assert release is None or len(release.text) <= MAX_CHARACTERS * 1.1
