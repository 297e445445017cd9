from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.settings import Settings
from indexer.index import SearchRequest
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore, shelf
from tests.web.newsroom import HARBOUR, RELEASES, SOURCES, stored
from web.app import build_app
from web.library import Library
from web.parameters import PARAMETERS
from web.past_queries import DAYS, PastQueries


def get(client: FlaskClient, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)
    return response.json


def test_search_answers_as_the_contract_says(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?q=tanker")
    assert set(answer) == {"query", "total", "groups", "took_ms", "results", "facets", "cursor", "links"}
    assert answer["query"] == {
        "q": "tanker", "parsed": "tanker", "filters": {}, "relaxed": False, "did_you_mean": None, "notes": [],
    }  # fmt: skip
    assert answer["total"] == 1
    assert answer["links"]["html"] == "http://localhost/?q=tanker"
    (hit,) = answer["results"]
    assert hit["id"] == "exercise2019"
    assert hit["published"] == "2019-10-30T10:00:00Z"
    assert hit["state"] == "changed"
    assert "<mark>tanker</mark>" in hit["snippet"]
    assert hit["anchor"] == "p1"
    assert "text" not in hit
    assert hit["links"] == {
        "self": "http://localhost/api/v1/releases/exercise2019",
        "html": "http://localhost/releases/exercise2019",
        "source": "https://news.example/exercise2019",
        "similar": "http://localhost/api/v1/releases/exercise2019/similar",
        "revisions": "http://localhost/api/v1/releases/exercise2019/revisions",
        "family": None,
    }


def test_scores_are_explained_on_request(client: FlaskClient) -> None:
    (hit,) = get(client, "/api/v1/search?q=tanker&explain=true&fields=title")["results"]
    assert set(hit) == {"id", "title", "explanation"}
    (reason,) = hit["explanation"]
    assert (reason["kind"], reason["text"], reason["score"], reason["documents"]) == ("word", "tanker", 1.0, 1)
    assert reason["places"] == [{"field": "title", "terms": "tanker", "frequency": 1, "weight": 6.0, "counts": 4.5}]
    assert reason["others"] == [{"words": "ship", "weight": 0.5, "why": "name"}]
    assert "explanation" not in get(client, "/api/v1/search?q=tanker")["results"][0]


def test_newer_releases_are_preferred_as_the_settings_say(
    client: FlaskClient, index: MemoryIndex, store: MemoryStore
) -> None:
    get(client, "/api/v1/search?q=tanker")
    off = build_app(
        Settings.model_validate({"search": {"recent": False}}), Library(lambda: index, lambda: store, MemoryArchive())
    ).test_client()
    get(off, "/api/v1/search?q=tanker")
    off.get("/?q=tanker")
    assert [request.recent for request in index.requests] == [True, False, False]


def test_everything_is_found_without_parameters(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search")
    assert answer["total"] == 60
    assert len(answer["results"]) == 20
    assert {value["value"] for value in answer["facets"]["organisation"]} >= {HARBOUR}


def test_filters_or_within_a_facet_and_between_facets(client: FlaskClient) -> None:
    total = get(client, "/api/v1/search?place=Hull")["total"]
    both = get(client, "/api/v1/search?place=Hull&place=Kiel")
    assert both["total"] > total
    assert both["query"]["filters"] == {"place": ["Hull", "Kiel"]}
    narrowed = get(client, "/api/v1/search?place=Hull&place=Kiel&language=en&from=2019")
    assert 0 < narrowed["total"] < both["total"]
    assert narrowed["query"]["filters"] == {"place": ["Hull", "Kiel"], "language": ["en"], "from": ["2019"]}
    without = get(client, "/api/v1/search?place=-Hull")
    assert without["total"] == 60 - total


def test_facets_give_values_or_spans_of_days(client: FlaskClient) -> None:
    facets = get(client, "/api/v1/search?facets=place:3,date&place=Hull")["facets"]
    assert set(facets) == {"place", "date"}
    assert len(facets["place"]) == 3
    assert set(facets["place"][0]) == {"value", "label", "count", "selected", "parent"}
    (organisation, *_) = get(client, "/api/v1/search?facets=organisation:1")["facets"]["organisation"]
    assert set(organisation) == {"value", "label", "count", "selected"}, "its values make no tree"
    assert set(facets["date"][0]) == {"from", "to", "count"}
    assert get(client, "/api/v1/search?facets=none")["facets"] == {}


def test_fields_choose_what_a_result_has(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/search?fields=title&fields=score,published&size=2")
    assert [set(hit) for hit in answer["results"]] == [{"id", "title", "score", "published"}] * 2


def test_without_highlight_there_are_no_snippets(client: FlaskClient, index: MemoryIndex) -> None:
    (hit,) = get(client, "/api/v1/search?q=tanker&highlight=false")["results"]
    assert (hit["snippet"], hit["anchor"]) == ("", None)
    assert not index.requests[-1].snippets


def walk(client: FlaskClient, address: str) -> list[str]:
    found: list[str] = []
    following: str | None = address
    while following:
        answer = get(client, following)
        found += [hit["id"] for hit in answer["results"]]
        following = answer["links"]["next"]
    return found


def test_the_links_lead_through_all_results_and_back(client: FlaskClient) -> None:
    found = walk(client, "/api/v1/search?size=17&sort=oldest")
    assert len(found) == len(set(found)) == 60
    second = get(client, get(client, "/api/v1/search?size=17")["links"]["next"])
    assert second["links"]["self"] == "http://localhost/api/v1/search?size=17&page=2"
    assert get(client, second["links"]["prev"])["links"]["prev"] is None


def test_a_cursor_goes_past_the_window() -> None:
    client = build_app(Settings(), shelf([stored(f"r{n:05}") for n in range(10_020)])).test_client()
    edge = get(client, "/api/v1/search?size=100&page=100&facets=none&highlight=false")
    beyond = get(client, edge["links"]["next"])
    assert len(beyond["results"]) == 20
    assert (beyond["cursor"], beyond["links"]["next"], beyond["links"]["prev"]) == (None, None, None)


def test_a_search_can_go_by_cursor_from_its_start(client: FlaskClient) -> None:
    first = get(client, "/api/v1/search?size=50")
    second = get(client, f"/api/v1/search?size=50&cursor={first['cursor']}")
    assert len({hit["id"] for hit in first["results"] + second["results"]}) == 60


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=0", "page"),
        ("size=1000", "size"),
        ("sort=up", "sort"),
        ("match=most", "match"),
        ("from=1.1.2019", "from"),
        ("to=2019-02-30", "to"),
        ("facets=colour", "facets"),
        ("fields=text", "fields"),
        ("highlight=2", "highlight"),
        ("colour=red", "colour"),
        ("q=a&q=b", "q"),
        ("cursor=forged", "cursor"),
        ("page=600", "page"),
        ("place=-", "place"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    response = client.get(f"/api/v1/search?{query}")
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    assert response.json is not None
    assert response.json["parameter"] == parameter
    assert response.json["errors"][0]["parameter"] == parameter
    assert parameter in response.json["errors"][0]["detail"]
    assert response.json["title"] == "Bad Request"


@pytest.mark.parametrize("path", ["sources", "releases/exercise2019", "openapi.json"])
def test_unknown_parameters_are_refused_everywhere(client: FlaskClient, path: str) -> None:
    assert get(client, f"/api/v1/{path}?nope=1", 400)["parameter"] == "nope"


NONSENSE = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["-", "--", "2019-99", "1e9", "-1", "\0", "%", "none", "place:5", "*~^", "((("]),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS.model_fields, "from", "to", "x"]), NONSENSE), max_size=4))
def test_nothing_that_a_client_sends_is_a_500(client: FlaskClient, pairs: list[tuple[str, str]]) -> None:
    query = "&".join(f"{quote(name)}={quote(value, errors='replace')}" for name, value in pairs)
    for address in (f"/api/v1/search?{query}", f"/?{query}"):
        response = client.get(address)
        assert response.status_code in (200, 400)
        if response.status_code == 400 and address.startswith("/api"):
            assert response.json is not None
            assert {error["parameter"] for error in response.json["errors"]} <= {name for name, _ in pairs}


