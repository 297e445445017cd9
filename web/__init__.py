"""The web package: `create_app` is the WSGI application factory (contract, section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from crawler.settings import Settings

__all__ = ["create_app"]


def create_app(config: Settings) -> Flask:
    """The application over the store and the index of a configuration. See `web.app`."""
    from web import app  # with the index engine: a second and a hundred megabytes, which other commands need not have

    return app.create_app(config)
