"""Answers `whoosh.query` trees from segments of this engine, as stock Whoosh does: see `executor.py`."""

from indexer.engine.execute.executor import Executor, Histogram, Result, Sort

__all__ = ["Executor", "Histogram", "Result", "Sort"]
