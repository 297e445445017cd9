"""Lengths of time and sizes, as people write them."""

from __future__ import annotations

from datetime import timedelta

_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_SIZES = ("kB", "MB", "GB", "TB")


def duration(length: timedelta) -> str:
    """The largest unit that fills, rounded down, and the next one while the first is small: "40 s", "1 h 20 min"."""
    seconds = max(0, int(length.total_seconds()))
    at = next((at for at, (size, _) in enumerate(_UNITS) if seconds >= size), len(_UNITS) - 1)
    size, unit = _UNITS[at]
    count, rest = divmod(seconds, size)
    if count >= 3 or at + 1 == len(_UNITS) or not (further := rest // _UNITS[at + 1][0]):
        return f"{count} {unit}"
    return f"{count} {unit} {further} {_UNITS[at + 1][1]}"


def size(count: int) -> str:
    """Bytes in the unit that fits (SI): "640 bytes", "1.4 MB"."""
    if count < 1000:
        return f"{count} {'byte' if count == 1 else 'bytes'}"
    power = next((power for power in range(1, len(_SIZES)) if count / 1000**power < 999.5), len(_SIZES))
    value = count / 1000**power
    return f"{value:.1f} {_SIZES[power - 1]}" if value < 99.95 else f"{value:,.0f} {_SIZES[power - 1]}"
