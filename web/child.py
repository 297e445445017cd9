"""What a child of `pressroom up` is: a command that ends with its parent (`web.supervise`)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.context import ForkProcess, SpawnProcess
from multiprocessing.process import BaseProcess
from pathlib import Path

from web.__main__ import main


def child(name: str, arguments: Sequence[str]) -> BaseProcess:
    """A process for a command of ours, in a session of its own: Ctrl-C goes to the parent alone.

    On Linux it shares what the parent has loaded; elsewhere libraries of the system forbid that.
    """
    if sys.platform == "linux":
        return ForkProcess(target=_run, name=name, args=(name, arguments))
    return SpawnProcess(target=_run, name=name, args=(name, arguments))


def _run(name: str, arguments: Sequence[str]) -> None:
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT):  # the parent's handlers came along
        signal.signal(number, signal.SIG_DFL)
    with suppress(OSError):  # what `ps` and `top` call it; Linux only
        Path("/proc/self/comm").write_text(f"press-{name}", "ascii")
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    main(arguments)


def _stop_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
