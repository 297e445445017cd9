from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from crawler.settings import Settings, WebSettings
from crawler.store.days import Tally
from tests.service import Installation, stop, wait_for
from tests.web.fakes import MemoryIndex, MemoryStore
from tests.web.newsroom import SOURCES
from web.api.keys import Key
from web.figures import MOST_SOURCES, REST
from web.library import EXTENSION

Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


def samples(text: str) -> Samples:
    """Each value by its name and labels; whatever is no valid text of Prometheus fails here."""
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.documentation, family.name
        for sample in family.samples:
            key = (sample.name, frozenset(sample.labels.items()))
            assert key not in found, key
            found[key] = sample.value
    return found


def read(client: FlaskClient) -> Samples:
    answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    return samples(answer.get_data(as_text=True))


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def test_requests_are_counted_by_route(client: FlaskClient) -> None:
    for address in ("/", "/?q=tanker", "/nope", "/nope/2", "/releases/x", "/releases/y", "/?page=0"):
        client.get(address).close()
    client.open("/", method="BREW").close()
    found = read(client)
    assert value(found, "pressroom_http_requests_total", route="/", method="GET", status="200") == 2
    assert value(found, "pressroom_http_requests_total", route="/", method="GET", status="400") == 1
    assert value(found, "pressroom_http_requests_total", route="(none)", method="GET", status="404") == 2
    assert value(found, "pressroom_http_requests_total", route="(none)", method="other", status="405") == 1
    route = "/releases/<release_id:release_id>"
    assert value(found, "pressroom_http_requests_total", route=route, method="GET", status="404") == 2
    assert value(found, "pressroom_http_request_seconds_count", route="/") == 3


def test_routes_are_no_more_than_there_are_rules(app: Flask) -> None:
    client = app.test_client()
    for number in range(300):
        client.get(f"/{number}").close()
        client.get(f"/releases/{number}").close()
        client.open(f"/{number}", method=f"M{number}").close()
    found = read(client)
    assert sum(name == "pressroom_http_requests_total" for name, _ in found) == 3


def test_searches_are_timed_by_kind(client: FlaskClient) -> None:
    client.get("/api/v1/search?q=tanker").close()
    client.get("/api/v1/suggest?q=ge").close()
    client.get("/timeline?q=tanker").close()
    found = read(client)
    for kind in ("search", "suggest", "timeline"):
        assert value(found, "pressroom_search_seconds_count", kind=kind) >= 1, kind
    assert value(found, "pressroom_search_seconds_bucket", kind="search", le="+Inf") >= 1


