"""What the JSON endpoints do, as a table: routes, validation and the OpenAPI document are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Protocol

from flask import Response, request
from pydantic import BaseModel
from werkzeug.exceptions import NotAcceptable

from web.validation import Parameters, read

JSON_TYPE = "application/json"


class Answering(Protocol):
    """A model that an operation answers with: `web.api.schemas.Answer`, or the OpenAPI document."""

    def fingerprint(self) -> str: ...

    def model_dump_json(self, *, by_alias: bool, exclude_unset: bool) -> str: ...


@dataclass(frozen=True)
class Operation:
    """One address. `run` takes the checked parameters and the path's values, and gives the answer.

    `path` is an OpenAPI path template; `{id}` is the only variable there is. `errors` are the statuses that it may
    answer with beside those that every operation has.
    """

    name: str
    path: str
    summary: str
    description: str
    run: Callable[..., Answering]
    answer: type[BaseModel]
    parameters: type[Parameters] = Parameters
    errors: tuple[int, ...] = ()
    cacheable: bool = True

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{id}", "<release_id:release_id>")

    def respond(self, **path_values: Any) -> Response:
        """The view: checks what is asked, and writes the answer with its validator."""
        if request.accept_mimetypes and not request.accept_mimetypes.best_match([JSON_TYPE]):
            raise NotAcceptable(f"This address gives {JSON_TYPE}, which the Accept header refuses.")
        answer = self.run(read(self.parameters, request.args), **path_values)
        response = Response(answer.model_dump_json(by_alias=True, exclude_unset=True), content_type=JSON_TYPE)
        if self.cacheable:
            response.set_etag(sha256(answer.fingerprint().encode()).hexdigest()[:32], weak=True)
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
