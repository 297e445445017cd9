"""Crawls of servers that mean harm: each misbehaviour has a recorded outcome, and nobody else waits for it."""

from __future__ import annotations

import contextlib
import functools
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from crawler import cli
from crawler.cleaning.dates import FIRST_YEAR
from crawler.cli import opened_crawler
from crawler.crawl import CrawlCounts
from crawler.fetch import Fetcher
from crawler.records import State, StoredRelease, release_id
from crawler.sample.pdf import write_pdf
from crawler.settings import CrawlerSettings, Settings, Source, StoreSettings
from crawler.store import Store, frontier
from tests import traps
from tests.hostile import BOMB_FEEDS, PATHS, Call, Hostile, Secure, self_signed
from tests.replay import Page, Replay
from tests.service import Installation

pytestmark = pytest.mark.slow

HOSTILE = "hostile.example"
CALM = "press.example.org"
TOTAL = timedelta(seconds=3)  # one fetch at most, in tests of slow servers; in others no busy machine may break off any
MOST_MEMORY = 800_000_000  # bytes; 500 million are there without harm, and 700 where tables have to be made first


@dataclass
class World:
    """An installation with a source on the hostile server and one on a well-behaved one."""

    folder: Path
    hostile: Hostile
    calm: Replay
    start: tuple[str, ...]
    keys: dict[str, object] = field(default_factory=dict)  # further ones of the hostile source
    mapped: dict[str, str] = field(default_factory=dict)
    patience: timedelta = timedelta(seconds=30)
    later: timedelta = timedelta(0)

    @property
    def settings(self) -> Settings:
        bad = {"name": "hostile", "start": self.start, "delay": "0s"} | self.keys
        good = {"name": "calm", "start": (f"https://{CALM}/",), "delay": "0s"}
        return Settings(
            store=StoreSettings(url=f"sqlite:///{self.folder}/p.db", archive=self.folder / "archive"),
            crawler=CrawlerSettings(
                encoder=False,
                contact="tests@example.org",
                max_bytes=1_000_000,
                resolve=self.mapped | self.calm.resolve,
                read_timeout=f"{self.patience.seconds - 1}s",
                total_timeout=f"{self.patience.seconds}s",
            ),
            source=(Source.model_validate(bad), Source.model_validate(good)),
        )

    def run(self, *, full: bool = False) -> CrawlCounts:
        """A round; `full`: of all that is visited again at all."""
        with (
            closing(self.store()) as store,
            opened_crawler(self.settings, store, lambda: datetime.now(UTC) + self.later) as crawler,
        ):
            if full:
                with store.writing() as connection:
                    frontier.make_due(connection, ["hostile"], datetime.now(UTC) + self.later)
            return crawler.run(["hostile", "calm"], 8, threading.Event())

    def store(self) -> Store:
        return Store.open(self.settings.store)

    def rows(self, sql: str) -> list[list[str]]:
        with closing(self.store()) as store, store.reading() as connection:
            return [list(map(str, row)) for row in connection.execute(text(sql))]

    def errors(self) -> dict[str, str]:
        """The last error (else status) of each URL that was asked for."""
        return {row[0]: row[1] for row in self.rows("select url, coalesce(error, status) from fetches order by id")}

    def urls(self) -> dict[str, tuple[str, str, str]]:
        """State, cause and reason of each of the hostile source's URLs."""
        found = self.rows("select url, state, cause, reason from urls where source = 'hostile'")
        return {url: (state, cause, reason) for url, state, cause, reason in found}

    def only(self, state: str, cause: str) -> dict[str, str]:
        """The reasons of the hostile source's URLs of a state and a cause."""
        return {
            url: why for url, (is_state, is_cause, why) in self.urls().items() if (is_state, is_cause) == (state, cause)
        }

    def releases(self, source: str = "hostile") -> int:
        return int(self.rows(f"select count(*) from releases where source = '{source}'")[0][0])

    def release(self, url: str) -> StoredRelease:
        with closing(self.store()) as store:
            kept = store.release(release_id(url))
        assert kept is not None, url
        return kept

    def error(self) -> str:
        """What the hostile source's error says to people."""
        with closing(self.store()) as store:
            return next(
                str(source.last_error) for source in store.sources(datetime.now(UTC)) if source.name == "hostile"
            )


def calm_site() -> dict[str, Page]:
    paths = [f"/news/{n}" for n in range(10)]
    return {"/": traps.listing(*paths)} | {path: traps.release(f"calm{path[-1]}") for path in paths}