@pytest.mark.parametrize("raw", ["?q=%FF%FE", "?q=%ED%A0%80", "?%00=1&q=x", "?q=a;b&=&&", "?from=%E0", "?q[]=1"])
def test_malformed_query_strings_are_harmless(client: FlaskClient, raw: str) -> None:
    assert client.get(f"/api/v1/search{raw}").status_code in (200, 400)
    assert client.get(f"/{raw}").status_code in (200, 400)


def test_a_release_has_all_its_fields(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/releases/exercise2019")
    assert set(answer) == {
        "id", "url", "title", "published", "published_precision", "first_seen", "last_seen", "state", "revision",
        "source", "organisation", "language", "text", "notes", "people", "organisations", "places", "topics",
        "variants", "alike", "links", "modified", "dateline", "embargo", "paragraph_languages", "authors", "contacts",
        "reference", "attachments", "images", "quality", "published_from", "offices", "quotes",
    }  # fmt: skip
    assert answer["first_seen"] == "2024-03-01T08:30:00Z"
    assert answer["text"].startswith("ROTTERDAM")
    assert answer["revision"] == 2


def test_an_unknown_release_is_a_problem(client: FlaskClient) -> None:
    problem = get(client, "/api/v1/releases/nope", 404)
    assert problem["instance"] == "/api/v1/releases/nope"
    assert "nope" in problem["detail"]


def test_a_link_never_leads_to_anything_but_the_web(client: FlaskClient) -> None:
    answer = get(client, f"/api/v1/releases/{quote('urn:x/ä b?#%', safe='')}")
    assert answer["links"]["source"] is None
    assert answer["published"] is None


def test_sources(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/sources")
    named = {source["name"]: source for source in answer["sources"]}
    assert list(named) == sorted(source.name for source in SOURCES)
    assert answer["total"] == len(SOURCES)
    assert named["river"]["state"] == "failing"
    assert named["harbour"]["next_due"] == "2024-03-05T10:12:00Z"
    assert named["harbour"]["last_error"] is None
    assert get(client, answer["links"]["self"]) == answer


def test_a_source_says_what_should_be_looked_at_and_what_was_done(client: FlaskClient) -> None:
    (harbour,) = get(client, "/api/v1/sources?source=harbour")["sources"]
    (river,) = get(client, "/api/v1/sources?state=failing")["sources"]
    assert harbour["silent_since"] == "2024-02-20T08:30:00Z"
    assert harbour["warnings"] == [SOURCES[0].silent_note, harbour["layout_note"]]
    assert (harbour["month"]["new"], harbour["today"]["requests"], harbour["response_ms"]) == (28, 24, 250)
    assert (river["last_error_kind"], river["warnings"]) == ("timeout-read", [])
    assert river["last_error_meaning"].startswith("The server is slow")
    assert "crawler.connect_timeout" in river["last_error_advice"]


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (None, 200), ("*/*", 200), ("application/json", 200), ("application/*", 200), ("text/html", 406),
        ("text/html,*/*;q=0.1", 200), ("application/json;q=0", 406), ("nonsense", 406),
    ],
)  # fmt: skip
def test_json_is_what_there_is(client: FlaskClient, accept: str | None, status: int) -> None:
    response = client.get("/api/v1/search", headers={"Accept": accept} if accept else {})
    assert response.status_code == status
    assert response.content_type == ("application/json" if status == 200 else "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_a_problem(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search", method=method)
    assert (response.status_code, response.content_type) == (405, "application/problem+json")


