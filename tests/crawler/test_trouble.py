"""What is kept of a start page's error: its kind, from which its meaning and the advice follow."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.settings import Source
from crawler.store import SourceState
from tests.crawler.crawling import HOST, SITE, Crawling
from tests.replay import Page, Replay

EMPTY: Page = (b"<!doctype html><title>Contact</title><p>Write to us.</p>", "text/html")
FORBIDDING: Page = (b"User-agent: *\nDisallow: /\n", "text/plain")


def failed(folder: Path, replay: Replay) -> SourceState:
    """The state of a source after a round that its start page failed in."""
    source = Source.model_validate({"name": "press", "start": [f"{SITE}/"], "delay": "0s"})
    crawling = Crawling(folder, replay, (source,), tick=timedelta(seconds=4))
    crawling.run(threads=1)  # with more, the clock would go on while one waits for an answer
    with closing(crawling.store()) as store:
        (state,) = store.sources(crawling.now)
    assert state.state == "failing"
    said = (state.last_error, state.last_error_meaning, state.last_error_advice, "It is tried again by itself.")
    assert state.note == " ".join(filter(None, said))
    assert state.last_error_meaning
    return state


@pytest.mark.parametrize("status", [403, 404, 429, 500, 503])
def test_a_status(tmp_path: Path, status: int) -> None:
    with Replay({HOST: {}}) as replay:
        replay.answer_with(HOST, "/", status)
        assert failed(tmp_path, replay).last_error_kind == str(status)


def test_a_start_page_that_leads_to_nothing(tmp_path: Path) -> None:
    with Replay({HOST: {"/": EMPTY}}) as replay:
        state = failed(tmp_path, replay)
    assert state.last_error_kind == "no-release"
    assert "pressroom sources check URL" in state.last_error_advice


def test_robots_that_forbid(tmp_path: Path) -> None:
    with Replay({HOST: {"/": EMPTY, "/robots.txt": FORBIDDING}}) as replay:
        state = failed(tmp_path, replay)
    assert (state.last_error_kind, state.last_error_meaning) == ("robots", "Robots.txt forbids it.")


def test_robots_that_cannot_be_had(tmp_path: Path) -> None:
    with Replay({HOST: {"/": EMPTY}}) as replay:
        replay.answer_with(HOST, "/robots.txt", 503)
        state = failed(tmp_path, replay)
    assert state.last_error_kind == "no-robots"
    assert "stays closed" in state.last_error_meaning


def test_a_redirect_that_never_ends(tmp_path: Path) -> None:
    with Replay({HOST: {}}) as replay:
        replay.answer_with(HOST, "/", 302, Location="/")
        state = failed(tmp_path, replay)
    assert state.last_error_kind == "too-many-redirects"
    assert "cookies" in state.last_error_meaning


def test_a_site_that_moved(tmp_path: Path) -> None:
    with Replay({HOST: {}}) as replay:
        replay.answer_with(HOST, "/", 301, Location="https://elsewhere.example/")
        state = failed(tmp_path, replay)
    assert state.last_error_kind == "moved-away"
    assert "under hosts" in state.last_error_advice


def test_a_server_that_is_down_is_told_by_its_robots(tmp_path: Path) -> None:
    with Replay({HOST: {}}) as replay:
        replay.resolve = {HOST: "http://127.0.0.1:1"}
        state = failed(tmp_path, replay)
    assert state.last_error_kind == "refused"
    assert "scheme and port" in state.last_error_advice
