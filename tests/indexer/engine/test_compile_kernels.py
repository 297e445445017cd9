"""What is compiled ahead is there: a module that got another name would be compiled by one core, without a word."""

from pathlib import Path

import pytest

from indexer.engine import kernels
from indexer.engine.compile_kernels import WAVES

MODULES = {path.stem for path in Path(kernels.__file__).parent.glob("compiled*.py")}


@pytest.mark.any_whoosh
def test_every_module_of_the_waves_is_there_once() -> None:
    named = [module for wave in WAVES for module in wave]
    assert len(named) == len(set(named))
    assert set(named) <= MODULES
