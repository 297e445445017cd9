"""A clock that stands where a test puts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

STARTED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
EDITED_AFTER = timedelta(hours=1)
SWITCH = STARTED + EDITED_AFTER


@dataclass
class Clock:
    now: datetime = STARTED

    def __call__(self) -> datetime:
        return self.now
