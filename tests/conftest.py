"""What all tests share."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.entities import tagging
from crawler.store import migrate
from tests import stores

MEMORY, ROOM = Path("/dev/shm"), 4 << 30


def pytest_configure() -> None:
    """Temporary folders are in memory where there is room: what tests sync need not wait for a disk. Processes that
    tests start and kill print whole lines: unbuffered ones may be killed between a line and its end.

    While tests are collected, no garbage is looked for, and never in what is there then: it takes a third of the time.
    """
    gc.disable()
    os.environ.pop("PYTHONUNBUFFERED", None)
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def own_temporary_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One for each process of the tests: whoosh-reloaded gives the temporary files of indexes in memory fixed names."""
    before, tempfile.tempdir = tempfile.tempdir, str(tmp_path_factory.mktemp("temporary"))
    yield
    tempfile.tempdir = before


@pytest.fixture(autouse=True, scope="session")
def names_by_rules() -> None:
    """No test asks the network for names, which costs fifty times what rules cost, unless it says so itself."""
    os.environ["PRESSROOM_CRAWLER__ENCODER"] = "false"  # of commands, and processes that tests start
    tagging.switch(on=False)


@pytest.fixture(autouse=True)
def names_by_rules_again() -> Iterator[None]:
    """What a command switched on is off for the next test."""
    yield
    tagging.switch(on=False)


@pytest.fixture(autouse=True, scope="session")
def quick_new_stores() -> Iterator[None]:
    """The steps of the migrations are taken once for all new stores of a process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "upgrade", stores.quick(migrate.upgrade))
        yield
