"""The formats of exports: each writes releases one after the other, and holds none of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from flask import url_for

from crawler.records import Relations, StoredRelease, iso
from web.api.schemas import ReleaseAnswer
from web.citations import RECORDS, Citation, csl
from web.exports.reading_list import reading_list
from web.wording import harmless, machine_date

BOM = "\ufeff"
COLUMNS = (
    "id", "title", "published", "organisation", "language", "state", "revision", "url", "page", "source", "reference",
    "first_seen", "last_seen", "people", "organisations", "places", "topics", "text", "notes",
)  # fmt: skip
BETWEEN = "; "  # the values of a cell
BESIDE: Any = {"variants": True, "alike": True, "links": {"archived"}}  # what each release would be asked for anew
LISTS = ("people", "organisations", "places", "topics")


@dataclass(frozen=True, slots=True)
class Written:
    """What an export is of: what was searched for, how many releases it has, and whether it begins with a mark."""

    title: str
    total: int
    bom: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for the command, the ending of its files, its media type, what people call it, its writer, and
    the mark that each release has once in a file, by which progress is counted."""

    name: str
    ending: str
    media_type: str
    label: str
    write: Callable[[Iterable[StoredRelease], Written], Iterator[str]]
    mark: str


def _csv(releases: Iterable[StoredRelease], written: Written) -> Iterator[str]:
    """RFC 4180, a row a release; no cell is taken for a formula."""
    line = io.StringIO()
    rows = csv.writer(line)
    if written.bom:
        line.write(BOM)
    for row in chain([COLUMNS], map(_row, releases)):
        rows.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _row(release: StoredRelease) -> list[str]:
    content = release.content
    values = {
        "id": release.id,
        "title": content.title,
        "published": machine_date(content.published, content.published_precision),
        "organisation": content.organisation or "",
        "language": content.language or "",
        "state": release.state.value,
        "revision": str(release.revision),
        "url": content.url,
        "page": _page_of(release),
        "source": release.source,
        "reference": content.reference or "",
        "first_seen": iso(release.first_seen),
        "last_seen": iso(release.last_seen),
        "text": content.text,
        "notes": content.notes,
    } | {name: BETWEEN.join(getattr(content, name)) for name in LISTS}
    return [harmless(values[name]) for name in COLUMNS]


def _jsonl(releases: Iterable[StoredRelease], _: Written) -> Iterator[str]:
    """A release a line, as the API gives it, but for what stands beside it."""
    for release in releases:
        answer = ReleaseAnswer.of(release, Relations(), None)
        yield answer.model_dump_json(by_alias=True, exclude_unset=True, exclude=BESIDE) + "\n"


def _records(ending: str) -> Callable[[Iterable[StoredRelease], Written], Iterator[str]]:
    """A record of a format after the other, a blank line between them."""
    write = RECORDS[ending].write

    def written(releases: Iterable[StoredRelease], _: Written) -> Iterator[str]:
        for number, release in enumerate(releases):
            yield ("\n" if number else "") + write(_citation(release))

    return written


def _csl(releases: Iterable[StoredRelease], _: Written) -> Iterator[str]:
    """An array of items, one a line."""
    yield "["
    for number, release in enumerate(releases):
        yield (",\n" if number else "\n") + json.dumps(csl(_citation(release)), ensure_ascii=False)
    yield "\n]\n"


def _html(releases: Iterable[StoredRelease], written: Written) -> Iterator[str]:
    return reading_list(releases, written.title, written.total)


def _citation(release: StoredRelease) -> Citation:
    return Citation.of(release, _page_of(release))


def _page_of(release: StoredRelease) -> str:
    return url_for("releases.page", release_id=release.id, _external=True)


# By the ending of its files.
FORMATS: Mapping[str, Format] = {
    one.ending: one
    for one in (
        Format("csv", "csv", "text/csv", "CSV", _csv, "\r\n"),
        Format("jsonl", "jsonl", "application/jsonl", "JSON Lines", _jsonl, "\n"),
        Format("bibtex", "bib", RECORDS["bib"].media_type, RECORDS["bib"].name, _records("bib"), "\n}"),
        Format("ris", "ris", RECORDS["ris"].media_type, RECORDS["ris"].name, _records("ris"), "\nER  - "),
        Format("csl-json", "csl.json", RECORDS["csl.json"].media_type, RECORDS["csl.json"].name, _csl, "\n{"),
        Format("html", "html", "text/html", "HTML", _html, "<article"),
    )
}
