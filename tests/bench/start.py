"""`make up` in a clean clone: how long until the first search returns a release."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Row

LIMIT_SECONDS = 300


def rows(checkout: Path) -> Iterator[Row]:
    """Clones the checkout's HEAD, installs, starts, and asks until there is a hit."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "pressroom"
        subprocess.run(["git", "clone", "--quiet", str(checkout), str(clone)], check=True)
        begin = time.monotonic()
        subprocess.run(["make", ".venv/installed"], cwd=clone, check=True, stdout=subprocess.DEVNULL)
        installed = time.monotonic()
        port = _free_port()
        environ = {**os.environ, "PRESSROOM_WEB__PORT": str(port)}
        service = subprocess.Popen(
            ["make", "up"], cwd=clone, env=environ, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            first = _seconds_until(port, 1, installed)
            all_of_them = _seconds_until(port, 40, installed)
        finally:
            os.killpg(service.pid, signal.SIGTERM)
            service.wait(30)
    yield Row("`make up`: install", f"{installed - begin:.0f} s", "")
    yield Row("… first search that returns a release, after the install", f"{first:.1f} s", "< 60 s")
    yield Row("… 40 releases of the sample newsroom searchable", f"{all_of_them:.1f} s", "")


def _seconds_until(port: int, hits: int, begin: float) -> float:
    address = f"http://127.0.0.1:{port}/api/v1/search"
    while time.monotonic() - begin < LIMIT_SECONDS:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if json.load(answer)["total"] >= hits:
                    return time.monotonic() - begin
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.1)
    raise TimeoutError(f"no {hits} releases within {LIMIT_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
