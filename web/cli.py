"""The `pressroom` command: all subcommands of the three packages, and those of the service."""

from __future__ import annotations

import logging
import sys

import click

from crawler import cli as crawler_cli
from crawler.command import Runtime, Session, command
from crawler.sample.server import NewsroomAddressError
from indexer import cli as indexer_cli
from indexer.index import IndexBusyError, IndexUnreadableError, IndexWriteError
from web.cli_export import export
from web.serve import AddressError
from web.serve import serve as serve_web
from web.supervise import supervise

# Every failure whose message is written for people.
FAILURES = (AddressError, IndexBusyError, IndexUnreadableError, IndexWriteError, NewsroomAddressError)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pressroom")
@click.pass_context
def main(context: click.Context) -> None:
    """Pressroom: every press release of the organisations you follow, found, kept and citable."""
    if context.obj is None:
        context.obj = Runtime(index_changes=indexer_cli.index_changes, failures=FAILURES)


@command("up", level=logging.INFO)
@click.option("--host", help="Address to listen on, instead of web.host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, instead of web.port.")
def up(session: Session, host: str | None, port: int | None) -> None:
    """Starts the whole service: scheduler, indexer and web server; Ctrl-C stops it."""
    supervise(session, host or session.settings.web.host, session.settings.web.port if port is None else port)


@command("serve", level=logging.INFO)
@click.option("--host", help="Address to listen on, instead of web.host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, instead of web.port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes, instead of web.workers.")
def serve(session: Session, host: str | None, port: int | None, workers: int | None) -> None:
    """The web server alone."""
    web = session.settings.web
    serve_web(session.settings, host or web.host, web.port if port is None else port, workers or web.workers)


for _command in (*crawler_cli.COMMANDS, *indexer_cli.COMMANDS, export, up, serve):
    main.add_command(_command)

if __name__ == "__main__":
    sys.exit(main())
