from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import product

import brotli  # type: ignore[import-untyped]  # it has no type hints
import pytest
import zstandard
from flask import Flask, Response
from flask.testing import FlaskClient

from web.compressing import OF_STREAMS, SMALL

UNPACK = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
LARGE = ["/", "/api/v1/search", "/releases/exercise2019", "/api/v1/openapi.json"]
STATIC = "/static/style.css"  # which is streamed


@pytest.mark.parametrize(("address", "coding"), [*product(LARGE, UNPACK), *((STATIC, coding) for coding in OF_STREAMS)])
def test_an_answer_is_the_same_in_every_coding(client: FlaskClient, address: str, coding: str) -> None:
    with client.get(address) as plain, client.get(address, headers={"Accept-Encoding": coding}) as packed:
        assert packed.headers["Content-Encoding"] == coding
        assert "Content-Encoding" not in plain.headers
        assert len(packed.data) < len(plain.data) / 2
        if address != "/api/v1/search":  # which says how long it took
            assert UNPACK[coding](packed.data) == plain.data
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in packed.headers["Vary"]


@pytest.mark.parametrize("address", [*LARGE, STATIC])
@pytest.mark.parametrize("coding", ["", *UNPACK])
def test_a_tag_holds_for_every_coding_or_is_its_own(client: FlaskClient, address: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding} if coding else {}
    with client.get(address, headers=headers) as first:
        tag = first.headers["ETag"]
    for method in ("GET", "HEAD"):
        with client.open(address, method=method, headers=headers | {"If-None-Match": tag}) as again:
            assert (again.status_code, again.data) == (304, b"")
            assert "Accept-Encoding" in again.headers["Vary"]
    if tag.startswith("W/"):
        with client.get(address, headers={"If-None-Match": tag, "Accept-Encoding": "gzip"}) as other:
            assert other.status_code == 304


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=0.5, br;q=0.4", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=0", None),
        ("*", None),
        ("deflate", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("nonsense;;;q=", None),
    ],
)
def test_the_client_says_which_coding(client: FlaskClient, accepted: str, coding: str | None) -> None:
    answer = client.get("/api/v1/openapi.json", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == coding


def test_small_answers_errors_and_what_nobody_may_keep_are_left_as_they_are(client: FlaskClient) -> None:
    for address in ("/healthz", "/api/v1/releases/exercise2019?fields=title", "/nope", "/api/v1/search?page=0"):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers
        assert len(answer.data) < SMALL or answer.status_code >= 400


def test_head_says_what_get_says(client: FlaskClient) -> None:
    headers = {"Accept-Encoding": "br"}
    got, head = client.get("/sources", headers=headers), client.head("/sources", headers=headers)
    for name in ("Content-Encoding", "Content-Length", "ETag", "Vary"):
        assert head.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize("asked", ["", *UNPACK])
def test_what_is_streamed_stays_streamed(app: Flask, asked: str) -> None:
    coding = asked if asked in OF_STREAMS else ""
    made: list[int] = []

    def lines() -> Iterator[str]:
        for number in range(4000):
            made.append(number)
            yield f'{{"id": "{number}", "title": "{hash(str(number))}"}}\n' * 20

    app.add_url_rule("/stream", "stream", lambda: Response(lines(), mimetype="application/x-ndjson"))
    with app.test_client().get("/stream", headers={"Accept-Encoding": asked}, buffered=False) as answer:
        parts = answer.iter_encoded()
        first = next(iter(parts))
        assert len(made) < 3000, "the first part is sent before the last is made"
        body = b"".join([first, *parts])
    assert "Content-Length" not in answer.headers
    assert answer.headers.get("Content-Encoding", "") == coding
    assert (UNPACK[coding](body) if coding else body).count(b"\n") == 80_000
