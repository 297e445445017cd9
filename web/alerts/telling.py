"""What a message tells: the facts of each release as they are now, kept until it is sent; and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, select_autoescape

from crawler.records import StoredRelease, iso, parse_iso
from crawler.settings import Settings
from crawler.store.outbox import Item, Kind, Message, News
from crawler.store.saved import Saved
from web.alerts import addresses
from web.i18n import LANGUAGES, SOURCE_LANGUAGE, translations
from web.prose import beginning
from web.wording import direction

LISTED = 50  # releases in an e-mail; how many others there are is said
IN_A_CALL = 100  # releases in one call of a webhook
SUMMARY = 300  # characters
TEMPLATES = Path(__file__).parents[1] / "templates"


def content_of(items: Sequence[Item], releases: Mapping[str, StoredRelease], more: int = 0) -> dict[str, Any]:
    """What a message tells. Nothing of it changes when it has to be sent again."""
    known = [(item, releases[item.release]) for item in items if item.release in releases]
    return {"items": [facts(release, item.news, iso(item.at), item.seq) for item, release in known], "more": more}


def facts(release: StoredRelease, news: News, at: str, seq: int) -> dict[str, Any]:
    content = release.content
    return {
        "news": news.value,
        "at": at,
        "seq": seq,
        "id": release.id,
        "title": content.title,
        "organisation": content.organisation or release.short or release.source,
        "source": release.source,
        "published": iso(content.published) or None,
        "language": content.language or None,
        "url": content.url,
        "state": release.state.value,
        "revision": release.revision,
        "summary": beginning(content.text, SUMMARY),
    }


def subject(message: Message, saved: Saved) -> str:
    catalogue = translations(saved.wishes.language)
    name = " ".join(saved.wishes.name.split())
    if message.kind is Kind.CONFIRM:
        return catalogue.gettext("Please confirm: %(name)s") % {"name": name}
    if message.kind is Kind.TEST:
        return catalogue.gettext("Test: %(name)s") % {"name": name}
    count = len(message.content["items"]) + message.content["more"]
    if count == 1:
        title = " ".join(message.content["items"][0]["title"].split())
        return f"{name}: {title or catalogue.gettext('Untitled release')}"
    return catalogue.ngettext("%(name)s: %(n)s release", "%(name)s: %(n)s releases", count) % {"name": name, "n": count}


def rendered(template: str, message: Message, saved: Saved, settings: Settings) -> str:
    """A part of an e-mail."""
    tag = saved.wishes.language if saved.wishes.language in LANGUAGES else SOURCE_LANGUAGE
    items = [_shown(item, tag, settings) for item in message.content["items"]]
    text = (
        _environment(tag)
        .get_template(f"alerts/{template}")
        .render(
            kind=message.kind.value,
            saved=saved.wishes,
            items=items,
            more=message.content["more"],
            site=settings.web.title,
            language=tag,
            search=addresses.search(settings, saved),
            managed=addresses.managed(settings, saved),
            unsubscribe=addresses.unsubscribe(settings, saved),
            confirm=addresses.confirm(settings, saved),
        )
    )
    return text.strip() + "\n"


def _shown(item: Mapping[str, Any], tag: str, settings: Settings) -> dict[str, Any]:
    published = parse_iso(item["published"])
    locale = Locale.parse("en_GB" if tag == SOURCE_LANGUAGE else tag)
    return {
        **item,
        "title": " ".join(item["title"].split()),
        "page": addresses.release(settings, item["id"]),
        "date": format_date(published, "long", locale) if published else "",
        "direction": direction(item["language"]),
    }


@cache
def _environment(tag: str) -> Environment:
    catalogue = translations(tag)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(catalogue.gettext, catalogue.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["direction"] = direction
    return environment


def by_id(releases: Iterable[StoredRelease]) -> dict[str, StoredRelease]:
    return {release.id: release for release in releases}
