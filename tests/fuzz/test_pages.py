"""`clean_page` on anything: it never raises, and never needs the guard that would keep it from raising."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.cleaning import clean_page, prune
from crawler.cleaning import page as page_module
from crawler.records import Release
from tests.crawler.cleaning.pages import FIRST, PAGE, URL


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
