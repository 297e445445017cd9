"""Sources, jobs and settings as editors and administrators see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from sqlalchemy import update

from crawler.added import with_added
from crawler.settings import Settings, load
from crawler.store import Store, audit, jobs, sources
from crawler.store.accounts import Role
from crawler.store.jobs import Kind, State
from crawler.store.schema import jobs as jobs_table
from tests.web.staff import Visitor
from web.admin import source_form
from web.admin.settings_page import HIDDEN, sections, shown

LINES = '[[source]]\nname = "post"\norganisation = "Post Office"\nstart = ["https://post.example.org/news"]\n'
SURVEY = {
    "lines": LINES,
    "readings": [
        {
            "url": "https://post.example.org/1",
            "title": "A new <stamp>",
            "published": "2026-11-01",
            "language": "en",
            "characters": 900,
            "opening": "The post office",
            "problem": "",
        }
    ],
    "candidates": [
        {
            "url": "https://post.example.org/news",
            "kind": "listing",
            "releases": 9,
            "entries": 12,
            "newest": None,
            "chosen": True,
        }
    ],
}
TYPED = {"name": "post", "organisation": "Post Office", "start": "https://post.example.org/news\n\n", "interval": "30m"}


@pytest.fixture
def checked(staffed: Store) -> int:
    """A job that has looked at a site."""
    now = datetime.now(UTC)
    with staffed.writing() as connection:
        identity = jobs.add(connection, Kind.CHECK, "post.example.org", "me", now)
        job = jobs.take(connection, "a", now)
        assert job is not None
        jobs.log(connection, identity, "Asking https://post.example.org/", now)
        jobs.end(connection, job, "a", State.DONE, now, "Post Office: a listing with releases.", SURVEY)
    return identity


def wanted(store: Store) -> list[tuple[str, str]]:
    with store.reading() as connection:
        return [(job.kind, job.subject) for job in jobs.listed(connection)]


def test_a_pasted_home_page_becomes_a_job(editor: Visitor, staffed: Store) -> None:
    asked = editor.send("/admin/sources/check", on="/admin/sources", address=" post.example.org ")
    assert (asked.status_code, asked.location) == (303, "/admin/jobs/1")
    assert wanted(staffed) == [(Kind.CHECK, "post.example.org")]
    page = editor.get("/admin/jobs/1").text
    assert "post.example.org" in page
    assert "data-open" in page
    assert "No scheduler" not in page
    assert editor.send("/admin/sources/check", on="/admin/sources", address="two words").status_code == 400


def test_what_was_found_is_previewed_and_becomes_a_source(
    administrator: Visitor, checked: int, staffed: Store, config: Settings
) -> None:
    page = administrator.get(f"/admin/jobs/{checked}").text
    assert "A new &lt;stamp&gt;" in page
    assert "Asking https://post.example.org/" in page
    form = administrator.get(f"/admin/add-source?job={checked}").text
    assert 'value="Post Office"' in form
    assert "https://post.example.org/news</textarea>" in form
    kept = administrator.send("/admin/add-source", on="/admin/add-source", **TYPED)
    assert (kept.status_code, kept.location) == (303, "/admin/sources/post")
    (_, added) = with_added(config, staffed).source
    assert (added.name, added.organisation, added.start) == ("post", "Post Office", ("https://post.example.org/news",))
    assert added.interval == timedelta(minutes=30)
    assert "Added here" in administrator.get("/admin/sources/post").text
    edited = administrator.send(
        "/admin/sources/post/edit",
        on="/admin/sources/post/edit",
        **TYPED | {"name": "x", "short": "PO", "interval": ""},
    )
    assert edited.status_code == 303
    (_, added) = with_added(config, staffed).source
    assert (added.name, added.short, added.interval) == ("post", "PO", None)
    assert administrator.send("/admin/sources/post/remove", on="/admin/sources/post").status_code == 303
    assert len(with_added(config, staffed).source) == 1
    with staffed.reading() as connection:
        said = [(entry.what, entry.detail) for entry in audit.listed(connection) if entry.action == "source"]
    assert said == [("post", "removed"), ("post", "edited"), ("post", "added")]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Not A Name", "String should match"),
        ("name", "harbour", "Another source"),
        ("start", "", "Field required"),
        ("start", "gopher://post.example.org", "not an http or https address"),
        ("interval", "often", "write a duration".capitalize()),
        ("budget", "-1", "Write a number"),
        ("allow", "press", "must start with"),
        ("quiet", "at night", ""),
    ],
)
def test_mistakes_stand_beside_their_fields(administrator: Visitor, field: str, value: str, said: str) -> None:
    answer = administrator.send("/admin/add-source", on="/admin/add-source", **TYPED | {field: value})
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert "Post Office" in answer.text  # nothing that was typed is lost


def test_a_web_page_does_not_open_this_machine() -> None:
    filled = source_form.read(TYPED | {"allow_private": "true", "sample": "true", "paused": "true"})
    assert filled.keys is not None
    assert not {"allow_private", "sample", "paused"} & set(filled.keys)


def test_sources_of_the_file_are_edited_there(administrator: Visitor) -> None:
    page = administrator.get("/admin/sources/harbour").text
    assert "From config.toml" in page
    assert "/admin/sources/harbour/edit" not in page
    assert administrator.get("/admin/sources/harbour/edit").status_code == 404
    assert administrator.send("/admin/sources/harbour/remove", on="/admin/account").status_code == 404
    assert administrator.get("/admin/sources/nobody").status_code == 404


def test_what_the_file_says_of_a_source_is_shown_as_it_is_written(administrator: Visitor) -> None:
    page: Any = parser.fromstring(administrator.get("/admin/sources/harbour").text)
    assert [row.text_content() for row in page.xpath("//dl/div")] == [
        "organisationHarbour Board",
        "starthttp://127.0.0.1:9/press",
        "interval30m",
    ]


def test_any_source_is_paused_crawled_and_cleaned_again(editor: Visitor, staffed: Store, config: Settings) -> None:
    page = "/admin/sources/harbour"
    assert editor.send(f"{page}/pause", on=page).status_code == 303
    assert with_added(config, staffed).source[0].paused
    assert "It is paused within a minute." in editor.get(page).text
    assert editor.send(f"{page}/resume", on=page).status_code == 303
    assert not with_added(config, staffed).source[0].paused
    assert editor.send(f"{page}/crawl", on=page).location == "/admin/jobs/1"
    assert editor.send(f"{page}/crawl", on=page).location == "/admin/jobs/1"  # the same, asked for twice
    assert editor.send(f"{page}/reclean", on=page).location == "/admin/jobs/2"
    assert wanted(staffed) == [(Kind.RECLEAN, "harbour"), (Kind.CRAWL, "harbour")]
    assert editor.get("/admin/").status_code == 200
    assert "Crawl now: <bdi>harbour</bdi>" in editor.get("/admin/jobs").text


def test_a_job_is_cancelled_and_says_who_did(editor: Visitor, staffed: Store) -> None:
    editor.send("/admin/sources/harbour/crawl", on="/admin/sources/harbour")
    with staffed.writing() as connection:
        connection.execute(update(jobs_table).values(created_at=datetime.now(UTC) - timedelta(minutes=5)))
    assert "No scheduler has taken it up yet" in editor.get("/admin/jobs/1").text
    assert editor.send("/admin/jobs/1/cancel", on="/admin/jobs/1").status_code == 303
    page = editor.get("/admin/jobs/1").text
    assert "Cancelled" in page
    assert "editor@example.org" in page
    assert "data-open" not in page
    assert editor.get("/admin/jobs/99").status_code == 404


def test_editors_try_a_source_now_from_its_page(
    as_role: Callable[[Role], Visitor], visitor: Visitor, staffed: Store
) -> None:
    row = {"name": "harbour", "organisation": "Harbour Board", "short": "", "start": [], "held": ""}
    with staffed.writing() as connection:
        sources.configure(connection, [row | {"budget": None, "connections": 1}])
    assert "Try now" not in visitor.get("/sources").text
    assert "Try now" not in as_role(Role.READER).get("/sources").text
    editor = as_role(Role.EDITOR)
    assert 'action="/admin/sources/harbour/crawl"' in editor.get("/sources").text
    assert editor.send("/admin/sources/harbour/crawl", on="/sources").status_code == 303


def test_settings_say_where_each_comes_from(tmp_path: Path, administrator: Visitor) -> None:
    path = tmp_path / "config.toml"
    path.write_text('[web]\ntitle = "Press"\nport = 9\n[crawler]\ncontact = "me"\n', "utf-8")
    found = dict(sections(load(path, {"PRESSROOM_WEB__PORT": "7000"})))
    web = {setting.key: setting for setting in found["web"]}
    assert (web["title"].value, web["title"].origin) == ("Press", f"{path}, line 2")
    assert (web["port"].value, web["port"].origin) == ("7000", "PRESSROOM_WEB__PORT")
    assert (web["host"].value, web["host"].origin) == ("127.0.0.1", "")
    page = administrator.get("/admin/settings")
    assert page.status_code == 200
    assert "[crawler]" in page.text


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("url", "postgresql+psycopg://press:hunter2@db/press", f"postgresql+psycopg://press:{HIDDEN}@db/press"),
        ("url", "sqlite:///data/pressroom.db", "sqlite:///data/pressroom.db"),
        ("smtp_password", "hunter2", HIDDEN),
        ("secret", Path("data/secret.key"), "data/secret.key"),
        ("delay", timedelta(seconds=90), "90s"),
        ("recent", True, "true"),
        ("contact", "", '""'),
    ],
)
def test_secrets_are_not_shown(key: str, value: object, seen: str) -> None:
    assert shown(key, value) == seen
