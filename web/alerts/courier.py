"""From the outbox to people: puts together what is due, and sends it, once if all goes well, in order in any case."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from crawler.settings import Settings
from crawler.store import Store, outbox, saved, shown
from crawler.store.outbox import Item, Kind, Message
from crawler.store.saved import Channel, Saved, State
from web.alerts import mail, telling, webhook
from web.alerts.failures import SendError
from web.alerts.timing import following, retry_at

SENDERS = 4  # messages on their way at once, each of another search
TOGETHER = 100  # that are looked for at once
MOST_ITEMS = 100_000  # in one message, the most by far

log = logging.getLogger(__name__)

Send = Callable[[Message, Saved, Settings, datetime], None]


def by_mail(message: Message, search: Saved, settings: Settings, _now: datetime) -> None:
    if not settings.alerts.smtp_host:
        raise SendError("No mail server is named in alerts.smtp_host.")
    try:
        written = mail.mail(message, search, settings)
    except ValueError as error:  # no header can say it
        raise SendError(f"The message can't be written: {error}.", final=True) from error
    mail.send(written, settings.alerts)


SENDS: Mapping[Channel, Send] = {Channel.EMAIL: by_mail, Channel.WEBHOOK: webhook.send}


class Courier:
    """Several may work on one store, also in several processes: each message belongs to one of them at a time."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        now: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
        sends: Mapping[Channel, Send] = SENDS,
    ) -> None:
        self._store, self._settings, self._now, self._chance, self._sends = store, settings, now, chance, sends

    def compose(self) -> int:
        """Puts together what there is to tell and whose time has come; how many messages that are."""
        now, alerts, count = self._now(), self._settings.alerts, 0
        with self._store.reading() as connection:
            at_once = outbox.waiting_to_be_told(connection)
            due = [search.id for search in saved.due(connection, now)]
        for identity in (*at_once, *due):
            with self._store.writing() as connection:
                search = saved.get(connection, identity)
                if search is None or search.state is not State.ACTIVE or (search.due_at or now) > now:
                    continue  # changed meanwhile
                if search.due_at is not None:
                    next_at = following(search.wishes.schedule, now, alerts.hour, alerts.timezone)
                    saved.set_due(connection, identity, next_at)
                count += self._compose(connection, search, now)
        return count

    def _compose(self, connection: Connection, search: Saved, now: datetime) -> int:
        """Messages of all that a search was not told yet: one by e-mail, as many as it takes for a webhook."""
        count = 0
        if search.wishes.channel is Channel.FEED:
            return count
        while items := outbox.untold(connection, search.id, self._most(search)):
            listed = items[: telling.LISTED] if search.wishes.channel is Channel.EMAIL else items
            outbox.compose(connection, search, Kind.DIGEST, self._content(connection, listed, len(items)), items, now)
            count += 1
        return count

    def _most(self, search: Saved) -> int:
        return MOST_ITEMS if search.wishes.channel is Channel.EMAIL else telling.IN_A_CALL

    def _content(self, connection: Connection, listed: list[Item], total: int) -> dict[str, Any]:
        releases = telling.by_id(shown.get_many(connection, [item.release for item in listed]))
        return telling.content_of(listed, releases, more=total - len(listed))

    def send(self, stop: threading.Event | None = None) -> int:
        """Sends what is due; how many messages were taken. Of each search one at a time."""
        taken = 0
        with ThreadPoolExecutor(SENDERS) as pool:
            while not (stop and stop.is_set()):
                with self._store.reading() as connection:
                    due = outbox.due(connection, self._now(), TOGETHER)
                if not due:
                    break
                taken += sum(pool.map(self._send, due))
        return taken

    def _send(self, message: Message) -> bool:
        with self._store.writing() as connection:
            search = saved.get(connection, message.search)
            if search is None or not outbox.claim(connection, message, self._now()):
                return False
        attempt = message.attempts + 1
        try:
            self._sends[search.wishes.channel](message, search, self._settings, self._now())
        except SendError as error:
            self._failed(message, search, attempt, error)
            return False
        with self._store.writing() as connection:
            outbox.sent(connection, message.id, self._now())
        log.info("sent", extra={"search": search.id, "alert": message.id, "attempt": attempt})
        return True

    def _failed(self, message: Message, search: Saved, attempt: int, error: SendError) -> None:
        """Another attempt later; after the last one the search is stopped, which its owner sees."""
        now, reason = self._now(), str(error)
        log.warning("not sent", extra={"search": search.id, "alert": message.id, "reason": reason})
        with self._store.writing() as connection:
            if not error.final and attempt < self._settings.alerts.attempts:
                later = retry_at(attempt, now, self._chance)
                if error.after is not None:
                    later = max(later, now + timedelta(seconds=min(error.after, 86_400)))
                outbox.postpone(connection, message.id, later, reason)
                return
            outbox.give_up(connection, message.id, reason)
            if message.kind is Kind.DIGEST:
                outbox.drop(connection, search.id)
                saved.set_state(connection, search.id, State.STOPPED, now, reason)
