"""`verify`: each kind of fault is made for real, found, and put right where that loses nothing."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from crawler.archive import Archive
from crawler.command import Runtime
from crawler.importing import import_files
from crawler.settings import StoreSettings
from crawler.store import Store
from crawler.verifying import archive, rules, store
from crawler.verifying.findings import Kind
from crawler.warc.checking import Checked, check_records
from indexer import schema, verifying
from indexer.cli import index_changes
from indexer.documents import Document
from indexer.follow import follow
from indexer.live import LiveIndex
from indexer.whoosh_index import WhooshIndex
from tests.crawler.crawling import TODAY, crawling, items, listing, pages_of
from tests.indexer.factory import release
from web.cli import FAILURES, main

NOW = TODAY + timedelta(days=3)
ALL = items(8)
EARLY = ALL[3:]


@dataclass(frozen=True)
class House:
    """An installation in a folder."""

    folder: Path

    def run(self, *arguments: str) -> Result:
        name, *rest = arguments
        runtime = Runtime(index_changes=index_changes, failures=FAILURES, environ={}, clock=lambda: NOW)
        return CliRunner().invoke(main, [name, "--config", str(self.folder / "config.toml"), *rest], obj=runtime)

    def verify(self, *options: str) -> dict[str, Any]:
        """The result, whose exit status says whether all is sound."""
        result = self.run("verify", "--json", *options)
        assert result.exit_code in (0, 1), result.output
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        found: dict[str, Any] = json.loads(result.stdout)
        assert found["sound"] is (result.exit_code == 0)
        return found

    def faults(self, *options: str) -> dict[str, int]:
        return {finding["kind"]: finding["count"] for finding in self.verify(*options)["faults"]}

    def notes(self, *options: str) -> dict[str, int]:
        return {finding["kind"]: finding["count"] for finding in self.verify(*options)["notes"]}

    def repair(self) -> list[str]:
        """What was repaired; all is sound after it."""
        found = self.verify("--repair")
        assert found["faults"] == []
        assert self.verify()["sound"]
        repaired: list[str] = found["repaired"]
        return repaired

    @property
    def database(self) -> Path:
        return self.folder / "p.db"

    def store(self) -> Store:
        return Store.open(StoreSettings(url=f"sqlite:///{self.database}"))

    def execute(self, *statements: str) -> None:
        with closing(self.store()) as kept, kept.writing() as connection:
            for statement in statements:
                connection.execute(text(statement))

    def one(self, statement: str) -> Any:
        with closing(self.store()) as kept, kept.reading() as connection:
            return connection.execute(text(statement)).scalar()

    def contents(self) -> list[tuple[str, str, int, str]]:
        """The releases as they are in the store."""
        with closing(self.store()) as kept, kept.reading() as connection:
            rows = connection.execute(
                text(
                    "select id, state, revision, digest from releases join revisions on release = id "
                    "and number = revision order by id"
                )
            )
            return [tuple(row) for row in rows]

    def warc(self) -> Path:
        """The newest file of the archive."""
        return max((self.folder / "archive").iterdir())

    def records(self) -> list[Checked]:
        with self.warc().open("rb") as file:
            return [record for record in check_records(file) if isinstance(record, Checked)]

    def index(self) -> LiveIndex:
        return LiveIndex(self.folder / "index")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation after a crawl, and `early.db`, its store as it was before the last three releases."""
    folder = tmp_path_factory.mktemp("crawled")
    with crawling(folder, {"/": listing(EARLY)} | pages_of(ALL)) as (crawl, replay):
        crawl.run()
        shutil.copy(folder / "p.db", folder / "early.db")
        replay.put("press.example.org", "/", listing(ALL))
        crawl.round(days=2)
        with closing(crawl.store()) as kept, closing(LiveIndex(folder / "index")) as index:
            assert follow(kept, index) >= len(ALL)
    return folder


@pytest.fixture
def house(crawled: Path, tmp_path: Path) -> House:
    folder = tmp_path / "house"
    shutil.copytree(crawled, folder)
    (folder / "config.toml").write_text(
        f'[store]\nurl = "sqlite:///{folder}/p.db"\narchive = "{folder}/archive"\n[index]\npath = "{folder}/index"\n'
        '[crawler]\ncontact = "tests@example.org"\n'
        '[[source]]\nname = "press"\nstart = ["https://press.example.org/"]\n',
        "utf-8",
    )
    return House(folder)


