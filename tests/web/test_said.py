from __future__ import annotations

import ast
import inspect
from datetime import timedelta

import pytest
from flask import Flask

from crawler import pace
from crawler.cleaning import quality
from crawler.learning.health import Health, Quality, layout_changed
from crawler.meanings import MEANINGS, meaning_of
from crawler.passwords import problem_of
from crawler.store.overview import NOTES
from crawler.words import sentence
from indexer.same_event import Shared
from web.said import said, said_reason

WELL = Quality(titled=1.0, dated=1.0, with_body=1.0, body=8.0)
ILL = {
    "title": Quality(titled=0.1, dated=1.0, with_body=1.0, body=8.0),
    "date": Quality(titled=1.0, dated=0.1, with_body=1.0, body=8.0),
    "text": Quality(titled=1.0, dated=1.0, with_body=0.1, body=8.0),
    "length": Quality(titled=1.0, dated=1.0, with_body=1.0, body=3.0),
}


def told(app: Flask, text: str, language: str = "ru") -> str:
    with app.test_request_context(headers={"Accept-Language": language}):
        return said(text)


@pytest.mark.parametrize("text", [note for note in NOTES.values() if note])
def test_notes(app: Flask, text: str) -> None:
    assert told(app, text) != text


@pytest.mark.parametrize("kind", [*MEANINGS, "418", "599"])
def test_what_errors_mean(app: Flask, kind: str) -> None:
    meaning = meaning_of(kind)
    assert told(app, sentence(meaning.text)) != sentence(meaning.text)
    assert not meaning.advice or told(app, meaning.advice) != meaning.advice


def test_why_a_page_reads_badly(app: Flask) -> None:
    """Every reason that stands in the rules."""
    rules = ast.parse(inspect.getsource(quality))
    pairs = [node for node in ast.walk(rules) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    values = {pair.elts[1].value for pair in pairs if isinstance(pair.elts[1], ast.Constant)}
    reasons = {value for value in values if isinstance(value, str)}
    assert len(reasons) >= 14
    assert {reason for reason in reasons if told(app, reason) == reason} == set()


@pytest.mark.parametrize("missing", ILL)
def test_a_changed_layout(app: Flask, missing: str) -> None:
    text = layout_changed(Health(readings=100, fast=ILL[missing], slow=WELL))
    assert text is not None
    assert told(app, text) != text


def test_why_a_host_is_asked_slowly(app: Flask) -> None:
    minute = timedelta(seconds=60)
    texts = [
        pace.describe(pace.Pace(strain=30.0), minute),
        pace.describe(pace.Pace(), minute, crawl_delay=90),
        pace.describe(pace.Pace(response_seconds=40.0), timedelta(seconds=1)),
    ]
    assert all(texts)
    assert told(app, texts[1]) == "Один запрос в 90 s, как требует robots.txt."
    assert [text for text in texts if told(app, text) == text] == []


def test_why_a_password_is_not_taken(app: Flask) -> None:
    texts = [
        problem_of("short"),
        problem_of("x" * 5000),
        problem_of("a" * 20),
        problem_of("Jane Example Major", name="jane example major"),
    ]
    assert [text for text in texts if text is None or told(app, text) == text] == []


def test_why_two_releases_are_of_one_event(app: Flask) -> None:
    shared = Shared(
        people=("Jane Major",),
        bodies=("Harbour Safety Union",),
        cities=(),
        named="OSCE",
        words=("grain", "corridor"),
        is_said=True,
        is_text=False,
        apart=3,
    )
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert said_reason(shared.reason) == (
            "zitieren dieselben Worte; beide nennen Jane Major and Harbour Safety Union; "
            "eine nennt OSCE, die auch davon berichtet; beide schreiben von “grain” and “corridor”, 3 Tage auseinander"
        )
        assert said_reason("something else, today") == "something else, today"
    with app.test_request_context():
        assert said_reason(shared.reason) == shared.reason


def test_a_list_of_reasons_in_a_sentence(app: Flask) -> None:
    text = "it may be a release, but it reads badly (no title, little text): look at it"
    assert told(app, text, "de") == "vielleicht eine Mitteilung, aber schlecht lesbar (kein Titel, wenig Text): ansehen"


def test_what_is_not_known_stays(app: Flask) -> None:
    assert told(app, "The server of river.example did not answer.") == "The server of river.example did not answer."
    assert told(app, "50 % of it") == "50 % of it"
    assert told(app, "") == ""


def test_a_value_may_be_anything(app: Flask) -> None:
    assert told(app, "%(name)s is not a parameter here.", "de") == "%(name)s gibt es hier nicht."
    assert told(app, "a\nb must be a whole number.", "de") == "a\nb muss eine ganze Zahl sein."
