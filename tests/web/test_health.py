from __future__ import annotations

from flask.testing import FlaskClient

from tests.web.fakes import MemoryIndex, MemoryStore


def test_ready_says_how_far_the_index_has_come(client: FlaskClient, index: MemoryIndex) -> None:
    index.commit(57)
    assert client.get("/readyz").json == {"status": "ready", "index_seq": 57, "store_seq": 60}


def test_not_ready_says_why(client: FlaskClient, store: MemoryStore) -> None:
    store.unreadable = "The store is away."
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["detail"] == "The store is away."


def test_alive_needs_neither(client: FlaskClient, index: MemoryIndex, store: MemoryStore) -> None:
    index.unreadable = store.unreadable = "away"
    assert client.get("/healthz").json == {"status": "ok"}
