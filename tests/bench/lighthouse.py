"""What Lighthouse says of pages: `python -m tests.bench.lighthouse ADDRESS…`, into docs/benchmarks.md.

Needs Lighthouse: `npm install --prefix FOLDER lighthouse`, and `--lighthouse FOLDER/node_modules/.bin/lighthouse`.
Each page of a running service is judged as on a telephone with a slow network, which is what Lighthouse does by itself,
and as on a desk. What keeps a score from 100 is listed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = ("--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox --disable-gpu")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="+")
    parser.add_argument("--lighthouse", default="lighthouse", help="the program")
    given = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("No chromium on this machine: install Debian's package chromium.")
    print(f"| page | as on | {' | '.join(CATEGORIES)} |\n|---|---|{'---|' * len(CATEGORIES)}")
    short: list[str] = []
    for address in given.address:
        for device in ("mobile", "desktop"):
            report = judged(given.lighthouse, chromium, address, device)
            scores = [f"{100 * report['categories'][name]['score']:.0f}" for name in CATEGORIES]
            print(f"| {address} | {device} | {' | '.join(scores)} |", flush=True)
            short += [f"{device}, {address}: {audit}" for audit in _wanting(report)]
    print("\n".join(short))


def judged(lighthouse: str, chromium: str, address: str, device: str) -> dict[str, Any]:
    """Lighthouse's report of a page. Raises CalledProcessError."""
    with TemporaryDirectory() as folder:
        written = Path(folder) / "report.json"
        preset = ["--preset=desktop"] if device == "desktop" else []
        command = [lighthouse, address, *FLAGS, *preset, f"--output-path={written}"]
        subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chromium})
        report: dict[str, Any] = json.loads(written.read_bytes())
        return report


def _wanting(report: dict[str, Any]) -> Iterator[str]:
    for name in CATEGORIES:
        for reference in report["categories"][name]["auditRefs"]:
            audit = report["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                yield f"{name}: {audit['title']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    main()
