"""`clean_page` on anything: it never raises, and never needs the guard that would keep it from raising."""

from __future__ import annotations

import logging
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.cleaning import clean_page, prune
from crawler.cleaning import page as page_module
from crawler.records import Release

from .pages import FIRST, PAGE, URL

RUSSIAN = "Совет директоров утвердил бюджет на будущий год и назначил нового председателя комитета. " * 3
JAPANESE = "理事会は来年度の予算を承認し、新しい委員長を任命した。会議は東京で開かれた。" * 4


class _GuardError(AssertionError):
    pass


@pytest.fixture(autouse=True)
def _no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that only the outermost guard saves fails the test."""

    def fail(*args: object) -> None:
        raise _GuardError(args)

    monkeypatch.setattr(page_module.log, "exception", fail)


def check(html: bytes, url: str = URL) -> Release:
    release = clean_page(html, url)
    assert release.digest
    assert (release.title + release.text + release.notes).isprintable() or "\n" in release.text
    return release


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=2_000))
def test_random_bytes(html: bytes) -> None:
    clean_page(html, URL).digest.encode()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_page_with_pieces_cut_out_put_in_and_turned(data: st.DataObject) -> None:
    page = PAGE.encode()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(page)))
        end = data.draw(st.integers(start, min(len(page), start + 400)))
        page = page[:start] + data.draw(st.binary(max_size=20)) + page[start:end][::-1] + page[end:]
    clean_page(page, URL).digest.encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=200))
def test_any_url(url: str) -> None:
    clean_page(PAGE.encode(), url)


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"\x00" * 100,
        b"\xff\xfe",
        b"<",
        b"</html>",
        b"<html>" * 100,
        b"<title></title><h1></h1>",
        b"<p>&#0;&#1;&#xd800;&#x110000;</p>",
        b"<p \x01='x' <<=1>text</p>",
        b'<meta charset="' + b"x" * 5_000,
        bytes(range(256)) * 20,
    ],
)
def test_odd_pages(html: bytes) -> None:
    clean_page(html, URL)


@pytest.mark.parametrize(
    ("encoding", "text", "language"),
    [
        ("shift_jis", JAPANESE, "ja"),
        ("euc_jp", JAPANESE, "ja"),
        ("iso2022_jp", JAPANESE, "ja"),
        ("koi8-r", RUSSIAN, "ru"),
        ("cp1251", RUSSIAN, "ru"),
        ("utf-16", RUSSIAN, "ru"),
    ],
)
def test_pages_in_other_encodings(encoding: str, text: str, language: str) -> None:
    release = check(f"<html><body><h1>1</h1><p>{text}</p></body></html>".encode(encoding))
    assert release.text == text.strip()
    assert release.language == language


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "a href=x", "h1", "article", "x-y"]
)
def test_nesting_of_a_hundred_thousand_levels(tag: str) -> None:
    clean_page(f"<html><head><title>Deep</title></head><body>{f'<{tag}>' * 100_000}text".encode(), URL)


@pytest.mark.parametrize("names", ["share", "teaser", "cookie", "sidebar", "comment"])
def test_nested_furniture(names: str) -> None:
    clean_page(f"<body><p>{FIRST}</p>{f'<div class={names}>' * 50_000}text. More".encode(), URL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        b"<p>This is a paragraph of text, with some words in it.</p>",
        b"<tr><td>a</td><td>b</td></tr>",
        b"<li><a href=x>news item</a>",
        b"x<br>",
        b"<div class='teaser'><h3><a href=/x>Link</a></h3><p>Some text, really.</p></div>",
        b"<span class=date>12.12.2012 </span>",
        b"<h1>some headline of a page</h1>",
        b"<time datetime=2020-01-01>x</time>",
        b"contact@office.example ",
        b"<p>Contact: tel. 040 1234</p>",
        b"january ",
        b"<",
        b"&amp;",
        b"a=b ",
        b"<table><tr><td>",
        b"<script type=application/ld+json>[[[</script>",
    ],
)
def test_fifty_megabytes(unit: bytes) -> None:
    started = time.process_time()
    clean_page(b"<html><body><p " + unit * (50_000_000 // len(unit)), URL)
    assert time.process_time() - started < 20  # quadratic work takes minutes


@pytest.mark.slow
def test_a_page_of_many_elements_keeps_its_beginning() -> None:
    filler = "<div><p>Some more words, which nobody asked for at all.</p></div>" * prune.MAX_PARSED
    release = check(PAGE.replace("<footer>", filler + "<footer>").encode())
    assert release.title == "New quay opens to large ships"
    assert FIRST in release.text


def test_a_bug_costs_one_page_and_is_logged(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.undo()

    def broken(_soup: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(page_module, "read_metadata", broken)
    with caplog.at_level(logging.ERROR):
        assert clean_page(PAGE.encode(), URL) == Release(url=URL, title="", text="")
    assert URL in caplog.text
