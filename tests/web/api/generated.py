"""Calls to the API that schemathesis generates from its OpenAPI document, every answer checked against it.

`python -m tests.web.api.generated --calls 20000` makes as many, on the newsroom of the tests in an index as it is used.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from crawler.settings import Settings
from indexer.whoosh_index import WhooshIndex
from tests.web.newsroom import RELEASES, library
from web.app import build_app

DOCUMENT = "/api/v1/openapi.json"
UNLIMITED = Settings.model_validate({"web": {"address_limit": 0}})


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


def run(app: Flask, calls: int, seed: int) -> Run:
    """Makes about so many calls, in all phases of schemathesis but the probes, and checks each by all that it knows."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    each = max(1, calls // schema.statistic.operations.total)
    made = Run()
    while made.calls < calls:
        _once(app, each, seed, made)
        seed += 1
    return made


def _once(app: Flask, examples: int, seed: int, made: Run) -> None:
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "generation": {"max-examples": examples, "deterministic": seed == 0},
            "checks": {"enabled": True},
        }
    )
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app, config=config)
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _count(event, made)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            made.findings[f"error: {getattr(event, 'label', '')}"] = str(
                getattr(event, "value", event.exception if isinstance(event, events.FatalError) else "")
            )


def _count(event: events.ScenarioFinished, made: Run) -> None:
    recorder = event.recorder
    for identity, interaction in recorder.interactions.items():
        made.calls += 1
        if interaction.response is not None:
            made.statuses[interaction.response.status_code] += 1
        for check in recorder.checks.get(identity, ()):
            made.checks[check.name] += 1
            if check.failure_info is not None:
                failure = check.failure_info.failure
                key = f"{event.label}: {check.name}: {failure.title}"
                made.findings.setdefault(key, f"{failure.message}\n{check.failure_info.code_sample}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    started = time.monotonic()
    with indexed() as app:
        made = run(app, wanted.calls, wanted.seed)
    print(f"{made.calls} calls in {time.monotonic() - started:.0f} s; statuses {dict(sorted(made.statuses.items()))}")
    print(f"checks {dict(made.checks.most_common())}")
    for key, what in made.findings.items():
        print(f"\n{key}\n{what}")
    print(f"{len(made.findings)} findings")
    return 1 if made.findings else 0


if __name__ == "__main__":
    sys.exit(main())
