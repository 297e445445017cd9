from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from web.i18n import LANGUAGES, TAGS

PAGES = ("/", "/?q=exercise", "/timeline", "/sources", "/people", "/nowhere")


def opening(client: FlaskClient, address: str = "/", **headers: str) -> str:
    """How a page declares its language."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    found = re.search(r"<html[^>]*>", client.get(address, headers=named).text)
    assert found is not None
    return found.group()


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_say_which_language_they_are_in(client: FlaskClient, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    for address in PAGES:
        expected = f'<html lang="{TAGS.get(language, language)}" dir="{direction}">'
        assert opening(client, address, Accept_Language=language) == expected


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("ru", "ru"),
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("pt,de;q=0.8,ar;q=0.7", "de"),
        ("ar;q=0.3,es;q=0.9", "es"),
        ("zh-Hant-TW", "zh-Hans"),
        ("ru;q=0,pt", "en-GB"),
        ("pt", "en-GB"),
        ("*", "en-GB"),
        ("", "en-GB"),
        (";;q=x,,", "en-GB"),
    ],
)
def test_the_browser_asks_for_languages(client: FlaskClient, wanted: str, given: str) -> None:
    assert f'lang="{given}"' in opening(client, Accept_Language=wanted)


def test_a_choice_goes_before_what_the_browser_asks_for_and_leads_back(client: FlaskClient) -> None:
    page = client.get("/?q=exercise&place=Hull").text
    assert '<input type="hidden" name="back" value="/?q=exercise&amp;place=Hull">' in page
    answer = client.get("/interface", query_string={"to": "ar", "back": "/?q=exercise&place=Hull"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?q=exercise&place=Hull")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]
    assert 'lang="ar"' in opening(client, Accept_Language="de")
    client.get("/interface?to=en")
    assert 'lang="en-GB"' in opening(client, Accept_Language="de")


def test_where_the_reader_is_goes_before_what_the_page_said(client: FlaskClient) -> None:
    answer = client.get("/interface?to=fr&back=/", headers={"Referer": "http://localhost/?q=moved"})
    assert answer.headers["Location"] == "/?q=moved"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example/",
        "/\t/elsewhere.example/",
        "///elsewhere.example/",
        "https:elsewhere.example",
        "javascript:alert(1)",
        "http://localhost@elsewhere.example/",
        "http://[",
        "/interface?to=de",
        "",
    ],
)
def test_a_choice_leads_nowhere_else(client: FlaskClient, address: str) -> None:
    answer = client.get("/interface", query_string={"to": "fr", "back": address}, headers={"Referer": address})
    assert answer.headers["Location"] == "/"


def test_an_unknown_language_is_no_choice(client: FlaskClient) -> None:
    client.set_cookie("interface", "xx")
    assert 'lang="en-GB"' in opening(client)
    answer = client.get("/interface?to=xx")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_caches_never_mix_languages(client: FlaskClient) -> None:
    answers = {tag: client.get("/timeline", headers={"Accept-Language": tag}) for tag in LANGUAGES}
    assert len({answer.headers["ETag"] for answer in answers.values()}) == len(LANGUAGES)
    for answer in answers.values():
        assert {"accept-language", "cookie"} <= {name.lower() for name in answer.vary}
    again = {"Accept-Language": "ru", "If-None-Match": answers["ru"].headers["ETag"]}
    unchanged = client.get("/timeline", headers=again)
    assert unchanged.status_code == 304
    assert {"accept-language", "cookie"} <= {name.lower() for name in unchanged.vary}
    assert client.get("/timeline", headers=again | {"Accept-Language": "de"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/api/v1/search?q=exercise", "/api/v1/sources", "/search.atom", "/sources.opml", "/healthz", "/timeline.csv"],
)
def test_what_programs_read_is_english_for_all(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    other = client.get(address, headers={"Accept-Language": "ru", "Cookie": "interface=ar"})
    assert "took_ms" in plain.text or plain.data == other.data
    assert "Accept-Language" not in str(other.vary)


def test_an_error_is_told_in_the_language_too(client: FlaskClient) -> None:
    told = client.get("/nowhere", headers={"Accept-Language": "de"})
    assert told.headers["Cache-Control"] == "no-store"
    assert 'lang="de"' in told.text
