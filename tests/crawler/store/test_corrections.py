from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from crawler.entities.corrections import EVERYWHERE, Correction, Scope
from crawler.records import Alike, EntityKind, Release
from crawler.store import Store, audit, corrections, feed, releases, shown, sources
from crawler.store.audit import Action
from crawler.store.corrections import CorrectionError, Done
from crawler.store.releases import Incoming, Outcome, Reason
from crawler.store.schema import likenesses

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PEOPLE, ORGANISATIONS, PLACES, TOPICS = EntityKind
MAJOR, WRONG = "Jane Major", "Major Jane"
HERE = Scope("harbour", "one")


@pytest.fixture
def store(store: Store) -> Store:
    keep(store, "one", people=(WRONG, "Jürgen Østby"))
    keep(store, "two", people=(WRONG, MAJOR))
    keep(store, "three", "post", people=(WRONG,))
    keep(store, "other", people=('Richard "Rick" 100%_Roe',), text=f"{WRONG} is only in the text.")
    return store


def keep(store: Store, identity: str, source: str = "harbour", text: str = "Text.", **content: Any) -> Outcome:
    release = Release(f"https://www.example.org/{identity}", "A quay", text, **content)
    with store.writing() as connection:
        sources.ensure(connection, source)
        return releases.put(connection, [Incoming(identity, source, release, Reason.IMPORTED)], NOW)[0]


def correct(
    store: Store,
    said: str,
    becomes: str | None,
    scope: Scope = EVERYWHERE,
    kind: EntityKind = PEOPLE,
    **more: Any,
) -> Done:
    return store.correct([Correction(kind, said, becomes, scope)], LATER, **more)


def undo(store: Store, identity: int) -> Done:
    return store.undo_correction(identity, LATER, editor="roe")


def people(store: Store, identity: str) -> tuple[str, ...]:
    found = store.release(identity)
    assert found is not None
    return found.content.people


def changed_since(store: Store, seq: int) -> set[str]:
    with store.reading() as connection:
        return set(feed.after(connection, seq, 100)[0])


def test_who_corrects_and_undoes_is_in_the_audit_log(store: Store) -> None:
    correct(store, WRONG, MAJOR, HERE, editor="roe", address="192.0.2.1")
    undo(store, 1)
    with store.reading() as connection:
        last, first = audit.listed(connection)
    said = (f"people: “{WRONG}” becomes “{MAJOR}”", "1 one")
    assert (first.at, first.who, first.action, first.what, first.detail) == (LATER, "roe", Action.CORRECT, *said)
    assert (last.at, last.who, last.action, last.what, last.detail) == (LATER, "roe", Action.UNDO, *said)
    assert (first.address, last.address) == ("192.0.2.1", "")  # undone by a command


def test_those_that_name_it_read_otherwise_and_are_in_the_feed(store: Store) -> None:
    seq = store.seq()
    done = correct(store, WRONG, MAJOR, note="The family name stood first.", editor="roe")
    assert set(done.releases) == changed_since(store, seq) == {"one", "two", "three"}
    assert [people(store, one) for one in ("one", "two", "three")] == [(MAJOR, "Jürgen Østby"), (MAJOR,), (MAJOR,)]
    with store.reading() as connection:
        (kept,) = corrections.listed(connection)
        raw = releases.get(connection, "one")
        history = releases.history(connection, "one")
    assert (kept,) == done.kept
    assert (kept.note, kept.editor, kept.at) == ("The family name stood first.", "roe", LATER)
    assert raw is not None
    assert raw.content.people[0] == WRONG, "what was extracted stays"
    assert len(history) == 1, "it is no revision"


@pytest.mark.parametrize("label", ["Jürgen Østby", 'Richard "Rick" 100%_Roe'])
def test_labels_of_any_signs_are_found(store: Store, label: str) -> None:
    assert len(correct(store, label, None).releases) == 1


def test_undone_everything_is_as_it_was(store: Store) -> None:
    first = [people(store, one) for one in ("one", "two", "three")]
    (kept,) = correct(store, WRONG, None).kept
    seq = store.seq()
    done = undo(store, kept.id)
    assert set(done.releases) == changed_since(store, seq) == {"one", "two", "three"}
    assert [people(store, one) for one in ("one", "two", "three")] == first
    with store.reading() as connection:
        assert corrections.listed(connection) == []
        (gone,) = corrections.listed(connection, undone=True)
    assert (gone.undone_at, gone.undone_by) == (LATER, "roe")
    correct(store, WRONG, MAJOR)  # and may be corrected again
    assert people(store, "three") == (MAJOR,)


