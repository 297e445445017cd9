"""Measures one engine, in a process of its own: `index` builds its folder, `search` asks, commits and looks at memory.

Prints one line of JSON. Times are seconds, sizes bytes; CPU time is that of all threads.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.engine import memory, questions
from tests.bench.engine.documents import BATCH, Document, batches, new_form
from tests.bench.engine.interface import Engine
from tests.bench.engine.ours import Ours
from tests.bench.engine.questions import Question
from tests.bench.engine.sample import Sample, load
from tests.bench.engine.sqlite_peer import Sqlite
from tests.bench.engine.tantivy_peer import Tantivy, TantivyTwoThreads
from tests.bench.engine.whoosh_peer import Whoosh

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "ours": Ours,
    "tantivy": Tantivy,
    "tantivy-2": TantivyTwoThreads,
    "fts5": Sqlite,
    "whoosh": Whoosh,
}
PASSES = 2  # over a mix; the quicker answer to each question counts, since the machine has other work too
SINGLES, THOUSANDS = 7, 3  # commits
SNIPPETS = 20  # questions


@dataclass(slots=True)
class Spent:
    """Wall and CPU seconds."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    spent, wall, cpu = Spent(), time.perf_counter(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, time.process_time() - cpu


def index(engine: Engine, folder: Path, sample: Sample, count: int) -> dict[str, Any]:
    """Builds the index in one commit. What it costs to draw the documents is left out."""
    drawing, drawing_cpu = 0.0, 0.0
    source = batches(sample, count)
    with memory.Peak() as peak, spending() as spent:
        while True:
            wall, cpu = time.perf_counter(), time.thread_time()
            batch = next(source, None)
            drawing += time.perf_counter() - wall
            drawing_cpu += time.thread_time() - cpu
            if batch is None:
                break
            engine.add(batch)
        engine.commit()
        engine.finish()
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "cpu": spent.cpu - drawing_cpu,
        "wall": spent.wall - drawing,
        "peak_memory": peak.bytes,
        "disk": size,
    }


def search(engine: Engine, mixes: dict[str, list[Question]], seconds: float, started: float) -> dict[str, Any]:
    """Opening, every mix with facets and without, snippets, and the memory after them."""
    empty = memory.private()
    with spending() as opened:
        engine.see()
    everything = mixes["match-all"][0]
    with spending() as first:
        engine.ask(mixes["AND"][0], facets=False)
    start = time.time() - started
    figures: dict[str, Any] = {"open": asdict(opened), "first answer": asdict(first), "start": start}
    figures |= {"mixes": {}, "answers": {}}
    for name, mix in mixes.items():
        figures["mixes"][name] = {}
        for what, facets in (("facets", True), ("hits", False)):
            figures["mixes"][name][what], answers = _mix(engine, mix, seconds, facets=facets)
            figures["answers"].setdefault(name, []).append(answers)
    figures["answers"] = {name: _agreeing(*both) for name, both in figures["answers"].items()}
    figures["documents"] = engine.ask(everything, facets=False).count
    figures["snippets"] = _snippets(engine, mixes["AND"])
    figures["private_memory"] = memory.private()
    figures["private_memory_before"] = empty
    return figures


