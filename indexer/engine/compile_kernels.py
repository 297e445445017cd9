"""Compiles the kernels ahead: `python -m indexer.engine.compile_kernels`, after an installation or a change of them.

It is done on all cores, by a process for each module; those that use others' kernels come after them, so that numba
finds these compiled. What is not named here is compiled in the end, when all of it is loaded.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

WAVES = (  # the longest first
    ("compiled", "compiled_html", "compiled_words"),
    ("compiled_search", "compiled_snippets", "compiled_blocks", "compiled_inversion", "compiled_cutting"),
    (
        "compiled_listing",
        "compiled_blend",
        "compiled_ranking",
        "compiled_merging",
        "compiled_patterns",
        "compiled_phrases",
        "compiled_facets",
        "compiled_nearest",
        "compiled_terms",
    ),
)


def compile_alone(module: str) -> None:
    """Loads one module, and of the rest what needs no compiling. What fails here says why when all is loaded."""
    subprocess.run(  # noqa: S603  # our own interpreter and code
        [sys.executable, "-c", f"import indexer.engine.kernels.{module}"],
        env={**os.environ, "PRESSROOM_KERNELS": "numpy"},
        stderr=subprocess.DEVNULL,
        check=False,
    )


def main() -> None:
    """The command."""
    if find_spec("numba"):
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            for wave in WAVES:
                list(cores.map(compile_alone, wave))
    from indexer.engine import kernels

    print(f"The kernels are those of {kernels.coding.__name__.removeprefix(f'{kernels.__name__}.')}.")


if __name__ == "__main__":
    main()
