"""Moments, counts and sentences as people read them on a terminal; lengths of time and sizes are in `amounts`."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.amounts import duration


def moment(at: datetime) -> str:
    """To the minute, in UTC: "2026-11-24 12:05"."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def when(at: datetime, now: datetime) -> str:
    """A moment with its distance from now: "2026-11-24 12:05 (3 h ago)", "2026-11-25 12:00 (in 21 h)"."""
    distance = f"in {duration(at - now)}" if at > now else f"{duration(now - at)} ago"
    return f"{moment(at)} ({distance})"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 page", "1,200 pages"; `many` where it isn't `one` with an "s"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def sentence(clause: str) -> str:
    """A clause as a sentence: with a capital letter and one full stop."""
    return f"{clause[:1].upper()}{clause[1:].rstrip('.')}."
