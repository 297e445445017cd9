import pytest

from crawler.entities.definitions import definitions
from tests.crawler.entities.samples import document


def labels(text: str, language: str = "en") -> list[str]:
    return [definition.label for definition in definitions(document(text, language=language))]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The European Mountain Forum (EMF) met in May.", "European Mountain Forum (EMF)"),
        ("Officers of the Northtown Police Department (“NPD”) came.", "Northtown Police Department (NPD)"),
        ("It was the Council on Tree and River Care (CTRC) that paid.", "Council on Tree and River Care (CTRC)"),
        ("The Ministry of Lakes (MinLak) answered.", "Ministry of Lakes (MinLak)"),
        ("The Counter-Noise Agency (CNA) agreed.", "Counter-Noise Agency (CNA)"),
        ("The Hill Farmers' Association's (HFA) wish", "Hill Farmers' Association (HFA)"),
        ("A report by the\nRiver Basin Authority (RBA)", "River Basin Authority (RBA)"),
    ],
)
def test_a_body_with_its_acronym(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "The Clean Rivers Act (CRA) passed.",
        "patients with Chronic Lake Fever (CLF)",
        "The Northtown Forum (NTX) met.",  # the letters do not fit
        "The northern forum (NF) met.",  # no name
        "The Northtown Office Building (NOB) Project began.",
        "Several Northtown Police Officers (NPOs) came.",
        "He was elected (R-Wyo.) and left (USA).",
        "The board met. Later Friends (BLF) came.",
    ],
)
def test_what_is_none(text: str) -> None:
    assert labels(text) == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Lo dijo la Unidad Central del Lago (UCL) ayer.", "es", ["Unidad Central del Lago (UCL)"]),
        (
            "Lo dijo el Centro de estudios de Lagos y Ríos (Celr), ayer.",
            "es",
            ["Centro de estudios de Lagos y Ríos (Celr)"],
        ),
        ("Hjälp till Orrin Sjöby (HOS) vann.", "sv", []),  # "till" gives a letter
        ("Blå Båtar Orrinby (BBO) vann.", "sv", ["Blå Båtar Orrinby (BBO)"]),
        ("Blue Boats Orrinby (BBO) won.", "en", []),
        ("Das Neue Seen Gesetz (NSG) gilt.", "de", []),
        ("Il Programma Nazionale Laghi (PNL) inizia.", "it", []),
    ],
)
def test_without_a_word_for_its_kind(text: str, language: str, found: list[str]) -> None:
    assert labels(text, language) == found


def test_the_span_covers_name_and_acronym() -> None:
    read = document("The European Mountain Forum (EMF) met.")
    (definition,) = definitions(read)
    assert read.text[slice(*definition.name_span)] == "European Mountain Forum"
    assert read.text[slice(*definition.acronym_span)] == "EMF"


def test_a_long_word_in_brackets_costs_no_time() -> None:
    text = "Sie ist geregelt (Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz seit 1999)."
    assert list(definitions(document(text, "", "de"))) == []
