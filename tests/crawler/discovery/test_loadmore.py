"""Buttons and scripted elements that lead to more of a listing."""

from __future__ import annotations

import pytest

from crawler.discovery import read_page_links

SITE = "https://example.org"
URL = f"{SITE}/news"


def next_page(body: str, url: str = URL) -> str | None:
    found = read_page_links(f"<!doctype html><body>{body}</body>".encode(), url).next_page
    return found.removeprefix(SITE) if found else None


@pytest.mark.parametrize(
    "body",
    [
        "<button data-url='/api/news?page=2'>Load more</button>",
        "<button data-next-page-url='/api/news?page=2' class=btn>Lade</button>",
        "<a href='#' data-href='/api/news?page=2'>Show more</a>",
        "<a href='/api/news?page=2' class='btn load-more'>Noch 20</a>",
        "<a href='/api/news?page=2'>Load more</a>",
        "<span data-ajax-url='https://example.org/api/news?page=2' aria-label='Show more news'><svg></svg></span>",
        "<div class='infinite-scroll' data-endpoint='/api/news?page=2'><p>" + "All the items. " * 30 + "</p></div>",
        "<tr hx-get='/api/news?page=2' hx-trigger='revealed'><td>A row</td></tr>",
        "<button hx-get='/api/news?page=2'>Mehr laden</button>",
        "<button data-url=/api/news data-page=2>Mehr anzeigen</button>",
        "<button data-url=/api/news data-next-page=2>加载更多</button>",
        "<form action=/api/news><input type=hidden name=page value=2><button>Показать ещё</button></form>",
        "<form action=/api/news><input type=hidden name=page value=2><input type=submit value='View more'></form>",
        "<button formaction='/api/news?page=2'>Plus de résultats</button>",
    ],
)
def test_load_more(body: str) -> None:
    assert next_page(body if "<tr" not in body else f"<table>{body}</table>") == "/api/news?page=2"


def test_scripted_pagers() -> None:
    assert next_page("<button data-href='?page=2'>Next</button>") == "/news?page=2"
    assert (
        next_page("<button data-url='?offset=20'>2</button><button data-url='?offset=40'>3</button>")
        == "/news?offset=20"
    )
    assert next_page("<li data-path='/news/page/2/' class=next><i></i></li>") == "/news/page/2/"


def test_a_link_beside_is_preferred_to_the_script() -> None:
    assert next_page("<a href='?page=2' data-url='/ajax?page=2'>Load more</a>") == "/news?page=2"


@pytest.mark.parametrize(
    "body",
    [
        "<button data-url='/api/news'>Load more</button>",
        "<button data-url='https://other.example/api?page=2'>Load more</button>",
        "<button data-url='/api/news?page=2'>Share</button>",
        "<button data-action='click->list#more'>Load more</button>",
        "<button data-url='javascript:void(0)'>Load more</button>",
        "<a href='/other-news'>Load more</a>",
        "<form action=/api/news method=post><input type=hidden name=page value=2><button>Load more</button></form>",
        "<form action=/api/news><input name=q><button>More</button></form>",
        "<button>Load more</button>",
    ],
)
def test_what_loads_nothing(body: str) -> None:
    assert next_page(body) is None


FRAGMENT = "<li><h3><a href=/news/a>A long enough title</a></h3></li>"


@pytest.mark.parametrize(
    ("url", "body", "expected"),
    [
        ("/api/news?page=2", FRAGMENT, "/api/news?page=3"),
        ("/api/news?page=2", FRAGMENT + "<button data-url='/api/news?page=c4'>More</button>", "/api/news?page=c4"),
        ("/api/news?page=2", FRAGMENT + "<a href='/news?page=3'>Next</a>", "/api/news?page=3"),
        ("/api/news?offset=20&limit=20", FRAGMENT, "/api/news?offset=40&limit=20"),
        ("/api/news?offset=20", FRAGMENT, None),
        ("/api/news", FRAGMENT, None),
        ("/api/news?page=2", "<p>Nothing more</p>", None),
        ("/api/news?page=2", f"<html>{FRAGMENT}", None),
        ("/api/news?page=2", f"<body class=a>{FRAGMENT}", None),
    ],
)
def test_parts_of_a_page(url: str, body: str, expected: str | None) -> None:
    page = read_page_links(body.encode(), SITE + url)
    assert page.next_page == (SITE + expected if expected else None)
    assert [link.text for link in page.links][:1] == (["A long enough title"] if FRAGMENT in body else [])
