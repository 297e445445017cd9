"""Which candidates make the source: usually the listing (the history) with the feed (the news) beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.discovery import Link
from crawler.discovery.addresses import is_entrance
from crawler.survey.rate import Lead, day_of
from crawler.survey.values import Sample
from crawler.urls import allowed, host_of, own_host

_LEAST_SCORE = 20  # of a candidate that nobody asked for
_LEAST_SHARE = 0.5  # of the best score: a listing worth less than half a feed is not preferred to it
_COVERED = 0.5  # of the smaller one's releases, for two candidates of one section
_SAMPLES = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """The starts of a source, the main one first, and what belongs to them.

    `allow` are path patterns, `hosts` those of releases on other hosts than the starts'. `left_out` counts the
    releases seen on the main start that `allow` shuts out.
    """

    starts: tuple[Lead, ...]
    allow: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    left_out: int = 0


def choose(leads: Sequence[Lead], given: str) -> Choice | None:
    """The best choice, None where no candidate is good enough. `given` is the URL that was asked about."""
    main = _main(leads, given)
    if main is None:
        return None
    starts = (main, *_beside(main, leads))
    folder = main.candidate.folder
    allow = (f"{folder}**",) if folder else ()
    own = [host_of(start.candidate.url) for start in starts]
    hosts = {host_of(link.url) for link in main.releases}
    return Choice(
        starts=starts,
        allow=allow,
        hosts=tuple(sorted(host for host in hosts if not own_host(host, own))),
        left_out=sum(not allowed(link.url, allow) for link in main.releases),
    )


def samples(choice: Choice, leads: Iterable[Lead]) -> tuple[Sample, ...]:
    """The first releases that the chosen starts would give, with the titles and dates that any candidate knows."""
    known: dict[str, Link] = {}
    for lead in (*choice.starts, *leads):
        for link in lead.releases:
            known[link.url] = _completed(known[link.url], link) if link.url in known else link
    taken = [known[url] for url in dict.fromkeys(_urls(choice)) if allowed(url, choice.allow)]
    if choice.starts[0].candidate.kind != "listing":
        taken.sort(key=lambda link: day_of(link) or date.min, reverse=True)
    return tuple(_sample(link) for link in taken[:_SAMPLES])


def _urls(choice: Choice) -> Iterator[str]:
    return (link.url for start in choice.starts for link in start.releases)


def _completed(known: Link, other: Link) -> Link:
    return replace(
        known,
        title=known.title or other.title,
        published=known.published or other.published,
        modified=known.modified or other.modified,
    )


def _sample(link: Link) -> Sample:
    return Sample(link.url, link.title or "", link.published, None if link.published else link.modified)


def _main(leads: Sequence[Lead], given: str) -> Lead | None:
    """What was asked about, if it is of use; a feed or a sitemap gives way to the listing of the same section."""
    asked = next((lead for lead in leads if lead.candidate.url == given), None)
    if asked and asked.candidate.kind == "listing":
        return asked
    if asked:
        related = [lead for lead in leads if _covers(lead, asked)]
    else:  # an article, for one
        related = [lead for lead in leads if _holds(lead, given)] or list(leads)
    needed = max([_LEAST_SCORE, *(_LEAST_SHARE * lead.candidate.score for lead in related)])
    good = [lead for lead in related if lead.candidate.score >= needed]
    listings = [lead for lead in good if not is_entrance(lead.candidate.url)]
    best = (_best(listings, "listing"), _best(good, "feed"), _best(good, "sitemap"), _best(good, "listing"), asked)
    return next(filter(None, best), None)


def _beside(main: Lead, leads: Sequence[Lead]) -> Iterator[Lead]:
    """The feed of the same section; the sitemap where nothing else reaches the oldest releases."""
    others = [lead for lead in leads if lead is not main and _covers(main, lead)]
    feed = _best(others, "feed") if main.candidate.kind != "feed" else None
    if feed:
        yield feed
    sitemap = _best([lead for lead in others if lead.candidate.releases > main.candidate.releases], "sitemap")
    if sitemap and main.candidate.folder and not main.candidate.complete:
        yield sitemap


def _best(leads: Iterable[Lead], kind: str) -> Lead | None:
    """The highest score; the first among equals."""
    return max(
        (lead for lead in leads if lead.candidate.kind == kind), key=lambda lead: lead.candidate.score, default=None
    )


def _holds(lead: Lead, url: str) -> bool:
    folder = lead.candidate.folder
    return any(link.url == url for link in lead.releases) or bool(folder and allowed(url, [f"{folder}**"]))


def _covers(main: Lead, lead: Lead) -> bool:
    """Whether two candidates are about one section: by the releases that both have, or by the folder of them."""
    one, other = ({link.url for link in each.releases} for each in (main, lead))
    folder = main.candidate.folder
    inside = sum(allowed(url, [f"{folder}**"]) for url in other) if folder else 0
    fewer = min(len(one), len(other))
    return len(one & other) >= _COVERED * fewer or inside >= _COVERED * fewer
