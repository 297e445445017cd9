from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine

from crawler.store.migrate import upgrade as take_all_steps  # as it is before the tests put `quick` in its place
from tests.stores import quick


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_quick_store_is_what_all_steps_make(tmp_path: Path) -> None:
    taken: list[Engine] = []

    def steps(engine: Engine) -> None:
        taken.append(engine)
        take_all_steps(engine)

    upgrade = quick(steps)
    for name, make in (("steps", take_all_steps), ("one", upgrade), ("two", upgrade)):
        engine = create_engine(f"sqlite:///{tmp_path}/{name}")
        make(engine)
        engine.dispose()
    assert len(taken) == 1
    assert dump(tmp_path / "one") == dump(tmp_path / "two") == dump(tmp_path / "steps")
