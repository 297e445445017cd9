"""The fetcher against a server that misbehaves: bounded time, a recorded outcome, and no request where none may go."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch import ErrorKind, Fetched, Fetcher, FetchLimits, retry_after_seconds
from crawler.fetching.addresses import is_public
from crawler.fetching.content import TooLargeError, UndecodableError, decode
from tests.hostile import CALM_BODY, ETAG, LAST_MODIFIED, RETRY_AFTER_SECONDS, Hostile, Secure, self_signed

AGENT = "Pressroom-test (+test@example.org)"
LIMITS = FetchLimits(connect_seconds=0.5, read_seconds=0.3, total_seconds=0.7, max_bytes=1_000_000, max_redirects=4)
PATIENT = FetchLimits(connect_seconds=5, read_seconds=5, total_seconds=10, max_bytes=1_000_000, max_redirects=4)


@pytest.fixture(scope="module")
def hostile() -> Iterator[Hostile]:
    with Hostile() as server:
        yield server


@pytest.fixture
def fetcher(hostile: Hostile) -> Fetcher:
    """Knows the hostile server as press.example; every other name goes nowhere."""
    return Fetcher(PATIENT, AGENT, {"press.example": hostile.origin}, lookup=nowhere)


def nowhere(host: str) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, f"{host} was looked up")


def follow(_url: str) -> None:
    return None


def get(fetcher: Fetcher, path: str) -> Fetched:
    return fetcher.fetch(f"https://press.example{path}", may_follow=follow)


def kind(fetched: Fetched) -> ErrorKind | None:
    return fetched.error.kind if fetched.error else None


def test_a_calm_page_comes_whole_and_is_recorded_as_it_crossed_the_wire(fetcher: Fetcher, hostile: Hostile) -> None:
    fetched = get(fetcher, "/calm?a=1#part")
    assert (fetched.error, fetched.status, fetched.body) == (None, 200, CALM_BODY)
    assert fetched.final_url == "https://press.example/calm?a=1"
    assert fetched.headers["CONTENT-TYPE"] == "text/html"
    assert fetched.elapsed_seconds < 1
    assert fetched.started.tzinfo is UTC
    assert fetched.exchange is not None
    assert fetched.exchange.address == "127.0.0.1"
    assert fetched.exchange.head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert fetched.exchange.head.endswith(b"\r\n\r\n")
    assert fetched.exchange.body == CALM_BODY
    request = hostile.heads[-1]
    assert fetched.exchange.request == request.encode() + b"\r\n"
    assert "Host: press.example\r\n" in request
    assert f"User-Agent: {AGENT}\r\n" in request
    assert "Accept-Encoding: gzip, deflate\r\n" in request


def test_no_cookie_is_kept(fetcher: Fetcher, hostile: Hostile) -> None:
    get(fetcher, "/calm")
    get(fetcher, "/calm")
    assert "cookie" not in hostile.heads[-1].lower()


def test_the_environment_has_no_say(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hostile: Hostile
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine press.example login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert get(fetcher, "/calm").status == 200
    assert "authorization" not in hostile.heads[-1].lower()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/endless", ErrorKind.TOO_LARGE),
        ("/endless-chunks", ErrorKind.TOO_LARGE),
        ("/announced-huge", ErrorKind.TOO_LARGE),
        ("/bomb", ErrorKind.TOO_LARGE),
        ("/bomb-in-bomb", ErrorKind.TOO_LARGE),
        ("/continue-for-ever", ErrorKind.TOO_LARGE),
        ("/not-gzip", ErrorKind.DECODE),
        ("/half-gzip", ErrorKind.DECODE),
        ("/brotli", ErrorKind.DECODE),
        ("/length-too-long", ErrorKind.BAD_RESPONSE),
        ("/length-garbage", ErrorKind.BAD_RESPONSE),
        ("/chunk-garbage", ErrorKind.BAD_RESPONSE),
        ("/garbage", ErrorKind.BAD_RESPONSE),
        ("/long-garbage", ErrorKind.BAD_RESPONSE),
        ("/huge-header", ErrorKind.BAD_RESPONSE),
        ("/many-headers", ErrorKind.BAD_RESPONSE),
        ("/early-hints", ErrorKind.BAD_RESPONSE),
        ("/reset", ErrorKind.BAD_RESPONSE),
        ("/hang-up", ErrorKind.BAD_RESPONSE),
        ("/redirect-loop", ErrorKind.TOO_MANY_REDIRECTS),
        ("/redirect-far/0", ErrorKind.TOO_MANY_REDIRECTS),
        ("/redirect-loopback", ErrorKind.PRIVATE_ADDRESS),
        ("/redirect-metadata", ErrorKind.PRIVATE_ADDRESS),
        ("/redirect-file", ErrorKind.BAD_URL),
        ("/redirect-nonsense", ErrorKind.BAD_URL),
    ],
)
def test_misbehaviour_is_an_outcome(fetcher: Fetcher, hostile: Hostile, path: str, expected: ErrorKind) -> None:
    if "redirect" in path:  # address literals resolve to themselves
        fetcher = Fetcher(PATIENT, AGENT, {"press.example": hostile.origin}, lookup=lambda host: [host])
    fetched = get(fetcher, path)
    assert kind(fetched) is expected
    assert fetched.error is not None
    assert fetched.error.reason.endswith(".")
    assert fetched.error.reason.isprintable()
    assert len(fetched.error.reason) <= 300
    assert (fetched.status, fetched.body, fetched.exchange) == (None, b"", None)
    assert fetched.elapsed_seconds < 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/drip", ErrorKind.TIMEOUT_TOTAL),
        ("/drip-head", ErrorKind.TIMEOUT_TOTAL),
        ("/silence", ErrorKind.TIMEOUT_READ),
    ],
)
def test_slowness_is_bounded(hostile: Hostile, path: str, expected: ErrorKind) -> None:
    fetched = get(Fetcher(LIMITS, AGENT, {"*": hostile.origin}), path)
    assert kind(fetched) is expected
    assert fetched.elapsed_seconds < LIMITS.total_seconds + 0.5


@pytest.mark.parametrize(
    ("path", "body"), [("/bare-deflate", CALM_BODY), ("/length-too-short", CALM_BODY[:7]), ("/continue", CALM_BODY)]
)
def test_what_can_be_understood_is(fetcher: Fetcher, path: str, body: bytes) -> None:
    fetched = get(fetcher, path)
    assert (fetched.error, fetched.body) == (None, body)
    assert fetched.exchange is not None
    assert fetched.exchange.head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert decode(fetched.exchange.body, fetched.headers.get("content-encoding", ""), 1000) == body


def test_a_busy_server_says_when_to_come_back(fetcher: Fetcher) -> None:
    fetched = get(fetcher, "/busy")
    assert (fetched.status, fetched.body, fetched.retry_after) == (503, b"busy", RETRY_AFTER_SECONDS)


@pytest.mark.parametrize(("etag", "modified"), [(ETAG, None), (None, LAST_MODIFIED)])
def test_validators_bring_304_without_a_body(fetcher: Fetcher, etag: str | None, modified: str | None) -> None:
    url = "https://press.example/tagged"
    first = fetcher.fetch(url, may_follow=follow)
    assert (first.status, first.headers["etag"]) == (200, ETAG)
    again = fetcher.fetch(url, may_follow=follow, etag=etag, last_modified=modified)
    assert (again.status, again.body, again.error) == (304, b"", None)


def test_validators_go_to_the_address_asked_only(fetcher: Fetcher, hostile: Hostile) -> None:
    fetched = fetcher.fetch("https://press.example/redirect-tagged", may_follow=follow, etag=ETAG)
    assert (fetched.status, fetched.body) == (200, CALM_BODY)
    assert [ETAG in head for head in hostile.heads[-2:]] == [True, False]


def test_a_poisoned_validator_is_not_sent(fetcher: Fetcher, hostile: Hostile) -> None:
    fetched = fetcher.fetch("https://press.example/tagged", may_follow=follow, etag='"a"\r\nX-Injected: 1')
    assert fetched.status == 200
    assert "X-Injected" not in hostile.heads[-1]


def test_redirects_are_followed_and_told(fetcher: Fetcher) -> None:
    asked: list[str] = []
    fetched = fetcher.fetch("https://press.example/redirect-once", may_follow=asked.append)
    assert fetched.url == "https://press.example/redirect-once"
    assert fetched.final_url == "https://press.example/calm"
    assert [(hop.url, hop.status, hop.location) for hop in fetched.redirects] == [(fetched.url, 307, "/calm#part")]
    assert asked == ["https://press.example/calm"]
    assert fetched.body == CALM_BODY


def test_a_redirect_target_in_utf8_is_understood(fetcher: Fetcher) -> None:
    assert get(fetcher, "/redirect-utf8").final_url == "https://press.example/a%C3%B1o"


def test_a_redirect_without_a_target_is_the_answer(fetcher: Fetcher) -> None:
    assert get(fetcher, "/redirect-nowhere").status == 302


def test_a_redirects_body_is_never_unpacked(fetcher: Fetcher) -> None:
    assert get(fetcher, "/redirect-bomb").body == CALM_BODY


def test_a_refused_redirect_is_not_made(fetcher: Fetcher, hostile: Hostile) -> None:
    before = len(hostile.heads)
    fetched = fetcher.fetch("https://press.example/redirect-once", may_follow=lambda _: "robots.txt forbids it.")
    assert fetched.error is not None
    assert (fetched.error.kind, fetched.error.reason) == (ErrorKind.REDIRECT_REFUSED, "robots.txt forbids it.")
    assert len(fetched.redirects) == 1
    assert len(hostile.heads) == before + 1


@pytest.mark.slow
def test_the_callers_thinking_costs_the_server_no_time(hostile: Hostile) -> None:
    fetcher = Fetcher(LIMITS, AGENT, {"*": hostile.origin})
    thinking = fetcher.fetch("http://a.example/redirect-once", may_follow=lambda _: time.sleep(LIMITS.total_seconds))
    assert (thinking.error, thinking.body) == (None, CALM_BODY)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "calm",
        "/calm",
        "http://",
        "http:///calm",
        "ftp://press.example/",
        "http://press.example:99999/",
        "http://user:secret@press.example/",
        "http://[::1",
        "http://a b/",
        "mailto:a@b.c",
    ],
)
def test_what_is_no_address_is_not_asked(fetcher: Fetcher, hostile: Hostile, url: str) -> None:
    before = len(hostile.heads)
    assert kind(fetcher.fetch(url, may_follow=follow)) is ErrorKind.BAD_URL
    assert len(hostile.heads) == before


@given(st.text() | st.text().map(lambda tail: "https://nowhere.example/" + tail) | st.text().map("http://{}".format))
def test_no_address_makes_it_raise(url: str) -> None:
    fetched = Fetcher(LIMITS, AGENT, {}, lookup=nowhere).fetch(url, may_follow=follow)
    assert kind(fetched) in {ErrorKind.BAD_URL, ErrorKind.DNS}


# The address guard


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.169.254",
        "169.254.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "::a00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:a9fe:a9fe::",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "100::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "193.0.0.1",
        "223.255.255.254",
        "2606:4700::1111",
        "2a00:1450::1",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "64:ff9b::808:808",
    ],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("literal", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "017700000001", "[::ffff:7f00:1]"])
def test_every_spelling_of_a_private_address_is_refused(hostile: Hostile, literal: str) -> None:
    port = hostile.server_address[1]
    before = len(hostile.heads)
    fetched = Fetcher(LIMITS, AGENT, {}).fetch(f"http://{literal}:{port}/calm", may_follow=follow)
    assert kind(fetched) in {ErrorKind.PRIVATE_ADDRESS, ErrorKind.BAD_URL}
    assert len(hostile.heads) == before


def test_a_private_address_may_be_allowed(hostile: Hostile) -> None:
    fetched = Fetcher(LIMITS, AGENT, {}).fetch(f"{hostile.origin}/calm", may_follow=follow, allow_private=True)
    assert fetched.status == 200
    assert f"Host: {hostile.origin.removeprefix('http://')}\r\n" in hostile.heads[-1]


def test_a_name_is_looked_up_once_and_the_checked_address_used(hostile: Hostile) -> None:
    answers = iter([["10.0.0.1", "::1", "8.8.8.8"], ["127.0.0.1"]])  # the second one is what a rebinding attack says
    tried: list[object] = []

    def refuse(endpoint: object, **_: object) -> None:
        tried.append(endpoint)
        raise ConnectionRefusedError("no route in this test")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "create_connection", refuse)
        fetched = Fetcher(LIMITS, AGENT, {}, lookup=lambda _: next(answers)).fetch(
            f"http://rebind.example:{hostile.server_address[1]}/calm", may_follow=follow
        )
    assert kind(fetched) is ErrorKind.REFUSED
    assert tried == [("8.8.8.8", hostile.server_address[1])]


def test_the_next_address_is_tried_when_one_does_not_answer(hostile: Hostile) -> None:
    port = hostile.server_address[1]
    fetcher = Fetcher(LIMITS, AGENT, {}, lookup=lambda _: ["127.0.0.77", "127.0.0.1"])
    fetched = fetcher.fetch(f"http://two.example:{port}/calm", may_follow=follow, allow_private=True)
    assert fetched.status == 200
    assert fetched.exchange is not None
    assert fetched.exchange.address == "127.0.0.1"


def test_a_name_without_an_address_and_a_slow_look_up(hostile: Hostile) -> None:
    released = threading.Event()

    def slow(_host: str) -> list[str]:
        released.wait(10)
        return ["8.8.8.8"]

    assert kind(Fetcher(LIMITS, AGENT, {}, lookup=nowhere).fetch("http://a.example/", may_follow=follow)) == "dns"
    fetched = Fetcher(LIMITS, AGENT, {}, lookup=slow).fetch("http://a.example/", may_follow=follow)
    released.set()
    assert kind(fetched) is ErrorKind.DNS
    assert fetched.elapsed_seconds < LIMITS.connect_seconds + 0.5


def test_a_closed_port_is_refused() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        assert kind(get(Fetcher(LIMITS, AGENT, {"*": origin}), "/")) is ErrorKind.REFUSED


def test_a_server_that_accepts_nobody_times_out() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(3)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(address)
        fetched = get(Fetcher(LIMITS, AGENT, {"*": f"http://127.0.0.1:{address[1]}"}), "/")
        for client in waiting:
            client.close()
    assert kind(fetched) is ErrorKind.TIMEOUT_CONNECT
    assert fetched.elapsed_seconds < 1


@pytest.mark.parametrize(
    "target", ["https://127.0.0.1:80", "http://127.0.0.1", "http://localhost:80", "127.0.0.1:80", "http://[::1:80", ""]
)
def test_a_mapping_that_can_not_be_read_is_refused(target: str) -> None:
    with pytest.raises(ValueError, match=r'press\.example.*"http://ADDRESS:PORT"'):
        Fetcher(LIMITS, AGENT, {"press.example": target})


def test_the_mapping_takes_hosts_before_the_star(hostile: Hostile) -> None:
    fetcher = Fetcher(LIMITS, AGENT, {"Press.Example": hostile.origin, "*": "http://127.0.0.1:9"}, lookup=nowhere)
    assert get(fetcher, "/calm").status == 200
    assert kind(fetcher.fetch("http://other.example/", may_follow=follow)) is ErrorKind.REFUSED


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    both = self_signed(tmp_path_factory.mktemp("tls"), "DNS:press.example")
    if both is None:
        pytest.skip("no openssl command here to make a certificate with")
    return both


@pytest.fixture
def secure(certificate: Path) -> Iterator[Secure]:
    with Secure(certificate) as server:
        yield server


def get_securely(server: Hostile, host: str, ca_file: Path | None) -> Fetched:
    fetcher = Fetcher(LIMITS, AGENT, {}, lookup=lambda _: ["127.0.0.1"], ca_file=ca_file)
    return fetcher.fetch(f"https://{host}:{server.server_address[1]}/calm", may_follow=follow, allow_private=True)


def test_tls_names_and_checks_the_host_while_the_address_is_ours(secure: Secure, certificate: Path) -> None:
    fetched = get_securely(secure, "press.example", certificate)
    assert (fetched.error, fetched.body) == (None, CALM_BODY)
    assert secure.names == ["press.example"]
    assert fetched.exchange is not None
    assert fetched.exchange.head.startswith(b"HTTP/1.1 200 OK")


def test_a_certificate_for_another_name_or_of_nobody_known_is_refused(secure: Secure, certificate: Path) -> None:
    for fetched in (get_securely(secure, "other.example", certificate), get_securely(secure, "press.example", None)):
        assert kind(fetched) is ErrorKind.TLS
    assert secure.heads == []


@pytest.mark.slow
def test_plain_http_behind_https_and_a_silent_handshake(hostile: Hostile) -> None:
    assert kind(get_securely(hostile, "press.example", None)) in {ErrorKind.TLS, ErrorKind.TIMEOUT_CONNECT}
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        fetcher = Fetcher(LIMITS, AGENT, {}, lookup=lambda _: ["127.0.0.1"])
        url = f"https://press.example:{silent.getsockname()[1]}/"
        fetched = fetcher.fetch(url, may_follow=follow, allow_private=True)
    assert kind(fetched) is ErrorKind.TIMEOUT_CONNECT


# Pure parts


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Thu, 31 Oct 2019 10:00:00 GMT", 86400),
        ("Tue, 29 Oct 2019 10:00:00 GMT", 0),
        ("", None),
        (None, None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("²", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, datetime(2019, 10, 30, 10, tzinfo=UTC)) == seconds


@given(st.text())
def test_no_retry_after_makes_it_raise(value: str) -> None:
    assert (retry_after_seconds(value, datetime(2019, 10, 30, tzinfo=UTC) + timedelta()) or 0) >= 0


def test_decoding() -> None:
    packed = gzip.compress(b"one") + gzip.compress(b"two") + b"\0\0"
    assert decode(packed, "gzip", 6) == b"onetwo"
    assert decode(gzip.compress(packed), "gzip, x-gzip", 100) == b"onetwo"
    assert decode(b"as it is", "identity, utf-8", 100) == b"as it is"
    assert decode(b"", "gzip", 100) == b""
    with pytest.raises(TooLargeError):
        decode(packed, "gzip", 5)
    with pytest.raises(TooLargeError):
        decode(b"123", "", 2)
    with pytest.raises(UndecodableError, match="members"):
        decode(gzip.compress(b"") * 1000, "gzip", 100)
    with pytest.raises(UndecodableError, match="times over"):
        decode(b"", "gzip," * 50, 100)


@given(st.binary(), st.sampled_from(["gzip", "deflate", "gzip, deflate", "br", ""]))
def test_decoding_keeps_its_bound_and_its_errors(body: bytes, coding: str) -> None:
    with contextlib.suppress(UndecodableError, TooLargeError):
        assert len(decode(body, coding, 50)) <= 50
