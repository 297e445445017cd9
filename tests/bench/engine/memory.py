"""The memory of this process, from /proc (Linux)."""

from __future__ import annotations

import re
from pathlib import Path

_HEAD = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$")
_KIB = 1024


def private() -> int:
    """Bytes that belong to this process alone: what it has written, and no clean page of a mapped file."""
    total, mapped = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if head := _HEAD.match(line):
            mapped = head[1].startswith("/")
        elif line.startswith("Private_Dirty:") or (line.startswith("Private_Clean:") and not mapped):
            total += int(line.split()[1]) * _KIB
    return total


def peak() -> int:
    """The most resident memory since the start or the last `forget_peak`, in bytes."""
    return _status("VmHWM")


def resident() -> int:
    return _status("VmRSS")


def forget_peak() -> None:
    """Sets the peak to what is resident now."""
    Path("/proc/self/clear_refs").write_text("5")


def _status(name: str) -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * _KIB
