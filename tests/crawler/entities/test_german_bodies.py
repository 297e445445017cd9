"""Bodies that German compounds show. All names are invented."""

import pytest

from tests.crawler.entities.test_shapes import found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Er war Präsident des Deutschen Seenverbands.", "Deutscher Seenverband"),
        ("Das lehnte das Bayerische Reusenmuseum ab.", "Bayerisches Reusenmuseum"),
        ("Sie kam auf Einladung der Evangelischen Lotsengemeinschaft.", "Evangelische Lotsengemeinschaft"),
        ("Das sagte er der „Seestädter Allgemeinen“ am Montag.", "Seestädter Allgemeine"),
        ("Im Mai sang dort der Seestädter Kranichchor.", "Seestädter Kranichchor"),
        ("Davor warnt der Landesbund für Uferschutz.", "Landesbund für Uferschutz"),
        ("Davor warnt der Deutsche Verein für stille und tiefe Seen.", "Deutscher Verein für stille und tiefe Seen"),
        ("Der Reusenverband Bayern vertritt 12 Fischer.", "Reusenverband Bayern"),
        ("Vor Ort war die Berufsfeuerwehr Moorheim.", "Berufsfeuerwehr Moorheim"),
        ("Darüber urteilt das OLG Moorheim im Herbst.", "OLG Moorheim"),
        ("Gewonnen hat Jana Major (Moorheimer SC) vor allen.", "Moorheimer SC"),
        ("Das fordert der XQR-Vorsitzende seit Jahren.", "XQR"),
        ("Er sitzt in der JVA Bremen.", "JVA Bremen"),
        ("Das meldet die IHK Region Stuttgart.", "IHK Region Stuttgart"),
        ("Den Notruf nahm die Integrierte Leitstelle Oberschwaben an.", "Integrierte Leitstelle Oberschwaben"),
        ("Das sagte die Chefin des Polizeireviers Bremen.", "Polizeireviers Bremen"),
        ("Es half der Heimatverein Stuttgart und Umgebung.", "Heimatverein Stuttgart und Umgebung"),
        ("Das will die IG Metall Baden-Württemberg nicht.", "IG Metall Baden-Württemberg"),
        ("Der Ausländerbeirat der Stadt Kassel rief dazu auf.", "Ausländerbeirat der Stadt Kassel"),
        ("Die SQR-Ortsgruppe Kassel lud ein.", "SQR-Ortsgruppe Kassel"),
        ("Zuständig ist das Hochbauamt.", "Hochbauamt"),
        ("Entscheiden muss nun das Landgericht.", "Landgericht"),
        ("Davor warnte der Landeselternrat.", "Landeselternrat"),
    ],
)
def test_a_body_is_found_in_the_nominative(text: str, label: str) -> None:
    assert list(found(text, "de")) == [label]


def test_the_cases_of_a_name_are_one_body() -> None:
    text = "Der Deutsche Seenverband (DSV) tagt. Gäste des Deutschen Seenverbands loben den DSV."
    assert list(found(text, "de")) == ["Deutscher Seenverband (DSV)"]


@pytest.mark.parametrize(
    "text",
    [
        "Hier entsteht ein neues Seenzentrum für Kinder.",
        "Ein Verband kann helfen, jeder Verein auch.",
        "Das Starke Ehrenamt und das Ende Juni zählen.",
        "Der US-Präsident und der VIP-Chef kamen.",
        "Neue Uferbehörde für Seen gefordert.",
        "Sie bewarb sich um das Präsidentenamt und das Ministeramt.",
        "Ein Hochbauamt braucht jede Stadt.",
    ],
)
def test_a_common_noun_is_no_body(text: str) -> None:
    assert not found(text, "de")


def test_a_kind_alone_is_the_one_named_in_full() -> None:
    text = "Das Gesundheitsamt Bremen warnt. Später lobte das Gesundheitsamt die Helfer."
    assert list(found(text, "de")) == ["Gesundheitsamt Bremen"]


def test_only_german_is_read_so() -> None:
    assert "Seestädter Kranichchor" not in found("I maj sjöng der Seestädter Kranichchor.", "sv")
