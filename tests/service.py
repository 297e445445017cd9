"""The product as its users start it: a folder with a configuration, and the `pressroom` command as a process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from web.cli import main

CHECKOUT = Path(__file__).parents[1]
RUN_SECONDS = 200  # other tests keep the machine busy


class Installation:
    """A data folder with its `config.toml`."""

    def __init__(self, folder: Path, sources: str = "", crawler: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.newsroom_port = free_port()
        self.config = folder / "config.toml"
        self.config.write_text(
            f'[store]\nurl = "sqlite:///{folder}/data/pressroom.db"\narchive = "{folder}/data/archive"\n'
            f'[index]\npath = "{folder}/data/index"\n[web]\nport = {self.port}\nworkers = 1\n'
            f'past_queries = "{folder}/data/queries.db"\nsecret = "{folder}/data/secret.key"\n'
            f"[crawler]\n{crawler}\n{sources}",
            "utf-8",
        )

    def add_newsroom(self) -> None:
        with self.config.open("a", encoding="utf-8") as file:
            file.write(
                f'\n[[source]]\nname = "sample"\nsample = true\ndelay = "0s"\ninterval = "5s"\n'
                f'start = ["http://127.0.0.1:{self.newsroom_port}/releases", '
                f'"http://127.0.0.1:{self.newsroom_port}/sitemap.xml"]\n'
            )

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "web", *self._words(*arguments)]

    def _words(self, *arguments: str | Path) -> list[str]:
        name, *rest = (str(argument) for argument in arguments)
        return [name, "--config", str(self.config), *rest]

    def run(
        self, *arguments: str | Path, environ: Mapping[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command to its end, with what is typed into it; its exit status is the caller's to look at."""
        return subprocess.run(
            self.command(*arguments),
            cwd=CHECKOUT,
            env={**os.environ, **(environ or {})},
            input=typed,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )

    def result(self, *arguments: str | Path) -> Any:
        """The JSON result of a command that must succeed."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(done.stdout)

    def told(self, *arguments: str | Path) -> Any:
        """The JSON result of a command that must succeed, run in this process: what others have done is looked at so,
        without waiting for another Python to start."""
        done = CliRunner().invoke(main, self._words(*arguments, "--json"))
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Starts a command in a process group of its own, with its output in a file beside the data."""
        log = (self.folder / f"{arguments[0]}.log").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                self.command(*arguments), cwd=CHECKOUT, stdout=log, stderr=log, text=True, start_new_session=True
            )

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of the running service; status 0 while nothing answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except (urllib.error.URLError, OSError):
            return 0, ""

    def total(self, query: str = "") -> int:
        """How many releases the running service finds; -1 while it can't say."""
        status, body = self.get(f"/api/v1/search?size=1{query}")
        return int(json.loads(body)["total"]) if status == 200 else -1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], bool], seconds: float = 120, every: float = 0.1) -> None:
    """Waits until `what` holds. Raises TimeoutError."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(every)


def stop(process: subprocess.Popen[str], seconds: float = 30) -> int:
    """Asks a process to stop and gives its exit status; kills its whole group when it does not."""
    process.terminate()
    try:
        return process.wait(seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
