"""Listings in JSON, as the addresses behind "Load more" answer: lists of objects, or pieces of HTML in strings.

Nothing is known by its name but what says that there is a next page. A list of items is told by its objects: in most
of them one field is an address, different in each, and another a title. Which fields those are is found by comparing
the objects.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from crawler.cleaning.text import ends_sentence, size
from crawler.discovery.addresses import is_article_address
from crawler.discovery.dates import feed_date
from crawler.discovery.feeds import MAX_ENTRIES, resolved, unique
from crawler.discovery.listing import article_links
from crawler.discovery.markup import plain
from crawler.discovery.pages import read_page_links
from crawler.discovery.paging import raised
from crawler.discovery.values import Discovery, Hint, Kind, Link
from crawler.urls import host_of, own_host, parts_of

_MAX_DEPTH = 20
_MAX_NAME = 60  # characters of a field's name that count
_FIELD_DEPTH = 3  # objects in an object that may hold its fields
_MOST = 0.6  # of the objects have to have a field
_SHORTEST_TITLE, _LONGEST_TITLE = 12, 400  # characters
_LONGEST_DATE = 40
_MAX_HTML = 5_000_000  # characters

_ADDRESS = re.compile(r"https?://[^\s<>\"]+|/(?!/)[^\s<>\"]*|[\w./-]+\.(?:[sx]?html?|php|aspx?|jsp)(?:\?\S*)?", re.I)
_MEDIA = re.compile(r"\.(?:jpe?g|png|gif|svg|webp|avif|mp[34]|m4[av]|css|js|json|ico|woff2?)$", re.I)
_HTML_LINK = re.compile(r"<a\s[^<>]{0,500}href", re.I)
_PROSE = re.compile(r"\w\s+\S|[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{4}")
_DATE = re.compile(r"\D*\d{1,4}\D.*\d.*", re.DOTALL)
_NEXT_NAME = re.compile(r"next|(?:has|is)_?more|^more$", re.I)

Fields = dict[str, str]  # an object's strings by the path of their names


def read_json_listing(value: object, url: str) -> Discovery | None:
    """The items that a JSON value lists, fetched from `url`; None where it lists none.

    Where the value names no next page and doesn't say that there is none, it is the next number or offset of `url`.
    """
    links, next_in_html, count = _objects(value, url), None, None
    if links:
        count = len(links)
    else:
        html = "".join(_html_in(value))[:_MAX_HTML]
        page = read_page_links(html.encode("utf-8", "replace"), url)
        links = tuple(article_links(page, {host_of(link.url) for link in page.links}))
        next_in_html = page.next_page
    if not links:
        return None
    return Discovery(Kind.JSON_LISTING, links[:MAX_ENTRIES], _next_page(value, url, next_in_html, count))


def _objects(value: object, url: str) -> tuple[Link, ...]:
    """The items of the list that gives most of them; lists at one place in each of several objects are one."""
    lists = (_items(objects, url) for objects in _lists_of_objects(value).values())
    return max(lists, key=len, default=())


def _lists_of_objects(value: object) -> dict[str, list[dict[str, object]]]:
    """The objects that stand in lists, or under numbers as names, by the path to them."""
    lists: dict[str, list[dict[str, object]]] = defaultdict(list)
    for path, node in _walk(value):
        if isinstance(node, dict) and path.endswith("[]") and len(lists[path]) < MAX_ENTRIES:
            lists[path].append(node)
    return lists


def _walk(value: object) -> Iterator[tuple[str, object]]:
    """Every object and list with the path to it, in document order: "data.items[]" for the members of a list."""
    pending: list[tuple[str, int, object]] = [("", 0, value)]
    while pending:
        path, depth, node = pending.pop()
        if not isinstance(node, (dict, list)) or depth > _MAX_DEPTH:
            continue
        yield path, node
        pending.extend((name, depth + 1, child) for name, child in reversed(list(_children(path, node))))


def _children(path: str, node: dict[str, object] | list[object]) -> Iterator[tuple[str, object]]:
    if isinstance(node, list):
        yield from ((f"{path}[]", child) for child in node)
    else:
        for name, child in node.items():
            yield f"{path}[]" if name.isdecimal() else f"{path}.{name[:_MAX_NAME]}", child


def _items(objects: list[dict[str, object]], url: str) -> tuple[Link, ...]:
    rows = [dict(_fields(one, "", _FIELD_DEPTH)) for one in objects]
    columns: dict[str, dict[int, str]] = defaultdict(dict)
    for number, row in enumerate(rows):
        for name, text in row.items():
            columns[name][number] = text
    needed = max(1, _MOST * len(objects))
    common = {name: column for name, column in columns.items() if len(column) >= needed}
    addresses, titles = _best_addresses(common, url), _best_titles(common)
    days = _best_dates(common)
    links = (
        Link(target, plain(titles[number]), days.get(number), kind_hint=Hint.RELEASE)
        for number, target in addresses.items()
        if number in titles
    )
    return unique(links, MAX_ENTRIES)


def _fields(one: dict[str, object], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, child in one.items():
        path = f"{prefix}.{name[:_MAX_NAME]}"
        if isinstance(child, str):
            yield path, child
        elif isinstance(child, dict) and depth:
            yield from _fields(child, path, depth - 1)


def _best_addresses(columns: dict[str, dict[int, str]], url: str) -> dict[int, str]:
    """The column of most different pages; of these, what isn't an address of the interface, and reads like articles."""

    def worth(column: dict[int, str]) -> tuple[int, bool, int]:
        targets = set(column.values())
        below = f"{parts_of(url).path.rstrip('/')}/"
        is_interface = all(parts_of(target).path.startswith(below) for target in targets)
        return len(targets), not is_interface, sum(map(is_article_address, targets))

    resolved_columns = (_pages(column, url) for column in columns.values())
    return max((column for column in resolved_columns if column), key=worth, default={})


