"""Whether a page writes the day first or the month."""

from __future__ import annotations

import pytest

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.date_order import order_shown, reads_month_first
from crawler.cleaning.published import DateEvidence, find_published
from tests.crawler.cleaning.pages import FIRST, metadata_of, soup_of


def shown(
    line: str, head: str = "", url: str = "https://a.example/news/quay", *, month_first: bool = False
) -> bool | None:
    html = f"<html><head>{head}</head><body><h1>A quay opens</h1><p>{line}</p><p>{FIRST}</p></body></html>"
    soup = soup_of(html)
    assert soup.body is not None
    evidence = DateEvidence(soup, metadata_of(html), url, read_blocks(soup.body), 0, FIRST, month_first)
    return order_shown(evidence, find_published(evidence)[0])


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("25/04/2024", False),
        ("Published: 04/25/2024", True),
        ("25-04-2024 | News", False),
        ("25.04.2024", None),  # with dots the day is first everywhere
        ("2024-04-25", None),
        ("05/04/2024", None),
        ("05/05/2024", None),
        ("25/25/2024", None),
        ("25/04/2024 to 04/26/2024", None),
        ("Case 125/04/20245", None),
    ],
)
@pytest.mark.parametrize("month_first", [False, True])
def test_a_number_above_twelve_tells_it(line: str, order: bool | None, *, month_first: bool) -> None:
    assert shown(line, month_first=month_first) is order


@pytest.mark.parametrize("month_first", [False, True])
def test_a_day_that_is_known_otherwise_tells_it(*, month_first: bool) -> None:
    head = '<meta property="article:published_time" content="2024-04-05T10:00:00+02:00">'
    assert shown("05/04/2024", head, month_first=month_first) is False
    assert shown("04/05/2024", head, month_first=month_first) is True
    assert shown("06/05/2024", head, month_first=month_first) is None
    assert shown("04/05/2024", url="https://a.example/2024/04/05/quay", month_first=month_first) is True


def test_the_head_tells_it_too() -> None:
    assert shown("Spring", '<meta name="date" content="25/04/2024">') is False


def test_dates_in_running_text_do_not() -> None:
    assert shown(f"On 04/25/2024 a visitor wrote to us. {FIRST} {FIRST}") is None


@pytest.mark.parametrize(
    ("language", "declared", "learnt", "month_first"),
    [
        ("en", "en", None, True),
        ("en-US", "en-US", None, True),
        ("en-GB", "en-GB", None, False),
        ("en", None, None, True),
        ("de", "en-US", None, True),
        ("fr", "fr", None, False),
        (None, None, None, False),
        # What software declares by itself, or nobody: the source's own pages know better.
        ("en", "en", False, False),
        ("en-US", "en-US", False, False),
        ("en", None, False, False),
        ("fr", "fr", True, True),
        (None, None, True, True),
        # What somebody has set.
        ("en-GB", "en-GB", True, False),
        ("fr-CA", "fr-CA", True, False),
    ],
)
def test_what_was_learnt_goes_before_a_language_and_behind_a_country(
    language: str | None, declared: str | None, learnt: bool | None, *, month_first: bool
) -> None:
    assert reads_month_first(language, declared, learnt) is month_first


def test_a_day_that_is_not_certain_does_not() -> None:
    assert shown("05/04/2024", '<meta name="pubdate" content="05/04/2024">') is None
