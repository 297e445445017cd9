"""The shape of a URL: what the addresses of pages of one kind on a site have in common.

Sites keep pages of one kind in one place and number, date or name them alike. Folders are kept as they are, because
they are few and say what lies in them; a last segment is nearly always the page's own and is kept by its form alone.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus, urlsplit

from crawler.cleaning.text import size

MAX_LENGTH = 200
"""Characters of a pattern; a longer one is cut and ends in "…"."""

NAME, SLUG = "{name}", "{slug}"

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(
    r"0?[1-9]|1[0-2]|jan\w*|feb\w*|m[aä]r\w*|a[pv]r\w*|ma[iy]o?|ju[nl]\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cz]\w*"
)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_DATE = re.compile(
    r"(?:19|20)\d\d([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-_.](?:0?[1-9]|1[0-2])[-_.](?:19|20)\d\d"
)
_YEAR_AND_MONTH = re.compile(r"(?:19|20)\d\d[-_.](?:0[1-9]|1[0-2])")
_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2,4})?")
_UUID = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?")
_HEXADECIMAL = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?<=.)\.[a-z][a-z0-9]{1,4}$")
_SEPARATORS = re.compile(r"[\W_]+")
_SLUG_WORDS = 4  # fewer may be a section's name: "press-releases", "terms-of-use"
_LONGEST_NAME = 40  # characters
_MIXED = 3  # changes between letters and digits in one word; a word with so many is a key ("x7k2m9")
_KEPT_VALUE = 16  # letters of a parameter's value that is kept: "view=article"


def pattern_of(url: str) -> str:
    """The shape of a canonical URL, as `example.org/news/{year}/{slug}.html?id={number}`; never raises.

    It begins with the host ("www." aside). Segments and values become `{lang}`, `{year}`, `{month}`, `{day}`,
    `{date}`, `{number}`, `{id}` (a key for machines), `{slug}` (title-like: four words, or some words and a number) or
    `{name}` (a last segment of up to three words); folders of up to three words, file endings and the names of
    parameters (in the order of the alphabet) stay. At most `MAX_LENGTH` characters.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    query = _query(parts.query)
    pattern = f"{host.removeprefix('www.')}{_path(parts.path, has_query=bool(query))}{query}"
    return pattern if len(pattern) <= MAX_LENGTH else f"{pattern[: MAX_LENGTH - 1]}…"


def _path(path: str, *, has_query: bool) -> str:
    segments = [unquote(segment).lower() for segment in path.split("/") if segment]
    forms: list[str] = []
    for segment in segments[:-1]:
        forms.append(_variable(segment, forms) or _folder(segment))
    for segment in segments[-1:]:
        name = _ENDING.sub("", segment)
        form = _variable(name, forms) or (_folder(name) if has_query else _leaf(name))
        forms.append(form + segment[len(name) :])
    return "/" + "/".join(forms)


def _variable(text: str, before: list[str]) -> str | None:
    """The form of what surely differs from page to page, None for words. `before`: the forms of the segments before."""
    if all(form == "{lang}" for form in before) and _LANGUAGE.fullmatch(text):
        return "{lang}"
    return _in_date(text, before[-1] if before else "") or _key(text)


def _in_date(text: str, before: str) -> str | None:
    if _YEAR.fullmatch(text):
        return "{year}"
    if _DATE.fullmatch(text):
        return "{date}"
    if _YEAR_AND_MONTH.fullmatch(text) or (before == "{year}" and _MONTH.fullmatch(text)):
        return "{month}"
    return "{day}" if before == "{month}" and _DAY.fullmatch(text) else None


def _key(text: str) -> str | None:
    if text.isdecimal():
        return "{number}"
    if _UUID.fullmatch(text) or _HEXADECIMAL.fullmatch(text) or _is_mixed(text):
        return "{id}"
    return SLUG if len(_words(text)) >= _SLUG_WORDS or size(text) > _LONGEST_NAME else None


def _is_mixed(text: str) -> bool:
    return text.isalnum() and len(_DIGITS.findall(text)) + len(_LETTERS.findall(text)) > _MIXED


def _folder(name: str) -> str:
    """A section; the numbers in its name are its neighbours' ("presse2022") or an editor's ("releases-86821")."""
    return _DIGITS.sub("{number}", name)


def _leaf(name: str) -> str:
    """A page's own name: words and a number are a title ("budget-law-2019"), one word and a number a key."""
    if not any(map(str.isdecimal, name)):
        return NAME
    return _folder(name) if len(_LETTERS.findall(name)) == 1 else SLUG


def _query(query: str) -> str:
    pairs = (parameter.partition("=") for parameter in query.split("&") if parameter)
    forms = sorted({f"{_parameter(name)}{mark}{_value(value)}" for name, mark, value in pairs})
    return f"?{'&'.join(forms)}" if forms else ""


def _parameter(name: str) -> str:
    """A parameter's name; what stands alone may be the page's own ("?article8532")."""
    return _DIGITS.sub("{number}", unquote_plus(name).lower())


def _value(value: str) -> str:
    text = unquote_plus(value).lower()
    if not text:
        return ""
    form = _in_date(text, "") or _key(text)
    return form or (text if text.replace("_", "").isalpha() and len(text) <= _KEPT_VALUE else NAME)


def _words(text: str) -> list[str]:
    return [word for word in _SEPARATORS.split(text) if word]