@contextmanager
def world(folder: Path, *start: str, mapped: bool = True, **keys: object) -> Iterator[World]:
    """`start`: paths on HOSTILE, or URLs. When `mapped`, all names but CALM are the hostile server's."""
    with Hostile() as hostile, Replay({CALM: calm_site()}) as calm:
        urls = tuple(one if "://" in one else f"https://{HOSTILE}{one}" for one in start)
        yield World(folder, hostile, calm, urls, keys, {"*": hostile.origin} if mapped else {})


def assert_calm(made: World) -> None:
    """The well-behaved source was crawled to its end."""
    assert made.releases("calm") == 10
    assert made.calm.requests(CALM) == 12


# Misbehaviour in a single answer

FAILS = {  # path to a part of the reason
    "/endless": "larger than the limit",
    "/endless-chunks": "larger than the limit",
    "/announced-huge": "larger than the limit",
    "/bomb": "larger than the limit",
    "/bomb-in-bomb": "larger than the limit",
    "/continue-for-ever": "larger than the limit",
    "/drip": "not there whole after",
    "/drip-head": "not there whole after",
    "/silence": "sent nothing for",
    "/not-gzip": "can't be decoded",
    "/half-gzip": "ends too early",
    "/brotli": "not supported",
    "/length-too-long": "broke off",
    "/length-garbage": "no proper HTTP",
    "/chunk-garbage": "no proper HTTP",
    "/garbage": "no proper HTTP",
    "/long-garbage": "no proper HTTP",
    "/huge-header": "no proper HTTP",
    "/long-header-line": "no proper HTTP",
    "/many-headers": "no proper HTTP",
    "/early-hints": "status 103",
    "/reset": "broke off",
    "/hang-up": "broke off",
    "/busy": "status 503",
    "/redirect-loop": "in a circle",
    "/redirect-far/0": "more than 5 times",
    "/redirect-file": "not an address that can be fetched",
    "/redirect-nonsense": "not an address that can be fetched",
    "/wants-cookie": "seems to want a cookie",
}
DROPS = {  # path to the cause and a part of the reason
    "/redirect-loopback": ("moved-away", "http://127.0.0.1/private"),
    "/redirect-metadata": ("moved-away", "http://169.254.169.254"),
    "/calm": ("no-release", "prose"),
    "/image-as-page": ("unreadable", "an image (PNG)"),
}
RELEASES = ("/sent-as-text", "/sent-as-image", "/sent-as-json")


def host_of(path: str) -> str:
    """A host for each path, so that the pauses of a host that fails hold up none of the others."""
    return f"{path.strip('/').split('/')[0]}.{HOSTILE}"


def address(path: str) -> str:
    return f"https://{host_of(path)}{path}"


def page(body: bytes, status: str = "200 OK", *fields: str) -> Callable[[Call], None]:
    head = "\r\n".join([f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""])
    return lambda call: call.send(head, body)


def test_each_misbehaviour_has_its_recorded_outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [*FAILS, *DROPS, *RELEASES]
    monkeypatch.setitem(PATHS, "/front", page(traps.listing(*map(address, paths))[0]))
    with world(tmp_path, "/front") as made:
        made.patience = TOTAL
        began = time.monotonic()
        made.run()
        assert time.monotonic() - began < 60
        assert_calm(made)
        urls = made.urls()
        slowest = made.rows("select max(milliseconds) from fetches where source = 'hostile'")[0][0]
        errors = made.errors()
    for path, part in FAILS.items():
        state, cause, reason = urls[address(path)]
        assert (path, state, cause) == (path, "failed", "")
        assert part in reason
        assert errors[address(path)] == ("503" if path == "/busy" else reason)
    for path, (cause, part) in DROPS.items():
        assert (path, *urls[address(path)][:2]) == (path, "dropped", cause)
        assert part in urls[address(path)][2]
    for path in RELEASES:
        assert (path, urls[address(path)][0]) == (path, "release")
    assert float(slowest) < 1000 * (TOTAL.total_seconds() + 1)


@pytest.mark.parametrize("path", ["/says-utf-8", "/says-latin-1", "/says-nonsense"])
def test_a_charset_that_lies_is_seen_through(tmp_path: Path, path: str) -> None:
    with world(tmp_path, path) as made:
        made.run()
        assert "über Köln, für größere Städte" in made.release(f"https://{HOSTILE}{path}").content.text


