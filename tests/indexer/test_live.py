"""A rebuild beside the index in use: served, interrupted, gone on with, checked, switched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.settings import StoreSettings
from crawler.store import Store, releases, sources
from crawler.store.releases import Incoming, Reason
from indexer import live
from indexer.folder import Folder
from indexer.follow import follow
from indexer.index import IndexOutdatedError, IndexUnreadableError, SearchRequest
from indexer.live import LiveIndex, current, rebuild
from indexer.whoosh_index import WhooshIndex
from tests.indexer.factory import SEEN, ids, release

COUNT = 40


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return filled(tmp_path, COUNT)


def filled(folder: Path, count: int, title: str = "A title") -> Store:
    store = Store.open(StoreSettings(url=f"sqlite:///{folder}/p.db"))
    with store.writing() as connection:
        sources.ensure(connection, "osce")
        for number in range(count):
            content = release(f"r{number}", title, f"text {number}").content
            releases.put(connection, [Incoming(f"r{number}", "osce", content, Reason.IMPORTED)], SEEN)
    return store


REBUILD = """
import sys
from pathlib import Path
from crawler.settings import StoreSettings
from crawler.store import Store
from indexer import follow
from indexer.live import rebuild

follow.READ = follow.COMMIT = 7
store = Store.open(StoreSettings(url=f"sqlite:///{sys.argv[1]}/p.db"))

def told(seq, head):
    print(seq, flush=True)
    if seq > 20:
        sys.stdin.read()  # until we are killed

rebuild(store, Path(sys.argv[1], "index"), on_commit=told)
"""


def killed(folder: Path) -> int:
    """Kills a rebuild at work; up to where it had come."""
    command = [sys.executable, "-c", REBUILD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        seq = 0
        while seq <= 20:
            seq = int(process.stdout.readline())
        process.kill()
    return seq


def test_a_killed_rebuild_is_gone_on_with(tmp_path: Path, store: Store) -> None:
    root = tmp_path / "index"
    index = LiveIndex(root)
    follow(store, index)
    index.close()
    seq = killed(tmp_path)
    assert (current(root), index.count(SearchRequest())) == ("1", COUNT)  # the old one is served
    assert sorted(live._builds(root)) == ["1", "2"]
    assert rebuild(store, root) == store.seq() - seq
    assert (current(root), index.seq, index.count(SearchRequest())) == ("2", store.seq(), COUNT)
    assert ids(index, "17") == ["r17"]
    assert sorted(path.name for path in root.iterdir()) == ["2", "CURRENT", "rebuild.lock"]
    store.close()


@pytest.mark.slow
def test_what_was_begun_from_another_store_or_is_damaged_is_begun_anew(tmp_path: Path, store: Store) -> None:
    root = tmp_path / "index"
    killed(tmp_path)
    for file in (root / "1").glob("*.segment"):
        content = bytearray(file.read_bytes())
        content[200] ^= 1
        file.write_bytes(content)
        break
    assert rebuild(store, root) == store.seq()
    killed(tmp_path)
    store.close()
    for file in tmp_path.glob("p.db*"):
        file.unlink()
    other = filled(tmp_path, 50)
    with other.writing() as connection:
        connection.exec_driver_sql("update changes set at = '2020-01-01 00:00:00.000000' where seq = 1")
    assert rebuild(other, root) == other.seq()
    assert LiveIndex(root).count(SearchRequest()) == 50
    other.close()


def test_a_new_index_that_is_not_whole_is_not_switched_to(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "index"
    follow(store, LiveIndex(root))

    def damaged(index: WhooshIndex) -> int:
        raise Folder(root / "2").unreadable()

    with monkeypatch.context() as patched:
        patched.setattr(WhooshIndex, "verify", damaged)
        with pytest.raises(IndexUnreadableError):
            rebuild(store, root)
    assert current(root) == "1"
    rebuild(store, root)
    assert (current(root), LiveIndex(root).verify()) == ("2", COUNT)
    store.close()


@pytest.mark.parametrize(("count", "title"), [(COUNT - 5, "A title"), (COUNT + 5, "Another")])
def test_another_store_is_not_followed_and_a_rebuild_takes_it(
    tmp_path: Path, store: Store, count: int, title: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "index"
    live = LiveIndex(root)
    follow(store, live)
    assert live.origin == store.origin() != ""
    live.close()
    if title == "Another":  # which began at another moment
        monkeypatch.setattr("tests.indexer.test_live.SEEN", SEEN.replace(year=2023))
    another = filled(tmp_path / "another", count, title)
    with pytest.raises(IndexOutdatedError, match="another store"):
        follow(another, live)
    assert (live.seq, live.verify()) == (COUNT, COUNT)
    rebuild(another, root)
    assert (live.seq, live.origin) == (count, another.origin())
    assert follow(another, live) == 0
