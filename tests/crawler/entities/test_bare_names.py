"""Bodies by their kind alone, clubs by their letters, names that go on with small words. All names are invented."""

import pytest

from tests.crawler.entities.test_shapes import found


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Ayer la Fiscalía pidió más pruebas.", "es", "Fiscalía"),
        ("Darüber entscheidet der Stadtrat am Abend.", "de", "Stadtrat"),
        ("Lo ha deciso ieri la Procura dopo un anno.", "it", "Procura"),
        ("Am Samstag gewann der TSV Seestadt mit 3:1.", "de", "TSV Seestadt"),
        ("Hier, l'Office fédéral de la pêche a publié un rapport.", "fr", "Office fédéral de la pêche"),
        ("Lo dice la Società italiana di lacustrologia.", "it", "Società italiana di lacustrologia"),
        ("Das lehnte die Kranich-Fraktion ab.", "de", "Kranich-Fraktion"),
        ("Tak orzekł wczoraj Sąd Rejonowy Jezierzany.", "pl", "Sąd Rejonowy Jezierzany"),
        ("Dat zegt de gemeente Meerdam vandaag.", "nl", "gemeente Meerdam"),
        ("Asiasta kertoi Järvivirasto eilen.", "fi", "Järvivirasto"),
        (
            "Hier, l'Ecole polytechnique fédérale de Lacville a ouvert.",
            "fr",
            "Ecole polytechnique fédérale de Lacville",
        ),
        ("Protestó la Federación Lacustre de Puertos y Muelles.", "es", "Federación Lacustre de Puertos y Muelles"),
        ("Ha firmato la Regione Lacustria ieri.", "it", "Regione Lacustria"),
        ("Tak uważa Polski Związek Jezior od lat.", "pl", "Polski Związek Jezior"),
        ("Det kräver Riksförbundet för sjöfolk idag.", "sv", "Riksförbundet för sjöfolk"),
        ("Det kräver Svenska Sjösällskapet idag.", "sv", "Svenska Sjösällskapet"),
    ],
)
def test_a_body_is_found(text: str, language: str, label: str) -> None:
    assert list(found(text, language)) == [label]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Policía y vecinos buscan un barco.", "es"),  # the capital is the sentence's
        ("Das gab der Verband in einer Pressemitteilung bekannt.", "de"),
        ("So spielte der Verein am Sonntag.", "de"),
        ("Er nahm den Verein in die Hand.", "de"),
    ],
)
def test_no_body_is_found(text: str, language: str) -> None:
    assert found(text, language) == {}


def test_a_kind_alone_is_the_body_that_is_named_in_full() -> None:
    bodies = found("Habló la Fiscalía General del Lago. Según la Fiscalía, es cierto.", "es")
    assert bodies == {"Fiscalía General del Lago": ["Fiscalía General del Lago", "Fiscalía"]}
