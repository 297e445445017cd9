"""Corrections from the page: made, refused, undone, and who did it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.records import Release
from crawler.store import Store, audit, releases, sources
from crawler.store.releases import Incoming, Reason
from tests.web.staff import Visitor

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAGE = "/admin/corrections"
RENAME = {
    "kind": "people",
    "said": "Major Jane",
    "fate": "becomes",
    "becomes": "Jane Major",
    "note": "family name first",
}


@pytest.fixture(autouse=True)
def named(staffed: Store) -> None:
    """Two releases of two sources that name the same person."""
    with staffed.writing() as connection:
        for source in ("harbour", "post"):
            sources.ensure(connection, source)
            content = Release(
                f"https://{source}.example.org/1", "A quay", "The quay opens.", NOW, people=("Major Jane",)
            )
            releases.put(connection, [Incoming(source, source, content, Reason.IMPORTED, None)], NOW)


def people(store: Store, identity: str) -> tuple[str, ...]:
    release = store.release(identity)
    assert release is not None
    return tuple(release.content.people)


def test_a_name_is_put_right_everywhere_and_back(editor: Visitor, staffed: Store) -> None:
    assert editor.send(PAGE, on=PAGE, **RENAME).status_code == 303
    page = editor.get(PAGE).text
    assert "2 releases read otherwise now." in page
    assert "family name first" in page
    assert people(staffed, "harbour") == people(staffed, "post") == ("Jane Major",)
    assert editor.send(f"{PAGE}/1/undo", on=PAGE).status_code == 303
    assert people(staffed, "harbour") == ("Major Jane",)
    assert "Jane Major" not in editor.get(PAGE).text.split('id="made"')[1]
    assert "Undone" in editor.get(f"{PAGE}?undone=shown").text
    again = editor.send(f"{PAGE}/1/undo", on=PAGE)
    assert (again.status_code, "undone already" in again.text) == (422, True)
    with staffed.reading() as connection:
        acts = [(entry.action, entry.who) for entry in audit.listed(connection)][:2]
    assert acts == [("undo", "Editor <editor@example.org>"), ("correct", "Editor <editor@example.org>")]


def test_a_name_that_two_have_is_split(editor: Visitor, staffed: Store) -> None:
    assert editor.send(PAGE, on=PAGE, **RENAME | {"releases": "post"}).status_code == 303
    assert (people(staffed, "harbour"), people(staffed, "post")) == (("Major Jane",), ("Jane Major",))
    assert (
        editor.send(PAGE, on=PAGE, **RENAME | {"fate": "reject", "becomes": "", "source": "harbour"}).status_code == 303
    )
    assert people(staffed, "harbour") == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"said": "Nobody Known"}, "0 releases name"),
        ({"becomes": ""}, "Say what it becomes"),
        ({"fate": "reject"}, "Say what it becomes"),
        ({"kind": "ships"}, "Say what it is"),
        ({"source": "post", "releases": "post"}, "either a source or releases"),
        ({"source": "nobody"}, "No source is named nobody"),
    ],
)
def test_a_mistake_is_said_and_changes_nothing(
    editor: Visitor, staffed: Store, changed: dict[str, str], said: str
) -> None:
    answer = editor.send(PAGE, on=PAGE, **RENAME | changed)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "family name first" in answer.text  # nothing that was typed is lost
    assert people(staffed, "harbour") == ("Major Jane",)


def test_the_form_comes_filled_in_from_the_page_of_a_name(editor: Visitor) -> None:
    page = editor.get(f"{PAGE}?kind=places&said=Hull").text
    assert 'value="Hull"' in page
    assert '<option value="places" selected>' in page
