"""JSON Feed 1.1."""

from __future__ import annotations

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from web.api.known import Known
from web.feeds.entries import Entry, Feed
from web.xml import rfc3339

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"
Maybe = str | SkipJsonSchema[None]  # left out where there is none


class FeedAuthor(Known):
    """Who wrote something."""

    name: str


class FeedFile(Known):
    """A file beside a release."""

    url: str
    mime_type: str
    title: Maybe = None


class FeedHub(Known):
    """Where a reader asks to be told of what is new."""

    type: str = Field(description="WebSub")
    url: str


class FeedItem(Known):
    """A release in a feed."""

    id: str = Field(description="A name that no other release has, the same in every feed.")
    url: str = Field(description="Its page here.")
    external_url: Maybe = Field(None, description="Its page at its organisation.")
    title: str
    summary: Maybe = Field(None, description="Its beginning, where `content_html` has all of it.")
    content_html: Maybe = Field(None, description="Its text and notes, where `content` asks for them.")
    content_text: Maybe = Field(None, description="Its beginning.")
    date_published: Maybe = Field(None, description="RFC 3339; absent where it is not known.")
    date_modified: str = Field(description="RFC 3339.")
    authors: list[FeedAuthor]
    tags: list[str] | SkipJsonSchema[None] = Field(None, description="Its topics, and changed or withdrawn.")
    language: Maybe = Field(None, description="BCP 47.")
    attachments: list[FeedFile] | SkipJsonSchema[None] = None


class JsonFeed(Known):
    """A search as a JSON feed (jsonfeed.org, version 1.1)."""

    version: str = Field(description=VERSION)
    title: str
    home_page_url: str = Field(description="The search as a page.")
    feed_url: str = Field(description="This document.")
    next_url: Maybe = Field(None, description="The following part of the feed.")
    authors: list[FeedAuthor]
    hubs: list[FeedHub] | SkipJsonSchema[None] = None
    items: list[FeedItem]


def json_feed(feed: Feed) -> str:
    """The feed as a JSON document."""
    document = JsonFeed(
        version=VERSION,
        title=f"{feed.title} – {feed.site}",
        home_page_url=feed.page,
        feed_url=feed.address,
        next_url=feed.links.get("next"),
        authors=[FeedAuthor(name=feed.site)],
        hubs=[FeedHub(type="WebSub", url=feed.hub)] if feed.hub else None,
        items=[_item(entry) for entry in feed.entries],
    )
    return document.model_dump_json(exclude_none=True)


def _item(entry: Entry) -> FeedItem:
    files = [
        FeedFile(url=file.url, mime_type=file.media_type, title=file.title or None)
        for file in entry.files
        if file.media_type
    ]
    return FeedItem(
        id=entry.id,
        url=entry.page,
        external_url=entry.original,
        title=entry.title,
        summary=(entry.summary or None) if entry.html else None,
        content_html=entry.html or None,
        # One of the two must be there, also where a release has no text.
        content_text=None if entry.html else entry.summary or entry.title,
        date_published=rfc3339(entry.published) if entry.published else None,
        date_modified=rfc3339(entry.updated),
        authors=[FeedAuthor(name=entry.author)],
        tags=[*entry.categories, *filter(None, [entry.state])] or None,
        language=entry.language or None,
        attachments=files or None,
    )
