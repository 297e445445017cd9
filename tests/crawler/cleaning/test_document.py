"""Passages to a release: title, date, text and notes, on documents of our own."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.cleaning.document import MAX_CHARACTERS, Document, Passage, is_kicker, is_real_title, release_of
from crawler.records import Release

from .pages import FIRST, SECOND, THIRD

URL = "https://www.harbour-office.example/files/2021-05-quay_final.pdf"
TITLE = "New quay opens to large ships"
BODY = [Passage(FIRST), Passage(SECOND), Passage(THIRD)]


def release(*head: Passage, title: str = "", **more: str | date) -> Release:
    found = release_of(Document([*head, *BODY], title=title, **more), URL)  # type: ignore[arg-type]  # any fields
    assert found is not None
    return found


def test_the_most_prominent_line_is_the_title_and_a_letterhead_goes() -> None:
    head = Passage("Harbour Office, 1 Pier Road"), Passage("PRESS RELEASE 12/2021", "heading", 2.0)
    found = release(*head, Passage("4 May 2021"), Passage(TITLE, "heading", 1.6))
    assert (found.title, found.text) == (TITLE, f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
    assert (found.published, found.published_from, found.language) == (date(2021, 5, 4), "line", "en")


def test_the_own_title_is_believed_where_the_text_has_it() -> None:
    found = release(Passage("Annual Harbour Days", "heading", 3.0), Passage(TITLE.upper()), title=TITLE)
    assert found.title == TITLE.upper()
    assert found.text.startswith(FIRST)


def test_a_stale_own_title_gives_way_to_the_headline() -> None:
    assert release(Passage(TITLE, "heading", 1.6), title="Harbour closes for the winter months").title == TITLE


def test_an_own_title_that_nothing_contradicts() -> None:
    found = release(title=TITLE)
    assert (found.title, found.text) == (TITLE, f"{FIRST}\n\n{SECOND}\n\n{THIRD}")


def test_the_first_line_where_there_is_nothing_better() -> None:
    assert release(Passage("Press release"), Passage(TITLE), title="Microsoft Word - quay.doc").title == TITLE


def test_a_title_that_stands_twice_and_a_dateline_below_it() -> None:
    head = Passage(TITLE, "heading", 2.0), Passage(TITLE), Passage("Rotterdam, 4 May 2021")
    found = release(*head)
    assert found.text.startswith(FIRST)
    assert found.published == date(2021, 5, 4)


def test_running_text_above_the_title_stays() -> None:
    lead = Passage(f"{FIRST} {SECOND}")
    assert release(lead, Passage(TITLE, "heading", 2.0)).text.startswith(lead.text)


def test_the_date_in_the_opening_then_that_of_the_file() -> None:
    opening = Passage(f"Rotterdam, 4 May 2021 – {FIRST} {SECOND}")
    made = date(2021, 6, 1)
    found = release(Passage(TITLE, "heading", 2.0), opening, created=made)
    assert (found.published, found.published_from) == (date(2021, 5, 4), "text")
    found = release(Passage(TITLE, "heading", 2.0), created=made)
    assert (found.published, found.published_from) == (made, "metadata")
    found = release(Passage(TITLE, "heading", 2.0), created=date(1904, 1, 1))
    assert (found.published, found.published_from) == (None, None)


def test_american_and_british_days() -> None:
    head = Passage(TITLE, "heading", 2.0), Passage("Date: 05/04/2021")
    assert release(*head).published == date(2021, 5, 4)
    assert release(*head, language="en-GB").published == date(2021, 4, 5)


def test_notes_go_beside_the_text() -> None:
    passages = [Passage(TITLE, "heading", 2.0), *BODY, Passage("Media contact", "heading"), Passage("press@o.example")]
    found = release_of(Document(passages), URL)
    assert found is not None
    assert found.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert found.notes == "Media contact\n\npress@o.example"


def test_items_and_rows_are_lines() -> None:
    listed = [Passage("240 metres", "item"), Passage("11 metres", "item"), Passage("2020 | 1,204", "row")]
    found = release_of(Document([*BODY, *listed]), URL)
    assert found is not None
    assert found.text.endswith("- 240 metres\n- 11 metres\n\n2020 | 1,204")


@pytest.mark.parametrize(
    "passages",
    [
        [],
        [Passage("Scan 1")],
        [Passage("\ufffd" * 30 + FIRST)],
        [Passage("/g12/g7/g31/g5 " * 9)],
        [Passage("1 2 3 " * 99)],
    ],
)
def test_what_cannot_be_read_is_no_release(passages: list[Passage]) -> None:
    assert release_of(Document(passages), URL) is None


def test_a_long_document_is_cut_between_passages() -> None:
    found = release_of(Document([Passage(f"{number} {SECOND}") for number in range(10_000)]), URL)
    assert found is not None
    assert MAX_CHARACTERS - 200 < len(found.text) < MAX_CHARACTERS * 1.1
    assert found.text.endswith(SECOND)


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - Press release 12.doc",
        "quay_final_v3.indd",
        "Press release final.docx",
        "2021-05-quay final",
        "Untitled document",
        "Unbenannt-1",
        "Document1",
        "PM_Kai_2021",
        "Briefkopf Hafenamt",
        "Quay",
    ],
)
def test_titles_that_nobody_wrote(title: str) -> None:
    assert not is_real_title(title, URL)


@pytest.mark.parametrize("title", [TITLE, "Neuer Kai nimmt große Schiffe auf", "新しい埠頭が開かれた"])
def test_titles_that_somebody_wrote(title: str) -> None:
    assert is_real_title(title, URL)


@pytest.mark.parametrize(
    "line",
    [
        "PRESS RELEASE",
        "News release – for immediate release",
        "Pressemitteilung Nr. 12/2021",
        "Communiqué de presse",
        "NOTA DE PRENSA",
        "Comunicato stampa n. 7",
        "Пресс-релиз",
        "بيان صحفي",
        "新闻稿",
        "プレスリリース",
        "보도자료",
    ],
)
def test_kickers(line: str) -> None:
    assert is_kicker(line)


@pytest.mark.parametrize(
    "line", [TITLE, "Pressure on the old quay falls", "Newsrooms of the world meet in the harbour town"]
)
def test_no_kickers(line: str) -> None:
    assert not is_kicker(line)
