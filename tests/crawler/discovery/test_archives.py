"""The months and years of a listing, in many languages, as links and as forms; and what only looks like them."""

from __future__ import annotations

from calendar import month_name
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import read_page_links
from crawler.discovery.archives import MAX_ARCHIVES, Offer, archives_of

SITE = "https://example.org"
URL = f"{SITE}/news"
TODAY = date(2024, 11, 5)


def archives(body: str, url: str = URL, today: date | None = TODAY) -> list[str]:
    page = read_page_links(f"<!doctype html><body>{body}</body>".encode(), url, today)
    return [address.removeprefix(SITE) for address in page.archives]


def links(*pairs: tuple[str, str]) -> str:
    return "".join(f"<li><a href='{address}'>{text}</a>" for address, text in pairs)


@pytest.mark.parametrize(
    "pairs",
    [
        [("/news/2024/10/", "October 2024"), ("/news/2024/09/", "September 2024"), ("/news/2023/12/", "December 2023")],
        [("/2024/10/", "October 2024 (12)"), ("/2024/09/", "Sept. 2024 (3)"), ("/2023/12/", "Dec 2023 [7]")],
        [("/news/2024", "2024"), ("/news/2023", "2023")],
        [("/news-2024.html", "2024"), ("/news-2023.html", "2023")],
        [("/news/a-2024.html", "2024"), ("/news/a-2023.html", "2023")],
        [("/archive/2024", "2024"), ("/archive/2023", "2023")],
        [("/news?m=10&y=2024", "October"), ("/news?m=9&y=2024", "September"), ("/news?m=8&y=2024", "August")],
        [("/news?date=2024-10", "2024-10"), ("/news?date=2024-09", "2024-09"), ("/news?date=2024-08", "2024-08")],
        [("/news?ym=202410", "10/2024"), ("/news?ym=202409", "09/2024"), ("/news?ym=202408", "08/2024")],
        [("/news/2024/october", "October"), ("/news/2024/september", "September"), ("/news/2024/august", "August")],
        [("/news?id=11", "2024"), ("/news?id=12", "2023")],
        [("/news/2024", "Press releases 2024"), ("/news/2023", "Press releases 2023")],
        [("/news/2024", "Archiv 2024"), ("/news/2023", "Archiv 2023")],
        [("/news/2024/10", "Октябрь 2024"), ("/news/2024/9", "сентябрь 2024"), ("/news/2024/8", "Август 2024")],
        [("/news/2024", "2024 год"), ("/news/2023", "2023 год")],
        [("/news/2024/10", "2024年10月"), ("/news/2024/9", "2024年9月"), ("/news/2024/8", "2024年8月")],
        [("/news/2024", "2024年"), ("/news/2023", "2023年")],
        [("/news/2024/10", "2024년 10월"), ("/news/2024/9", "2024년 9월"), ("/news/2024/8", "2024년 8월")],
        [("/news/2024/10", "أكتوبر ٢٠٢٤"), ("/news/2024/9", "سبتمبر ٢٠٢٤"), ("/news/2024/8", "أغسطس ٢٠٢٤")],
        [("/news/2024", "عام ٢٠٢٤"), ("/news/2023", "عام ٢٠٢٣")],
        [("/news/2024/10", "octobre 2024"), ("/news/2024/8", "août 2024"), ("/news/2024/2", "février 2024")],
        [("/news/2024/10", "outubro de 2024"), ("/news/2024/9", "setembro de 2024"), ("/news/2024/3", "março de 2024")],
    ],
)  # fmt: skip
def test_links(pairs: list[tuple[str, str]]) -> None:
    assert archives(links(*pairs)) == [address for address, _ in pairs]


@pytest.mark.parametrize(
    "pairs",
    [
        # a calendar: the months beside this one, its days, other people's months
        [("/news?month=9&year=2024", "« September 2024"), ("/news?month=11&year=2024", "November 2024 »")],
        [(f"/news/2024/10/{day:02}", f"{day}") for day in range(1, 32)],
        [(f"/news/2024/10/{day:02}", f"{day} October 2024") for day in range(1, 32)],
        [(f"/events/2024/{month}", f"2024-{month:02}") for month in range(1, 13)],
        # articles
        [(f"/news/2024/10/a-title-{n}", f"A title of October 2024, number {n}") for n in range(5)],
        [("/news/budget-2024", "Budget 2024"), ("/news/elections-2023", "Elections 2023")],
        [("/news/budget-of-2024", "The budget of 2024"), ("/news/budget-of-2023", "The budget of 2023")],
        # other things that come once a year
        [("/about/report-2023", "2023"), ("/about/report-2022", "2022")],
        [("/news/2023.pdf", "2023"), ("/news/2022.pdf", "2022")],
        [("https://other.example/news/2024", "2024"), ("https://other.example/news/2023", "2023")],
        # another selection than this listing's
        [("/news?topic=a&year=2024", "2024"), ("/news?topic=a&year=2023", "2023")],
        # one is no set; a text that says another year than its address
        [("/news/2024", "2024")],
        [("/news/2014", "2024"), ("/news/2013", "2023")],
        # too old to be true
        [("/news/1889", "1889"), ("/news/1789", "1789")],
    ],
)
def test_what_is_no_archive(pairs: list[tuple[str, str]]) -> None:
    assert archives(links(*pairs)) == []


