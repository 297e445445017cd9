"""Which sources may be crawled, and what belongs to each: decisions from the settings alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from crawler.reading import Scope
from crawler.schedule import QuietHours
from crawler.settings import Settings, Source
from crawler.urls import canonical_url
from crawler.visits import Kind, Link, Rank


@dataclass(frozen=True, slots=True)
class Plan:
    """How one source is crawled: `held` says why it is not ("" when it is)."""

    name: str
    organisation: str
    short: str
    start: tuple[str, ...]
    held: str
    seeds: tuple[Link, ...]
    scope: Scope
    interval: timedelta  # between two looks at a start page
    fixed: bool  # whether that is kept to the letter; else it is where the source's own rhythm begins
    delay: timedelta
    budget: int | None  # requests a day
    connections: int  # to one host at once
    quiet: QuietHours | None
    private: bool
    here: bool  # all its hosts are on this machine

    @property
    def row(self) -> dict[str, object]:
        """The source as the store keeps it."""
        return {
            "name": self.name,
            "organisation": self.organisation,
            "short": self.short,
            "start": list(self.start),
            "held": self.held,
            "budget": self.budget,
            "connections": self.connections,
        }


def plans(settings: Settings) -> dict[str, Plan]:
    """The plan of every source by name."""
    return {source.name: _plan(source, settings) for source in settings.source}


def _plan(source: Source, settings: Settings) -> Plan:
    crawler = settings.crawler
    here = all(on_this_machine(host, crawler.resolve) for host in source.own_hosts)
    return Plan(
        name=source.name,
        organisation=source.organisation,
        short=source.short,
        start=source.start,
        held=_held(source, settings, here=here),
        seeds=tuple(_seed(url) for url in map(canonical_url, source.start) if url),
        scope=Scope(source.own_hosts, source.allow, source.deny, source.organisation, source.language),
        interval=source.interval or crawler.interval,
        fixed=source.interval is not None,
        delay=crawler.delay if source.delay is None else source.delay,
        budget=(crawler.budget if source.budget is None else source.budget) or None,
        connections=source.connections,
        quiet=QuietHours.parse(source.quiet, source.timezone) if source.quiet else None,
        private=source.private,
        here=here,
    )


def _seed(url: str) -> Link:
    return Link(url, netloc(url), Kind.SEED, rank=Rank.SEED)


def _held(source: Source, settings: Settings, *, here: bool) -> str:
    if source.paused:
        return "paused"
    return "" if settings.crawler.contact or here else "needs-contact"


def on_this_machine(host: str, resolve: Mapping[str, str]) -> bool:
    """Whether requests for a host stay on this machine: a loopback address, or one that the settings map to it."""
    mapped = resolve.get(host) or resolve.get("*")
    if mapped:
        host = urlsplit(mapped).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def netloc(url: str) -> str:
    """The network location of a canonical URL, host and port: what politeness and robots.txt belong to."""
    return urlsplit(url).netloc


def robots_address(url: str) -> str:
    """Where the robots.txt stands that rules a URL (RFC 9309, section 2.3)."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
