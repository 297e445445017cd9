"""People, bodies and places of the Nordic states, central and eastern Europe and Turkey, in sentences of our own."""

import pytest

from crawler.entities import find
from crawler.entities.found import Entities
from crawler.records import Release


def found(text: str, language: str) -> Entities:
    return find(Release("", "", text, language=language))


def places(text: str, language: str) -> list[str]:
    return [text[span.start - 2 : span.end - 2] for one in found(text, language).places for span in one.spans]


def bodies(text: str, language: str) -> list[str]:
    return [text[span.start - 2 : span.end - 2] for one in found(text, language).organisations for span in one.spans]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("no", "Ekspressbåten gikk fra Sandnessjøen til Brønnøysund.", ["Sandnessjøen", "Brønnøysund"]),
        ("da", "Broen mellem Middelfart og Fredericia er spærret.", ["Middelfart", "Fredericia"]),
        ("nl", "De bus naar Winterswijk rijdt om.", ["Winterswijk"]),
        ("ro", "Mă numesc Ana și sunt din Pașcani.", ["Pașcani"]),
        ("ro", "Bucurestiul a gazduit un festival.", ["Bucurestiul"]),
        ("pl", "Strażacy z Mysłowic i Dąbrowy Górniczej gasili pożar.", ["Mysłowic", "Dąbrowy Górniczej"]),
        ("pl", "Spotkanie odbyło się w Toruniu i w Zielonej Górze.", ["Toruniu", "Zielonej Górze"]),
        ("cs", "V Teplicích a v Hamburku se jednalo o jezerech.", ["Teplicích", "Hamburku"]),
        ("cs", "Konference se koná v České republice a v Jižním Súdánu.", ["České republice", "Jižním Súdánu"]),
        ("fi", "Juna tulee tänään Lappeenrantaan.", ["Lappeenrantaan"]),
        ("fi", "Näyttely siirtyy Osakaan ja Minneapolisiin.", ["Osakaan", "Minneapolisiin"]),
        ("hu", "Esztergomban és Vácott is esett.", ["Esztergomban", "Vácott"]),
        ("hu", "Mohács közelében kisiklott egy vonat.", ["Mohács"]),
        ("hu", "Két évig élt Göteborgban.", ["Göteborgban"]),
        ("lt", "Jie grįžo iš Varšuvos į Uteną.", ["Varšuvos", "Uteną"]),
        ("ru", "Поезд из Елабуги прибыл в Марсель.", ["Елабуги", "Марсель"]),
        ("uk", "Виставку показали у Парижі й Мадриді.", ["Парижі", "Мадриді"]),
        ("uk", "Люди повернулися з Конотопа.", ["Конотопа"]),
        ("tr", "Kaza Çorlu'da oldu; yaralılar Lüleburgaz'a götürüldü.", ["Çorlu", "Lüleburgaz"]),
        ("tr", "Kütahya'nın Tavşanlı ilçesinde yangın çıktı.", ["Kütahya", "Tavşanlı"]),
        ("da", "Forskerne mødtes i Parma.", ["Parma"]),
    ],
)
def test_towns(language: str, text: str, expected: list[str]) -> None:
    assert sorted(places(text, language)) == sorted(expected)


def test_an_adjective_is_no_town() -> None:
    assert places("Его похоронят на Петропавловском кладбище.", "ru") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kovács Péter polgármester közölte a hírt.", ["Kovács Péter"]),
        ("A szomszéd, Kis-Tóth Sándorné hívta a mentőket.", ["Kis-Tóth Sándorné"]),
        ("A díjat Varga Annának adták át.", ["Varga Anna"]),
        ("A gyűlésen felszólalt Fehér Zsolttal együtt Barta Réka.", ["Fehér Zsolt", "Barta Réka"]),
        ("Tegnap Péter nem jött el.", []),
        ("A Móra Ferenc Múzeum zárva van.", []),
    ],
)
def test_hungarian_family_names_stand_first(text: str, names: list[str]) -> None:
    assert [person.label for person in found(text, "hu").people] == names


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("hu", "A tüzet a Mezői Katasztrófavédelmi Igazgatóság vizsgálja.", "Mezői Katasztrófavédelmi Igazgatóság"),
        ("hu", "A leletet a Halász Imre Múzeumban állítják ki.", "Halász Imre Múzeumban"),
        ("tr", "Üç kişi Gölkent Devlet Hastanesi'ne kaldırıldı.", "Gölkent Devlet Hastanesi"),
        ("sv", "Frågan ligger hos utbildningsutskottet.", "utbildningsutskottet"),
        ("sv", "Det säger Anna Sjölund (KD) i en kommentar.", "KD"),
        ("da", "Borgmester Jens Sølund (S) åbnede broen.", "S"),
        ("no", "Ordfører Kari Vatn (Sp) takker de frivillige.", "Sp"),
        ("fi", "Ministeri Liisa Järvelä (ps.) vierailee satamassa.", "ps."),
        ("no", "Han driver oppdrettsselskapet Fjordvik ved kysten.", "Fjordvik"),
    ],
)  # fmt: skip
def test_bodies(language: str, text: str, expected: str) -> None:
    assert expected in bodies(text, language)


def test_letters_in_brackets_behind_no_name_are_no_party() -> None:
    assert bodies("Mängden angavs i liter (L) och meter (M).", "sv") == []