def test_a_pdf_that_is_sent_as_a_page_is_read_as_a_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    title, text = "The ministers agree on a bridge", ["Work on the northern tracks begins in January."] * 9
    body = write_pdf(title, text, author="Ministry", created=datetime(2026, 11, 2, tzinfo=UTC), language="en")
    monkeypatch.setitem(PATHS, "/paper", page(body, "200 OK", "Content-Type: text/html"))
    monkeypatch.setitem(PATHS, "/front", page(traps.listing("/paper/the-ministers-agree-on-the-bridge")[0]))
    with world(tmp_path, "/front") as made:
        made.run()
        kept = made.release(f"https://{HOSTILE}/paper/the-ministers-agree-on-the-bridge")
    assert "northern tracks" in kept.content.text


def test_slow_servers_hold_up_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [f"/drip/{n}-story-of-the-slow-bridge" for n in range(24)]
    hosts = [f"https://slow{n}.{HOSTILE}{path}" for n, path in enumerate(paths)]
    monkeypatch.setitem(PATHS, "/front", page(traps.listing(*hosts)[0]))
    with world(tmp_path, "/front") as made:
        made.patience = TOTAL
        made.run()
        assert_calm(made)
        assert len(made.only("failed", "")) == 24
        # The first ones are those of a cleaner that starts. None of the others waited for a fetch of the slow hosts.
        assert max(made.calm.gaps(CALM)[3:]) < TOTAL.total_seconds() - 1


# Requests into private networks

PRIVATE = {  # what names resolve to
    "loopback": "127.0.0.1",
    "mapped": "::ffff:127.0.0.1",
    "private": "10.0.0.8",
    "linklocal": "169.254.169.254",
    "unique": "fd00:ec2::254",
    "nothing": "0.0.0.0",
    "shared": "100.64.0.1",
    "nat": "64:ff9b::7f00:1",
    "sixtofour": "2002:7f00:1::",
}


def looks_up(names: Mapping[str, list[str]]) -> Callable[[str], list[str]]:
    """A look-up that knows these names; literals are what they are, as for the system's look-up."""

    def lookup(host: str) -> list[str]:
        if host in names:
            return names[host]
        info = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        return [str(sockaddr[0]) for *_, sockaddr in info]

    return lookup


def with_lookup(monkeypatch: pytest.MonkeyPatch, lookup: Callable[[str], list[str]]) -> None:
    monkeypatch.setattr(cli, "Fetcher", functools.partial(Fetcher, lookup=lookup))


def test_links_to_names_of_private_addresses_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {f"{name}.{HOSTILE}": [address] for name, address in PRIVATE.items()}
    with_lookup(monkeypatch, looks_up(names))
    with world(tmp_path, "/front") as made:
        port = made.hostile.server_address[1]
        urls = [f"http://{name}:{port}/calm/story-of-the-northern-bridge" for name in names]
        monkeypatch.setitem(PATHS, "/front", page(traps.listing(*urls)[0]))
        made.mapped = {HOSTILE: made.hostile.origin}
        made.run()
        assert_calm(made)
        outcomes = made.urls()
        assert {head.split(" ")[1] for head in made.hostile.heads} == {"/robots.txt", "/front"}
        errors = made.errors()
    for url, (name, address) in zip(urls, names.items(), strict=True):
        assert "which is not a public address" in errors[f"http://{name}:{port}/robots.txt"]
        assert address[0] in errors[f"http://{name}:{port}/robots.txt"]
        assert outcomes[url][0] == "new"  # it waits until its host's robots.txt can be had


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/calm",
        "http://localhost:{port}/calm",
        "http://localhost.:{port}/calm",
        "http://2130706433:{port}/calm",
        "http://0x7f.1:{port}/calm",
        "http://[::ffff:7f00:1]:{port}/calm",
        "http://user@127.0.0.1:{port}/calm",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
@pytest.mark.parametrize("from_", ["page", "robots"])
def test_redirects_into_private_networks_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, from_: str
) -> None:
    lookup = looks_up({"localhost": ["127.0.0.1"], "localhost.": ["127.0.0.1"]})
    with_lookup(monkeypatch, lookup)
    with world(tmp_path, "/away") as made:
        target = target.format(port=made.hostile.server_address[1])
        monkeypatch.setitem(PATHS, "/away" if from_ == "page" else "/robots.txt", lambda call: call.redirect(target))
        made.mapped = {HOSTILE: made.hostile.origin}
        made.keys = {"hosts": ["127.0.0.1", "localhost", "169.254.169.254", "nobody.example"]}
        made.run()
        assert not [head for head in made.hostile.heads if "/calm" in head.split(" ")[1]]
        reasons = " ".join(reason for _, _, reason in made.urls().values())
        assert re.search("not a public address|not a host of this source|not an address that can be fetched", reasons)
        assert str(urlsplit(target).hostname) in reasons
        assert_calm(made)


