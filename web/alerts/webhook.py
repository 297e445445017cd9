"""Webhooks, as Standard Webhooks has them: signed, with an id that is the same for every attempt."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256

from crawler.fetch import Fetcher
from crawler.fetching.outcome import ErrorKind, FetchLimits
from crawler.records import iso
from crawler.settings import Settings
from crawler.store.outbox import Kind, Message
from crawler.store.saved import Saved
from web.alerts import addresses
from web.alerts.failures import SendError

LIMITS = FetchLimits(connect_seconds=10, read_seconds=15, total_seconds=30, max_bytes=64_000, max_redirects=0)
GONE = 410  # its receiver does not want any more, now or ever


def payload(message: Message, saved: Saved, settings: Settings) -> bytes:
    """What is sent: the same bytes at every attempt."""
    items = [
        {**item, "links": {"html": addresses.release(settings, item["id"]), "source": item["url"]}}
        for item in message.content["items"]
    ]
    told = {
        "type": "alert.test" if message.kind is Kind.TEST else "alert.releases",
        "timestamp": iso(message.created_at),
        "data": {
            "search": {
                "id": saved.id,
                "name": saved.wishes.name,
                "links": {"html": addresses.search(settings, saved)},
            },
            "releases": items,
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def headers(message: Message, saved: Saved, body: bytes, now: datetime) -> dict[str, str]:
    """The id is the key of idempotency; the signature is over id, time and body, so that nobody can send it later."""
    identity = f"msg_{saved.id}_{message.id}"
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json",
        "Idempotency-Key": f'"{identity}"',
        "webhook-id": identity,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(addresses.webhook_key(saved), identity, timestamp, body),
    }


def signature(key: str, identity: str, timestamp: str, body: bytes) -> str:
    secret = b64decode(key.removeprefix("whsec_"))
    signed = hmac.new(secret, f"{identity}.{timestamp}.".encode() + body, sha256).digest()
    return "v1," + b64encode(signed).decode()


def send(message: Message, saved: Saved, settings: Settings, now: datetime) -> None:
    """Posts it. Raises SendError. A redirect is a failure: the address is the one that was given."""
    body = payload(message, saved, settings)
    fetcher = Fetcher(LIMITS, settings.user_agent, {}, now=lambda: now)
    answer = fetcher.post(
        saved.wishes.target,
        body,
        headers(message, saved, body, now),
        allow_private=settings.alerts.allow_private,
    )
    if answer.error is not None and answer.error.kind is ErrorKind.PRIVATE_ADDRESS:
        raise SendError("It is at no public address: alerts.allow_private in config.toml permits that.", final=True)
    if answer.error is not None:
        raise SendError(answer.error.reason, final=answer.error.kind is ErrorKind.BAD_URL)
    if answer.status == GONE:
        raise SendError("Its receiver says that it wants no more (410).", final=True)
    if answer.status is None or not 200 <= answer.status < 300:
        said = f"Its receiver answers with status {answer.status}, and not with one from 200 to 299."
        raise SendError(said, after=answer.retry_after)