def changed(path: Path, place: int) -> None:
    """Changes a byte, in a file of another inode: what is mapped elsewhere stays."""
    content = bytearray(path.read_bytes())
    content[place] ^= 4
    path.unlink()
    path.write_bytes(content)


def test_a_sound_installation(house: House) -> None:
    found = house.verify()
    assert (found["releases"], found["faults"], found["notes"]) == (len(ALL), [], [])
    assert (found["archive"]["files"], found["revisions"]) == (2, len(ALL))
    assert "Sound: 8 releases" in house.run("verify").stdout
    assert house.verify("--repair")["repaired"] == []


def test_all_that_may_be_found_is_told_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "verify.md").read_text("utf-8")
    values = [value for module in (archive, rules, store, verifying) for value in vars(module).values()]
    kinds = {value.name for value in values if isinstance(value, Kind)}
    kinds |= {rule.kind.name for rule in rules.rules("sqlite")}
    assert len(kinds) > 25
    assert sorted(name for name in kinds if f"`{name}`" not in page) == []


def test_no_store(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[store]\nurl = "sqlite:///{tmp_path}/no/p.db"\n', "utf-8")
    result = House(tmp_path).run("verify")
    assert result.exit_code == 1
    assert "There is no store" in result.stderr
    assert not (tmp_path / "no").exists()


def test_a_flipped_byte_of_a_segment(house: House) -> None:
    (segment,) = (house.folder / "index").rglob("*.segment")
    changed(segment, segment.stat().st_size // 2)
    assert house.faults() == {"unreadable-index": 1}
    result = house.run("verify")
    assert result.exit_code == 1
    assert segment.name in result.stdout
    assert "pressroom index --rebuild" in result.stdout
    assert "built anew" in house.repair()[0]


def test_no_index(house: House) -> None:
    shutil.rmtree(house.folder / "index")
    assert house.faults() == {"unreadable-index": 1}
    house.repair()
    assert house.verify()["releases"] == len(ALL)


def take_out(house: House, index: LiveIndex) -> None:
    index.remove([house.contents()[2][0]])
    index.commit(index.seq)


def put_in(house: House, index: LiveIndex) -> None:
    index.add([release("unknown")])
    index.commit(index.seq)


def put_twice(house: House, index: LiveIndex) -> None:
    document = next(index.newest().documents)
    whoosh = index._now()
    assert isinstance(whoosh, WhooshIndex)
    with whoosh._writing() as writer:
        writer.add_document(**schema.values(document))
    index.commit(index.seq)


def put_otherwise(house: House, index: LiveIndex) -> None:
    with closing(house.store()) as opened:
        kept = opened.release(house.contents()[1][0])
    assert kept is not None
    whoosh = index._now()
    assert isinstance(whoosh, WhooshIndex)
    with whoosh._writing() as writer:
        writer.update_document(**schema.values(replace(Document.of(kept), title="Old")))
    index.commit(index.seq)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (take_out, "missing-documents"),
        (put_in, "unknown-documents"),
        (put_twice, "doubled-documents"),
        (put_otherwise, "other-documents"),
    ],
)
def test_a_release_is_otherwise_in_the_index(
    house: House, damage: Callable[[House, LiveIndex], None], kind: str
) -> None:
    with closing(house.index()) as index:
        damage(house, index)
    assert house.faults() == {kind: 1}
    seq = house.verify()["seq"]
    assert house.repair() == ["1 release indexed again."]
    assert house.verify()["seq"] == seq


def test_an_index_ahead_of_its_store(house: House) -> None:
    with closing(house.index()) as index:
        index.commit(index.seq + 5)
    assert house.faults() == {"index-ahead": 1}
    house.repair()


def test_an_index_of_another_store(house: House) -> None:
    with closing(house.index()) as index:
        index.commit(index.seq, "1 2020-01-01 another")
    assert house.faults() == {"other-store": 1}
    house.repair()


def test_an_index_behind_its_store_is_no_fault(house: House) -> None:
    identity = house.contents()[0][0]
    house.execute(
        f"update releases set state = 'withdrawn' where id = '{identity}'",
        "update feed_head set seq = seq + 1",
        f"insert into changes select seq, '{identity}', '{TODAY:%Y-%m-%d %H:%M:%S}.000000' from feed_head",
    )
    assert house.faults() == {}
    assert house.notes() == {"index-behind": 1}
    house.repair()
    assert house.notes() == {}


def test_a_release_that_changed_without_the_change_feed(house: House) -> None:
    house.execute(f"update releases set state = 'withdrawn' where id = '{house.contents()[0][0]}'")
    assert house.faults() == {"other-documents": 1}
    house.repair()


