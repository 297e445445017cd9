"""`pressroom mcp`: the tools served to one assistant over standard input and output (Model Context Protocol)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import ParamSpec, TypeVar

from flask import Flask
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from werkzeug.exceptions import HTTPException

from crawler.settings import Settings
from crawler.store import StoreError
from indexer.index import BadCursorError, IndexUnreadableError
from web.app import create_app
from web.assistants.tools import TOOLS
from web.library import library
from web.validation import ParameterError

INSTRUCTIONS = (
    "Press releases of organisations, kept with their history. Find them with search, read the texts that matter, and "
    "cite each release that you rely on; say so where its state is changed or withdrawn."
)
READS_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - not to listen on

_Given = ParamSpec("_Given")
_Answered = TypeVar("_Answered")


def make_server(config: Settings, app: Flask | None = None) -> MCPServer:
    """The tools on the library of an application."""
    app = app or create_app(config)
    server = MCPServer(
        "pressroom",
        title=config.web.title,
        instructions=INSTRUCTIONS,
        version=version("pressroom"),
        log_level="WARNING",
    )
    for tool in TOOLS:
        server.tool(annotations=READS_ONLY)(_within(app, _address(config), tool))
    return server


def serve(config: Settings) -> None:
    """Serves until standard input ends."""
    make_server(config).run("stdio")


def _address(config: Settings) -> str:
    """Where the pages are, for links."""
    return f"http://{EVERYWHERE.get(config.web.host, config.web.host)}:{config.web.port}"


def _within(app: Flask, address: str, tool: Callable[_Given, _Answered]) -> Callable[_Given, _Answered]:
    """The tool, run where the pages run; what goes wrong becomes a sentence that says what to do."""

    @wraps(tool)
    def run(*arguments: _Given.args, **options: _Given.kwargs) -> _Answered:
        with app.test_request_context(base_url=address):
            try:
                return tool(*arguments, **options)
            except (IndexUnreadableError, StoreError) as error:
                library().forget()
                raise ToolError(str(error)) from None
            except BadCursorError:
                raise ToolError("cursor does not belong to this search: start again without it.") from None
            except ParameterError as error:
                raise ToolError(str(error)) from None
            except HTTPException as error:
                raise ToolError(error.description or error.name) from None

    return run
