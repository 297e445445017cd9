"""How good a start an address would be: the figures and the score of a candidate. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.discovery import Hint, Kind, Link, article_links
from crawler.discovery.addresses import (
    is_article_address,
    is_entrance,
    is_in_press_section,
    is_service,
    press_rank,
    press_rank_within,
)
from crawler.survey.asking import Answer
from crawler.survey.values import Candidate
from crawler.urls import host_of, own_host

_SHARED = 0.9  # of the releases must lie in a folder that stands for all
_FEWEST = 3  # releases; fewer show nothing
_ENOUGH = 5  # releases; a candidate with fewer is worth less
_TOMORROW = timedelta(days=1)
_FRESH = ((timedelta(days=31), 1.0), (timedelta(days=183), 0.7), (timedelta(days=366), 0.4))
_OLD, _UNDATED = 0.1, 0.3
# What a candidate can get for each property, 100 in all.
_NAME, _ONE_KIND, _DATED, _FRESHNESS, _COMPLETE = 25, 20, 20, 15, 20
_NO_FOLDER = 0.75  # of _ONE_KIND
_HIGHEST_RANK = 3
_PASSING = re.compile(r"\d+|.*(?<!\d)(?:19|20)\d\d(?!\d).*")  # a number, or a name with a year in it
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?", re.IGNORECASE)
TITLE_SEPARATOR = re.compile(r"\s+[|–—·•»:-]+\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Lead:
    """A candidate with the answer that it was read from and the links that look like releases, in its order."""

    candidate: Candidate
    answer: Answer
    releases: tuple[Link, ...]


class _Content(NamedTuple):
    kind: str
    entries: Sequence[object]
    releases: Sequence[Link]
    complete: bool


def rate(answer: Answer, hosts: Iterable[str], now: datetime) -> Lead | None:
    """The candidate that an answer makes; None where nothing on it looks like a release.

    `hosts` are the site's own. `now` is what freshness is counted from.
    """
    content = _content(answer, tuple(hosts))
    if not content.releases:
        return None
    days = [day for link in content.releases if (day := day_of(link)) and day <= (now + _TOMORROW).date()]
    candidate = Candidate(
        url=answer.url,
        kind=content.kind,
        origin=answer.origin,
        entries=len(content.entries),
        releases=len(content.releases),
        dated=len(days),
        newest=max(days, default=None),
        complete=content.complete,
        folder=shared_folder([link.url for link in content.releases]),
        score=0,
    )
    rated = replace(candidate, score=_score(candidate, _rank(answer, candidate.folder), now))
    return Lead(rated, answer, tuple(content.releases))


def shared_folder(urls: Sequence[str]) -> str:
    """The deepest folder that nearly all URLs lie in, as "/press/"; "" where there is none that tells anything.

    A year or a number ends it: next year's releases will not be there. A language alone tells nothing.
    """
    paths = [urlsplit(url).path.rstrip("/").split("/")[1:-1] for url in urls]
    folder: list[str] = []
    while len(urls) >= _FEWEST:
        names = Counter(
            path[len(folder)] for path in paths if len(path) > len(folder) and path[: len(folder)] == folder
        )
        name, count = max(names.items(), key=lambda item: item[1], default=("", 0))
        if count < _SHARED * len(urls) or _PASSING.fullmatch(name) or "*" in name:
            break
        folder.append(name)
    telling = any(not _LANGUAGE.fullmatch(name) for name in folder)
    return f"/{'/'.join(folder)}/" if telling else ""


def day_of(link: Link) -> date | None:
    """The day that a link gives: of publication, else of the last change."""
    moment = link.published or link.modified
    return moment.date() if isinstance(moment, datetime) else moment


def _content(answer: Answer, hosts: tuple[str, ...]) -> _Content:
    links, kind = answer.discovery.links, answer.discovery.kind
    pages = [link for link in links if own_host(host_of(link.url), hosts) and not is_entrance(link.url)]
    if kind in (Kind.FEED, Kind.JSON_LISTING):
        releases = [link for link in pages if not is_service(link.url)]
        name = "feed" if kind is Kind.FEED else "listing"
        return _Content(name, links, releases, complete=answer.discovery.next_page is not None)
    if kind is Kind.SITEMAP:
        return _Content("sitemap", links, _releases_of_sitemap(pages), complete=True)
    page = answer.page
    if page is None or page.asked.nofollow:
        return _Content("", (), (), complete=False)
    own = [link for link in page.links if link.in_main and own_host(host_of(link.url), hosts)]
    return _Content("listing", own, article_links(page, hosts), complete=bool(page.next_page or page.archives))


def _releases_of_sitemap(pages: list[Link]) -> list[Link]:
    """The pages of a press section, where the sitemap has one; else whatever reads like an article."""
    articles = [page for page in pages if is_article_address(page.url) and not is_service(page.url)]
    news = [page for page in articles if page.kind_hint is Hint.RELEASE or is_in_press_section(page.url)]
    return news if len(news) >= _FEWEST else articles


def _score(candidate: Candidate, rank: int, now: datetime) -> int:
    one_kind = candidate.releases / candidate.entries * (1 if candidate.folder else _NO_FOLDER)
    points = (
        _NAME * rank / _HIGHEST_RANK,
        _ONE_KIND * min(1.0, one_kind),
        _DATED * candidate.dated / candidate.releases,
        _FRESHNESS * _freshness(candidate.newest, now),
        _COMPLETE * candidate.complete,
    )
    return round(sum(points) * min(1.0, candidate.releases / _ENOUGH))


def _freshness(newest: date | None, now: datetime) -> float:
    if newest is None:
        return _UNDATED
    return next((worth for age, worth in _FRESH if now.date() - newest <= age), _OLD)


def _rank(answer: Answer, folder: str) -> int:
    """How surely the candidate is named after releases: by its address, its title or its releases' folder."""
    if is_entrance(answer.url):
        return 0
    titles = TITLE_SEPARATOR.split(answer.page.title) if answer.page else []
    paths = (press_rank_within(url) for url in (answer.url, folder))
    return max(*paths, *map(press_rank, titles))
