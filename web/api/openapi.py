"""The OpenAPI 3.1 document, written from the operations and their pydantic models.

OpenAPI 3.1 schemas are JSON Schema 2020-12, which pydantic writes, so what is left to do is to put them in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.operations import JSON_TYPE, Operation
from web.api.problems import PROBLEM_TYPE, Problem

VERSION = "1.0.0"
LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
REF = "#/components/schemas/{model}"
COMMON_ERRORS = (400, 406, 413)  # a parameter that is not known, an Accept that refuses JSON, a body that is too long
ERRORS = {
    400: "A parameter is unknown or has a bad value; `parameter` names it.",
    404: "There is no such thing.",
    405: "The address only takes GET, HEAD and OPTIONS.",
    406: "The Accept header refuses JSON.",
    413: "The request carries too long a body.",
    503: "Index or store can't be read at the moment; `detail` says why.",
}
INTRODUCTION = (
    "Full-text search over the press releases of organisations. HEAD is answered like GET. Every answer that may be "
    "kept carries an ETag: send it back in If-None-Match for a 304. Errors are problem details (RFC 9457)."
)
HEADERS: dict[str, Any] = {
    "ETag": {"description": "Names this state of the answer.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long the answer may be kept.", "schema": {"type": "string"}},
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
ID_PARAMETER = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "A release's id, percent-encoded whole, slashes and colons included.",
    "schema": {"type": "string", "minLength": 1},
}


def document(operations: Sequence[Operation], title: str, server: str) -> dict[str, Any]:
    """The document for these operations at this server."""
    models: set[type[BaseModel]] = {Problem, *(operation.answer for operation in operations)}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "description": INTRODUCTION, "license": LICENCE},
        "servers": [{"url": server.rstrip("/")}],
        "paths": {operation.path: _path_item(operation) for operation in operations},
        "components": {
            "schemas": schemas["$defs"],
            "responses": {HTTPStatus(status).name.title().replace("_", ""): _error(status) for status in ERRORS},
        },
    }


def _path_item(operation: Operation) -> dict[str, Any]:
    parameters = _query_parameters(operation.parameters)
    if "{id}" in operation.path:
        parameters.insert(0, ID_PARAMETER)
    shared = {"parameters": parameters} if parameters else {}
    return {**shared, "get": _method(operation), "head": _method(operation, head=True)}


def _method(operation: Operation, *, head: bool = False) -> dict[str, Any]:
    errors = sorted({*COMMON_ERRORS, *operation.errors})
    success = _success(operation)
    responses: dict[str, Any] = {"200": success}
    if operation.cacheable:
        responses["304"] = {"description": "The answer is still the one in If-None-Match.", "headers": HEADERS}
    for status in errors:
        responses[str(status)] = {"$ref": f"#/components/responses/{HTTPStatus(status).name.title().replace('_', '')}"}
    if head:
        responses = {status: _without_body(int(status), answer) for status, answer in responses.items()}
    return {
        "operationId": f"{operation.name}_head" if head else operation.name,
        "summary": f"{operation.summary} (headers only)" if head else operation.summary,
        "description": operation.description,
        "responses": responses,
    }


def _success(operation: Operation) -> dict[str, Any]:
    schema = {"$ref": REF.format(model=operation.answer.__name__)}
    return {
        "description": operation.summary,
        "headers": HEADERS if operation.cacheable else {"Cache-Control": HEADERS["Cache-Control"]},
        "content": {JSON_TYPE: {"schema": schema}},
    }


def _error(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": ERRORS[status],
        "content": {PROBLEM_TYPE: {"schema": {"$ref": REF.format(model=Problem.__name__)}}},
    }
    return answer | ({"headers": RETRY_AFTER} if status == 503 else {})


def _without_body(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in answer:
        answer = _error(status)
    return {key: value for key, value in answer.items() if key != "content"}


def _query_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    properties = model.model_json_schema(by_alias=True).get("properties", {})
    return [_query_parameter(name, dict(schema)) for name, schema in properties.items()]


def _query_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    parameter: dict[str, Any] = {"name": name, "in": "query", "required": False}
    parameter["description"] = schema.pop("description")
    examples = schema.pop("examples", [])
    schema.pop("title")
    if schema.get("default", ...) is None:
        del schema["default"]
    if schema["type"] == "array":
        parameter |= {"style": "form", "explode": True}
    if examples:
        parameter["example"] = examples[0]
    return parameter | {"schema": schema}
