"""When releases changed last, in the order of the change feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.entities.corrections import Correction
from crawler.records import EntityKind, Release
from crawler.store import Reason, Store, feed, releases, sources, stamps
from crawler.store.releases import Incoming
from crawler.store.stamps import Span

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def put(store: Store, identity: str, at: datetime, *, source: str = "one", **content: object) -> None:
    release = Release(f"https://news.example/{identity}", "A quay", "The quay opens.", topics=("Harbours",))
    with store.writing() as connection:
        sources.ensure(connection, source)
        changed = replace(release, **content)  # type: ignore[arg-type]
        releases.put(connection, [Incoming(identity, source, changed, Reason.IMPORTED)], at)


@pytest.fixture
def filled(store: Store) -> Store:
    put(store, "a", NOON)
    put(store, "b", NOON + HOUR, source="two")
    put(store, "c", NOON + 2 * HOUR)
    put(store, "a", NOON + 3 * HOUR, text="The quay opened yesterday, to everybody's delight.")
    with store.writing() as connection:
        releases.withdraw(connection, "b", NOON + 4 * HOUR)
    return store


def listed(store: Store, span: Span) -> list[str]:
    found = store.stamps(span, 10)
    assert store.count_stamps(span) == len(found)
    return [one.release for one in found]


def test_each_release_stands_once_at_its_last_change(filled: Store) -> None:
    assert [(one.seq, one.release, one.at) for one in filled.stamps(Span(), 10)] == [
        (3, "c", NOON + 2 * HOUR),
        (4, "a", NOON + 3 * HOUR),
        (5, "b", NOON + 4 * HOUR),
    ]
    assert [one.release for one in filled.stamps(Span(), 1)] == ["c"]
    assert [one.release for one in filled.stamps(Span(), 1, {"b", "x"})] == ["b"]


def test_spans(filled: Store) -> None:
    assert listed(filled, Span(after=3)) == ["a", "b"]
    assert listed(filled, Span(since=NOON + 3 * HOUR)) == ["a", "b"]
    assert listed(filled, Span(before=NOON + 3 * HOUR)) == ["c"]
    assert listed(filled, Span(source="two")) == ["b"]
    assert listed(filled, Span(release="a")) == ["a"]
    assert listed(filled, Span(release="nothing")) == []


def test_what_a_release_says_changed_when_its_text_did(filled: Store) -> None:
    put(filled, "c", NOON + 9 * HOUR, topics=("Quays",))
    with filled.reading() as connection:
        assert stamps.of(connection, ["a", "b", "c", "x"]) == {
            "a": NOON + 3 * HOUR,
            "b": NOON + 4 * HOUR,
            "c": NOON + 9 * HOUR,
        }
    assert filled.updated(["a", "b", "c", "x"]) == {
        "a": NOON + 3 * HOUR,
        "b": NOON + 4 * HOUR,  # when it was withdrawn
        "c": NOON + 2 * HOUR,  # its topics are derived from what it says
    }


def test_moments_of_the_change_feed(filled: Store, store: Store) -> None:
    assert [filled.changed_at(seq) for seq in (0, 1, 5, 99)] == [None, NOON, NOON + 4 * HOUR, NOON + 4 * HOUR]
    assert filled.first_change() == NOON


def test_before_anything_is_there(store: Store) -> None:
    assert (store.first_change(), store.changed_at(9), store.stamps(Span(), 9)) == (None, None, [])
    assert (store.standing(0, 10), store.count_standing(), store.several([]), store.updated([])) == ([], 0, [], {})


def test_what_stands_is_listed_by_its_id(filled: Store) -> None:
    assert filled.standing(0, 10) == [("a", NOON + 3 * HOUR), ("c", NOON + 2 * HOUR)]
    assert filled.standing(1, 1) == [("c", NOON + 2 * HOUR)]
    assert filled.count_standing() == 2


def test_several_come_in_their_order_as_editors_have_corrected_them(filled: Store) -> None:
    filled.correct([Correction(EntityKind.TOPICS, "Harbours", "Ports")], NOON)
    found = filled.several(["c", "x", "a"])
    assert [(one.id, one.content.topics) for one in found] == [("c", ("Ports",)), ("a", ("Ports",))]


def test_more_than_one_statement_takes(store: Store) -> None:
    release = Release("https://news.example/", "A quay", "The quay opens.")
    batch = [Incoming(f"{n:04}", "one", release, Reason.IMPORTED) for n in range(1100)]
    with store.writing() as connection:
        sources.ensure(connection, "one")
        releases.put(connection, batch, NOON)
        assert feed.head(connection) == 1100
    wanted = [f"{n:04}" for n in reversed(range(1100))]
    assert [one.id for one in store.several(wanted)] == wanted
    assert len(store.updated(wanted)) == 1100
