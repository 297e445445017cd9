"""How good the ranking is: nDCG@10 on the shared collections, through `pressroom import` and the JSON endpoint.

    python -m tests.bench.relevance WORK [COLLECTION…] [--set NAME=VALUE] [--json FILE]

Each collection is imported once, into a folder of its own in WORK, which later runs use again; `--set` gives a number
of `indexer.weights` another value, for ablations. `--match` and other parameters of the endpoint go by `--param`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from crawler.settings import load
from indexer import weights
from tests.replay import shared_data
from web import create_app

CONFIG = """[store]
url = "sqlite:///{folder}/pressroom.db"
archive = "{folder}/archive"
[index]
path = "{folder}/index"
"""
MEAN = ("time", "cran", "cisi", "scifact", "checkthat")  # those of the mean in docs/relevance.md that are here


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("work", type=Path)
    parser.add_argument("collections", nargs="*")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--limit", type=int, help="of queries")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    shared = shared_data()
    if shared is None:
        sys.exit("The shared data are missing: name their folder in PRESSROOM_SHARED.")
    for name, value in (each.split("=") for each in options.set):
        setattr(weights, name, type(getattr(weights, name))(float(value)))
    scorer = _scorer(shared)
    names = options.collections or sorted(folder.name for folder in (shared / "relevance").iterdir())
    results = {}
    for name in names:
        search = endpoint(imported(shared / "relevance" / name, options.work), [*map(_pair, options.param)])
        found = results[name] = scorer.evaluate(str(shared / "relevance" / name), search, limit=options.limit)
        low, high = found["ndcg10_ci"]
        print(
            f"{name:14} nDCG@10 {found['ndcg10']:.4f} [{low:.3f}, {high:.3f}]  MRR {found['mrr10']:.4f}"
            f"  R@100 {found['r100']:.4f}  p50 {found['p50_ms']:.1f} ms  p95 {found['p95_ms']:.1f} ms",
            flush=True,
        )
        for kind, of_kind in found["by_class"].items():
            print(f"    {kind:12} {of_kind['ndcg10']:.4f}")
    if all(name in results for name in MEAN):
        print(f"mean of {', '.join(MEAN)}: {sum(results[name]['ndcg10'] for name in MEAN) / len(MEAN):.4f}")
    if options.json:
        options.json.write_text(json.dumps(list(results.values())), "utf-8")


def imported(collection: Path, work: Path) -> Path:
    """The configuration of a folder with the documents of a collection, searchable."""
    folder = work / collection.name
    config = folder / "config.toml"
    if not (folder / "imported").exists():
        folder.mkdir(parents=True, exist_ok=True)
        config.write_text(CONFIG.format(folder=folder.resolve()), "utf-8")
        command = [sys.executable, "-m", "web.cli", "import", "--config", str(config)]
        subprocess.run([*command, str(collection / "docs.jsonl.gz")], check=True, capture_output=True)
        (folder / "imported").touch()
    return config


def endpoint(config: Path, parameters: Sequence[tuple[str, str]]) -> Callable[[str, int], list[str]]:
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


def _pair(text: str) -> tuple[str, Any]:
    name, _, value = text.partition("=")
    return name, value


if __name__ == "__main__":
    main(sys.argv[1:])
