"""The cases of names in further languages: by themselves, and of bodies of the gazetteer in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.cases import LANGUAGES, cases
from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions
from tests.crawler.entities.samples import document


@pytest.mark.parametrize(
    ("language", "name", "forms"),
    [
        ("pl", "Górski Urząd Jezior", "Górskiego Urzędu Jezior; Górskim Urzędem Jezior"),
        ("pl", "Krajowa Izba Wodna", "Krajowej Izby Wodnej; Krajową Izbą Wodną"),
        ("pl", "Jeziorna Spółka Węglowa", "Jeziornej Spółki Węglowej; Jeziornej Spółce Węglowej"),
        ("cs", "Jezerní kontrolní úřad", "Jezerního kontrolního úřadu; Jezerním kontrolním úřadem"),
        ("sk", "Jazerná rada", "Jazernej rady; Jazernú radu"),
        ("hr", "Jezerska banka za obnovu", "Jezerske banke za obnovu; Jezersku banku za obnovu"),
        ("sl", "Jezerski urad", "Jezerskega urada; Jezerskemu uradu"),
        ("ro", "Agenția Lacurilor", "Agenției Lacurilor"),
        ("ro", "Autoritatea Lacustră", "Autorității Lacustre"),
        ("el", "Λιμναία Αστυνομία", "Λιμναίας Αστυνομίας"),
        ("uk", "Озерний Суд", "Озерного Суду; Озерному Суді"),
        ("lt", "Ežerų bankas", "Ežerų banko; Ežerų bankui"),
        ("lv", "Ezeru padome", "Ezeru padomes; Ezeru padomei"),
        ("et", "Järveamet", "Järveameti; Järveametile"),
        ("fi", "Järvivirasto", "Järvivirastossa; Järviviraston"),
        ("fi", "Järvihallitus", "Järvihallituksen; Järvihallitukselle"),
        ("fi", "järviministeriö", "järviministeriön; järviministeriössä"),
        ("hu", "Tófelügyeleti Bíróság", "Tófelügyeleti Bíróságnak; Tófelügyeleti Bírósággal"),
        ("hu", "Tószék", "Tószéknek; Tószékkel; Tószékről"),
        ("hu", "Tószövetsége", "Tószövetségének; Tószövetségével"),
    ],
)
def test_a_name_takes_the_cases_of_its_language(language: str, name: str, forms: str) -> None:
    assert set(forms.split("; ")) <= set(cases(language, name))


@pytest.mark.parametrize(("language", "name"), [("en", "Lake Office"), ("pl", "LKO"), ("fi", "LKO"), ("pl", "An")])
def test_other_languages_and_acronyms_have_none(language: str, name: str) -> None:
    assert list(cases(language, name)) == []


@given(st.sampled_from(sorted(set(LANGUAGES.values()))), st.text(max_size=40))
def test_any_name_is_taken(language: str, name: str) -> None:
    assert all(isinstance(form, str) for form in cases(language, name))


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Wyrok Trybunału Konstytucyjnego ogłoszono wczoraj.", "pl", "Constitutional Tribunal of Poland"),
        ("Mówił o tym w Narodowym Banku Polskim prezes.", "pl", "National Bank of Poland"),
        ("Kritizoval to v Energetickém regulačním úřadu.", "cs", "Energetický regulační úřad (ERÚ)"),
        ("Asia on Poliisihallituksen mukaan selvä.", "fi", "National Police Board of Finland"),
        ("Teatas sellest Konkurentsiametile eile.", "et", "Estonian Competition Authority"),
        ("Das sagte der Sprecher des Deutschen Naturschutzrings gestern.", "de", "Deutscher Naturschutzring (DNR)"),
    ],
)
def test_bodies_are_found_in_their_cases(text: str, language: str, label: str) -> None:
    read = document(text, language=language)
    assert label in [mention.label for mention in mentions(read, scan(read), None)]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("W koalicji są CDU, CSU i SPD, w opozycji AfD oraz FDP.", "pl", 5),  # two or more acronyms of one state
        ("W Niemczech rządzi CDU.", "pl", 1),  # the state is named
        ("Rządzi CDU.", "pl", 0),
        ("Shares of Orrinware (NYSE: CDU) rose.", "en", 0),  # a ticker
        ("Die CDU stimmte zu.", "de", 1),
    ],
)
def test_acronyms_of_parties_in_other_languages(text: str, language: str, count: int) -> None:
    read = document(text, language=language)
    parties = [one.label for one in mentions(read, scan(read), None) if "German" in one.label or "CSU" in one.label]
    assert len(parties) == count


def test_an_acronym_of_another_state_s_body_is_a_name_of_its_own() -> None:
    read = document("Orrin Land (DNR) is a newly founded company. DNR Holdings Ltd. grew.", language="en")
    assert not any("Naturschutzring" in mention.label for mention in mentions(read, scan(read), None))
