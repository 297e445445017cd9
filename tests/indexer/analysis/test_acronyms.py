from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.acronyms import Acronym, acronyms, entries, folded, folded_name, is_acronym


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("The Collective Security Treaty Organization (CSTO) met.", "CSTO", "Collective Security Treaty Organization"),
        ("CSTO (the Collective Security Treaty Organization) met", "CSTO", "Collective Security Treaty Organization"),
        ("at the Organization for Security and Co-operation in Europe (OSCE, Vienna)", "OSCE",
         "Organization for Security and Co-operation in Europe"),
        ("ОДКБ (Организация Договора о коллективной безопасности)", "ОДКБ",
         "Организация Договора о коллективной безопасности"),
        ("l’Organisation mondiale de la santé (OMS)", "OMS", "Organisation mondiale de la santé"),
        ("of the World Health Organization’s (WHO) director", "WHO", "World Health Organization"),
        ("the International Criminal Police Organization (“INTERPOL”)", "INTERPOL",
         "International Criminal Police Organization"),
        ("Das Bundeskriminalamt (BKA) teilt mit", "BKA", "Bundeskriminalamt"),
        ("la Asociación Americana de Medicina (AAM)", "AAM", "Asociación Americana de Medicina"),
        ("It ended. Food and Drug Administration (FDA)", "FDA", "Food and Drug Administration"),
    ],
)  # fmt: skip
def test_texts_introduce_acronyms(text: str, short: str, full: str) -> None:
    assert acronyms(text) == [Acronym(short, full)]


@pytest.mark.parametrize(
    "text",
    ["Holdings Corp. (NASDAQ: SGBX)", "the report (PDF) of the office", "in spring (2019)", "he said (see below)",
     "It was food. Data (FDA)", "ministers met (UN)", "(EU)", "( )", "((UN)", "food and drug administration (FDA)"],
)  # fmt: skip
def test_other_brackets_introduce_none(text: str) -> None:
    assert acronyms(text) == []


def test_what_may_be_an_acronym() -> None:
    assert all(map(is_acronym, ["UN", "U.N.", "OSCE", "CoE", "COVID-19", "ОБСЕ"]))
    assert not any(map(is_acronym, ["Un", "un", "2019", "A", "Osce", "INTERNATIONALLY", "U N"]))


def test_pairs_are_terms_of_the_index_both_ways() -> None:
    text = "The Shanghai Cooperation Organisation (SCO) met. The Shanghai Cooperation Organization (SCO) ended."
    assert entries(text) == ["sco\tshanghai cooperation organisation", "shanghai cooperation organisation\tsco"]
    assert entries("The talks ended.") == []


def test_names_are_folded_as_queries_have_them() -> None:
    assert folded("U.N.") == "un"
    assert folded_name("Co-operation Council (Türkiye)") == "co operation council turkiye"


@given(st.text(alphabet="AaBb ()'.-нН", max_size=60))
def test_any_text_gives_pairs_of_itself(text: str) -> None:
    for pair in acronyms(text):
        assert pair.short in text
        assert pair.full in text
