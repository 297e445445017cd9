"""Whether a source's releases read as well as they used to: a new layout shows in what cleaning no longer finds."""

from __future__ import annotations

import math
from dataclasses import asdict, astuple, dataclass, field
from typing import Any, Self

_FAST, _SLOW = 0.15, 0.005  # weights of a new reading: means over about 12 and 400 readings
_FEWEST = 20  # readings before anything is said
_BODY = 200  # characters; a shorter text is a scrap
_LEFT = 1 / 3  # of the usual share; below that it has fallen
_NOISES = 4.0  # standard deviations of the fast mean that chance is granted
_NOISE = _FAST / (2 - _FAST)  # variance of an exponentially weighted mean, in variances of one reading
_SHRUNK = math.log(3)  # texts that are shorter by this factor have lost something


@dataclass(frozen=True, slots=True)
class Quality:
    """Smoothed shares (0 to 1) of readings with a title, a date and a body, and the mean logarithm of its length."""

    titled: float = 0.0
    dated: float = 0.0
    with_body: float = 0.0
    body: float = 0.0  # natural logarithm of characters

    def towards(self, reading: Quality, weight: float) -> Quality:
        """The exponentially weighted mean with one more reading; what has no body says nothing of its length."""
        pairs = zip(astuple(self), astuple(reading), strict=True)
        titled, dated, with_body, body = (mean + weight * (new - mean) for mean, new in pairs)
        return Quality(titled, dated, with_body, body if reading.with_body else self.body)


@dataclass(frozen=True, slots=True)
class Health:
    """How well a source's releases read: lately (`fast`) and usually (`slow`)."""

    readings: int = 0
    fast: Quality = field(default_factory=Quality)
    slow: Quality = field(default_factory=Quality)

    def to_json(self) -> dict[str, Any]:
        """A value for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any] | None) -> Self:
        """The inverse of `to_json`; nothing read yet for None."""
        if not value:
            return cls()
        return cls(value["readings"], Quality(**value["fast"]), Quality(**value["slow"]))


def read_well(health: Health, *, titled: bool, dated: bool, body: int) -> Health:
    """The health after one more page that ought to be a release was read; `body` is its text's length in characters.

    That is a page that was a release before, or one of a pattern that is known for releases. While the layout counts
    as changed, what is usual stays as it was: the source recovers when its pages read as before.
    """
    has_body = body >= _BODY
    reading = Quality(float(titled), float(dated), float(has_body), math.log(body) if has_body else 0.0)
    readings = health.readings + 1
    # Plain means at first; the first body sets the length that others are compared with.
    fast = _next(health.fast, reading, max(_FAST, 1 / readings))
    slow = health.slow if layout_changed(health) else _next(health.slow, reading, max(_SLOW, 1 / readings))
    return Health(readings, fast, slow)


def layout_changed(health: Health) -> str | None:
    """What the pages of a source have lost, in a sentence for people; None while they read as usual."""
    if health.readings < _FEWEST:
        return None
    fast, slow = health.fast, health.slow
    for name, now, usual in (
        ("a title", fast.titled, slow.titled),
        ("a date", fast.dated, slow.dated),
        ("a text", fast.with_body, slow.with_body),
    ):
        if _has_fallen(now, usual):
            return (
                f"Its layout seems to have changed: {now:.0%} of its latest pages gave {name}, usually {usual:.0%} do."
            )
    if slow.body - fast.body > _SHRUNK:
        now, usual = math.exp(fast.body), math.exp(slow.body)
        return f"Its layout seems to have changed: its latest texts have {now:.0f} characters, usually {usual:.0f}."
    return None


def _next(mean: Quality, reading: Quality, weight: float) -> Quality:
    result = mean.towards(reading, weight)
    return Quality(result.titled, result.dated, result.with_body, result.body if mean.body else reading.body)


def _has_fallen(now: float, usual: float) -> bool:
    """Whether a share lies so far below the usual one that chance does not explain it."""
    noise = math.sqrt(usual * (1 - usual) * _NOISE)
    return now < min(_LEFT * usual, usual - _NOISES * noise)
