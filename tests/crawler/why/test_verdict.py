"""The one sentence, for each way that a story can go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crawler.learning import Said
from crawler.learning import Says as Kindly
from crawler.records import Relations, State
from crawler.store.known import KnownUrl
from crawler.visits import Cause, Kind, Rank, UrlState
from crawler.why.values import Access, Indexed, KeptRelease, Linked, Outlook, RobotsSay, Says, Search, Story
from crawler.why.verdict import verdict

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://press.example.org/news/1"
PAGE = "https://press.example.org/"
SAYS = Says("press", "", "press.example.org/news/{number}", None, None, None)
KNOWN = KnownUrl(
    7, URL, "press.example.org", "press", Kind.PAGE, Rank.PAGE, 0, PAGE, NOW, UrlState.NEW, Cause.NONE, "", 0, None,
    0, 0, None, None, NOW, None,
)  # fmt: skip
RELEASE = KeptRelease(
    "abc", URL, "", "A bridge", None, None, "en", 900, "press", State.LIVE, NOW, NOW, (), Relations()
)  # fmt: skip
OUTLOOK = Outlook(timedelta(seconds=2), None, "", 0, 5000, 10, None)
STORY = Story(URL, NOW, URL, sources=(SAYS,), robots=RobotsSay(Access.ALLOWED, NOW, 404), outlook=OUTLOOK)
DENIED = Said(Kindly.OTHER, "config.toml denies it", learnt=False)


def kept(index: Indexed | None, **values: Any) -> str:
    return verdict(replace(STORY, release=replace(RELEASE, **values), index=index))


def test_a_url_that_is_none() -> None:
    assert "mailto:x is not an address that can be crawled" in verdict(Story("mailto:x", NOW))


@pytest.mark.parametrize(
    ("index", "part"),
    [
        (Indexed(holds=True, current=True), ", and in the index."),
        (Indexed(holds=True, current=False, behind=3), "an earlier state of it and is 3 changes behind"),
        (Indexed(behind=1), "not in the index, which is 1 change behind the store: run pressroom index."),
        (Indexed(), "lacks it although it is up to date: run pressroom index --rebuild."),
        (Indexed(problem="There is no index yet: run `pressroom index`."), "There is no index yet"),
        (None, "first seen 2026-11-24 12:00."),
    ],
)
def test_a_release_and_the_index(index: Indexed | None, part: str) -> None:
    said = kept(index)
    assert said.startswith("It is a release, first seen 2026-11-24 12:00")
    assert part in said


def test_a_withdrawn_release_and_another_address_of_one() -> None:
    assert "withdrawn at its source (last seen 2026-11-24 12:00) but kept" in kept(None, state=State.WITHDRAWN)
    assert kept(None, relation="amp", url=f"{URL}0").startswith(f"It is another address (amp) of the release {URL}0")


def test_a_translation_that_was_not_found_is_missing_as_a_release_of_its_own() -> None:
    said = verdict(replace(STORY, release=replace(RELEASE, relation="translation"), search=Search(2, 0, False, ())))
    assert said.startswith("It is missing")
    assert said.endswith(f"It is named as a translation of the release {URL}.")


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"state": UrlState.READ, "kind": Kind.SEED}, "not a release but a start page"),
        ({"state": UrlState.READ, "kind": Kind.LISTING}, "not a release but a further page of a listing"),
        ({"state": UrlState.READ, "reason": "it redirects to https://x/"}, "not a release itself: it redirects to"),
        ({"state": UrlState.FAILED, "reason": "Status 500."}, "could not be had: Status 500. It is tried again"),
        ({"state": UrlState.DROPPED, "reason": "robots.txt disallows it"}, "missing because robots.txt disallows it."),
        ({"state": UrlState.GONE, "reason": "gone (status 404)"}, "missing because gone (status 404)."),
        ({"state": UrlState.VARIANT, "reason": "another form of https://x/"}, "missing because another form of"),
    ],
)
def test_a_known_url_without_a_release(values: dict[str, Any], part: str) -> None:
    assert part in verdict(replace(STORY, known=replace(KNOWN, **values)))


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"sources": (replace(SAYS, held="Paused in config.toml."),)}, "press is not crawled. Paused in config.toml."),
        ({"robots": RobotsSay(Access.CLOSED, NOW, 503)}, "the robots.txt of its host can't be had"),
        ({"robots": RobotsSay(Access.DISALLOWED, NOW, 200)}, "robots.txt disallows it"),
        ({"sources": (replace(SAYS, configured=DENIED),)}, "config.toml denies it"),
        ({"outlook": None}, "no visit is planned"),
        ({"outlook": replace(OUTLOOK, quiet_until=NOW)}, "quiet hours until 2026-11-24 12:00 UTC"),
        ({"outlook": replace(OUTLOOK, spent=5000)}, "today's budget of its source (5,000 requests) is spent"),
        ({"outlook": replace(OUTLOOK, ahead=40)}, "40 addresses of its host go first, one every 2 s"),
        ({}, "the next one to be asked for"),
    ],
)
def test_a_url_that_waits_for_its_first_visit(values: dict[str, Any], part: str) -> None:
    said = verdict(replace(STORY, known=KNOWN, **values))
    assert said.startswith("It is missing because it has not been visited yet: ")
    assert part in said


LEFT = Linked(PAGE, NOW, "its text is too short for a title")


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"spellings": (f"{URL}/",)}, f"not known as it is written, but {URL}/ is"),
        ({"sources": ()}, "no source has the host press.example.org: pressroom sources check https://press"),
        ({"sources": (replace(SAYS, held="Paused."),)}, "its source press is not crawled. Paused."),
        ({"search": Search(3, 0, False, (LEFT,))}, f"the link to it on {PAGE} is left: its text is too short"),
        ({"search": Search(3, 0, False, (LEFT, replace(LEFT, left="")))}, f"but {PAGE} links to it, and it is taken"),
        ({"search": Search(3, 0, False, ())}, "no page that press lists its releases on links to it (3 pages read)"),
        ({"search": Search(50, 0, True, ())}, "none of the 50 listing pages of press that were looked through"),
        ({"search": Search(0, 1, False, ())}, "no start page of its source press has been read yet"),
        ({"search": None}, "no start page of its source press has been read yet"),
        (
            {"search": Search(3, 0, False, ()), "sources": (replace(SAYS, configured=DENIED),)},
            "Besides, config.toml denies it.",
        ),
        (
            {"search": Search(3, 0, False, ()), "robots": RobotsSay(Access.DISALLOWED, NOW, 200)},
            "Besides, robots.txt disallows it.",
        ),
        (
            {"search": Search(3, 0, False, (replace(LEFT, left=""),)), "robots": RobotsSay(Access.DISALLOWED, NOW)},
            "robots.txt disallows it, however.",
        ),
    ],
)
def test_a_url_that_was_never_found(values: dict[str, Any], part: str) -> None:
    assert part in verdict(replace(STORY, outlook=None, **values))
