"""Runs `pressroom` in a folder of its own, against a site that is served here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from crawler.command import Runtime
from indexer.cli import index_changes
from tests.crawler.crawling import HOST, SITE, TODAY, items, listing, other, pages_of
from tests.replay import Page, Replay
from web.cli import FAILURES, main

ITEMS = items(6)


@dataclass
class Shell:
    """Runs `pressroom` with a configuration."""

    folder: Path
    resolve: dict[str, str]
    names: tuple[str, ...] = ("press",)
    contact: str = "tests@example.org"
    deny: str = "[]"
    _ticks: Iterator[int] = field(default_factory=count)

    def clock(self) -> datetime:
        """A second later each time: what waits for a host must not wait for ever."""
        return TODAY + timedelta(seconds=next(self._ticks))

    def __call__(self, *words: str) -> Result:
        mapped = "\n".join(f'"{host}" = "{address}"' for host, address in self.resolve.items())
        sources = "\n".join(
            f'[[source]]\nname = "{name}"\nstart = ["{SITE}/"]\ndelay = "0s"\ndeny = {self.deny}' for name in self.names
        )
        (self.folder / "config.toml").write_text(
            f'[store]\nurl = "sqlite:///{self.folder}/p.db"\narchive = "{self.folder}/archive"\n'
            f'[index]\npath = "{self.folder}/index"\n'
            f'[crawler]\ncontact = "{self.contact}"\ndelay = "0s"\nencoder = false\n'
            f"[crawler.resolve]\n{mapped}\n{sources}\n",
            "utf-8",
        )
        runtime = Runtime(index_changes=index_changes, failures=FAILURES, environ={}, clock=self.clock)
        name, *rest = words
        return CliRunner().invoke(main, [name, "--config", str(self.folder / "config.toml"), *rest], obj=runtime)

    def json(self, *words: str) -> Any:
        result = self(*words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)


@contextmanager
def served(folder: Path, pages: dict[str, Page] | None = None) -> Iterator[tuple[Shell, Replay]]:
    """A site with six releases, a photograph on its listing and a page that is no release."""
    photo = "<p><a href='/files/bridge.jpg'>A photograph of the new bridge</a></p>"
    made = {"/": listing(ITEMS, photo)} | pages_of(ITEMS) | {ITEMS[5].path: other("about")}
    with Replay({HOST: made if pages is None else pages}) as replay:
        yield Shell(folder, dict(replay.resolve)), replay
