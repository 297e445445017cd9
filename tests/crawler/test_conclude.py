from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.conclude import (
    DEEPEST,
    DEEPEST_INDEX,
    UNPROVEN,
    Answer,
    Conclusion,
    Known,
    conclude,
    disallowed,
    refused,
    seed_again,
)
from crawler.discovery.directives import Directives
from crawler.discovery.variants import Variant, VariantKind
from crawler.learning import Said, Says
from crawler.policy import Plan
from crawler.reading import Found, Reading, Scope, Target
from crawler.records import Release
from crawler.rhythm import Rhythm, observed
from crawler.visits import Cause, Kind, Lease, Link, Passed, Rank, UrlState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
HOST = "www.example.org"
URL = f"https://{HOST}/press/1"
LEASE = Lease(
    url_id=1,
    url=URL,
    host=HOST,
    slot=0,
    source="example",
    kind=Kind.PAGE,
    rank=Rank.PAGE,
    depth=0,
    state=UrlState.NEW,
    cause=Cause.NONE,
    reason="",
    failures=0,
    failing_since=None,
    visits=0,
    changes=0,
    changed_at=None,
    found_at=NOW,
    fetched_at=None,
    etag='"old"',
    last_modified=None,
    release=None,
    strain=0.0,
    response_seconds=None,
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
    start=(f"https://{HOST}/",),
    held="",
    seeds=(),
    scope=Scope(frozenset({HOST})),
    interval=HOUR,
    fixed=False,
    delay=timedelta(seconds=2),
    budget=None,
    connections=1,
    quiet=None,
    private=False,
    here=False,
)
SEED = replace(LEASE, kind=Kind.SEED, rank=Rank.SEED)
LISTING = replace(LEASE, kind=Kind.LISTING, rank=Rank.LISTING)
KNOWN = replace(LEASE, release="r1", visits=3, state=UrlState.RELEASE)
HOME = Known(at_home=True, published=date(2026, 11, 20))
RELEASE = Release(URL, "A bridge opens", "It is open.", published=date(2026, 11, 14))
OK = Answer(200, etag='"new"', last_modified="then")
NEXT = f"https://{HOST}/?page=2"


def decide(lease: Lease, answer: Answer, reading: Reading | None = None, known: Known | None = None) -> Conclusion:
    return conclude(lease, PLAN, 4, answer, reading, known or Known(), NOW)


def missing(times: int, days: int, answer: Answer | None = None) -> Conclusion:
    """The conclusion on the visit after `times` of the release's page that found it missing, the first `days` ago."""
    lease = replace(KNOWN, failures=times, failing_since=NOW - days * DAY, cause=Cause.GONE)
    return decide(lease, answer or Answer(404), None, HOME)


def test_a_fresh_release_is_kept_and_looked_at_again_after_an_hour() -> None:
    made = decide(LEASE, OK, Reading(Found.RELEASE, release=RELEASE))
    assert made.release == RELEASE
    assert (made.visit.state, made.visit.etag, made.visit.last_modified) == (UrlState.RELEASE, '"new"', "then")
    assert made.visit.next_at == NOW + HOUR


def test_a_release_of_the_backlog_is_looked_at_again_after_months() -> None:
    old = replace(RELEASE, published=date(2020, 1, 1))
    assert decide(LEASE, OK, Reading(Found.RELEASE, release=old)).visit.next_at == NOW + timedelta(days=90)


def test_a_listing_gives_pages_and_its_next_page() -> None:
    reading = Reading(Found.LISTING, pages=(Target(URL),), next_page=NEXT, passed=((f"https://{HOST}/jobs", "a job"),))
    made = decide(SEED, OK, reading)
    assert made.links == (Link(URL, HOST, Kind.PAGE, rank=Rank.FRESH),)
    assert made.next_page == Link(NEXT, HOST, Kind.LISTING, NOW, Rank.LISTING, depth=1)
    assert made.passed == (Passed(f"https://{HOST}/jobs", HOST, Cause.PASSED_OVER, "a job"),)
    assert made.always_on
    assert not decide(replace(SEED, visits=1), OK, reading).always_on
    assert made.visit.links_digest


def test_what_says_that_it_is_old_is_backlog() -> None:
    (link,) = decide(SEED, OK, Reading(Found.FEED, pages=(Target(URL, date(2020, 1, 1)),))).links
    assert link.rank is Rank.PAGE


