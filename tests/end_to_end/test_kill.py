"""`kill -9` at any moment: nothing lost, doubled or stuck."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from crawler.sample.content import load_content
from crawler.settings import StoreSettings
from crawler.store import Store
from tests.service import Installation

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

KILLS = 12
RECORDS = 3000


def kill_at_random(installation: Installation, moments: random.Random, *arguments: str | Path) -> None:
    """Starts a command and kills it with all its processes at a random moment of its work."""
    process = installation.start(*arguments)
    time.sleep(moments.uniform(0.4, 4.0))
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def check(installation: Installation, expected: int) -> None:
    """Store, change feed and index hold the same releases, each once."""
    store = Store.open(StoreSettings(url=f"sqlite:///{installation.folder}/data/pressroom.db"), create=False)
    with store.reading() as connection:

        def one(sql: str) -> int:
            return int(connection.execute(text(sql)).scalar_one())

        assert one("select count(*) from releases") == expected
        assert one("select count(*) from revisions where number > 1") == 0
        assert one("select count(*) from revisions") == expected
        assert one("select count(*) from changes") == one("select max(seq) from changes") == store.seq()
        assert one("select count(*) from hosts where leased_by is not null") == 0
        assert one("select count(*) from releases where fetch is null") in (0, expected)
    status = installation.result("status")
    assert (status["index_seq"], status["index_lag"]) == (store.seq(), 0)
    assert installation.result("search", "*", "--limit", "1")["total"] == expected
    store.close()


def test_a_crawl_that_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    installation.add_newsroom()
    moments = random.Random(20261124)
    for _ in range(KILLS):
        kill_at_random(installation, moments, "crawl")
    installation.result("crawl")
    installation.result("crawl", "--full")
    check(installation, expected=len(load_content().releases) - 1)  # the PDF is not read yet


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
    for _ in range(KILLS):
        kill_at_random(installation, moments, "import", records)
    installation.result("import", records)
    check(installation, expected=RECORDS)


def test_a_rebuild_that_is_killed_leaves_the_live_index_as_it_was(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    records = tmp_path / "records.jsonl"
    lines = [json.dumps({"id": str(n), "text": f"Release number {n} of many"}) for n in range(500)]
    records.write_text("\n".join(lines), "utf-8")
    installation.result("import", records)
    moments = random.Random(2)
    for _ in range(4):
        kill_at_random(installation, moments, "index", "--rebuild")
        assert installation.result("search", "number", "--limit", "1")["total"] == 500
    installation.result("index", "--rebuild")
    check(installation, expected=500)
    builds = [path.name for path in (tmp_path / "data" / "index").iterdir() if path.name.isdecimal()]
    assert len(builds) == 1