def test_a_changed_row(house: House) -> None:
    index = sorted((house.folder / "index").rglob("*"))
    house.execute("update revisions set content = replace(content, 'Ministers', 'Mobsters') where rowid = 3")
    assert house.faults() == {"contents": 1}
    assert house.faults("--repair") == {"contents": 1}
    assert "Restore the store from a backup." in house.run("verify").stdout
    house.execute("update revisions set content = '{' where rowid = 3")
    assert house.faults("--repair") == {"contents": 1}
    assert sorted((house.folder / "index").rglob("*")) == index


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("update fetches set archive_offset = archive_offset + 1 where id = 3", "missing-pages"),
        ("update fetches set archive_file = 'nothing.warc.gz' where id = 3", "missing-files"),
        ("update fetches set archive_length = archive_length - 1 where id = 3", "other-pages"),
        ("update fetches set url = 'https://press.example.org/another' where id = 3", "other-pages"),
        ("update fetches set digest = 'sha1:AAAA' where id = 3", "other-pages"),
        ("update fetches set archive_length = null where id = 3", "places"),
        ("update releases set revision = 2 where rowid = 1", "revisions"),
        ("update revisions set number = 2 where rowid = 1", "revisions"),
        ("update feed_head set seq = seq - 1", "feed"),
        ("update changes set seq = seq + 100 where seq > 3", "feed"),
        ("update releases set state = 'lost' where rowid = 1", "unreadable-values"),
        ("update releases set first_seen = 'yesterday' where rowid = 1", "unreadable-values"),
        ("update releases set family = 'nobody' where rowid = 1", "families"),
        (
            "insert into likenesses select a.id, b.id, 1 from releases a, releases b where a.rowid = 1 and b.rowid = 2",
            "likenesses",
        ),
    ],
)
def test_a_row_that_says_what_is_not_so_has_to_be_restored(house: House, statement: str, kind: str) -> None:
    house.execute(statement)
    assert kind in house.faults()
    assert kind in house.faults("--repair")
    assert house.verify()["releases"] == len(ALL)  # nothing was taken out of the index for it


def test_a_row_that_names_another_that_is_not_there(house: House) -> None:
    with closing(sqlite3.connect(house.database)) as connection:  # which holds to no keys
        connection.execute("delete from sources")
        connection.commit()
    assert "references" in house.faults()


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("update queues set known = known + 1", "queues"),
        ("update queues set due_at = null", "queues"),
        ("delete from queues", "queues"),
        ("update urls set release = 'lost' where release is not null and id = 3", "lost-releases"),
    ],
)
def test_what_the_store_can_be_told_again(house: House, statement: str, kind: str) -> None:
    house.execute(statement)
    assert house.faults() == {kind: 1}
    house.repair()


def test_a_release_that_is_not_in_the_change_feed(house: House) -> None:
    identity = house.contents()[0][0]
    other = house.contents()[1][0]
    house.execute(f"update changes set release = '{other}' where release = '{identity}'")
    assert "not-in-feed" in house.faults()
    assert "1 release put into the change feed." in house.repair()


def test_leases_of_the_dead(house: House) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    host = house.one("select host from hosts")
    values = f"'{host}', 0, 1, '{socket.gethostname()[:32]}:{gone.pid}:run', '2026-11-24 12:00:00.000000'"
    house.execute(f"insert into leases (host, slot, url, owner, until) values ({values})")
    assert house.faults() == {"dead-leases": 1}
    house.repair()
    assert house.one("select count(*) from leases") == 0


def test_a_torn_tail_that_nothing_names_is_cut_off(house: House) -> None:
    whole = house.records()[-2]
    assert house.records()[-1].kind == "request"
    with house.warc().open("r+b") as file:
        file.truncate(house.records()[-1].offset + 20)
    assert house.faults() == {"torn-tail": 1}
    assert "20 bytes" in house.repair()[0]
    assert house.warc().stat().st_size == whole.offset + whole.length


def test_a_torn_page_is_left_for_the_backup(house: House) -> None:
    with house.warc().open("r+b") as file:
        file.truncate(house.records()[-2].offset + 20)
    size = house.warc().stat().st_size
    assert house.faults("--repair") == {"torn-tail": 1, "missing-pages": 1}
    assert house.warc().stat().st_size == size


