from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from crawler.store import Store, frontier, leases, sources
from crawler.store import known as lookup
from crawler.store.known import KnownUrl
from crawler.store.schema import queues, urls
from crawler.visits import Cause, Kind, Passed, Rank, UrlState, Visit
from tests.crawler.store.queued import HOST, MINUTE, NAMES, NOW, add, finish, lease, link, taken


def test_known_urls_are_not_added_again(store: Store) -> None:
    assert add(store, link("a"), link("b"), link("b")) == 2
    assert add(store, link("b"), link("c")) == 1


def test_a_visited_url_waits_for_its_next_visit(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW + MINUTE)
    assert lease(store, now=NOW) is None
    again = taken(store, now=NOW + MINUTE)
    assert (again.visits, again.etag) == (1, '"1"')


def test_a_failure_keeps_the_validators(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW)
    with store.writing() as connection:
        held = leases.lease(connection, "me", NAMES, NOW)
        assert held is not None
        frontier.visited(connection, held, Visit(UrlState.FAILED, "no answer", NOW, failures=1), NOW)
        leases.give_back(connection, held, "me", NOW)
    assert (taken(store).etag, held.visits) == ('"1"', 1)


@pytest.mark.parametrize(
    ("modified", "due"),
    [(None, False), (NOW - MINUTE, False), (NOW + MINUTE, True), (NOW + timedelta(days=9), False)],
)
def test_a_page_modified_since_its_visit_is_due_again(store: Store, modified: datetime | None, due: bool) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW + timedelta(days=30))
    later = NOW + 2 * MINUTE
    add(store, link("a", modified=modified), now=later)
    assert (lease(store, now=later) is not None) is due


def test_everything_can_be_made_due_but_not_what_is_never_visited_again(store: Store) -> None:
    add(store, link("a"), link("b"))
    finish(store, taken(store), None)
    finish(store, taken(store), NOW + timedelta(days=30))
    with store.writing() as connection:
        frontier.make_due(connection, NAMES, NOW)
    assert taken(store).url.endswith("/b")
    with store.writing() as connection:
        leases.give_back_all(connection, "me")


def test_visits_are_brought_forward_and_put_back(store: Store) -> None:
    add(store, *(link(name) for name in "abcd"))
    for days in (3, 1, None, 2):
        finish(store, taken(store), None if days is None else NOW + timedelta(days=days))
    later = NOW + MINUTE
    with store.writing() as connection:
        assert frontier.planned(connection, "example", NOW, later, 9) == []  # all were asked since then
        assert frontier.count_planned(connection, "example", later, later) == 3
        pages = frontier.planned(connection, "example", later, later, 2)
        assert [(page.next_at - NOW).days for page in pages] == [1, 2]
        frontier.bring_forward(connection, "example", pages, later)
        assert frontier.count_due(connection, ["example"], later) == 2
        assert frontier.count_planned(connection, "example", later, later) == 1
    finish(store, taken(store, now=later), NOW + timedelta(days=5))
    with store.writing() as connection:
        frontier.put_back(connection, "example", pages, later)
        assert frontier.count_due(connection, ["example"], later) == 0
        left = frontier.planned(connection, "example", later + MINUTE, later, 9)
    assert [(page.next_at - NOW).days for page in left] == [2, 3, 5]


def test_a_start_page_that_left_the_configuration_rests(store: Store) -> None:
    add(store, link("old", kind=Kind.SEED), link("new", kind=Kind.SEED))
    with store.writing() as connection:
        frontier.drop_unconfigured(connection, "example", ["https://www.example.org/new"])
    assert taken(store).url.endswith("/new")
    with store.reading() as connection:
        assert frontier.state_counts(connection) == {"new": 1, "dropped": 1}
        assert frontier.first_found(connection, "example") == NOW


def test_the_oldest_due_visit_is_that_of_a_source_that_is_crawled(store: Store) -> None:
    row: dict[str, object] = {
        "name": "example",
        "organisation": "",
        "short": "",
        "start": [],
        "budget": None,
        "connections": 1,
    }
    with store.writing() as connection:
        sources.configure(connection, [{**row, "held": ""}])
    add(store, link("a"))
    add(store, link("b", host="news.example.org"), now=NOW - MINUTE)
    with store.writing() as connection:
        assert frontier.oldest_due(connection, NOW - 2 * MINUTE) is None
        assert frontier.oldest_due(connection, NOW) == NOW - MINUTE
        sources.configure(connection, [{**row, "held": "paused"}])
        assert frontier.oldest_due(connection, NOW) is None


