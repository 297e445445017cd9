"""Dates as feeds and sitemaps write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from crawler.cleaning.dates import parse_machine


def feed_date(text: str | None) -> date | datetime | None:
    """A date in RFC 3339, W3C, RFC 822 or a free form; a `date` where no moment is named, None for anything else."""
    return parse_machine(text) if text else None


def feed_moment(text: str | None) -> datetime | None:
    """Like `feed_date`, with the beginning of the day (UTC) where no moment is named."""
    found = feed_date(text)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, time(), UTC)
