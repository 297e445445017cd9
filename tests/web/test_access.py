from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crawler import logs
from tests.web.fakes import MemoryIndex
from web.access import WELL_FORMED, accepted


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged from here on, as JSON."""
    stream, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(logs.JsonFormatter())
    handler.addFilter(lambda record: not record.name.startswith("alembic"))  # a process's first store is made in steps
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def events(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_well_formed_id_is_kept_and_given_back(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": "7f3e-A.b:c_9"})
    assert answer.headers["X-Request-ID"] == "7f3e-A.b:c_9"


@pytest.mark.parametrize("given_id", ["", "x" * 129, "two words", 'a"b', "-dash-first", "é", "a/b", "<script>"])
def test_any_other_id_is_replaced(client: FlaskClient, given_id: str) -> None:
    ids = {client.get("/healthz", headers={"X-Request-ID": given_id}).headers["X-Request-ID"] for _ in range(2)}
    assert len(ids) == 2
    assert all(WELL_FORMED.fullmatch(made) and made != given_id for made in ids)


@given(st.text())
def test_what_is_accepted_is_one_short_word_of_ascii(text: str) -> None:
    made = accepted(text)
    assert made.isascii()
    assert made.isprintable()
    assert " " not in made
    assert 0 < len(made) <= 128


def test_every_kind_of_answer_has_an_id(client: FlaskClient) -> None:
    for address in ("/", "/api/v1/search", "/nope", "/api/v1/nope", "/static/icon.svg", "/?page=0"):
        answer = client.get(address)
        answer.close()
        assert len(answer.headers.getlist("X-Request-ID")) == 1, address
    first = client.get("/api/v1/sources")
    again = client.get("/api/v1/sources", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]


def test_problem_documents_name_the_request(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?page=0", headers={"X-Request-ID": "abc"})
    assert answer.json is not None
    assert answer.json["request_id"] == "abc"


def test_a_page_of_our_mistake_names_the_request(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "It is away."
    assert "abc-17" in client.get("/?q=x", headers={"X-Request-ID": "abc-17"}).get_data(as_text=True)
    assert "abc-17" not in client.get("/nope", headers={"X-Request-ID": "abc-17"}).get_data(as_text=True)


def test_a_request_is_one_line_without_who_and_what_for(client: FlaskClient, lines: io.StringIO) -> None:
    client.get("/?q=secret+wish", headers={"X-Request-ID": "abc"}, environ_base={"REMOTE_ADDR": "192.0.2.9"}).close()
    (event,) = events(lines)
    assert (event["event"], event["method"], event["path"]) == ("answered", "GET", "/")
    assert (event["status"], event["request_id"], event["logger"]) == (200, "abc", "web.access")
    assert isinstance(event["milliseconds"], float)
    assert isinstance(event["bytes"], int)
    assert "secret" not in lines.getvalue()
    assert "192.0.2.9" not in lines.getvalue()


def test_what_is_asked_all_day_is_not_logged(client: FlaskClient, lines: io.StringIO) -> None:
    for address in ("/healthz", "/readyz", "/metrics", "/static/icon.svg"):
        client.get(address).close()
    assert events(lines) == []


def test_what_is_logged_on_the_way_has_the_id(
    app: Flask, index: MemoryIndex, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(index, "search", fail)
    app.test_client().get("/api/v1/search", headers={"X-Request-ID": "abc"}).close()
    failed, answered = events(lines)
    assert (failed["level"], failed["request_id"]) == ("error", "abc")
    assert (answered["status"], answered["request_id"]) == (500, "abc")
    logging.getLogger("after").warning("elsewhere")
    assert "request_id" not in events(lines)[-1]


def test_an_address_makes_no_lines_of_its_own(client: FlaskClient, lines: io.StringIO) -> None:
    client.get("/nope%0A2026-11-24T10:00:00Z%20INFO%20forged").close()
    (event,) = events(lines)
    assert event["path"] == "/nope%0A2026-11-24T10:00:00Z%20INFO%20forged"


def test_what_lets_in_whoever_has_it_is_not_logged(client: FlaskClient, lines: io.StringIO) -> None:
    client.get("/admin/invitations/sesame").close()
    client.post("/alerts/7/unsubscribe/sesame").close()
    assert "sesame" not in lines.getvalue()
    assert len(events(lines)) == 2
    assert all("<token>" in str(event["path"]) for event in events(lines))
