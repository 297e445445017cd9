"""Names before the legal forms that German has, and behind the words for their kind. All are invented."""

import pytest

from tests.crawler.entities.test_shapes import found


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Die Orrinmoor Federtechnik GmbH & Co. KG wächst.", "Orrinmoor Federtechnik GmbH & Co. KG"),
        ("Das teilte die Orrinmoor Bahnen GmbH & Co KG mit.", "Orrinmoor Bahnen GmbH & Co KG"),
        ("Jana Major ist Inhaberin der Orrinmoor Drehteile e.K. aus Moorheim.", "Orrinmoor Drehteile e.K."),
        ("Sie verkauft die Orrinmoor Hydraulik s.r.o. im Mai.", "Orrinmoor Hydraulik s.r.o."),
        ("Der Tierschutzverein Moorheim und Umgebung e.V. hilft.", "Tierschutzverein Moorheim und Umgebung e.V."),
        (
            "Das fordert der Verband der Moor- und Seeschulen Orrin e. V. seit Jahren.",
            "Verband der Moor- und Seeschulen Orrin e. V.",
        ),
        ("Sie hilft bei der Ambulanten Hospizhilfe Orrin e. V. mit.", "Hospizhilfe Orrin e. V."),
        ("Gegründet wurde die moorlicht GmbH im Jahr 2022.", "moorlicht GmbH"),
        ("Sie kam von der Tochter Orrinmoor Vermittlung GmbH zurück.", "Orrinmoor Vermittlung GmbH"),
        ("Beraten wurde sie von der Kanzlei Orrinmann Lammers, Moorheim.", "Orrinmann Lammers"),
        ("Dort zahlt man bei der Moorfunk-Tochter Orrinmobil weniger.", "Orrinmobil"),
    ],
)
def test_a_name_ends_in_its_legal_form(text: str, label: str) -> None:
    assert any(one == label or one.endswith(f" {label}") for one in found(text, "de"))


@pytest.mark.parametrize(
    "text",
    [
        "Sie gründete eine gemeinnützige GmbH.",
        "Der Aufsichtsrat bestellte sie.",
    ],
)
def test_a_form_alone_names_nobody(text: str) -> None:
    assert not found(text, "de")


def test_the_organ_of_a_company_is_none_of_its_name() -> None:
    assert list(found("Der Aufsichtsrat der Orrinmoor Hydraulik AG tagt.", "de")) == ["Orrinmoor Hydraulik AG"]


def test_a_company_goes_on_without_its_form() -> None:
    text = "Die Orrinmoor Federtechnik GmbH & Co. KG wächst. Das sieht man Orrinmoor Federtechnik an."
    assert list(found(text, "de")) == ["Orrinmoor Federtechnik GmbH & Co. KG"]
