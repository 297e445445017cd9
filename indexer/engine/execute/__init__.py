"""Answers `whoosh.query` trees from segments of this engine, as stock Whoosh does: see `executor.py`."""

from indexer.engine.execute.executor import Executor, Histogram, Result
from indexer.engine.execute.order import After, Sort

__all__ = ["After", "Executor", "Histogram", "Result", "Sort"]
