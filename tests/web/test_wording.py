from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from web.wording import day, day_of, direction, host, machine_date, moment, web_address, with_code


def test_moments_are_written_out() -> None:
    assert moment(date(2019, 10, 30)) == "30 October 2019"
    assert moment(datetime.fromisoformat("2019-10-03T08:05:00+00:00")) == "3 October 2019, 08:05 UTC"
    vienna = timezone(timedelta(hours=2))
    assert moment(datetime(2019, 10, 3, 8, 5, tzinfo=vienna)) == "3 October 2019, 08:05 UTC+02:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2019-10-30", "30 October 2019"),
        ("2019-10-30T23:30:00+02:00", "30 October 2019"),
        ("", ""),
        (None, ""),
        ("last week", "last week"),
    ],
)
def test_day_of(text: str | None, said: str) -> None:
    assert day_of(text) == said


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "rtl"), ("fa-IR", "rtl"), ("he", "rtl"), ("en-GB", "ltr"), ("zh-Hans", "ltr"), ("az-Arab", "rtl"),
        ("ks-Deva", "ltr"), ("", "auto"), (None, "auto"),
    ],
)  # fmt: skip
def test_direction(language: str | None, expected: str) -> None:
    assert direction(language) == expected


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "", "news/1", "http://[bad", "https:"])
def test_only_web_addresses_are_linked(url: str) -> None:
    assert web_address(url) is None


def test_host() -> None:
    assert web_address("https://www.who.example/a") == "https://www.who.example/a"
    assert host("https://www.who.example/a") == "who.example"


def test_commands_are_set_as_code_and_everything_is_escaped() -> None:
    assert with_code("Run `a <b>` & wait.") == "Run <code>a &lt;b&gt;</code> &amp; wait."


@pytest.mark.parametrize(
    ("precision", "shown", "machine"),
    [("day", "1 October 2019", "2019-10-01"), ("month", "October 2019", "2019-10"), ("year", "2019", "2019")],
)
def test_a_date_shows_no_more_than_is_known(precision: str, shown: str, machine: str) -> None:
    value = date(2019, 10, 1)
    assert day(value, precision) == moment(value, precision) == day_of("2019-10-01", precision) == shown
    assert machine_date(value, precision) == machine
    assert machine_date(None) == ""
