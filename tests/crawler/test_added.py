from __future__ import annotations

from datetime import UTC, datetime

from crawler.added import combined
from crawler.settings import Settings, Source
from crawler.store.source_edits import Edit

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HARBOUR = Source(name="harbour", start=("https://harbour.example.org/",))
SETTINGS = Settings(source=(HARBOUR,))


def edit(name: str, start: str | None, *, paused: bool = False) -> Edit:
    return Edit(name, None if start is None else {"name": name, "start": [start]}, paused, "me", NOW)


def test_sources_are_added_beside_those_of_the_file() -> None:
    found = combined(SETTINGS, [edit("post", "https://post.example.org/")]).source
    assert [(source.name, source.paused) for source in found] == [("harbour", False), ("post", False)]
    assert found[0] is HARBOUR


def test_either_may_be_paused() -> None:
    edits = [edit("harbour", None, paused=True), edit("post", "https://post.example.org/", paused=True)]
    assert [source.paused for source in combined(SETTINGS, edits).source] == [True, True]


def test_the_file_goes_before_what_was_added_under_its_name() -> None:
    (found,) = combined(SETTINGS, [edit("harbour", "https://other.example.org/")]).source
    assert found == HARBOUR


def test_what_cannot_be_used_is_left_out() -> None:
    assert combined(SETTINGS, [edit("post", "gopher://post.example.org/"), edit("gone", None)]).source == (HARBOUR,)
