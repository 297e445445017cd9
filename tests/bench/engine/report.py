"""The figures of a run as tables in Markdown, and where engines disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import isfinite, log
from typing import Any

Figures = Mapping[str, Any]  # of one engine at one size: what `process.py` printed
Run = Mapping[int, Mapping[str, Figures]]  # by number of documents, then by engine
FULL = 200  # questions of a mix; where fewer were answered in time it is said
MILLI, MEBI = 1_000, 2**20
OURS, PEER = "ours", "tantivy"


def tables(run: Run) -> str:
    """All tables of a run: costs, mixes with facets and without, agreement, growth."""
    lines: list[str] = []
    for size, engines in run.items():
        lines += [f"## {size:,} documents", "", *_costs(size, engines), ""]
        for what, title in (("facets", "With five facets"), ("hits", "Top 20 and exact count")):
            lines += [f"### {title}: p50 / p95 in ms (CPU p50 / p95)", "", *_mixes(engines, what), ""]
        if {OURS, PEER} <= engines.keys():
            lines += [f"### Ours as a share of {PEER}'s: wall (CPU)", "", *_shares(engines), ""]
        lines += ["### Agreement", "", *(disagreements(engines) or ["All engines give the same counts."]), ""]
    if len(run) > 1:
        lines += ["## Growth", "", "Exponent e of cost ~ documents ** e, between neighbouring sizes.", ""]
        lines += [*_growth(run), ""]
    return "\n".join(lines)


def merged(runs: Iterable[Mapping[str, Mapping[str, Figures]]]) -> Run:
    """Several runs, as JSON has them, as one; what a later one measured takes the place of an earlier one's."""
    together: dict[int, dict[str, Figures]] = {}
    for run in runs:
        for size, engines in run.items():
            together.setdefault(int(size), {}).update(engines)
    return dict(sorted(together.items()))


def disagreements(engines: Mapping[str, Figures]) -> list[str]:
    """A line for each mix in which an engine counts otherwise than most engines do."""
    lines = []
    for mix in dict.fromkeys(mix for figures in engines.values() for mix in figures["answers"]):
        answers = {name: figures["answers"].get(mix, []) for name, figures in engines.items()}
        compared = [_compared(number, answers) for number in range(max(map(len, answers.values())))]
        for name in answers:
            counts = sum(name in counts for counts, _ in compared)
            facets = sum(name in facets for _, facets in compared)
            if counts or facets:
                lines.append(f"- {mix}: {name} differs in {counts} counts and in the facets of {facets} questions")
    return lines


def _compared(number: int, answers: Mapping[str, Sequence[Any]]) -> tuple[set[str], set[str]]:
    """The engines that differ from the commonest answer to one question: in the count, and in the facets."""
    given = {name: each[number] for name, each in answers.items() if number < len(each)}
    return _odd({name: answer[0] for name, answer in given.items()}), _odd(
        {name: answer[1] for name, answer in given.items() if answer[1]}
    )


def _odd(values: Mapping[str, Any]) -> set[str]:
    shown = [repr(value) for value in values.values()]
    usual = max(shown, key=shown.count, default="")
    return {name for name, value in values.items() if repr(value) != usual}


def _costs(size: int, engines: Mapping[str, Figures]) -> Iterator[str]:
    rows: dict[str, Callable[[Figures], float]] = {
        "index, CPU per document (ms)": lambda f: f["index"]["cpu"] / size * MILLI,
        "index, wall per document (ms)": lambda f: f["index"]["wall"] / size * MILLI,
        "peak memory while indexing (MiB)": lambda f: f["index"]["peak_memory"] / MEBI,
        "on disk (MiB)": lambda f: f["index"]["disk"] / MEBI,
        "open (ms)": lambda f: f["open"]["wall"] * MILLI,
        "first answer after opening (ms)": lambda f: f["first answer"]["wall"] * MILLI,
        "process start to first answer (ms)": lambda f: f["start"] * MILLI,
        "commit one and see it (ms)": lambda f: f["commits"]["1"]["wall"] * MILLI,
        "… CPU (ms)": lambda f: f["commits"]["1"]["cpu"] * MILLI,
        "commit 1,000 and see them (ms)": lambda f: f["commits"]["1000"]["wall"] * MILLI,
        "…  CPU (ms)": lambda f: f["commits"]["1000"]["cpu"] * MILLI,
        "20 snippets, CPU at the first look (ms)": lambda f: f["snippets"]["first"]["cpu"] * MILLI,
        "… at the second (ms)": lambda f: f["snippets"]["again"]["cpu"] * MILLI,
        "private memory after the mixes (MiB)": lambda f: f["private_memory"] / MEBI,
        "… before opening (MiB)": lambda f: f["private_memory_before"] / MEBI,
    }
    yield from _head("", engines)
    for title, figure in rows.items():
        yield _row(title, (_number(figure(figures)) for figures in engines.values()))


