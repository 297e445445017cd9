"""The newsroom on a real socket."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from crawler.sample.server import NewsroomAddressError, check_address, running_newsroom, serve_newsroom
from tests.crawler.sample.clock import EDITED_AFTER, SWITCH, Clock
from tests.crawler.sample.test_site import ARTICLE, WITHDRAWN

ROOT = Path(__file__).parents[3]
PROGRAM = """
from datetime import UTC, datetime, timedelta
from crawler.sample.server import serve_newsroom
def ready(url): print(url, flush=True)
serve_newsroom("127.0.0.1", 0, clock=lambda: datetime.now(UTC), edited_after=timedelta(days=1), on_ready=ready)
print("stopped", flush=True)
"""


@contextmanager
def server_process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_runs_in_the_background_and_stops(clock: Clock) -> None:
    with requests.Session() as session:
        with running_newsroom(clock=clock, edited_after=EDITED_AFTER) as url:
            answer = session.get(url + ARTICLE, timeout=5)
            assert answer.status_code == 200
            assert f'<link rel="canonical" href="{url}{ARTICLE}">' in answer.text
            assert answer.raw.headers.getlist("Date") == [answer.headers["Date"]]
            etag = {"If-None-Match": answer.headers["ETag"]}
            assert session.get(url + ARTICLE, headers=etag, timeout=5).status_code == 304
            clock.now = SWITCH
            assert session.get(url + WITHDRAWN, timeout=5).status_code == 410
        with pytest.raises(requests.ConnectionError):
            session.get(url, timeout=5)


def test_calls_itself_what_it_is_told(clock: Clock) -> None:
    with running_newsroom(
        clock=clock, edited_after=EDITED_AFTER, started=SWITCH - EDITED_AFTER, base_url="https://newsroom.example/"
    ) as url:
        assert url == "https://newsroom.example"


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])
def test_serves_no_other_machine(clock: Clock, host: str) -> None:
    with pytest.raises(NewsroomAddressError, match="for this machine only"):
        serve_newsroom(host, 0, clock=clock, edited_after=EDITED_AFTER)


def test_a_port_in_use_is_one_clear_sentence(clock: Clock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(NewsroomAddressError, match=f"can't use port {port} of 127.0.0.1 .*: stop the program"),
            running_newsroom(port=port, clock=clock, edited_after=EDITED_AFTER),
        ):
            pass


def test_an_address_can_be_checked_beforehand() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(NewsroomAddressError, match=f"can't use port {port}"):
            check_address("127.0.0.1", port)
    check_address("127.0.0.1", port)
    with pytest.raises(NewsroomAddressError, match="for this machine only"):
        check_address("0.0.0.0", port)


def test_a_port_that_cannot_be_is_refused(clock: Clock) -> None:
    with (
        pytest.raises(NewsroomAddressError, match="There is no port 99999"),
        running_newsroom(port=99999, clock=clock, edited_after=EDITED_AFTER),
    ):
        pass


def test_localhost_and_other_loopback_addresses_serve(clock: Clock) -> None:
    for host, shown in (("localhost", "127.0.0.1"), ("127.0.0.5", "127.0.0.5")):
        with running_newsroom(host, clock=clock, edited_after=EDITED_AFTER) as url:
            assert urlsplit(url).hostname == shown
            assert requests.get(f"{url}/robots.txt", timeout=5).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_cleanly(number: signal.Signals) -> None:
    with server_process() as (process, url):
        assert requests.get(f"{url}/robots.txt", timeout=5).status_code == 200
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)
        assert (process.returncode, rest) == (0, "stopped\n")
