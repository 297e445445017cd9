"""The WebSub hub: it is told of each feed that has something new, once that is there to read."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from crawler.settings import AlertSettings, Settings, WebSettings
from tests.web.alerts.conftest import SITE, Clock, Desk, Receiver
from tests.web.fakes import shelf
from tests.web.newsroom import RELEASES
from web.alerts.hub import Hub, topics
from web.app import build_app


@pytest.fixture
def hub(desk: Desk, receiver: Receiver, clock: Clock) -> Hub:
    settings = desk.settings.model_copy(update={"web": WebSettings(websub_hub=receiver.address)})
    return Hub(desk.store, desk.index, settings, clock, chance=lambda: 0.0)


def told(receiver: Receiver) -> list[str]:
    """The feeds that the hub was told of since the last time."""
    forms = [parse_qs(body.decode()) for _, body in receiver.taken]
    assert all(form["hub.mode"] == ["publish"] and form["hub.topic"] == form["hub.url"] for form in forms)
    receiver.taken.clear()
    return [form["hub.url"][0] for form in forms]


def test_it_is_told_of_what_the_index_has(desk: Desk, hub: Hub, receiver: Receiver) -> None:
    desk.publish(("one", "Harbour opens"), ("two", "Quotas"))
    assert hub.step() == 12
    assert set(told(receiver)) == {
        f"{SITE}{path}{query}"
        for path in ("/search.atom", "/search.rss", "/search.feed.json")
        for query in ("", "?content=full", "?source=harbour", "?content=full&source=harbour")
    }
    desk.publish(("one", "Harbour opens late"), indexed=False)
    assert (hub.step(), receiver.taken) == (0, [])
    desk.indexed()
    assert hub.step() == 12


def test_one_that_fails_is_told_later(desk: Desk, hub: Hub, receiver: Receiver, clock: Clock) -> None:
    desk.publish(("one", "Harbour opens"))
    receiver.replies = [503]
    assert hub.step() == 0
    told(receiver)
    assert (hub.step(), receiver.taken) == (0, [])
    clock.go(minutes=1)
    assert hub.step() == 12


def test_without_one_nobody_is_told(desk: Desk, receiver: Receiver, clock: Clock) -> None:
    desk.publish(("one", "Harbour opens"))
    assert Hub(desk.store, desk.index, desk.settings, clock).step() == 0
    assert receiver.taken == []


def test_feeds_are_named_as_they_name_themselves() -> None:
    settings = Settings(web=WebSettings(websub_hub="https://hub.example/"), alerts=AlertSettings(address=SITE))
    client = build_app(settings, shelf(RELEASES)).test_client()
    for topic in topics(settings, ["harbour"]):
        response = client.get(topic.removeprefix(SITE), base_url=SITE)
        assert response.headers.getlist("Link") == [f'<{topic}>; rel="self"', '<https://hub.example/>; rel="hub"']
