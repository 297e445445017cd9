"""The addresses of a saved search that need no sign-in: their tokens are made of its secret, one for each purpose."""

from __future__ import annotations

import hmac
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from typing import Literal
from urllib.parse import quote

from crawler.settings import Settings
from crawler.store.saved import Saved

Purpose = Literal["confirm", "unsubscribe", "feed", "webhook"]


def token(saved: Saved, purpose: Purpose) -> str:
    # What is confirmed is an address: another one needs a token of its own.
    subject = f"{purpose} {saved.id} {saved.wishes.target if purpose == 'confirm' else ''}"
    return urlsafe_b64encode(_digest(saved, subject)).decode().rstrip("=")


def is_right(saved: Saved, purpose: Purpose, given: str) -> bool:
    return hmac.compare_digest(token(saved, purpose).encode(), given.encode("utf-8", "replace"))


def webhook_key(saved: Saved) -> str:
    """What the messages of a webhook are signed with, as its receiver is given it (Standard Webhooks)."""
    return "whsec_" + b64encode(_digest(saved, f"webhook {saved.id} ")).decode()


def site(settings: Settings) -> str:
    """Where people reach the pages, without a slash at its end."""
    web = settings.web
    host = f"[{web.host}]" if ":" in web.host else web.host
    return settings.alerts.address.rstrip("/") or f"http://{host}:{web.port}"


def unsubscribe(settings: Settings, saved: Saved) -> str:
    return f"{site(settings)}/alerts/{saved.id}/unsubscribe/{token(saved, 'unsubscribe')}"


def confirm(settings: Settings, saved: Saved) -> str:
    return f"{site(settings)}/alerts/{saved.id}/confirm/{token(saved, 'confirm')}"


def search(settings: Settings, saved: Saved) -> str:
    return f"{site(settings)}/?{saved.wishes.query}"


def release(settings: Settings, identity: str) -> str:
    return f"{site(settings)}/releases/{quote(identity, safe='')}"


def managed(settings: Settings, saved: Saved) -> str:
    return f"{site(settings)}/admin/searches/{saved.id}"


def _digest(saved: Saved, subject: str) -> bytes:
    return hmac.new(saved.secret.encode(), subject.encode(), sha256).digest()
