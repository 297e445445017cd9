"""`pressroom import` of the whole shared corpus: from files to searchable."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row, run

CONFIG = '[store]\nurl = "sqlite:///pressroom.db"\narchive = "archive"\n[index]\npath = "index"\n'


def rows(shared: Path) -> Iterator[Row]:
    """Imports every file of `corpus/` and `seed/` into an empty folder."""
    files = [*sorted((shared / "corpus").glob("*.jsonl.gz")), shared / "seed"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.toml").write_text(CONFIG, "utf-8")
        command = [sys.executable, "-m", "web", "import", "--json", *(str(file.resolve()) for file in files)]
        usage = run(command, Path(folder), timeout=900)
        counts = json.loads(usage.output.splitlines()[-1])
        size = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())
    releases = counts["new"] + counts["changed"]
    yield Row("`pressroom import` of the corpus, releases", f"{releases:,} ({counts['skipped']} skipped)", "all")
    yield Row("… releases a second, from file to searchable", f"{releases / usage.wall_seconds:.0f}", "≥ 300")
    yield Row("… CPU per release", f"{1000 * usage.cpu_seconds / releases:.2f} ms", "")
    yield Row("… peak memory, all processes", f"{usage.peak_bytes / 2**20:.0f} MiB", "< 1,024 MiB")
    yield Row("… store and index on disk", f"{size / 2**20:.0f} MiB", "")
