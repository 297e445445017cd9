"""The answers that the OpenAPI document shows: `python -m tests.web.api.examples` writes them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from werkzeug.test import TestResponse

from crawler.settings import Settings, WebSettings
from tests.web.newsroom import library
from web.api.endpoints import OPERATIONS
from web.api.openapi import ANSWERS, EXAMPLE_SERVER
from web.api.operations import Example, Operation
from web.app import build_app

PUBLIC = Settings(web=WebSettings(public=True))  # so that there are sitemaps


def documented() -> Iterator[tuple[Operation, Example]]:
    """Every example, with the operation that it is of."""
    return ((operation, example) for operation in OPERATIONS for example in operation.examples)


def timeless(answer: Any) -> Any:
    """An answer without how long it took, which is never the same."""
    if isinstance(answer, str):
        return re.sub("(<responseDate>)[^<]*", r"\g<1>2024-03-05T12:00:00Z", answer)
    return answer | {"took_ms": 1.5} if "took_ms" in answer else answer


def shown(response: TestResponse) -> Any:
    """An answer as the document shows it: a value of JSON, or a text."""
    return timeless(response.json if response.is_json else response.text)


def main() -> None:
    client = build_app(PUBLIC, library()).test_client()
    answers: dict[str, Any] = {}
    for _, example in documented():
        response = client.get(example.address, base_url=EXAMPLE_SERVER)
        assert response.status_code == 200, response.get_data(as_text=True)
        answers[example.address] = shown(response)
    ANSWERS.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
