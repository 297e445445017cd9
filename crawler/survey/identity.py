"""Whose site it is: names and language, from a page and its address. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag

from crawler.cleaning.decode import decode
from crawler.cleaning.language import declared_language
from crawler.cleaning.metadata import Metadata, names, organisation, read_metadata
from crawler.cleaning.parse import parse
from crawler.cleaning.soup import attribute
from crawler.cleaning.text import one_line, word_set
from crawler.discovery.addresses import press_rank
from crawler.survey.places import is_registry
from crawler.survey.rate import TITLE_SEPARATOR
from crawler.urls import host_of

_LONGEST_NAME = 100  # characters
_LONGEST_SHORT = 12
_LONGEST_KEY = 64
_ORGANISATIONS = re.compile(r"\w*Organization|NGO|Corporation|CollegeOrUniversity|\w*School|Library|Museum")
_HOME_WORDS = word_set(
    """
    home homepage home-page welcome start startseite willkommen accueil bienvenue inicio inicial bienvenido início hem
    etusivu forside hjem strona główna úvod domov főoldal acasă anasayfa главная 首页 首頁 ホーム トップページ 홈
    الرئيسية
    """
)
_IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z&.-]{1,11})\)")
_NOT_KEY = re.compile(r"[^a-z0-9]+")


class Identity(NamedTuple):
    """`key` is the source's name in the configuration; "" for what the page does not tell."""

    key: str
    organisation: str
    short: str


def identify(home: bytes, url: str) -> Identity:
    """Who is behind the home page at `url`."""
    soup = BeautifulSoup(decode(home), "lxml")
    meta = read_metadata(parse(home).root)
    name = next(_organisation_names(soup, meta), "")
    return Identity(source_key(host_of(url)), name, _short(name, soup, meta, host_of(url)))


def language_of_page(page: bytes) -> str | None:
    """What a page says of its language (BCP 47)."""
    soup = BeautifulSoup(decode(page), "lxml")
    html_lang = attribute(soup.html, "lang") if isinstance(soup.html, Tag) else ""
    return declared_language(html_lang, read_metadata(parse(page).root))


def source_key(host: str) -> str:
    """A source name ([a-z0-9-]) from a host: "www.city.gov.uk" gives "city", "press.example.org" "press-example"."""
    labels = host.removeprefix("www.").split(".")
    if len(labels) > 1 and not _is_address(host) and not is_registry(".".join(labels)):
        labels = labels[: -2 if is_registry(".".join(labels[-2:])) else -1]
    return _NOT_KEY.sub("-", "-".join(labels))[:_LONGEST_KEY].strip("-") or "site"


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host.strip("[]")))
    except ValueError:
        return False


def _organisation_names(soup: BeautifulSoup, meta: Metadata) -> Iterator[str]:
    """Best first: the JSON-LD object of the organisation, the page's publisher, the title without "Home" or "News"."""
    candidates = [name for node in _organisations(meta) for name in names(node)]
    candidates.append(organisation(meta) or "")
    pieces = TITLE_SEPARATOR.split(one_line(soup.title.get_text()) if soup.title else "")
    candidates += [piece for piece in pieces if not (press_rank(piece) or set(piece.casefold().split()) <= _HOME_WORDS)]
    return (name for name in candidates if name and len(name) <= _LONGEST_NAME)


def _organisations(meta: Metadata) -> Iterator[Mapping[str, Any]]:
    for node in meta.nodes:
        types = node.get("@type")
        if any(isinstance(one, str) and _ORGANISATIONS.fullmatch(one) for one in _listed(types)):
            yield node


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _short(name: str, soup: BeautifulSoup, meta: Metadata, host: str) -> str:
    """The organisation's short name: as its page or its title gives it, or its initials where they name the host."""
    given = [short for node in _organisations(meta) for short in names(node.get("alternateName"))]
    title = one_line(soup.title.get_text()) if soup.title else ""
    given += _IN_BRACKETS.findall(f"{name} {title}")
    initials = "".join(character for character in name if character.isupper())
    if len(initials) > 1 and initials.lower() in host.split("."):
        given.append(initials)
    return next((short for short in given if short != name and len(short) <= _LONGEST_SHORT), "")
