"""The schema's version in a database, and Alembic's steps from one to the next."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HEAD = "0009"
FOLDER = Path(__file__).parent / "migrations"


def version(engine: Engine) -> str | None:
    """The version that the database says it has; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(revision: str) -> bool:
    """Whether this Pressroom knows the version."""
    return revision in {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def upgrade(engine: Engine) -> None:
    """Takes the database to HEAD. Two processes may call it at once: the second finds nothing to do."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with engine.connect() as connection:
        connection = connection.execution_options(immediate=True)
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, HEAD)
