"""The pages of saved searches, and the addresses in what was sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it has no type hints
import pytest
from flask import Flask
from jinja2 import BytecodeCache

from crawler.settings import Settings
from crawler.store import Store, outbox, releases, saved, sources
from crawler.store.accounts import Role
from crawler.store.outbox import Item, Kind, News
from crawler.store.releases import Incoming, Reason
from crawler.store.saved import Channel, Saved, Schedule, State
from tests.web.newsroom import RELEASES
from tests.web.staff import Visitor, app_on, hire
from web.alerts import addresses

NEW = "/admin/searches/new?q=exercise&place=Riga&page=3&density=compact"


@pytest.fixture
def staffed(store: Store) -> Store:
    """With accounts, and a release that the pages of the fake index know as well."""
    hire(store, {"reader": Role.READER, "other": Role.READER, "chief": Role.ADMINISTRATOR})
    with store.writing() as connection:
        sources.ensure(connection, "harbour", "Harbour Board")
        batch = [Incoming(each.id, "harbour", each.content, Reason.FETCHED) for each in RELEASES[:2]]
        releases.put(connection, batch, datetime.now(UTC))
    return store


@pytest.fixture
def app(config: Settings, store: Store, compiled: BytecodeCache) -> Flask:
    return app_on(config, store, compiled)


@pytest.fixture
def sign_in(app: Flask, staffed: Store) -> Callable[[str], Visitor]:
    return lambda name: Visitor.signed_in(app, name)


@pytest.fixture
def reader(sign_in: Callable[[str], Visitor]) -> Visitor:
    return sign_in("reader")


def save(reader: Visitor, **fields: str) -> int:
    given = {"name": "Mine", "channel": "email", "email": "reader@example.org", "schedule": "daily", **fields}
    answer = reader.send(NEW, on=NEW, **given)
    assert answer.status_code == 303, answer.text
    return int(urlsplit(answer.headers["Location"]).path.rpartition("/")[2])


def found(store: Store, identity: int) -> Saved:
    with store.reading() as connection:
        one = saved.get(connection, identity)
    assert one is not None
    return one


def waiting(store: Store, identity: int) -> list[Kind]:
    with store.reading() as connection:
        return [message.kind for message in outbox.history(connection, identity, 10)]


def path(address: str) -> str:
    return urlsplit(address).path


def test_the_search_page_offers_to_save_once_there_are_accounts(app: Flask, store: Store) -> None:
    assert "Save this search" not in app.test_client().get("/?q=exercise").text


def test_the_search_page_leads_to_a_form_with_the_search(reader: Visitor) -> None:
    page = reader.get("/?q=exercise&place=Riga&sort=oldest").text
    link = re.search(r'<a href="([^"]+)">Save this search', page)
    assert link
    assert link[1].replace("&amp;", "&") == "/admin/searches/new?q=exercise&place=Riga"
    form = reader.get(link[1].replace("&amp;", "&")).text
    assert "“exercise”, Riga" in form
    assert 'value="reader@example.org"' in form


def test_who_is_not_signed_in_is_asked_to_be_and_comes_back(app: Flask, staffed: Store) -> None:
    answer = app.test_client().get("/admin/searches/new?q=exercise")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/admin/sign-in?next=/admin/searches/new?q%3Dexercise"


def test_a_search_is_saved_without_how_it_is_shown(reader: Visitor, store: Store) -> None:
    one = found(store, save(reader))
    assert one.wishes.query == "q=exercise&place=Riga"
    assert (one.wishes.channel, one.wishes.schedule, one.state) == (Channel.EMAIL, Schedule.DAILY, State.ACTIVE)
    assert one.due_at is not None
    assert "Mine" in reader.get("/admin/searches").text


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": " "}, "Give the search a name"),
        ({"email": "nobody"}, "Write an e-mail address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Write an e-mail address"),
        ({"channel": "webhook", "webhook": "ftp://example.org/"}, "Write the https or http address"),
        ({"channel": "webhook", "webhook": "https://user@example.org/"}, "Write the https or http address"),
        ({"channel": "webhook", "webhook": "https://example.org:port/"}, "Write the https or http address"),
    ],
)
def test_what_can_not_be_is_refused(reader: Visitor, fields: dict[str, str], problem: str) -> None:
    given = {"name": "Mine", "channel": "email", "email": "reader@example.org", "schedule": "daily", **fields}
    answer = reader.send(NEW, on=NEW, **given)
    assert answer.status_code == 422
    assert problem in answer.text


def test_unknown_channels_are_refused(reader: Visitor) -> None:
    assert reader.send(NEW, on=NEW, name="Mine", channel="pigeon", schedule="daily").status_code == 400


def test_an_account_has_a_bound(reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    save(reader)
    answer = reader.send(NEW, on=NEW, name="Mine", channel="feed", schedule="daily")
    assert (answer.status_code, "at most 1 saved searches" in answer.text) == (422, True)


def test_nobody_sees_or_changes_what_is_another_s(reader: Visitor, sign_in: Callable[[str], Visitor]) -> None:
    identity = save(reader)
    for name in ("other", "chief"):
        stranger = sign_in(name)
        assert "Mine" not in stranger.get("/admin/searches").text
        assert stranger.get(f"/admin/searches/{identity}").status_code == 404
        for act in ("", "/pause", "/resume", "/delete", "/test", "/renew"):
            assert stranger.send(f"/admin/searches/{identity}{act}").status_code == 404


def test_every_act_needs_its_form(reader: Visitor, store: Store) -> None:
    identity = save(reader)
    assert reader.client.post(f"/admin/searches/{identity}/delete").status_code == 400
    assert found(store, identity).state is State.ACTIVE


def test_a_search_is_paused_resumed_changed_and_deleted(reader: Visitor, store: Store) -> None:
    identity = save(reader, schedule="immediately")
    reader.send(f"/admin/searches/{identity}/pause")
    assert found(store, identity).state is State.PAUSED
    reader.send(f"/admin/searches/{identity}/resume")
    assert found(store, identity).state is State.ACTIVE
    changed = {"name": "Other", "channel": "webhook", "webhook": "https://hooks.example/1", "schedule": "hourly"}
    reader.send(f"/admin/searches/{identity}", **changed)
    one = found(store, identity)
    assert (one.wishes.name, one.wishes.target, one.wishes.query) == (
        "Other",
        "https://hooks.example/1",
        "q=exercise&place=Riga",
    )
    assert one.due_at is not None
    assert addresses.webhook_key(one) in reader.get(f"/admin/searches/{identity}").text
    reader.send(f"/admin/searches/{identity}/renew")
    assert addresses.webhook_key(found(store, identity)) != addresses.webhook_key(one)
    reader.send(f"/admin/searches/{identity}/delete")
    assert reader.get(f"/admin/searches/{identity}").status_code == 404


def test_another_s_address_is_asked_first(reader: Visitor, store: Store, app: Flask, config: Settings) -> None:
    identity = save(reader, email="friend@example.com")
    one = found(store, identity)
    assert (one.state, waiting(store, identity)) == (State.UNCONFIRMED, [Kind.CONFIRM])
    assert reader.send(f"/admin/searches/{identity}/test").status_code == 400
    friend, link = app.test_client(), path(addresses.confirm(config, one))
    assert "Confirm" in friend.get(link).text
    assert found(store, identity).state is State.UNCONFIRMED
    assert friend.get(link + "x").status_code == 404
    assert friend.post(link).status_code == 200
    assert found(store, identity).state is State.ACTIVE
    moved = {"name": "Mine", "channel": "email", "email": "enemy@example.com", "schedule": "daily"}
    reader.send(f"/admin/searches/{identity}", **moved)
    assert found(store, identity).state is State.UNCONFIRMED
    assert friend.post(link).status_code == 404  # the old address does not speak for the new one


def test_one_click_unsubscribes_and_looking_does_not(
    reader: Visitor, store: Store, app: Flask, config: Settings
) -> None:
    identity = save(reader)
    link = path(addresses.unsubscribe(config, found(store, identity)))
    client = app.test_client()
    assert "Unsubscribe" in client.get(link).text
    assert found(store, identity).state is State.ACTIVE
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (200, False)
    assert found(store, identity).state is State.PAUSED
    assert "Unsubscribed by a link" in reader.get("/admin/searches").text
    assert client.post(link).status_code == 200  # again
    assert client.post(link[:-1]).status_code == 404


def test_a_test_is_put_into_the_outbox(reader: Visitor, store: Store) -> None:
    identity = save(reader)
    reader.send(f"/admin/searches/{identity}/test")
    assert waiting(store, identity) == [Kind.TEST]
    assert "Test" in reader.get(f"/admin/searches/{identity}").text


def test_a_private_feed_has_what_was_told(reader: Visitor, store: Store, app: Flask) -> None:
    identity = save(reader, channel="feed")
    one = found(store, identity)
    page = reader.get(f"/admin/searches/{identity}").text
    address = re.search(r"<code>(http://localhost/alerts/[^<]+)</code>", page)
    assert address
    client, now = app.test_client(), datetime.now(UTC)
    assert feedparser.parse(client.get(path(address[1])).data).entries == []
    first, second = (each.id for each in RELEASES[:2])
    with store.writing() as connection:
        outbox.put(connection, [
            Item(one.id, first, "r1", News.NEW, 5, now),
            Item(one.id, second, "r1", News.NEW, 6, now),
            Item(one.id, first, "r2", News.CHANGED, 7, now),
        ])  # fmt: skip
    answer = client.get(path(address[1]))
    read = feedparser.parse(answer.data)
    assert not read.bozo
    assert [entry.link.rpartition("/")[2] for entry in read.entries] == [first, second, first]
    assert len({entry.id for entry in read.entries}) == 3
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert client.get(path(address[1]), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    reader.send(f"/admin/searches/{identity}/renew")
    assert client.get(path(address[1])).status_code == 404


def test_a_token_is_for_one_purpose(reader: Visitor, store: Store, app: Flask) -> None:
    identity = save(reader, channel="feed")
    one, client = found(store, identity), app.test_client()
    assert client.get(f"/alerts/{identity}/feed/{addresses.token(one, 'unsubscribe')}.atom").status_code == 404
    assert client.get(f"/alerts/{identity + 1}/feed/{addresses.token(one, 'feed')}.atom").status_code == 404
    assert client.get(f"/alerts/{identity}/unsubscribe/{addresses.token(one, 'feed')}").status_code == 404


def test_addresses_in_messages_answer_where_sign_in_is_required(
    config: Settings, store: Store, reader: Visitor, compiled: BytecodeCache
) -> None:
    identity = save(reader)
    closed = config.model_copy(update={"web": config.web.model_copy(update={"sign_in_required": True})})
    client = app_on(closed, store).test_client()
    assert client.get("/").status_code == 303
    assert client.get(path(addresses.unsubscribe(config, found(store, identity)))).status_code == 200


def test_a_stopped_search_says_why(reader: Visitor, store: Store) -> None:
    identity = save(reader)
    with store.writing() as connection:
        saved.set_state(connection, identity, State.STOPPED, datetime.now(UTC), "The mail server is full.")
    assert "The mail server is full." in reader.get("/admin/searches").text
    assert "The mail server is full." in reader.get(f"/admin/searches/{identity}").text


def test_without_a_mail_server_there_is_no_e_mail(
    config: Settings, store: Store, staffed: Store, compiled: BytecodeCache
) -> None:
    silent = config.model_copy(update={"alerts": config.alerts.model_copy(update={"smtp_host": ""})})
    visitor = Visitor.signed_in(app_on(silent, store), "reader")
    assert 'value="email"' not in visitor.get(NEW).text
    assert "no e-mail" in visitor.send(NEW, on=NEW, name="Mine", channel="email", schedule="daily").text
