"""The command `export`: all releases of a search as a file, by the code of the pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from crawler.command import Session, command
from crawler.progress import progress
from crawler.words import count

NAMES = ("jsonl", "csv", "bibtex", "ris", "csl-json", "html")


@command("export")
@click.option("--query", default="", help="What to search for, in the language of the search box; all without it.")
@click.option("--format", "name", type=click.Choice(NAMES), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output without it.")
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), help="Newest first without it.")
@click.option("--base-url", metavar="URL", help="Where the installation is reached, for links to its pages.")
@click.option("--bom", is_flag=True, help="CSV with the mark by which Excel knows UTF-8.")
def export(
    session: Session, query: str, name: str, output: Path | None, sort: str | None, base_url: str | None, bom: bool
) -> None:
    """The matching releases as a file."""
    from web.app import create_app
    from web.exports.formats import FORMATS, Written
    from web.exports.gathering import gathered, in_bulk
    from web.library import library
    from web.parameters import EXPORT
    from web.titles import title_of

    web = session.settings.web
    app = create_app(session.settings)
    form = next(one for one in FORMATS.values() if one.name == name)
    with app.test_request_context(base_url=base_url or f"http://{web.host}:{web.port}"):
        search = EXPORT(q=query, sort=sort or "newest", bom=bom)
        found = library().index.find(search.request({}, recent=session.settings.search.recent))
        with progress("Exporting", session.now, unit="releases") as tick, _opened(output) as file:
            releases = gathered(library(), found, lambda done: tick("Exporting", done, found.size))
            for piece in in_bulk(form.write(releases, Written(title_of(search), found.size, bom))):
                file.write(piece)
        library().close()
    if output is not None:
        told = {"releases": found.size, "format": name, "output": str(output)}
        session.show(told, lambda: f"{count(found.size, 'release')} in {output}")


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that stands there whole or not at all."""
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # line ends are the format's
        yield sys.stdout
        sys.stdout.flush()
        return
    beside = output.with_name(f"{output.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            yield file
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)
