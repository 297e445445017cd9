"""How values are written for people: dates, directions of writing, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from urllib.parse import urlsplit

from babel.dates import format_date, format_skeleton
from markupsafe import Markup, escape

from crawler.records import Precision, iso, parse_iso
from web.i18n import gettext, locale

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
# What a cell begins with that spreadsheets take for a formula, also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})


def day(moment: date | datetime, precision: str = Precision.DAY) -> str:
    """ "30 October 2019", as the moment itself gives it in its own time zone; less where less is known."""
    return _written(date(moment.year, moment.month, moment.day), Precision(precision), str(locale()))


@lru_cache(maxsize=10_000)
def _written(day: date, precision: Precision, tag: str) -> str:
    if precision == Precision.DAY:
        return format_date(day, "long", locale=tag)
    return format_skeleton("y" if precision == Precision.YEAR else "yMMMM", day, locale=tag)


def month_name(day: date) -> str:
    """The short name of a month, for the ticks of an axis: "Oct"."""
    return format_skeleton("MMM", day, locale=locale())


def short_month(day: date) -> str:
    """A month with its year, as short as it can be: "Oct 2019"."""
    return format_skeleton("yMMM", day, locale=locale())


def machine_date(value: date | datetime | None, precision: str = Precision.DAY) -> str:
    """ISO 8601, cut to what is known: "2019-10-30T14:05:00Z", "2019-10", "2019"; "" for an unknown date."""
    known = {Precision.YEAR: len("2019"), Precision.MONTH: len("2019-10")}
    return iso(value)[: known.get(Precision(precision))]


def moment(value: date | datetime, precision: str = Precision.DAY) -> str:
    """ "30 October 2019, 14:05 UTC"; a day alone where there is no time."""
    if not isinstance(value, datetime):
        return day(value, precision)
    time = f"{value:%H:%M} {value.tzname() or ''}".rstrip()
    return gettext("%(day)s, %(time)s") % {"day": day(value), "time": time}


def day_of(text: str | None, precision: str = Precision.DAY) -> str:
    """The day of an ISO date or time for people; what can't be read stays as it is."""
    try:
        found = parse_iso(text)
    except ValueError:
        return text or ""
    return day(found, precision) if found else ""


def direction(language: str | None) -> str:
    """The HTML `dir` of a language (BCP 47): its script's where it names one, "auto" for an unknown language."""
    subtags = (language or "").lower().split("-")
    if not subtags[0]:
        return "auto"
    script = next((subtag for subtag in subtags[1:] if len(subtag) == 4 and subtag.isalpha()), None)
    right = script in RIGHT_TO_LEFT_SCRIPTS if script else subtags[0] in RIGHT_TO_LEFT
    return "rtl" if right else "ltr"


def web_address(url: str) -> str | None:
    """The address where it may be linked: http or https only, for imported releases may carry anything."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def host(url: str) -> str:
    """The host that a link leads to, without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def listed(names: Iterable[str]) -> str:
    """Names one after the other."""
    return gettext(", ").join(names)


def labelled(label: str, value: object) -> str:
    """ "Topic: Energy"."""
    return gettext("%(label)s: %(value)s") % {"label": label, "value": value}


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def with_code(sentence: str) -> Markup:
    """A sentence whose `commands` stand in backticks, as HTML."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(sentence))))  # noqa: S704 - escaped just before
