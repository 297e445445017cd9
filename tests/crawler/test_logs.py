from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from crawler import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)


def test_an_event_is_a_line_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=False)
    logging.getLogger("crawler.crawl").info("visited", extra={"url": "https://e.org/", "reason": "", "new": 3})
    line = capsys.readouterr().err.strip()
    assert line.endswith("INFO crawler.crawl visited url=https://e.org/ new=3")
    assert "\n" not in line


def test_an_event_is_a_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=True)
    logging.getLogger("crawler.crawl").warning("lease %s", "lost", extra={"url": "https://e.org/ü"})
    event = json.loads(capsys.readouterr().err)
    assert event.pop("time").endswith("Z")
    assert event == {"level": "warning", "logger": "crawler.crawl", "event": "lease lost", "url": "https://e.org/ü"}


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_stays_with_its_event(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=as_json)
    try:
        1 / 0  # noqa: B018  # for its exception
    except ZeroDivisionError:
        logging.getLogger("x").exception("failed")
    shown = capsys.readouterr().err
    assert "ZeroDivisionError: division by zero" in shown
    if as_json:
        assert "by zero" in json.loads(shown)["traceback"]


def test_what_is_below_the_level_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=False, level=logging.WARNING)
    logging.getLogger("x").info("not shown")
    assert capsys.readouterr().err == ""


def test_a_field_can_not_make_lines_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=False)
    logging.getLogger("x").warning("asked for %s", "/a\n2026-11-24T10:00:00Z INFO x forged\x1b[2J\u2028")
    (line,) = capsys.readouterr().err.splitlines()
    assert "forged" in line
    assert line.isprintable()


@pytest.mark.parametrize("as_json", [True, False])
def test_events_of_a_request_have_its_id(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(as_json=as_json)
    asked = logs.request_id.set("abc-17")
    logging.getLogger("x").warning("within")
    logs.request_id.reset(asked)
    logging.getLogger("x").warning("outside")
    within, outside = capsys.readouterr().err.splitlines()
    assert "abc-17" in within
    assert "request_id" not in outside
