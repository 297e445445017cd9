"""The form of a saved search: what is wished, and a sentence for what can't be."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import abort

from crawler.store.accounts import LONGEST_EMAIL
from crawler.store.saved import LONGEST_NAME, Channel, Schedule, Wishes
from web.admin.pages import field
from web.i18n import gettext, language
from web.library import settings

LONGEST_ADDRESS = 2_000


def wishes(query: str) -> Wishes:
    """What was sent, for a search."""
    try:
        channel, schedule = Channel(field("channel")), Schedule(field("schedule"))
    except ValueError:
        abort(400)
    target = {Channel.EMAIL: field("email"), Channel.WEBHOOK: field("webhook"), Channel.FEED: ""}[channel]
    schedule = Schedule.IMMEDIATELY if channel is Channel.FEED else schedule
    return Wishes(" ".join(field("name").split()), query, channel, target, schedule, language())


def problem(wishes: Wishes) -> str:
    """What is wrong with some wishes; "" for nothing."""
    if not wishes.name or len(wishes.name) > LONGEST_NAME or not wishes.name.isprintable():
        return gettext("Give the search a name that says what it is for.")
    if wishes.channel is Channel.EMAIL and not settings().alerts.smtp_host:
        return gettext("This installation sends no e-mail.")
    if wishes.channel is Channel.EMAIL and not _is_email(wishes.target):
        return gettext("Write an e-mail address, such as you@example.org.")
    if wishes.channel is Channel.WEBHOOK and not _is_web_address(wishes.target):
        return gettext("Write the https or http address that takes the messages.")
    return ""


def _is_email(text: str) -> bool:
    return (
        len(text) <= LONGEST_EMAIL and text.isprintable() and bool(re.fullmatch(r"[^@\s<>\",;]+@[^@\s<>\",;]+", text))
    )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        proper = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    return proper and "@" not in parts.netloc and len(text) <= LONGEST_ADDRESS and re.search(r"\s", text) is None
