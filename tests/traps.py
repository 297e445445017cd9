"""Places without an end, for crawlers to get lost in: each maps a target (path and query) to a page."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

Page = tuple[bytes, str]
Trap = Callable[[str], Page]

ITEMS = 5
LAST_PAGE = 3  # of the listing at /last
DEEP = 80  # pages of the honest listing at /deep
PARAGRAPHS = (
    "<p>The ministers met in Vienna on Monday and agreed to open bridge {0} to rail traffic next spring.</p>"
    "<p>Work on the {0} northern tracks begins in January. Both sides will share the cost of line {0} equally.</p>"
    "<p>A joint commission reports every three months on section {0}. It meets in Bratislava for the first time.</p>"
)
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_tickets = itertools.count(1)


def release(number: str) -> Page:
    """A release that is told from the others by its number."""
    title = f"The ministers agree on the opening of bridge {number}"
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="2026-11-02"></head><body><main><article><h1>{title}</h1>'
        f"<time>2026-11-02</time>{PARAGRAPHS.format(number)}</article></main></body></html>"
    ).encode(), "text/html"


def listing(*paths: str, further: str | None = None, word: str = "Next") -> Page:
    """A listing of these paths with a link to its next page."""
    rows = "".join(
        f"<li><h2><a href='{path}'>The ministers agree on what stands at {path}</a></h2><time>2026-11-02</time></li>"
        for path in paths
    )
    on = f"<a rel='next' href='{further}'>{word}</a>" if further else ""
    page = f"<!doctype html><title>News</title><main><h1>Press releases</h1><ul>{rows}</ul>{on}</main>"
    return page.encode(), "text/html"


def nothing(_target: str = "") -> Page:
    """A page that is no release."""
    return b"<!doctype html><title>Nothing</title><main><h1>Nothing here</h1><p>Come back soon.</p></main>", "text/html"


def _number(target: str, name: str = "page") -> int:
    return int(parse_qs(urlsplit(target).query).get(name, ["1"])[0])


def _last_number(target: str) -> int:
    return int(urlsplit(target).path.rpartition("/")[2])


def _same(target: str) -> Page:
    """A next page for ever, always with the same releases."""
    further = f"/same?page={_number(target) + 1}"
    return listing(*(f"/release/{n}" for n in range(ITEMS)), further=further)


def _last(target: str) -> Page:
    """Answers each page after the last one with the last one, which offers a further one."""
    page = _number(target)
    shown = min(page, LAST_PAGE)
    return listing(*(f"/release/{shown}{n}" for n in range(ITEMS)), further=f"/last?page={page + 1}")


def _junk(target: str) -> Page:
    """A next page for ever, with other pages each time, none of which is a release."""
    page = _number(target)
    return listing(
        *(f"/void~{page}x{n}/story-of-nothing-at-all" for n in range(ITEMS)), further=f"/junk?page={page + 1}"
    )


def _calendar(target: str) -> Page:
    month = _number(target, "month")
    return listing(*(f"/void/{month}-{n}" for n in range(ITEMS)), further=f"/calendar?month={month + 1}")


def _diary(target: str) -> Page:
    """A calendar whose address does not say that it is one."""
    return listing(further=f"/diary?n={_number(target, 'n') + 1}")


def _months(target: str) -> Page:
    """A calendar by path, with all months of its year and of the years beside it."""
    year = int((target.split("?")[0] + "//").split("/")[2] or 2026)
    months = [(y, m) for y in (year - 1, year, year + 1) for m in range(1, 13)]
    links = "".join(f"<a href='/months/{y}/{m:02}'>{y}-{m:02}</a>" for y, m in months)
    return f"<!doctype html><title>Calendar</title><main><h1>Calendar</h1>{links}</main>".encode(), "text/html"


def _deeper(target: str) -> Page:
    """A folder in a folder in a folder."""
    path = urlsplit(target).path.rstrip("/")
    return listing(*(f"{path}/a/the-ministers-agree-on-{n}" for n in range(ITEMS)), further=f"{path}/page/2")


def _load_more(target: str) -> Page:
    """Each page is the folder of the next one."""
    path = urlsplit(target).path.rstrip("/")
    body, kind = listing(*(f"/void~{path.count('/')}x{n}/story-of-nothing-at-all" for n in range(ITEMS)))
    return body + f"<button data-url='{path}/page/2'>Load more</button>".encode(), kind


def _session(target: str) -> Page:
    """The same releases under a new session in the path, each time that one looks."""
    ticket = next(_tickets)
    return listing(
        *(f"/visit~{ticket}/release/{n}" for n in range(ITEMS)), further=f"/session?page={_number(target) + 1}"
    )


def _visit(target: str) -> Page:
    return release(target.rpartition("/")[2])


def _keyed(target: str) -> Page:
    """The same under a parameter whose name changes too, also in the addresses of the further pages."""
    ticket = next(_tickets)
    items = (f"/view?k{ticket}x={ticket}&id={9000 + n}" for n in range(ITEMS))
    return listing(*items, further=f"/keyed?k{ticket}x={ticket}&page={_number(target) + 1}")


def _view(target: str) -> Page:
    return release(str(_number(target, "id")))


def _deep(target: str) -> Page:
    """An honest listing of many pages, with one release on each."""
    number = _number(target)
    return listing(f"/release/{number}", further=f"/deep?page={number + 1}" if number < DEEP else None)


def sitemap(*paths: str) -> Page:
    entries = "".join(f"<url><loc>{path}</loc></url>" for path in paths)
    return f'<urlset xmlns="{_NAMESPACE}">{entries}</urlset>'.encode(), "application/xml"


def _sitemap_index(*paths: str) -> Page:
    entries = "".join(f"<sitemap><loc>{path}</loc></sitemap>" for path in paths)
    return f'<sitemapindex xmlns="{_NAMESPACE}">{entries}</sitemapindex>'.encode(), "application/xml"


def _fork(target: str) -> Page:
    """An index that names two indexes, each of which names two more."""
    name = urlsplit(target).path.removeprefix("/fork").strip("/")
    return _sitemap_index(f"/fork/{name}0", f"/fork/{name}1")


def feed(*paths: str, further: str) -> Page:
    entries = "".join(f"<entry><title>Entry {path}</title><link href='{path}'/></entry>" for path in paths)
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><link rel='next' href='{further}'/>{entries}</feed>"
    return atom.encode(), "application/atom+xml"


def _feed_on(target: str) -> Page:
    page = _number(target)
    return feed(*(f"/void~{page}f{n}/story" for n in range(ITEMS)), further=f"/feed-on?page={page + 1}")


TRAPS: dict[str, Trap] = {
    "/release": lambda target: release(target.rpartition("/")[2]),
    "/void": nothing,
    "/same": _same,
    "/last": _last,
    "/junk": _junk,
    "/calendar": _calendar,
    "/diary": _diary,
    "/months": _months,
    "/deeper": _deeper,
    "/load-more": _load_more,
    "/deep": _deep,
    "/session": _session,
    "/visit": _visit,
    "/keyed": _keyed,
    "/view": _view,
    "/index-of-itself": lambda _: _sitemap_index("/index-of-itself"),
    "/nest": lambda target: _sitemap_index(f"/nest/{_last_number(target) + 1}"),
    "/fork": _fork,
    "/feed-a": lambda _: feed("/release/1", "/release/2", further="/feed-b"),
    "/feed-b": lambda _: feed("/release/3", "/release/4", further="/feed-a"),
    "/feed-on": _feed_on,
}
