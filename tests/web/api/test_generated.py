"""Some of the calls that `tests.web.api.generated` makes by the thousand."""

from __future__ import annotations

import pytest
from flask import Response

from tests.web.api.generated import UNLIMITED, run
from tests.web.newsroom import library
from web.app import build_app

CHECKS = {  # those of schemathesis, but for two that this API gives nothing to do: it has no required header or login
    "allow_header_conformance",
    "content_type_conformance",
    "ensure_resource_availability",
    "negative_data_rejection",
    "not_a_server_error",
    "object_level_authorization",
    "positive_data_acceptance",
    "response_headers_conformance",
    "response_schema_conformance",
    "status_code_conformance",
    "unsupported_method",
    "use_after_free",
}
# Feeds and exports are written by one view each: of their formats those that are JSON have most to check.
OF_EACH_KIND = r"^/(api|healthz|readyz|oai|robots|sitemap)|\.opml$|\.feed\.json$|\.csl\.json$|^/opensearch"


@pytest.mark.slow
def test_generated_calls_find_nothing() -> None:
    made = run(build_app(UNLIMITED, library()), 100, 0, paths=OF_EACH_KIND)
    assert made.findings == {}
    assert made.calls > 300
    assert set(made.checks) >= CHECKS
    assert {200, 400, 404, 405} <= set(made.statuses)


@pytest.mark.slow
def test_they_would_find_what_is_not_documented() -> None:
    app = build_app(UNLIMITED, library())

    def spoilt(response: Response) -> Response:
        if response.is_json and response.json and "sources" in response.json:
            response.set_data(response.get_data().replace(b'"total":', b'"all":'))
        return response

    app.after_request(spoilt)
    made = run(app, 20, 0, paths="/sources$")
    assert {finding.split(":")[0] for finding in made.findings} >= {"GET /api/v1/sources"}
