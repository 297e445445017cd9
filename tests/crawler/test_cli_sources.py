"""`pressroom sources`: one source in full, its dropped URLs, and what a site offers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.crawler.crawling import HOST, SITE, listing, other
from tests.crawler.shell import ITEMS, Shell, served
from tests.replay import Replay


@pytest.mark.slow
def test_one_source_in_full(tmp_path: Path) -> None:
    with served(tmp_path) as (shell, _):
        shell("crawl")
        text = shell("sources", "press").stdout
        found = shell.json("sources", "press")
    for part in (
        "press: each page names its organisation (ok)",
        f"Start: {SITE}/",
        "5 releases; 8 URLs known, 0 not visited yet.",
        "releases a week.",
        "8 of 5,000 requests spent today.",
        "8 requests, 1 of them failed;",
        "releases: 5 new, 0 changed, 0 withdrawn.",
        f"{HOST}: asked without a pause",
        "robots.txt: there is none (status 404), so everything is allowed, ",
        f"release: 5 of 6 pages like {HOST}/news/{{year}}/{{slug}} were releases",
        "No boilerplate in 5 releases.",
        "Most texts stand in main > article.",
        "1 linked, but not like releases (--dropped passed-over)",
        f"{SITE}/files/bridge.jpg: it is a media file by its address",
        "1 read, and no releases (--dropped no-release)",
        f"{SITE}{ITEMS[5].path}: no release: ",
    ):
        assert part in text, part
    assert (found["name"], found["state"], found["releases"]) == ("press", "ok", 5)
    assert {cause["cause"]: cause["urls"] for cause in found["causes"]} == {"passed-over": 1, "no-release": 1}
    assert found["learnt"][0]["pattern"] == f"{HOST}/news/{{year}}/{{slug}}"
    assert [host["host"] for host in found["hosts"]] == [HOST]
    assert found["month"]["requests"] == 8
    assert found["template"] == {"pages": 5, "boilerplate": [], "container": "main > article", "month_first": None}


def test_a_source_that_was_never_crawled(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {}, deny='["/jobs/**"]')
    text = shell("sources", "press").stdout
    for part in (
        "Waiting for its first visit.",
        "Not known before the first visit.",
        "0 requests; 0 bytes.",
        "robots.txt: not asked for yet",
        "deny /jobs/** (this goes before what was learnt)",
        "No rule has been learnt yet.",
        "No release has been read yet.",
    ):
        assert part in text, part
    shell.names = ()
    assert "No longer configured" in shell("sources", "press").stdout


@pytest.mark.slow
def test_a_host_whose_robots_cannot_be_had(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {HOST: "http://127.0.0.1:1"})
    shell("crawl")
    text = shell("sources", "press").stdout
    assert "(failing)" in text
    assert "it could not be had (" in text
    assert "so the host is left alone" in text
    assert "Slowed down to one request every" in text


@pytest.mark.slow
def test_the_dropped_urls_of_a_cause(tmp_path: Path) -> None:
    with served(tmp_path) as (shell, _):
        shell("crawl")
        (dropped,) = shell.json("sources", "press", "--dropped", "passed-over")
        text = shell("sources", "press", "--dropped", "passed-over").stdout
        assert shell("sources", "press", "--dropped", "trap").stdout == "None.\n"
        assert shell.json("sources", "press", "--dropped", "none") == []
    assert (dropped["url"], dropped["found_on"]) == (f"{SITE}/files/bridge.jpg", f"{SITE}/")
    assert dropped["reason"] in text


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("nobody",), "No source is named nobody; there are: press."),
        (("nobody", "--dropped", "trap"), "No source is named nobody"),
        (("check",), "Give the address too: pressroom sources check URL."),
        (("press", "other"), "Write the name of one source, or check and one address."),
        (("check", "example.org", "--dropped", "trap"), "Write the name of one source"),
        (("--dropped", "trap"), "--dropped needs the name of a source"),
        (("press", "--dropped", "boredom"), "passed-over"),
    ],
)
def test_wrong_words_are_refused(tmp_path: Path, words: tuple[str, ...], part: str) -> None:
    result = Shell(tmp_path, {})("sources", *words)
    assert result.exit_code == 2
    assert part in result.stderr


def test_a_source_may_be_named_check(tmp_path: Path) -> None:
    shell = Shell(tmp_path, {}, names=("check",))
    assert shell("sources", "check").stdout.startswith("check: ")
    assert shell.json("sources", "check")["name"] == "check"


@pytest.mark.slow
@pytest.mark.parametrize("address", [f"{SITE}/", HOST])
def test_a_site_is_looked_at_and_its_lines_printed(tmp_path: Path, address: str) -> None:
    with served(tmp_path) as (shell, replay):
        result = shell("sources", "check", address)
        found = shell.json("sources", "check", address)
        asked = [visit.target for visit in replay.visits(HOST)]
    assert result.exit_code == 0, result.output
    assert "[[source]]" in result.stdout
    assert f'start = ["{SITE}/"]' in found["lines"]
    assert asked[0] == "/robots.txt"
    assert {visit.headers["user-agent"] for visit in replay.visits(HOST)} == {"Pressroom/0.1 (+tests@example.org)"}


def test_a_site_with_nothing_to_take_fails(tmp_path: Path) -> None:
    with served(tmp_path, {"/": other("about")}) as (shell, _):
        result = shell("sources", "check", SITE)
    assert result.exit_code == 1
    assert "No feed, listing or sitemap of releases was found" in result.stdout


def test_the_delay_is_kept_between_two_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("crawler.cli_sources.time.sleep", slept.append)
    robots = (b"User-agent: *\nCrawl-delay: 7", "text/plain")
    with served(tmp_path, {"/": other("about"), "/robots.txt": robots}) as (shell, replay):
        shell("sources", "check", SITE)
        assert len(slept) == replay.requests(HOST) - 1
    assert set(slept) == {7.0}


def test_without_a_contact_only_this_machine_is_asked(tmp_path: Path) -> None:
    away = {"/": listing([]), "/news": listing([])}
    home = (
        f"<!doctype html><title>Office</title><link rel='alternate' type='application/rss+xml' href='{SITE}/feed'>"
        f"<main><h1>Office</h1><a href='{SITE}/news'>Press releases</a></main>"
    ).encode()
    here = "127.0.0.2"  # where the first host is served
    with Replay({here: {"/": (home, "text/html")}, HOST: away}) as replay:
        shell = Shell(tmp_path, {}, contact="")
        refused = shell("sources", "check", SITE)
        local = shell("sources", "check", f"{replay.resolve[here]}/", "--json")
        assert replay.requests(HOST) == 0
    assert refused.exit_code == 1
    assert "Set crawler.contact to your address first" in refused.stderr
    requests = json.loads(local.stdout)["requests"]
    assert any(request["status"] for request in requests)
    assert any("crawler.contact is empty: it was not asked" in request["meaning"] for request in requests)
