"""A command with its wall time, CPU time and peak memory, children included."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
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
    """`peak_bytes` is the largest sum of resident memory over the process and its children, sampled."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run(command: Sequence[str], cwd: Path, timeout: float) -> Usage:
    """Runs a command to its end. Raises CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peak, done = [0], threading.Event()
    sampler = threading.Thread(target=_sample, args=(process.pid, peak, done))
    sampler.start()
    output, _ = process.communicate(timeout=timeout)
    wall = time.monotonic() - begin
    done.set()
    sampler.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Usage(wall, cpu, peak[0], output)


def _sample(pid: int, peak: list[int], done: threading.Event) -> None:
    while not done.wait(SAMPLE_SECONDS):
        peak[0] = max(peak[0], sum(_resident(each) for each in _family(pid)))


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
