"""What a form with method GET asks for: the URL that a browser would make of it (WHATWG HTML, 4.10.21.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import urlencode

from lxml import etree

from crawler.cleaning.text import one_line
from crawler.urls import canonical_url

MAX_FIELDS = 100
MAX_OPTIONS = 1000

_MAX_PIECES = 5
_MAX_TEXT = 100  # characters of a choice
_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


def asked_by(form: etree._Element, url: str, base: str, filled: Mapping[str, str]) -> str | None:
    """The canonical URL that `form` on the page at `url` leads to, with `filled` in place of its own values.

    None for a form that isn't sent by GET, or to no crawlable URL.
    """
    if form.get("method", "get").strip().lower() != "get":
        return None
    action = form.get("action", "").strip()
    target = canonical_url(action, base) if action else url
    if target is None:
        return None
    fields = [(name, filled.get(name, value)) for name, value in _fields(form)]
    return canonical_url(f"{target.partition('?')[0]}?{urlencode(fields)}")


def options_of(select: etree._Element) -> list[tuple[str, str]]:
    """Value and text of each choice, of the first MAX_OPTIONS."""
    options = [(option, _text(option)) for option in islice(select.iter("option"), MAX_OPTIONS)]
    return [(option.get("value", text).strip(), text) for option, text in options]


def _text(option: etree._Element) -> str:
    return one_line(" ".join(str(piece) for piece in islice(option.itertext("*"), _MAX_PIECES))[:_MAX_TEXT])


def _fields(form: etree._Element) -> Iterator[tuple[str, str]]:
    for field in islice(form.iter("input", "select"), MAX_FIELDS):
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        if field.tag == "select":
            yield name, _chosen(field)
        elif _is_sent(field):
            yield name, field.get("value", "")


def _is_sent(field: etree._Element) -> bool:
    kind = field.get("type", "text").strip().lower()
    return kind not in _NOT_SENT and (kind not in ("checkbox", "radio") or field.get("checked") is not None)


def _chosen(select: etree._Element) -> str:
    """The value of the choice that is marked, else of the first."""
    options = list(islice(select.iter("option"), MAX_OPTIONS))
    chosen = next((option for option in options if option.get("selected") is not None), options[0] if options else None)
    return "" if chosen is None else chosen.get("value", _text(chosen))
