"""`pressroom alerts`, and the process that goes on until it is stopped."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.command import Runtime
from crawler.settings import Settings
from crawler.store.saved import Channel
from indexer.cli import index_changes
from indexer.index import IndexUnreadableError
from indexer.live import LiveIndex
from tests.web.alerts.conftest import Desk, Mailbox, Receiver, titles
from web.alerts.collect import Collector
from web.alerts.run import Alerts, run
from web.cli import FAILURES, main


def test_once_tells_what_there_is_to_tell(desk: Desk, receiver: Receiver, config: Settings, tmp_path: Path) -> None:
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.publish(("one", "Harbour opens"))
    file = tmp_path / "config.toml"
    file.write_text(
        f'[store]\nurl = "{config.store.url}"\narchive = "{tmp_path}/archive"\n[index]\npath = "{config.index.path}"\n'
        "[alerts]\nallow_private = true\n",
        "utf-8",
    )
    runtime = Runtime(index_changes=index_changes, failures=FAILURES, environ={}, clock=desk.clock)
    for _ in range(2):
        result = CliRunner().invoke(main, ["alerts", "--once", "--config", str(file)], obj=runtime)
        assert result.exit_code == 0, result.output
    assert [json.loads(body)["data"]["releases"][0]["id"] for _, body in receiver.taken] == ["one"]


class Faltering(Alerts):
    """One that can't read the index at first, and stops once it can."""

    steps = 0
    stop = threading.Event()

    def step(self, stop: threading.Event | None = None) -> bool:
        self.steps += 1
        if self.steps == 1:
            raise IndexUnreadableError("There is no index yet.")
        did = super().step(stop)
        self.stop.set()
        return did


def test_it_goes_on_when_the_index_can_not_be_read(desk: Desk, mailbox: Mailbox, config: Settings) -> None:
    desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"))
    alerts = Faltering(desk.store, desk.index, config, desk.clock)
    run(alerts, alerts.stop)
    assert (alerts.steps, titles(mailbox)) == (2, ["q=harbour: Harbour opens"])


def test_nothing_is_opened_where_nobody_is_to_be_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(("one", "Harbour opens"))
    collector = Collector(desk.store, LiveIndex(tmp_path / "nowhere"))
    looked_at: list[str] = []
    monkeypatch.setattr(LiveIndex, "_now", lambda index: looked_at.append("index"))
    assert collector.collect() == 0
    assert looked_at == []
