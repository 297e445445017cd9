"""A loopback server that misbehaves on purpose: each path is one way to hurt a crawler."""

from __future__ import annotations

import functools
import gzip
import itertools
import shutil
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.traps import TRAPS, release

BOMB_BYTES = 64_000_000
LONG_LINE_BYTES = 10_000_000
MANY_LINKS = 100_000
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


@functools.cache
def _bomb() -> bytes:
    return gzip.compress(bytes(BOMB_BYTES), compresslevel=1)


def _redirect_bomb(call: Call) -> None:
    bomb = _bomb()
    fields = f"Location: /calm\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}"
    call.send(f"HTTP/1.1 302 Found\r\n{fields}\r\n\r\n", bomb)


def _tagged(call: Call) -> None:
    fields = f"ETag: {ETAG}\r\nLast-Modified: {LAST_MODIFIED}"
    if f"If-None-Match: {ETAG}" in call.head or f"If-Modified-Since: {LAST_MODIFIED}" in call.head:
        call.send(f"HTTP/1.1 304 Not Modified\r\n{fields}\r\n\r\n")
    else:
        call.page(CALM_BODY, fields)


def _cookies(call: Call) -> None:
    """Shows its page to those alone who send its cookie back."""
    if "cookie: seen=1" in call.head.lower():
        call.page(release("cookie")[0])
    else:
        fields = "Location: /wants-cookie\r\nSet-Cookie: seen=1"
        call.send(f"HTTP/1.1 302 Found\r\n{fields}\r\nContent-Length: 0\r\n\r\n")


def _long_header_line(call: Call) -> None:
    call.send("HTTP/1.1 200 OK\r\nX-Huge: ")
    for _ in range(LONG_LINE_BYTES // 65536):
        call.send(b"y" * 65536)
    call.send("\r\n\r\n")


def _trapped(name: str) -> Callable[[Call], None]:
    def answer(call: Call) -> None:
        body, kind = TRAPS[name](call.path)
        call.page(body, f"Content-Type: {kind}")

    return answer


def _as(kind: str, body: bytes) -> Callable[[Call], None]:
    """Sends `body` under a content type that may be a lie."""
    return lambda call: call.page(body, f"Content-Type: {kind}")


def _many_links(call: Call) -> None:
    rows = "".join(
        f"<li><a href='/void~{n}/x'>The ministers agree on point {n} of many</a></li>" for n in range(MANY_LINKS)
    )
    call.page(f"<!doctype html><title>Many</title><main><ul>{rows}</ul></main>".encode(), "Content-Type: text/html")


def _lied_about(charset: str, written_in: str) -> Callable[[Call], None]:
    """A release that says another charset than it is written in, in its head and in the header field."""
    text = release("über Köln, für größere Städte")[0].decode().replace("<head>", f"<head><meta charset='{charset}'>")
    return _as(f"text/html; charset={charset}", text.encode(written_in))


def _bare_deflate(call: Call) -> None:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    call.page(packer.compress(CALM_BODY) + packer.flush(), "Content-Encoding: deflate")


_LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
_LAUGHING = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 'ha'>{_LAUGHS}<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
_QUADRATIC = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '{'a' * 30_000}'>]>"
_ENTRY = "<entry><title>{0}</title><link href='/release/7'/></entry>"
BOMB_FEEDS = {
    "/laughing-feed": f"{_LAUGHING}<feed xmlns='http://www.w3.org/2005/Atom'>{_ENTRY.format('&l9;&file;')}</feed>",
    "/quadratic-feed": f"{_QUADRATIC}<feed xmlns='http://www.w3.org/2005/Atom'>{_ENTRY.format('&a;' * 20_000)}</feed>",
    "/laughing-sitemap": f"{_LAUGHING}<urlset><url><loc>/release/7</loc></url><url><loc>&l9;</loc></url></urlset>",
}
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(2000)
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
    "/bomb": lambda call: call.page(_bomb(), "Content-Encoding: gzip"),
    "/bomb-in-bomb": lambda call: call.page(gzip.compress(_bomb()), "Content-Encoding: gzip, gzip"),
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
    "/wants-cookie": _cookies,
    "/long-header-line": _long_header_line,
    "/many-links": _many_links,
    "/sent-as-text": _as("text/plain", release("text")[0]),
    "/sent-as-image": _as("image/png", release("image")[0]),
    "/sent-as-json": _as("application/json", release("json")[0]),
    "/image-as-page": _as("text/html", _PNG),
    "/says-utf-8": _lied_about("utf-8", "windows-1252"),
    "/says-latin-1": _lied_about("iso-8859-1", "utf-8"),
    "/says-nonsense": _lied_about("x-klingon", "utf-8"),
    **{path: _as("application/xml", body.encode()) for path, body in BOMB_FEEDS.items()},
    **{path: _trapped(path) for path in TRAPS},
}


class Hostile(socketserver.ThreadingTCPServer):
    """Serves `PATHS` on a free port of 127.0.0.1 as a context manager; `heads` are the requests that came."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.closing = threading.Event()
        self.heads: list[str] = []
        _bomb()  # it takes a while to make
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


class Secure(Hostile):
    """The hostile server behind TLS; `names` are the server names that clients asked for."""

    def __init__(self, certificate: Path) -> None:
        super().__init__()
        self.origin = self.origin.replace("http:", "https:")
        self.names: list[str | None] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.socket = context.wrap_socket(self.socket, server_side=True)


def self_signed(folder: Path, name: str) -> Path | None:
    """A file with a self-signed certificate and its key; None where there is no openssl command to make it with.

    `name` as openssl writes it: "DNS:press.example", "IP:127.0.0.1".
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", "/CN=hostile", "-addext", f"subjectAltName={name}"]
    command += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "certificate.pem").read_bytes())
    return both


class _Handler(socketserver.StreamRequestHandler):
    server: Hostile

    def handle(self) -> None:
        lines = itertools.takewhile(lambda line: line.strip(), iter(self.rfile.readline, b""))
        head = b"".join(lines).decode("latin-1")
        self.server.heads.append(head)
        call = Call(self.connection, head, self.server.closing)
        answer = PATHS.get("/" + call.path.split("/")[1].split("?")[0].split("~")[0])  # "/visit~7" is one of "/visit"
        if answer is None:
            call.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            answer(call)