def test_failures_are_counted(app: Flask, index: MemoryIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    index.unreadable = "away"
    client.get("/api/v1/search").close()
    index.unreadable = ""

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(index, "search", fail)
    client.get("/api/v1/search").close()
    client.get("/api/v1/search").close()
    found = read(client)
    assert value(found, "pressroom_errors_total", kind="unreadable") == 1
    assert value(found, "pressroom_errors_total", kind="unexpected") == 2


def test_store_and_index_tell_what_they_know(client: FlaskClient, index: MemoryIndex, store: MemoryStore) -> None:
    index.commit(store.seq() - 3)
    tally = Tally(requests=10, failed=3, bytes=900, milliseconds=2500, new=4, changed=2, withdrawn=1)
    store._sources.append(replace(SOURCES[0], name="busy", state="failing", month=tally, queued=6, releases=8))
    found = read(client)
    assert value(found, "pressroom_index_up") == value(found, "pressroom_store_up") == 1
    assert value(found, "pressroom_index_lag_changes") == 3
    assert value(found, "pressroom_index_lag_seconds") > 0
    for outcome, count in (("answered", 7), ("failed", 3)):
        assert value(found, "pressroom_crawl_fetches_total", source="busy", outcome=outcome) == count
    for outcome, count in (("new", 4), ("changed", 2), ("withdrawn", 1)):
        assert value(found, "pressroom_crawl_releases_total", source="busy", outcome=outcome) == count
    assert value(found, "pressroom_crawl_bytes_total", source="busy") == 900
    assert value(found, "pressroom_crawl_seconds_total", source="busy") == 2.5
    assert value(found, "pressroom_queue_urls", source="busy") == 6
    assert value(found, "pressroom_releases", source="busy") == 8
    failing = 1 + sum(source.state == "failing" for source in SOURCES)
    assert value(found, "pressroom_sources", state="failing") == failing
    assert sum(count for (name, _), count in found.items() if name == "pressroom_source_failing") == failing


@pytest.mark.parametrize("which", ["index", "store"])
def test_what_is_down_is_a_figure(client: FlaskClient, index: MemoryIndex, store: MemoryStore, which: str) -> None:
    if which == "store":
        store.unreadable = "away"
    else:
        client.application.extensions["pressroom-library"]._open_index = _missing
    found = read(client)
    up = {"index": value(found, "pressroom_index_up"), "store": value(found, "pressroom_store_up")}
    assert up == {"index": 1.0, "store": 1.0} | {which: 0.0}
    assert not any(name == "pressroom_index_lag_changes" for name, _ in found)


def _missing() -> MemoryIndex:
    from indexer.index import IndexUnreadableError

    raise IndexUnreadableError("There is none.")


def test_however_many_sources_the_series_are_bounded(store: MemoryStore, client: FlaskClient) -> None:
    now = datetime.now(UTC)
    many = [replace(SOURCES[0], name=f"s{number:04}", queued=1, last_success=now) for number in range(MOST_SOURCES + 7)]
    store._sources[:] = many
    found = read(client)
    queues = {
        dict(labels)["source"]: count for (name, labels), count in found.items() if name == "pressroom_queue_urls"
    }
    assert len(queues) == MOST_SOURCES + 1
    assert queues[REST] == 7
    assert sum(name == "pressroom_source_read_timestamp_seconds" for name, _ in found) == MOST_SOURCES


@pytest.mark.parametrize(
    ("networks", "address", "headers", "status"),
    [
        (("127.0.0.0/8", "::1"), "127.0.0.1", {}, 200),
        (("127.0.0.0/8", "::1"), "::1", {}, 200),
        (("127.0.0.0/8", "::1"), "192.0.2.9", {}, 403),
        (("127.0.0.0/8", "::1"), "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        (("127.0.0.0/8", "::1"), "127.0.0.1", {"Forwarded": "for=127.0.0.1"}, 403),
        (("10.0.0.0/8",), "10.9.8.7", {}, 200),
        (("10.0.0.0/8",), "127.0.0.1", {}, 403),
        (("0.0.0.0/0",), "192.0.2.9", {}, 200),
        ((), "127.0.0.1", {}, 403),
    ],
)
def test_only_some_addresses_may_read(
    app: Flask, networks: tuple[str, ...], address: str, headers: dict[str, str], status: int
) -> None:
    app.config["SETTINGS"] = Settings(web=WebSettings(metrics_from=networks))
    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status
    if status == 403:
        assert answer.content_type == "application/problem+json"
        assert "web.metrics_from" in answer.get_data(as_text=True)


@pytest.mark.parametrize(("scope", "status"), [("metrics", 200), ("read", 403)])
def test_a_key_for_it_reads_them_from_anywhere(app: Flask, scope: str, status: int) -> None:
    app.extensions[EXTENSION].keys = {"sesame": Key("watcher", frozenset({scope}))}.get
    sent = {"Authorization": "Bearer sesame", "X-Forwarded-For": "192.0.2.9"}
    assert app.test_client().get("/metrics", headers=sent).status_code == status


@pytest.mark.slow
def test_two_workers_count_together(tmp_path: Path) -> None:
    installation = Installation(tmp_path)
    asked = 0
    labels = {"route": "(none)", "method": "GET", "status": "404"}

    def counted() -> float:
        return value(samples(installation.get("/metrics")[1]), "pressroom_http_requests_total", **labels)

    def workers() -> set[str]:
        """Those that have answered and counted it."""
        files = (file.name for folder in tmp_path.glob("pressroom-metrics-*") for file in folder.iterdir())
        return {name.rsplit("_", 1)[1] for name in files}

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path))
        process = installation.start("serve", "--workers", "2", "--json")
    try:
        wait_for(lambda: installation.get("/healthz")[0] == 200)
        with ThreadPoolExecutor(8) as threads:
            while asked < 40 or (len(workers()) < 2 and asked < 4_000):  # the second one may begin later
                answers = list(threads.map(installation.get, ["/nope"] * 8))
                assert {status for status, _ in answers} == {404}
                asked += len(answers)
        assert len(workers()) == 2
        # An answer is counted at its end, which its reader may be ahead of.
        wait_for(lambda: counted() == asked)
        assert {counted() for _ in range(10)} == {asked}  # whichever worker shows them
    finally:
        stop(process)
    assert list(tmp_path.glob("pressroom-metrics-*")) == []
    answered = [json.loads(line) for line in installation.log("serve").splitlines()]
    assert sum(event["event"] == "answered" and event["path"] == "/nope" for event in answered) == asked
