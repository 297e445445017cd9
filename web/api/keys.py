"""Who calls: an address, or whoever a key was given to (RFC 6750)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized


@dataclass(frozen=True)
class Key:
    """A key that was given to somebody: what tells it from others, never the key itself."""

    name: str
    scopes: frozenset[str] = frozenset()
    per_minute: int | None = None  # requests; None: as `web.key_limit` has it


Lookup = Callable[[str], Key | None]  # by what stands behind "Bearer"; None: no such key, or no longer


@dataclass(frozen=True)
class Caller:
    """Who sends a request."""

    address: str
    key: Key | None = None


def no_keys(_: str) -> Key | None:
    """The lookup of an installation that gives out no keys."""
    return None


def caller(request: Request, lookup: Lookup = no_keys) -> Caller:
    """Who sends a request. Raises Unauthorized for an Authorization that is not a key that is known."""
    address = request.remote_addr or ""
    if "Authorization" not in request.headers:
        return Caller(address)
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise _refused("Send a key as “Authorization: Bearer KEY”, or no Authorization at all.", "invalid_request")
    key = lookup(given.token)
    if key is None:
        raise _refused("This key is not known here, or no longer: ask for another, or send none.", "invalid_token")
    return Caller(address, key)


def _refused(detail: str, error: str) -> Unauthorized:
    return Unauthorized(detail, www_authenticate=WWWAuthenticate("bearer", {"realm": "Pressroom", "error": error}))
