"""Calls to the API that schemathesis generates from its OpenAPI document, every answer checked against it.

`python -m tests.web.api.generated --calls 20000` makes as many, on the newsroom of the tests in an index as it is used.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from crawler.settings import Settings
from indexer.whoosh_index import WhooshIndex
from tests.web.newsroom import RELEASES, library
from web.api.endpoints import OPERATIONS
from web.app import build_app

DOCUMENT = "/api/v1/openapi.json"
METHODS = 2 * len(OPERATIONS)  # GET and HEAD of each
UNLIMITED = Settings.model_validate({"web": {"address_limit": 0, "public": True}})


@dataclass
class Run:
    """What a run made, and what it found: sentences, each once."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    findings: dict[str, str] = field(default_factory=dict)


@contextmanager
def indexed() -> Iterator[Flask]:
    """The application on the newsroom, in an index in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        index = WhooshIndex(Path(folder))
        index.add(RELEASES)
        index.commit(len(RELEASES))
        yield build_app(UNLIMITED, library(index))
        index.close()


def run(app: Flask, calls: int, seed: int, report: Callable[[str], None] = lambda _: None, paths: str = "^/") -> Run:
    """Makes at least so many calls, in all phases of schemathesis and with all its checks; findings are reported as
    they come. `paths` is the pattern of those that are called."""
    made = Run()
    while made.calls < calls:
        _once(app, calls - made.calls, seed, made, report, paths)
        seed += 1
    return made


def _once(app: Flask, calls: int, seed: int, made: Run, report: Callable[[str], None], paths: str) -> None:
    """One round, in which every operation has its share of the calls."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "generation": {"max-examples": max(1, calls // METHODS), "no-shrink": True},
            "checks": {"enabled": True},
            "headers": {"Accept-Encoding": "identity"},  # which the transport within a process does not undo
        }
    )
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config).include(path_regex=paths)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(event.recorder, made, report)
        elif isinstance(event, events.NonFatalError):
            _note(made, f"{event.label}: {event.value}", "", report)
        elif isinstance(event, events.FatalError):
            raise event.exception


def _count(recorder: ScenarioRecorder, made: Run, report: Callable[[str], None]) -> None:
    for identity, interaction in recorder.interactions.items():
        made.calls += 1
        if interaction.response is not None:
            made.statuses[interaction.response.status_code] += 1
        for check in recorder.checks.get(identity, ()):
            made.checks[check.name] += 1
            if check.failure_info is not None:
                failure = check.failure_info.failure
                what = f"{failure.message}\n{check.failure_info.code_sample}"
                _note(made, f"{recorder.label}: {check.name}: {failure.title}", what, report)


def _note(made: Run, finding: str, what: str, report: Callable[[str], None]) -> None:
    if finding not in made.findings:
        made.findings[finding] = what
        report(f"{finding}\n{what}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    started = time.monotonic()
    with indexed() as app:
        made = run(app, wanted.calls, wanted.seed, partial(print, flush=True))
    print(f"{made.calls} calls in {time.monotonic() - started:.0f} s; statuses {dict(sorted(made.statuses.items()))}")
    print(f"checks {dict(made.checks.most_common())}")
    print(f"{len(made.findings)} findings")
    return 1 if made.findings else 0


if __name__ == "__main__":
    sys.exit(main())
