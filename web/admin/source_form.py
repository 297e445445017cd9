"""The form of a source: its fields to the keys of a [[source]] and back, a sentence for each mistake. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from crawler.settings import Source

LISTS = ("start", "allow", "deny", "hosts")  # a line each
TEXTS = ("name", "organisation", "short", "language", "interval", "delay", "budget", "quiet", "timezone")
NUMBERS = ("budget",)
# What reaches into this machine's own network can only be said in config.toml: allow_private, sample.
FIELDS = (*TEXTS, *LISTS)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed, and what it comes to: `keys` of a [[source]], or `problems` by field ("" for the whole)."""

    typed: Mapping[str, str]
    keys: Mapping[str, Any] | None
    problems: Mapping[str, str]


def read(typed: Mapping[str, str]) -> Filled:
    """Reads a form that was filled in."""
    keys: dict[str, Any] = {name: typed[name].strip() for name in TEXTS if typed.get(name, "").strip()}
    for name in LISTS:
        lines = [line.strip() for line in typed.get(name, "").splitlines() if line.strip()]
        keys |= {name: lines} if lines else {}
    problems = {}
    for name in NUMBERS:
        if name in keys:
            if keys[name].isascii() and keys[name].isdigit():
                keys[name] = int(keys[name])
            else:
                problems[name] = "Write a number, or nothing."
    try:
        Source.model_validate(keys)
    except ValidationError as error:
        found = {str((each["loc"] or ("",))[0]): _sentence(each["msg"]) for each in error.errors()}
        problems = found | problems
    return Filled({name: typed.get(name, "") for name in FIELDS}, None if problems else keys, problems)


def filled_with(keys: Mapping[str, Any]) -> Filled:
    """The form with the keys of a [[source]]; those that it has no field for are left out."""
    typed = {name: _typed(keys.get(name, "")) for name in FIELDS}
    return Filled(typed, None, {})


def of_lines(lines: str) -> Filled:
    """The form with what `sources check` has found."""
    return filled_with(tomllib.loads(lines)["source"][0] if lines else {})


def _typed(value: Any) -> str:
    return "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return f"{message[:1].upper()}{message[1:]}.".replace("..", ".")
