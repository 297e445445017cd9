"""The OpenAPI 3.1 document, written from the operations and their pydantic models.

OpenAPI 3.1 schemas are JSON Schema 2020-12, which pydantic writes, so what is left to do is to put them in place.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from web.api.operations import Operation
from web.api.problems import PROBLEM_TYPE, Problem, described
from web.validation import Parameters

VERSION = "1.1.0"
LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
REF = "#/components/schemas/{model}"
ANSWERS = Path(__file__).with_name("examples.json")
EXAMPLE_SERVER = "http://127.0.0.1:8000"
COMMON_ERRORS = (413,)  # a body that is too long
JSON_ERRORS = (400, 406)  # a parameter that is not known, an Accept that refuses what there is
LIMITED_ERRORS = (401, 403, 429)
KEYED_ERRORS = (401, 403)
ERRORS = {
    400: "A parameter is unknown or has a bad value; `parameter` names it.",
    401: "The Authorization header has no key that is known here, or none where a key is needed.",
    403: "The key is not for this. Only where an installation is for people with an account, and of metrics.",
    404: "There is no such thing, or no such place in the list: `parameter` is cursor then.",
    405: "The address only takes GET, HEAD and OPTIONS.",
    406: "The Accept header refuses JSON.",
    413: "The request carries too long a body.",
    429: "This address or key has asked as often as it may within a minute.",
    503: "Index or store can't be read at the moment; `detail` says why.",
}
EXAMPLE_DETAILS = {
    400: "page must be at least 1.",
    401: "This key is not known here, or no longer: ask for another, or send none.",
    403: "This key is not for that: make one with the scope that it takes (docs/administration.md).",
    404: "There is no release with the id nope.",
    405: "The method is not allowed for the requested URL.",
    406: "This address gives application/json, which the Accept header refuses.",
    413: "A request may carry at most 65536 bytes.",
    429: "This address has asked 3000 times within a minute, which is all it may: go on in 42 seconds.",
    503: "There is no index yet: run `pressroom index`.",
}
INTRODUCTION = (
    "Full-text search over the press releases of organisations. No key is needed; whoever has one sends it as "
    "`Authorization: Bearer KEY` and may ask more often. HEAD is answered like GET, other methods with 405. Every "
    "answer that may be kept carries an ETag: send it back in If-None-Match for a 304. Answers are compressed where "
    "Accept-Encoding names zstd, br or gzip. Lists go on with `cursor`, as the answer before gave it, or by its "
    "`links.next`. Errors are problem details (RFC 9457). What is not below `/api/` has no limit, ignores "
    "parameters that it does not know, and looks at keys only where an installation is for people with an account. To "
    "a browser files tell errors as pages."
)


def _header(description: str, kind: str = "string", *, required: bool = False, **rest: Any) -> dict[str, Any]:
    return {"description": description, "required": required, "schema": {"type": kind, **rest}}


CACHE_HEADERS: dict[str, Any] = {
    "ETag": _header("Names this state of the answer, in all its codings.", required=True, pattern='^W/"[^"]*"$'),
    "Cache-Control": _header("How long the answer may be kept.", required=True),
    "Vary": _header("Which request headers the answer depends on."),
}
NO_CACHE_HEADERS: dict[str, Any] = {"Cache-Control": _header("That the answer must not be kept.", required=True)}
LIMIT_HEADERS: dict[str, Any] = {
    "RateLimit-Policy": _header(
        "How many requests (q) may be made in how many seconds (w), by an address or by a key; absent where there is "
        "no limit.",
        examples=['"address";q=3000;w=60'],
    ),
    "RateLimit": _header(
        "How many of them are left (r), for how many seconds (t).", examples=['"address";r=2999;t=60']
    ),
}
ERROR_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": _header("That a key may be sent (RFC 6750), and what was wrong.", required=True)},
    405: {"Allow": _header("The methods that the address takes.", required=True)},
    429: {"Retry-After": _header("Seconds to wait.", "integer", required=True, minimum=1)},
    503: {"Retry-After": _header("Seconds to wait.", "integer", required=True, minimum=1)},
}
ID_PARAMETER = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "A release's id, percent-encoded whole, slashes and colons included.",
    "example": "exercise2019",
    "schema": {"type": "string", "minLength": 1},
}
NUMBER_PARAMETER = {
    "name": "number",
    "in": "path",
    "required": True,
    "description": "Which part of the list, from 1; 404 where there are not so many.",
    "example": 1,
    "schema": {"type": "integer", "minimum": 1},
}
PATH_PARAMETERS = {"{id}": ID_PARAMETER, "{number}": NUMBER_PARAMETER}
BINARY = frozenset({"image/png"})  # what no schema is of (OpenAPI 3.1, 4.8.14.1)
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that one has: a 304 says that it is still the same.",
    "schema": {"type": "string"},
}
KEY = {"type": "http", "scheme": "bearer", "description": "A key of the API. It raises the limit of requests."}


def document(operations: Sequence[Operation], title: str, server: str) -> dict[str, Any]:
    """The document for these operations at this server."""
    answers = {operation.answer for operation in operations if operation.answer is not None}
    models: set[type[BaseModel]] = {Problem, *answers}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema([(model, "serialization") for model in ordered], ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": VERSION, "description": INTRODUCTION, "license": LICENCE},
        "servers": [{"url": server.rstrip("/")}],
        "security": [{}, {"key": []}],
        "paths": {operation.path: _path_item(operation, server.rstrip("/")) for operation in operations},
        "components": {
            "schemas": schemas["$defs"],
            "responses": {_name(status): _error(status) for status in ERRORS},
            "headers": LIMIT_HEADERS,
            "securitySchemes": {"key": KEY},
        },
    }


def errors_of(operation: Operation) -> list[int]:
    """The statuses of errors that an operation may answer with."""
    own = JSON_ERRORS if operation.run else ()
    keys = LIMITED_ERRORS if operation.limited else KEYED_ERRORS if operation.keyed else ()
    return sorted({*COMMON_ERRORS, *own, *keys, *operation.errors})


def _path_item(operation: Operation, server: str) -> dict[str, Any]:
    parameters = query_parameters(operation.parameters)
    parameters[:0] = [one for variable, one in PATH_PARAMETERS.items() if variable in operation.path]
    if operation.cacheable:
        parameters.append(IF_NONE_MATCH)
    shared = {"parameters": parameters} if parameters else {}
    get, head = _method(operation, server), _method(operation, server, head=True)
    if not operation.posted:
        return {**shared, "get": get, "head": head}
    return {"get": get | shared, "head": head | shared, "post": _posted(operation, server)}


def _posted(operation: Operation, server: str) -> dict[str, Any]:
    """The same with its parameters as a form, of which anything is answered."""
    fields = {one["name"]: {"description": one["description"]} for one in query_parameters(operation.parameters)}
    naming = {"operationId": f"{operation.name}_post", "summary": f"{operation.summary} (by a form)"}
    form = {"content": {"application/x-www-form-urlencoded": {"schema": {"properties": fields}}}}
    return _method(operation, server) | naming | {"requestBody": form}


def _method(operation: Operation, server: str, *, head: bool = False) -> dict[str, Any]:
    responses: dict[str, Any] = {"200": _success(operation, server)}
    if operation.cacheable:
        unchanged = {"description": "The answer is still the one in If-None-Match.", "headers": _headers(operation)}
        responses["304"] = unchanged
    for status in errors_of(operation):
        responses[str(status)] = {"$ref": f"#/components/responses/{_name(status)}"}
    if head:
        responses = {status: _without_body(int(status), answer) for status, answer in responses.items()}
    method = {
        "operationId": f"{operation.name}_head" if head else operation.name,
        "summary": f"{operation.summary} (headers only)" if head else operation.summary,
        "description": operation.description,
        "responses": responses,
    }
    return method if operation.limited or operation.keyed else method | {"security": []}


def _success(operation: Operation, server: str) -> dict[str, Any]:
    return {
        "description": operation.summary,
        "headers": _headers(operation) | {name: _header(said) for name, said in operation.headers.items()},
        "content": {kind: {} if kind in BINARY else _content(operation, server) for kind in operation.kinds},
    }


def _headers(operation: Operation) -> dict[str, Any]:
    headers = CACHE_HEADERS if operation.cacheable else NO_CACHE_HEADERS
    limits = {name: {"$ref": f"#/components/headers/{name}"} for name in LIMIT_HEADERS}
    return headers | (limits if operation.limited else {})


def _content(operation: Operation, server: str) -> dict[str, Any]:
    answer = operation.answer
    content: dict[str, Any] = {"schema": {"$ref": REF.format(model=answer.__name__)} if answer else {"type": "string"}}
    examples = {
        example.name: {"summary": example.summary, "value": answers()[example.address]}
        for example in operation.examples
        if example.address in answers()
    }
    if examples:
        here = json.dumps(examples).replace(EXAMPLE_SERVER, server)
        content["examples"] = json.loads(here)
    return content


@cache
def answers() -> dict[str, Any]:
    """The answers to the documented examples, by the addresses of these: those of the newsroom of the tests."""
    found: dict[str, Any] = json.loads(ANSWERS.read_text("utf-8")) if ANSWERS.exists() else {}
    return found


def _name(status: int) -> str:
    return HTTPStatus(status).name.title().replace("_", "")


def _error(status: int) -> dict[str, Any]:
    parameters = [("page", EXAMPLE_DETAILS[400])] if status == 400 else []
    shown = described(status, EXAMPLE_DETAILS[status], "/api/v1/search", parameters)
    return {
        "description": ERRORS[status],
        "headers": NO_CACHE_HEADERS | ERROR_HEADERS.get(status, {}),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": REF.format(model=Problem.__name__)},
                "example": shown.model_dump(exclude_none=True),
            }
        },
    }


def _without_body(status: int, answer: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in answer:
        answer = _error(status)
    return {key: value for key, value in answer.items() if key != "content"}


def query_parameters(model: type[Parameters]) -> list[dict[str, Any]]:
    """The parameters of a model, as the document describes them."""
    properties = model.model_json_schema(by_alias=True).get("properties", {})
    return [_query_parameter(name, dict(schema)) for name, schema in properties.items() if name not in model.idle]


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
