"""`pressroom verify` beside a crawl, after its death, and beside the whole service."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.service import Installation, stop, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

WHAT_KILLS_LEAVE = {"torn-tail", "dead-leases", "unreadable-index"}  # the crawl indexes at its end


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    made.add_newsroom()
    return made


def verified(installation: Installation, *options: str) -> dict[str, Any]:
    done = installation.run("verify", "--json", *options)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (not found["sound"]), done.stdout
    return found


def test_a_crawl_that_is_killed(installation: Installation) -> None:
    crawl = installation.start("crawl")
    wait_for(lambda: len(list((installation.folder / "data" / "archive").glob("*.open"))) > 0)
    beside = verified(installation)
    assert {finding["kind"] for finding in beside["faults"]} <= {"unreadable-index"}  # there is none yet
    os.killpg(crawl.pid, signal.SIGKILL)
    crawl.wait()
    left = verified(installation)
    assert {finding["kind"] for finding in left["faults"]} <= WHAT_KILLS_LEAVE
    assert verified(installation, "--repair")["sound"]
    installation.result("crawl")
    assert verified(installation)["sound"]


def test_the_service_goes_on_beside_it(installation: Installation) -> None:
    service = installation.start("up")
    try:
        wait_for(lambda: installation.total() > 0)
        seen = [verified(installation) for _ in range(3)]
        wait_for(lambda: installation.total() >= 40)
        seen.append(verified(installation, "--repair"))
    finally:
        stop(service)
    assert [found["faults"] for found in seen] == [[]] * len(seen)
    assert verified(installation)["sound"]
