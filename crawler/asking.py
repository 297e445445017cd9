"""How a site is asked beside the crawl: as a crawl would, and nobody's server without a contact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from types import MappingProxyType

from crawler import survey
from crawler.fetch import ErrorKind, Fetched, Fetcher, FetchError
from crawler.policy import on_this_machine
from crawler.settings import Settings
from crawler.survey.asking import Fetch
from crawler.urls import host_of


class NoContactError(Exception):
    """A server of others is not asked without a contact; the message says what to do."""


def fetch_for(settings: Settings, clock: Callable[[], datetime], url: str) -> Fetch:
    """How the site at `url` is asked. Where it is on this machine, and only then, others of this machine are asked too.

    Without a contact nobody else is, wherever the site's links and redirects lead. Raises NoContactError.
    """
    here = on_this_machine(host_of(url), settings.crawler.resolve)
    if not settings.crawler.contact and not here:
        raise NoContactError(
            "Set crawler.contact to your address first, so that the site's owners can reach you; while it is empty, "
            "only this machine's own hosts are asked."
        )
    fetcher = Fetcher(settings.crawler.limits, settings.user_agent, settings.crawler.resolve, now=clock)

    def fetch(url: str) -> Fetched:
        own = on_this_machine(host_of(url), settings.crawler.resolve)
        if not settings.crawler.contact and not own:
            return _not_asked(url, clock())
        return survey.single_hop(fetcher, allow_private=here and own)(url)

    return fetch


def _not_asked(url: str, now: datetime) -> Fetched:
    reason = f"{host_of(url)} is not on this machine, and crawler.contact is empty: it was not asked."
    return Fetched(
        url=url,
        final_url=url,
        started=now,
        elapsed_seconds=0.0,
        status=None,
        headers=MappingProxyType({}),
        body=b"",
        exchange=None,
        redirects=(),
        error=FetchError(ErrorKind.REDIRECT_REFUSED, reason),
        retry_after=None,
    )
