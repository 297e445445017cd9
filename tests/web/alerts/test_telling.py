"""From a release to whoever wants to know of it: once, in order, however often something goes wrong."""

from __future__ import annotations

import hmac
import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from hashlib import sha256

import pytest

from crawler.settings import Settings
from crawler.store import Store, accounts, feed, outbox, saved
from crawler.store.outbox import Kind, Progress
from crawler.store.saved import Channel, Schedule, State
from tests.web.alerts.conftest import SITE, Desk, Mailbox, Receiver, titles
from web.alerts import addresses, mail, telling, webhook
from web.alerts.courier import Courier
from web.alerts.queries import search_of


def text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def posted(receiver: Receiver) -> list[list[str]]:
    """The releases of each call, as "news id"."""
    calls = [json.loads(body) for _, body in receiver.taken]
    return [[f"{each['news']} {each['id']}" for each in call["data"]["releases"]] for call in calls]


def test_new_releases_that_match_are_told_and_others_are_not(desk: Desk, mailbox: Mailbox) -> None:
    desk.publish(("old", "Harbour closed in spring"))
    desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"), ("two", "Quotas"))
    desk.work()
    assert titles(mailbox) == ["q=harbour: Harbour opens"]


def test_changed_and_withdrawn_ones_are_told_each_once(desk: Desk, receiver: Receiver) -> None:
    desk.publish(("old", "Harbour closed"))
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    for release in (
        ("one", "Harbour opens"),
        ("one", "Harbour opens late"),
        ("one", "Harbour opens late"),
        ("old", "Harbour closed again"),
    ):
        desk.publish(release)
        desk.clock.go(seconds=5)
        desk.work()
    for _ in range(2):
        desk.withdraw("one")
        desk.work()
    assert posted(receiver) == [["new one"], ["changed one"], ["changed old"], ["withdrawn one"]]


def test_a_change_that_is_no_news_is_not_told(desk: Desk, receiver: Receiver, store: Store) -> None:
    """The change feed has releases again for what editors say, and for texts that are alike."""
    desk.publish(("old", "Harbour closed"), ("gone", "Harbour sold"))
    desk.clock.go(hours=1)
    desk.withdraw("gone")
    desk.clock.go(hours=1)
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.publish(("one", "Harbour opens"))
    desk.work()
    with store.writing() as connection:
        feed.append(connection, ["one", "old", "gone"], desk.clock.go(hours=1))
    desk.indexed()
    desk.work()
    assert posted(receiver) == [["new one"]]


def test_what_was_missed_between_two_looks_is_told_as_it_is_now(desk: Desk, receiver: Receiver) -> None:
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.publish(("one", "Harbour opens"))
    desk.clock.go(seconds=1)
    desk.publish(("one", "Harbour opens late"))
    desk.work()
    assert posted(receiver) == [["new one"]]
    assert json.loads(receiver.taken[0][1])["data"]["releases"][0]["title"] == "Harbour opens late"


def test_nothing_is_relaxed_for_somebody_who_is_told(desk: Desk, mailbox: Mailbox) -> None:
    desk.save("q=harbour+ferry+timetable")
    desk.save("q=harbour+ferry&match=any", name="any")
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert titles(mailbox) == ["any: Harbour opens"]


def test_only_what_the_index_has_is_told(desk: Desk, mailbox: Mailbox) -> None:
    desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"), indexed=False)
    desk.work()
    assert titles(mailbox) == []
    desk.indexed()
    desk.work()
    assert titles(mailbox) == ["q=harbour: Harbour opens"]


def test_a_closed_account_and_a_paused_search_are_told_nothing(desk: Desk, mailbox: Mailbox, store: Store) -> None:
    paused = desk.save("q=harbour")
    desk.save("q=quay")
    with store.writing() as connection:
        saved.set_state(connection, paused.id, State.PAUSED, desk.clock())
    desk.publish(("one", "Harbour and quay"))
    desk.work()
    assert titles(mailbox) == ["q=quay: Harbour and quay"]
    with store.writing() as connection:
        accounts.add(connection, "b@example.org", "B", accounts.Role.ADMINISTRATOR, "", desk.clock())
        accounts.close(connection, desk.owner.id, desk.clock())
    desk.publish(("two", "Quay sold"))
    desk.work()
    assert len(titles(mailbox)) == 1


def test_a_digest_waits_for_its_hour_and_has_all_of_a_day(desk: Desk, mailbox: Mailbox) -> None:
    seven = desk.clock().replace(hour=7, minute=0) + timedelta(days=1)
    daily = desk.save("q=harbour", schedule=Schedule.DAILY, due_at=seven)
    desk.publish(("one", "Harbour opens"))
    desk.work()
    desk.clock.go(hours=2)
    desk.publish(("two", "Harbour closes"))
    desk.work()
    assert titles(mailbox) == []
    desk.clock.moment = seven
    desk.work()
    assert titles(mailbox) == ["q=harbour: 2 releases"]
    assert text(mailbox.taken[0]).index("Harbour opens") < text(mailbox.taken[0]).index("Harbour closes")
    assert desk.state(daily).due_at == seven + timedelta(days=1)
    desk.clock.go(days=1)
    desk.work()
    assert len(mailbox.taken) == 1  # nothing new, no message


