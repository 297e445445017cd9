import pytest

from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions, resolve
from tests.crawler.entities.samples import document

SCO = "Shanghai Cooperation Organisation (SCO)"
OSCE = "Organization for Security and Co-operation in Europe (OSCE)"
UN = "United Nations (UN)"
WHO = "World Health Organization (WHO)"


def labels(text: str, title: str = "", publisher: str | None = None) -> list[str]:
    read = document(text, title)
    return list(dict.fromkeys(mention.label for mention in mentions(read, scan(read), publisher)))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Organisation for Security and Cooperation in Europe met.", OSCE),
        ("Experts of the OSCE met.", OSCE),
        ("Встреча прошла в ОБСЕ.", OSCE),
        ("L'Organisation des Nations Unies a répondu.", UN),
        ("Nutrition, the WHO says, matters.", WHO),
        ("the World Health Organisation", WHO),
        ("秘书长在联合国总部发表讲话", UN),
        ("An officer of Interpol spoke.", "International Criminal Police Organization (INTERPOL)"),
        ("the UN Office of Counter-Terrorism", "United Nations Office of Counter-Terrorism (UNOCT)"),
        (
            "the Secretariat of the CSTO Parliamentary Assembly",
            "Parliamentary Assembly of the Collective Security Treaty Organization (CSTO PA)",
        ),
        ("the US Department of Agriculture", "U.S. Department of Agriculture (USDA)"),
        ("the Russian Foreign Ministry", "Ministry of Foreign Affairs of Russia"),
        ("the Ministry of Finance of the Republic of Korea", "Ministry of Finance of South Korea"),
        ("Japan's Ministry of Justice", "Ministry of Justice of Japan"),
        ("the Department of Energy (DOE)", "U.S. Department of Energy (DOE)"),
        ("A grant of the United Nations Foundation", "United Nations Foundation"),
        ("the Royal Bank of Northtown", "Royal Bank of Northtown"),
    ],
)
def test_one_label_for_every_form(text: str, label: str) -> None:
    assert labels(text) == [label]


@pytest.mark.parametrize(
    "text",
    [
        "THE MINISTER WHO SIGNED THE TREATY CAME HOME FROM AFAR",
        "Un homme est venu. Who knows?",
        "Our SCO servers were sold; the CIS team and the ICC left.",
        "A ministry of finance is a ministry.",
    ],
)
def test_none_rather_than_a_wrong_one(text: str) -> None:
    assert labels(text) == []


def test_a_stock_exchange_before_a_ticker_is_no_body_of_the_text() -> None:
    assert labels("Acme Corp. (NASDAQ: ACME) grew.") == ["Acme Corp."]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("The Shanghai Cooperation Organization met. The SCO agreed.", None),
        ("The SCO agreed with the UN, NATO and UNESCO.", None),
        ("The SCO Secretary-General spoke at the UN.", None),
        ("The SCO agreed.", "Shanghai Cooperation Organisation"),
        ("The SCO agreed.", "SCO"),
    ],
)
def test_a_doubtful_acronym_needs_support(text: str, publisher: str | None) -> None:
    assert SCO in labels(text, publisher=publisher)


def test_the_release_s_own_definition_overrides_the_gazetteer() -> None:
    text = "The Northern Alpine Transport Office (NATO) opened a line. NATO runs it."
    assert labels(text) == ["Northern Alpine Transport Office (NATO)"]


def test_the_longest_name_wins() -> None:
    assert labels("the European Court of Human Rights and the Council of the European Union") == [
        "European Court of Human Rights (ECHR)",
        "Council of the European Union",
    ]


def test_resolve() -> None:
    body = resolve(" osce ")
    assert body is not None
    assert body.label == OSCE
    assert resolve(OSCE) == body
    assert resolve("CPC") is None  # two bodies
    assert resolve("Somebody") is None


def test_a_company_in_full_is_not_cut_behind_the_name_of_a_known_one() -> None:
    text = "A spill was reported at Rolls-Royce Lake Systems, Inc. of Northtown on Monday."
    assert labels(text) == ["Rolls-Royce Lake Systems, Inc."]
