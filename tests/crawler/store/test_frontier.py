from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.store import Store, frontier, leases, sources
from crawler.visits import Kind, Lease, Link, Rank, UrlState, Visit

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NAMES = ["example"]


def link(path: str, host: str = "www.example.org", kind: Kind = Kind.PAGE, modified: datetime | None = None) -> Link:
    rank = {Kind.SEED: Rank.SEED, Kind.LISTING: Rank.LISTING, Kind.PAGE: Rank.PAGE}[kind]
    return Link(f"https://{host}/{path}", host, kind, modified, rank)


def add(store: Store, *links: Link, now: datetime = NOW) -> int:
    with store.writing() as connection:
        sources.ensure(connection, "example")
        return len(frontier.add(connection, "example", links, None, now))


def lease(store: Store, owner: str = "me", now: datetime = NOW) -> Lease | None:
    with store.writing() as connection:
        return leases.lease(connection, owner, NAMES, now)


def taken(store: Store, owner: str = "me", now: datetime = NOW) -> Lease:
    held = lease(store, owner, now)
    assert held is not None
    return held


def finish(store: Store, held: Lease, next_at: datetime | None, pause: timedelta = timedelta(0)) -> None:
    with store.writing() as connection:
        frontier.visited(connection, held, Visit(UrlState.READ, "", next_at, etag='"1"'), NOW)
        leases.give_back(connection, held, "me", NOW + pause)


def test_known_urls_are_not_added_again(store: Store) -> None:
    assert add(store, link("a"), link("b"), link("b")) == 2
    assert add(store, link("b"), link("c")) == 1


def test_one_lease_a_host_at_a_time(store: Store) -> None:
    add(store, link("a"), link("b"), link("c", host="news.example.org"))
    first, second = taken(store), taken(store, "other")
    assert {first.host, second.host} == {"www.example.org", "news.example.org"}
    assert lease(store) is None


def test_start_pages_come_first_and_further_listing_pages_last(store: Store) -> None:
    add(store, link("page"), link("next", kind=Kind.LISTING), link("start", kind=Kind.SEED))
    order = []
    for _ in range(3):
        held = taken(store)
        order.append(held.url.rsplit("/", 1)[1])
        finish(store, held, None)
    assert order == ["start", "page", "next"]


def test_a_hosts_delay_is_kept(store: Store) -> None:
    add(store, link("a"), link("b"))
    finish(store, taken(store), None, pause=MINUTE)
    assert lease(store, now=NOW + MINUTE / 2) is None
    assert lease(store, now=NOW + MINUTE) is not None


def test_a_lease_that_was_not_given_back_expires(store: Store) -> None:
    add(store, link("a"))
    held = taken(store, "killed")
    assert lease(store, now=NOW + leases.LEASE - MINUTE) is None
    again = taken(store, "me", NOW + leases.LEASE + MINUTE)
    assert again.url == held.url
    with store.reading() as connection:
        assert not leases.holds(connection, held, "killed")
        assert leases.holds(connection, held, "me")


def test_a_stopping_process_gives_all_its_leases_back(store: Store) -> None:
    add(store, link("a"), link("b", host="b.example.org"))
    taken(store), taken(store)
    with store.writing() as connection:
        leases.give_back_all(connection, "me")
    assert lease(store) is not None


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


def test_only_the_named_sources_are_leased(store: Store) -> None:
    add(store, link("a"))
    with store.writing() as connection:
        assert leases.lease(connection, "me", ["another"], NOW) is None
        assert not leases.any_due(connection, ["another"], NOW, MINUTE)
        assert not leases.any_ready(connection, ["another"], NOW)


def test_what_is_due_on_a_leased_host_is_still_to_come(store: Store) -> None:
    add(store, link("a"), link("b"))
    taken(store)
    with store.reading() as connection:
        assert leases.any_due(connection, NAMES, NOW, MINUTE)
        assert not leases.any_ready(connection, NAMES, NOW)


def test_what_is_due_on_a_host_that_rests_long_is_not_waited_for(store: Store) -> None:
    add(store, link("a"), link("b"))
    finish(store, taken(store), None, pause=timedelta(hours=1))
    with store.reading() as connection:
        assert not leases.any_due(connection, NAMES, NOW, MINUTE)
        assert leases.any_due(connection, NAMES, NOW, timedelta(hours=2))


def test_everything_can_be_made_due_but_not_what_is_never_visited_again(store: Store) -> None:
    add(store, link("a"), link("b"))
    finish(store, taken(store), None)
    finish(store, taken(store), NOW + timedelta(days=30))
    with store.writing() as connection:
        frontier.make_due(connection, NAMES, NOW)
    assert taken(store).url.endswith("/b")
    with store.writing() as connection:
        leases.give_back_all(connection, "me")


def test_a_start_page_that_left_the_configuration_rests(store: Store) -> None:
    add(store, link("old", kind=Kind.SEED), link("new", kind=Kind.SEED))
    with store.writing() as connection:
        frontier.drop_unconfigured(connection, "example", ["https://www.example.org/new"])
    assert taken(store).url.endswith("/new")
    with store.reading() as connection:
        assert frontier.state_counts(connection) == {"new": 1, "dropped": 1}
        assert frontier.first_found(connection, "example") == NOW


def test_robots_stand_beside_the_lease(store: Store) -> None:
    add(store, link("a"))
    with store.writing() as connection:
        frontier.keep_robots(connection, "www.example.org", 200, b"User-agent: *", None, NOW)
    held = taken(store)
    assert (held.robots_status, held.robots_body, held.robots_at) == (200, b"User-agent: *", NOW)
