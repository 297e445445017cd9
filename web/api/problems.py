"""Problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, request
from pydantic import BaseModel, Field

from web.access import request_id

PROBLEM_TYPE = "application/problem+json"


class BadParameter(BaseModel):
    """A parameter that was refused."""

    parameter: str = Field(description="Its name.")
    detail: str = Field(description="What is wrong with it, and what is allowed.")


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str = Field("about:blank", description="The kind of problem; about:blank says that the status tells it.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What went wrong with this request, and what to do, in plain words.")
    instance: str = Field(description="The path that was asked for.")
    request_id: str | None = Field(None, description="The X-Request-ID of the answer: the server's log has it too.")
    parameter: str | None = Field(None, description="The parameter that was refused, the first when there are more.")
    errors: list[BadParameter] | None = Field(None, description="Every parameter that was refused.")


def described(status: int, detail: str, instance: str, parameters: Sequence[tuple[str, str]] = ()) -> Problem:
    """An error; `parameters` are pairs of a refused parameter's name and the sentence about it."""
    return Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        instance=instance,
        parameter=parameters[0][0] if parameters else None,
        errors=[BadParameter(parameter=name, detail=sentence) for name, sentence in parameters] or None,
    )


def problem(status: int, detail: str, parameters: Sequence[tuple[str, str]] = ()) -> Response:
    """The answer for an error of this request."""
    document = described(status, detail, request.path, parameters)
    document.request_id = request_id() or None
    return Response(document.model_dump_json(exclude_none=True), status, content_type=PROBLEM_TYPE)
