"""What the JSON endpoints do, as a table: routes, validation and the OpenAPI document are made from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

from flask import Response, request
from pydantic import BaseModel
from werkzeug.exceptions import NotAcceptable

from web.http import API_PREFIX
from web.validation import Parameters, read

JSON_TYPE = "application/json"


class Answering(Protocol):
    """A model that an operation answers with: `web.api.schemas.Answer`, or the OpenAPI document."""

    def fingerprint(self) -> str: ...

    def model_dump_json(self, *, by_alias: bool, exclude_unset: bool) -> str: ...


@dataclass(frozen=True)
class Example:
    """A request to show: the path and query after the address of the installation, and what it is one of."""

    name: str
    address: str
    summary: str


@dataclass(frozen=True)
class Operation:
    """One address. `run` takes the checked parameters and the path's values, and gives the answer.

    `path` is an OpenAPI path template; `{id}` is the only variable of those that run here. `errors` are the statuses
    that it may answer with beside those that every operation has. What answers in another form than JSON says which in
    `kinds` and has no `answer`; where `run` is None, a blueprint of its own answers, and the operation is only
    described: it looks at no Accept header, and ignores unknown parameters. `headers` are those of a good answer beside
    those of all, with what each says. `keyed` is what a key opens that is not open to all; `posted` is what takes its
    parameters as a form as well.
    """

    name: str
    path: str
    summary: str
    description: str
    run: Callable[..., Answering] | None
    answer: type[BaseModel] | None = None
    parameters: type[Parameters] = Parameters
    errors: tuple[int, ...] = ()
    cacheable: bool = True
    kinds: tuple[str, ...] = (JSON_TYPE,)
    headers: Mapping[str, str] = field(default_factory=dict)
    keyed: bool = False
    posted: bool = False
    examples: tuple[Example, ...] = ()

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{id}", "<release_id:release_id>")

    @property
    def limited(self) -> bool:
        """Whether keys are looked at and requests are counted."""
        return self.path.startswith(API_PREFIX)

    def respond(self, **path_values: Any) -> Response:
        """The view: checks what is asked, and writes the answer with its validator."""
        assert self.run is not None
        if request.accept_mimetypes and not request.accept_mimetypes.best_match([JSON_TYPE]):
            raise NotAcceptable(f"This address gives {JSON_TYPE}, which the Accept header refuses.")
        answer = self.run(read(self.parameters, request.args, exact=True), **path_values)
        response = Response(answer.model_dump_json(by_alias=True, exclude_unset=True), content_type=JSON_TYPE)
        if self.cacheable:
            response.set_etag(sha256(answer.fingerprint().encode()).hexdigest()[:32], weak=True)
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
