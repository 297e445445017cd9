"""Compiles the kernels ahead: `python -m indexer.engine.kernels`, once after an installation or a change of them."""

from __future__ import annotations

from indexer.engine import kernels

if __name__ == "__main__":
    print(f"The kernels are those of {kernels.coding.__name__.removeprefix(f'{kernels.__name__}.')}.")