def test_a_name_that_changes_its_address_is_checked_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connected: list[tuple[str, int]] = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    connect = socket.create_connection

    def unreachable(endpoint: tuple[str, int], timeout: float) -> socket.socket:
        if endpoint[0].startswith("127."):  # the well-behaved server
            return connect(endpoint, timeout)
        connected.append(endpoint)
        raise ConnectionRefusedError("no route in this test")

    with_lookup(monkeypatch, rebinding)
    monkeypatch.setattr(socket, "create_connection", unreachable)
    with world(tmp_path, f"http://rebind.{HOSTILE}/front", mapped=False) as made:
        made.run()
        made.later = timedelta(hours=1)
        made.run(full=True)
        assert made.hostile.heads == []
        assert "127.0.0.1, which is not a public address" in made.error()
    assert asked == [f"rebind.{HOSTILE}"] * 2
    assert connected == [("8.8.8.8", 80)]


@pytest.mark.parametrize("kind", ["sitemap", "feed", "page"])
def test_entries_that_point_into_private_networks_are_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with world(tmp_path, "/list") as made:
        port = made.hostile.server_address[1]
        bad = [f"http://127.0.0.1:{port}/calm/one-two-three-four", "http://[fd00::1]/a-b-c-d", "file:///etc/passwd"]
        bodies = {
            "sitemap": traps.sitemap(*bad, "/release/7"),
            "feed": traps.feed(*bad, "/release/7", further=f"http://127.0.0.1:{port}/calm?page=2"),
            "page": traps.listing(*bad, "/release/7", further=f"http://127.0.0.1:{port}/calm?page=2"),
        }
        monkeypatch.setitem(PATHS, "/list", page(bodies[kind][0]))
        made.run()
        assert {urlsplit(url).hostname for url in made.urls()} == {HOSTILE}
        assert made.releases() == 1
        assert {head.split(" ")[1] for head in made.hostile.heads} == {"/robots.txt", "/list", "/release/7"}
        assert_calm(made)


# Invalid TLS


def test_an_invalid_certificate_is_refused_and_shown(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path, "IP:127.0.0.1")
    if certificate is None:
        pytest.skip("no openssl command here to make a certificate with")
    with Secure(certificate) as secure, world(tmp_path, f"{secure.origin}/calm", mapped=False) as made:
        made.keys = {"allow_private": True}
        made.run()
        assert secure.heads == []
        assert made.error() == (
            "The certificate of 127.0.0.1 is not valid (self-signed certificate), so nothing is fetched from there."
        )
        assert_calm(made)


# Places without an end

ENDS = {  # start to the most requests, and the cause and a part of the reason of where it ends
    "/same": (8, "trap", "repeats itself"),
    "/last": (20, "trap", "repeats itself"),
    "/junk": (320, "trap", "hardly any releases"),
    "/load-more": (320, "trap", "hardly any releases"),
    "/feed-on": (320, "trap", "hardly any releases"),
    "/diary?n=1": (60, "trap", "hardly any releases"),
    "/session": (400, "trap", "hardly any releases"),
    "/keyed": (400, "trap", "hardly any releases"),
    "/calendar": (10, "passed-over", "a service or an index"),
    "/deeper": (15, "no-release", "links to articles"),
    "/nest/0": (6, "trap", "sitemap indexes"),
    "/fork": (20, "trap", "sitemap indexes"),
}


@pytest.mark.parametrize("start", ENDS)
def test_a_place_without_an_end_is_left(tmp_path: Path, start: str) -> None:
    most, cause, part = ENDS[start]
    with world(tmp_path, start) as made:
        made.run()
        assert len(made.hostile.heads) <= most
        assert any(part in reason for reason in made.only("dropped", cause).values())
        assert_calm(made)


@pytest.mark.parametrize(("start", "releases"), [("/index-of-itself", 0), ("/feed-a", 4)])
def test_what_names_itself_is_read_once(tmp_path: Path, start: str, releases: int) -> None:
    with world(tmp_path, start) as made:
        made.run()
        assert len(made.hostile.heads) <= 4 + releases
        assert made.releases() == releases


