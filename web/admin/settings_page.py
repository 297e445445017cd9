"""What is set, and where each comes from. It is changed in config.toml or in the environment, never here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import render_template
from pydantic import BaseModel

from crawler.settings import Settings
from crawler.store.accounts import Role
from web.admin.access import needs
from web.admin.pages import blueprint
from web.library import settings

HIDDEN = "•••"
_SECRETS = re.compile(r"password|secret|token|key$")


@dataclass(frozen=True)
class Setting:
    """A key with its value as one would write it; `origin` is "" where it is the default."""

    key: str
    value: str
    origin: str


@blueprint.get("/settings")
@needs(Role.ADMINISTRATOR)
def all_settings() -> str:
    return render_template("admin/settings.html", sections=dict(sections(settings())))


def sections(config: Settings) -> Iterator[tuple[str, list[Setting]]]:
    """The tables of config.toml, but its sources, which have pages of their own."""
    for name in Settings.model_fields:
        section = getattr(config, name)
        if isinstance(section, BaseModel):
            keys = type(section).model_fields
            yield name, [Setting(key, shown(key, getattr(section, key)), config.origin(name, key)) for key in keys]


def shown(key: str, value: Any) -> str:
    """A value as config.toml has it; what is secret is not shown."""
    if isinstance(value, str) and value and _SECRETS.search(key):
        return HIDDEN
    if isinstance(value, timedelta):
        return _written(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "[]"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {each}" for name, each in value.items()) or "{}"
    text = str(value)
    # The password of an address, as in that of a database.
    return text if isinstance(value, Path) else re.sub(r"(://[^/@:]*):[^@]*@", rf"\1:{HIDDEN}@", text) or '""'


def _written(length: timedelta) -> str:
    """In the largest unit of which it has a whole number: "1h", "90s"."""
    for unit, letter in ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "m")):
        if length and not length % unit:
            return f"{length // unit}{letter}"
    return f"{length.total_seconds():g}s"
