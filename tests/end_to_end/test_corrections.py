"""What editors correct is corrected everywhere: in the index, the facets and the pages; a rebuild knows it as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.settings import load
from tests.crawler.shell import Shell
from web.app import create_app

pytestmark = pytest.mark.slow

RECORDS = [
    {
        "id": "quay",
        "title": "A quay for Oslo",
        "text": "Minister Jane Major opened the quay in Oslo on Monday.\n\n"
        "\u201cWe have waited long for this day,\u201d said Jane Major.",
        "organisation": "Harbour Board",
        "source": "harbour",
        "published": "2024-05-01",
    },
    {
        "id": "bridge",
        "title": "A bridge is repaired",
        "text": "Minister Jane Major visited the workers at the bridge in Moscow, and thanked them.",
        "organisation": "Post Office",
        "source": "post",
        "published": "2024-06-01",
    },
]
ADDRESSES = (
    "/",
    "/?person=Jane+Major",
    "/people",
    "/people/Jane_Major",
    "/places",
    "/organisations/Harbour_Board",
    "/releases/quay",
    "/releases/bridge",
    "/api/v1/releases/bridge",
    "/api/v1/search?facets=person,place,mentioned,organisation",
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell, records = Shell(tmp_path, {}), tmp_path / "records.jsonl"
    records.write_text("\n".join(map(json.dumps, RECORDS)), "utf-8")
    assert shell("import", str(records)).exit_code == 0
    return shell


def test_corrected_everywhere_and_undone(shell: Shell) -> None:
    first = seen(shell)
    done = [
        shell.json("correct", "people", "Jane Major", "--to", "Jane R. Major"),
        shell.json("correct", "people", "Jane R. Major", "--to", "Joan Major", "--source", "post"),
        shell.json("correct", "places", "Moscow", "--to", "Bergen", "--release", "bridge"),
        shell.json("correct", "organisations", "Harbour Board", "--to", "Board of the Harbour"),
    ]
    assert [each["releases"] for each in done] == [2, 1, 1, 1]
    client = opened(shell)

    facets = json_of(client, "/api/v1/search?facets=person,place,mentioned,organisation")["facets"]
    assert values(facets["person"]) == {"Jane R. Major": 1, "Joan Major": 1}
    assert values(facets["place"]) == {"Europe": 2, "Norway": 2, "Oslo": 1, "Bergen": 1}
    assert values(facets["organisation"]) == {"Board of the Harbour": 1, "Post Office": 1}
    assert values(facets["mentioned"]) == {"Board of the Harbour": 1, "Post Office": 1}
    assert ids(client, "/api/v1/search?person=Jane+R.+Major") == ["quay"]
    assert ids(client, "/api/v1/search?place=Norway") == ["bridge", "quay"]
    assert ids(client, "/api/v1/search?q=speaker:Joan") == []
    assert ids(client, '/api/v1/search?q=speaker:"Jane R. Major"') == ["quay"]

    release = json_of(client, "/api/v1/releases/bridge")
    assert (release["people"], release["places"], release["revision"]) == (["Joan Major"], ["Bergen", "Norway"], 1)
    page = tree(client, "/releases/quay")
    (person,) = page.xpath("//dd[a[@href='/people/Jane_R._Major']]")
    assert "Jane Major" in parser.tostring(person, encoding="unicode"), "its words are those of the text"
    assert not page.xpath("//a[@href='/people/Jane_Major']")

    for address, target in (
        ("/people/Jane_Major", "/people/Jane_R._Major"),
        ("/organisations/Harbour_Board", "/organisations/Board_of_the_Harbour"),
        ("/places/Moscow", "/places/Bergen"),
    ):
        moved = client.get(address)
        assert (moved.status_code, moved.location) == (302, target)
    profile = tree(client, "/people/Jane_R._Major")
    assert "We have waited long for this day" in profile.xpath("string(//blockquote)")
    assert profile.xpath("string(//table//td)") == "Minister"
    assert client.get("/places/Russia").status_code == 404

    assert shell.json("verify")["sound"]
    corrected = seen(shell)
    assert corrected != first
    assert shell("index", "--rebuild").exit_code == 0
    assert seen(shell) == corrected
    assert shell.json("verify")["sound"]

    for each in reversed(done):
        assert shell("corrections", "--undo", str(each["corrections"][0]["id"])).exit_code == 0
    assert seen(shell) == first
    assert shell.json("verify")["sound"]


def opened(shell: Shell) -> FlaskClient:
    return create_app(load(shell.folder / "config.toml", {})).test_client()


def seen(shell: Shell) -> dict[str, Any]:
    """What readers see at each address.

    What is similar is left out: how rare a word is depends on the documents that have gone and are not merged away yet.
    """
    client = opened(shell)
    answers = {address: client.get(address) for address in ADDRESSES}
    found = {address: answer.get_json() or _page(answer.get_data(as_text=True)) for address, answer in answers.items()}
    for each in found.values():
        if isinstance(each, dict):
            each.pop("took_ms", None)
    return found


def _page(html: str) -> str:
    page: Any = parser.fromstring(html)
    for section in page.xpath("//section[contains(@class, 'similar')]"):
        section.drop_tree()
    return " ".join(parser.tostring(page, encoding="unicode").split())


def tree(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return parser.fromstring(answer.get_data(as_text=True))


def json_of(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def values(facet: list[dict[str, Any]]) -> dict[str, int]:
    return {each["value"]: each["count"] for each in facet}


def ids(client: FlaskClient, address: str) -> list[str]:
    return sorted(each["id"] for each in json_of(client, address)["results"])
