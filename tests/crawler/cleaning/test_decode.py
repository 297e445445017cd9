"""Which encoding a page is read in; a test for each rule."""

from __future__ import annotations

import codecs

import pytest

from crawler.cleaning import decode as module
from crawler.cleaning.decode import MAX_BYTES, decode

RUSSIAN = "Совет директоров утвердил бюджет на будущий год и назначил нового председателя комитета."
JAPANESE = "理事会は来年度の予算を承認し、新しい委員長を任命した。会議は東京で開かれた。"
GERMAN = "Die Behörde prüft die Anträge für Zuschüsse künftig innerhalb von höchstens fünf Tagen."


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>x</title></head><body>" + f"<p>{text}</p>" * 6 + "</body></html>"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    assert decode(page(JAPANESE).encode(encoding)) == page(JAPANESE)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_zero_bytes_give_utf_16_away(encoding: str) -> None:
    assert decode(page(GERMAN).encode(encoding)) == page(GERMAN)


def test_a_few_zero_bytes_may_stray_into_any_page() -> None:
    assert decode(b"<p>a\x00b</p>") == "<p>a\x00b</p>"


def test_escape_sequences_give_iso_2022_jp_away() -> None:
    assert decode(page(JAPANESE).encode("iso2022_jp")) == page(JAPANESE)


def test_what_was_encoded_twice_is_decoded_twice() -> None:
    twice = "the port’s quay – für alle".encode().decode("latin-1")
    assert decode(page(f"{GERMAN} {twice}").encode()) == page(f"{GERMAN} the port’s quay – für alle")


def test_a_sign_of_its_own_is_not_half_a_letter() -> None:
    assert decode(page("Â© Ã¤ 2021").encode()) == page("Â© Ã¤ 2021")


def test_valid_utf_8_overrules_a_wrong_declaration() -> None:
    text = page(GERMAN, '<meta charset="iso-8859-1">')
    assert decode(text.encode()) == text


def test_a_character_cut_in_two_at_the_limit_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 11)
    assert decode(("a" * 10 + "é").encode()) == "a" * 10


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("shift_jis", "cp932", JAPANESE),
        ("euc-jp", "euc_jp", JAPANESE),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("windows-1251", "cp1251", RUSSIAN),
        ("iso-8859-1", "cp1252", GERMAN + " „so“ – 5 €"),
        ("gb2312", "gb18030", "理事会批准了明年的预算。"),
    ],
)
def test_a_declared_encoding_is_believed(declared: str, encoding: str, text: str) -> None:
    whole = page(text, f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">')
    assert decode(whole.encode(encoding)) == whole


def test_an_xml_declaration_counts_too() -> None:
    whole = '<?xml version="1.0" encoding="koi8-r"?>' + page(RUSSIAN)
    assert decode(whole.encode("koi8-r")) == whole


@pytest.mark.parametrize("label", ["no-such-thing", "base64", "idna", "\x00", "utf-16"])
def test_a_useless_declaration_is_passed_over(label: str) -> None:
    whole = page(RUSSIAN * 3, f'<meta charset="{label}">')
    assert RUSSIAN in decode(whole.encode("cp1251"))


@pytest.mark.parametrize(
    ("encoding", "text"), [("cp1251", RUSSIAN), ("koi8-r", RUSSIAN), ("cp932", JAPANESE), ("euc_jp", JAPANESE)]
)
def test_an_undeclared_encoding_is_detected(encoding: str, text: str) -> None:
    assert text in decode(page(text).encode(encoding))


def test_undecodable_bytes_become_replacement_characters() -> None:
    assert "a" in decode(b"a\x81\x8d\x8f\x90\x9d" * 3)


def test_work_is_bounded() -> None:
    assert len(decode(b"a" * (MAX_BYTES + 10))) == MAX_BYTES


def test_a_mark_alone_is_an_empty_page() -> None:
    assert decode(codecs.BOM_UTF8) == ""
