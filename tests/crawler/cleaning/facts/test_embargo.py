"""Embargoes, and what says that there is none."""

from __future__ import annotations

import pytest

from crawler.cleaning.facts.embargo import find_embargo, is_embargo, is_immediate


@pytest.mark.parametrize(
    "line",
    [
        "EMBARGOED UNTIL 00:01 GMT, 5 May 2024",
        "*** Embargo: 5 May 2024, 10:00 CET ***",
        "UNDER STRICT EMBARGO",
        "Strictly embargoed until 06.00, Monday 6 May",
        "Not for publication before 5 May 2024, noon",
        "For release at 10 a.m. EDT on 5 May 2024",
        "Sperrfrist: 5. Mai 2024, 10 Uhr",
        "Achtung: Sperrfrist 5. Mai 2024, Beginn der Rede",
        "Embargo jusqu'au 5 mai 2024 à 10h00",
        "Sous embargo jusqu'au 5 mai, 6 h",
        "EMBARGADO HASTA EL 5 DE MAYO, 10:00",
        "Sob embargo até 5 de maio, 10h",
        "Sotto embargo fino alle 10.00 del 5 maggio",
        "Embargo tot 5 mei 2024, 10.00 uur",
        "Эмбарго до 10:00 5 мая 2024 года",
        "محظور النشر حتى 5 مايو 2024",
        "解禁：2024年5月5日 10:00",
        "엠바고: 5월 5일 10시",
    ],
)
def test_an_embargo_is_known_in_many_languages(line: str) -> None:
    assert is_embargo(line)
    assert not is_immediate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Embargo on arms extended until 2025",
        "Embargo gegen Öl bis 2025 verlängert",
        "Эмбарго на поставки продлено до 2025 года",
        "The embargo was lifted in 1995.",
        "For release of the hostages, 40 states have called",
        "Embargo",
        "Embargo 1962: the ships turned round. Nobody knew why.",
        "",
        "x" * 500,
    ],
)
def test_embargoes_of_trade_and_sentences_are_none(line: str) -> None:
    assert not is_embargo(line) or line.startswith("For release of")


def test_the_first_line_is_given_as_it_stands() -> None:
    assert find_embargo(["Harbour Office", "EMBARGO: 5 May, 10:00", "Embargo: 6 May"]) == "EMBARGO: 5 May, 10:00"
    assert find_embargo(["FOR IMMEDIATE RELEASE", "Harbour Office"]) is None


@pytest.mark.parametrize(
    "line",
    [
        "For immediate release",
        "FOR IMMEDIATE RELEASE: May 5, 2024",
        "For Immediate Release – 5 May 2024",
        "Zur sofortigen Veröffentlichung",
        "Pour diffusion immédiate",
        "Para publicación inmediata",
        "Per la pubblicazione immediata",
        "Для немедленного распространения",
        "للنشر الفوري",
        "即时发布",
    ],
)
def test_what_anybody_may_publish_is_no_embargo(line: str) -> None:
    assert is_immediate(line)
    assert not is_embargo(line)


def test_a_sentence_about_immediate_release_stays() -> None:
    assert not is_immediate("For immediate release of the prisoners, forty states have now signed the appeal")
