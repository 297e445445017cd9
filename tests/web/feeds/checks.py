"""What a feed must have, read from the specifications: RFC 4287 and RFC 5005, RSS 2.0, JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from tests.web.parsing import parsed

ATOM = "{http://www.w3.org/2005/Atom}"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_RFC822 = re.compile(rf"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d ({_MONTHS}) \d{{4}} \d\d:\d\d:\d\d GMT")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def is_absolute(address: str) -> bool:
    """A whole IRI: an address of the web with a host, or a URN."""
    parts = urlsplit(address)
    if parts.scheme == "urn":
        return re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", address) is not None
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in address


def one(parent: Any, name: str) -> Any:
    (found,) = parent.findall(f"{ATOM}{name}")
    return found


def moment(text: str) -> datetime:
    assert _RFC3339.fullmatch(text), text
    return datetime.fromisoformat(text)


def check_atom(content: bytes) -> None:
    """Raises AssertionError for what RFC 4287 forbids."""
    feed = parsed(content)
    assert feed.tag == f"{ATOM}feed"
    assert is_absolute(one(feed, "id").text)
    assert one(feed, "title").text.strip()
    updated = moment(one(feed, "updated").text)
    assert one(one(feed, "author"), "name").text
    links = feed.findall(f"{ATOM}link")
    _check_links(links)
    assert len([link for link in links if link.get("rel") == "self"]) == 1
    ids = []
    for entry in feed.findall(f"{ATOM}entry"):
        ids.append(one(entry, "id").text)
        assert is_absolute(ids[-1])
        assert one(entry, "title").text.strip()
        assert moment(one(entry, "updated").text) <= updated
        for published in entry.findall(f"{ATOM}published"):
            moment(published.text)
        for author in entry.findall(f"{ATOM}author"):
            assert one(author, "name").text
        assert len(entry.findall(f"{ATOM}summary")) <= 1
        contents = entry.findall(f"{ATOM}content")
        assert len(contents) <= 1
        assert all(each.get("type") == "html" for each in contents)
        assert all(each.get("term") for each in entry.findall(f"{ATOM}category"))
        _check_links(entry.findall(f"{ATOM}link"))
        assert any(link.get("rel") == "alternate" for link in entry.findall(f"{ATOM}link"))
    assert len(set(ids)) == len(ids)


def _check_links(links: list[Any]) -> None:
    assert all(is_absolute(link.get("href")) for link in links)
    assert all(_MEDIA_TYPE.fullmatch(link.get("type", "a/b")) for link in links)
    alternate = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
    assert len(set(alternate)) == len(alternate)


def check_rss(content: bytes) -> None:
    """Raises AssertionError for what RSS 2.0 forbids."""
    rss = parsed(content)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss
    for name in ("title", "link", "description"):
        (element,) = channel.findall(name)
        assert element.text.strip()
    assert is_absolute(channel.findtext("link"))
    _check_rfc822(channel.findtext("lastBuildDate"))
    guids = []
    for item in channel.findall("item"):
        assert item.findtext("title") or item.findtext("description")
        assert is_absolute(item.findtext("link"))
        (guid,) = item.findall("guid")
        guids.append(guid.text)
        assert guid.get("isPermaLink") == "false"
        for date in item.findall("pubDate"):
            _check_rfc822(date.text)
    assert len(set(guids)) == len(guids)


def _check_rfc822(text: str) -> None:
    assert _RFC822.fullmatch(text), text
    assert f"{parsedate_to_datetime(text):%a}" == text[:3]


ITEM = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published", "date_modified",
    "authors", "tags", "language", "attachments",
}  # fmt: skip
FEED = {"version", "title", "home_page_url", "feed_url", "next_url", "authors", "hubs", "items"}


def check_json_feed(content: bytes) -> None:
    """Raises AssertionError for what JSON Feed 1.1 forbids."""
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed.keys() <= FEED
    assert all(is_absolute(feed[name]) for name in ("home_page_url", "feed_url", "next_url") if name in feed)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert item.keys() <= ITEM
        assert isinstance(item["id"], str)
        assert item.get("content_html") or item.get("content_text")
        assert all(is_absolute(item[name]) for name in ("id", "url", "external_url") if name in item)
        for name in ("date_published", "date_modified"):
            if name in item:
                moment(item[name])
        assert all(author["name"] for author in item["authors"])
        assert all(is_absolute(file["url"]) and file["mime_type"] for file in item.get("attachments", ()))
