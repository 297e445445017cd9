"""A backup that is taken while others crawl and import is whole, and comes back as one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.service import CHECKOUT, Installation, stop, wait_for

pytestmark = pytest.mark.slow

# Imports a few releases at a time, for as long as it is let.
IMPORTS = """
import json, sys, time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from crawler.archive import Archive
from crawler.importing import import_files
from crawler.settings import load
from crawler.store import Store

config = Path(sys.argv[1])
settings, lines = load(config, {}), config.with_name("some.jsonl")
store, archive = Store.open(settings.store), Archive(settings.store.archive)
for first in count(step=20):
    records = [
        {"id": f"quay-{n}", "title": f"Quay {n}", "text": f"Quay {n} is open to ships of class {n * 7919}."}
        for n in range(first, first + 20)
    ]
    lines.write_text("\\n".join(map(json.dumps, records)))
    import_files([lines], store, archive, lambda: datetime.now(UTC), source="harbour")
    time.sleep(0.05)
"""


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
    newsroom, crawl = here.start("newsroom"), here.start("schedule")
    imports = subprocess.Popen([sys.executable, "-c", IMPORTS, str(here.config)], cwd=CHECKOUT, text=True)
    try:
        wait_for(lambda: releases(here, "sample") > 2 and releases(here, "harbour") > 100, 200)
        made = here.result("backup", tmp_path / "copy")
        assert (crawl.poll(), imports.poll()) == (None, None)  # both were at work all the time
        wait_for(lambda: releases(here, "harbour") > made["releases"])
    finally:
        imports.terminate()
        imports.wait(30)
        for process in (crawl, newsroom):
            stop(process)

    restored = there.told("restore", tmp_path / "copy")
    assert restored["releases"] == made["releases"] > 102
    assert there.told("index")["seq"] == made["seq"]
    verified = there.told("verify")
    assert (verified["sound"], verified["releases"], verified["seq"]) == (True, made["releases"], made["seq"])
    assert verified["archive"]["records"] > 2
    assert there.told("search", "quay")["total"] == releases(there, "harbour") > 100
