from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest
import requests

from crawler.settings import IndexSettings, Settings, StoreSettings
from web.serve import AddressError, address, listen, serve


def test_a_port_in_use_is_one_sentence() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(AddressError, match=f"^Port {port} on 127.0.0.1 is in use: .* with --port.$"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_one_sentence() -> None:
    with pytest.raises(AddressError, match="not an address of this machine"):
        listen("192.0.2.7", 0)


def test_the_address_is_one_to_open() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert address(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(url: str) -> requests.Response:
    for _ in range(200):
        try:
            return requests.get(url, timeout=30)
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{url} was never served")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_it_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    config = Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/none.db"), index=IndexSettings(path=tmp_path / "none")
    )
    port = free_port()
    child = os.fork()
    if child == 0:
        try:
            serve(config, "127.0.0.1", port, 2)
        finally:
            os._exit(1)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/healthz").json() == {"status": "ok"}
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=30).status_code == 503
        assert requests.get(f"http://127.0.0.1:{port}/?q={'x' * 9000}", timeout=30).status_code in (400, 414)
    finally:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
    with listen("127.0.0.1", port):
        pass
