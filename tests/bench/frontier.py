"""A frontier of many URLs: how long it takes to find the next one, and how much memory that needs.

The store is a real one. Its URLs are written in bulk, in the state that a crawler of some months leaves behind: most
have been visited and come again within 90 days, some are due.
"""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, text

from crawler.settings import StoreSettings
from crawler.store import Store, frontier, leases, queueing, sources
from crawler.store.schema import hosts, queues, urls
from crawler.visits import Cause, Kind, Rank, UrlState, Visit
from tests.bench.measure import Row

HOSTS = 500
VISITS = 2000
ROUND = 5000  # URLs due in the measured round
SIZES = (100_000, 10_000_000)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_INDEXES = ("urls_due", "urls_source", "urls_release", "urls_links")


def rows() -> Iterator[Row]:
    """Each size in a process of its own, so that its memory is its own."""
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.frontier", str(size)], capture_output=True, text=True, check=True
        )
        for line in done.stdout.splitlines():
            what, figure, target = line.split("\t")
            yield Row(what, figure, target)


def main(size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(StoreSettings(url=f"sqlite:///{folder}/frontier.db"))
        names = [f"source-{number}" for number in range(HOSTS)]
        fill(store, names, size)
        store.close()
        # What filling used is not what a crawler uses: measure in a fresh process.
        subprocess.run([sys.executable, "-m", "tests.bench.frontier", str(size), folder], check=True)


def measure(size: int, folder: Path) -> None:
    store = Store.open(StoreSettings(url=f"sqlite:///{folder}/frontier.db"))
    names = [f"source-{number}" for number in range(HOSTS)]
    crawled = frozenset(names)
    found, visited = [], []
    with store.reading() as connection:
        due = frontier.count_due(connection, names, NOW)
    for number in range(VISITS):
        now = NOW + timedelta(seconds=number / 100)
        begin = time.perf_counter()
        with store.writing() as connection:
            begin_look = time.perf_counter()
            leases.find_next(connection, crawled, now)
            found.append(time.perf_counter() - begin_look)
            held = leases.lease(connection, "bench", crawled, now)
        assert held is not None
        with store.writing() as connection:
            visit = Visit(UrlState.READ, "", now + timedelta(days=30))
            frontier.visited(connection, held, visit, now)
            leases.give_back(connection, held, "bench", now + timedelta(seconds=2))
        visited.append(time.perf_counter() - begin)
    count = f"{size:,} URLs on {HOSTS} hosts, {due:,} due"
    target = "< 1 ms (p95)" if size == max(SIZES) else ""
    print(f"frontier of {count}: the next one is found in\t{milliseconds(found)}\t{target}")
    print(f"… lease, visit and give-back, two commits\t{milliseconds(visited)}\t")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"… peak memory of the process\t{peak:.0f} MiB\t{'< 300 MiB' if size == max(SIZES) else ''}")


def milliseconds(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=20)
    return f"{1000 * statistics.median(seconds):.2f} ms (p50), {1000 * cuts[18]:.2f} ms (p95)"


def fill(store: Store, names: list[str], size: int) -> None:
    """Writes the sources, their hosts and `size` URLs."""
    chance = random.Random(20261125)
    with store.writing() as connection:
        rows = [
            {"name": n, "organisation": n, "short": "", "start": [], "held": "", "budget": 5000, "connections": 1}
            for n in names
        ]
        sources.configure(connection, rows)
        host_rows = [{"host": f"www.{n}.example", "next_at": NOW, "strain": 0.0, "pace_note": ""} for n in names]
        connection.execute(insert(hosts), host_rows)
        for index in _INDEXES:
            connection.execute(text(f"drop index {index}"))
    per_host = size // HOSTS
    for name in sorted(names):
        with store.writing() as connection:
            connection.execute(insert(urls), [url_row(name, number, per_host, chance) for number in range(per_host)])
    with store.writing() as connection:
        restore_indexes(connection)
        connection.execute(
            insert(queues), [{"source": n, "host": f"www.{n}.example", "known": per_host, "waiting": 0} for n in names]
        )
        for name in names:
            queueing.refresh(connection, name, f"www.{name}.example")
        connection.execute(text("analyze"))


def restore_indexes(connection: Connection) -> None:
    for index in urls.indexes:
        index.create(connection)


def url_row(name: str, number: int, per_host: int, chance: random.Random) -> dict[str, object]:
    host = f"www.{name}.example"
    due = chance.random() < ROUND / (per_host * HOSTS)
    ahead = timedelta(days=chance.uniform(0.1, 90))
    seed = number == 0
    return {
        "url": f"https://{host}/press-releases/2024/{number:08}-ministers-agree-on-the-bridge",
        "host": host,
        "source": name,
        "kind": Kind.SEED if seed else Kind.PAGE,
        "rank": Rank.SEED if seed else Rank.PAGE,
        "depth": 0,
        "found_on": f"https://{host}/press-releases",
        "found_at": NOW - timedelta(days=100),
        "next_at": NOW - timedelta(minutes=5) if due or seed else NOW + ahead,
        "state": UrlState.RELEASE,
        "cause": Cause.NONE,
        "reason": "",
        "failures": 0,
        "visits": 4,
        "changes": 0,
        "fetched_at": NOW - timedelta(days=30),
        "etag": None,
        "release": f"{chance.getrandbits(64):016x}",
    }


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measure(int(sys.argv[1]), Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]))
