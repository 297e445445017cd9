"""What a copy holds, and whether it still does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from crawler.backup.copying import digest, new_file, sync_folder

MANIFEST = "manifest.json"
DATABASE = "pressroom.db"
QUERIES = "queries.db"
CONFIG = "config.toml"
KEY = "secret.key"
ARCHIVE = "archive"

OnFile = Callable[[str, int], None]  # told of each file that is done, and its size


class BackupError(Exception):
    """A copy can't be made, read or put back; the message says why and what to do."""


class CopiedFile(BaseModel):
    """A file of a copy, by its path within it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    bytes: int
    sha256: str

    @field_validator("path")
    @classmethod
    def _inside(cls, value: str) -> str:
        path = PurePosixPath(value)
        if path.is_absolute() or ".." in path.parts or "\\" in value or value == MANIFEST:
            raise ValueError(f"{value!r} is no path within a copy")
        return value


class Manifest(BaseModel):
    """What `manifest.json` says. `schema_version` is that of the store, `seq` the newest change in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    made_at: datetime
    schema_version: str
    seq: int
    releases: int
    files: tuple[CopiedFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.bytes for file in self.files)

    def write(self, folder: Path) -> None:
        """Declares the copy whole. Raises OSError."""
        with new_file(folder / MANIFEST) as file:
            file.write(self.model_dump_json(indent=1).encode() + b"\n")
        sync_folder(folder)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises BackupError."""
        path = folder / MANIFEST
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise BackupError(
                f"{folder} holds no whole backup ({MANIFEST} is missing): name another, or make one with "
                "`pressroom backup`."
            ) from None
        except ValidationError as error:
            raise BackupError(
                f"{path} can't be read ({error.errors()[0]['msg']}): it is damaged, or of a newer Pressroom; restore "
                "another backup, or with that version."
            ) from None


def listed(folder: Path) -> Iterator[CopiedFile]:
    """All files below a folder as a manifest lists them, in the order of their paths."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield CopiedFile(path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=digest(path))


def check(folder: Path, on_file: OnFile = lambda name, size: None) -> Manifest:
    """Reads all of a copy, and compares it with its manifest. Raises BackupError at the first thing that is off."""
    manifest = Manifest.read(folder)
    for file in manifest.files:
        _check_file(folder, file)
        on_file(file.path, file.bytes)
    known = {file.path for file in manifest.files} | {MANIFEST}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if more := sorted(there - known):
        raise BackupError(f"{folder / more[0]} does not belong to this backup: take it out.")
    return manifest


def _check_file(folder: Path, file: CopiedFile) -> None:
    path = folder / file.path
    if not path.is_file():
        raise BackupError(f"{path} is missing: this backup is not whole; use another.")
    if path.stat().st_size != file.bytes or digest(path) != file.sha256:
        raise BackupError(f"{path} is not as it was written: this backup is damaged; use another.")