def test_an_e_mail_can_be_read_and_left(desk: Desk, mailbox: Mailbox, config: Settings) -> None:
    search = desk.save("q=harbour", name="Harbour <news>")
    desk.publish(("one/1", "Harbour <opens> & closes"))
    desk.work()
    (message,) = mailbox.taken
    link = f"{SITE}/alerts/{search.id}/unsubscribe/{addresses.token(search, 'unsubscribe')}"
    assert message["To"] == "reader@example.org"
    assert message["From"] == "Pressroom <press@example.org>"
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    for expected in ("New: Harbour <opens> & closes", f"{SITE}/releases/one%2F1", link, f"{SITE}/?q=harbour"):
        assert expected in text(message)
    assert "Harbour &lt;opens&gt; &amp; closes" in text(message, "html")
    assert "<opens>" not in text(message, "html")
    assert link in text(message, "html")


def test_a_long_digest_says_how_many_more_there_are(desk: Desk, mailbox: Mailbox) -> None:
    desk.save("q=harbour")
    desk.publish(*((f"r{number:03}", f"Harbour notice {number}") for number in range(telling.LISTED + 7)))
    desk.work()
    assert titles(mailbox) == [f"q=harbour: {telling.LISTED + 7} releases"]
    assert "And 7 more." in text(mailbox.taken[0])


def test_messages_are_in_the_language_of_who_saved_the_search(desk: Desk, mailbox: Mailbox) -> None:
    desk.change(desk.save("q=harbour"), language="fr")
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert mailbox.taken[0]["Content-Language"] == "fr"
    assert '<html lang="fr"' in text(mailbox.taken[0], "html")


