"""`kill -9` at any moment: nothing lost, doubled or stuck."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.archive import Archive, ArchiveError, Location
from crawler.sample.content import load_content
from crawler.settings import StoreSettings
from crawler.store import Store
from tests.service import Installation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

CRAWL_KILLS, IMPORT_KILLS = 30, 10
RECORDS = 3000
EARLIEST = 0.8  # seconds: sooner Python has hardly read the code, and no work is killed


def kill_at_random(
    installation: Installation, moments: random.Random, *arguments: str | Path, longest: float = 4.0
) -> None:
    """Starts a command and kills it with all its processes at a random moment of its work."""
    process = installation.start(*arguments)
    time.sleep(moments.uniform(EARLIEST, longest))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def check(installation: Installation, expected: int, corrected: int = 0) -> None:
    """Store, change feed and index hold the same releases, each once; `corrected` of them may have a revision."""
    store = Store.open(StoreSettings(url=f"sqlite:///{installation.folder}/data/pressroom.db"), create=False)
    with store.reading() as connection:

        def one(sql: str) -> int:
            return int(connection.execute(text(sql)).scalar_one())

        assert one("select count(*) from releases") == expected
        assert one("select count(*) from revisions where number > 1") <= corrected
        assert one("select count(*) from revisions where number = 1") == expected
        assert one("select count(*) from changes") == one("select max(seq) from changes") == store.seq()
        assert one("select count(*) from leases") == 0
        assert one("select count(*) from bands where release not in (select id from releases)") == 0
        assert one("select count(*) from releases where fetch is null") in (0, expected)
    status = installation.told("status")
    assert (status["index_seq"], status["index_lag"]) == (store.seq(), 0)
    assert installation.told("search", "*", "--limit", "1")["total"] == expected
    assert installation.told("verify")["faults"] == []
    store.close()


def check_frontier(installation: Installation) -> None:
    """Queues agree with their URLs, and the counts of the days with the releases."""
    store = Store.open(StoreSettings(url=f"sqlite:///{installation.folder}/data/pressroom.db"), create=False)
    with store.reading() as connection:
        kept = connection.execute(text("select source, host, known, waiting, due_at from queues")).all()
        counted = connection.execute(
            text(
                "select source, host, count(*), sum(visits = 0 and next_at is not null), min(next_at) from urls "
                "group by source, host"
            )
        ).all()
        assert sorted(map(tuple, kept)) == sorted(map(tuple, counted))
        days = connection.execute(text("select sum(requests), sum(new), sum(changed) from source_days")).one()
        others = text(
            "select (select count(*) from fetches), (select count(*) from releases), "
            "(select count(*) from revisions where number > 1)"
        )
        assert tuple(days) == tuple(connection.execute(others).one())
    store.close()


def check_archive(installation: Installation) -> None:
    """Every fetch that says where it stands in the archive is there; no file is left as if somebody wrote to it."""
    folder = installation.folder / "data" / "archive"
    assert list(folder.glob("*.open")) == []
    store = Store.open(StoreSettings(url=f"sqlite:///{installation.folder}/data/pressroom.db"), create=False)
    with store.reading() as connection:
        places = text(
            "select archive_file, archive_offset, archive_length, digest from fetches where archive_file > ''"
        )
        rows = connection.execute(places).all()
    with closing(Archive(folder)) as archive:
        for *place, digest in rows:
            if digest is not None:
                assert archive.read(Location(*place)).problem is None
            else:  # its body stands elsewhere
                with pytest.raises(ArchiveError, match="revisit"):
                    archive.read(Location(*place))
    assert sum(row.digest is not None for row in rows) >= len(load_content().releases)
    store.close()


def test_a_crawl_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    installation.add_newsroom()
    moments = random.Random(20261124)
    for number in range(CRAWL_KILLS):
        options = ["--full"] if number % 2 else []  # so that there is something to do to the last
        kill_at_random(installation, moments, "crawl", *options, longest=3.0)
    installation.result("crawl")
    installation.result("crawl", "--full")
    check(installation, expected=len(load_content().releases), corrected=1)  # the newsroom does so after a while
    check_frontier(installation)
    check_archive(installation)


def test_an_import_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    records = tmp_path / "records.jsonl"
    words = ["harbour", "treaty", "inspection", "vaccine", "railway", "budget", "orbit", "border"]
    with records.open("w", encoding="utf-8") as file:
        for n in range(RECORDS):
            body = " ".join(words[(n * k) % len(words)] for k in range(1, 60))
            record = {"url": f"https://www.example.org/{n}", "title": f"Release {n}", "text": body, "language": "en"}
            file.write(json.dumps(record) + "\n")
    moments = random.Random(1)
    for _ in range(IMPORT_KILLS):
        kill_at_random(installation, moments, "import", records)
    installation.told("import", records)
    check(installation, expected=RECORDS)


def test_a_rebuild_that_is_killed_leaves_the_live_index_as_it_was(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    records = tmp_path / "records.jsonl"
    lines = [json.dumps({"id": str(n), "text": f"Release number {n} of many"}) for n in range(500)]
    records.write_text("\n".join(lines), "utf-8")
    installation.told("import", records)
    moments = random.Random(2)
    for _ in range(4):
        kill_at_random(installation, moments, "index", "--rebuild")
        assert installation.told("search", "number", "--limit", "1")["total"] == 500
    installation.told("index", "--rebuild")
    check(installation, expected=500)
    builds = [path.name for path in (tmp_path / "data" / "index").iterdir() if path.name.isdecimal()]
    assert len(builds) == 1
