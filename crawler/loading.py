"""Loading code and tables, which makes no garbage: the collector would look through it again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """No garbage is looked for meanwhile, which takes a fifth of the time of loading, and never in what is there then:
    the memory that forked processes share stays shared."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
