"""Killed (SIGKILL) anywhere between the change feed and the receiver: everybody is told everything, once, in order.

Only one place is left where nobody can know: behind the moment at which the other end has taken a message, and before
that is written down. The message then comes again, with the same id.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from crawler.settings import Settings
from crawler.store import Store, outbox
from crawler.store.saved import Channel
from indexer.live import LiveIndex
from tests.web.alerts.conftest import Clock, Desk, Mailbox, Receiver, titles
from web.alerts.collect import Collector
from web.alerts.courier import Courier

PLACES = ["advance", "put", "compose", "claim", "sent"]  # functions of the outbox, each in a transaction


def killed_at(function: str, settings: Settings, clock: Clock, *, before: bool) -> None:
    """A process that does all that there is to do, and is killed before or behind a statement."""
    process = os.fork()
    if not process:
        try:
            setattr(outbox, function, deadly(getattr(outbox, function), before=before))
            store = Store.open(settings.store, create=False)
            collector, courier = Collector(store, LiveIndex(settings.index.path)), Courier(store, settings, clock)
            while collector.collect() or courier.compose() or courier.send():
                continue
        finally:
            os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status), "it came to its end"
    assert os.WTERMSIG(status) == signal.SIGKILL


def deadly(function: Callable[..., Any], *, before: bool) -> Callable[..., Any]:
    def wrapped(*given: Any) -> Any:
        if not before:
            function(*given)
        os.kill(os.getpid(), signal.SIGKILL)

    return wrapped


@pytest.mark.parametrize("before", [True, False], ids=["before", "behind"])
@pytest.mark.parametrize("function", PLACES)
def test_a_receiver_gets_all_once_and_in_order(
    desk: Desk, receiver: Receiver, config: Settings, clock: Clock, function: str, before: bool
) -> None:
    search = desk.save("q=harbour", Channel.WEBHOOK, target=receiver.address)
    desk.publish(("one", "Harbour opens"), ("two", "Harbour waits"))
    killed_at(function, config, clock, before=before)
    desk.publish(("three", "Harbour closes"))
    for _ in range(3):
        desk.work()
        clock.go(minutes=6)  # behind which a message belongs to nobody any more
    by_id = {headers["webhook-id"]: body for headers, body in receiver.taken}
    assert {(headers["webhook-id"], body) for headers, body in receiver.taken} == set(by_id.items())
    told = [each["id"] for body in by_id.values() for each in json.loads(body)["data"]["releases"]]
    assert sorted(told) == ["one", "three", "two"]
    assert told[-1] == "three"
    assert len(receiver.taken) - len(by_id) == (function == "sent")
    assert all(message.sent_at for message in desk.history(search))


def test_who_gets_a_mail_twice_can_tell(desk: Desk, mailbox: Mailbox, config: Settings, clock: Clock) -> None:
    desk.save("q=harbour")
    desk.publish(("one", "Harbour opens"))
    killed_at("sent", config, clock, before=True)
    clock.go(minutes=6)
    desk.work()
    assert titles(mailbox) == ["q=harbour: Harbour opens"] * 2
    first, again = mailbox.taken
    assert first["Message-ID"] == again["Message-ID"]
