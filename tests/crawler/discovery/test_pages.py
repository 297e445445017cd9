"""The links of pages, what surrounds them, and the declarations to crawlers."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import PageLink, PageLinks, pages, read_page_links
from crawler.discovery.archives import MAX_ARCHIVES

URL = "https://example.org/press/"


def read(body: str, head: str = "") -> PageLinks:
    return read_page_links(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), URL)


def only(body: str) -> PageLink:
    (link,) = read(body).links
    return link


def test_links_are_canonical_and_in_order() -> None:
    page = read(
        '<a href="b?utm_source=x">B</a><a href="/a#part">A</a><a href="mailto:x@example.org">Mail</a>'
        '<a href="#top">Top</a><a href="">Self</a><a>None</a><a href="javascript:go()">Go</a>'
        '<map><area href="https://other.example/c" title="C"></map>'
    )
    assert [(link.url, link.text, link.label) for link in page.links] == [
        ("https://example.org/press/b", "B", ""),
        ("https://example.org/a", "A", ""),
        ("https://other.example/c", "", "C"),
    ]


def test_base() -> None:
    assert read('<a href="b">B</a>', '<base href="/en/">').links[0].url == "https://example.org/en/b"
    assert read('<a href="b">B</a>', '<base href="http://[">').links[0].url == "https://example.org/press/b"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<a href=/b> Two\n <b>wor</b>ds </a>", "Two words"),
        ("<a href=/b><div>One</div><div>Two</div></a>", "One Two"),
        ("<a href=/b><h3>Title of a card</h3><p>And its summary</p></a>", "Title of a card"),
        ("<a href=/b><img src=x alt='A picture'></a>", "A picture"),
        ("<a href=/b>&nbsp;<img src=x></a>", ""),
        ("<div><h3>Title of a card</h3><p>Summary</p><a href=/b>Read more</a></div>", "Title of a card"),
        ("<div><h3>Section</h3><div><a href=/b>One</a></div><p><a href=mailto:x>Two</a></p></div>", "One"),
    ],
)
def test_the_text_of_a_link(body: str, text: str) -> None:
    assert only(body).text == text


def test_a_url_comes_once_with_the_best_of_its_places() -> None:
    page = read(
        '<nav><a href="/a">A</a><a href="/b">B</a></nav><main><a href="/a" rel="nofollow"><img alt=""></a>'
        '<h2><a href="/a" title="About a">The title of a</a></h2><a href="/a">Read more about this title</a></main>'
    )
    assert [link.url for link in page.links] == ["https://example.org/b", "https://example.org/a"]
    link = page.links[1]
    assert (link.text, link.label, link.in_heading, link.in_main) == ("The title of a", "About a", True, True)
    assert link.rel == {"nofollow"}


@pytest.mark.parametrize(
    ("body", "in_main"),
    [
        ("<main>{}</main>", True),
        ("<div class=has-sidebar><h1>T</h1>{}</div>", True),
        ("<div class=page-with-navigation><main>{}</main></div>", True),
        ("<article><header>{}</header></article>", True),
        ("<nav>{}</nav>", False),
        ("<header>{}</header>", False),
        ("<footer><div>{}</div></footer>", False),
        ("<div class='site-footer'>{}</div>", False),
        ("<ul id=breadcrumb><li>{}</li></ul>", False),
        ("<div role=navigation>{}</div>", False),
        ("<main><aside>{}</aside></main>", False),
    ],
)
def test_furniture(body: str, in_main: bool) -> None:
    assert only(body.format("<a href=/b>A link</a>")).in_main is in_main


def test_hidden_links_are_left_out() -> None:
    assert read("<div hidden><a href=/a>A</a></div><template><a href=/b>B</a></template>").links == ()


@pytest.mark.parametrize(
    "item",
    [
        "<li><time datetime=2019-10-30T10:00:00Z>today</time> {}</li>",
        "<li>{}<br>30 October 2019</li>",
        "<li><span>30.10.2019</span><h3>{}</h3></li>",
        "<li><h3>{}</h3><p><a href=/topics/{n}>One of the topics of this site</a></p><p>30 October 2019</p></li>",
        "<tr><td>30. Oktober 2019</td><td>{}</td></tr>",
        "<dt>2019-10-30</dt><dd>{}</dd>",
        "<p>10/30/2019 {}</p>",
        "30 octobre 2019 {}<br>",
        "<li>{} (2019年10月30日)</li>",
    ],
)
def test_the_date_beside_a_link(item: str) -> None:
    link = "<a href=/press/{n}>A long enough title {n}</a>"
    body = "".join(item.replace("{}", link).replace("{n}", str(n)) for n in range(3))
    wrapper = {"<t": "table", "<l": "ul", "<d": "dl"}.get(item[:2], "div")
    page = read(f"<main><{wrapper}>{body}</{wrapper}></main>")
    assert [link.day for link in page.links if "/press/" in link.url] == [date(2019, 10, 30)] * 3


def test_dates_of_others_are_not_taken() -> None:
    page = read(
        "<main><p>Updated 1 May 2020</p><ul><li><a href=/a>A title without a date</a></li>"
        "<li><a href=/b>A title with its date</a> 30 October 2019</li></ul></main>"
    )
    assert [link.day for link in page.links] == [None, date(2019, 10, 30)]


def test_one_american_date_tells_the_order_of_all() -> None:
    items = "".join(
        f"<li>{day} <a href=/{n}>A long enough title</a></li>" for n, day in enumerate(["5/6/2019", "5/20/2019"])
    )
    assert [link.day for link in read(f"<ul>{items}</ul>").links] == [date(2019, 5, 6), date(2019, 5, 20)]


def test_links_of_a_list_have_one_shape() -> None:
    items = "".join(
        f'<div class="row row-{n} {"odd" if n % 2 else "even"}"><h3><a href=/{n}>Title</a></h3></div>' for n in range(4)
    )
    page = read(f"<main><div class=list>{items}</div><p><a href=/other>Other</a></p></main>")
    assert len({link.shape for link in page.links[:4]}) == 1
    assert page.links[4].shape != page.links[0].shape


def test_declarations() -> None:
    page = read(
        "<input type=Password>",
        "<title> Press\n releases </title>"
        '<link rel="canonical" href="/press?fbclid=1"><link rel="alternate" type="application/rss+xml" href="rss">'
        '<link rel="alternate" type="application/atom+xml" href="/atom"><link rel="alternate" hreflang="de" href="/de">'
        '<link rel="alternate" type="application/rss+xml" href="rss"><meta name="ROBOTS" content="NoIndex, noarchive">',
    )
    assert page.title == "Press releases"
    assert page.canonical == "https://example.org/press"
    assert page.feeds == ("https://example.org/press/rss", "https://example.org/atom")
    assert (page.asked.noindex, page.asked.nofollow, page.asked.noarchive, page.has_password_field) == (
        True,
        False,
        True,
        True,
    )


def test_robots_none_is_both() -> None:
    page = read("", '<meta name="robots" content="none"><meta name="googlebot" content="noarchive">')
    assert (page.asked.noindex, page.asked.nofollow, page.asked.noarchive) == (True, True, False)


def test_sizes_leave_furniture_out() -> None:
    page = read(
        "<nav><a href=/a>Navigation</a></nav><main><p>12345 <a href=/b>678</a></p><script>var x;</script></main>"
    )
    assert (page.text_size, page.link_size) == (8, 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1251", "koi8-r"])
def test_encodings(encoding: str) -> None:
    title = "Заседание министров иностранных дел состоялось в столице"
    html = f'<html><head><meta charset="{encoding}"></head><body><a href=/a>{title}</a></body></html>'
    assert read_page_links(html.encode(encoding), URL).links[0].text == title


@pytest.mark.parametrize(
    "html", [b"", b" ", b"\x00", b"<!-- -->", b"<a href=http://[x>y", b"\xff\xfe\x00", b"%PDF-1.7"]
)
def test_nothing_to_read(html: bytes) -> None:
    assert read_page_links(html, URL).links == ()


def test_a_nul_does_not_end_a_page() -> None:
    assert read_page_links(b"<p>a\x00b<a href=/b>B</a>", URL).links[0].url == "https://example.org/b"


@given(st.binary(), st.text())
def test_never_raises(html: bytes, url: str) -> None:
    read_page_links(html, url)


_PIECES = [
    "<",
    ">",
    "a",
    " href=/x",
    "'",
    '"',
    "&",
    "<a",
    "<h3>",
    "</",
    "<ul>",
    "<time>",
    "<main>",
    "<!--",
    "]]>",
    "\x00",
]


@given(st.lists(st.sampled_from(_PIECES)).map("".join))
def test_never_raises_on_broken_markup(html: str) -> None:
    read_page_links(html.encode(), URL)


@pytest.mark.slow
@pytest.mark.parametrize(
    "item",
    [
        "<li><a href=/press/{n}>A long enough title {n}</a> 3 May 2019</li>",
        "<div><h3>Title {n}</h3><a href=/press/{n}>Read more</a></div>",
        "<a href='?page={n}'>{n}</a>",
        "<a href=/press/2019/{n}>May 2019</a>",
        "<button data-url='?page={n}'>Load more</button>",
    ],
)
def test_a_page_of_100_000_links(item: str) -> None:
    html = "".join(item.replace("{n}", str(n)) for n in range(100_000)).encode()
    started = time.process_time()
    page = read_page_links(html, URL)
    assert time.process_time() - started < 6  # one to two seconds on a free machine
    assert len(page.links) <= pages.MAX_LINKS
    assert len(page.archives) <= MAX_ARCHIVES


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        "<div>",
        "<a href=/x>",
        "<div><a href=q>",
        "<li>3.10.2019 <a href=a>read</a>",
        "<h3><a href=/x>",
        "x=1 ",
        "<form><button>",
        "<form><input type=submit>",
        "<form><select name=y>",
        "<select><option value=2020>2020",
        "<noscript><a href='?page=2'>",
        "<div data-url='?page=2'>",
        "<link rel=next href='?page=2'>",
    ],
)
def test_two_megabytes_of_anything_take_no_age(piece: str) -> None:
    html = (piece * (2_000_000 // len(piece))).encode()
    started = time.process_time()
    read_page_links(html, URL)
    assert time.process_time() - started < 15  # about one second on a free machine