def test_the_future_is_left_out() -> None:
    months = [(f"/news/2024/{month}", f"2024-{month}") for month in (9, 10, 11, 12)]
    years = [("/news/2025", "2025"), ("/news/2024", "2024")]
    expected = ["/news/2024/11", "/news/2024/10", "/news/2024/9", "/news/2024"]
    assert archives(links(*months, *years)) == expected
    assert "/news/2025" in archives(links(*years), today=None)


def test_the_listing_itself_may_be_a_selection() -> None:
    pairs = [("/news?topic=a&year=2024", "2024"), ("/news?topic=a&year=2023", "2023")]
    assert len(archives(links(*pairs), f"{URL}?topic=a")) == 2
    months = [(f"/news/2023/{month}", f"2023-{month:02}") for month in range(1, 13)]
    assert len(archives(links(*months), f"{URL}/2023")) == 12
    assert len(archives(links(*months), f"{URL}/2023/5")) == 11


def test_addresses_of_scripts() -> None:
    pairs = [("/index.php?id=5&year=2024", "2024"), ("/index.php?id=5&year=2023", "2023")]
    assert len(archives(links(*pairs), f"{SITE}/index.php?id=5")) == 2
    pairs = [("/index.php/2024/", "2024"), ("/index.php/2023/", "2023")]
    assert len(archives(links(*pairs), f"{SITE}/index.php/news")) == 2
    assert len(archives(links(*pairs), f"{SITE}/index.php/2024/10")) == 2
    assert len(archives(links(("/news/2024.html", "2024"), ("/news/2023.html", "2023")), f"{URL}/index.html")) == 2


def test_below_a_home_page_it_takes_a_folder_for_releases() -> None:
    assert archives(links(("/data/tests/2018", "2018"), ("/data/tests/2017", "2017")), f"{SITE}/") == []
    assert len(archives(links(("/press/2018", "2018"), ("/press/2017", "2017")), f"{SITE}/")) == 2
    assert len(archives(links(("/2018/", "2018"), ("/2017/", "2017")), f"{SITE}/")) == 2


def test_choices_that_are_addresses() -> None:
    body = (
        "<select onchange='go(this.value)'><option value=''>Select month</option>"
        "<option value='/news/2024/10/'>October 2024 (3)</option><option value='/news/2024/09/'>September 2024</option>"
        f"<option value='{URL}/2024/08/'>August 2024</option></select>"
    )
    assert archives(body) == ["/news/2024/10/", "/news/2024/09/", "/news/2024/08/"]


def test_choices_that_fill_a_form() -> None:
    body = (
        "<form action=/news><input type=hidden name=lang value=en><input type=submit name=go value=Go>"
        "<select name=year><option value=''>All years<option>2024<option selected value=17>2023</select></form>"
    )
    assert archives(body) == ["/news?lang=en&year=2024", "/news?lang=en&year=17"]
    assert archives(body.replace("action=/news", "method=post")) == []
    assert archives(body.replace("/news", "/search")) == []
    assert archives(body.replace(" action=/news", ""), f"{URL}?x=1") == [
        "/news?lang=en&year=2024",
        "/news?lang=en&year=17",
    ]


@pytest.mark.parametrize(("open_choice", "expected"), [("<option value=''>Any", 2), ("", 22)])
def test_a_form_with_months_apart(open_choice: str, expected: int) -> None:
    months = "".join(f"<option value={n}>{name}" for n, name in enumerate(month_name[1:], start=1))
    body = (
        "<form action=/news><select name=y><option>2024<option>2023</select>"
        f"<select name=m>{open_choice}{months}</select></form>"
    )
    found = archives(body, today=date(2024, 10, 1))
    assert len(found) == expected
    assert found[0] == ("/news?y=2024&m=" if open_choice else "/news?y=2024&m=10")


def test_their_number_is_bounded() -> None:
    offers = [Offer(f"{URL}/2020/{n % 12 + 1}?page={n}", f"2020-{n % 12 + 1:02}") for n in range(5000)]
    assert len(archives_of(URL, offers)) == MAX_ARCHIVES


@given(st.lists(st.tuples(st.text(), st.text(alphabet="0123456789年月 may-./٢²", max_size=20))))
def test_never_raises(pairs: list[tuple[str, str]]) -> None:
    archives_of(URL, [Offer(f"{URL}/{address}", text) for address, text in pairs], TODAY)
