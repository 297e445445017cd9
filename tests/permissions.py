"""Folders that may not be written, also for tests that run as root."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534
# As it is before tests have one of their own.
_TEMPORARY = os.environ.get("PYTEST_DEBUG_TEMPROOT") or tempfile.gettempdir()


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Takes the right to write from a folder and all below it. Root, whom no mode stops, acts as nobody meanwhile."""
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    try:
        if root:
            _open_the_way(folder)
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        yield
    finally:
        if root:
            os.seteuid(0)
            os.setegid(0)
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def _open_the_way(folder: Path) -> None:
    """Lets everybody through to a folder for tests: pytest makes those above it for one user alone."""
    for parent in folder.parents:
        if parent.is_relative_to(_TEMPORARY) and not parent.stat().st_mode & 0o001:
            parent.chmod(0o755)
