"""What saved searches are to be told: kept once, put together in order, claimed by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from crawler.records import Release
from crawler.records import State as ReleaseState
from crawler.store import Store, accounts, outbox, releases, saved, sources
from crawler.store.accounts import Role
from crawler.store.outbox import Item, Kind, News, Progress
from crawler.store.releases import Incoming, Reason
from crawler.store.saved import Channel, Saved, SavedSearchError, Schedule, State, Wishes

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
WISHES = Wishes("Harbour", "q=harbour", Channel.EMAIL, "reader@example.org", Schedule.IMMEDIATELY)


def furnish(connection: Connection) -> Saved:
    """A saved search, and three releases."""
    account = accounts.add(connection, "reader@example.org", "Reader", Role.READER, "", NOW)
    sources.ensure(connection, "harbour")
    batch = [
        Incoming(name, "harbour", Release(f"https://harbour.example/{name}", name, name), Reason.FETCHED)
        for name in "abc"
    ]
    releases.put(connection, batch, NOW)
    return saved.add(connection, account.id, WISHES, NOW, state=State.ACTIVE, due_at=None)


def item(search: Saved, release: str, seq: int, event: str = "r1") -> Item:
    return Item(search.id, release, event, News.NEW, seq, NOW)


def test_an_item_is_kept_once_whatever_comes_again(store: Store) -> None:
    with store.writing() as connection:
        search = furnish(connection)
        outbox.put(connection, [item(search, "b", 5), item(search, "a", 4)])
        outbox.put(connection, [item(search, "b", 9), item(search, "b", 9, "w1")])
        outbox.put(connection, [])
        found = [(each.release, each.event, each.seq) for each in outbox.untold(connection, search.id, 10)]
        assert found == [("a", "r1", 4), ("b", "r1", 5), ("b", "w1", 9)]
        assert outbox.told_of(connection, ["a", "c"]) == {(search.id, "a")}
        assert [each.event for each in outbox.newest(connection, search.id, 1)] == ["w1"]


def test_the_cursor_moves_for_one_process_only(store: Store) -> None:
    with store.writing() as connection:
        assert outbox.cursor(connection) is None
        outbox.begin(connection, 7)
        assert outbox.advance(connection, 7, 9)
        assert not outbox.advance(connection, 7, 9)
        assert outbox.cursor(connection) == 9


def test_messages_of_a_search_come_one_after_the_other(store: Store) -> None:
    with store.writing() as connection:
        search = furnish(connection)
        outbox.put(connection, [item(search, "a", 4), item(search, "b", 5)])
        assert outbox.waiting_to_be_told(connection) == [search.id]
        for each in outbox.untold(connection, search.id, 10):
            outbox.compose(connection, search, Kind.DIGEST, {"items": [], "more": 0}, [each], NOW)
        assert outbox.waiting_to_be_told(connection) == []
        (first,) = outbox.due(connection, NOW, 10)
        assert outbox.claim(connection, first, NOW)
        assert outbox.due(connection, NOW, 10) == []
        assert not outbox.claim(connection, first, NOW)
        (again,) = outbox.due(connection, NOW + outbox.CLAIM, 10)
        assert (again.id, again.attempts) == (first.id, 1)
        outbox.sent(connection, first.id, NOW)
        (second,) = outbox.due(connection, NOW, 10)
        assert second.id > first.id
        outbox.give_up(connection, second.id, "no")
        states = [message.state for message in outbox.history(connection, search.id, 10)]
        assert states == [Progress.FAILED, Progress.SENT]


def test_what_is_dropped_is_neither_sent_nor_told(store: Store) -> None:
    with store.writing() as connection:
        search = furnish(connection)
        outbox.put(connection, [item(search, "a", 4), item(search, "b", 5), item(search, "c", 6)])
        first, second, _ = outbox.untold(connection, search.id, 10)
        outbox.sent(connection, outbox.compose(connection, search, Kind.DIGEST, {}, [first], NOW), NOW)
        outbox.compose(connection, search, Kind.DIGEST, {}, [second], NOW)
        outbox.drop(connection, search.id)
        assert outbox.untold(connection, search.id, 10) == []
        assert outbox.due(connection, NOW, 10) == []
        assert [each.release for each in outbox.newest(connection, search.id, 10)] == ["a"]
        saved.remove(connection, search.id)
        assert saved.get(connection, search.id) is None


def test_active_ones_are_found_and_every_change_shows(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    with store.writing() as connection:
        search = furnish(connection)
        stamps = {saved.stamp(connection)}
        assert [each.id for each in saved.active(connection)] == [search.id]
        saved.change(connection, search.id, WISHES, later, state=State.ACTIVE, due_at=later)
        stamps.add(saved.stamp(connection))
        assert saved.due(connection, NOW) == []
        assert [each.id for each in saved.due(connection, later)] == [search.id]
        saved.set_state(connection, search.id, State.STOPPED, later + timedelta(hours=1), "full")
        stamps.add(saved.stamp(connection))
        assert saved.active(connection) == saved.due(connection, later) == []
        saved.remove(connection, search.id)
        stamps.add(saved.stamp(connection))
        assert len(stamps) == 4


def test_an_account_has_at_most_so_many(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    with store.writing() as connection:
        search = furnish(connection)
        with pytest.raises(SavedSearchError, match="at most 1"):
            saved.add(connection, search.account, WISHES, NOW, state=State.ACTIVE, due_at=None)


def test_a_withdrawal_is_another_event_than_a_revision() -> None:
    assert outbox.event(ReleaseState.LIVE, 1) == outbox.event(ReleaseState.CHANGED, 1) == "r1"
    assert outbox.event(ReleaseState.WITHDRAWN, 1) == "w1"