def test_a_split_is_corrections_for_some_releases(store: Store) -> None:
    correct(store, WRONG, MAJOR)
    seq = store.seq()
    assert correct(store, WRONG, "Jane Major of the Post", Scope("post")).releases == ("three",)
    assert correct(store, WRONG, None, Scope(None, "one")).releases == ("one",)
    assert changed_since(store, seq) == {"one", "three"}
    found = [people(store, one) for one in ("one", "two", "three")]
    assert found == [("Jürgen Østby",), (MAJOR,), ("Jane Major of the Post",)]
    with store.reading() as connection:
        assert corrections.listed(connection)[-1].correction.scope == HERE, "with the source of the release"


def test_what_a_label_has_become_is_corrected_again(store: Store) -> None:
    (first,) = correct(store, WRONG, MAJOR).kept
    done = correct(store, MAJOR, "Jane R. Major")
    assert set(done.releases) == {"one", "two", "three"}
    assert people(store, "three") == ("Jane R. Major",)
    undo(store, first.id)
    assert [people(store, one) for one in ("two", "three")] == [(WRONG, "Jane R. Major"), (WRONG,)]


def test_releases_that_come_later_are_corrected_too(store: Store) -> None:
    correct(store, WRONG, MAJOR)
    keep(store, "new", people=(WRONG,))
    assert people(store, "new") == (MAJOR,)
    keep(store, "new", people=(WRONG, "Richard Roe"))  # and what is extracted from them is compared with the same
    with store.reading() as connection:
        raw = releases.get(connection, "new")
    assert raw is not None
    assert raw.content.people == (WRONG, "Richard Roe")
    assert keep(store, "new", people=(WRONG, "Richard Roe")) is Outcome.SAME


def test_only_what_reads_otherwise_is_in_the_feed(store: Store) -> None:
    correct(store, WRONG, MAJOR, Scope("post"))
    assert set(correct(store, WRONG, MAJOR).releases) == {"one", "two"}


def test_publishers_count_as_organisations(store: Store) -> None:
    keep(store, "own", organisation="World Health Organization")
    keep(store, "alike", organisation="Menu")
    assert correct(store, "World Health Organization (WHO)", "WHO", kind=ORGANISATIONS).releases == ("own",)
    assert correct(store, "Menu", "Harbour Board", kind=ORGANISATIONS).releases == ("alike",)
    with store.writing() as connection:
        connection.execute(insert(likenesses), {"release": "own", "other": "alike", "resemblance": 0.9})
    own = store.release("own")
    assert own is not None
    assert store.relations(own).alike == (Alike("alike", "A quay", "Harbour Board", 0.9),)


def test_all_releases_are_read_as_single_ones_are(store: Store) -> None:
    correct(store, WRONG, MAJOR, Scope("harbour"))
    with store.reading() as connection:
        everything = [release for release, _ in shown.followed(connection, 0)]
        some = shown.get_many(connection, [release.id for release in everything])
        single = [shown.get(connection, release.id) for release in everything]
    assert everything == single == sorted(some, key=lambda release: release.id)
    assert [release.content.people[0] for release in everything if release.id == "two"] == [MAJOR]


def test_where_a_label_leads(store: Store) -> None:
    assert store.renamed(PEOPLE, WRONG) is None
    correct(store, WRONG, MAJOR)
    correct(store, MAJOR, "Jane R. Major")
    assert store.renamed(PEOPLE, WRONG) == store.renamed(PEOPLE, MAJOR) == "Jane R. Major"
    assert store.renamed(PLACES, WRONG) is None
    correct(store, WRONG, "Somebody else", Scope("post"))
    assert store.renamed(PEOPLE, WRONG) == "Jane R. Major", "as everywhere else"
    correct(store, "Jürgen Østby", None)
    assert store.renamed(PEOPLE, "Jürgen Østby") is None, "to nobody"


def test_where_a_label_leads_that_is_corrected_in_some_releases(store: Store) -> None:
    correct(store, WRONG, MAJOR, Scope("post"))
    correct(store, WRONG, MAJOR, Scope(None, "one"))
    assert store.renamed(PEOPLE, WRONG) == MAJOR
    correct(store, WRONG, "Somebody else", Scope("harbour"))
    assert store.renamed(PEOPLE, WRONG) is None, "to two"