def _mixes(engines: Mapping[str, Figures], what: str) -> Iterator[str]:
    yield from _head("mix", engines)
    for mix in next(iter(engines.values()))["mixes"]:
        yield _row(mix, (_cell(figures["mixes"][mix][what]) for figures in engines.values()))


def _shares(engines: Mapping[str, Figures]) -> Iterator[str]:
    """What the targets are about: shares of the peer's costs, and of stock Whoosh's for indexing."""
    ours, peer = engines[OURS], engines[PEER]
    yield from _head("cost", ["share"])
    yield _row("index, CPU", iter([_number(ours["index"]["cpu"] / peer["index"]["cpu"])]))
    if stock := engines.get("whoosh"):
        yield _row("index, CPU, of stock Whoosh", iter([f"1/{stock['index']['cpu'] / ours['index']['cpu']:.0f}"]))
    yield _row("size on disk", iter([_number(ours["index"]["disk"] / peer["index"]["disk"])]))
    for title, look in (("20 snippets, CPU at the first look", "first"), ("… at the second", "again")):
        yield _row(title, iter([_number(ours["snippets"][look]["cpu"] / peer["snippets"][look]["cpu"])]))
    yield ""
    yield from _head("mix", ["five facets, p50", "five facets, p95", "top 20 and count, p50"])
    for mix, mine in ours["mixes"].items():
        wanted = (("facets", "p50"), ("facets", "p95"), ("hits", "p50"))
        yield _row(mix, (_share(mine[what], peer["mixes"][mix][what], figure) for what, figure in wanted))


def _share(ours: Mapping[str, float], peer: Mapping[str, float], figure: str) -> str:
    wall, cpu = (_number(ours[name] / peer[name]) for name in (figure, f"cpu_{figure}"))
    return f"{wall} ({cpu})"


def _cell(found: Mapping[str, float]) -> str:
    wall = " / ".join(_number(found[name] * MILLI) for name in ("p50", "p95"))
    cpu = " / ".join(_number(found[name] * MILLI) for name in ("cpu_p50", "cpu_p95"))
    return f"{wall} ({cpu})" + ("" if found["asked"] >= FULL else f" n={found['asked']}")


def _growth(run: Run) -> Iterator[str]:
    sizes = list(run)
    engines = _throughout(run)
    yield from _head("cost", [f"{name}: {' → '.join(f'{size:,}' for size in sizes)}; e" for name in engines])
    for title, path in _growing(run).items():
        cells = (_slope([_at(run[size][name], path) for size in sizes], sizes) for name in engines)
        yield _row(f"{title} (ms)", cells)


def growth_plots(run: Run) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """For each cost that grows, by engine: numbers of documents and milliseconds."""
    return {
        title: {name: [(size, _at(run[size][name], path) * MILLI) for size in run] for name in _throughout(run)}
        for title, path in _growing(run).items()
    }


def _throughout(run: Run) -> list[str]:
    """The engines that were measured at every size."""
    return [name for name in next(iter(run.values())) if all(name in engines for engines in run.values())]


def _growing(run: Run) -> dict[str, Path]:
    """Where the costs stand in the figures of an engine."""
    mixes = next(iter(next(iter(run.values())).values()))["mixes"]
    names = {"facets": "five facets", "hits": "no facets"}
    return _GROWING | {
        f"{mix}, {names[what]}, p95": ("mixes", mix, what, "p95") for mix in mixes for what in ("facets", "hits")
    }


Path = tuple[str, ...]
_GROWING: dict[str, Path] = {
    "index, CPU": ("index", "cpu"),
    "commit one": ("commits", "1", "wall"),
    "commit 1,000": ("commits", "1000", "wall"),
    "open": ("open", "wall"),
}


def _at(figures: Figures, path: Path) -> float:
    found: Any = figures
    for name in path:
        found = found[name]
    return float(found)


def _slope(costs: Sequence[float], sizes: Sequence[int]) -> str:
    exponents = [
        f"{log(after / before) / log(larger / smaller):.2f}" if before > 0 < after else "–"
        for (before, after), (smaller, larger) in zip(pairwise(costs), pairwise(sizes), strict=True)
    ]
    return f"{' → '.join(_number(cost * MILLI) for cost in costs)}; {', '.join(exponents)}"


def _head(first: str, names: Iterator[str] | Sequence[str] | Mapping[str, Any]) -> Iterator[str]:
    columns = list(names)
    yield _row(first, iter(columns))
    yield "|---|" + "---|" * len(columns)


def _row(title: str, cells: Iterator[str]) -> str:
    return f"| {title} | {' | '.join(cells)} |"


def _number(value: float) -> str:
    """Three digits that matter."""
    if not isfinite(value):
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"
