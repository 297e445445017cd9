"""Releases derived again from the archive: no fetch, revisions only where the content really changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from crawler.archive import Archive
from crawler.cleaning import clean_page
from crawler.importing import import_files
from crawler.likeness import bands
from crawler.reclean import reclean
from crawler.records import State
from crawler.settings import StoreSettings
from crawler.store import Store, likenesses, releases, schema, sources
from crawler.store.likenesses import Banded
from crawler.store.releases import Incoming, Outcome, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
URL = "https://www.example.org/press/1"
PAGE = (
    '<!doctype html><html lang="en"><title>A bridge opens</title><h1>A bridge opens</h1>'
    "<p>The ministers met in Vienna on Monday and agreed to open the bridge to rail traffic.</p>"
    "<p>Work on the northern tracks begins in January. Both sides will share the cost in equal parts.</p></html>"
)


class House:
    """A store and an archive with one page and one record imported."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(StoreSettings(url=f"sqlite:///{folder}/p.db"))
        self.archive = Archive(folder / "archive")
        (folder / "page.html").write_text(PAGE, "utf-8")
        (folder / "record.jsonl").write_text('{"id": "record", "text": "A record without a page."}\n', "utf-8")
        import_files([folder / "page.html"], self.store, self.archive, lambda: NOW, url=URL)
        import_files([folder / "record.jsonl"], self.store, self.archive, lambda: NOW)

    @property
    def id(self) -> str:
        with self.store.reading() as connection:
            return next(page.release for page in releases.archived(connection, []))

    def put(self, **changes: object) -> None:
        """As if cleaning had made something else of the page before."""
        kept = self.store.release(self.id)
        assert kept is not None
        content = replace(kept.content, **changes)  # type: ignore[arg-type]
        with self.store.writing() as connection:
            releases.put(connection, [Incoming(self.id, kept.source, content, Reason.RECLEANED)], NOW)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.archive.close()
    made.store.close()


def test_the_same_content_gives_no_revision(house: House) -> None:
    seq = house.store.seq()
    counts = reclean(house.store, house.archive, {}, [], lambda: LATER)
    assert (counts.outcomes, counts.without_page, counts.unreadable) == ({Outcome.SAME: 1}, 1, [])
    assert house.store.seq() == seq


def test_better_cleaning_gives_a_revision_from_the_archived_page(house: House) -> None:
    house.put(text="Menu. A bridge opens. Imprint.")
    assert reclean(house.store, house.archive, {}, [], lambda: LATER).outcomes == {Outcome.CHANGED: 1}
    kept = house.store.release(house.id)
    assert kept is not None
    assert kept.content.text == clean_page(PAGE.encode(), URL).text
    assert (kept.state, kept.last_seen) == (State.LIVE, NOW)
    assert kept.revision == 3


def test_other_names_alone_reach_the_index_without_a_revision(house: House) -> None:
    house.put(places=("Atlantis",))
    assert reclean(house.store, house.archive, {}, [], lambda: LATER).outcomes == {Outcome.REFRESHED: 1}
    kept = house.store.release(house.id)
    assert kept is not None
    assert "Atlantis" not in kept.content.places
    assert kept.revision == 1


def test_only_the_named_sources_are_cleaned(house: House) -> None:
    assert reclean(house.store, house.archive, {}, ["another"], lambda: LATER).outcomes == {}


def test_a_lost_archive_file_is_named_and_changes_nothing(house: House, tmp_path: Path) -> None:
    house.archive.close()
    for file in (tmp_path / "archive").iterdir():
        file.unlink()
    counts = reclean(house.store, house.archive, {}, [], lambda: LATER)
    assert [release for release, _ in counts.unreadable] == [house.id]
    assert house.store.release(house.id) is not None


def test_a_text_that_another_source_has_too_is_linked_as_it_changes(house: House) -> None:
    text = clean_page(PAGE.encode(), URL).text
    theirs = house.store.release("record")
    assert theirs is not None
    with house.store.writing() as connection:
        sources.ensure(connection, "others")
        content = replace(theirs.content, text=f"{text} It rained.")
        releases.put(connection, [Incoming("theirs", "others", content, Reason.IMPORTED)], NOW)
        likenesses.link_batch(connection, [Banded("theirs", content.text, bands(content.text))], NOW)
    house.put(text="Menu. A bridge opens. Imprint.")
    reclean(house.store, house.archive, {}, [], lambda: LATER)
    with house.store.reading() as connection:
        assert [other for other, _ in likenesses.similar(connection, house.id)] == ["theirs"]


def test_what_an_earlier_version_kept_without_bands_gets_them(house: House) -> None:
    with house.store.writing() as connection:
        connection.execute(delete(schema.bands))
    assert reclean(house.store, house.archive, {}, [], lambda: LATER).outcomes == {Outcome.SAME: 1}
    with house.store.reading() as connection:
        kept = connection.execute(select(schema.bands.c.band).where(schema.bands.c.release == house.id)).scalars()
        assert set(kept) == set(bands(clean_page(PAGE.encode(), URL).text))


def test_a_page_that_reads_badly_changes_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = house.store.release(house.id)
    monkeypatch.setattr("crawler.reclean.is_doubtful", lambda quality: True)
    counts = reclean(house.store, house.archive, {}, [], lambda: LATER)
    assert [why for _, why in counts.unreadable] == ["the page reads badly (little text, no date)"]
    assert house.store.release(house.id) == before