@pytest.mark.parametrize(
    ("said", "becomes", "scope", "message"),
    [
        ("Jane Mayor", "Jane", EVERYWHERE, r"^0 releases name “Jane Mayor”.*near to it: “Jane Major”\.$"),
        ("Jane Mayor", None, Scope("post"), "^0 releases of post name “Jane Mayor”"),
        (MAJOR, None, Scope("harbour", "one"), "^Release one does not name “Jane Major”"),
        ("Østby", "Jane", EVERYWHERE, r"near to it: “Jürgen Østby”\.$"),
        ("Xyz Qwv", None, EVERYWHERE, r"among their people\.$"),
        (WRONG, WRONG, EVERYWHERE, "is “Major Jane” there already"),
        (WRONG, "  ", EVERYWHERE, "must not be empty"),
        (WRONG, None, Scope("nobody"), "No source is named nobody; there are: harbour, post"),
        (WRONG, None, Scope(None, "nothing"), "There is no release nothing"),
    ],
)
def test_what_is_refused(store: Store, said: str, becomes: str | None, scope: Scope, message: str) -> None:
    seq = store.seq()
    with pytest.raises(CorrectionError, match=message):
        correct(store, said, becomes, scope)
    assert store.seq() == seq
    with store.reading() as connection:
        assert corrections.listed(connection, undone=True) == []


def test_two_for_the_same_are_refused(store: Store) -> None:
    (kept,) = correct(store, WRONG, MAJOR).kept
    with pytest.raises(CorrectionError, match=f"“Major Jane” becomes “Jane Major” there by correction {kept.id}: undo"):
        correct(store, WRONG, None)
    with pytest.raises(CorrectionError, match="is “Jane Major” there already"):
        correct(store, WRONG, MAJOR, Scope("post"))
    with pytest.raises(CorrectionError, match="say it once"):
        store.correct([Correction(PEOPLE, "Jürgen Østby", None)] * 2, LATER)


def test_circles_are_refused(store: Store) -> None:
    keep(store, "four", "post", people=(MAJOR,))
    (kept,) = correct(store, WRONG, MAJOR).kept
    with pytest.raises(CorrectionError, match=r"“Jane Major” becomes “Major Jane” becomes “Jane Major”\. Undo one"):
        correct(store, MAJOR, WRONG)
    with pytest.raises(CorrectionError, match="round in a circle"):
        correct(store, MAJOR, WRONG, Scope("post"))
    correct(store, WRONG, WRONG, Scope("post"))
    (back,) = correct(store, MAJOR, WRONG, Scope("post")).kept
    exception = back.id - 1
    with pytest.raises(CorrectionError, match="round in a circle"):
        undo(store, exception)
    undo(store, back.id)
    undo(store, exception)
    assert undo(store, kept.id).kept[0].undone_at == LATER


def test_only_what_is_there_can_be_undone_and_once(store: Store) -> None:
    with pytest.raises(CorrectionError, match="There is no correction 7"):
        undo(store, 7)
    (kept,) = correct(store, WRONG, None).kept
    undo(store, kept.id)
    with pytest.raises(CorrectionError, match=f"Correction {kept.id} is undone already"):
        undo(store, kept.id)


def test_a_correction_is_undone_that_no_release_has_a_use_for_any_more(store: Store) -> None:
    (kept,) = correct(store, "Jürgen Østby", None).kept
    keep(store, "one", people=(WRONG,))
    assert undo(store, kept.id).releases == ()


def test_a_correction_is_no_change_of_a_release(store: Store) -> None:
    keep(store, "two", text="Another text.", people=(WRONG, MAJOR))
    (kept,) = correct(store, WRONG, MAJOR).kept
    ((changed, at),) = store.lately_changed(10)
    assert (changed.id, changed.content.people, at) == ("two", (MAJOR,), NOW)
    undo(store, kept.id)
    assert [at for _, at in store.lately_changed(10)] == [NOW]


def test_many_merged_labels_are_all_followed(store: Store) -> None:
    names = [f"Spelling {number}" for number in range(120)]
    for number, name in enumerate(names):
        keep(store, f"s{number}", people=(name,))
    store.correct([Correction(PEOPLE, name, MAJOR) for name in names], LATER)
    assert len(correct(store, MAJOR, "Jane R. Major").releases) == len(names) + 1


def test_what_others_keep_and_correct_meanwhile_is_followed_too(store: Store) -> None:
    wanted = [Correction(PEOPLE, MAJOR, "Jane R. Major")]
    with store.reading() as connection:
        among = corrections.candidates(connection, wanted)
    assert among.releases == ("two",)
    keep(store, "new", people=(MAJOR,))
    correct(store, WRONG, MAJOR, Scope("post"))
    with store.writing() as connection:
        done = corrections.add(connection, wanted, among, LATER)
    assert set(done.releases) == {"two", "three", "new"}
    assert people(store, "three") == people(store, "new") == ("Jane R. Major",)