def _pages(column: dict[int, str], url: str) -> dict[int, str]:
    found = {number: resolved(text, url) for number, text in column.items() if _ADDRESS.fullmatch(text.strip()[:2048])}
    return {number: target for number, target in found.items() if target and not _MEDIA.search(parts_of(target).path)}


def _best_titles(columns: dict[str, dict[int, str]]) -> dict[int, str]:
    """The column of most different titles; of these, what isn't made of sentences, and is the shortest."""

    def worth(column: dict[int, str]) -> tuple[int, int, int]:
        texts = set(column.values())
        return len(texts), -sum(map(ends_sentence, texts)), -sum(map(len, texts))

    titles = ({number: text for number, text in column.items() if _is_title(text)} for column in columns.values())
    return max((column for column in titles if column), key=worth, default={})


def _is_title(text: str) -> bool:
    if len(text) > _LONGEST_TITLE or _ADDRESS.fullmatch(text) or not _PROSE.search(text):
        return False
    return size(text) >= _SHORTEST_TITLE and not _HTML_LINK.search(text) and _day(text) is None


def _best_dates(columns: dict[str, dict[int, str]]) -> dict[int, date | datetime]:
    """The column of most dates; of these the earliest: what was changed later was published before."""

    def worth(column: dict[int, date | datetime]) -> tuple[int, int]:
        return len(column), -sum(day.toordinal() for day in column.values())

    days = (
        {number: day for number, text in column.items() if (day := _day(text)) is not None}
        for column in columns.values()
    )
    return max((column for column in days if column), key=worth, default={})


def _day(text: str) -> date | datetime | None:
    return feed_date(text) if len(text) <= _LONGEST_DATE and _DATE.fullmatch(text) else None


def _html_in(value: object) -> Iterator[str]:
    """The strings that hold links in HTML, in document order."""
    if isinstance(value, str) and _HTML_LINK.search(value):
        yield value
    for _, node in _walk(value):
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            if isinstance(child, str) and _HTML_LINK.search(child):
                yield child


def _next_page(value: object, url: str, next_in_html: str | None, count: int | None) -> str | None:
    said = list(_said_of_next(value))
    addresses = (resolved(address, url) for one in said for address in _addresses_in(one))
    named = next((found for found in addresses if found and found != url and _is_of_site(found, url)), None)
    if named or next_in_html:
        return named or next_in_html
    return None if any(one is None or one is False or one == "" for one in said) else raised(url, count)


def _said_of_next(value: object) -> Iterator[object]:
    """What stands, outside of lists, under names that speak of a next page."""
    for path, node in _walk(value):
        if isinstance(node, dict) and "[]" not in path:
            yield from (child for name, child in node.items() if _NEXT_NAME.search(name))


def _addresses_in(said: object) -> Iterable[str]:
    candidates = said.values() if isinstance(said, dict) else (said,)
    return [one for one in candidates if isinstance(one, str) and re.fullmatch(r"(?:https?:/|/|\?|\./)\S+", one)]


def _is_of_site(target: str, url: str) -> bool:
    return own_host(host_of(target), [host_of(url)])
