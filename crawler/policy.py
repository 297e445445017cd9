"""Which sources may be crawled, and what belongs to each: decisions from the settings alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from crawler.reading import Scope
from crawler.settings import Settings, Source
from crawler.store.frontier import Kind, Link
from crawler.urls import canonical_url


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
    interval: timedelta
    delay: timedelta
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
        }


def plans(settings: Settings) -> dict[str, Plan]:
    """The plan of every source by name."""
    return {source.name: _plan(source, settings) for source in settings.source}


def _plan(source: Source, settings: Settings) -> Plan:
    crawler = settings.crawler
    here = all(_on_this_machine(host, crawler.resolve) for host in source.own_hosts)
    return Plan(
        name=source.name,
        organisation=source.organisation,
        short=source.short,
        start=source.start,
        held=_held(source, settings, here=here),
        seeds=tuple(Link(url, netloc(url), Kind.SEED) for url in map(canonical_url, source.start) if url),
        scope=Scope(source.own_hosts, source.allow, source.organisation, source.language),
        interval=source.interval or crawler.interval,
        delay=crawler.delay if source.delay is None else source.delay,
        private=source.private,
        here=here,
    )


def _held(source: Source, settings: Settings, *, here: bool) -> str:
    if source.paused:
        return "paused"
    return "" if settings.crawler.contact or here else "needs-contact"


def _on_this_machine(host: str, resolve: Mapping[str, str]) -> bool:
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
