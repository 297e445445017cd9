"""How good the ranking is: nDCG@10 on the shared collections, through `pressroom import` and the JSON endpoint.

    python -m tests.bench.relevance WORK [COLLECTION…] [--set NAME=VALUE] [--peers] [--ablation]

Each collection is imported once, into a folder of its own in WORK, which later runs use again. `--set` gives a number
of `indexer.weights` another value, `--ablation` takes each part of the ranking away in turn; `--peers` has the other
engines beside it. Parameters of the endpoint go by `--param`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from crawler.settings import load
from indexer import weights
from tests.bench import relevance_peers as peers
from tests.replay import shared_data
from web import create_app

CONFIG = """[store]
url = "sqlite:///{folder}/pressroom.db"
archive = "{folder}/archive"
[index]
path = "{folder}/index"
"""
ENTITIES = ("people", "organisations", "places", "topics")
ABLATIONS: Mapping[str, Mapping[str, float]] = {
    "weight of the title": {"FIELD_WEIGHTS.title": 1.0},
    "people, organisations, places, topics": {f"FIELD_WEIGHTS.{name}": 0.0 for name in ENTITIES},
    "forms as typed": {"AS_TYPED": 0.0},
    "joined and split words": {"JOINED": 0.0},
    "compounds of a word": {"COMPOUND_WITH": 0.0},
    "misspelt words": {"MISSPELT": 0.0},
    "other spellings of names": {"SOUND": 0.0},
    "other names of places": {"PLACE": 0.0},
    "acronyms and full names": {"ACRONYM": 0.0},
    "months": {"DATE": 0.0, "DATE_WORD": 1.0},
    "short queries as such": {"SHORT": 0},
    "nearness": {"NEAR": 0.0},
    "feedback": {"FEEDBACK_FROM": 1_000},
}
MEAN = ("time", "cran", "cisi", "scifact", "checkthat")  # those of the mean in docs/relevance.md that are here


Search = Callable[[str, int], list[str]]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("work", type=Path)
    parser.add_argument("collections", nargs="*")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--limit", type=int, help="of queries, spread evenly over each collection")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    scorer = _scorer(shared)
    if options.limit:
        setattr(scorer, "load", partial(_spread, scorer.load, options.limit))  # noqa: B010  # what it calls itself
    names = options.collections or sorted(folder.name for folder in (shared / "relevance").iterdir())
    folders = [shared / "relevance" / name for name in names]
    given = {name: float(value) for name, value in map(_pair, options.set)}
    parameters = [*map(_pair, options.param)]

    def ours(folder: Path) -> Search:
        return endpoint(imported(folder, options.work), parameters)

    runs: list[tuple[str, Callable[[Path], Search], Mapping[str, float]]] = [("Pressroom", ours, given)]
    if options.ablation:
        runs += [(f"without {label}", ours, {**given, **changed}) for label, changed in ABLATIONS.items()]
    if options.peers:
        runs += [(name, partial(peer, scorer), {}) for name, peer in peers.available().items()]
    results = []
    for label, make, changed in runs:
        print(f"## {label}", flush=True)
        with _changed(changed):
            found = [_evaluated(scorer, folder, make(folder)) for folder in folders]
        results.append({"run": label, "collections": found})
        of = {each["collection"]: each["ndcg10"] for each in found}
        if all(name in of for name in MEAN):
            print(f"mean of {', '.join(MEAN)}: {sum(of[name] for name in MEAN) / len(MEAN):.4f}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(results), "utf-8")


def _spread(load: Callable[[str], tuple[list[Any], Any]], limit: int, folder: str) -> tuple[list[Any], Any]:
    """So many of the queries that a collection has, from all of its parts."""
    queries, judged = load(folder)
    return queries[:: max(1, round(len(queries) / limit))], judged


def _evaluated(scorer: ModuleType, folder: Path, search: Search) -> dict[str, Any]:
    """The figures of one collection, which are printed as they come."""
    before = process_time()
    found: dict[str, Any] = scorer.evaluate(str(folder), search)
    cpu = 1000 * (process_time() - before) / max(found["queries"], 1)
    low, high = found["ndcg10_ci"]
    print(
        f"{folder.name:14} nDCG@10 {found['ndcg10']:.4f} [{low:.3f}, {high:.3f}]  MRR {found['mrr10']:.4f}"
        f"  R@100 {found['r100']:.4f}  p50 {found['p50_ms']:.1f} ms  p95 {found['p95_ms']:.1f} ms  CPU {cpu:.1f} ms",
        flush=True,
    )
    if found["by_class"]:
        classes = (f"{kind} {of_kind['ndcg10']:.3f}" for kind, of_kind in found["by_class"].items())
        print(f"    {'  '.join(classes)}", flush=True)
    return found


@contextmanager
def _changed(values: Mapping[str, float]) -> Iterator[None]:
    """With other numbers in `indexer.weights` for a while; "FIELD_WEIGHTS.people" is one of several."""
    kept = dict(vars(weights))
    for name, value in values.items():
        table, _, key = name.partition(".")
        setattr(weights, table, {**getattr(weights, table), key: value} if key else type(kept[table])(value))
    yield
    for name in values:
        table = name.partition(".")[0]
        setattr(weights, table, kept[table])


def imported(collection: Path, work: Path) -> Path:
    """The configuration of a folder with the documents of a collection, searchable."""
    folder = work / collection.name
    config = folder / "config.toml"
    if not (folder / "imported").exists():
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(CONFIG.format(folder=folder.resolve()), "utf-8")
        command = [sys.executable, "-m", "web", "import", "--config", str(config)]
        subprocess.run([*command, str(collection / "docs.jsonl.gz")], check=True, capture_output=True)
        (folder / "imported").touch()
    return config


def endpoint(config: Path, parameters: Sequence[tuple[str, str]]) -> Search:
    """Asks the JSON endpoint: a query and how many, to identities."""
    client = create_app(load(config, {})).test_client()

    def search(text: str, count: int) -> list[str]:
        asked = [("q", text), ("size", str(count)), ("fields", "id"), ("highlight", "false"), *parameters]
        answer = client.get("/api/v1/search", query_string=asked)
        if answer.status_code in {400, 422}:
            return []
        if answer.status_code != 200:
            sys.exit(f"{answer.status}: {answer.get_data(as_text=True)}")
        return [result["id"] for result in answer.get_json()["results"]]

    return search


def _scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_relevance", shared.parent / "score" / "score_relevance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


if __name__ == "__main__":
    main(sys.argv[1:])
