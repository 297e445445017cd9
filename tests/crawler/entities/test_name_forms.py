"""The forms that names take in Russian, Ukrainian, Turkic languages, Persian and Thai, in sentences of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.inflections import forms_in
from crawler.entities.lexicon import scan
from crawler.entities.organisations import mentions
from crawler.entities.turkic_forms import TURKIC, turkic
from tests.crawler.entities.samples import document


def labels(text: str, language: str) -> list[str]:
    read = document(text, language=language)
    return [mention.label for mention in mentions(read, scan(read), None)]


@pytest.mark.parametrize(
    ("language", "name", "inflected"),
    [
        ("uk", "Верховна Рада України", "Верховної Ради України"),
        ("uk", "Збройні Сили України", "Збройними Силами України"),
        ("uk", "Національне антикорупційне бюро", "Національного антикорупційного бюро"),
        ("uk", "Головне управління розвідки", "Головному управлінні розвідки"),
        ("uk", "Кабінет Міністрів України", "Кабінету Міністрів України"),
        ("uk", "Укрзалізниця", "Укрзалізниці"),
        ("uk", "Європейська комісія", "Європейській комісії"),
        ("tr", "Türk Hava Yolları", "Türk Hava Yollarının"),
        ("tr", "Türk Tarih Kurumu", "Türk Tarih Kurumuna"),
        ("az", "Dövlət Gömrük Komitəsi", "Dövlət Gömrük Komitəsinin"),
        ("kk", "Ұлттық қауіпсіздік комитеті", "Ұлттық қауіпсіздік комитетінің"),
        ("uz", "Markaziy saylov komissiyasi", "Markaziy saylov komissiyasiga"),
        ("ru", "Уральские авиалинии", "Уральских авиалиний"),
        ("ru", "Московская биржа", "Московской биржей"),
        ("ru", "Вооружённый флот", "Вооруженным флотом"),
        ("fa", "بانک کشاورزی", "بانك كشاورزي"),
        ("fa", "دیده\u200cبان حقوق بشر", "دیده بان حقوق بشر"),
    ],
)
def test_inflected_names(language: str, name: str, inflected: str) -> None:
    assert name in forms_in(language, name)
    assert inflected in forms_in(language, name)


def test_what_does_not_change() -> None:
    assert list(forms_in("uk", "ЗСУ")) == ["ЗСУ"]
    assert list(turkic("tr", "Aselsan")) == []  # with an apostrophe: "Aselsan'ın"
    assert list(turkic("tr", "Koç Holding")) == []
    assert list(forms_in("th", "ธนาคารโลก")) == ["*ธนาคารโลก*"]  # no space stands on either side


@given(
    st.sampled_from(sorted(TURKIC)), st.text("abıiuüкіы ", min_size=1).filter(lambda name: name.strip() == name != "")
)
def test_turkic_cases_go_behind_the_name(language: str, name: str) -> None:
    assert all(form.startswith(name) and len(form) > len(name) for form in turkic(language, name))


@pytest.mark.parametrize(
    ("language", "text", "label"),
    [
        ("uk", "За даними Служби безпеки України, нікого не затримали.", "Security Service of Ukraine (SBU)"),
        ("uk", "Потяги Укрзалізниці знову їздять.", "Ukrzaliznytsia"),
        ("ru", "Торги на Московской бирже выросли.", "Moscow Exchange"),
        ("tr", "Karar dün Yüksek Seçim Kuruluna bildirildi.", "Supreme Election Council of Türkiye"),
        ("th", "เมื่อวานธนาคารแห่งประเทศไทยแถลง", "Bank of Thailand"),
    ],
)
def test_inflected_names_in_a_sentence(language: str, text: str, label: str) -> None:
    assert labels(text, language) == [label]
