"""The archive pages of a listing: one for each month or year, as links or as choices of a form.

A page counts when what leads to it is called by a month or a year, its address belongs to the listing, and several of
the same shape stand together. Calendars, which have a page for each day and no end, are none: days never count, nor
do the two months beside the current one alone, nor the future.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from lxml import etree

from crawler.cleaning.dates import FIRST_YEAR
from crawler.cleaning.months import MONTHS
from crawler.discovery.forms import asked_by, options_of
from crawler.urls import canonical_url, parts_of

MAX_ARCHIVES = 600
"""Fifty years of months."""

_FEWEST_MONTHS, _FEWEST_YEARS = 3, 2  # of one shape on a page
_MAX_SELECTS = 20
_LONGEST_TEXT = 40  # characters
_LONGEST_REST = 8  # characters beside month and year: "2023 год", "Year 2023"

_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_MONTH_NAME = re.compile(rf"(?<![^\W\d_])(?:{_NAMES})(?![^\W\d_])")
_MONTH_WORDS = frozenset(word for name in MONTHS for word in name.split())
_LETTERS = re.compile(r"[^\W\d_]+")
_COUNT = re.compile(r"\s*[(\[]\s*\d+\s*[)\]]\s*$")  # how many releases it has
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMERIC = re.compile(r"(?P<y1>\d{4})[-/.](?P<m1>\d\d?)|(?P<m2>\d\d?)[-/.](?P<y2>\d{4})")
_EAST_ASIAN = re.compile(r"(?P<y1>\d{4})\s*[年년]\s*(?P<m1>\d\d?)\s*[月월]")
_VARYING = re.compile(rf"\d+|(?<![^\W\d_])(?:{_NAMES})(?![^\W\d_])")
_ARCHIVE = re.compile(r"ar[ck]h?iv|archief|arquiv|архив|архів|归档|歸檔|أرشيف", re.I)
_RELEASES = re.compile(
    r"news|press|release|presse|nachricht|meldung|mitteilung|communiqu|comunica|notici|notizi|nieuws|nyhet"
    r"|новост|новин|пресс|新闻|新聞|ニュース|보도|اخبار|أخبار",
    re.I,
)
_FOLDER_PAGE = re.compile(r"(?:/index|/default)?(?:\.[a-z]{2,5})?$")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|ics|jpe?g|png|mp[34])$", re.I)


class Offer(NamedTuple):
    """What may lead to an archive page: a canonical URL and what it is called."""

    url: str
    text: str
    fills_form: bool = False  # the form's other values stand in the address as well


class _Period(NamedTuple):
    """A month; `month` is 0 for the whole year."""

    year: int
    month: int


def archives_of(url: str, offers: Iterable[Offer], today: date | None = None) -> tuple[str, ...]:
    """The canonical URLs of the archive pages of the listing at `url`, at most MAX_ARCHIVES, the newest first."""
    shapes: dict[str, dict[str, _Period]] = defaultdict(dict)
    for offer in offers:
        period = _period(offer)
        if period and period.year >= FIRST_YEAR and _belongs(offer, url):
            shapes[_shape(offer.url)][offer.url] = period
    found = {
        target: period
        for members in shapes.values()
        if _are_archives(set(members.values()))
        for target, period in members.items()
        if target != url and not _is_after(period, today)
    }
    return tuple(sorted(found, key=found.__getitem__, reverse=True)[:MAX_ARCHIVES])


def offers_of_forms(root: etree._Element, url: str, base: str) -> Iterator[Offer]:
    """The choices of the page's <select> elements: addresses, or values that fill a GET form."""
    return islice(_choices(root, url, base), 2 * MAX_ARCHIVES)


def _choices(root: etree._Element, url: str, base: str) -> Iterator[Offer]:
    for select in islice(root.iter("select"), _MAX_SELECTS):
        options = options_of(select)
        yield from _addresses(options, base)
        form = next(select.iterancestors("form"), None)
        if form is not None and any(_YEAR.search(text) for _, text in options):
            yield from _fillings(form, select, options, url, base)


def _addresses(options: list[tuple[str, str]], base: str) -> Iterator[Offer]:
    for value, text in options:
        target = canonical_url(value, base) if value.startswith(("/", "?", "http")) else None
        if target:
            yield Offer(target, text)


def _fillings(
    form: etree._Element, select: etree._Element, options: list[tuple[str, str]], url: str, base: str
) -> Iterator[Offer]:
    """The form with each year, and with each month of it where months are chosen apart and can't be left open."""
    months_name, months = _months_beside(form, select)
    for value, text in options:
        for month_value, month in months:
            filled = {select.get("name", ""): value} | ({months_name: month_value} if months_name else {})
            target = asked_by(form, url, base, filled)
            if target and value:
                yield Offer(target, f"{text}-{month:02}" if month else text, fills_form=True)


