"""Every parameter of the endpoint and the page with nonsense, over a real index and store: never a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.importing import import_files
from crawler.settings import IndexSettings, Settings, StoreSettings
from crawler.store import Store
from indexer.follow import follow
from indexer.live import LiveIndex
from web import create_app

pytestmark = pytest.mark.slow

NAMES = (
    "q", "organisation", "person", "place", "topic", "language", "source", "state", "year", "month", "from", "to",
    "match", "sort", "page", "size", "cursor", "facets", "fields", "highlight", "unknown",
)  # fmt: skip
NONSENSE = (
    "", " ", "-", "--", "foo", "-foo", "0", "-1", "1e9", "9" * 400, "2019-13", "2019-02-30", "0000", "99999-01", "..",
    "null", "true", "[]", "%00", "\x00", "\ud7ff", "💥", "<script>", "'; drop table releases; --", "../../etc/passwd",
    "a" * 5000, "*", "?", "(" * 200, '"' * 99, "title:", "date:..", "x~99999", "relevance", "newest,oldest", "name:0",
    "organisation:99999", "date:-1", "eyJ9",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("house")
    config = Settings(
        store=StoreSettings(url=f"sqlite:///{folder}/p.db", archive=folder / "archive"),
        index=IndexSettings(path=folder / "index"),
    )
    records = folder / "records.jsonl"
    texts = ("The bridge is open.", "Мост открыт.", "大桥开通了。", "The harbour is closed until spring.")
    lines = [{"id": str(n), "text": text, "date": f"20{10 + n}-0{n + 1}-01"} for n, text in enumerate(texts)]
    records.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    store = Store.open(config.store)
    with closing(Archive(config.store.archive)) as archive, closing(LiveIndex(config.index.path)) as index:
        import_files([Path(records)], store, archive, lambda: datetime.now(UTC))
        follow(store, index)
    yield create_app(config).test_client()
    store.close()


def asked(client: FlaskClient, parameters: list[tuple[str, str]]) -> None:
    for path in ("/api/v1/search", "/"):
        answer = client.get(path, query_string=parameters)
        assert answer.status_code in (200, 400), (path, parameters, answer.text)
        if path != "/" and answer.status_code == 400:
            assert answer.mimetype == "application/problem+json"
            detail = (answer.json or {})["detail"]
            assert any(name in detail for name, _ in parameters), detail


@pytest.mark.parametrize("name", NAMES)
def test_each_parameter_with_each_nonsense(client: FlaskClient, name: str) -> None:
    for value in NONSENSE:
        asked(client, [(name, value)])
        asked(client, [("q", "bridge"), (name, value), (name, value)])


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NONSENSE) | text), max_size=6))
def test_any_parameters_together(client: FlaskClient, parameters: list[tuple[str, str]]) -> None:
    asked(client, [(name, value) for name, value in parameters if name != "unknown"])


@given(text)
def test_any_release_id(client: FlaskClient, identity: str) -> None:
    answer = client.get(f"/api/v1/releases/{identity}")
    assert answer.status_code in (200, 308, 404, 405, 400), (identity, answer.status_code)
