"""The web server: gunicorn around the application, listening on a socket that is opened before anything else."""

from __future__ import annotations

import errno
import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn has no type hints
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from crawler.loading import loading
from crawler.settings import Settings

log = logging.getLogger(__name__)

BACKLOG = 512
GRACE_SECONDS = 10
LONGEST_REQUEST_LINE = 8190  # bytes; gunicorn's largest


class AddressError(Exception):
    """The address can't be listened on; the message says why and what to do."""


class Server(BaseApplication):  # type: ignore[misc]  # the base class is untyped
    """Gunicorn with our settings instead of its command line; each worker makes its own application."""

    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make_app, self._gunicorn_options = make_app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._gunicorn_options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


class Log(Logger):  # type: ignore[misc]  # the base class is untyped
    """What gunicorn has to say, among all other events (`crawler.logs`) instead of in a form of its own."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any free one. Raises AddressError."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise AddressError(_explained(host, port, error)) from None


def address(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def serve(config: Settings, host: str, port: int, workers: int) -> None:
    """Serves until SIGTERM or SIGINT. Raises AddressError."""
    parent, shared = os.getpid(), mkdtemp(prefix="pressroom-metrics-")
    # Prometheus' client reads this as it is loaded: its counters are then in files that all workers read.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
    try:
        _serve(config, host, port, workers)
    finally:
        if os.getpid() == parent:  # a worker that ends comes by here too
            rmtree(shared, ignore_errors=True)


def _serve(config: Settings, host: str, port: int, workers: int) -> None:
    listener = listen(host, port)
    with loading():  # with the index engine, which other commands need not load; workers share it
        from web.app import create_app
        from web.counts import SharedCounts
        from web.preload import preload

        preload()
    log.info("serving on %s", address(listener))
    # From here on the socket is gunicorn's, which closes it by its number.
    Server(partial(create_app, config, SharedCounts()), options(config, listener.detach(), workers)).run()


def options(config: Settings, descriptor: int, workers: int) -> dict[str, Any]:
    return {
        "bind": f"fd://{descriptor}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": config.web.threads,
        "graceful_timeout": GRACE_SECONDS,
        "limit_request_line": LONGEST_REQUEST_LINE,
        "proc_name": "pressroom-web",
        "loglevel": "warning",
        "logger_class": Log,
        "control_socket_disable": True,  # it would put a socket file outside the data folder
    }


def _explained(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: stop the program that has it, or choose another with --port."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is not open to this user: choose one above 1023 with --port."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: choose another with --host."
    return f"Can't listen on {host}, port {port}: {error.strerror}."
