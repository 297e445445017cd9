"""A command with its wall time, CPU time and peak memory, children included."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

SAMPLE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table in docs/benchmarks.md."""

    what: str
    figure: str
    target: str


@dataclass(frozen=True, slots=True)
class Usage:
    """`peak_bytes` is the largest sum of resident memory over the process and its descendants, and `cpu_seconds` is
    theirs; both are sampled, because nobody may wait for a descendant whose parent has ended."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], cwd: Path, timeout: float) -> Usage:
    """Runs a command to its end. Raises CalledProcessError when it fails."""
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    samples, done = _Samples(), threading.Event()
    sampler = threading.Thread(target=samples.take, args=(process.pid, done))
    sampler.start()
    output, _ = process.communicate(timeout=timeout)
    wall = time.monotonic() - begin
    done.set()
    sampler.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    return Usage(wall, sum(samples.cpu.values()), samples.peak, output)


@dataclass(slots=True)
class _Samples:
    """The largest memory so far, and the CPU time of each process when it was last seen."""

    peak: int = 0
    cpu: dict[int, float] = field(default_factory=dict)

    def take(self, pid: int, done: threading.Event) -> None:
        while not done.wait(SAMPLE_SECONDS):
            family = _family(pid)
            self.peak = max(self.peak, sum(map(_resident, family)))
            self.cpu |= {each: seconds for each in family if (seconds := _cpu_seconds(each))}


def _family(pid: int) -> list[int]:
    """The process and all its descendants (Linux: /proc)."""
    found, look = [], [pid]
    while look:
        each = look.pop()
        found.append(each)
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                look += map(int, children.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process, that of its children aside; 0 when it has ended (proc(5), stat)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
