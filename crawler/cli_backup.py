"""`backup` and `restore`: a copy of the installation while it works, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crawler.amounts import size
from crawler.backup.manifest import Manifest, check
from crawler.backup.restoring import restore as put_back
from crawler.backup.taking import take
from crawler.command import Session, command
from crawler.progress import Tick, progress
from crawler.words import count

MB = 10**6


@command("backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--verify", "verify", is_flag=True, help="Make none: check the backup that is in DIR.")
def backup(session: Session, folder: Path, verify: bool) -> None:
    """Copies store and archive to DIR, a new folder, while the service runs."""
    if verify:
        _verify(session, folder)
        return
    with progress("Copying", session.now, unit="MB") as tick:
        manifest = take(session.settings, session.config, folder, session.now, _Megabytes(tick).add)
    session.show(_record(manifest, folder), lambda: f"{folder}: {_line(manifest)}.")


@command("restore")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--verify", "verify", is_flag=True, help="Restore nothing: check the backup that is in DIR.")
def restore(session: Session, folder: Path, verify: bool) -> None:
    """Puts the backup in DIR back, where neither store, archive nor index is yet."""
    if verify:
        _verify(session, folder)
        return
    with progress("Restoring", session.now, unit="MB") as tick:
        manifest = put_back(session.settings, folder, _Megabytes(tick).add)
    session.show(
        _record(manifest, folder), lambda: f"Restored {_line(manifest)}. Next: `pressroom up`, which makes the index."
    )


COMMANDS = (backup, restore)


class _Megabytes:
    """How much is done, for the bar."""

    def __init__(self, tick: Tick) -> None:
        self._tick = tick
        self._done = 0

    def add(self, name: str, length: int) -> None:
        self._done += length
        self._tick(name, self._done // MB)


def _verify(session: Session, folder: Path) -> None:
    with progress("Checking", session.now, unit="MB") as tick:
        manifest = check(folder, _Megabytes(tick).add)
    session.show(_record(manifest, folder), lambda: f"Sound: {_line(manifest)}.")


def _record(manifest: Manifest, folder: Path) -> dict[str, Any]:
    record = manifest.model_dump(mode="json", exclude={"files"})
    return {"folder": str(folder), **record, "files": len(manifest.files), "bytes": manifest.size}


def _line(manifest: Manifest) -> str:
    """What a copy is, for people."""
    there = f"{count(manifest.releases, 'release')} at change {manifest.seq}"
    made = f"{manifest.made_at:%Y-%m-%d %H:%M} UTC"
    return f"{there}, {count(len(manifest.files), 'file')}, {size(manifest.size)}, of {made}"
