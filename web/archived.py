"""The archived pages of a release, and the way to them by time: Memento (RFC 7089).

A capture is shown as a page of ours with the archived one in a frame: cleaned (`sanitise`), under a policy that lets it
run, load and send nothing (CSP `sandbox`). `/timegate/URL` leads to the capture nearest to a moment, `/timemap/URL`
lists them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.http import http_date, parse_date
from werkzeug.wrappers import Response as WerkzeugResponse

from crawler.archive import Archived
from crawler.cleaning.decode import decode
from crawler.records import StoredRelease, iso, release_id
from crawler.store import Fetch
from crawler.urls import canonical_url
from web.library import library
from web.sanitise import sanitised
from web.validation import ParameterError
from web.wording import direction, moment, web_address

blueprint = Blueprint("archived", __name__)

_IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%"  # signs of addresses that stay as they are (RFC 3986, 2.2)
LINK_FORMAT = "application/link-format"

# The archived page itself: our stylesheet, and nothing else of any origin. A link opens a window of its own.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)


@dataclass(frozen=True)
class Capture:
    """One of the archived pages of a release; `number` counts from 1, the oldest."""

    number: int
    fetch: Fetch
    href: str

    @property
    def at(self) -> datetime:
        return self.fetch.at

    @property
    def day(self) -> str:
        return moment(self.at)

    @property
    def iso(self) -> str:
        return iso(self.at)


def captures(release: StoredRelease) -> list[Capture]:
    """The archived pages of a release that may be shown, the oldest first."""
    found = library().store.captures(release)
    return [
        Capture(number, fetch, url_for("archived.page", release_id=release.id, number=number))
        for number, fetch in enumerate(found, 1)
    ]


def newest_capture(release: StoredRelease) -> str | None:
    """The absolute address of the newest archived page of a release."""
    found = captures(release)
    return _absolute(release, found[-1]) if found else None


@blueprint.get("/releases/<release_id:release_id>/archived/<int:number>")
def page(release_id: str, number: int) -> Response:
    """A capture under a banner that says what it is."""
    release, found = _captured(release_id, number)
    capture = found[number - 1]
    shown = render_template(
        "archived.html",
        release=release,
        capture=capture,
        captures=found,
        original=web_address(capture.fetch.url),
        is_html=_is_html(_read(capture)),
        frame=url_for("archived.frame", release_id=release_id, number=number),
    )
    return _with_memento(make_response(shown), release, found, capture)


@blueprint.get("/releases/<release_id:release_id>/archived/<int:number>/page")
def frame(release_id: str, number: int) -> Response:
    """The archived page: HTML cleaned, anything else as a file."""
    release, found = _captured(release_id, number)
    capture = found[number - 1]
    archived = _read(capture)
    if _is_html(archived):
        language = release.content.language
        shown = render_template(
            "archived_page.html",
            title=release.content.title,
            language=language,
            direction=direction(language),
            body=sanitised(decode(archived.body), archived.url),
        )
        response = make_response(shown)
    else:
        response = Response(
            archived.body, content_type=archived.headers.get("Content-Type", "application/octet-stream")
        )
        response.headers.set("Content-Disposition", "attachment")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Robots-Tag"] = "noindex"
    return _with_memento(response, release, found, capture)


@blueprint.get("/timegate/<path:_url>")
def timegate(_url: str) -> WerkzeugResponse:
    """Leads to the capture nearest to the moment of `Accept-Datetime`, without one to the newest (RFC 7089, 4.1)."""
    release, found = _of_address(_asked("/timegate/"))
    wanted = request.headers.get("Accept-Datetime")
    at = parse_date(wanted) if wanted else None
    if wanted and at is None:
        said = "Accept-Datetime must be a date of HTTP, such as Wed, 30 Oct 2019 10:00:00 GMT."
        raise ParameterError([("Accept-Datetime", said)])
    nearest = min(found, key=lambda capture: abs(capture.at - at)) if at else found[-1]
    response = redirect(_absolute(release, nearest))
    response.vary.add("Accept-Datetime")
    response.headers["Link"] = _written(_around(release, found, nearest))
    return response


@blueprint.get("/timemap/<path:_url>")
def timemap(_url: str) -> Response:
    """All captures of an address, as links (RFC 7089, 5)."""
    release, found = _of_address(_asked("/timemap/"))
    links = [
        (_original(release), 'rel="original"'),
        (request.url, f'rel="self"; type="{LINK_FORMAT}"; from="{_date(found[0])}"; until="{_date(found[-1])}"'),
        (_timegate(release), 'rel="timegate"'),
        *((_absolute(release, capture), _relation(capture, found)) for capture in found),
    ]
    return Response(_written(links, ",\n") + "\n", content_type=LINK_FORMAT)


def _captured(identity: str, number: int) -> tuple[StoredRelease, list[Capture]]:
    release = library().store.release(identity)
    found = captures(release) if release else []
    if release is None or not 1 <= number <= len(found):
        raise NotFound
    return release, found


def _of_address(address: str) -> tuple[StoredRelease, list[Capture]]:
    """The release at an address, and its captures."""
    canonical = canonical_url(address)
    release = library().store.release(release_id(canonical)) if canonical else None
    found = captures(release) if release else []
    if release is None or not found:
        raise NotFound(f"No page of {address} is archived here.")
    return release, found


def _asked(prefix: str) -> str:
    """The address behind the prefix, with its query."""
    return request.full_path.removesuffix("?" if not request.query_string else "").removeprefix(prefix)


def _read(capture: Capture) -> Archived:
    assert capture.fetch.location is not None
    return library().archive.read(capture.fetch.location)


def _is_html(archived: Archived) -> bool:
    """By the media type that it was sent with, else by how it begins."""
    header = Message()
    header["Content-Type"] = archived.headers.get("Content-Type", "")
    if archived.headers.get("Content-Type"):
        return header.get_content_type() in ("text/html", "application/xhtml+xml")
    return archived.body.lstrip()[:1] == b"<"


def _with_memento(response: Response, release: StoredRelease, found: Sequence[Capture], capture: Capture) -> Response:
    response.headers["Memento-Datetime"] = http_date(capture.at)
    response.headers["Link"] = _written(_around(release, found, capture))
    return response


def _around(release: StoredRelease, found: Sequence[Capture], capture: Capture) -> list[tuple[str, str]]:
    """The links of one capture: the original, the ways to all, and the captures at both ends and beside it."""
    beside = {1, capture.number - 1, capture.number, capture.number + 1, len(found)}
    return [
        (_original(release), 'rel="original"'),
        (_timegate(release), 'rel="timegate"'),
        (
            url_for("archived.timemap", _url="", _external=True) + _original(release),
            f'rel="timemap"; type="{LINK_FORMAT}"',
        ),
        *(
            (_absolute(release, other), _relation(other, found, capture.number))
            for other in found
            if other.number in beside
        ),
    ]


def _relation(capture: Capture, found: Sequence[Capture], current: int | None = None) -> str:
    """'rel="first memento"; datetime="…"'."""
    names = {1: "first", len(found): "last"}
    kinds = [names.get(capture.number, "")]
    if len(found) == 1:
        kinds = ["first", "last"]
    if current is not None and abs(capture.number - current) == 1:
        kinds.append("prev" if capture.number < current else "next")
    return f'rel="{" ".join([*filter(None, kinds), "memento"])}"; datetime="{_date(capture)}"'


def _written(links: Sequence[tuple[str, str]], between: str = ", ") -> str:
    return between.join(f"<{quote(address, safe=_IN_ADDRESSES)}>; {attributes}" for address, attributes in links)


def _date(capture: Capture) -> str:
    return http_date(capture.at.astimezone(UTC))


def _original(release: StoredRelease) -> str:
    return release.content.url


def _timegate(release: StoredRelease) -> str:
    return url_for("archived.timegate", _url="", _external=True) + _original(release)


def _absolute(release: StoredRelease, capture: Capture) -> str:
    return url_for("archived.page", release_id=release.id, number=capture.number, _external=True)
