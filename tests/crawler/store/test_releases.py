from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.records import Attachment, Contact, Image, Quality, Release, State, StoredRelease
from crawler.store import Store, feed, releases, sources
from crawler.store.releases import Incoming, Outcome, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
CONTENT = Release(
    url="https://www.example.org/press/1",
    title="A bridge opens",
    text="The bridge is open.",
    published=date(2026, 11, 23),
    people=("Ada Berg",),
)


def incoming(content: Release = CONTENT, reason: Reason = Reason.FETCHED, identity: str = "one") -> Incoming:
    return Incoming(identity, "example", content, reason)


def put(store: Store, *items: Incoming, now: datetime = NOW) -> list[Outcome]:
    with store.writing() as connection:
        sources.ensure(connection, "example")
        return releases.put(connection, items, now)


def stored(store: Store) -> StoredRelease:
    found = store.release("one")
    assert found is not None
    return found


def test_a_new_release_is_kept_as_it_is(store: Store) -> None:
    assert put(store, incoming()) == [Outcome.NEW]
    assert stored(store).content == CONTENT
    assert (stored(store).state, stored(store).revision) == (State.LIVE, 1)
    assert stored(store).first_seen == NOW


@pytest.mark.parametrize("moment", [None, date(2019, 10, 30), datetime(2019, 10, 30, 9, 30, tzinfo=UTC)])
def test_dates_keep_their_precision(store: Store, moment: date | None) -> None:
    put(store, incoming(replace(CONTENT, published=moment)))
    assert stored(store).content.published == moment


def test_the_same_again_changes_only_when_it_was_seen(store: Store) -> None:
    put(store, incoming())
    assert put(store, incoming(), now=LATER) == [Outcome.SAME]
    assert stored(store).last_seen == LATER
    assert store.seq() == 1


def test_other_content_is_a_revision_and_the_old_one_stays(store: Store) -> None:
    put(store, incoming())
    assert put(store, incoming(replace(CONTENT, text="The bridge is closed.")), now=LATER) == [Outcome.CHANGED]
    assert (stored(store).state, stored(store).revision, stored(store).first_seen) == (State.CHANGED, 2, NOW)
    assert store.seq() == 2
    with store.reading() as connection:
        kept = connection.exec_driver_sql("select number, content from revisions order by number").all()
    assert [row[0] for row in kept] == [1, 2]
    assert "open" in kept[0][1]


def test_a_line_beside_the_text_is_no_revision(store: Store) -> None:
    put(store, incoming())
    beside = replace(CONTENT, text=f"{CONTENT.text}\n\nRead more and view comments")
    assert put(store, incoming(beside), now=LATER) == [Outcome.SAME]
    assert (stored(store).content, stored(store).state) == (CONTENT, State.LIVE)


def test_what_is_cleaned_again_counts_to_the_letter(store: Store) -> None:
    put(store, incoming())
    better = replace(CONTENT, text=f"A label\n\n{CONTENT.text}")
    assert put(store, incoming(better, Reason.RECLEANED)) == [Outcome.CHANGED]
    assert stored(store).content == better


def test_a_date_that_becomes_known_is_taken_once(store: Store) -> None:
    put(store, incoming(replace(CONTENT, published=None)))
    assert [put(store, incoming(replace(CONTENT, published_from="time")))[0] for _ in range(2)] == [
        Outcome.REFRESHED,
        Outcome.SAME,
    ]
    assert put(store, incoming(replace(CONTENT, published_from="time"), Reason.RECLEANED)) == [Outcome.SAME]
    assert (stored(store).content.published, stored(store).revision) == (CONTENT.published, 1)


def test_other_names_alone_are_no_revision_but_reach_the_index(store: Store) -> None:
    put(store, incoming())
    assert put(store, incoming(replace(CONTENT, people=("Ada Berg", "Bo Lind")))) == [Outcome.REFRESHED]
    assert stored(store).content.people == ("Ada Berg", "Bo Lind")
    assert (stored(store).revision, store.seq()) == (1, 2)


def test_an_id_twice_in_a_batch_is_compared_with_itself(store: Store) -> None:
    other = incoming(replace(CONTENT, text="Another text."))
    assert put(store, incoming(), incoming(), other) == [Outcome.NEW, Outcome.SAME, Outcome.CHANGED]
    assert stored(store).revision == 2


def test_cleaning_again_gives_a_revision_without_calling_it_the_organisations_change(store: Store) -> None:
    put(store, incoming())
    better = replace(CONTENT, text="The bridge is open. All of it.")
    assert put(store, incoming(better, Reason.RECLEANED), now=LATER) == [Outcome.CHANGED]
    assert (stored(store).state, stored(store).revision, stored(store).last_seen) == (State.LIVE, 2, NOW)


def test_a_withdrawn_release_stays_and_comes_back(store: Store) -> None:
    put(store, incoming())
    with store.writing() as connection:
        assert releases.withdraw(connection, "one", NOW)
        assert not releases.withdraw(connection, "one", NOW)
        assert not releases.withdraw(connection, "unknown", NOW)
    assert (stored(store).state, stored(store).content, store.seq()) == (State.WITHDRAWN, CONTENT, 2)
    assert put(store, incoming()) == [Outcome.SAME]
    assert (stored(store).state, store.seq()) == (State.LIVE, 3)


