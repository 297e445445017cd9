"""Kernels are compiled ahead: a process finds them beside their source, though it can't write there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.any_whoosh

pytest.importorskip("numba")
KERNELS = Path(__file__).parents[3] / "indexer" / "engine" / "kernels"
SHOWN = """
import os
from numba.core import caching

def refused(*_, **__):
    raise PermissionError("nothing can be written")

caching._CacheLocator.ensure_cache_path = refused
caching.IndexDataCacheFile._open_for_write = refused
os.access = lambda *_, **__: False
from indexer.engine.kernels import terms

hits = sum(terms.seek.stats.cache_hits.values()) if hasattr(terms.seek, "stats") else 0
print(terms.__name__.rpartition(".")[2], hits)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the kernels with what was compiled of them."""
    shutil.copytree(KERNELS, tmp_path / "indexer" / "engine" / "kernels")
    return tmp_path


def shown(package: Path) -> str:
    """What kernels a process gets that may write nowhere."""
    environment = {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", SHOWN]
    return subprocess.run(command, env=environment, cwd=package, stdout=subprocess.PIPE, text=True, check=True).stdout


def test_compiled_kernels_are_found_in_a_folder_that_cannot_be_written(package: Path) -> None:
    assert shown(package) == "compiled_terms 1\n"


def test_without_compiled_ones_the_twins_serve(package: Path) -> None:
    for path in package.rglob("compiled_terms.*.nbi"):
        path.unlink()
    assert shown(package) == "plain_terms 0\n"


def test_what_was_compiled_of_another_source_is_not_taken(package: Path) -> None:
    for path in package.rglob("compiled_terms.py"):
        path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    assert shown(package) == "plain_terms 0\n"