def test_a_further_listing_page_is_read_again_only_when_asked_for() -> None:
    assert decide(LISTING, OK, Reading(Found.LISTING, pages=(Target(URL),))).visit.next_at is None


def test_the_archives_of_a_listing_are_read_once() -> None:
    reading = Reading(Found.LISTING, pages=(Target(URL),), lists=(Target(f"https://{HOST}/2024/10"),))
    (_, archive) = decide(SEED, OK, reading).links
    assert (archive.kind, archive.rank, archive.modified) == (Kind.LISTING, Rank.LISTING, None)
    assert len(decide(replace(LISTING, visits=1), OK, reading).links) == 1


def test_the_sitemaps_of_an_index_are_read_daily() -> None:
    made = decide(SEED, OK, Reading(Found.SITEMAP, lists=(Target(f"https://{HOST}/map.xml", modified=NOW),)))
    assert made.links == (Link(f"https://{HOST}/map.xml", HOST, Kind.LISTING, NOW, Rank.FRESH, depth=1),)
    part = replace(LISTING, rank=Rank.FRESH)
    assert decide(part, OK, Reading(Found.SITEMAP)).visit.next_at == NOW + DAY


@pytest.mark.parametrize(
    ("lease", "known", "why"),
    [
        (LISTING, Known(repetition=True), "repeats itself"),
        (replace(LISTING, depth=DEEPEST), Known(yielded=10**6), f"page {DEEPEST + 1}"),
        (replace(LISTING, depth=UNPROVEN), Known(), "hardly any releases"),
    ],
)
def test_a_listing_without_end_ends_with_a_reason(lease: Lease, known: Known, why: str) -> None:
    made = decide(lease, OK, Reading(Found.LISTING, pages=(Target(URL),), next_page=NEXT), known)
    assert made.next_page is None
    (end,) = made.passed
    assert (end.url, end.cause) == (NEXT, Cause.TRAP)
    assert why in end.reason


def test_a_deep_listing_that_gives_releases_goes_on() -> None:
    reading = Reading(Found.LISTING, pages=(Target(URL),), next_page=NEXT)
    assert decide(replace(LISTING, depth=400), OK, reading, Known(yielded=400)).next_page is not None


def test_sitemap_indexes_in_one_another_end() -> None:
    lease = replace(LISTING, depth=DEEPEST_INDEX, rank=Rank.FRESH)
    made = decide(lease, OK, Reading(Found.SITEMAP, lists=(Target(f"https://{HOST}/deeper.xml"),)))
    assert made.links == ()
    assert made.passed[0].cause is Cause.TRAP


def test_what_is_no_release_is_dropped_with_cause_and_reason() -> None:
    made = decide(LEASE, OK, Reading(Found.OTHER, "no release: a vacancy", Cause.NO_RELEASE))
    assert (made.visit.state, made.visit.cause) == (UrlState.DROPPED, Cause.NO_RELEASE)
    assert made.visit.reason == "no release: a vacancy"
    assert made.visit.next_at == NOW + timedelta(days=30)


def test_a_start_page_without_releases_says_so() -> None:
    made = decide(SEED, OK, Reading(Found.OTHER, "a login page", Cause.NO_RELEASE))
    assert "leads to nothing that looks like a release (a login page)" in made.visit.reason
    assert made.visit.next_at is not None


def test_where_a_listing_ends_is_no_failure() -> None:
    made = decide(LISTING, OK, Reading(Found.OTHER, "empty", Cause.UNREADABLE))
    assert (made.visit.state, made.visit.next_at) == (UrlState.READ, None)


def test_an_unchanged_page_was_seen_again_and_keeps_its_validators() -> None:
    made = decide(KNOWN, Answer(304), None, HOME)
    assert made.seen_again
    assert (made.visit.state, made.visit.etag) == (UrlState.RELEASE, '"old"')
    assert not decide(SEED, Answer(304)).seen_again


def test_an_unchanged_page_that_was_dropped_stays_so_with_its_reason() -> None:
    lease = replace(LEASE, state=UrlState.DROPPED, cause=Cause.NO_RELEASE, reason="a vacancy", visits=1)
    visit = decide(lease, Answer(304)).visit
    assert (visit.state, visit.cause, visit.reason) == (UrlState.DROPPED, Cause.NO_RELEASE, "a vacancy")


