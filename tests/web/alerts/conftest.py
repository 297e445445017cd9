"""An installation with a store, an index that follows it, a mail server and a receiver of webhooks, all on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from crawler.records import Release
from crawler.settings import AlertSettings, IndexSettings, Settings, StoreSettings, WebSettings
from crawler.store import Store, accounts, outbox, releases, saved, sources
from crawler.store.accounts import Account, Role
from crawler.store.releases import Incoming, Reason
from crawler.store.saved import Channel, Saved, Schedule, State, Wishes
from indexer.follow import follow
from indexer.live import LiveIndex
from web.alerts.collect import Collector
from web.alerts.courier import Courier

BEGIN = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday
SITE = "https://press.example.org"


class Clock:
    def __init__(self) -> None:
        self.moment = BEGIN

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **span: float) -> datetime:
        self.moment += timedelta(**span)
        return self.moment


class Mailbox:
    """A mail server that keeps what it takes. `replies` are what it says to the next recipients instead."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.replies: list[str] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if self.replies:
            return self.replies.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        found = message_from_bytes(envelope.content, policy=default)
        assert isinstance(found, EmailMessage)
        self.taken.append(found)
        return "250 OK"


@dataclass
class Receiver:
    """A web server that keeps what is posted. `replies` are the status codes of its next answers."""

    server: ThreadingHTTPServer
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)
    retry_after: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hook?a=1"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail_port(mailbox: Mailbox) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(found.replies.pop(0) if found.replies else 204)
            if found.retry_after:
                self.send_header("Retry-After", found.retry_after)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Receiver(server)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def config(tmp_path: Path, mail_port: int) -> Settings:
    return Settings(
        store=StoreSettings(url=f"sqlite:///{tmp_path}/data/pressroom.db", archive=tmp_path / "archive"),
        index=IndexSettings(path=tmp_path / "index"),
        web=WebSettings(secret=tmp_path / "data" / "secret.key", past_queries=""),
        alerts=AlertSettings(
            address=SITE,
            smtp_host="127.0.0.1",
            smtp_port=mail_port,
            smtp_security="none",
            sender="Pressroom <press@example.org>",
            allow_private=True,
            attempts=3,
        ),
    )


@pytest.fixture
def store(config: Settings) -> Iterator[Store]:
    opened = Store.open(config.store)
    yield opened
    opened.close()


class Desk:
    """What the tests do with the installation: publish releases, save searches, and let the process go on."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self.store, self.settings, self.clock = store, settings, clock
        self.index = LiveIndex(settings.index.path)
        with store.writing() as connection:
            sources.ensure(connection, "harbour", "Harbour Board")
            self.owner: Account = accounts.add(connection, "reader@example.org", "Reader", Role.READER, "", clock())
        self.begin()

    def begin(self) -> None:
        """A process that starts anew."""
        self.collector = Collector(self.store, self.index)
        self.courier = Courier(self.store, self.settings, self.clock, chance=lambda: 0.0)

    def save(
        self,
        query: str,
        channel: Channel = Channel.EMAIL,
        schedule: Schedule = Schedule.IMMEDIATELY,
        target: str = "reader@example.org",
        *,
        name: str = "",
        due_at: datetime | None = None,
    ) -> Saved:
        wishes = Wishes(name or query, query, channel, target, schedule)
        with self.store.writing() as connection:
            found = saved.add(
                connection, self.owner.id, wishes, self.clock.go(seconds=1), state=State.ACTIVE, due_at=due_at
            )
        self.collector.collect()  # the process looks all the time
        self.clock.go(seconds=1)
        return found

    def publish(self, *texts: tuple[str, str], indexed: bool = True, **more: Any) -> None:
        """New or changed releases: pairs of an id and a title."""
        with self.store.writing() as connection:
            batch = [
                Incoming(
                    identity,
                    "harbour",
                    Release(f"https://harbour.example/{identity}", title, f"{title}.", language="en", **more),
                    Reason.FETCHED,
                )
                for identity, title in texts
            ]
            releases.put(connection, batch, self.clock())
        if indexed:
            self.indexed()

    def withdraw(self, identity: str) -> None:
        with self.store.writing() as connection:
            releases.withdraw(connection, identity, self.clock())
        self.indexed()

    def indexed(self) -> None:
        follow(self.store, self.index)

    def work(self) -> None:
        """Whatever there is to do now."""
        while self.collector.collect() or self.courier.compose() or self.courier.send():
            continue

    def state(self, search: Saved) -> Saved:
        with self.store.reading() as connection:
            found = saved.get(connection, search.id)
        assert found is not None
        return found

    def history(self, search: Saved) -> list[outbox.Message]:
        with self.store.reading() as connection:
            return outbox.history(connection, search.id, 100)

    def change(self, search: Saved, **wishes: Any) -> Saved:
        with self.store.writing() as connection:
            changed = replace(search.wishes, **wishes)
            saved.change(connection, search.id, changed, self.clock(), state=search.state, due_at=search.due_at)
        return self.state(search)


@pytest.fixture
def desk(store: Store, config: Settings, clock: Clock) -> Iterator[Desk]:
    made = Desk(store, config, clock)
    yield made
    made.index.close()


def titles(mailbox: Mailbox) -> list[str]:
    return [str(message["Subject"]) for message in mailbox.taken]
