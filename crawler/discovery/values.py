"""The values of discovery: what a fetched thing is, and the links it gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from crawler.discovery.directives import NOTHING_ASKED, Directives
from crawler.discovery.variants import Variant


class Kind(StrEnum):
    """What a fetched thing is."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap-index"
    HTML = "html"
    JSON_LISTING = "json-listing"
    PDF = "pdf"
    OTHER = "other"


class Hint(StrEnum):
    """What a link leads to, as far as the place where it stands tells."""

    RELEASE = "release"  # an entry of a feed or a news sitemap, or a chosen link of a listing page
    PAGE = "page"  # anything
    SITEMAP = "sitemap"


@dataclass(frozen=True, slots=True)
class Link:
    """A canonical URL with what is said about it where it stands. Unknown is None."""

    url: str
    title: str | None = None
    published: date | datetime | None = None
    modified: datetime | None = None
    kind_hint: Hint = Hint.PAGE


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a fetched thing is.

    `links` are those of a feed, a sitemap or a listing in JSON, in order, each URL once; pages have `read_page_links`.
    `next_page` is the next part of what comes in parts (RFC 5005, JSON Feed `next_url`). `ttl` is how long a feed asks
    to be left alone, `hub` where it can be subscribed to (WebSub). `reason` says what `other` is.
    """

    kind: Kind
    links: tuple[Link, ...] = ()
    next_page: str | None = None
    ttl: timedelta | None = None
    hub: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page: a canonical URL, once, with the best of what stands at the places that link it.

    `text` is what a reader sees, or an image's alternative text. `label` is the link's title or ARIA label. `shape` is
    the markup around it (element and class names): links of one list have the same. `day` is the date that stands
    beside it and beside no other link.
    """

    url: str
    text: str
    label: str = ""
    rel: frozenset[str] = frozenset()
    in_main: bool = True  # not in navigation, header, footer, margin and the like
    in_heading: bool = False
    shape: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page links to, in document order, and what it says to crawlers.

    `text_size` counts the characters of the main part, `link_size` those of them that are links. `next_page` continues
    a listing, `archives` are its months or years; `feeds`, `canonical` and `variants` are the page's own declarations,
    `asked` those of its robots meta elements.
    """

    url: str
    title: str = ""
    links: tuple[PageLink, ...] = ()
    next_page: str | None = None
    archives: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    canonical: str | None = None
    variants: tuple[Variant, ...] = ()
    asked: Directives = NOTHING_ASKED
    has_password_field: bool = False
    text_size: int = 0
    link_size: int = 0
