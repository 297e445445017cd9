"""Serving the sample newsroom on a loopback port: as a process of its own, or from a background thread."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address
from types import FrameType

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from crawler.sample.site import create_newsroom

Clock = Callable[[], datetime]

log = logging.getLogger(__name__)


class NewsroomAddressError(Exception):
    """The newsroom can't be served at the address asked for; the message says why and what to do."""


def serve_newsroom(
    host: str,
    port: int,
    *,
    clock: Clock,
    edited_after: timedelta,
    started: datetime | None = None,
    base_url: str | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serves the newsroom until SIGTERM or SIGINT; call it on the main thread. Raises NewsroomAddressError.

    `base_url` is what the newsroom calls itself when that is not its address; `on_ready` gets it once the port
    answers. `clock`, `edited_after` and `started` are those of `create_newsroom`.
    """
    server, url = _bind(host, port, clock, edited_after, started, base_url)

    def stop(signum: int, frame: FrameType | None) -> None:
        # `shutdown` waits for the loop that this handler interrupts, so another thread has to call it.
        threading.Thread(target=server.shutdown, daemon=True).start()

    previous = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        log.info("sample newsroom ready at %s", url)
        if on_ready:
            on_ready(url)
        server.serve_forever()
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        server.server_close()


@contextmanager
def running_newsroom(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    clock: Clock,
    edited_after: timedelta,
    started: datetime | None = None,
    base_url: str | None = None,
) -> Iterator[str]:
    """Serves the newsroom from a background thread and yields its URL, without a trailing slash.

    Port 0 takes a free one. Raises NewsroomAddressError. The other arguments are those of `serve_newsroom`.
    """
    server, url = _bind(host, port, clock, edited_after, started, base_url)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample-newsroom")
    thread.start()
    try:
        yield url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def check_address(host: str, port: int) -> None:
    """Raises NewsroomAddressError unless the newsroom could be served at this address now."""
    _listen(_loopback(host), port).close()


def _bind(
    host: str, port: int, clock: Clock, edited_after: timedelta, started: datetime | None, base_url: str | None
) -> tuple[BaseWSGIServer, str]:
    # Bound here rather than by werkzeug, which ends the process when the port is taken.
    with _listen(_loopback(host), port) as listener:
        address = listener.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        url = (base_url or f"http://{shown}:{address[1]}").rstrip("/")
        app = create_newsroom(url, clock, edited_after, started=started)
        server = make_server(
            address[0], address[1], app, threaded=True, request_handler=_QuietHandler, fd=listener.fileno()
        )
    return server, url


def _loopback(host: str) -> str:
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        address = None
    if address is None or not address.is_loopback:
        raise NewsroomAddressError(
            f"The sample newsroom is for this machine only and can't be served at {host}: give a loopback address, "
            "such as 127.0.0.1."
        )
    return str(address)


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise NewsroomAddressError(f"There is no port {port}: give one from 1 to 65535, or 0 for any free one.")
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise NewsroomAddressError(
            f"The sample newsroom can't use port {port} of {host} ({error.strerror}): stop the program that uses it, "
            "or give another port."
        ) from error


class _QuietHandler(WSGIRequestHandler):
    """Logs requests for those who debug, and lets go of connections that say nothing for a while."""

    timeout = 15  # seconds

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        log.debug("%s %s", self.requestline, code)