def _months_beside(form: etree._Element, years: etree._Element) -> tuple[str, list[tuple[str, int]]]:
    """The name of the form's choice of a month, and its values with their numbers: 0 alone if it can be left open."""
    for select in islice(form.iter("select"), _MAX_SELECTS):
        options = options_of(select)
        months = [(value, number) for value, text in options if value and (number := _month(text))]
        if select is not years and len({number for _, number in months}) == len(set(MONTHS.values())):
            is_open = any(not value for value, _ in options)
            return select.get("name", ""), [("", 0)] if is_open else months
    return "", [("", 0)]


def _month(text: str) -> int:
    plain = _plain(text)
    if plain.isascii() and plain.isdigit() and len(plain) <= 2:
        return int(plain) if 1 <= int(plain) <= 12 else 0
    return MONTHS.get(plain, 0)


def _plain(text: str) -> str:
    """Lower case with European digits, without a count behind it."""
    text = text.strip()
    if not text.isascii():
        text = "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)
    return _COUNT.sub("", text.lower()).strip()


def _period(offer: Offer) -> _Period | None:
    """The month or year that an offer is called by; its address completes and must not contradict it."""
    text = _dated_name(offer.text) if len(offer.text) <= 2 * _LONGEST_TEXT else ""
    if not text:  # most links
        return None
    in_address = {int(year) for year in _YEAR.findall(_address(offer.url))}
    found = _month_in_digits(text) or _period_in_words(text, in_address)
    if found is None or (in_address and found.year not in in_address):
        return None
    return found


@lru_cache(maxsize=4096)  # the links of a menu say the same on every page
def _dated_name(text: str) -> str:
    """What a link is called, in plain form; "" where it names neither a number nor a month."""
    text = _plain(text)
    return text if _DIGIT.search(text) or not _MONTH_WORDS.isdisjoint(_LETTERS.findall(text)) else ""


def _month_in_digits(text: str) -> _Period | None:
    match = _NUMERIC.fullmatch(text) or _EAST_ASIAN.fullmatch(text)
    if match is None:
        return None
    groups = {name[0]: int(value) for name, value in match.groupdict().items() if value}
    return _Period(groups["y"], groups["m"]) if 1 <= groups["m"] <= 12 else None


def _period_in_words(text: str, in_address: set[int]) -> _Period | None:
    """A year, a month name, or both, and little else; a month without its year has it in the address."""
    if len(text) > _LONGEST_TEXT:
        return None
    names = {MONTHS[name] for name in _MONTH_NAME.findall(text)}
    years = {int(year) for year in _YEAR.findall(text)}
    rest = _MONTH_NAME.sub("", _YEAR.sub("", text)).strip()
    is_called_so = len(rest) <= _LONGEST_REST or _ARCHIVE.search(rest) or _RELEASES.search(rest)
    if not is_called_so or _DIGIT.search(rest) or len(names) > 1:
        return None
    if not years and names:
        years = in_address
    return _Period(years.pop(), next(iter(names), 0)) if len(years) == 1 else None


def _are_archives(periods: set[_Period]) -> bool:
    fewest = _FEWEST_YEARS if all(period.month == 0 for period in periods) else _FEWEST_MONTHS
    return len(periods) >= fewest


def _is_after(period: _Period, today: date | None) -> bool:
    return today is not None and (period.year, period.month) > (today.year, today.month)


def _address(url: str) -> str:
    parts = parts_of(url)
    return unquote(f"{parts.path}?{parts.query}").lower()


def _shape(url: str) -> str:
    """An address without what tells one archive page from another: its numbers and names of months."""
    return _VARYING.sub("#", _address(url))


def _belongs(offer: Offer, url: str) -> bool:
    """Whether an address is one of the listing's: on the same path or below, or just a period below a folder above.

    Below a home page lies everything: there it takes a folder for releases.
    """
    one, other = parts_of(offer.url), parts_of(url)
    if one.netloc.removeprefix("www.") != other.netloc.removeprefix("www.") or _FILE.search(one.path):
        return False
    if _ARCHIVE.search(_address(offer.url)):
        return True
    own, own_tail = _split(other.path)
    own = own if own_tail else _FOLDER_PAGE.sub("", own)
    folder, tail = _split(one.path)
    is_just_period = not tail.strip("#/-_") and f"{own}/".startswith(f"{folder}/")
    is_below = f"{folder}/{tail}".startswith(tuple(own + mark for mark in "/-_."))
    is_own = one.path == other.path or is_just_period or (is_below and (own or _RELEASES.search(folder)))
    return bool(is_own) and (offer.fills_form or _keeps_query(one.query, other.query))


def _split(path: str) -> tuple[str, str]:
    """A path's folder, and its tail from the first segment on that holds a year or a number."""
    segments = _VARYING.sub("#", unquote(path).lower()).rstrip("/").split("/")
    cut = next((place for place, segment in enumerate(segments) if "#" in segment), len(segments))
    return "/".join(segments[:cut]), "/".join(segments[cut:])


def _keeps_query(query: str, own: str) -> bool:
    """Whether all that a query says beside its period, and beside what it leaves open, the listing's says as well."""
    known = set(parse_qsl(own))
    return all(pair in known or "#" in _VARYING.sub("#", pair[1].lower()) for pair in parse_qsl(query))
