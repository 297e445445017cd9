"""How long exports take, and how much memory: `python -m tests.bench.exporting --releases 100000`.

The figures stand in docs/benchmarks.md.

Releases of the shared corpus are put into a folder as often as it takes; then the command writes each format.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count as count_up
from itertools import islice
from pathlib import Path

from crawler.records import Release, release_id
from crawler.settings import StoreSettings
from crawler.store import Reason, Store, releases, sources
from crawler.store.releases import Incoming
from indexer.follow import follow
from indexer.live import LiveIndex
from tests.bench.importing import CONFIG
from tests.bench.measure import run
from tests.replay import shared_data

FORMATS = ("jsonl", "csv", "bibtex", "ris", "csl-json", "html")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/exporting"), help="where the installation is kept")
    parser.add_argument("--releases", type=int, default=100_000)
    given = parser.parse_args()
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    folder = given.work / str(given.releases)
    if not (folder / "config.toml").exists():
        install(folder, shared, given.releases)
    print("| format | releases a second | peak memory | file |\n|---|---|---|---|")
    for name in FORMATS:
        path = folder / f"out.{name}"
        command = [sys.executable, "-m", "web", "export", "--format", name, "--output", path.name, "--json"]
        used = run([*command], cwd=folder, timeout=3600)
        size = path.stat().st_size
        path.unlink()
        speed, memory = given.releases / used.wall_seconds, used.peak_bytes / 1e6
        print(f"| {name} | {speed:,.0f} | {memory:,.0f} MB | {size / 1e6:,.0f} MB |", flush=True)


def install(folder: Path, shared: Path, count: int) -> None:
    """An installation with so many releases, as they are, without who and what is named in them."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(StoreSettings(url=f"sqlite:///{folder}/pressroom.db"))
    copies = islice(_copies(shared), count)
    while batch := list(islice(copies, 1_000)):
        with store.writing() as connection:
            sources.ensure(connection, "corpus")
            releases.put(connection, batch, datetime.now(UTC))
    index = LiveIndex(folder / "index")
    follow(store, index)
    index.close()
    store.close()
    (folder / "config.toml").write_text(CONFIG, "utf-8")


def _copies(shared: Path) -> Iterator[Incoming]:
    """The corpus again and again, each time under other addresses."""
    for number in count_up():
        for path in sorted((shared / "corpus").glob("*.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for record in map(json.loads, lines):
                    url = f"{record['url']}?copy={number}"
                    content = Release(url, record.get("title") or "", record["text"], language=record.get("language"))
                    yield Incoming(release_id(url), "corpus", content, Reason.IMPORTED)


if __name__ == "__main__":
    main()
