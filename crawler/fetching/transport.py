"""One request over one connection of its own: to checked addresses only, under a deadline, recorded byte for byte."""

from __future__ import annotations

import io
import re
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from crawler.fetching.outcome import ErrorKind, Exchange, ExchangeError, FetchLimits

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 64 * 1024
_FRAMING = 1_000_000  # bytes allowed for header fields, chunk sizes and trailers, beside the body
_MAX_HEAD = 256 * 1024
_INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")
_END_OF_HEAD = re.compile(rb"\n\r?\n")


class Deadline:
    """When a fetch has to be over."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, more than 0. Raises ExchangeError when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise ExchangeError(ErrorKind.TIMEOUT_TOTAL, f"The page was not there whole after {self._seconds:g} s.")
        return left

    def postpone(self, seconds: float) -> None:
        """Gives back time that was not the server's."""
        self._end += seconds


class Line:
    """A connection to one of `addresses`, tapped: `sent` and `received` hold what crossed it, without TLS."""

    def __init__(self, addresses: list[str], port: int, limits: FetchLimits, deadline: Deadline) -> None:
        self._addresses, self._port = addresses, port
        self._limits, self._deadline = limits, deadline
        self.address = ""
        self.sent = bytearray()
        self.received = bytearray()

    def dial(self) -> socket.socket:
        """Connects to the first address that answers; no name is looked up any more."""
        failure = ExchangeError(ErrorKind.REFUSED, "There is no address to connect to.")
        for address in self._addresses:
            seconds = min(self._limits.connect_seconds, self._deadline.left())
            try:
                connected = socket.create_connection((address, self._port), timeout=seconds)
            except TimeoutError:
                failure = ExchangeError(ErrorKind.TIMEOUT_CONNECT, f"{address} did not answer within {seconds:.3g} s.")
            except OSError as error:
                reason = f"{address} port {self._port} can't be reached: {error.strerror or error}."
                failure = ExchangeError(ErrorKind.REFUSED, reason)
            else:
                self.address = address
                return connected
        raise failure

    def send(self, sock: socket.socket, data: bytes) -> None:
        sock.settimeout(min(self._limits.read_seconds, self._deadline.left()))
        sock.sendall(data)
        self.sent += data

    def receive(self, sock: socket.socket, stream: io.RawIOBase, buffer: memoryview) -> int:
        """Fills `buffer` from the socket's stream and gives the number of bytes; 0 at the end."""
        seconds = min(self._limits.read_seconds, self._deadline.left())
        sock.settimeout(seconds)
        try:
            count = stream.readinto(buffer) or 0
        except TimeoutError:
            self._deadline.left()  # raises when it was the whole time that ran out
            raise ExchangeError(ErrorKind.TIMEOUT_READ, f"The server sent nothing for {seconds:.3g} s.") from None
        self.received += buffer[:count]
        if len(self.received) > self._limits.max_bytes + _FRAMING:
            raise too_large(self._limits)
        return count


class _TappedSocket:
    """What `http.client` needs of a socket; timeouts are the line's business."""

    def __init__(self, sock: socket.socket, line: Line) -> None:
        self._sock, self._line = sock, line

    def sendall(self, data: bytes) -> None:
        self._line.send(self._sock, data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TappedStream(self._sock, self._line), _PIECE)

    def settimeout(self, _seconds: float | None) -> None:
        pass

    def close(self) -> None:
        self._sock.close()


