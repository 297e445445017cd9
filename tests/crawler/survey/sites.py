"""Sites of our own writing, and a survey of one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from xml.sax.saxutils import escape

from crawler.fetch import Fetcher, FetchLimits
from crawler.survey import Survey, single_hop, survey
from tests.replay import Page, Pages, Replay

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
AGENT = "Pressroom/0.1 (+tests@example.org)"
SUBJECTS = (
    "Council agrees on a plan for cleaner rivers",
    "Ministers open the new bridge over the valley",
    "Agency publishes its yearly report on fisheries",
    "Observers begin their mission before the election",
    "Twelve towns receive funds for public libraries",
    "Researchers map the glaciers of the northern range",
    "New rules for the safety of lifts come into force",
    "Commission asks citizens about the future of trains",
)
PROSE = (
    "<p>The council agreed today on a plan that all of its members had discussed for more than two years, it said.</p>"
    "<p>The plan sets out what each member will do by the end of the decade, and how the progress will be measured.</p>"
    "<p>A first report on the work that was done is due next spring, and it will be open to everybody who asks.</p>"
)


def html(title: str, body: str, *, head: str = "", language: str = "en") -> Page:
    text = (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}'
        f"</head><body>{body}</body></html>"
    )
    return text.encode(), "text/html; charset=utf-8"


def navigation(links: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<li><a href="{address}">{text}</a></li>' for address, text in links)
    return f"<nav><ul>{items}</ul></nav>"


def day_of(number: int) -> date:
    return (NOW - timedelta(days=3 + 7 * number)).date()


def slug(number: int) -> str:
    return SUBJECTS[number].lower().replace(" ", "-")


def listing(folder: str, title: str = "Press releases", *, following: str = "", head: str = "") -> Page:
    """A page that lists all SUBJECTS with their dates; `following` is the address of the next page."""
    items = "".join(
        f'<li class="item"><h3><a href="{folder}{slug(number)}">{subject}</a></h3>'
        f'<time datetime="{day_of(number)}">{day_of(number):%d.%m.%Y}</time></li>'
        for number, subject in enumerate(SUBJECTS)
    )
    more = f'<a rel="next" href="{following}">Older</a>' if following else ""
    return html(f"{title} | Example Council", f"<main><h1>{title}</h1><ul>{items}</ul>{more}</main>", head=head)


def article(number: int, *, language: str = "en", around: str = "") -> Page:
    day = day_of(number)
    body = (
        f'{around}<main><article><h1>{SUBJECTS[number]}</h1><time datetime="{day}">{day}</time>{PROSE}</article></main>'
    )
    return html(f"{SUBJECTS[number]} | Example Council", body, language=language)


def articles(folder: str) -> Pages:
    return {f"{folder}{slug(number)}": article(number) for number in range(len(SUBJECTS))}


def feed(folder: str, origin: str = "https://www.council.example") -> Page:
    items = "".join(
        f"<item><title>{subject}</title><link>{origin}{folder}{slug(number)}</link>"
        f"<pubDate>{day_of(number):%a, %d %b %Y} 09:00:00 GMT</pubDate></item>"
        for number, subject in enumerate(SUBJECTS)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Releases</title>{items}</channel></rss>'
    return text.encode(), "application/rss+xml"


def sitemap(paths: Iterable[str], origin: str = "https://www.council.example") -> Page:
    urls = "".join(f"<url><loc>{origin}{path}</loc><lastmod>2026-05-01</lastmod></url>" for path in paths)
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return text.encode(), "application/xml"


def sitemap_index(paths: Iterable[str], origin: str = "https://www.council.example") -> Page:
    parts = "".join(f"<sitemap><loc>{origin}{path}</loc></sitemap>" for path in paths)
    namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><sitemapindex xmlns="{namespace}">{parts}</sitemapindex>'.encode(), "application/xml"


def robots(text: str) -> Page:
    return text.encode(), "text/plain"


def surveyed(replay: Replay, url: str) -> Survey:
    fetcher = Fetcher(FetchLimits(), AGENT, replay.resolve)
    return survey(url, single_hop(fetcher), pause=lambda seconds: None, now=NOW, agent=AGENT)
