"""The Flask application: the pages, the JSON endpoints, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, url_for
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from crawler.settings import Settings
from web import (
    access,
    archived,
    compressing,
    errors,
    events,
    i18n,
    interface,
    limiting,
    metrics,
    profiles,
    releases,
    revisions,
    search,
    sitemap,
    sources,
    suggest,
    timeline,
    values,
    wording,
)
from web.admin.install import install as install_administration
from web.alerts import public as alerts
from web.api import endpoints
from web.counts import SharedCounts
from web.exports import pages as exports
from web.feeds import pages as feeds
from web.http import API_PREFIX, finish
from web.library import EXTENSION, Library
from web.oai import pages as oai
from web.parameters import PARAMETERS

YEAR = 365 * 24 * 3600  # seconds; static files carry their digest in the address


class ReleaseId(BaseConverter):
    """A release's id in a path: any characters at all, written fully percent-encoded."""

    regex = "(?s:.+)"
    part_isolating = False

    def to_url(self, value: Any) -> str:
        return quote(str(value), safe="")


def create_app(config: Settings, counts: SharedCounts | None = None) -> Flask:
    """The WSGI application for these settings. Needs neither store nor index to start: it says 503 until they exist.

    Processes that serve together are given the same `counts` of requests.
    """
    return build_app(config, Library.of(config), counts)


def build_app(config: Settings, library: Library, counts: SharedCounts | None = None) -> Flask:
    """The application on a given library."""
    app = Flask(__name__)
    app.config.update(SETTINGS=config, SEND_FILE_MAX_AGE_DEFAULT=YEAR)
    app.extensions[EXTENSION] = library
    app.url_map.converters["release_id"] = ReleaseId
    app.url_map.merge_slashes = False  # an id may be an address
    for module in (
        search,
        values,
        releases,
        revisions,
        archived,
        events,
        profiles,
        timeline,
        sources,
        endpoints,
        interface,
    ):
        app.register_blueprint(module.blueprint)
    access.install(app, metrics.install(app))
    for module in (feeds, exports, oai, alerts):
        app.register_blueprint(module.blueprint)
    sitemap.install(app)
    compressing.install(app)
    errors.install(app)
    limiting.install(app, config.web, counts or SharedCounts())
    app.after_request(finish)
    i18n.install(app, (API_PREFIX, *errors.MACHINE_PATHS), ("feeds", "oai", "sitemap"))
    install_administration(app, config, library)
    proxies = config.web.proxies
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    _set_up_templates(app, config.web.title)
    return app


def _set_up_templates(app: Flask, title: str) -> None:
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        site=title,
        icon=_as_data(Path(str(app.static_folder)) / "icon.svg"),
        static=_static_addresses(Path(str(app.static_folder))),
        completed=suggest.HEADINGS,
        fields={field.alias or name: field for name, field in PARAMETERS.model_fields.items()},
    )
    app.jinja_env.filters.update(number=i18n.number, direction=wording.direction, with_code=wording.with_code)


def _as_data(image: Path) -> str:
    """An SVG image as an address of itself (RFC 2397), which spares every page a request."""
    return f"data:image/svg+xml,{quote(image.read_text('utf-8'))}"


def _static_addresses(folder: Path) -> Callable[[str], str]:
    """What gives the address of a static file, with the digest of its content: it may be kept for long."""
    digests = {path.name: sha256(path.read_bytes()).hexdigest()[:12] for path in folder.iterdir()}
    return lambda name: url_for("static", filename=name, v=digests[name])
