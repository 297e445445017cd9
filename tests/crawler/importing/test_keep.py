"""What an import leaves in the store beside the releases: which texts others have too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler import likeness
from crawler.archive import Archive
from crawler.importing import ImportCounts, import_files
from crawler.records import Release, release_id
from crawler.settings import StoreSettings
from crawler.store import Store, likenesses
from crawler.store.likenesses import Resolution
from crawler.store.releases import Outcome

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
TEXT = """The lighthouse on Skarholm was lit again on Friday evening after three dark years. Keeper Mona Dahl turned the
old switch herself while some 400 visitors watched from the shore. The lamp now needs 60 watts where it once burned 12
litres of oil a night. The lighthouse society had collected the money for the repairs."""
Import = Callable[..., ImportCounts]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(StoreSettings(url=f"sqlite:///{tmp_path}/pressroom.db"))
    yield opened
    opened.close()


@pytest.fixture
def take(store: Store, tmp_path: Path) -> Iterator[Import]:
    archive = Archive(tmp_path / "archive")

    def take(*records: dict[str, Any], source: str | None = None) -> ImportCounts:
        path = tmp_path / "records.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        return import_files([path], store, archive, lambda: NOW, source=source)

    yield take
    archive.close()


def similar(store: Store, identity: str) -> list[tuple[str, float]]:
    with store.reading() as connection:
        return likenesses.similar(connection, identity)


def test_the_same_text_of_two_sources_is_two_releases_that_are_linked(store: Store, take: Import) -> None:
    take({"id": "coast", "text": TEXT}, source="coast")
    take({"id": "pilots", "text": f"{TEXT} It rained."}, {"id": "other", "text": TEXT[::-1]}, source="pilots")
    resemblance = likeness.resemblance(TEXT, f"{TEXT} It rained.")
    assert similar(store, "coast") == [("pilots", resemblance)]
    assert similar(store, "pilots") == [("coast", resemblance)]
    assert similar(store, "other") == []


def test_sources_of_one_file_are_linked_too(store: Store, take: Import) -> None:
    take({"id": "one", "text": TEXT, "source": "coast"}, {"id": "two", "text": TEXT, "source": "pilots"})
    assert similar(store, "one") == [("two", 1.0)]


def test_one_source_is_not_linked_with_itself(store: Store, take: Import) -> None:
    take({"id": "one", "text": TEXT}, {"id": "two", "text": TEXT})
    assert similar(store, "one") == []


def test_links_follow_a_changed_text(store: Store, take: Import) -> None:
    take({"id": "one", "text": TEXT}, source="coast")
    take({"id": "two", "text": TEXT}, source="pilots")
    assert take({"id": "two", "text": "Closed."}, source="pilots").outcomes == {Outcome.CHANGED: 1}
    assert similar(store, "one") == []
    take({"id": "two", "text": TEXT}, source="pilots")
    assert similar(store, "one") == [("two", 1.0)]


def test_a_file_that_is_imported_again_changes_nothing(store: Store, take: Import) -> None:
    take({"id": "one", "text": TEXT}, source="coast")
    records = [{"id": "two", "text": TEXT}]
    take(*records, source="pilots")
    seq = store.seq()
    assert take(*records, source="pilots").outcomes == {Outcome.SAME: 1}
    assert (store.seq(), similar(store, "one")) == (seq, [("two", 1.0)])


def test_a_fetched_release_is_known_from_an_import_of_its_source(store: Store, take: Import) -> None:
    """An import may have other ids and no addresses: what the crawler meets later is the same release all the same."""
    day = {"date": "2026-11-20", "title": "Skarholm is lit again"}
    take({"id": "old-4711", "text": TEXT, **day}, source="coast")
    known = store.release("old-4711")
    assert known is not None
    content = Release("https://coast.example/light", known.content.title, TEXT, known.content.published)
    with store.reading() as connection:
        found = likenesses.resolve(
            connection, "coast", release_id(content.url), content, None, likeness.bands(content.text)
        )
    assert found == Resolution("old-4711", likenesses.DUPLICATE, {})


@pytest.mark.slow
def test_an_import_stays_fast(store: Store, take: Import) -> None:
    words = [f"word{number}" for number in range(3000)]
    texts = [" ".join(words[(7 * n * k + k) % 3000] for k in range(400)) for n in range(1500)]
    began = datetime.now(UTC)
    take(*({"id": str(number), "text": text} for number, text in enumerate(texts)))
    assert datetime.now(UTC) - began < timedelta(seconds=30)
