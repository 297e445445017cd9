"""A loopback server that misbehaves on purpose: each path is one way to hurt a crawler."""

from __future__ import annotations

import gzip
import itertools
import socket
import socketserver
import struct
import threading
import zlib
from collections.abc import Callable
from types import TracebackType
from typing import Self

BOMB_BYTES = 64_000_000
DRIP_SECONDS = 0.05
RETRY_AFTER_SECONDS = 120
ETAG = '"v1"'
LAST_MODIFIED = "Wed, 30 Oct 2019 10:00:00 GMT"
CALM_BODY = b"<title>Calm</title>"


class Call:
    """One request, and the means to answer it badly."""

    def __init__(self, connection: socket.socket, head: str, closing: threading.Event) -> None:
        self.head = head
        self.path = head.split(" ", 2)[1]
        self._connection = connection
        self._closing = closing

    def send(self, *pieces: str | bytes) -> None:
        for piece in pieces:
            self._connection.sendall(piece.encode() if isinstance(piece, str) else piece)

    def page(self, body: bytes, *fields: str) -> None:
        length = f"Content-Length: {len(body)}"
        self.send("\r\n".join(["HTTP/1.1 200 OK", *fields, length, "", ""]), body)

    def redirect(self, location: str, status: int = 302) -> None:
        self.send(f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")

    def for_ever(self, piece: bytes, pause: float) -> None:
        """Sends `piece` again and again, until the client goes away or the server closes."""
        while not self._closing.wait(pause):
            self.send(piece)

    def reset(self) -> None:
        """Ends the connection with a TCP reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


def _endless(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    call.for_ever(b"x" * 65536, pause=0)


def _endless_chunks(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    call.for_ever(b"8000\r\n" + b"x" * 0x8000 + b"\r\n", pause=0)


def _drip(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    call.for_ever(b"x", pause=DRIP_SECONDS)


def _drip_head(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nX-Slow: ")
    call.for_ever(b"x", pause=DRIP_SECONDS)


def _silence(call: Call) -> None:
    call.for_ever(b"", pause=DRIP_SECONDS)


def _continue_for_ever(call: Call) -> None:
    call.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0)


def _redirect_far(call: Call) -> None:
    steps = int(call.path.rpartition("/")[2])
    call.redirect(f"/redirect-far/{steps + 1}")


def _redirect_bomb(call: Call) -> None:
    bomb = gzip.compress(bytes(BOMB_BYTES))
    fields = f"Location: /calm\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}"
    call.send(f"HTTP/1.1 302 Found\r\n{fields}\r\n\r\n", bomb)


def _tagged(call: Call) -> None:
    fields = f"ETag: {ETAG}\r\nLast-Modified: {LAST_MODIFIED}"
    if f"If-None-Match: {ETAG}" in call.head or f"If-Modified-Since: {LAST_MODIFIED}" in call.head:
        call.send(f"HTTP/1.1 304 Not Modified\r\n{fields}\r\n\r\n")
    else:
        call.page(CALM_BODY, fields)


def _bare_deflate(call: Call) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    call.page(packer.compress(CALM_BODY) + packer.flush(), "Content-Encoding: deflate")


_MANY_FIELDS = "".join(f"X-{number}: y\r\n" for number in range(5000))
_HEAD = "HTTP/1.1 200 OK\r\n"

PATHS: dict[str, Callable[[Call], None]] = {
    "/calm": lambda call: call.page(CALM_BODY, "Content-Type: text/html", "Set-Cookie: a=b"),
    "/endless": _endless,
    "/endless-chunks": _endless_chunks,
    "/drip": _drip,
    "/drip-head": _drip_head,
    "/silence": _silence,
    "/continue-for-ever": _continue_for_ever,
    "/early-hints": lambda call: call.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "/continue": lambda call: call.send("HTTP/1.1 100 Continue\r\n\r\n", _HEAD, "\r\n", CALM_BODY),
    "/redirect-loop": lambda call: call.redirect("/redirect-loop-2"),
    "/redirect-loop-2": lambda call: call.redirect("/redirect-loop", status=301),
    "/redirect-far": _redirect_far,
    "/redirect-once": lambda call: call.redirect("/calm#part", status=307),
    "/redirect-tagged": lambda call: call.redirect("/tagged", status=308),
    "/redirect-utf8": lambda call: call.redirect("/año"),
    "/redirect-bomb": _redirect_bomb,
    "/redirect-loopback": lambda call: call.redirect("http://127.0.0.1/private"),
    "/redirect-metadata": lambda call: call.redirect("http://169.254.169.254/latest/meta-data/"),
    "/redirect-file": lambda call: call.redirect("file:///etc/passwd"),
    "/redirect-nonsense": lambda call: call.redirect("http://[::1"),
    "/redirect-nowhere": lambda call: call.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"),
    "/bomb": lambda call: call.page(gzip.compress(bytes(BOMB_BYTES)), "Content-Encoding: gzip"),
    "/bomb-in-bomb": lambda call: call.page(
        gzip.compress(gzip.compress(bytes(BOMB_BYTES))), "Content-Encoding: gzip, gzip"
    ),
    "/not-gzip": lambda call: call.page(CALM_BODY, "Content-Encoding: gzip"),
    "/half-gzip": lambda call: call.page(gzip.compress(CALM_BODY)[:-12], "Content-Encoding: gzip"),
    "/brotli": lambda call: call.page(b"\x0b\x02\x80hello\x03", "Content-Encoding: br"),
    "/bare-deflate": _bare_deflate,
    "/announced-huge": lambda call: call.send(_HEAD, "Content-Length: 99999999999\r\n\r\n", CALM_BODY),
    "/length-too-long": lambda call: call.send(_HEAD, "Content-Length: 500\r\n\r\n", CALM_BODY),
    "/length-too-short": lambda call: call.send(_HEAD, "Content-Length: 7\r\n\r\n", CALM_BODY),
    "/length-garbage": lambda call: call.send(_HEAD, "Content-Length: 7, 9\r\n\r\n", CALM_BODY),
    "/chunk-garbage": lambda call: call.send(_HEAD, "Transfer-Encoding: chunked\r\n\r\n", "zz\r\nabc\r\n"),
    "/garbage": lambda call: call.send("\x00\x01 what?\r\n\r\n"),
    "/long-garbage": lambda call: call.send("garbage " * 8000, "\r\n\r\n"),
    "/huge-header": lambda call: call.send(_HEAD, f"X-Huge: {'y' * 200_000}\r\n\r\n"),
    "/many-headers": lambda call: call.send(_HEAD, _MANY_FIELDS, "\r\n"),
    "/reset": Call.reset,
    "/hang-up": lambda _: None,
    "/busy": lambda call: call.send(
        f"HTTP/1.1 503 Busy\r\nRetry-After: {RETRY_AFTER_SECONDS}\r\nContent-Length: 4\r\n\r\nbusy"
    ),
    "/tagged": _tagged,
}


class Hostile(socketserver.ThreadingTCPServer):
    """Serves `PATHS` on a free port of 127.0.0.1 as a context manager; `heads` are the requests that came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.closing = threading.Event()
        self.heads: list[str] = []
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients break off here all the time: nothing to report."""


class _Handler(socketserver.StreamRequestHandler):
    server: Hostile

    def handle(self) -> None:
        lines = itertools.takewhile(lambda line: line.strip(), iter(self.rfile.readline, b""))
        head = b"".join(lines).decode("latin-1")
        self.server.heads.append(head)
        call = Call(self.connection, head, self.server.closing)
        answer = PATHS.get("/" + call.path.split("/")[1].split("?")[0])
        if answer is None:
            call.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            answer(call)
