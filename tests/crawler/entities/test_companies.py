"""Companies by what newswires and feeds put around their names. All names are invented."""

import pytest

from tests.crawler.entities.test_shapes import found


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("NORTHTOWN, NY / LakeWire / July 9th, 2024 / It rains.", "en", "LakeWire"),
        ("The post How to sail appeared first on Orrin 24 .", "en", "Orrin 24"),
        ("Articolul Cum navighezi apare prima dată în Ghid de Lacuri .", "ro", "Ghid de Lacuri"),
        ("For more.\n\nContact DetailsORRINVEK MINING\n\n+1 202 555 0100", "en", "ORRINVEK MINING"),
        ("About Orrinvek\nOrrinvekOrrinvek is a provider of boats.", "en", "Orrinvek"),
        ("Presented by Bank of Orrinland for the 17th time.", "en", "Bank of Orrinland"),
        ("Das baut Orrin Aviation nun.", "de", "Orrin Aviation"),
        ("Das sagt der Vermögensverwalter Orrin Investments nun.", "de", "Orrin Investments"),
        ("Le Centre Hospitalier de la Côte Orrine attend.", "fr", "Centre Hospitalier de la Côte Orrine"),
    ],
)
def test_where_companies_stand(text: str, language: str, label: str) -> None:
    assert set(found(text, language)) == {label}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("For more.\n\nContact DetailsJane Orrinham\n\n+1 202 555 0100", "en"),
        ("They buy shares of America's best boats.", "en"),
        ("It appeared first on the lake.", "en"),
    ],
)
def test_where_none_stand(text: str, language: str) -> None:
    assert not found(text, language)


def test_a_known_company_keeps_the_word_that_ends_its_name() -> None:
    assert found("Sie kam von Microsoft Technologies. Microsoft schwieg.", "de") == {
        "Microsoft": ["Microsoft Technologies", "Microsoft"]
    }
