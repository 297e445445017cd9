from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crawler.policy import plans, robots_address
from crawler.settings import CrawlerSettings, Settings, Source


def held(source: dict[str, Any], **crawler: Any) -> str:
    made = Source.model_validate({"name": "a", "start": ["https://www.example.org/"], **source})
    return plans(Settings(crawler=CrawlerSettings(**crawler), source=(made,)))["a"].held


def test_without_a_contact_only_this_machine_is_crawled() -> None:
    assert held({}) == "needs-contact"
    assert held({}, contact="a@example.org") == ""
    assert held({"start": ["http://127.0.0.1:8765/"]}) == ""
    assert held({"start": ["http://localhost/"]}) == ""
    assert held({"start": ["http://[::1]/"]}) == ""
    assert held({"start": ["http://10.0.0.1/"]}) == "needs-contact"


def test_a_mapped_host_counts_by_where_its_requests_go() -> None:
    assert held({}, resolve={"www.example.org": "http://127.0.0.2:80"}) == ""
    assert held({}, resolve={"*": "http://127.0.0.2:80"}) == ""
    assert held({}, resolve={"www.example.org": "http://192.0.2.1:80"}) == "needs-contact"
    assert held({"hosts": ["other.example.org"]}, resolve={"www.example.org": "http://127.0.0.2:80"}) == "needs-contact"
    assert held({"start": ["http://127.0.0.1/"]}, resolve={"*": "http://192.0.2.1:80"}) == "needs-contact"


def test_a_paused_source_stays_paused() -> None:
    assert held({"paused": True}, contact="a@example.org") == "paused"


def test_a_source_has_its_own_rhythm_or_the_crawlers() -> None:
    own = Source(name="own", start=("https://e.org/",), interval="10m", delay="0s")
    common = Source(name="common", start=("https://e.org/",))
    made = plans(Settings(source=(own, common)))
    assert (made["own"].interval, made["own"].delay) == (timedelta(minutes=10), timedelta(0))
    assert (made["common"].interval, made["common"].delay) == (timedelta(hours=1), timedelta(seconds=2))


def test_only_the_sample_and_who_says_so_may_be_private() -> None:
    sample = Source(name="sample", start=("http://127.0.0.1:8765/",), sample=True)
    private = Source(name="private", start=("http://10.0.0.1/",), allow_private=True)
    public = Source(name="public", start=("https://e.org/",))
    made = plans(Settings(source=(sample, private, public)))
    assert [made[name].private for name in ("sample", "private", "public")] == [True, True, False]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://www.example.org/a/b?c", "https://www.example.org/robots.txt"),
        ("http://127.0.0.1:8765/", "http://127.0.0.1:8765/robots.txt"),
    ],
)
def test_the_robots_of_a_url_stand_at_its_own_origin(url: str, address: str) -> None:
    assert robots_address(url) == address
