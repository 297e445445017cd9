"""The place at the head of a text."""

from __future__ import annotations

import pytest

from crawler.cleaning.facts.dateline import find_dateline


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("MOSCOW, 30 October 2019 - The ministers met.", "MOSCOW"),
        ("Genève, le 3 mai 2023 – Le bureau a ouvert.", "Genève"),
        ("Bern, den 3. Mai 2023 – Das Amt hat geöffnet.", "Bern"),
        ("Wiesbaden, 3. Mai 2023. Das Amt hat geöffnet.", "Wiesbaden"),
        ("BERLIN (dpa) - Das Amt hat geöffnet.", "BERLIN"),
        ("Москва, 5 мая. Министры встретились.", "Москва"),
        ("Madrid, 5 de mayo de 2024.- La oficina abrió.", "Madrid"),
        ("東京（5月3日）港湾局は新しい岸壁を開いた。", "東京"),
        ("北京5月3日电 港务局开放了新码头。", "北京"),
        ("서울(5월 3일) 항만청은 새 부두를 열었다.", "서울"),
        ("NEW YORK, May 5, 2024 – The Council met.", "NEW YORK"),
        ("WASHINGTON, D.C. – The Council met.", "WASHINGTON, D.C."),
        ("Frankfurt am Main, 5. Mai 2024 – Die Bank hat geöffnet.", "Frankfurt am Main"),
        ("GENEVA — The Council met.", "GENEVA"),
        ("Rotterdam, Netherlands, 5 May 2024 – The port opened.", "Rotterdam, Netherlands"),
    ],
)
def test_places_at_the_head_of_a_text(text: str, place: str) -> None:
    assert find_dateline([], text)[0] == place


@pytest.mark.parametrize(
    "text",
    [
        "Update - 5 May 2024: the quay is open.",
        "Monday, 5 May 2024 – The quay is open.",
        "Jane Major, 5 May 2024 – The quay is open.",
        "By Jane Major, 5 May 2024 – The quay is open.",
        "J. Major, 5 May 2024 – The quay is open.",
        "UNICEF – The fund met.",
        "OSCE – The chair spoke.",
        "Published, 5 May 2024 – The quay is open.",
        "On 5 May 2024, the quay was opened in Rotterdam.",
        "The quay in Rotterdam, 5 May 2024 – a view.",
        "Last week in Rotterdam, 5 May ships came.",
        "Aktualisiert am 5. Mai 2024",
        "",
    ],
)
def test_names_labels_and_sentences_are_no_places(text: str) -> None:
    assert find_dateline([], text) == (None, "none")


def test_a_line_above_the_text_has_to_name_a_known_place() -> None:
    assert find_dateline(["Harbour Office", "Hamburg, 4 May 2021"], "The quay is open.") == ("Hamburg", "line_above")
    assert find_dateline(["Handelsbote, 4 May 2021"], "The quay is open.") == (None, "none")
    assert find_dateline(["Vaduz-Nord, le 4 mai 2021"], "Le quai est ouvert.") == ("Vaduz-Nord", "line_above")