def test_an_unknown_address_is_a_problem(client: FlaskClient) -> None:
    assert get(client, "/api/v1/nope", 404)["status"] == 404
    assert get(client, "/api/v2/search", 404)["status"] == 404


def test_without_store_or_index_there_is_a_503(client: FlaskClient, index: MemoryIndex, store: MemoryStore) -> None:
    index.unreadable = "There is no index yet."
    assert get(client, "/api/v1/search", 503)["detail"] == "There is no index yet."
    store.unreadable = "There is no store yet."
    assert get(client, "/api/v1/sources", 503)["detail"] == "There is no store yet."


def test_an_empty_index_is_an_empty_answer() -> None:
    answer = get(build_app(Settings(), shelf()).test_client(), "/api/v1/search?q=x")
    assert (answer["total"], answer["results"], answer["links"]["next"]) == (0, [], None)


def test_a_foreign_host_name_is_harmless(client: FlaskClient) -> None:
    for name in ("evil.example", "a b", "x" * 300, '"><script>'):
        assert client.get("/api/v1/search", headers={"Host": name}).status_code in (200, 400)


def test_completions(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/suggest?q=hul&size=3")
    assert set(answer) == {"q", "took_ms", "suggestions"}
    hull = answer["suggestions"][0]
    assert (hull["kind"], hull["value"], hull["release"]) == ("place", "Hull", None)
    assert hull["html"] == "http://localhost/?place=Hull"
    assert get(client, hull["html"].replace("http://localhost/", "/api/v1/search"))["total"] == hull["count"]


def test_titles_lead_to_their_releases(client: FlaskClient, index: MemoryIndex) -> None:
    title = next(iter(index.search(SearchRequest("tanker")).hits)).fields["title"]
    (found,) = get(client, f"/api/v1/suggest?q={quote(title)}")["suggestions"]
    assert (found["kind"], found["value"], found["release"]) == ("release", title, "exercise2019")
    assert found["html"] == "http://localhost/releases/exercise2019"
    assert client.get(found["html"]).status_code == 200


def test_no_completions_of_nothing(client: FlaskClient) -> None:
    assert get(client, "/api/v1/suggest")["suggestions"] == []
    assert get(client, "/api/v1/suggest?q=%20")["suggestions"] == []
    assert get(client, f"/api/v1/suggest?q={'x' * 201}", 400)["parameter"] == "q"
    assert get(client, "/api/v1/suggest?size=21", 400)["parameter"] == "size"


def test_queries_that_found_something_on_several_days_are_completed(tmp_path: Path) -> None:
    path = tmp_path / "queries.db"
    for day in range(DAYS):
        past = PastQueries(path, lambda day=day: date(2026, 11, 1 + day))  # type: ignore[misc]
        library = Library(lambda: MemoryIndex(RELEASES), lambda: MemoryStore(RELEASES, SOURCES), MemoryArchive(), past)
        client = build_app(Settings(), library).test_client()
        for q in ("tanker", "nothing+finds+this", "tanker+5551234567"):
            assert client.get(f"/?q={q}").status_code == 200
        past.write()
    past = PastQueries(path, lambda: date(2026, 11, 9))
    client = build_app(
        Settings(), Library(lambda: MemoryIndex(RELEASES), lambda: MemoryStore((), ()), MemoryArchive(), past)
    ).test_client()
    assert get(client, "/api/v1/suggest?q=tank")["suggestions"][0] == {
        "kind": "query", "value": "tanker", "count": 0, "release": None, "html": "http://localhost/?q=tanker",
    }  # fmt: skip
    assert get(client, "/api/v1/suggest?q=noth")["suggestions"] == []


def test_similar_releases_of_one(client: FlaskClient) -> None:
    release = get(client, "/api/v1/releases/arabic1")
    answer = get(client, release["links"]["similar"])
    assert {hit["id"] for hit in answer["results"]} == {"chinese1", "russian1"}
    assert "snippet" not in answer["results"][0]
    assert answer["results"][0]["links"]["html"].startswith("http://localhost/releases/")
    assert answer["links"] == {
        "self": "http://localhost/api/v1/releases/arabic1/similar",
        "release": release["links"]["self"],
        "html": release["links"]["html"],
    }


def test_similar_releases_are_as_many_and_as_much_as_asked_for(client: FlaskClient) -> None:
    answer = get(client, "/api/v1/releases/arabic1/similar?size=1&fields=title,language")
    assert [set(hit) for hit in answer["results"]] == [{"id", "title", "language"}]
    assert answer["links"]["self"].endswith("/arabic1/similar?size=1&fields=title&fields=language")


@pytest.mark.parametrize("parameters", ["size=0", "size=51", "fields=text", "fields=snippet", "page=2"])
def test_what_similar_releases_do_not_take_is_refused(client: FlaskClient, parameters: str) -> None:
    problem = get(client, f"/api/v1/releases/arabic1/similar?{parameters}", 400)
    assert problem["parameter"] == parameters.partition("=")[0]


def test_similar_releases_are_kept_and_can_be_missing(client: FlaskClient, index: MemoryIndex) -> None:
    address = "/api/v1/releases/arabic1/similar"
    response = client.get(address)
    assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.head(address).status_code == 200
    get(client, "/api/v1/releases/nowhere/similar", 404)
    index.unreadable = "There is no index."
    get(client, address, 503)
