from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from crawler.settings import Settings
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore
from tests.web.newsroom import RELEASES, SOURCES
from web.api.keys import Key
from web.app import build_app
from web.library import Library
from web.limiting import counted_address

KEYS = {"sesame": Key("somebody", frozenset({"read"})), "other": Key("another")}
SMALL = "/api/v1/sources?size=1"


def client(**web: int) -> FlaskClient:
    index, store = MemoryIndex(RELEASES), MemoryStore(RELEASES, SOURCES)
    library = Library(lambda: index, lambda: store, MemoryArchive())
    app = build_app(Settings.model_validate({"web": web}), library)
    library.keys = KEYS.get
    return app.test_client()


def test_an_address_is_told_what_is_left_and_then_to_wait() -> None:
    asking = client(address_limit=3)
    for left in (2, 1, 0):
        answer = asking.get(SMALL)
        assert answer.status_code == 200
        assert answer.headers["RateLimit-Policy"] == '"address";q=3;w=60'
        assert re.fullmatch(rf'"address";r={left};t=(60|59)', answer.headers["RateLimit"])
    refused = asking.get(SMALL)
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert refused.json is not None
    assert refused.json["title"] == "Too Many Requests"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert f"{refused.headers['Retry-After']} seconds" in refused.json["detail"]
    assert '"address";r=0' in refused.headers["RateLimit"]
    assert refused.headers["Cache-Control"] == "no-store"


def test_addresses_count_for_themselves() -> None:
    asking = client(address_limit=1)
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8:1:1::1", "2001:db8:1:2::1"):
        assert asking.get(SMALL, environ_base={"REMOTE_ADDR": address}).status_code == 200
    for address in ("192.0.2.1", "2001:db8:1:1::2", "::ffff:192.0.2.2"):
        assert asking.get(SMALL, environ_base={"REMOTE_ADDR": address}).status_code == 429


@pytest.mark.parametrize(
    ("address", "counted"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::5", "2001:db8::/64"), ("::ffff:192.0.2.2", "192.0.2.2"), ("", "")],
)
def test_what_is_counted_for_an_address(address: str, counted: str) -> None:
    assert counted_address(address) == counted


def test_a_key_has_a_limit_of_its_own() -> None:
    asking = client(address_limit=1, key_limit=2)
    assert asking.get(SMALL).status_code == 200
    assert asking.get(SMALL).status_code == 429
    for key in KEYS:
        for status in (200, 200, 429):
            answer = asking.get(SMALL, headers={"Authorization": f"Bearer {key}"})
            assert answer.status_code == status
            assert answer.headers["RateLimit-Policy"] == '"key";q=2;w=60'


@pytest.mark.parametrize("given", ["Bearer guess", "Bearer ", "Basic dXNlcjpwYXNz", "nonsense", "Bearer a b"])
def test_what_is_no_key_is_refused(given: str) -> None:
    answer = client().get(SMALL, headers={"Authorization": given})
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_keys_can_not_be_guessed_faster_than_an_address_may_ask() -> None:
    asking = client(address_limit=2)
    statuses = [asking.get(SMALL, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(4)]
    assert statuses == [401, 401, 429, 429]


def test_pages_probes_and_preflight_are_not_counted() -> None:
    asking = client(address_limit=1)
    for _ in range(3):
        assert asking.get("/sources").status_code == asking.get("/healthz").status_code == 200
        assert asking.options(SMALL).status_code == 200
    assert "RateLimit" not in asking.get("/sources").headers
    assert asking.get(SMALL).status_code == 200


def test_a_limit_can_be_lifted() -> None:
    answer = client(address_limit=0).get(SMALL)
    assert (answer.status_code, "RateLimit" in answer.headers) == (200, False)


def test_what_is_unchanged_or_refused_counts_too() -> None:
    asking = client(address_limit=3)
    tag = asking.get(SMALL).headers["ETag"]
    assert asking.get(SMALL, headers={"If-None-Match": tag}).status_code == 304
    assert '"address";r=0' in asking.get("/api/v1/search?page=0").headers["RateLimit"]


def test_a_proxy_is_believed_where_there_is_one() -> None:
    forged = {"X-Forwarded-For": "192.0.2.9"}
    direct = client(address_limit=1)
    assert [direct.get(SMALL, headers=forged | {"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in (1, 2)] == [
        200,
        429,
    ]
    behind = client(address_limit=1, proxies=1)
    assert [behind.get(SMALL, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in (1, 2, 1)] == [
        200,
        200,
        429,
    ]