class _TappedStream(io.RawIOBase):
    def __init__(self, sock: socket.socket, line: Line) -> None:
        self._sock, self._line = sock, line
        self._stream = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._line.receive(self._sock, self._stream, memoryview(buffer))

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Dialled(HTTPConnection):
    """A connection that goes where its line says, not where its host's name would lead."""

    def __init__(self, *args: Any, line: Line, **options: Any) -> None:
        super().__init__(*args, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.dial()


class _PlainConnection(_Dialled):
    def connect(self) -> None:
        super().connect()
        self.sock = cast(socket.socket, _TappedSocket(self.sock, self._line))


class _TlsConnection(_Dialled, HTTPSConnection):
    def connect(self) -> None:
        try:
            super().connect()
        except TimeoutError:
            raise ExchangeError(ErrorKind.TIMEOUT_CONNECT, f"The TLS handshake of {self.host} took too long.") from None
        except ssl.SSLError as error:
            raise ExchangeError(ErrorKind.TLS, _untrusted(self.host, error)) from error
        self.sock = cast(socket.socket, _TappedSocket(self.sock, self._line))


def _untrusted(host: str, error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = error.verify_message.rstrip(".")
        return f"The certificate of {host} is not valid ({why}), so nothing is fetched from there."
    return f"No TLS connection to {host}: {error.reason or error}."


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _LineAdapter(HTTPAdapter):
    def __init__(self, pool: HTTPConnectionPool) -> None:
        super().__init__()
        self._pool = pool

    def get_connection_with_tls_context(self, *_args: Any, **_options: Any) -> HTTPConnectionPool:
        return self._pool

    def close(self) -> None:
        self._pool.close()
        super().close()


class _LineSession(requests.Session):
    """For one exchange: no cookie outlives it, the environment has no say, and it follows no redirect.

    A Session that isn't told otherwise reads and decompresses a redirect's body without a bound, followed or not.
    """

    def __init__(self, pool: HTTPConnectionPool) -> None:
        super().__init__()
        self.trust_env = False
        adapter = _LineAdapter(pool)
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: `body` with its content coding; a redirect's is not read, and `location` is where it points."""

    status: int
    headers: Mapping[str, str]
    location: str | None
    body: bytes
    exchange: Exchange


def exchange(
    request: requests.PreparedRequest, host: str, line: Line, limits: FetchLimits, *, tls: bool, ca_file: str | None
) -> Answer:
    """Sends `request` over `line` and reads the answer. Raises ExchangeError for everything that can go wrong."""
    pool = (_TlsPool if tls else _PlainPool)(host, line=line)
    try:
        with _LineSession(pool) as session, session.send(request, stream=True, verify=ca_file or True) as response:
            return _read(response, str(request.url), line, limits)
    except (requests.exceptions.SSLError, urllib3.exceptions.SSLError) as error:
        raise ExchangeError(ErrorKind.TLS, f"The TLS connection to {host} broke: {_root(error)}.") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        reason = f"The server's answer is no proper HTTP, or broke off: {_root(error)}."
        raise ExchangeError(ErrorKind.BAD_RESPONSE, reason) from error


def too_large(limits: FetchLimits) -> ExchangeError:
    return ExchangeError(ErrorKind.TOO_LARGE, f"The page is larger than the limit of {limits.max_bytes:,} bytes.")


def _read(response: requests.Response, url: str, line: Line, limits: FetchLimits) -> Answer:
    if response.status_code < requests.codes.ok:
        raise ExchangeError(ErrorKind.BAD_RESPONSE, f"The server's last word was status {response.status_code}.")
    location = _location(response) if response.status_code in REDIRECTS else None
    body = b"" if location is not None else _body(response, limits)
    head, raw = _split(bytes(line.received))
    if "transfer-encoding" not in response.headers:
        raw = raw[: len(body)]  # what a server sends behind the announced length belongs to no response
    return Answer(
        response.status_code,
        response.headers,
        location,
        body,
        Exchange(url, line.address, bytes(line.sent), head, raw if location is None else b""),
    )


def _body(response: requests.Response, limits: FetchLimits) -> bytes:
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limits.max_bytes:
        raise too_large(limits)
    body = bytearray()
    for piece in response.raw.stream(_PIECE, decode_content=False):
        body += piece
        if len(body) > limits.max_bytes:
            raise too_large(limits)
    return bytes(body)


def _split(received: bytes) -> tuple[bytes, bytes]:
    """Head and body of the response, behind any interim ones (100 Continue). Raises ExchangeError for a huge head."""
    start = 0
    while match := _END_OF_HEAD.search(received, start):
        if not _INTERIM.match(received, start):
            break
        start = match.end()
    end = match.end() if match else len(received)
    if end - start > _MAX_HEAD:
        raise ExchangeError(ErrorKind.BAD_RESPONSE, "The server's header fields are longer than any real ones.")
    return received[start:end], received[end:]


def _location(response: requests.Response) -> str | None:
    """The Location field; `http.client` reads it as Latin-1, but what is not ASCII there is UTF-8 in practice."""
    location = response.headers.get("location")
    if location is None:
        return None
    try:
        return location.encode("latin-1").decode()
    except UnicodeError:
        return location


def _root(error: BaseException) -> str:
    """What the innermost cause says: the libraries wrap it several times."""
    while error.args and isinstance(error.args[-1], BaseException):
        error = error.args[-1]
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return words.strip().rstrip(".") or type(error).__name__
