"""Leases: who may ask which host, for which URL, and when the next one may."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql

from crawler.settings import StoreSettings
from crawler.store import Store, days, frontier, leases
from crawler.store.days import Tally
from crawler.store.schema import hosts, queues
from crawler.visits import Kind, Lease, Rank, UrlState, Visit
from tests.crawler.store.queued import HOST, MINUTE, NAMES, NOW, add, finish, know_robots, lease, limit, link, taken

DAY = timedelta(days=1)
BOTH = ["example", "other"]


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


def test_robots_stand_beside_the_lease(store: Store) -> None:
    add(store, link("a"))
    with store.writing() as connection:
        frontier.keep_robots(connection, "www.example.org", 200, b"User-agent: *", None, NOW)
    held = taken(store)
    assert (held.robots_status, held.robots_body, held.robots_at) == (200, b"User-agent: *", NOW)


def allow(store: Store, **limits: tuple[int, int | None]) -> None:
    with store.writing() as connection:
        limit(connection, **limits)
        know_robots(connection, HOST)


def spend(store: Store, requests: int, now: datetime = NOW) -> None:
    with store.writing() as connection:
        days.count(connection, "example", now.date(), Tally(requests=requests))


def next_at(store: Store, host: str = HOST) -> datetime:
    with store.reading() as connection:
        found: datetime = connection.execute(hosts.select().where(hosts.c.host == host)).one().next_at
    return found


def test_a_host_has_as_many_slots_as_its_source_allows(store: Store) -> None:
    add(store, *(link(name) for name in "abc"))
    allow(store, example=(2, None))
    first, second = taken(store), taken(store, "other")
    assert (first.slot, second.slot, len({first.url, second.url})) == (0, 1, 2)
    assert lease(store) is None
    finish(store, first, None)
    third = taken(store)
    assert (third.slot, third.url) == (0, "https://www.example.org/c")


def test_a_host_whose_robots_txt_is_unknown_is_asked_by_one_alone(store: Store) -> None:
    add(store, link("a"), link("b"))
    with store.writing() as connection:
        limit(connection, example=(2, None))
    held = taken(store)
    assert lease(store) is None
    add(store, link("c"))
    assert lease(store) is None
    with store.writing() as connection:
        know_robots(connection, HOST)
        leases.give_back(connection, held, "me", NOW)
    assert {taken(store).slot, taken(store).slot} == {0, 1}


def test_each_source_of_a_host_keeps_to_its_own_number_of_connections(store: Store) -> None:
    add(store, link("a"), link("b"))
    add(store, link("c"), source="other")
    allow(store, example=(2, None), other=(1, None))
    held = taken(store)
    assert lease(store, names=["other"]) is None
    assert taken(store).url.endswith("/b")
    finish(store, held, None)
    assert lease(store, names=["other"]) is None


def test_the_start_page_of_one_source_does_not_wait_for_the_backlog_of_another(store: Store) -> None:
    add(store, *(link(f"page-{number}") for number in range(5)))
    add(store, link("start", kind=Kind.SEED), source="other", now=NOW)
    held = taken(store, names=BOTH)
    assert (held.source, held.rank) == ("other", Rank.SEED)
    finish(store, held, NOW + MINUTE)
    assert taken(store, names=BOTH).source == "example"


def test_the_longest_pause_of_two_answers_counts(store: Store) -> None:
    add(store, *(link(name) for name in "abc"))
    allow(store, example=(2, None))
    strained, other = taken(store), taken(store)
    finish(store, strained, None, pause=10 * MINUTE)
    finish(store, other, None)
    assert next_at(store) == NOW + 10 * MINUTE
    assert lease(store, now=NOW + 9 * MINUTE) is None
    assert lease(store, now=NOW + 10 * MINUTE) is not None


def test_a_lost_lease_gives_nothing_back(store: Store) -> None:
    add(store, link("a"), link("b"))
    lost = taken(store, "slow")
    later = NOW + leases.LEASE + MINUTE
    held = taken(store, "me", later)
    with store.writing() as connection:
        leases.give_back(connection, lost, "slow", later + DAY)
        assert leases.holds(connection, held, "me")
    assert next_at(store) == NOW
    assert lease(store, "another", later) is None


def test_a_spent_budget_waits_for_tomorrow(store: Store) -> None:
    add(store, link("a"), link("b"))
    allow(store, example=(1, 3))
    spend(store, 2)
    finish(store, taken(store), None)
    spend(store, 1)
    assert lease(store) is None
    midnight = datetime(2026, 11, 25, tzinfo=UTC)
    with store.reading() as connection:
        assert connection.execute(queues.select()).one().ready_at == midnight
        assert not leases.any_due(connection, NAMES, NOW, MINUTE)
    assert lease(store, now=midnight - MINUTE) is None
    assert taken(store, now=midnight).url.endswith("/b")


@pytest.mark.parametrize("budget", [4, None])
def test_a_raised_budget_counts_at_once(store: Store, budget: int | None) -> None:
    add(store, link("a"))
    allow(store, example=(1, 3))
    spend(store, 3)
    assert lease(store) is None
    allow(store, example=(1, budget))
    assert lease(store) is not None


def test_limits_that_stayed_as_they_were_open_nothing(store: Store) -> None:
    add(store, link("a"), link("b"))
    allow(store, example=(1, 3))
    taken(store)
    allow(store, example=(1, 3))
    assert lease(store) is None
    spend(store, 3)
    allow(store, example=(1, 3))
    assert lease(store) is None


def test_expired_leases_of_all_slots_make_room(store: Store) -> None:
    add(store, *(link(name) for name in "abc"))
    allow(store, example=(2, None))
    taken(store, "killed"), taken(store, "killed", NOW + MINUTE)
    later = NOW + leases.LEASE + MINUTE
    assert {taken(store, "me", later).slot, taken(store, "me", later).slot} == {0, 1}
    with store.reading() as connection:
        assert leases.owners(connection) == ["me"]


def test_only_the_leases_of_the_process_that_stops_end(store: Store) -> None:
    add(store, link("a"), link("b", host="b.example.org"), link("c", host="c.example.org"))
    mine, other = taken(store), taken(store, "other")
    with store.writing() as connection:
        leases.give_back_all(connection, "me")
        assert not leases.holds(connection, mine, "me")
        assert leases.owners(connection) == ["other"]
        assert leases.holds(connection, other, "other")
    assert {taken(store).host, taken(store).host} == {HOST, "b.example.org", "c.example.org"} - {other.host}


def test_a_given_back_lease_leaves_the_url_due(store: Store) -> None:
    add(store, link("a"))
    held = taken(store)
    with store.writing() as connection:
        leases.give_back(connection, held, "me", NOW + MINUTE)
    assert taken(store, now=NOW + MINUTE) == held


def test_more_hosts_than_one_look_holds_do_not_hide_the_rest(store: Store) -> None:
    number = leases.READY_AT_ONCE + 20
    add(store, *(link("a", host=f"h{n}.example.org") for n in range(number)), source="paused")
    add(store, link("a"), now=NOW)
    assert taken(store).host == HOST
    assert lease(store) is None


def test_writers_of_other_databases_queue_at_the_host() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy does not say what it takes
    compiled = str(leases._QUEUE.compile(dialect=dialect))
    assert compiled.rstrip().endswith("FOR UPDATE OF hosts")


class Crawl(threading.Thread):
    """Works off all that is due, with a connection of its own to the store, like a process. `busy` counts how many
    are asking each host."""

    def __init__(self, path: Path, owner: str, busy: Counter[str], counting: threading.Lock) -> None:
        super().__init__()
        self._busy = busy
        self._counting = counting
        self._store = Store.open(StoreSettings(url=f"sqlite:///{path}"))
        self._owner = owner
        self.visited: list[str] = []
        self.errors: list[BaseException] = []

    def run(self) -> None:
        try:
            while (held := self._lease()) is not None:
                self._visit(held)
        except BaseException as error:  # noqa: BLE001  # a thread's own would go unseen
            self.errors.append(error)
        finally:
            self._store.close()

    def _lease(self) -> Lease | None:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with self._store.writing() as connection:
                held = leases.lease(connection, self._owner, NAMES, NOW)
                more = held is not None or leases.any_due(connection, NAMES, NOW, MINUTE)
            if held is not None or not more:
                return held
            time.sleep(0.005)
        raise AssertionError("waited too long for a free host")

    def _visit(self, held: Lease) -> None:
        with self._counting:
            self._busy[held.host] += 1
            assert self._busy[held.host] == 1, held.host
        time.sleep(random.random() / 500)
        with self._counting:
            self._busy[held.host] -= 1
        with self._store.writing() as connection:
            assert leases.holds(connection, held, self._owner)
            frontier.visited(connection, held, Visit(UrlState.READ, "", None), NOW)
            leases.give_back(connection, held, self._owner, NOW)
        self.visited.append(held.url)


@pytest.mark.slow
def test_eight_crawlers_share_the_work_and_never_a_host(tmp_path: Path, store: Store) -> None:
    urls = [link(str(number), host=f"h{number % 10}.example.org") for number in range(200)]
    add(store, *urls)
    busy: Counter[str] = Counter()
    counting = threading.Lock()
    crawls = [Crawl(tmp_path / "pressroom.db", f"crawl-{number}", busy, counting) for number in range(8)]
    for crawl in crawls:
        crawl.start()
    for crawl in crawls:
        crawl.join(60)
    assert [crawl.errors for crawl in crawls] == [[]] * 8
    assert Counter(url for crawl in crawls for url in crawl.visited) == Counter(each.url for each in urls)
    with store.reading() as connection:
        assert leases.owners(connection) == []
        assert frontier.count_due(connection, NAMES, NOW) == 0