def test_an_unchanged_page_that_read_badly_stays_to_be_looked_at() -> None:
    lease = replace(KNOWN, cause=Cause.DOUBTFUL, reason="it reads badly")
    visit = decide(lease, Answer(status=304), known=HOME).visit
    assert (visit.state, visit.cause, visit.reason) == (UrlState.RELEASE, Cause.DOUBTFUL, "it reads badly")


def test_a_failure_is_tried_again_with_its_reason() -> None:
    visit = decide(LEASE, Answer(None, "The name has no address.")).visit
    assert (visit.state, visit.reason, visit.failures) == (UrlState.FAILED, "The name has no address.", 1)
    assert visit.next_at == NOW + timedelta(minutes=1)
    assert "500" in decide(LEASE, Answer(500)).visit.reason


def test_a_start_page_that_failed_often_is_tried_at_least_daily() -> None:
    assert decide(replace(SEED, failures=30), Answer(None, "No answer.")).visit.next_at == NOW + DAY


@pytest.mark.parametrize("answer", [Answer(404), Answer(410), Answer(200, lost=True)])
def test_a_release_is_withdrawn_after_three_visits_over_three_days(answer: Answer) -> None:
    first, second, third = decide(KNOWN, answer, None, HOME), missing(1, 1, answer), missing(2, 2, answer)
    assert [made.withdrawn for made in (first, second, third)] == [False, False, True]
    assert (first.visit.state, first.visit.cause, first.visit.next_at) == (UrlState.FAILED, Cause.GONE, NOW + DAY)
    assert (third.visit.state, third.visit.next_at) == (UrlState.GONE, NOW + WEEK)


def test_three_visits_on_one_day_withdraw_nothing() -> None:
    assert not missing(2, 0).withdrawn


def test_failures_of_another_kind_do_not_count() -> None:
    lease = replace(KNOWN, failures=5, failing_since=NOW - 9 * DAY)
    made = decide(lease, Answer(404), None, HOME)
    assert not made.withdrawn
    assert made.visit.failures == 1


def test_a_withdrawn_release_is_looked_at_ever_more_rarely() -> None:
    again = [missing(times, 30).visit.next_at for times in (2, 3, 4, 20)]
    assert again == [NOW + WEEK, NOW + 2 * WEEK, NOW + 4 * WEEK, NOW + timedelta(days=90)]


def test_an_error_page_with_a_status_of_200_counts_like_a_404() -> None:
    reading = Reading(Found.OTHER, "no release: an error page by its title", Cause.GONE)
    assert not decide(KNOWN, OK, reading, HOME).withdrawn
    lease = replace(KNOWN, failures=2, failing_since=NOW - 2 * DAY, cause=Cause.GONE)
    assert decide(lease, OK, reading, HOME).withdrawn


def test_the_old_address_of_a_moved_release_withdraws_nothing() -> None:
    lease = replace(KNOWN, failures=4, failing_since=NOW - 9 * DAY, cause=Cause.GONE)
    made = decide(lease, Answer(404), None, Known(at_home=False))
    assert not made.withdrawn
    assert (made.visit.state, made.visit.next_at) == (UrlState.GONE, None)


def test_a_page_that_never_was_a_release_is_gone_after_a_second_look() -> None:
    assert decide(LEASE, Answer(404)).visit.next_at == NOW + DAY
    lease = replace(LEASE, failures=1, failing_since=NOW - DAY, cause=Cause.GONE)
    made = decide(lease, Answer(404))
    assert (made.visit.state, made.visit.next_at, made.withdrawn) == (UrlState.GONE, None, False)


def test_a_release_that_reads_badly_is_kept_and_one_that_asks_for_it_is_not() -> None:
    kept = decide(KNOWN, OK, Reading(Found.OTHER, "no title", Cause.NO_RELEASE), HOME)
    assert (kept.visit.state, kept.withdrawn) == (UrlState.RELEASE, False)
    assert "kept as it was" in kept.visit.reason
    doubtful = decide(KNOWN, OK, Reading(Found.OTHER, "it reads badly", Cause.DOUBTFUL), HOME)
    assert (doubtful.visit.state, doubtful.visit.cause) == (UrlState.RELEASE, Cause.DOUBTFUL)
    assert (doubtful.release, doubtful.withdrawn) == (None, False)
    asked = decide(KNOWN, OK, Reading(Found.OTHER, "noindex", Cause.NOINDEX), HOME)
    assert (asked.visit.state, asked.withdrawn) == (UrlState.DROPPED, True)