def test_causes_are_counted_for_one_source_and_for_all(store: Store) -> None:
    add(store, link("a"))
    with store.writing() as connection:
        sources.ensure(connection, "other")
        passed = [Passed(f"https://www.example.org/{n}", "www.example.org", Cause.PASSED_OVER, "") for n in range(3)]
        frontier.pass_over(connection, "example", passed, None, NOW)
        trap = Passed("https://other.example.org/", "other.example.org", Cause.TRAP, "")
        frontier.pass_over(connection, "other", [trap], None, NOW)
        assert frontier.causes(connection) == [("passed-over", 3), ("trap", 1)]
        assert frontier.causes(connection, "other") == [("trap", 1)]


def known(store: Store, url: str) -> KnownUrl:
    with store.reading() as connection:
        found = lookup.url(connection, url)
    assert found is not None
    return found


def pass_over(store: Store, *paths: str, source: str = "example", reason: str = "it stands in a menu") -> None:
    passed = [Passed(link(path).url, HOST, Cause.PASSED_OVER, reason) for path in paths]
    with store.writing() as connection:
        sources.ensure(connection, source)
        frontier.pass_over(connection, source, passed, "https://www.example.org/", NOW)


def queue(store: Store, source: str = "example") -> tuple[int, int, datetime | None]:
    """How many URLs a source has, how many of them wait, and when the first is due."""
    with store.reading() as connection:
        row = connection.execute(select(queues).where(queues.c.source == source)).one()
    return row.known, row.waiting, row.due_at


def test_what_is_passed_over_is_known_with_its_reason_and_never_due(store: Store) -> None:
    pass_over(store, "about", "about", "contact")
    about = known(store, link("about").url)
    assert (about.state, about.cause, about.reason) == (UrlState.DROPPED, Cause.PASSED_OVER, "it stands in a menu")
    assert (about.found_on, about.next_at) == ("https://www.example.org/", None)
    assert queue(store) == (2, 0, None)
    assert lease(store) is None


def test_what_is_known_is_not_passed_over(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW + MINUTE, state=UrlState.RELEASE)
    pass_over(store, "a", "b")
    assert (known(store, link("a").url).state, queue(store)) == (UrlState.RELEASE, (2, 0, NOW + MINUTE))
    pass_over(store, "b", reason="another one")
    assert known(store, link("b").url).reason == "it stands in a menu"


def test_a_url_that_was_passed_over_is_visited_once_it_is_linked_like_a_release(store: Store) -> None:
    pass_over(store, "a")
    assert add(store, link("a"), link("b")) == 2
    assert queue(store) == (2, 2, NOW)
    assert known(store, link("a").url).state is UrlState.NEW
    assert add(store, link("a")) == 0


def test_a_dropped_page_that_was_visited_stays_dropped(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), None, state=UrlState.DROPPED)
    assert add(store, link("a")) == 0
    assert (known(store, link("a").url).state, queue(store)) == (UrlState.DROPPED, (1, 0, None))


def test_a_page_that_becomes_a_start_page_is_read_as_one(store: Store) -> None:
    add(store, link("news"))
    finish(store, taken(store), NOW + timedelta(days=30))
    assert add(store, link("news", kind=Kind.SEED), now=NOW + MINUTE) == 1
    held = taken(store, now=NOW + MINUTE)
    assert (held.kind, held.rank, held.visits) == (Kind.SEED, Rank.SEED, 0)
    assert (held.etag, held.last_modified) == (None, None)  # else it would answer "not modified", and give no links
    assert add(store, link("news", kind=Kind.SEED)) == 0


def test_a_start_page_that_comes_back_to_the_configuration_is_visited_again(store: Store) -> None:
    add(store, link("news", kind=Kind.SEED))
    with store.writing() as connection:
        frontier.drop_unconfigured(connection, "example", [])
    assert queue(store) == (1, 0, None)
    assert known(store, link("news").url).cause is Cause.UNCONFIGURED
    assert add(store, link("news", kind=Kind.SEED)) == 1
    assert queue(store) == (1, 1, NOW)


def test_a_url_that_goes_to_another_source_leaves_the_first(store: Store) -> None:
    pass_over(store, "a")
    add(store, link("b"))
    assert add(store, link("a"), source="other") == 1
    assert (queue(store), queue(store, "other")) == ((1, 1, NOW), (1, 1, NOW))
    assert taken(store, names=["other"]).url == link("a").url


def test_what_another_source_sees_modified_is_due_where_it_belongs(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW + timedelta(days=30))
    later = NOW + 2 * MINUTE
    assert add(store, link("a", modified=NOW + MINUTE), source="other", now=later) == 0
    assert (queue(store), queue(store, "other")) == ((1, 0, later), (0, 0, None))


