"""Runs the engines at the wanted sizes, each step in a process of its own, and prints the tables: see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.engine import plot, questions, report
from tests.bench.engine.process import ENGINES, keep_mixes
from tests.bench.engine.sample import load
from tests.replay import shared_data

CHECKOUT = Path(__file__).parents[3]
SIZES = (10_000, 100_000)


def main() -> None:
    given = _arguments()
    if given.read:
        _print(report.merged([json.loads(path.read_text("utf-8")) for path in given.read]), given.plot)
        return
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    given.work.mkdir(parents=True, exist_ok=True)
    sample = load(shared, given.work, every=given.every)
    keep_mixes(given.work, questions.mixes(sample, given.questions))
    del sample
    run: dict[int, dict[str, Any]] = {}
    for size in given.documents:
        run[size] = {}
        for name in given.engines:
            figures = _measured(name, size, shared, given)
            if figures is not None:
                run[size][name] = figures
            if given.json:
                given.json.write_text(json.dumps(run), "utf-8")
    _print({size: engines for size, engines in run.items() if engines}, given.plot)


def _print(run: report.Run, plotted: Path | None) -> None:
    print(report.tables(run))
    if plotted:
        plotted.write_text(plot.svg(report.growth_plots(run)), "utf-8")


def _measured(name: str, size: int, shared: Path, given: argparse.Namespace) -> dict[str, Any] | None:
    """The figures of one engine at one size; None, and a line that says why, when it did not get there."""
    if name.startswith("tantivy") and not _has("tantivy"):
        print(f"{name}: not measured, it is not installed (see tests/bench/engine)", file=sys.stderr, flush=True)
        return None
    folder = given.work / f"{name}-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    options = [str(folder), "--shared", str(shared), "--work", str(given.work), "--every", str(given.every)]
    options += ["--documents", str(size), "--seconds", str(given.seconds)]
    try:
        built = _step("index", name, options, given.limit)
        begin = time.time()
        figures = _step("search", name, [*options, "--started", str(begin)], given.limit)
    except (subprocess.SubprocessError, OSError) as error:
        print(f"{name}, {size:,} documents: not measured ({error})", file=sys.stderr, flush=True)
        return None
    finally:
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{name}, {size:,} documents: done", file=sys.stderr, flush=True)
    return {"index": built, **figures}


def _has(package: str) -> bool:
    peers = os.environ.get("PRESSROOM_PEERS", "")
    return find_spec(package) is not None or bool(peers and (Path(peers) / package).is_dir())


def _step(step: str, name: str, options: list[str], limit: float) -> dict[str, Any]:
    peers = os.environ.get("PRESSROOM_PEERS", "")
    path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH", ""), peers and str(Path(peers).resolve())]))
    command = [sys.executable, "-m", "tests.bench.engine.process", step, name, *options]
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, timeout=limit, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m tests.bench.engine")
    parser.add_argument("--documents", type=int, nargs="+", default=SIZES, help="sizes of the corpus")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--questions", type=int, default=questions.COUNT, help="of each mix")
    parser.add_argument("--every", type=int, default=1, help="draw from every n-th release of the corpus")
    parser.add_argument("--seconds", type=float, default=30, help="at most, for each mix with facets and without")
    parser.add_argument("--limit", type=float, default=3_600, help="seconds after which a step is given up")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "pressroom-bench-engine")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--read", type=Path, nargs="+", help="only print the tables of figures written by --json")
    parser.add_argument("--plot", type=Path, help="draw the growth of costs here, as SVG")
    parser.add_argument("--keep", action="store_true", help="leave the indexes in the work folder")
    return parser.parse_args()


if __name__ == "__main__":
    main()