def test_a_webhook_is_signed_and_carries_an_id(desk: Desk, receiver: Receiver) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.publish(("one", "Harbour opens"))
    desk.work()
    ((headers, body),) = receiver.taken
    (message,) = desk.history(search)
    assert headers["webhook-id"] == f"msg_{search.id}_{message.id}"
    assert headers["idempotency-key"] == f'"{headers["webhook-id"]}"'
    assert headers["content-type"] == "application/json"
    key = b64decode(addresses.webhook_key(search).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert headers["webhook-signature"] == "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert int(headers["webhook-timestamp"]) == int(desk.clock().timestamp())
    told = json.loads(body)
    assert told["type"] == "alert.releases"
    assert told["data"]["releases"][0]["links"] == {
        "html": f"{SITE}/releases/one",
        "source": "https://harbour.example/one",
    }


def test_many_releases_take_several_calls_in_order(desk: Desk, receiver: Receiver) -> None:
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    names = [f"r{number:03}" for number in range(telling.IN_A_CALL + 30)]
    desk.publish(*((name, f"Harbour notice {name}") for name in names))
    desk.work()
    assert [len(call) for call in posted(receiver)] == [telling.IN_A_CALL, 30]
    assert [each for call in posted(receiver) for each in call] == [f"new {name}" for name in names]


def test_a_failed_call_is_made_again_later_and_holds_up_the_next(desk: Desk, receiver: Receiver) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    receiver.replies += [503]
    desk.publish(("one", "Harbour opens"))
    desk.work()
    desk.publish(("two", "Harbour closes"))
    desk.work()
    assert posted(receiver) == [["new one"]]
    assert desk.history(search)[1].error.startswith("Its receiver answers with status 503")
    desk.clock.go(seconds=59)
    desk.work()
    assert len(receiver.taken) == 1
    desk.clock.go(seconds=1)
    desk.work()
    assert posted(receiver) == [["new one"], ["new one"], ["new two"]]
    first, again, _ = receiver.taken
    assert (first[0]["webhook-id"], first[1]) == (again[0]["webhook-id"], again[1])
    assert first[0]["webhook-timestamp"] != again[0]["webhook-timestamp"]


def test_a_receiver_says_when_to_come_back(desk: Desk, receiver: Receiver) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    receiver.replies, receiver.retry_after = [429], "600"
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert desk.history(search)[0].next_at == desk.clock() + timedelta(minutes=10)


def test_after_the_last_attempt_a_search_is_stopped_and_says_why(desk: Desk, receiver: Receiver) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    receiver.replies += [500, 302, 404]
    desk.publish(("one", "Harbour opens"))
    for _ in range(4):
        desk.work()
        desk.clock.go(hours=1)
    stopped = desk.state(search)
    assert len(receiver.taken) == 3
    assert (stopped.state, stopped.reason) == (
        State.STOPPED,
        "Its receiver answers with status 404, and not with one from 200 to 299.",
    )
    assert [message.state for message in desk.history(search)] == [Progress.FAILED]


@pytest.mark.parametrize(
    ("target", "private", "reason"),
    [
        ("http://127.0.0.1:9/hook", False, "no public address"),
        ("http://[::1]:9/hook", False, "no public address"),
        ("http://169.254.169.254/latest", False, "no public address"),
    ],
)
def test_a_webhook_reaches_no_private_address_unless_that_is_allowed(
    desk: Desk, config: Settings, target: str, private: bool, reason: str
) -> None:
    closed = config.model_copy(update={"alerts": config.alerts.model_copy(update={"allow_private": private})})
    desk.courier = Courier(desk.store, closed, desk.clock)
    search = desk.save("q=harbour", Channel.WEBHOOK, target=target)
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert reason in desk.state(search).reason
    assert desk.state(search).state is State.STOPPED


def test_a_receiver_that_is_gone_for_good_ends_it_at_once(desk: Desk, receiver: Receiver) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    receiver.replies += [410]
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert desk.state(search).state is State.STOPPED


def test_a_mail_server_that_is_busy_is_asked_again_and_one_that_refuses_is_not(desk: Desk, mailbox: Mailbox) -> None:
    search = desk.save("q=harbour")
    mailbox.replies += ["451 Later"]
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert titles(mailbox) == []
    assert desk.history(search)[0].error == "The mail server refuses the address: 451 Later"
    desk.clock.go(minutes=1)
    desk.work()
    assert len(titles(mailbox)) == 1
    mailbox.replies += ["550 Nobody of that name"]
    desk.publish(("two", "Harbour closes"))
    desk.work()
    assert desk.state(search).reason == "The mail server refuses the address: 550 Nobody of that name"


def test_without_a_mail_server_a_message_waits(desk: Desk, config: Settings) -> None:
    search = desk.save("q=harbour")
    desk.courier = Courier(desk.store, replace_alerts(config, smtp_host=""), desk.clock)
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert desk.history(search)[0].error == "No mail server is named in alerts.smtp_host."


def replace_alerts(config: Settings, **values: object) -> Settings:
    return config.model_copy(update={"alerts": config.alerts.model_copy(update=values)})


def test_one_that_fails_does_not_hold_up_others(desk: Desk, receiver: Receiver, mailbox: Mailbox) -> None:
    desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.save("q=harbour")
    receiver.replies += [500]
    desk.publish(("one", "Harbour opens"))
    desk.work()
    assert len(mailbox.taken) == 1


def test_two_processes_send_each_message_once(desk: Desk, mailbox: Mailbox, config: Settings) -> None:
    desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"))
    desk.collector.collect()
    desk.courier.compose()
    with desk.store.reading() as connection:
        (message,) = outbox.due(connection, desk.clock(), 10)
    with desk.store.writing() as connection:
        assert outbox.claim(connection, message, desk.clock())
    other = Courier(desk.store, config, desk.clock)
    assert other.send() == 0
    assert not other._send(message)
    assert mailbox.taken == []
    desk.clock.go(minutes=6)  # the one that had it is gone
    other.send()
    assert len(mailbox.taken) == 1


def test_a_message_that_is_sent_again_has_the_same_id(desk: Desk, config: Settings) -> None:
    search = desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"))
    desk.collector.collect()
    desk.courier.compose()
    (message,) = desk.history(search)
    desk.clock.go(days=1)
    first, again = mail.mail(message, search, config), mail.mail(replace(message, attempts=2), search, config)
    assert first["Message-ID"] == again["Message-ID"]
    assert re.fullmatch(rf"<alert\.{message.id}\.[0-9a-f]{{16}}@example\.org>", str(first["Message-ID"]))
    assert text(first) == text(again)
    assert str(first["Date"]) == str(again["Date"])
    assert webhook.payload(message, search, config) == webhook.payload(message, search, config)


def test_a_test_and_a_question_do_not_stop_a_search(desk: Desk, mailbox: Mailbox) -> None:
    search = desk.save("q=harbour")
    with desk.store.writing() as connection:
        outbox.compose(connection, search, Kind.CONFIRM, telling.content_of([], {}), [], desk.clock())
    mailbox.replies += ["550 No"]
    desk.work()
    assert desk.state(search).state is State.ACTIVE
    with desk.store.writing() as connection:
        outbox.compose(connection, search, Kind.CONFIRM, telling.content_of([], {}), [], desk.clock())
    desk.work()
    assert titles(mailbox) == ["Please confirm: q=harbour"]
    assert mailbox.taken[0]["List-Unsubscribe"] is None
    assert f"/alerts/{search.id}/confirm/" in text(mailbox.taken[0])


def test_what_a_version_does_not_understand_of_a_search_is_left_out() -> None:
    assert search_of("q=harbour&from=someday&colour=blue&page=7&size=50&sort=oldest").pairs() == [("q", "harbour")]