def test_what_is_due_does_not_fall_behind_because_it_was_modified(store: Store) -> None:
    add(store, link("a"))
    finish(store, taken(store), NOW + MINUTE)
    add(store, link("a", modified=NOW + 2 * MINUTE), now=NOW + 3 * MINUTE)
    assert queue(store) == (1, 0, NOW + MINUTE)


def test_a_visit_may_visit_another_url_with_its_own(store: Store) -> None:
    add(store, link("old"))
    held = taken(store)
    visit = Visit(UrlState.RELEASE, "", NOW + MINUTE, release="one")
    with store.writing() as connection:
        frontier.add_visited(connection, held, link("new").url, visit, NOW)
    finish(store, held, NOW + 9 * MINUTE)
    new = known(store, link("new").url)
    assert (new.state, new.visits, new.release, new.found_on) == (UrlState.RELEASE, 1, "one", link("old").url)
    assert queue(store) == (2, 0, NOW + MINUTE)
    with store.writing() as connection:
        assert frontier.release_of(connection, link("new").url) == "one"
        frontier.add_visited(connection, held, link("new").url, Visit(UrlState.GONE, "", None), NOW)
        assert frontier.state_of(connection, link("new").url) is UrlState.RELEASE
        assert frontier.state_of(connection, link("nowhere").url) is None


def test_a_listing_that_gives_the_links_of_another_is_a_repetition(store: Store) -> None:
    add(store, link("1", kind=Kind.LISTING), link("2", kind=Kind.LISTING))
    add(store, link("3", kind=Kind.LISTING), source="other")
    first = taken(store)
    with store.writing() as connection:
        assert not frontier.is_repetition(connection, first, "digest")
        frontier.visited(connection, first, Visit(UrlState.READ, "", None, links_digest="digest"), NOW)
        leases.give_back(connection, first, "me", NOW)
        assert not frontier.is_repetition(connection, first, "digest")  # it is the page itself
        second = leases.lease(connection, "me", NAMES, NOW)
        assert second is not None
        assert frontier.is_repetition(connection, second, "digest")
        assert not frontier.is_repetition(connection, second, "another")
        leases.give_back(connection, second, "me", NOW)
        others = leases.lease(connection, "me", ["other"], NOW)
        assert others is not None
        assert not frontier.is_repetition(connection, others, "digest")


def test_failures_of_one_cause_count_from_the_first(store: Store) -> None:
    add(store, link("a"))
    since = []
    for number, cause in enumerate([Cause.NONE, Cause.NONE, Cause.GONE, Cause.GONE]):
        now = NOW + number * MINUTE
        held = taken(store, now=now)
        with store.writing() as connection:
            visit = Visit(UrlState.FAILED, "", now, failures=number + 1, cause=cause)
            frontier.visited(connection, held, visit, now)
            leases.give_back(connection, held, "me", now)
        since.append(known(store, held.url).failing_since)
    assert since == [NOW, NOW, NOW + 2 * MINUTE, NOW + 2 * MINUTE]
    finish(store, taken(store, now=NOW + 9 * MINUTE), None)
    assert known(store, link("a").url).failing_since is None


def test_a_visit_that_found_something_new_is_counted(store: Store) -> None:
    add(store, link("a"))
    for changed in (True, False, True):
        held = taken(store)
        with store.writing() as connection:
            frontier.visited(connection, held, Visit(UrlState.RELEASE, "", NOW, changed=changed), NOW)
            leases.give_back(connection, held, "me", NOW)
    found = known(store, link("a").url)
    assert (found.visits, found.changes, found.changed_at, found.rank) == (3, 2, NOW, Rank.PAGE)


def test_the_pace_of_a_host_is_kept(store: Store) -> None:
    add(store, link("a"))
    with store.writing() as connection:
        assert frontier.pace_of(connection, HOST) == (0.0, None)
        frontier.keep_pace(connection, HOST, 4.0, 1.5, "It answers slowly.")
        assert frontier.pace_of(connection, HOST) == (4.0, 1.5)


@pytest.mark.slow
def test_a_sitemap_of_fifty_thousand_pages_is_taken_in_seconds(store: Store) -> None:
    pages = [link(str(number)) for number in range(50_000)]
    began = time.process_time()
    assert add(store, *pages) == 50_000
    with store.writing() as connection:
        connection.execute(update(urls).values(fetched_at=NOW, visits=1, next_at=NOW + timedelta(days=9)))
    add(store, *(replace(page, modified=NOW + MINUTE) for page in pages), now=NOW + 2 * MINUTE)
    assert time.process_time() - began < 60
    with store.reading() as connection:
        assert frontier.count_due(connection, NAMES, NOW + 2 * MINUTE) == 50_000
