"""Every state of a source, with what a person is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from crawler.fetching.outcome import ErrorKind
from crawler.learning import Health, read_well
from crawler.meanings import MEANINGS
from crawler.records import Release
from crawler.rhythm import Rhythm, observed
from crawler.store import Store, days, frontier, leases, overview, releases, sources
from crawler.store.days import Tally
from crawler.store.overview import NOTES, SourceState
from crawler.store.releases import Incoming, Reason
from crawler.store.schema import hosts
from crawler.store.schema import sources as table
from crawler.visits import Kind, Link, UrlState, Visit

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WWW, NEWS = "www.example.org", "news.example.org"


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        configure(opened)
        yield opened


def configure(connection: Connection, held: str = "", budget: int | None = None) -> None:
    row: dict[str, object] = {"name": "harbour", "organisation": "Harbour Board", "short": "HB", "held": held}
    row |= {"start": ["https://www.example.org/news"], "budget": budget, "connections": 1}
    sources.configure(connection, [row])


def state(connection: Connection, now: datetime = NOW) -> SourceState:
    (found,) = overview.states(connection, now)
    return found


def add(connection: Connection, *urls: tuple[str, str]) -> None:
    links = [Link(f"https://{host}/{path}", host, Kind.PAGE) for host, path in urls]
    frontier.add(connection, "harbour", links, None, NOW)


def visit_all(connection: Connection, next_at: datetime | None) -> None:
    while (held := leases.lease(connection, "me", ["harbour"], NOW)) is not None:
        frontier.visited(connection, held, Visit(UrlState.READ, "", next_at), NOW)
        leases.give_back(connection, held, "me", NOW)


def keep(connection: Connection, rhythm: Rhythm | None = None, health: Health | None = None) -> None:
    values = {"rhythm": rhythm and rhythm.to_json(), "health": health and health.to_json()}
    connection.execute(update(table).where(table.c.name == "harbour").values(values))


def daily_until(last: datetime) -> Rhythm:
    """A source that had something new each day until `last`, watched until now."""
    rhythm = Rhythm()
    for number in range(60, -1, -1):
        rhythm = observed(rhythm, last - number * DAY, [last - number * DAY - HOUR])
    return observed(rhythm, NOW, [])


def test_a_new_source_waits_for_its_first_visit(connection: Connection) -> None:
    found = state(connection)
    assert (found.state, found.note) == ("waiting", "Waiting for its first visit.")
    assert (found.name, found.organisation, found.short) == ("harbour", "Harbour Board", "HB")
    assert found.start == ("https://www.example.org/news",)
    assert (found.releases, found.known, found.queued, found.next_due) == (0, 0, 0, None)
    assert (found.warnings, found.pace, found.response_ms, found.hub) == ((), "", None, None)


@pytest.mark.parametrize("held", ["paused", "needs-contact", "imported", "removed"])
def test_a_source_that_is_not_crawled_says_why_and_flags_nothing(connection: Connection, held: str) -> None:
    add(connection, (WWW, "1"))
    keep(connection, daily_until(NOW - 40 * DAY), fallen())
    connection.execute(update(hosts).values(pace_note="It answers slowly."))
    configure(connection, held)
    found = state(connection)
    assert (found.state, found.note) == (held, NOTES[held])
    assert (found.next_due, found.pace, found.warnings, found.silent_since, found.layout_note) == (
        None,
        "",
        (),
        None,
        "",
    )
    assert found.known == 1


def test_a_source_that_left_the_configuration_is_removed(connection: Connection) -> None:
    sources.configure(connection, [])
    assert state(connection).state == "removed"


def test_sources_come_by_name_and_an_imported_one_with_them(connection: Connection) -> None:
    sources.ensure(connection, "archive", "Old Archive")
    found = overview.states(connection, NOW)
    assert [(each.name, each.state) for each in found] == [("archive", "imported"), ("harbour", "waiting")]


def test_it_is_crawling_while_urls_wait_for_their_first_visit(connection: Connection) -> None:
    add(connection, (WWW, "1"), (WWW, "2"), (NEWS, "3"))
    sources.succeeded(connection, "harbour", NOW)
    found = state(connection)
    assert (found.state, found.note, found.known, found.queued) == ("crawling", "", 3, 3)
    visit_all(connection, NOW + HOUR)
    found = state(connection)
    assert (found.state, found.note, found.known, found.queued) == ("ok", "", 3, 0)
    assert (found.last_success, found.next_due) == (NOW, NOW + HOUR)


def test_the_next_visit_is_that_of_the_host_that_is_ready_first(connection: Connection) -> None:
    add(connection, (WWW, "1"), (NEWS, "2"))
    connection.execute(update(hosts).where(hosts.c.host == NEWS).values(next_at=NOW + DAY))
    frontier.make_due(connection, ["harbour"], NOW)
    assert state(connection).next_due == NOW


def test_an_error_is_told_with_its_meaning_until_a_visit_succeeds(connection: Connection) -> None:
    sources.succeeded(connection, "harbour", NOW - HOUR)
    sources.failed(connection, "harbour", NOW, "The name can't be resolved.", ErrorKind.DNS)
    found = state(connection)
    assert (found.state, found.last_error, found.last_error_at) == ("failing", "The name can't be resolved.", NOW)
    assert found.note.startswith("The name can't be resolved. ")
    assert found.note.endswith(f" {MEANINGS[ErrorKind.DNS].advice} It is tried again by itself.")
    assert found.last_error_meaning in found.note
    sources.succeeded(connection, "harbour", NOW + HOUR)
    found = state(connection)
    assert (found.state, found.note, found.last_error) == ("ok", "", "The name can't be resolved.")


def test_a_source_that_never_succeeded_is_failing_too(connection: Connection) -> None:
    sources.failed(connection, "harbour", NOW, "It gave nothing.", "")
    found = state(connection)
    assert (found.state, found.note) == ("failing", "It gave nothing. It is tried again by itself.")


def test_days_and_releases_are_summed(connection: Connection) -> None:
    for age, tally in [(0, Tally(2, 1, 100, 90)), (29, Tally(1, 0, 10, 30, new=1)), (30, Tally(5, 5, 5, 5))]:
        days.count(connection, "harbour", NOW.date() - age * DAY, tally)
    content = Release("https://www.example.org/1", "A quay", "It opens.")
    releases.put(connection, [Incoming("one", "harbour", content, Reason.FETCHED)], NOW)
    found = state(connection)
    assert (found.today, found.month) == (Tally(2, 1, 100, 90), Tally(3, 1, 110, 120, new=1))
    assert [(one.day, one.tally.requests) for one in found.history if one.tally.requests][-1] == ("2026-11-24", 2)
    assert len(found.history) == 30
    assert (found.response_ms, found.releases) == (40, 1)


def test_budget_hub_and_pace_are_shown(connection: Connection) -> None:
    configure(connection, budget=70)
    add(connection, (WWW, "1"), (NEWS, "2"))
    sources.keep_hub(connection, "harbour", "https://hub.example.org/")
    frontier.keep_pace(connection, NEWS, 8.0, 2.5, "It answers slowly.")
    found = state(connection)
    assert (found.budget, found.hub, found.pace) == (70, "https://hub.example.org/", "It answers slowly.")


def test_a_silent_source_is_flagged_and_recovers(connection: Connection) -> None:
    keep(connection, daily_until(NOW - 30 * DAY))
    found = state(connection)
    newest = found.silent_since
    assert newest is not None
    assert newest == found.last_new
    said = f"Nothing new since {newest:%-d %B %Y}, for longer than usual: check whether its start page has moved."
    assert found.warnings == (said,)
    assert found.silent_note == said
    keep(connection, daily_until(NOW))
    found = state(connection)
    assert (found.silent_since, found.warnings) == (None, ())


def fallen() -> Health:
    """Pages that gave dates, and now give none."""
    health = Health()
    for number in range(140):
        health = read_well(health, titled=True, dated=number < 100, body=3000)
    return health


def test_a_changed_layout_is_flagged(connection: Connection) -> None:
    keep(connection, health=fallen())
    found = state(connection)
    assert found.layout_note.startswith("Its layout seems to have changed")
    assert found.warnings == (found.layout_note,)


def test_several_warnings_stand_side_by_side(connection: Connection) -> None:
    keep(connection, daily_until(NOW - 30 * DAY), fallen())
    assert len(state(connection).warnings) == 2


def test_a_record_has_what_is_derived_too(connection: Connection) -> None:
    days.count(connection, "harbour", NOW.date(), Tally(requests=2, milliseconds=100))
    record = state(connection).as_record()
    assert (record["response_ms"], record["warnings"], record["today"]["requests"]) == (50, (), 2)
