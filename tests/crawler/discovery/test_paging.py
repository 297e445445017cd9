"""The next page of a listing, in several languages and without a word."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from crawler.discovery import PageLinks, read_page_links
from crawler.discovery.paging import is_page_of, raised
from tests.replay import Pages, load_sites, shared_data

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
        ([1], None),
        ([], None),
        ([1, 3, 5], None),
    ],
)
def test_numbers_without_the_current_one(numbers: list[int], expected: int | None) -> None:
    body = "".join(f"<a href='?page={number}'>{number}</a>" for number in numbers)
    assert next_page(body) == (f"{URL}?page={expected}" if expected else None)


def test_numbers_that_all_are_links() -> None:
    body = "".join(f"<a href='?page={number}'>{number}</a>" for number in (1, 2, 3, 57))
    assert next_page(body) == f"{URL}?page=2"
    assert next_page(body.replace("?page=", "/press/page/")) == f"{URL}/page/2"
    assert next_page(body, f"{URL}?page=3") is None
    assert next_page(body, f"{URL}?page=57") is None


def test_numbers_counted_from_zero() -> None:
    numbers = "".join(f"<a href='?page={number}'><i>Page</i> {number + 1}</a>" for number in range(9))
    body = f"<nav class=pager>{numbers}<a href='?page=11'>Last page</a></nav>"
    assert next_page(body) == f"{URL}?page=1"
    assert next_page(body, f"{URL}?page=4") == f"{URL}?page=5"
    assert next_page(body, f"{URL}?page=11") is None


def test_some_numbers_and_the_last() -> None:
    body = (
        "<a href='?start=0'>1</a>…<a href='?start=60'>4</a>5<a href='?start=100'>[6]</a>…<a href='?start=1120'>57</a>"
    )
    assert next_page(body, f"{URL}?start=80") == f"{URL}?start=100"


@pytest.mark.parametrize("current", [1, 4, 5, 6])
@pytest.mark.parametrize(("address", "step"), [("?page={}", 1), ("?start={}", 20), ("/press/page/{}", 1)])
def test_a_number_left_out_beside_the_current_one(current: int, address: str, step: int) -> None:
    """ "1 … 3 4 [5] 6 7": the second page could be the current one as well."""
    linked = {1: {2, 4, 7}, 4: {1, 3, 5, 7}, 5: {1, 3, 4, 6, 7}, 6: {1, 3, 5, 7}}[current]
    pages = {number: address.format(number * step) if number > 1 else "/press" for number in range(1, 8)}
    body = "".join(f"<a href='{pages[number]}'>{number}</a>" for number in sorted(linked))
    assert next_page(body, _at(pages[current])) == _at(pages[current + 1])


def _at(address: str) -> str:
    return f"{URL}{address}" if address.startswith("?") else f"https://example.org{address}"


def test_class_names() -> None:
    assert next_page("<ul><li class=pager-next><a href='?page=2'><svg></svg></a></ul>") == f"{URL}?page=2"
    assert next_page("<a class='next page-numbers' href='?page=2'>Lanjut</a>") == f"{URL}?page=2"
    assert next_page("<div class=next-meeting><a href='?page=2'>Budget</a></div>") is None


def test_the_text_of_the_link_itself_counts() -> None:
    assert next_page("<div><h3>Pagination</h3><a href='?page=2'>Next</a></div>") == f"{URL}?page=2"


def test_a_pager_anywhere() -> None:
    for place in ("<nav>{}</nav>", "<footer>{}</footer>", "<noscript>{}</noscript>", "<aside class=menu>{}</aside>"):
        assert next_page(place.format("<a href='?page=2'>Next</a>")) == f"{URL}?page=2"


def test_rel_next_to_a_numbered_page_elsewhere() -> None:
    assert next_page("", head="<link rel=next href='/views/press?page=2'>") == "https://example.org/views/press?page=2"
    assert next_page("", head="<link rel=next href='/press/another-release'>") is None
    assert next_page("", head="<link rel=next href='https://other.example/press?page=2'>") is None


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
        "<a href='/press/2018/11'>Next</a>",
        "<a href='/press/2018/11/05/'>›</a>",
        "<a href='?from=2018-11-05'>Next week</a>",
        "<a href='?p=6819859'>Next: another page</a>",
        "<a href='?per_page=50'>Show more</a>",
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
        ("/press/p2", "/press", True),
        ("/press,2.html", "/press.html", True),
        ("/press/index_2.html", "/press/", True),
        ("/press/index_2.html", "/press/index.html", True),
        ("/press/page-2.html", "/press/", True),
        ("/press/page:2", "/press", True),
        ("/press?offset=20", "/press", True),
        ("/press?skip=20&take=10", "/press?skip=10&take=10", True),
        ("/press?limitstart=20", "/press", True),
        ("/press?page=0", "/press", True),
        ("/press?tx_news%5BcurrentPage%5D=2", "/press", True),
        ("/press/2018/11", "/press/2018/10", False),
        ("/press/2018/11/page/2", "/press/2018/11", True),
        ("/press?limit=50", "/press", False),
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


@pytest.mark.parametrize(
    ("url", "items", "expected"),
    [
        ("/api?page=2", None, "/api?page=3"),
        ("/api?x=1&page=0&y=2", 10, "/api?x=1&page=1&y=2"),
        ("/api?p=9", None, "/api?p=10"),
        ("/api?page%5Bnumber%5D=2", None, "/api?page%5Bnumber%5D=3"),
        ("/api?offset=20", 7, "/api?offset=27"),
        ("/api?offset=20&limit=10", None, "/api?offset=30&limit=10"),
        ("/api?limitstart=0&limit=5", None, "/api?limitstart=5&limit=5"),
        ("/api?offset=20", None, None),
        ("/api?per_page=20", 20, None),
        ("/api?page=last", 20, None),
        ("/api/page/2/", None, "/api/page/3/"),
        ("/api/page/2?lang=en", None, "/api/page/3?lang=en"),
        ("/api/posts/12345", 5, None),
        ("/api?id=5", 5, None),
        ("/api", 5, None),
    ],
)
def test_the_address_counted_on(url: str, items: int | None, expected: str | None) -> None:
    assert raised(f"https://example.org{url}", items) == (f"https://example.org{expected}" if expected else None)


@pytest.mark.slow
def test_real_listings() -> None:
    data = shared_data()
    if data is None:
        pytest.skip("needs the shared data: html")
    sites = load_sites(data / "html" / "index.jsonl")
    pages = {start: site.pages for site in sites.values() for start in site.start}
    found = {url: page.next_page for url, page in ((url, _read(url, pages[url])) for url in pages) if page.next_page}
    # By eye: six of the listing pages in the data have a pager that works without script, and two more declare a next
    # page; the lists of meetings, a calendar ("Next" month) and a guide ("Next" chapter) have none.
    assert len(found) == 8
    assert all(target.startswith(url) and "=" in target for url, target in found.items())


def _read(url: str, pages: Pages) -> PageLinks:
    parts = urlsplit(url)
    return read_page_links(pages[(parts.path or "/") + (f"?{parts.query}" if parts.query else "")][0], url)
