from __future__ import annotations

import re
from hashlib import sha256

import pytest
from flask.testing import FlaskClient

from crawler.settings import Settings, WebSettings
from tests.web.fakes import MemoryIndex, shelf
from tests.web.newsroom import RELEASES, stored
from web.app import build_app

ADDRESSES = [
    "/", "/?q=exercise", "/releases/exercise2019", "/sources", "/api/v1/search?q=exercise", "/api/v1/sources",
    "/api/v1/releases/exercise2019", "/api/v1/openapi.json",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_answer_is_revalidated(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/healthz", "/readyz", "/nope", "/api/v1/search?page=0", "/?page=0"])
def test_head_is_get_without_the_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert head.status_code == got.status_code
    assert head.data == b""
    for name in ("Content-Type", "ETag", "Cache-Control"):
        assert head.headers.get(name) == got.headers.get(name)


def test_a_changed_index_changes_the_etag(client: FlaskClient, index: MemoryIndex) -> None:
    before = client.get("/api/v1/search").headers["ETag"]
    index.add([stored("new")])
    assert client.get("/api/v1/search", headers={"If-None-Match": before}).status_code == 200


@pytest.mark.parametrize("address", [*ADDRESSES, "/nope", "/api/v1/nope", "/healthz"])
def test_security_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert {policy[kind] for kind in ("script-src", "connect-src", "style-src", "form-action")} == {"'self'"}
    assert policy["img-src"] == "'self' data:"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Permitted-Cross-Domain-Policies"] == "none"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if address.startswith("/api/") else "same-origin")
    assert "Strict-Transport-Security" not in headers
    secure = client.get(address, base_url="https://localhost").headers
    assert secure["Strict-Transport-Security"].startswith("max-age=")
    assert headers["Referrer-Policy"]


@pytest.mark.parametrize("address", ["/nope", "/api/v1/nope", "/healthz", "/readyz", "/api/v1/search?page=0"])
def test_errors_and_health_are_not_kept(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_static_files_are_kept_for_a_year_under_their_digest(client: FlaskClient) -> None:
    found = dict(re.findall(r'"/static/([^"?]+)\?v=([^"]+)"', client.get("/").get_data(as_text=True)))
    assert set(found) == {"style.css", "completions.js", "search.js"}
    for name, version in found.items():
        with client.get(f"/static/{name}?v={version}") as response:
            assert sha256(response.data).hexdigest().startswith(version)
            assert "max-age=31536000" in response.headers["Cache-Control"]
            assert b"url(" not in response.data


def test_a_script_is_served_as_one(client: FlaskClient) -> None:
    with client.get("/static/completions.js") as response:
        assert response.mimetype == "text/javascript"


def client_for(*origins: str) -> FlaskClient:
    return build_app(Settings(web=WebSettings(cors_origins=origins)), shelf(RELEASES)).test_client()


def test_no_origin_is_allowed_by_default(client: FlaskClient) -> None:
    headers = client.get("/api/v1/search", headers={"Origin": "https://a.example"}).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "Origin" not in headers.get("Vary", "")


def test_configured_origins_are_allowed() -> None:
    client = client_for("https://a.example", "https://b.example")
    good = client.get("/api/v1/search?size=1", headers={"Origin": "https://b.example"}).headers
    assert good["Access-Control-Allow-Origin"] == "https://b.example"
    assert "Origin" in good["Vary"]
    bad = client.get("/api/v1/search?size=1", headers={"Origin": "https://c.example"}).headers
    assert "Access-Control-Allow-Origin" not in bad
    assert "Origin" in bad["Vary"]
    page = client.get("/", headers={"Origin": "https://b.example"}).headers
    assert "Access-Control-Allow-Origin" not in page


def test_an_error_is_readable_for_allowed_origins_too() -> None:
    response = client_for("*").get("/api/v1/search?page=0", headers={"Origin": "https://x.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_preflight() -> None:
    response = client_for("*").options("/api/v1/search", headers={"Origin": "https://x.example"})
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response.status_code == 200
