from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.web.api.generated import UNLIMITED
from tests.web.newsroom import library
from web.api.documents import DESCRIBED
from web.app import build_app
from web.exports.formats import FORMATS
from web.oai.asked import VERBS
from web.parameters import IN_CALENDAR, PARAMETERS, first_day
from web.releases import FILES

EXAMPLES = {
    "/api/v1/search": [
        "",
        "?q=exercise&facets=date,place:3&place=Hull",
        "?fields=title",
        "?q=nothing+at+all",
        "?page=0",
    ],
    "/api/v1/suggest": ["", "?q=exer", "?q=exer&size=0", "?q=Hul&size=2"],
    "/api/v1/releases/{id}": ["exercise2019", "urn%3Ax%2F%C3%A4%20b%3F%23%25", "nope", "exercise2019?x=1"],
    "/api/v1/releases/{id}/similar": ["arabic1", "arabic1?size=2", "nope", "arabic1?size=0"],
    "/api/v1/releases/{id}/revisions": ["exercise2019", "nope", "exercise2019?x=1"],
    "/api/v1/sources": ["", "?x=1", "?fields=state&size=2", "?cursor=~W10", "?cursor=x"],
    "/api/v1/crawls": [
        "",
        "?x=1",
        "?fields=new,changed&source=harbour",
        "?from=2024-03&size=1&sort=oldest",
        "?cursor=~x",
    ],
    "/api/v1/openapi.json": [""],
    "/healthz": [""],
    "/readyz": [""],
    "/search.atom": ["?q=exercise", "?size=0", "?q=exercise&cursor=~x", "?x=1&fields=x"],
    "/search.rss": ["", "?from=2019-13", "?from=2020&to=2019"],
    "/search.feed.json": ["?content=full&place=Hull", "?q=nothing+at+all", "?content=some"],
    "/sources.opml": ["", "?x=1"],
    "/opensearch.xml": [""],
    **{f"/export.{ending}": ["?q=exercise", "?q=nothing+at+all", "?from=x", "?size=0"] for ending in FORMATS},
    "/timeline.csv": ["?q=exercise", "?compare=tanker&by=query&unit=year", "?from=x", "?by=day"],
    "/timeline.svg": ["?q=exercise&view=stacked", "?q=nothing+at+all", "?view=x"],
    "/timeline.png": ["?q=exercise", "?unit=day"],
    **{"/releases/{id}." + ending: ["exercise2019", "urn%3Ax%2F%C3%A4%20b%3F%23%25", "nope"] for ending in FILES},
    "/oai": ["?verb=Identify", "", "?verb=ListRecords&metadataPrefix=oai_dc&set=x", "?verb=a&verb=b"],
    "/robots.txt": [""],
    "/sitemap.xml": [""],
    "/sitemaps/pages.xml": [""],
    "/sitemaps/{number}.xml": [""],
    "/metrics": [""],
}


@pytest.fixture(scope="module")
def newsroom() -> FlaskClient:
    """What many are asked of, none of whom changes it."""
    return build_app(UNLIMITED, library()).test_client()


@pytest.fixture(scope="module")
def written(newsroom: FlaskClient) -> Any:
    return newsroom.get("/api/v1/openapi.json").json


@pytest.fixture
def document(client: FlaskClient) -> Any:
    return client.get("/api/v1/openapi.json").json


def resolve(document: Any, node: Any) -> Any:
    while "$ref" in node:
        *path, name = node["$ref"].removeprefix("#/").split("/")
        holder = document
        for part in path:
            holder = holder[part]
        node = holder[name]
    return node


