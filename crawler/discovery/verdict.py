"""Whether a cleaned page is a release, a list of releases, or something else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from crawler.cleaning.text import ends_sentence, size
from crawler.discovery.listing import article_links
from crawler.discovery.purposes import is_entrance, is_error_title, is_service, is_service_title
from crawler.discovery.values import PageLinks
from crawler.records import Release
from crawler.urls import host_of


class PageKind(StrEnum):
    """What a page is to the crawler."""

    ARTICLE = "article"
    LISTING = "listing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and in a few words why."""

    kind: PageKind
    reason: str


def judge_page(release: Release, page: PageLinks, url: str) -> Verdict:
    """Whether a page is a release; `release` is what cleaning made of it, `page` what it links to, `url` its own.

    The first rule that knows decides; the reason is for people (`pressroom why`).
    """
    measures = _measure(release, page)
    for rule in _RULES:
        verdict = rule(release, page, url, measures)
        if verdict:
            return verdict
    return Verdict(PageKind.ARTICLE, "has a title, a date and paragraphs of text")


@dataclass(frozen=True, slots=True)
class _Measures:
    prose: int  # characters in paragraphs that are sentences; an unspaced script counts threefold
    listed: int  # links that look like those to articles
    link_share: float  # of the main part's text
    is_marked: bool  # the page calls itself an article


