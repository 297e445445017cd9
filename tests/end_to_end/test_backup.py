"""A backup that is taken while others crawl and import is whole, and comes back as one."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.service import Installation, stop, wait_for

pytestmark = pytest.mark.slow


def releases(installation: Installation, source: str) -> int:
    path = installation.folder / "data" / "pressroom.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        try:
            counted = connection.execute("SELECT count(*) FROM releases WHERE source = ?", (source,))
            return int(counted.fetchone()[0])
        except sqlite3.OperationalError:  # it is being made
            return 0


def test_a_backup_under_load_comes_back_whole(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    here, there = Installation(tmp_path / "here"), Installation(tmp_path / "there")
    here.add_newsroom()
    lines = tmp_path / "releases.jsonl"
    with lines.open("w") as file:
        for number in range(30_000):
            text = f"Quay {number} of the harbour is open to ships of class {number * 7919}."
            file.write(json.dumps({"id": f"quay-{number}", "title": f"Quay {number}", "text": text}) + "\n")
    newsroom = here.start("newsroom")
    crawl, imported = here.start("schedule"), here.start("import", lines, "--source", "harbour")
    try:
        wait_for(lambda: releases(here, "sample") > 2 and releases(here, "harbour") > 100)
        made = here.result("backup", tmp_path / "copy")
        assert (crawl.poll(), imported.poll()) == (None, None)  # both were at work all the time
        wait_for(lambda: releases(here, "harbour") > made["releases"])
    finally:
        for process in (imported, crawl, newsroom):
            stop(process)
    assert here.result("backup", "--verify", tmp_path / "copy")["bytes"] == made["bytes"]
    refused = here.run("restore", tmp_path / "copy")
    assert refused.returncode == 1
    assert "is there already" in refused.stderr

    restored = there.result("restore", tmp_path / "copy")
    assert restored["releases"] == made["releases"] > 102
    assert there.result("index")["seq"] == made["seq"]
    verified = there.result("verify")
    assert (verified["sound"], verified["releases"], verified["seq"]) == (True, made["releases"], made["seq"])
    assert verified["archive"]["records"] > 2
    assert there.result("search", "quay")["total"] == releases(there, "harbour") > 100
