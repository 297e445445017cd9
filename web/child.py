"""What a child of `pressroom up` is: a command that ends with its parent (`web.supervise`)."""

from __future__ import annotations

import os
import signal
import threading

from web.__main__ import main


def _stop_with_parent() -> None:
    """Asks this process to stop when the parent's end of the pipe on our standard input closes."""
    # The descriptor itself: a thread that reads sys.stdin would hold its lock when the interpreter ends.
    while os.read(0, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_with_parent, daemon=True).start()
    main()