def test_a_changed_byte_of_the_archive(house: House) -> None:
    page = next(record for record in house.records() if record.kind == "response")
    changed(house.warc(), page.offset + page.length // 2)
    assert house.faults("--repair") == {"damaged-records": 1, "missing-pages": 1}
    assert page.url in house.run("verify").stdout


def test_a_file_that_a_killed_process_left_is_no_fault(house: House) -> None:
    house.warc().rename(house.warc().with_name(house.warc().name + ".open"))
    assert house.faults() == {}
    assert house.notes() == {"left-behind": 1}
    house.repair()
    assert house.warc().suffix == ".gz"


def test_what_is_being_written_has_no_end_yet(house: House) -> None:
    with closing(Archive(house.folder / "archive")) as opened:
        page = opened.append_resource("https://press.example.org/now", b"<p>Now", "text/html", NOW)
        path = house.folder / "archive" / f"{page.file}.open"
        whole = path.stat().st_size
        with path.open("ab") as file:
            file.write(house.warc().read_bytes()[:30])
        assert house.faults() == {}
        assert house.notes() == {}
    assert path.with_suffix("").stat().st_size == whole


def test_a_torn_file_that_a_killed_process_left(house: House) -> None:
    with house.warc().open("ab") as file:
        file.write(house.warc().read_bytes()[:30])
    house.warc().rename(house.warc().with_name(house.warc().name + ".open"))
    assert house.faults() == {"torn-tail": 1}
    assert "30 bytes of a torn record are cut off" in house.repair()[0]


def test_an_older_store_takes_up_what_the_archive_has(house: House) -> None:
    before = house.contents()
    house.database.unlink()
    shutil.copy(house.folder / "early.db", house.database)
    assert len(house.contents()) == len(EARLY)
    assert house.faults() == {"index-ahead": 1}
    unknown = house.notes()["unknown-pages"]
    assert unknown >= len(ALL) - len(EARLY)
    said = house.repair()
    assert f"{unknown} archived pages made known to the store; 3 releases derived from the archive." in said
    assert house.contents() == before
    assert house.notes() == {}
    assert house.run("search", "Ministers", "--json").exit_code == 0


def test_what_may_be_under_way_is_not_unknown(house: House) -> None:
    with closing(Archive(house.folder / "archive")) as opened:
        opened.append_resource("https://press.example.org/now", b"<p>Now", "text/html", NOW - timedelta(minutes=2))
    assert house.notes() == {}
    with closing(Archive(house.folder / "archive")) as opened:
        opened.append_resource("https://press.example.org/then", b"<p>Then", "text/html", NOW - timedelta(minutes=9))
    assert house.notes() == {"unknown-pages": 1}


def test_a_damaged_store_is_never_written_to(house: House) -> None:
    size = house.database.stat().st_size
    with house.database.open("r+b") as file:
        for page in range(3, size // 4096):
            file.seek(page * 4096)
            file.write(bytes(64))
    content = house.database.read_bytes()
    found = house.verify("--repair")
    assert [finding["kind"] for finding in found["faults"]] == ["damaged-store"]
    assert ".recover" in found["faults"][0]["advice"]
    assert house.database.read_bytes() == content


def test_sound_while_others_write(house: House) -> None:
    """A crawl's work goes on beside it: pages archived, releases kept, the index brought up to them."""
    ended, problems = threading.Event(), []

    def work() -> None:
        with closing(house.store()) as kept, closing(house.index()) as index:
            for batch in range(200):
                if ended.is_set():
                    return
                path = house.folder / f"{batch}.html"
                path.write_text(
                    f"<!doctype html><title>Page {batch}</title><h1>Page {batch}</h1><p>Page {batch} of it."
                )
                with closing(Archive(house.folder / "archive")) as opened:
                    url = f"https://www.example.org/{batch}"
                    import_files([path], kept, opened, lambda: NOW, url=url)
                follow(kept, index)

    def watched() -> None:
        try:
            work()
        except BaseException as error:
            problems.append(error)
            raise

    worker = threading.Thread(target=watched)
    worker.start()
    try:
        seen = [house.verify() for _ in range(8)]
    finally:
        ended.set()
        worker.join()
    assert problems == []
    assert [found["faults"] for found in seen] == [[]] * len(seen)
    assert seen[-1]["releases"] > seen[0]["releases"]


def test_repair_while_another_follows(house: House) -> None:
    with closing(house.index()) as index:
        take_out(house, index)
    stop = threading.Event()

    def following() -> None:
        with closing(house.store()) as kept, closing(house.index()) as live:
            while not stop.wait(0.01):
                follow(kept, live)

    worker = threading.Thread(target=following)
    worker.start()
    try:
        house.repair()
    finally:
        stop.set()
        worker.join()
