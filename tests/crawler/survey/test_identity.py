"""Whose site it is."""

from __future__ import annotations

import re

import pytest

from crawler.settings import SOURCE_NAME
from crawler.survey.identity import identify, language_of_page, source_key


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("www.osce.org", "osce"),
        ("press.un.org", "press-un"),
        ("www.lamoncloa.gob.es", "lamoncloa"),
        ("www.gov.uk", "gov-uk"),
        ("fco.gov.uk", "fco"),
        ("www.state.gov", "state"),
        ("www.xn--bcher-kva.example", "xn-bcher-kva"),
        ("127.0.0.1", "127-0-0-1"),
        ("::1", "1"),
        ("localhost", "localhost"),
        ("", "site"),
        (f"{'a' * 63}.{'b' * 63}.example", f"{'a' * 63}"),
    ],
)
def test_keys(host: str, key: str) -> None:
    assert source_key(host) == key
    assert re.fullmatch(SOURCE_NAME, key)


def name_of(head: str, url: str = "https://www.example.org/") -> tuple[str, str]:
    identity = identify(f"<html><head>{head}</head><body></body></html>".encode(), url)
    return identity.organisation, identity.short


def test_the_page_s_own_data_come_first() -> None:
    data = '{"@type": "GovernmentOrganization", "name": "Ministry of Rivers", "alternateName": "MoR"}'
    script = f'<script type="application/ld+json">{data}</script>'
    assert name_of(f'{script}<meta property="og:site_name" content="Rivers"><title>x</title>') == (
        "Ministry of Rivers",
        "MoR",
    )


def test_open_graph() -> None:
    assert name_of('<meta property="og:site_name" content="River Council">') == ("River Council", "")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Home | River Council", "River Council"),
        ("River Council – Startseite", "River Council"),
        ("News | River Council", "River Council"),
        ("River Council", "River Council"),
        ("Press releases", ""),
        ("Welcome", ""),
        ("", ""),
    ],
)
def test_titles(title: str, name: str) -> None:
    assert name_of(f"<title>{title}</title>")[0] == name


def test_short_names() -> None:
    assert name_of("<title>Council of Rivers (CoR)</title>")[1] == "CoR"
    assert name_of("<title>International River Council</title>", "https://www.irc.int/")[1] == "IRC"
    assert name_of("<title>International River Council</title>", "https://www.rivers.int/")[1] == ""


def test_languages() -> None:
    assert language_of_page(b'<html lang="de-AT"><p>x') == "de-AT"
    assert language_of_page(b"<p>x") is None
