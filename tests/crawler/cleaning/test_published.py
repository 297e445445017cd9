"""When a page was published; a test for each kind of evidence and for their order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.page import find_block
from crawler.cleaning.parse import parse
from crawler.cleaning.published import DateEvidence, dateline, find_published
from crawler.cleaning.stated import stated_passages, values_in_data

from .pages import FIRST, SECOND, metadata_of, soup_of

TITLE = "New quay opens to large ships"
DAY = date(2021, 5, 4)


def found(
    body: str = "", head: str = "", url: str = "https://a.example/x", text: str = ""
) -> tuple[object, str | None]:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    soup = soup_of(page)
    root = soup.body
    assert root is not None
    blocks = read_blocks(root)
    tree = parse(page.encode()).root
    stated, in_data = stated_passages(tree), values_in_data(tree)
    title_at = find_block(TITLE, blocks)
    return find_published(
        DateEvidence(soup, metadata_of(page), url, blocks, title_at, text, stated=stated, in_data=in_data)
    )


HEADLINE = f"<h1>{TITLE}</h1>"
REST = f"<p>{FIRST}</p><p>{SECOND}</p>" * 8


@pytest.mark.parametrize(
    "name",
    [
        "article:published_time",
        "DC.date.issued",
        "dcterms.created",
        "date",
        "datePublished",
        "citation_date",
        "x-published-date",
    ],
)
def test_from_meta(name: str) -> None:
    assert found(head=f'<meta name="{name}" content="2021-05-04">') == (DAY, "meta")


def test_from_json_ld() -> None:
    article = '{"@type": "NewsArticle", "datePublished": "2021-05-04T08:00:00+02:00"}'
    assert found(head=f'<script type="application/ld+json">{article}</script>') == (
        datetime(2021, 5, 4, 8, tzinfo=timezone(timedelta(hours=2))),
        "json-ld",
    )


def test_from_microdata() -> None:
    assert found('<span itemprop="datePublished" content="2021-05-04">yesterday</span>') == (DAY, "microdata")


def test_from_rdfa() -> None:
    first, second = (f'<span property="schema:dateCreated" content="{day}">then</span>' for day in (DAY, "2021-05-06"))
    assert found(f"<footer class='hidden'>{first}</footer>") == (DAY, "microdata")
    assert found(first + second) == (DAY, "microdata")


def test_from_time_near_title() -> None:
    body = f"{HEADLINE}<p>Press <time datetime='2021-05-04'>Tuesday</time></p>{REST}<p><time>1 May 2020</time></p>"
    assert found(body) == (DAY, "time")


def test_a_time_that_says_updated_is_passed_over() -> None:
    body = f"{HEADLINE}<p>Updated: <time>6 May 2021</time></p><p><time>4 May 2021</time></p>"
    assert found(body) == (DAY, "time")


def test_an_empty_time_says_nothing() -> None:
    assert found(f"{HEADLINE}<p>Updated: <time></time></p>") == (None, None)


def test_from_a_part_of_the_name_of_the_page() -> None:
    assert found(head=f"<title>{TITLE} | Harbour | 4 May 2021</title>") == (DAY, "name")
    assert found(head=f"<title>{TITLE} - minutes of 4 May 2021</title>") == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "Posted on 4 May 2021 by the harbour office in News",
        "<span>Veröffentlicht am:</span> 4. Mai 2021, Kategorie: Hafen",
        "発表日：2021年5月4日",
    ],
)
def test_from_a_statement_among_what_is_left_out(line: str) -> None:
    body = f"{HEADLINE}{REST}<div class='tags share'>{line} <a href='/t'>Tags</a></div><p>12 June 2022, 1 May 2020</p>"
    assert found(body) == (DAY, "statement")


def test_statements_of_several_days_say_nothing() -> None:
    body = (
        f"{HEADLINE}{REST}<div class='comments'><p>Posted on 4 May 2021: yes.</p><p>Posted on 5 May 2021: no.</p></div>"
    )
    assert found(body) == (None, None)


@pytest.mark.parametrize(
    "data", ['{"publishedDate":"2021-05-04","read":7}', "push({'cms_publish_date': '04.05.2021'})"]
)
def test_from_the_data_of_scripts(data: str) -> None:
    assert found(f"{HEADLINE}{REST}", f"<script>{data}</script>") == (DAY, "statement")


@pytest.mark.parametrize(
    "data",
    [
        '[{"publishedAt":"2021-05-04"},{"publishedAt":"2021-05-06"}]',
        '{"updatedDate":"2021-05-04","publishedDate":null}',
    ],
)
def test_data_of_several_pages_or_of_changes_say_nothing(data: str) -> None:
    assert found(f"{HEADLINE}{REST}", f"<script>{data}</script>") == (None, None)


def test_from_named_element() -> None:
    assert found(f'{HEADLINE}<p><span class="news-date">4 May 2021</span></p>{REST}') == (DAY, "element")


def test_the_first_of_two_dates_that_is_not_an_update() -> None:
    body = f'{HEADLINE}<p class="date">Updated 6 May 2021, published 4 May 2021</p>'
    assert found(body) == (DAY, "element")


def test_from_a_line_near_the_title() -> None:
    assert found(f"{HEADLINE}<p>Press release No. 12 | 4 May 2021</p>{REST}") == (DAY, "line")
    assert found(f"<p>4 May 2021</p>{HEADLINE}{REST}") == (DAY, "line")


def test_a_line_after_the_title_is_preferred_to_one_before_it() -> None:
    assert found(f"<p>1 May 2020</p>{HEADLINE}<p>4 May 2021</p>{REST}") == (DAY, "line")


@pytest.mark.parametrize(
    "url", ["https://a.example/2021/05/04/quay", "https://a.example/20210504-quay", "https://a.example/quay-04-05-2021"]
)
def test_from_url(url: str) -> None:
    assert found(url=url) == (DAY, "url")


def test_a_number_in_a_url_is_no_date() -> None:
    assert found(url="https://a.example/article-120210504331") == (None, None)
    assert found(url="https://a.example/2021/02/31/quay") == (None, None)


def test_from_the_opening_of_the_text() -> None:
    assert found(text="On 4 May 2021 the office opened a quay. It had closed on 1 May 2019.") == (DAY, "text")
    assert dateline("HAMBURG, 4. Mai 2021 – Der Kai ist offen.") == DAY
    assert dateline("x" * 300 + " 4 May 2021") is None


def test_the_only_date_of_the_page() -> None:
    assert found(f"{HEADLINE}{REST}<p>Harbour news, 4 May 2021</p>") == (DAY, "page")


def test_several_dates_far_from_the_title_say_nothing() -> None:
    assert found(f"{HEADLINE}{REST}<p>4 May 2021</p><p>5 May 2021</p>") == (None, None)


def test_an_unknown_date_stays_unknown() -> None:
    assert found(f"{HEADLINE}{REST}<p>© 2021</p>") == (None, None)


def test_what_a_page_declares_comes_before_what_it_shows() -> None:
    body = f"{HEADLINE}<p>Meeting of the harbour council on 6 May 2021</p>"
    assert found(body, '<meta name="date" content="2021-05-04">') == (DAY, "meta")


PUBLISHED = '<meta property="article:published_time" content="2021-06-21T08:00:00+02:00">'


@pytest.mark.parametrize("line", ["4 May 2021", "On 4 May 2021", "4 May 2021, 10:30"])
def test_the_one_day_alone_in_a_line_near_the_title_comes_before_what_the_page_declares(line: str) -> None:
    assert found(f"{HEADLINE}<p>{line}</p>{REST}", PUBLISHED) == (DAY, "line")


@pytest.mark.parametrize(
    "lines",
    [
        "<p>4 May 2021</p><p>6 May 2021</p>",  # of other pages
        "<p>Last updated:</p><p>4 May 2021</p>",
        "<p>Opening hours from 4 May 2021</p>",
    ],
)
def test_other_days_near_the_title_do_not(lines: str) -> None:
    assert found(f"{HEADLINE}{lines}{REST}", PUBLISHED)[1] == "meta"


def test_nor_does_the_declared_day_of_the_last_change() -> None:
    changed = '<meta property="article:modified_time" content="2021-07-02T08:00:00+02:00">'
    assert found(f"{HEADLINE}<p>2 July 2021</p>{REST}", PUBLISHED + changed)[1] == "meta"


def test_nor_does_the_declared_day_with_its_month_and_day_exchanged() -> None:
    head = '<meta name="date" content="2021-05-04">'
    assert found(f"{HEADLINE}<p>5.4.2021</p>{REST}", head) == (DAY, "meta")


def test_nor_does_a_day_that_the_address_contradicts() -> None:
    url = "https://a.example/2021/06/21/quay"
    assert found(f"{HEADLINE}<p>4 May 2021</p>{REST}", PUBLISHED, url)[1] == "meta"


def test_a_moment_in_utc_gives_way_to_the_day_that_the_page_shows() -> None:
    head = '<meta name="date" content="2021-05-03T22:30:00Z">'
    assert found(f"{HEADLINE}<p>4 May 2021</p>", head) == (DAY, "meta")
    assert found(HEADLINE, head, "https://a.example/2021/05/04/quay") == (DAY, "meta")


def test_a_moment_in_utc_stands_when_the_address_has_its_day() -> None:
    head = '<meta property="article:published_time" content="2021-05-04T20:00:00Z">'
    published, _ = found(f"{HEADLINE}<p>Wednesday, 5 May 2021</p>{REST}", head, "https://a.example/2021/5/4/quay")
    assert published == datetime(2021, 5, 4, 20, tzinfo=UTC)


def test_a_day_that_it_cannot_have_been_anywhere_does_not() -> None:
    moment = datetime(2021, 5, 4, 22, 30, tzinfo=UTC)
    body = f"{HEADLINE}<p>3 May 2021</p>"
    assert found(body, '<meta name="date" content="2021-05-04T22:30:00Z">') == (moment, "meta")


def test_what_is_only_called_a_date_comes_after_the_day_that_the_page_shows() -> None:
    head = '<meta name="dcterms.date" content="2021-05-01">'
    assert found(f"{HEADLINE}<p><time datetime='2021-05-04'>Tuesday</time></p>{REST}", head) == (DAY, "time")


def test_a_day_in_the_address_comes_before_a_line_near_the_title() -> None:
    body = f"{HEADLINE}<p>Meeting on 7 May 2021</p>{REST}"
    assert found(body, url="https://a.example/2021/05/04/quay") == (DAY, "url")


def test_an_address_may_count_months_without_a_zero() -> None:
    assert found(url="https://a.example/story/2021/5/4/quay") == (DAY, "url")
