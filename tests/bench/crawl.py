"""A crawl end to end, fetch to store, beside Scrapy with trafilatura in its pipeline: same pages, server and run.

Scrapy and trafilatura are no dependencies of the project. The peer runs when `PRESSROOM_PEERS` names a folder that
they were installed into: `pip install --target FOLDER scrapy trafilatura lxml_html_clean warcio`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.measure import Row, Usage, run
from tests.bench.site import HOSTS, Served

CHECKOUT = Path(__file__).parents[2]
REPEATS = 3
CONCURRENT = 16  # requests at once, of both
CORES = 2
TIMEOUT = 900.0
TARGET = 1.5


@dataclass(frozen=True, slots=True)
class Crawled:
    """`kept`: pages that gave a text; `archived`: bytes on the disk."""

    usage: Usage
    kept: int
    archived: int


def rows(shared: Path) -> Iterator[Row]:
    """Crawls everything several times, in turn with the peer where there is one."""
    peers = os.environ.get("PRESSROOM_PEERS", "")
    systems: dict[str, Callable[[Served, Path], Crawled]] = {"A crawl": _pressroom}
    if peers:
        systems["Scrapy with trafilatura"] = lambda served, folder: _scrapy(served, folder, Path(peers))
    runs: dict[str, list[Crawled]] = {name: [] for name in systems}
    with _on_two_cores(), _served(shared) as served:
        for _ in range(REPEATS):
            for name, crawl in systems.items():
                with tempfile.TemporaryDirectory() as folder:
                    runs[name].append(crawl(served, Path(folder)))
    for name, several in runs.items():
        yield from _system_rows(name, several, served.pages)
    ours, *theirs = runs.values()
    yield _ratio_row(ours, theirs[0] if theirs else [])


def _system_rows(name: str, runs: list[Crawled], pages: int) -> Iterator[Row]:
    seconds = median(crawled.usage.wall_seconds for crawled in runs)
    cpu = median(crawled.usage.cpu_seconds for crawled in runs)
    peak = max(crawled.usage.peak_bytes for crawled in runs)
    kept = f"{runs[0].kept} kept, {runs[0].archived / 2**20:.0f} MiB archived"
    yield Row(f"{name} of {pages} real pages on {HOSTS} hosts, pages a second", f"{pages / seconds:.1f} ({kept})", "")
    yield Row("… CPU per page, all processes", f"{1000 * cpu / pages:.0f} ms", "")
    yield Row("… peak memory, all processes", f"{peak / 2**20:.0f} MiB", "")


def _ratio_row(ours: list[Crawled], theirs: list[Crawled]) -> Row:
    what = f"… ours to theirs, median of {REPEATS} runs in turn on {CORES} cores"
    target = f"≥ {TARGET}"
    if not theirs:
        return Row(what, "not measured: PRESSROOM_PEERS names no folder with scrapy and trafilatura", target)
    ratios = sorted(b.usage.wall_seconds / a.usage.wall_seconds for a, b in zip(ours, theirs, strict=True))
    return Row(what, f"{median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})", target)


@contextmanager
def _on_two_cores() -> Iterator[None]:
    """Whatever this process starts meanwhile, the server included, shares two cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _served(shared: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "tests.bench.site", str(shared.resolve())]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield Served(**json.loads(server.stdout.readline()))
        finally:
            server.stdin.close()  # which ends it


def _pressroom(served: Served, folder: Path) -> Crawled:
    """An installation of its own, whose crawl keeps what the peer's pipeline keeps: neither indexes anything."""
    (folder / "config.toml").write_text(_config(served), "utf-8")
    command = ["env", f"PYTHONPATH={CHECKOUT}", sys.executable, "-m", "tests.bench.one_crawl"]
    usage = run(command, folder, TIMEOUT)
    return Crawled(usage, int(usage.output.splitlines()[-1]), _bytes_in(folder / "archive"))


def _config(served: Served) -> str:
    lines = ["[store]", 'url = "sqlite:///pressroom.db"', 'archive = "archive"', "[index]", 'path = "index"']
    lines += ["[crawler]", 'contact = "bench@example.org"', f"fetchers = {CONCURRENT}", f"cleaners = {CORES}"]
    lines += ["[crawler.resolve]", *(f'"{host}" = "{address}"' for host, address in served.resolve.items())]
    for host, seed in served.seeds.items():
        lines += ["[[source]]", f'name = "{host.partition(".")[0]}"', f'start = ["{seed}"]', 'delay = "0s"']
    return "\n".join(lines)


def _scrapy(served: Served, folder: Path, peers: Path) -> Crawled:
    """Runs the peer, and counts what its pipeline stored."""
    job = {"resolve": served.resolve, "seeds": list(served.seeds.values()), "concurrent": CONCURRENT}
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    peer = Path(__file__).with_name("scrapy_peer.py")
    command = ["env", f"PYTHONPATH={peers.resolve()}", sys.executable, str(peer), "job.json"]
    usage = run(command, folder, TIMEOUT)
    return Crawled(usage, int(usage.output.splitlines()[-1]), _bytes_in(folder / "archive"))


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
