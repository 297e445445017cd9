"""Reads query parameters into a pydantic model, and says in a sentence each what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo
from werkzeug.datastructures import MultiDict


class ParameterError(Exception):
    """What is wrong with the parameters: pairs of a parameter's name and a sentence about it."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in problems))
        self.problems = tuple(problems)


class Given(Protocol):
    """Parameters as they came, each perhaps several times: werkzeug's MultiDict."""

    def keys(self) -> Any: ...

    def getlist(self, key: str) -> list[str]: ...


class Parameters(BaseModel):
    """What an address takes: as it stands here, nothing. `shapes` says in words what a parameter's pattern allows;
    `idle` are those that mean nothing at this address, and are not looked at."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    shapes: ClassVar[Mapping[str, str]] = {}
    idle: ClassVar[frozenset[str]] = frozenset()


Model = TypeVar("Model", bound=Parameters)
EXACT = "exact"


def together(info: ValidationInfo) -> bool:
    """Whether values are to make sense together: for people, who are told where they do not."""
    return not (info.context or {}).get(EXACT)


def read(model: type[Model], given: Given, *, ignore_unknown: bool = False, exact: bool = False) -> Model:
    """Validates parameters as they came; a blank one counts as absent. Raises ParameterError, naming each bad one.

    `exact` is for programs, which are held to the schema of each parameter and to nothing else: a blank value is a
    value, and values that are good alone but make no sense together are taken as they are (see `together`).
    """
    lists = {field.alias or name for name, field in model.model_fields.items() if _is_list(field.annotation)}
    known = {field.alias or name for name, field in model.model_fields.items()}
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name in given.keys():  # noqa: SIM118 - a MultiDict, not a dict
        found = [value for value in given.getlist(name) if exact or value.strip()]
        if name in model.idle or (name not in known and ignore_unknown):
            continue
        if len(found) > 1 and name in known - lists:
            problems.append((name, f"{name} may be given only once."))
        elif found or name not in known:
            values[name] = found if name in lists else "".join(found)
    try:
        checked = model.model_validate(values, context={EXACT: exact})
    except ValidationError as error:
        problems += [_explained(entry, model.shapes) for entry in error.errors() if entry["type"] != "none_required"]
    if problems:
        raise ParameterError(problems)
    return checked


def read_without(model: type[Model], given: MultiDict[str, str], error: ParameterError) -> Model:
    """The parameters without those that an error names; the model's defaults where that is not enough."""
    bad = {name for name, _ in error.problems}
    rest: MultiDict[str, str] = MultiDict((name, value) for name, value in given.items(multi=True) if name not in bad)
    try:
        return read(model, rest, ignore_unknown=True)
    except ParameterError:  # two values that were fine beside a bad third
        return model()


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


SENTENCES = {
    "extra_forbidden": "is not a parameter here",
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have at least {min_length} characters",
    "too_long": "may be given at most {max_length} times",
    "literal_error": "must be one of {expected}",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
}


def _explained(entry: Any, shapes: Mapping[str, str]) -> tuple[str, str]:
    """A validation error as the parameter's name and a sentence that says what is allowed."""
    name = str(entry["loc"][0])
    if entry["type"] == "string_pattern_mismatch":
        said = shapes[name]
    elif entry["type"] in SENTENCES:
        said = SENTENCES[entry["type"]].format(**entry.get("ctx", {}))
    else:
        said = re.sub(r"^Value error, ", "", entry["msg"])
    return name, f"{name} {said}."