def test_an_honest_listing_is_followed_however_deep(tmp_path: Path) -> None:
    with world(tmp_path, "/deep") as made:
        made.run()
        assert made.releases() == traps.DEEP


def test_a_calendar_goes_back_no_further_than_releases_do(tmp_path: Path) -> None:
    with world(tmp_path, "/months/1992", budget=300) as made:
        made.run()
        years = {int(urlsplit(url).path.split("/")[2]) for url in made.urls() if "/months/" in url}
        assert min(years) == FIRST_YEAR - 1 or min(years) == FIRST_YEAR
        assert len(made.hostile.heads) <= 300


# XML that unpacks to gigabytes


@pytest.mark.parametrize("start", BOMB_FEEDS)
def test_entity_bombs_do_not_go_off(tmp_path: Path, start: str) -> None:
    with world(tmp_path, start) as made:
        made.run()
        assert made.releases() == 1
        assert "root:" not in str(made.urls())
        assert_calm(made)


# Pages that are lost without saying so

LOST = {
    "soft 404": page(b"<!doctype html><title>Page not found</title><main><h1>Page not found</h1><p>Sorry.</p></main>"),
    "home": lambda call: call.redirect("/"),
    "404": page(b"", "404 Not Found"),
}


@pytest.mark.parametrize("how", LOST)
def test_a_lost_release_is_withdrawn_after_three_days_and_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    url = f"https://{HOSTILE}/bridge/7"
    there = page(traps.release("7")[0])
    monkeypatch.setitem(PATHS, "/front", page(traps.listing("/bridge/7", "/release/8")[0]))
    monkeypatch.setitem(PATHS, "/", page(b"<!doctype html><title>Home</title><p>Welcome."))
    monkeypatch.setitem(PATHS, "/bridge", there)
    with world(tmp_path, "/front") as made:
        made.run()
        states = [made.release(url).state]
        for day, answer in enumerate((LOST[how], LOST[how], LOST[how], there), 1):
            monkeypatch.setitem(PATHS, "/bridge", answer)
            made.later = timedelta(days=day)
            made.run(full=True)
            states.append(made.release(url).state)
        assert states == [State.LIVE, State.LIVE, State.LIVE, State.WITHDRAWN, State.LIVE]
        assert made.release(url).revision == 1


# Bounded memory


def test_memory_stays_bounded(tmp_path: Path) -> None:
    """The crawling process and its cleaners together."""
    with Hostile() as hostile:
        paths = ["/bomb", "/bomb-in-bomb", "/long-header-line", "/many-links", "/endless", "/endless-chunks", "/calm"]
        seeds = [*paths, *BOMB_FEEDS, "/redirect-bomb"]
        sources = "".join(
            f'[[source]]\nname = "s{n}"\ndelay = "0s"\nstart = ["https://s{n}.example{seed}"]\n'
            for n, seed in enumerate(seeds)
        )
        crawler = f'contact = "tests@example.org"\n[crawler.resolve]\n"*" = "{hostile.origin}"'
        installation = Installation(tmp_path, sources, crawler)
        process = installation.start("crawl")
        peak = peak_memory(process)
        assert process.returncode == 0, installation.log("crawl")
        assert len(hostile.heads) >= 2 * len(seeds)
    with closing(Store.open(StoreSettings(url=f"sqlite:///{tmp_path}/data/pressroom.db"))) as store:
        found = store.sources(datetime.now(UTC))
    assert sum(source.last_error is None for source in found) == len(BOMB_FEEDS)
    assert peak < MOST_MEMORY, peak


def peak_memory(process: subprocess.Popen[str]) -> int:
    """The highest sum of the memory of a process and its descendants until it ends, in bytes, sampled.

    What the cleaners share counts once (proportional set size), as it takes its room once.
    """
    peak = 0
    until = time.monotonic() + 120
    while process.poll() is None:
        assert time.monotonic() < until, "it does not end"
        peak = max(peak, sum(map(_proportional_kilobytes, (process.pid, *descendants(process.pid)))))
        time.sleep(0.02)
    return 1024 * peak


def _proportional_kilobytes(pid: int) -> int:
    with contextlib.suppress(OSError):
        return sum(
            map(int, re.findall(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"), re.M))
        )
    return 0  # it has ended


def descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text("ascii").split()):
                yield child
                yield from descendants(child)
