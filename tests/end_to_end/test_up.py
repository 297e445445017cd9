"""`pressroom up` as a user meets it: started, searched, broken, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.service import Installation, stop, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def running(installation: Installation) -> Iterator[subprocess.Popen[str]]:
    process = installation.start("up")
    try:
        wait_for(lambda: installation.total() >= 0 or process.poll() is not None)
        assert process.poll() is None, installation.log("up")
        yield process
    finally:
        if process.poll() is None:
            stop(process)


def pid_of(installation: Installation, child: str) -> int:
    """The newest process of a child, as the log names it."""
    found: list[str] = re.findall(rf"started child={child} pid=(\d+)", installation.log("up"))
    return int(found[-1])


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def session(leader: int) -> list[int]:
    """The living processes of a session: a child of the service leads one, and its own processes are in it."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    made.add_newsroom()
    return made


def test_it_serves_the_sample_newsroom_restarts_what_dies_and_stops_cleanly(installation: Installation) -> None:
    with running(installation) as process:
        wait_for(lambda: installation.total() >= 40)
        assert installation.total("&q=agreement") > 0
        status, page = installation.get("/?q=agreement")
        assert status == 200
        assert "<mark>" in page

        children = {name: pid_of(installation, name) for name in ("scheduler", "indexer", "alerts", "web", "newsroom")}
        assert all(map(alive, children.values()))
        for name, pid in children.items():
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda name=name, pid=pid: pid_of(installation, name) != pid)  # type: ignore[misc]
            wait_for(lambda pid=pid: not session(pid))  # type: ignore[misc]
        wait_for(lambda: installation.total() >= 40)
        restarted = {name: pid_of(installation, name) for name in children}

        second = installation.run("up", "--port", "0")
        assert second.returncode == 1
        assert "running on this data folder already" in second.stderr
        assert len(second.stderr.strip().splitlines()) == 1

        assert stop(process) == 0
        wait_for(lambda: not any(map(session, restarted.values())))
        assert installation.get("/healthz")[0] == 0
        log = installation.log("up")
        assert "Traceback" not in log
        assert "ERROR" not in log
        assert "descriptor" not in log


def test_a_port_in_use_is_said_in_one_sentence_and_children_of_a_killed_parent_stop(installation: Installation) -> None:
    (installation.folder / "other").mkdir()
    other = Installation(installation.folder / "other")
    with running(installation) as process:
        for command in ("up", "serve"):
            refused = other.run(command, "--port", str(installation.port))
            assert refused.returncode == 1
            assert f"Port {installation.port} on 127.0.0.1 is in use" in refused.stderr
            assert "Traceback" not in refused.stderr
        wait_for(lambda: installation.log("up").count(" started child=") == 5)
        children = [pid_of(installation, name) for name in ("scheduler", "indexer", "alerts", "web", "newsroom")]
        process.kill()
        process.wait()
        wait_for(lambda: not any(map(alive, children)))


def test_without_a_contact_real_sources_wait_and_say_what_to_do_and_ctrl_c_stops_it(tmp_path: Path) -> None:
    source = '[[source]]\nname = "away"\norganisation = "Away"\nstart = ["https://press.invalid/news"]\n'
    installation = Installation(tmp_path, source)
    with running(installation) as process:
        state = json.loads(installation.get("/api/v1/sources")[1])["sources"][0]
        assert state["state"] == "needs-contact"
        page = installation.get("/sources")[1]
        assert "No contact is set" in page
        assert "make up CONTACT=you@example.org" in page
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    shown = installation.told("sources")
    assert shown[0]["queued"] == 1
    assert installation.told("status")["urls"] == {"new": 1}


def states_of(installation: Installation) -> dict[str, dict[str, Any]]:
    return {state["name"]: state for state in json.loads(installation.get("/api/v1/sources")[1])["sources"]}


def test_a_source_that_cannot_be_reached_shows_its_error_and_disturbs_nothing(tmp_path: Path) -> None:
    # The mapping keeps every request on this machine: nothing listens on port 1.
    source = '[[source]]\nname = "away"\norganisation = "Away"\nstart = ["https://press.invalid/news"]\n'
    crawler = 'contact = "tests@press.invalid"\n[crawler.resolve]\n"press.invalid" = "http://127.0.0.1:1"\n'
    installation = Installation(tmp_path, source, crawler)
    installation.add_newsroom()
    with running(installation):
        wait_for(lambda: installation.total() >= 40)
        wait_for(lambda: states_of(installation)["away"]["state"] == "failing")
        states = states_of(installation)
        assert states["away"]["last_error"]
        assert states["away"]["next_due"]
        assert states["sample"]["state"] in ("ok", "crawling")