def test_a_missing_start_page_is_a_failure_of_its_source() -> None:
    made = decide(SEED, Answer(404))
    assert made.visit.state is UrlState.FAILED
    assert made.visit.next_at == NOW + timedelta(minutes=1)


def test_a_page_that_names_another_as_its_own_address_waits_for_that() -> None:
    reading = Reading(Found.RELEASE, release=RELEASE, canonical=f"https://{HOST}/news/1")
    made = decide(LEASE, OK, reading)
    assert (made.release, made.variant_of) == (None, f"https://{HOST}/news/1")
    assert made.links == (Link(f"https://{HOST}/news/1", HOST, Kind.PAGE, rank=Rank.FRESH),)
    assert (made.visit.state, made.visit.next_at) == (UrlState.VARIANT, NOW + DAY)
    assert decide(LEASE, OK, reading, Known(canonical=UrlState.RELEASE)).visit.next_at is None


@pytest.mark.parametrize("state", [UrlState.DROPPED, UrlState.GONE])
def test_a_page_stands_for_itself_when_the_address_it_names_is_nothing(state: UrlState) -> None:
    reading = Reading(Found.RELEASE, release=RELEASE, canonical=f"https://{HOST}/news/1")
    assert decide(LEASE, OK, reading, Known(canonical=state)).release == RELEASE


def test_the_translations_that_a_release_names_are_visited_unless_it_asks_otherwise() -> None:
    named = (
        Variant(f"https://{HOST}/de/1", VariantKind.TRANSLATION, "de"),
        Variant(f"https://{HOST}/press/1/amp", VariantKind.AMP),
    )
    reading = Reading(Found.RELEASE, release=RELEASE, variants=named)
    assert [link.url for link in decide(LEASE, OK, reading).links] == [f"https://{HOST}/de/1"]
    assert decide(LEASE, OK, replace(reading, asked=Directives(nofollow=True))).links == ()


def test_a_redirect_to_another_host_of_the_source_is_a_new_url() -> None:
    made = decide(SEED, Answer(None, moved_to="https://news.www.example.org/press"))
    link = Link("https://news.www.example.org/press", "news.www.example.org", Kind.SEED, rank=Rank.SEED)
    assert made.links == (link,)
    assert made.visit.state is UrlState.READ


def test_a_redirect_to_somebody_else_is_dropped() -> None:
    made = decide(LEASE, Answer(None, moved_to="https://elsewhere.example.net/"))
    assert (made.links, made.visit.cause) == ((), Cause.MOVED_AWAY)
    assert "not a host of this source" in made.visit.reason


def test_what_robots_disallow_is_looked_at_again_in_a_week() -> None:
    visit = disallowed(PLAN, NOW).visit
    assert (visit.state, visit.cause, visit.next_at) == (UrlState.DROPPED, Cause.ROBOTS, NOW + WEEK)
    assert "robots.txt" in visit.reason


def test_what_is_refused_unasked_keeps_who_refused_it() -> None:
    assert refused(Said(Says.OTHER, "8 of 8 were no releases")).visit.cause is Cause.LEARNT
    assert refused(Said(Says.OTHER, "config.toml denies it", learnt=False)).visit.cause is Cause.DENIED


def test_a_start_page_is_read_as_the_person_says_else_as_its_rhythm_says() -> None:
    busy = Rhythm()
    for hour in range(48):
        moment = NOW - timedelta(hours=48 - hour)
        busy = observed(busy, moment, [moment - timedelta(minutes=minute) for minute in (5, 25, 45)])
    assert seed_again(PLAN, busy, OK, None, NOW) < NOW + timedelta(minutes=20)
    assert seed_again(replace(PLAN, fixed=True), busy, OK, None, NOW) == NOW + HOUR
    assert seed_again(PLAN, busy, OK, timedelta(minutes=45), NOW) == NOW + timedelta(minutes=45)
    assert seed_again(PLAN, busy, replace(OK, max_age=DAY), None, NOW) == NOW + HOUR