def test_the_document_is_valid(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_route_of_the_api_is_in_it(app: Flask, document: Any) -> None:
    rules = {
        re.sub("<.*?>", "{id}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and "docs" not in rule.rule
    }
    assert set(document["paths"]) == rules | {operation.path for operation in DESCRIBED} == set(EXAMPLES)


def test_every_route_of_feeds_exports_and_harvesters_is_in_it(app: Flask, document: Any) -> None:
    routes = app.url_map.bind("localhost")
    described = {routes.match(re.sub("{.*}", "1", path))[0] for path in document["paths"]}
    blueprints = {"feeds", "exports", "oai", "sitemap"}
    known = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.partition(".")[0] in blueprints}
    assert known - described == {"exports.page"}


def test_every_search_parameter_is_in_it_with_its_default(document: Any) -> None:
    described = {parameter["name"]: parameter for parameter in document["paths"]["/api/v1/search"]["parameters"]}
    assert set(described) == {
        "If-None-Match",
        *(field.alias or name for name, field in PARAMETERS.model_fields.items()),
    }
    assert all(parameter["description"] for parameter in described.values())
    assert described["size"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert described["sort"]["schema"]["enum"] == ["relevance", "newest", "oldest"]
    assert "default" not in described["from"]["schema"]
    assert described["organisation"]["explode"] is True
    assert described["organisation"]["schema"]["type"] == "array"


def test_documented_examples_work(client: FlaskClient, document: Any) -> None:
    for parameter in document["paths"]["/api/v1/search"]["parameters"]:
        if "example" in parameter:
            assert (
                client.get("/api/v1/search", query_string={parameter["name"]: parameter["example"]}).status_code == 200
            )


@pytest.mark.parametrize(("path", "example"), [(path, one) for path, many in EXAMPLES.items() for one in many])
def test_answers_are_as_documented(newsroom: FlaskClient, written: Any, path: str, example: str) -> None:
    identity, mark, query = example.partition("?")
    response = newsroom.get(path.replace("{id}", identity).replace("{number}", "1") + mark + query)
    described = resolve(written, written["paths"][path]["get"]["responses"][str(response.status_code)])
    schema = described["content"][response.mimetype].get("schema", {})  # of an image there is none
    answer = response.json if response.is_json else response.text if schema else response.data
    OAS31Validator({**schema, "components": written["components"]}).validate(answer)
    for name, header in described.get("headers", {}).items():
        assert name in response.headers or not resolve(written, header)["required"]


def test_answers_have_no_field_that_is_not_documented(client: FlaskClient, document: Any) -> None:
    schemas = document["components"]["schemas"]
    answer = client.get("/api/v1/search?q=exercise&explain=true").json
    assert answer is not None
    assert set(answer) == set(schemas["SearchAnswer"]["properties"])
    assert set(answer["results"][0]) == set(schemas["HitAnswer"]["properties"])
    listed = client.get("/api/v1/sources").json
    assert listed is not None
    for source in listed["sources"]:
        described = schemas["SourceAnswer"]
        assert set(source) == set(described["properties"])
        assert set(source["month"]) == set(schemas["TallyAnswer"]["properties"])
    release = client.get("/api/v1/releases/exercise2019").json
    assert release is not None
    assert set(release) == set(schemas["ReleaseAnswer"]["properties"])


def test_head_is_described_without_bodies(document: Any) -> None:
    for item in document["paths"].values():
        assert set(item["head"]["responses"]) == set(item["get"]["responses"])
        assert not any("content" in answer for answer in item["head"]["responses"].values())


def test_what_another_blueprint_answers_is_described_as_it_is(document: Any) -> None:
    feed, page = document["paths"]["/search.atom"], document["paths"]["/robots.txt"]
    assert set(feed["get"]["responses"]["200"]["content"]) == {"application/atom+xml"}
    assert set(feed["get"]["responses"]) == {"200", "304", "400", "401", "403", "404", "413", "503"}
    assert {"Link", "Last-Modified", "ETag"} <= set(feed["get"]["responses"]["200"]["headers"])
    names = {parameter["name"] for parameter in feed["parameters"]}
    assert {"q", "organisation", "from", "content", "cursor"} <= names
    assert not names & {"facets", "fields", "highlight", "explain", "density"}
    assert "security" not in feed["get"]
    assert page["get"]["security"] == []


def test_harvesters_may_post(client: FlaskClient, document: Any) -> None:
    item = document["paths"]["/oai"]
    assert "parameters" not in item
    asked = {parameter["name"] for parameter in item["get"]["parameters"]}
    (form,) = item["post"]["requestBody"]["content"].values()
    assert set(form["schema"]["properties"]) == asked == {"verb", *set[str]().union(*map(_all_of, VERBS.values()))}
    assert client.post("/oai", data={"verb": "Identify"}).headers["Cache-Control"] == "no-store"


def _all_of(arguments: tuple[frozenset[str], frozenset[str], str | None]) -> set[str]:
    required, allowed, alone = arguments
    return {*required, *allowed, *filter(None, [alone])}


def test_limits_keys_and_tags_are_described(document: Any) -> None:
    method = document["paths"]["/api/v1/search"]["get"]
    assert {"401", "429", "404", "503", "304"} <= set(method["responses"])
    assert {"ETag", "RateLimit", "RateLimit-Policy"} <= set(method["responses"]["200"]["headers"])
    assert document["components"]["responses"]["TooManyRequests"]["headers"]["Retry-After"]["required"]
    assert document["security"] == [{}, {"key": []}]
    assert document["paths"]["/healthz"]["get"]["security"] == []


@given(st.from_regex(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", fullmatch=True) | st.dates().map(str))
def test_the_schema_of_a_day_is_the_calendar(text: str) -> None:
    """What the document says of a date is what is taken."""
    try:
        first_day(text)
    except ValueError:
        real = False
    else:
        real = text.isascii()
    assert bool(re.search(IN_CALENDAR, text)) == real


@pytest.mark.parametrize("leap", ["2000-02-29", "1900-02-29", "2024-02-29", "2023-02-29", "0004-02-29", "0000-02-29"])
def test_leap_days_are_those_of_the_calendar(leap: str) -> None:
    test_the_schema_of_a_day_is_the_calendar.hypothesis.inner_test(leap)  # type: ignore[attr-defined]
