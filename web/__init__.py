"""The web package: `create_app` is the WSGI application factory (contract, section 3)."""

from web.app import create_app

__all__ = ["create_app"]
