from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.conclude import Answer, Conclusion, conclude, disallowed
from crawler.policy import Plan
from crawler.reading import Found, Reading, Scope, Target
from crawler.records import Release
from crawler.visits import Kind, Lease, Link, UrlState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
URL = "https://www.example.org/press/1"
LEASE = Lease(
    url_id=1,
    url=URL,
    host="www.example.org",
    source="example",
    kind=Kind.PAGE,
    failures=0,
    visits=0,
    found_at=NOW,
    etag='"old"',
    last_modified=None,
    release=None,
    robots_at=NOW,
    robots_status=404,
    robots_body=b"",
    robots_error=None,
    robots_error_kind=None,
)
PLAN = Plan(
    name="example",
    organisation="Example",
    short="EX",
    start=("https://www.example.org/",),
    held="",
    seeds=(),
    scope=Scope(frozenset({"www.example.org"})),
    interval=HOUR,
    delay=timedelta(seconds=2),
    private=False,
    here=False,
)
SEED = replace(LEASE, kind=Kind.SEED)
KNOWN = replace(LEASE, release="r1", visits=3)
RELEASE = Release(URL, "A bridge opens", "It is open.", published=date(2026, 11, 14))
OK = Answer(200, etag='"new"', last_modified="then")


def decide(lease: Lease, answer: Answer, reading: Reading | None = None) -> Conclusion:
    return conclude(lease, PLAN, 4, answer, reading, NOW)


def test_a_release_is_kept_and_visited_again_by_its_age() -> None:
    made = decide(LEASE, OK, Reading(Found.RELEASE, release=RELEASE))
    assert made.release == RELEASE
    assert (made.visit.state, made.visit.etag, made.visit.last_modified) == (UrlState.RELEASE, '"new"', "then")
    assert made.visit.next_at == NOW + timedelta(days=5, hours=6)


def test_a_listing_gives_pages_and_its_next_page_and_is_read_at_its_interval() -> None:
    reading = Reading(Found.LISTING, pages=(Target(URL),), next_page="https://www.example.org/?page=2")
    made = decide(SEED, OK, reading)
    assert made.links == (Link(URL, "www.example.org", Kind.PAGE),)
    assert made.next_page == Link("https://www.example.org/?page=2", "www.example.org", Kind.LISTING, NOW)
    assert (made.visit.state, made.visit.next_at) == (UrlState.READ, NOW + HOUR)


def test_a_further_listing_page_is_read_again_only_when_asked_for() -> None:
    made = decide(replace(LEASE, kind=Kind.LISTING), OK, Reading(Found.LISTING, pages=(Target(URL),)))
    assert made.visit.next_at is None


def test_the_sitemaps_of_an_index_are_read_daily() -> None:
    made = decide(SEED, OK, Reading(Found.SITEMAP, lists=(Target("https://www.example.org/map.xml", NOW),)))
    assert made.links == (Link("https://www.example.org/map.xml", "www.example.org", Kind.LISTING, NOW),)
    assert decide(replace(LEASE, kind=Kind.LISTING), OK, Reading(Found.SITEMAP)).visit.next_at == NOW + DAY


def test_what_is_no_release_is_dropped_with_its_reason() -> None:
    made = decide(LEASE, OK, Reading(Found.OTHER, reason="no release: a vacancy"))
    assert (made.visit.state, made.visit.reason) == (UrlState.DROPPED, "no release: a vacancy")
    assert made.visit.next_at == NOW + timedelta(days=90)


def test_an_unchanged_page_was_seen_again_and_keeps_its_validators() -> None:
    made = decide(KNOWN, Answer(304))
    assert made.seen_again
    assert (made.visit.state, made.visit.etag) == (UrlState.RELEASE, '"old"')
    assert not decide(SEED, Answer(304)).seen_again


def test_a_failure_is_tried_again_with_its_reason() -> None:
    made = decide(LEASE, Answer(None, "The name has no address."))
    assert (made.visit.state, made.visit.reason, made.visit.failures) == (
        UrlState.FAILED,
        "The name has no address.",
        1,
    )
    assert made.visit.next_at == NOW + timedelta(minutes=1)
    assert "500" in decide(LEASE, Answer(500)).visit.reason


def test_a_start_page_that_failed_often_is_tried_at_least_daily() -> None:
    made = decide(replace(SEED, failures=30), Answer(None, "No answer."))
    assert made.visit.next_at == NOW + DAY


def test_gone_is_withdrawn_at_once_and_looked_at_again_much_later() -> None:
    made = decide(KNOWN, Answer(410))
    assert made.withdrawn
    assert (made.visit.state, made.visit.next_at) == (UrlState.GONE, NOW + timedelta(days=90))


def test_missing_is_withdrawn_on_the_third_daily_visit() -> None:
    first, second = decide(KNOWN, Answer(404)), decide(replace(KNOWN, failures=1), Answer(404))
    assert not first.withdrawn
    assert not second.withdrawn
    assert first.visit.next_at == NOW + DAY
    assert decide(replace(KNOWN, failures=2), Answer(404)).withdrawn


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_never_was_a_release_is_just_gone(status: int) -> None:
    made = decide(LEASE, Answer(status))
    assert not made.withdrawn
    assert (made.visit.state, made.visit.next_at) == (UrlState.GONE, None)


def test_a_missing_start_page_is_a_failure_of_its_source() -> None:
    made = decide(SEED, Answer(404))
    assert made.visit.state is UrlState.FAILED
    assert made.visit.next_at == NOW + timedelta(minutes=1)


def test_a_redirect_to_another_host_of_the_source_is_a_new_url() -> None:
    made = decide(SEED, Answer(None, moved_to="https://news.www.example.org/press"))
    assert made.links == (Link("https://news.www.example.org/press", "news.www.example.org", Kind.SEED),)
    assert made.visit.state is UrlState.READ


def test_a_redirect_to_somebody_else_is_dropped() -> None:
    made = decide(LEASE, Answer(None, moved_to="https://elsewhere.example.net/"))
    assert made.links == ()
    assert "not a host of this source" in made.visit.reason


def test_what_robots_disallow_is_looked_at_again_in_a_week() -> None:
    made = disallowed(LEASE, PLAN, NOW)
    assert (made.visit.state, made.visit.next_at) == (UrlState.DROPPED, NOW + timedelta(weeks=1))
    assert "robots.txt" in made.visit.reason
