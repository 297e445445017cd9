"""The memory of this process, from /proc (Linux)."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Self

_HEAD = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$")
_KIB = 1024
_EVERY = 0.05  # seconds


def private() -> int:
    """Bytes that belong to this process alone: what it has written, and no clean page of a mapped file."""
    total, mapped = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if head := _HEAD.match(line):
            mapped = head[1].startswith("/")
        elif line.startswith("Private_Dirty:") or (line.startswith("Private_Clean:") and not mapped):
            total += int(line.split()[1]) * _KIB
    return total


class Peak:
    """While it is entered, the most memory that belongs to this process alone, looked at again and again: `bytes`.

    What the kernel keeps as the peak of resident memory (VmHWM) counts the pages of mapped files, too.
    """

    def __init__(self) -> None:
        self.bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._before = _status("RssAnon")
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            self.bytes = max(self.bytes, _status("RssAnon") - self._before)


def _status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * _KIB
