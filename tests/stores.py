"""New stores, made quickly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache

from sqlalchemy import Engine, create_engine, inspect
from sqlalchemy.pool import StaticPool


def quick(steps: Callable[[Engine], None]) -> Callable[[Engine], None]:
    """Takes an empty SQLite store to where the steps of the migrations take it, by the statements that these come to.

    The steps themselves, which take ten times as long, are taken once, and by every other store.
    """

    @cache
    def statements() -> list[str]:
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        engine = create_engine("sqlite://", creator=lambda: memory, poolclass=StaticPool)
        steps(engine)
        return list(memory.iterdump())[1:-1]  # without its own transaction

    def upgrade(engine: Engine) -> None:
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection, connection.execution_options(immediate=True).begin():
                if not inspect(connection).get_table_names():
                    for statement in statements():
                        connection.exec_driver_sql(statement)
                    return
        steps(engine)

    return upgrade