def commits(engine: Engine, sample: Sample, count: int) -> dict[str, Any]:
    """Commits of one document and of a thousand, each until a search sees it."""
    first = -(-count // BATCH) * BATCH
    found = {}
    for size, repeats in ((1, SINGLES), (1_000, THOUSANDS)):
        spent = []
        for repeat in range(repeats):
            documents = next(batches(sample, size, first=first))
            first += BATCH
            spent.append(_commit(engine, documents, f"{new_form(10**9 + first)}{'q' * repeat}"))
        found[str(size)] = {
            "wall": median(each.wall for each in spent),
            "cpu": median(each.cpu for each in spent),
            "worst": max(each.wall for each in spent),
        }
    engine.finish()
    return found


def _commit(engine: Engine, documents: Sequence[Document], mark: str) -> Spent:
    marked = [*documents[:-1], replace(documents[-1], body=f"{documents[-1].body} {mark}")]
    with spending() as spent:
        engine.add(marked)
        engine.commit()
        engine.see()
        answer = engine.ask(Question((mark,)), facets=False)
    if answer.count != 1:
        raise AssertionError(f"A committed document was found {answer.count} times.")
    return spent


Answers = list[tuple[int, tuple[tuple[int, ...], ...]]]


def _mix(engine: Engine, mix: Sequence[Question], seconds: float, *, facets: bool) -> tuple[dict[str, float], Answers]:
    """Percentiles over the questions that were answered in time, and what the answers were."""
    end = time.perf_counter() + seconds
    best: list[Spent] = []
    answers: Answers = []
    for probe in questions.probes(mix)[:3]:
        engine.ask(probe, facets=facets)
    for repeat in range(PASSES):
        for number, question in enumerate(mix):
            if time.perf_counter() > end:
                break
            with spending() as spent:
                answer = engine.ask(question, facets=facets)
            if not repeat:
                best.append(spent)
                answers.append((answer.count, answer.facets))
            else:
                best[number] = Spent(min(best[number].wall, spent.wall), min(best[number].cpu, spent.cpu))
    walls, cpus = sorted(each.wall for each in best), sorted(each.cpu for each in best)
    return {
        "p50": _percentile(walls, 50),
        "p95": _percentile(walls, 95),
        "cpu_p50": _percentile(cpus, 50),
        "cpu_p95": _percentile(cpus, 95),
        "asked": len(best),
    }, answers


def _agreeing(with_facets: Answers, without: Answers) -> Answers:
    """The answers of both, after a check that they give the same counts; with facets as far as those were asked for."""
    for one, other in zip_longest(with_facets, without):
        if one is not None and other is not None and one[0] != other[0]:
            raise AssertionError(f"{one[0]} documents with facets, {other[0]} without.")
    return [*with_facets, *without[len(with_facets) :]]


def _percentile(ordered: Sequence[float], percent: int) -> float:
    """By the nearest rank; a mix of which nothing was answered in time has none."""
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)] if ordered else float("nan")


def _snippets(engine: Engine, mix: Sequence[Question]) -> dict[str, dict[str, float]]:
    """The snippets of documents that were found before: at the first look at these, and at the second.

    Not as what a search with snippets costs more than one without, since searches by then cost more than snippets do.
    """
    first: list[Spent] = []
    again: list[Spent] = []
    for question in mix[:SNIPPETS]:
        found = engine.find(question)
        for spent in (first, again):
            with spending() as each:
                engine.snippets(question, found)
            spent.append(each)
    return {
        name: {"wall": median(each.wall for each in spent), "cpu": median(each.cpu for each in spent)}
        for name, spent in (("first", first), ("again", again))
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=("index", "search"))
    parser.add_argument("engine", choices=ENGINES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--documents", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--started", type=float, default=time.time(), help="when this process was started (Unix time)")
    given = parser.parse_args()
    engine = ENGINES[given.engine](given.folder)
    if given.step == "index":
        figures = index(engine, given.folder, load(given.shared, given.work, every=given.every), given.documents)
    else:
        mixes = kept_mixes(given.work)
        figures = search(engine, mixes, given.seconds, given.started)
        figures["commits"] = commits(engine, load(given.shared, given.work, every=given.every), given.documents)
    print(json.dumps(figures))


def keep_mixes(work: Path, mixes: dict[str, list[Question]]) -> None:
    """Writes the questions, so that a searching process needs no corpus in its memory."""
    (work / "questions.json").write_text(
        json.dumps({name: [asdict(question) for question in mix] for name, mix in mixes.items()}, default=str), "utf-8"
    )


def kept_mixes(work: Path) -> dict[str, list[Question]]:
    rows = json.loads((work / "questions.json").read_text("utf-8"))
    return {name: [_question(row) for row in mix] for name, mix in rows.items()}


def _question(row: dict[str, Any]) -> Question:
    days = {name: row[name] and date.fromisoformat(row[name]) for name in ("since", "until")}
    return Question(**{**row, **days, "words": tuple(row["words"]), "fields": tuple(row["fields"])})


if __name__ == "__main__":
    main()
