"""A survey for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from crawler.records import iso
from crawler.survey.values import Candidate, Reading, Request, Sample, Survey

_DAY = len("2019-10-30")


def render(survey: Survey) -> str:
    """The survey as lines of text, without a line break at the end."""
    sections = (
        ("", [f"{survey.url}: {survey.given}.", survey.outcome, survey.advice]),
        ("Asked for", _table(map(_request, survey.requests))),
        ("Found (* taken)", _table([_HEADINGS, *map(_candidate, survey.candidates)]) if survey.candidates else []),
        ("Would take, for instance", _table(map(_sample, survey.samples))),
        ("Read", [line for reading in survey.readings for line in _reading(reading)]),
        ("For config.toml", ["", *survey.lines.splitlines()] if survey.lines else []),
    )
    return "\n\n".join(_section(heading, lines) for heading, lines in sections if lines)


_HEADINGS = ("  score", "kind", "releases", "dated", "newest", "back to", "address")


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, *lines] if heading else lines)


def _request(request: Request) -> Sequence[str]:
    status = str(request.status) if request.status else "–"
    return (f"  {status:>3}", f"{request.purpose}: {request.meaning}", request.url)


def _candidate(candidate: Candidate) -> Sequence[str]:
    return (
        f"{'*' if candidate.chosen else ' '} {candidate.score:>5}",
        candidate.kind,
        f"{candidate.releases} of {candidate.entries}",
        str(candidate.dated),
        iso(candidate.newest) or "–",
        "the oldest" if candidate.complete else "these",
        candidate.url,
    )


def _sample(sample: Sample) -> Sequence[str]:
    if sample.published:
        day = iso(sample.published)[:_DAY]
    else:
        day = f"changed {iso(sample.modified)[:_DAY]}" if sample.modified else "undated"
    return (f"  {day}", sample.title or sample.url)


def _reading(reading: Reading) -> Iterator[str]:
    day = iso(reading.published)[:_DAY] or "undated"
    yield f"  {reading.url}"
    if reading.problem:
        yield f"    no release: {reading.problem}"
    if reading.title:
        yield f"    {reading.title} ({day}, {reading.language or 'language unknown'}, {reading.characters} characters)"
        yield f"    {reading.opening}…"


def _table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows with their columns aligned; the last column runs on."""
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
