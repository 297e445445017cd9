"""JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from web.feeds.entries import Entry, Feed
from web.xml import rfc3339

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def json_feed(feed: Feed) -> str:
    """The feed as a JSON document."""
    document = {
        "version": VERSION,
        "title": f"{feed.title} – {feed.site}",
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "next_url": feed.links.get("next"),
        "authors": [{"name": feed.site}],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    # Items are there also where there are none.
    return json.dumps(_known(document) | {"items": [_item(entry) for entry in feed.entries]}, ensure_ascii=False)


def _item(entry: Entry) -> dict[str, Any]:
    files = [
        {"url": file.url, "mime_type": file.media_type, **({"title": file.title} if file.title else {})}
        for file in entry.files
        if file.media_type
    ]
    return _known(
        {
            "id": entry.id,
            "url": entry.page,
            "external_url": entry.original,
            "title": entry.title,
            "summary": entry.summary if entry.html else None,
            "content_html": entry.html or None,
            "date_published": rfc3339(entry.published) if entry.published else None,
            "date_modified": rfc3339(entry.updated),
            "authors": [{"name": entry.author}],
            "tags": [*entry.categories, *filter(None, [entry.state])],
            "language": entry.language,
            "attachments": files,
        }
        # One of the two must be there, also where a release has no text.
        | ({} if entry.html else {"content_text": entry.summary or entry.title})
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
