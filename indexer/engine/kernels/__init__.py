"""The loops over numbers: compiled by numba where it is there, else the same functions over numpy.

Both modules have the same functions, with the same arguments and results; kernels take arrays and numbers only, and
write into arrays that the caller made. The environment variable PRESSROOM_KERNELS (`numba` or `numpy`) chooses; without
it numba is taken where it is installed. Words are little-endian unsigned numbers of 32 bits. Readers of packed words
may look one word beyond the last that they need, so every array of packed words ends with an unused one.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from contextlib import nullcontext
from types import ModuleType

log = logging.getLogger(__name__)

BLOCK = 128  # values in a full block; docs/index-format.md says why
AHEAD = 8  # values that are copied whether they are wanted or not, as to ask costs more


def load(name: str | None = None, part: str = "") -> ModuleType:
    """The kernels of a name, or those that fit this installation; those of coding, or of another part."""
    if name is None:
        name = "numba" if importlib.util.find_spec("numba") else "numpy"
    if name not in ("numba", "numpy"):
        raise ValueError(f"PRESSROOM_KERNELS is {name!r}: set it to numba or numpy, or leave it out.")
    compiled = _compiled(f"{__name__}.compiled{part}") if name == "numba" else None
    return compiled or importlib.import_module(f"{__name__}.plain{part}")


def _compiled(module: str) -> ModuleType | None:
    """Compiled kernels; None where no folder can be written to keep them, as that takes half a minute."""
    from indexer.engine.kernels.installed import looked_for  # which needs numba

    for looking in (looked_for, nullcontext):
        try:
            with looking():
                return importlib.import_module(module)
        except (OSError, RuntimeError):  # what was compiled ahead is of another machine, or there is nothing
            continue
    log.warning("The kernels can't be compiled, as nothing can be kept: set NUMBA_CACHE_DIR to a folder for them.")
    return None


coding = load(os.environ.get("PRESSROOM_KERNELS"))
inverting = load(os.environ.get("PRESSROOM_KERNELS"), "_inversion")
blocks = load(os.environ.get("PRESSROOM_KERNELS"), "_blocks")
merging = load(os.environ.get("PRESSROOM_KERNELS"), "_merging")
searching = load(os.environ.get("PRESSROOM_KERNELS"), "_search")
counting = load(os.environ.get("PRESSROOM_KERNELS"), "_facets")
phrases = load(os.environ.get("PRESSROOM_KERNELS"), "_phrase")
commit_phrases = load(os.environ.get("PRESSROOM_KERNELS"), "_phrases")
patterns = load(os.environ.get("PRESSROOM_KERNELS"), "_patterns")
terms = load(os.environ.get("PRESSROOM_KERNELS"), "_terms")
nearest = load(os.environ.get("PRESSROOM_KERNELS"), "_nearest")
ranking = load(os.environ.get("PRESSROOM_KERNELS"), "_ranking")
listing = load(os.environ.get("PRESSROOM_KERNELS"), "_listing")
blending = load(os.environ.get("PRESSROOM_KERNELS"), "_blend")
words = load(os.environ.get("PRESSROOM_KERNELS"), "_words")
cutting = _compiled(f"{__name__}.compiled_cutting") if coding.__name__.endswith("compiled") else None
showing = _compiled(f"{__name__}.compiled_snippets") if coding.__name__.endswith("compiled") else None
marking = _compiled(f"{__name__}.compiled_html") if coding.__name__.endswith("compiled") else None
