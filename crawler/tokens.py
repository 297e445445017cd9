"""Secrets that we give out: made here, shown once, kept as digests."""

from __future__ import annotations

import secrets
from hashlib import sha256

BYTES = 32  # of chance: nobody guesses it, however fast the hash


def new_token() -> str:
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is kept of a token. A lookup by it tells nothing by its time: who asks can't choose digests."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
