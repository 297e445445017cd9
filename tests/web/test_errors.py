from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.web.fakes import MemoryIndex


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nope", 404), ("POST", "/", 405), ("DELETE", "/releases/x", 405), ("GET", "/?page=0", 400)],
)
def test_people_get_a_page(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert (response.status_code, response.content_type) == (status, "text/html; charset=utf-8")
    assert "<h1>" in response.get_data(as_text=True)


def test_not_allowed_says_what_is(client: FlaskClient) -> None:
    assert client.post("/").headers["Allow"] == "GET, HEAD, OPTIONS"
    response = client.put("/api/v1/search")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize("address", ["/", "/api/v1/search", "/nope"])
def test_a_large_body_is_refused(client: FlaskClient, address: str) -> None:
    assert client.get(address, data=b"x" * 70_000).status_code == 413
    assert client.post(address, data=b"x" * 70_000).status_code == 413


def test_a_mistake_of_ours_is_logged_and_not_shown(
    app: Flask, index: MemoryIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(index, "search", fail)
    client = app.test_client()
    with caplog.at_level(logging.ERROR):
        page, document = client.get("/?q=x"), client.get("/api/v1/search")
    assert (page.status_code, document.status_code) == (500, 500)
    assert document.json is not None
    assert document.json["status"] == 500
    assert "secret" not in page.get_data(as_text=True) + document.get_data(as_text=True)
    assert "secret detail" in caplog.text


def test_an_unreadable_index_asks_to_come_back(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "The index is damaged: `pressroom index --rebuild` makes a new one."
    for address in ("/", "/api/v1/search", "/readyz"):
        response = client.get(address)
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
