"""What a page asks of crawlers: robots meta elements and the `X-Robots-Tag` header. Pure.

Source: Google Search Central, "Robots meta tag, data-nosnippet, and X-Robots-Tag specifications". No standard covers
these; where declarations disagree, the more restrictive one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORDS = re.compile(r"[\s,;]+")
_SCOPED = re.compile(r"\s*(?P<name>[\w.*-]+)\s*:(?P<rest>.*)", re.DOTALL)
# Directives that have a value after a colon, which would else read as the name of a crawler.
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
PRODUCT = "pressroom"
"""The product token by which a page may address this crawler."""

_EVERYBODY = frozenset({"robots", "*"})


@dataclass(frozen=True, slots=True)
class Directives:
    """`noindex`: keep no release of the page; `nofollow`: take none of its links; `noarchive`: show no copy of it."""

    noindex: bool = False
    nofollow: bool = False
    noarchive: bool = False

    def __or__(self, other: Directives) -> Directives:
        """What both together ask."""
        return Directives(
            self.noindex or other.noindex, self.nofollow or other.nofollow, self.noarchive or other.noarchive
        )


NOTHING_ASKED = Directives()


def directives(metas: Iterable[tuple[str, str]], header: str | None, agent: str) -> Directives:
    """What applies to a crawler with the product token `agent` ("pressroom", also with a version after a slash).

    `metas` are the names and contents of a page's meta elements, of any kind. `header` is the value of `X-Robots-Tag`,
    several ones joined by commas: a crawler's name before a directive scopes all that follow, up to the next name.
    """
    addressed = _EVERYBODY | {agent.partition("/")[0].strip().lower()}
    words = {
        word
        for name, content in (*metas, *_scopes(header or ""))
        if name.strip().lower() in addressed
        for word in _WORDS.split(content.lower())
    }
    return Directives(
        noindex=not words.isdisjoint({"noindex", "none"}),
        nofollow=not words.isdisjoint({"nofollow", "none"}),
        noarchive="noarchive" in words,
    )


def _scopes(header: str) -> Iterator[tuple[str, str]]:
    """The header's directives one by one, each with the crawler that it is meant for."""
    name = "*"
    for part in header.split(","):
        scoped = _SCOPED.fullmatch(part)
        if scoped and scoped["name"].lower() not in _VALUED:
            name, part = scoped["name"], scoped["rest"]
        yield name, part
