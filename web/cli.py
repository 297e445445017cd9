"""The `pressroom` command: all subcommands of the three packages, and those of the service."""

from __future__ import annotations

import logging

import click

from crawler import cli as crawler_cli
from crawler.command import Runtime, Session, command, stop_on_signals
from crawler.sample.server import NewsroomAddressError
from indexer import cli as indexer_cli
from indexer.index import IndexBusyError, IndexUnreadableError, IndexWriteError
from indexer.live import LiveIndex
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
    """Starts the whole service: scheduler, indexer, alerts and web server; Ctrl-C stops it."""
    supervise(session, host or session.settings.web.host, session.settings.web.port if port is None else port)


@command("serve", level=logging.INFO)
@click.option("--host", help="Address to listen on, instead of web.host.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on, instead of web.port.")
@click.option("--workers", type=click.IntRange(1, 64), help="Worker processes, instead of web.workers.")
def serve(session: Session, host: str | None, port: int | None, workers: int | None) -> None:
    """The web server alone."""
    web = session.settings.web
    serve_web(session.settings, host or web.host, web.port if port is None else port, workers or web.workers)


@command("alerts", level=logging.INFO)
@click.option("--once", is_flag=True, help="Tell what there is to tell now, and end.")
def alerts(session: Session, once: bool) -> None:
    """Tells people what is new in their saved searches, until it is stopped."""
    from web.alerts.run import Alerts, run  # flask and what it brings, which no other command needs

    stop = stop_on_signals()
    store = session.store()
    telling = Alerts(store, LiveIndex(session.settings.index.path), session.settings, session.now)
    if not once:
        run(telling, stop)
        return
    while telling.step(stop) and not stop.is_set():
        continue


@command("mcp")
def mcp(session: Session) -> None:
    """Serves an assistant on standard input and output: search, read, cite and timeline (Model Context Protocol)."""
    from web.assistants.server import serve as serve_assistant  # with the index engine, which nothing else here loads

    serve_assistant(session.settings)


for _command in (*crawler_cli.COMMANDS, *indexer_cli.COMMANDS, export, up, serve, alerts, mcp):
    main.add_command(_command)
