"""The languages of paragraphs."""

from __future__ import annotations

from crawler.cleaning.facts.mixture import paragraph_languages

ENGLISH = (
    "The Harbour Office opened the new eastern quay today, after four years of work and two winters of delay. Ships of "
    "up to two hundred metres can now berth there, which doubles what the port can take in a day."
)
GERMAN = (
    "Das Hafenamt hat heute nach vier Jahren Arbeit und zwei verlorenen Wintern den neuen östlichen Kai eröffnet. "
    "Schiffe von bis zu zweihundert Metern können nun dort anlegen, doppelt so viele wie bisher an einem Tag."
)
RUSSIAN = (
    "Портовое управление сегодня открыло новый восточный причал после четырёх лет работ и двух потерянных зим. Теперь "
    "там могут швартоваться суда длиной до двухсот метров, вдвое больше прежнего за один день."
)


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def test_a_text_in_one_language_has_none() -> None:
    assert paragraph_languages(text(ENGLISH, "Short", ENGLISH, ENGLISH), "en-GB") == ()
    assert paragraph_languages("", "en") == ()
    assert paragraph_languages(text(ENGLISH, GERMAN, GERMAN, GERMAN), None) == ()


def test_each_paragraph_of_a_mixed_text_has_one() -> None:
    mixed = text(ENGLISH, "Quays", ENGLISH, GERMAN, "Kais", GERMAN)
    assert paragraph_languages(mixed, "en-GB") == ("en-GB", "en-GB", "en-GB", "de", "de", "de")
    assert paragraph_languages(text("Quay", ENGLISH, RUSSIAN, RUSSIAN, ENGLISH), "en") == ("en", "en", "ru", "ru", "en")


def test_the_other_language_may_stand_in_the_middle() -> None:
    mixed = text(ENGLISH, ENGLISH, GERMAN, GERMAN, ENGLISH)
    assert paragraph_languages(mixed, "en") == ("en", "en", "de", "de", "en")


def test_one_quotation_in_another_language_is_no_mixture() -> None:
    assert paragraph_languages(text(ENGLISH, ENGLISH, ENGLISH, GERMAN), "en") == ()
    assert paragraph_languages(text(ENGLISH, ENGLISH, RUSSIAN, ENGLISH), "en") == ()


def test_close_relatives_are_one_language() -> None:
    norwegian = (
        "Havnekontoret åpnet i dag den nye østre kaien etter fire års arbeid og to vintre med forsinkelser. Skip på "
        "opptil to hundre meter kan nå legge til der, dobbelt så mange som før på en dag."
    )
    assert paragraph_languages(text(*[norwegian] * 4), "da") == ()
