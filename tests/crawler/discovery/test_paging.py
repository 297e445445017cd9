"""The next page of a listing, in several languages and without a word."""

from __future__ import annotations

import pytest

from crawler.discovery import read_page_links
from crawler.discovery.paging import is_page_of

URL = "https://example.org/press"


def next_page(body: str, url: str = URL, head: str = "") -> str | None:
    page = read_page_links(f"<!doctype html><head>{head}</head><body>{body}</body>".encode(), url)
    return page.next_page


@pytest.mark.parametrize(
    "text",
    [
        *("Next", "next ›", "Next page »", "Older posts", "Load more", "weiter", "Nächste Seite", "Ältere Meldungen"),
        *("Suivant", "Page suivante", "Siguiente", "Próxima", "successiva", "volgende", "Nästa sida", "seuraava"),
        *("następna", "další", "Следующая", "далее", "下一页", "次へ", "다음", "التالي", "›", ">", "→"),
    ],
)
def test_words_and_arrows(text: str) -> None:
    assert next_page(f"<a href='?page=0'>1</a><a href='?page=2'>{text}</a>") == f"{URL}?page=2"


def test_labels() -> None:
    assert next_page("<a href='?page=2' title='Go to next page'><img></a>") == f"{URL}?page=2"
    assert next_page("<a href='?page=2' aria-label='Nächste Seite'><svg></svg></a>") == f"{URL}?page=2"


def test_rel_next() -> None:
    assert next_page("<a href='?page=2' rel='next'>2</a><a href='?page=9'>Next</a>") == f"{URL}?page=2"
    assert next_page("", head="<link rel=next href='/press/page/2'>") == f"{URL}/page/2"


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([2, 3, 4], 2),
        ([1, 3, 4], 3),
        ([1, 4, 5, 7, 8, 20], 7),
        ([1, 2, 3], None),
        ([1], None),
        ([], None),
        ([1, 3, 5], None),
    ],
)
def test_numbers_without_the_current_one(numbers: list[int], expected: int | None) -> None:
    body = "".join(f"<a href='?page={number}'>{number}</a>" for number in numbers)
    assert next_page(body) == (f"{URL}?page={expected}" if expected else None)


def test_a_number_counts_also_where_the_menu_links_the_same_page() -> None:
    pager = "".join(f"<a href='/press?page={number}'>{number}</a>" for number in range(2, 5))
    assert (
        next_page(f"<nav><a href=/press>Press releases</a></nav><a href=/press>1</a>{pager}", f"{URL}?page=5") is None
    )


def test_a_double_arrow_is_the_last_resort() -> None:
    assert next_page("<a href='?page=2'>2</a><a href='?page=9'>»</a>") == f"{URL}?page=2"
    assert next_page("<a href='?page=2'>»</a>") == f"{URL}?page=2"


@pytest.mark.parametrize(
    "body",
    [
        "<a href='/press/another-release-of-ours'>Next</a>",
        "<a href='/press/another' rel=next>Another</a>",
        "<a href='https://other.example/press?page=2'>Next</a>",
        "<a href='?month=11&year=2018'>Next</a>",
        "<a href='?id=6819859'>Next</a>",
        "<a href='?page=2'>Next steps for the alliance after the summit in the capital</a>",
        "<a href='/press'>Next</a>",
    ],
)
def test_what_is_no_next_page(body: str) -> None:
    assert next_page(body) is None


@pytest.mark.parametrize(
    ("candidate", "url", "expected"),
    [
        ("/press?page=2", "/press", True),
        ("/press?page=2&topic=a", "/press?topic=a", True),
        ("/press?page=3", "/press?page=2", True),
        ("/press?start=abc", "/press", True),
        ("/press/page/2", "/press", True),
        ("/press/page/3/", "/press/page/2/", True),
        ("/press/2", "/press/", True),
        ("/press/seite-2.html", "/press/seite-1.html", True),
        ("/press-2.html", "/press.html", True),
        ("/press,p2", "/press", True),
        ("/press/2?topic=a", "/press", False),
        ("/press?topic=a", "/press", False),
        ("/press/release", "/press", False),
        ("/press", "/press", False),
        ("/other?page=2", "/press", False),
        ("/node/12346", "/node/12345", False),
    ],
)
def test_pages_of_one_listing(candidate: str, url: str, expected: bool) -> None:
    assert is_page_of(f"https://example.org{candidate}", f"https://example.org{url}") is expected