def test_a_withdrawn_release_comes_back_by_an_unchanged_answer(store: Store) -> None:
    put(store, incoming())
    with store.writing() as connection:
        releases.withdraw(connection, "one", NOW)
        releases.seen_again(connection, "one", LATER)
        releases.seen_again(connection, "unknown", LATER)
    assert (stored(store).state, stored(store).last_seen) == (State.LIVE, LATER)


def test_the_feed_gives_each_release_once_and_in_order(store: Store) -> None:
    put(store, incoming(identity="one"), incoming(identity="two"))
    put(store, incoming(replace(CONTENT, text="Changed."), identity="one"))
    with store.reading() as connection:
        assert feed.after(connection, 0, 10) == (["one", "two"], 3)
        assert feed.after(connection, 1, 1) == (["two"], 2)
        assert feed.after(connection, 3, 10) == ([], 3)


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        sources.ensure(connection, "example")
        releases.put(connection, [incoming()], NOW)
        raise ZeroDivisionError
    assert store.release("one") is None
    assert store.seq() == 0


def test_many_ids_are_read_at_once(store: Store) -> None:
    names = [f"r{n}" for n in range(1200)]
    put(store, *(incoming(identity=name) for name in names))
    with store.reading() as connection:
        assert {release.id for release in releases.get_many(connection, [*names, "unknown"])} == set(names)
        assert releases.count(connection) == 1200


FOOT = "The office looks after nine bridges."
WHOLE = replace(CONTENT, text=f"The bridge is open.\n\n{FOOT}")
PARTED = replace(CONTENT, notes=FOOT)


@pytest.mark.parametrize("reason", list(Reason))
def test_what_goes_from_the_text_to_the_notes_is_kept_without_a_revision(store: Store, reason: Reason) -> None:
    put(store, incoming(WHOLE))
    assert put(store, incoming(PARTED, reason), now=LATER) == [Outcome.REFRESHED]
    kept = stored(store)
    assert (kept.content, kept.state, kept.revision) == (PARTED, State.LIVE, 1)
    assert put(store, incoming(PARTED, reason)) == [Outcome.SAME]
    assert put(store, incoming(replace(PARTED, text="The bridge is shut."), reason)) == [Outcome.CHANGED]


def test_a_page_that_says_by_itself_what_it_said_is_not_revised(store: Store) -> None:
    """What was learnt finds its text in another element than before."""
    put(store, incoming())
    elsewhere = replace(CONTENT, text="Trains cross the river again.\n\nTickets are sold on board.")
    learnt = replace(incoming(elsewhere), unaided=CONTENT)
    assert put(store, learnt) == [Outcome.REFRESHED]
    assert (stored(store).content, stored(store).state, stored(store).revision) == (elsewhere, State.LIVE, 1)
    changed = replace(elsewhere, text="Trains cross the river twice a day.")
    assert put(store, replace(incoming(changed), unaided=replace(CONTENT, text="Closed."))) == [Outcome.CHANGED]


FACTS = {
    "modified": datetime(2026, 11, 24, 9, tzinfo=UTC),
    "dateline": "LUND",
    "embargo": "Embargo: 23 November, 10:00",
    "paragraph_languages": ("en", "sv"),
    "authors": ("Ada Berg",),
    "contacts": (Contact("Ada Berg", "+46 46 000 00 00", "ada@example.org"),),
    "reference": "BR/7",
    "attachments": (Attachment("https://www.example.org/plan.pdf", "The plan", "application/pdf"),),
    "images": (Image("https://www.example.org/bridge.jpg", "A bridge", "The bridge at dawn"),),
    "quality": Quality(0.75, ("no title",)),
}


def test_every_fact_is_kept(store: Store) -> None:
    content = replace(CONTENT, **FACTS)  # type: ignore[arg-type]
    put(store, incoming(content))
    assert stored(store).content == content
    assert put(store, incoming(content), now=LATER) == [Outcome.SAME]


def test_a_change_of_facts_alone_is_no_revision(store: Store) -> None:
    put(store, incoming())
    content = replace(CONTENT, **FACTS)  # type: ignore[arg-type]
    assert put(store, incoming(content), now=LATER) == [Outcome.REFRESHED]
    assert (stored(store).content, stored(store).revision) == (content, 1)


def test_what_an_earlier_version_kept_lacks_facts() -> None:
    known = {
        "url",
        "title",
        "text",
        "published",
        "published_from",
        "language",
        "notes",
        "people",
        "topics",
        "page_type",
    }
    old = {name: value for name, value in releases.to_json(CONTENT).items() if name in known}
    assert releases.from_json(old) == CONTENT


def test_what_was_changed_or_withdrawn_last_comes_first(store: Store) -> None:
    put(store, incoming(), incoming(identity="two"), incoming(identity="three"), incoming(identity="four"))
    put(store, incoming(replace(CONTENT, text="It is open again."), identity="two"), now=LATER)
    with store.writing() as connection:
        releases.withdraw(connection, "three", LATER + timedelta(hours=1))
    found = store.lately_changed(5)
    assert [(release.id, at) for release, at in found] == [("three", LATER + timedelta(hours=1)), ("two", LATER)]
    assert [release.id for release, _ in store.lately_changed(1)] == ["three"]
