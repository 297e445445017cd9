"""Where numba finds compiled kernels in an installation that can't be written.

Numba keeps what it compiles beside the source, or, where that can't be written, in the user's cache folder; it looks in
one of the two only. A read-only installation whose kernels were compiled ahead would be compiled again for each user.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numba import config
from numba.core.caching import InTreeCacheLocator


class InstalledLocator(InTreeCacheLocator):  # type: ignore[misc]  # numba has no type hints
    """The folder beside the source, to read from alone, where something was compiled into it."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        folder = Path(py_file).parent / "__pycache__"
        found = any(folder.glob(f"{Path(py_file).stem}.{py_func.__qualname__}-*.nbi"))
        can_write = os.access(folder, os.W_OK, effective_ids=os.access in os.supports_effective_ids)
        return cls(py_func, py_file) if found and not can_write else None


@contextmanager
def looked_for() -> Iterator[None]:
    """While kernels are loaded, numba looks for them here as well."""
    before = config.CACHE_LOCATOR_CLASSES
    names = "UserProvidedCacheLocator,InTreeCacheLocator,UserWideCacheLocator"
    config.CACHE_LOCATOR_CLASSES = before or f"{InstalledLocator.__module__}.{InstalledLocator.__qualname__},{names}"
    try:
        yield
    finally:
        config.CACHE_LOCATOR_CLASSES = before
