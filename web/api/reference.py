"""The page that describes the API, made from the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template, url_for

from web.api.openapi import document, errors_of
from web.api.operations import Operation
from web.library import settings


@dataclass(frozen=True)
class Row:
    """A parameter or a field: its name, what it may be, what it is for."""

    name: str
    kind: str
    description: str
    default: str = ""


@dataclass(frozen=True)
class Shown:
    """A request that was documented, and its answer."""

    summary: str
    address: str
    answer: str


@dataclass(frozen=True)
class Section:
    """An operation, for people."""

    id: str
    path: str
    summary: str
    description: str
    parameters: list[Row]
    examples: list[Shown]
    errors: list[Row]
    answer: str  # the name of its schema; "" where it is no JSON
    kind: str  # the media type of its answer
    methods: str


@dataclass(frozen=True)
class Schema:
    """What an answer is made of."""

    name: str
    description: str
    fields: list[Row]


def page(operations: Sequence[Operation]) -> Response:
    server = url_for("search.page", _external=True).rstrip("/")
    whole = document(operations, settings().web.title, server)
    return make_response(
        render_template(
            "api.html",
            introduction=whole["info"]["description"],
            sections=[_section(operation, whole, server) for operation in operations],
            schemas=[_schema(name, schema) for name, schema in whole["components"]["schemas"].items()],
            limits=settings().web,
        )
    )


def _section(operation: Operation, whole: Mapping[str, Any], server: str) -> Section:
    described = whole["paths"][operation.path]
    content = described["get"]["responses"]["200"]["content"][operation.kinds[0]]
    known = content.get("examples", {})
    errors = [
        whole["components"]["responses"][HTTPStatus(status).name.title().replace("_", "")]
        for status in errors_of(operation)
    ]
    return Section(
        id=operation.name,
        path=operation.path,
        summary=operation.summary,
        description=operation.description,
        parameters=[_parameter(one) for one in described.get("parameters", described["get"].get("parameters", ()))],
        examples=[
            Shown(example.summary, server + example.address, _written(known[example.name]["value"]))
            for example in operation.examples
            if example.name in known
        ],
        errors=[
            Row(str(status), HTTPStatus(status).phrase, error["description"])
            for status, error in zip(errors_of(operation), errors, strict=True)
        ],
        answer=operation.answer.__name__ if operation.answer else "",
        kind=operation.kinds[0],
        methods="GET or POST" if operation.posted else "GET",
    )


def _parameter(one: Mapping[str, Any]) -> Row:
    default = one["schema"].get("default")
    where = {"path": "in the path", "header": "a header"}.get(one["in"], "")
    kind = ", ".join(filter(None, (kind_of(one["schema"]), where)))
    return Row(one["name"], kind, one["description"], "" if default in (None, [], "") else _short(default))


def _short(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else json.dumps(value).strip('"')


def _schema(name: str, schema: Mapping[str, Any]) -> Schema:
    fields = schema.get("properties", {})
    rows = [Row(field, kind_of(one), one.get("description", "")) for field, one in fields.items()]
    return Schema(name, schema.get("description", ""), rows)


def kind_of(schema: Mapping[str, Any]) -> str:
    """What a schema allows, in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(kind_of(one) for one in schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {kind_of(schema['items'])}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"object of {kind_of(schema['additionalProperties'])}"
    bounds = [str(schema[bound]) for bound in ("minimum", "maximum") if bound in schema]
    named = _alternatives(str(schema.get("pattern", "")))
    return named or " ".join(filter(None, (kind, schema.get("format", ""), " to ".join(bounds))))


def _alternatives(pattern: str) -> str:
    """The names of a pattern that takes some of them, as "name | name"; "" for any other pattern."""
    match = re.fullmatch(r"\^\(((?:\w+\|)*\w+)\)\(,\(\1\)\)\*\$", pattern)
    return match[1].replace("|", " | ") if match else ""


def _written(answer: Any) -> str:
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False, indent=2)
