"""Every encoding that the web knows (WHATWG Encoding Standard), whole, cut off, and wrongly declared."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.cleaning import clean_page
from crawler.cleaning.charsets import codec_of

URL = "https://www.office.example/news/1"

ARABIC = "وافق المجلس على ميزانية العام المقبل وعين رئيسا جديدا للجنة "
CHINESE_SIMPLE = "理事会批准了下一年度的预算并任命了委员会的新主席。"
CHINESE_TRADITIONAL = "理事會批准了下一年度的預算並任命了委員會的新主席。"
CYRILLIC = "Совет директоров утвердил бюджет на будущий год и назначил нового председателя. "
ENGLISH = "The board has approved next year’s budget and named a new chair of its committee. "
GREEK = "Το συμβούλιο ενέκρινε τον προϋπολογισμό και όρισε νέο πρόεδρο της επιτροπής. "
HEBREW = "המועצה אישרה את התקציב לשנה הבאה ומינתה יושב ראש חדש לוועדה "
JAPANESE = "理事会は来年度の予算を承認し、新しい委員長を任命した。会議は東京で開かれた。"
KOREAN = "이사회는 내년 예산을 승인하고 위원회의 새 위원장을 임명했다. "
LATIN = "El consejo aprobó el presupuesto del próximo año y nombró a la nueva presidenta. "
NORDIC = "Styrelsen godkände budgeten för nästa år och utsåg en ny ordförande på måndag. "
POLISH = "Rada zatwierdziła budżet na przyszły rok i powołała nową przewodniczącą komisji. "
THAI = "คณะกรรมการอนุมัติงบประมาณปีหน้าและแต่งตั้งประธานคนใหม่ของคณะกรรมการ "
TURKISH = "Yönetim kurulu gelecek yılın bütçesini onayladı ve komisyona yeni bir başkan seçti. "
UKRAINIAN = "Рада директорів затвердила бюджет на наступний рік і призначила нового голову. "
VIETNAMESE = "Hôi dông da phê duyêt ngân sách cho nam toi và bô nhiêm chu tich. "

# A label of each encoding, the codec that writes it, and a text that it can hold.
ENCODINGS = [
    ("utf-8", "utf-8", CYRILLIC),
    ("unicode-1-1-utf-8", "utf-8", ARABIC),
    ("ibm866", "cp866", CYRILLIC),
    ("iso-8859-2", "iso8859-2", POLISH),
    ("iso88592", "iso8859-2", POLISH),
    ("latin3", "iso8859-3", LATIN),
    ("iso-8859-4", "iso8859-4", NORDIC),
    ("iso-8859-5", "iso8859-5", CYRILLIC),
    ("iso-8859-6", "iso8859-6", ARABIC),
    ("csiso88596i", "iso8859-6", ARABIC),
    ("iso-8859-7", "iso8859-7", GREEK),
    ("sun_eu_greek", "iso8859-7", GREEK),
    ("iso-8859-8", "iso8859-8", HEBREW),
    ("logical", "iso8859-8", HEBREW),
    ("iso-8859-10", "iso8859-10", NORDIC),
    ("iso-8859-13", "iso8859-13", NORDIC),
    ("iso-8859-14", "iso8859-14", LATIN),
    ("iso-8859-15", "iso8859-15", LATIN),
    ("iso-8859-16", "iso8859-16", POLISH),
    ("koi8-r", "koi8-r", CYRILLIC),
    ("koi8", "koi8-r", CYRILLIC),
    ("koi8-u", "koi8-u", UKRAINIAN),
    ("macintosh", "mac-roman", LATIN),
    ("x-mac-cyrillic", "mac-cyrillic", CYRILLIC),
    ("windows-874", "cp874", THAI),
    ("tis-620", "cp874", THAI),
    ("windows-1250", "cp1250", POLISH),
    ("x-cp1251", "cp1251", UKRAINIAN),
    ("windows-1252", "cp1252", ENGLISH),
    ("iso-8859-1", "cp1252", ENGLISH),
    ("us-ascii", "cp1252", LATIN),
    ("windows-1253", "cp1253", GREEK),
    ("windows-1254", "cp1254", TURKISH),
    ("iso-8859-9", "cp1254", TURKISH),
    ("windows-1255", "cp1255", HEBREW),
    ("windows-1256", "cp1256", ARABIC),
    ("windows-1257", "cp1257", NORDIC),
    ("windows-1258", "cp1258", VIETNAMESE),
    ("gbk", "gbk", CHINESE_SIMPLE),
    ("gb2312", "gb18030", CHINESE_SIMPLE),
    ("gb18030", "gb18030", CHINESE_SIMPLE),
    ("x-gbk", "gbk", CHINESE_SIMPLE),
    ("big5", "big5", CHINESE_TRADITIONAL),
    ("cn-big5", "big5", CHINESE_TRADITIONAL),
    ("euc-jp", "euc_jp", JAPANESE),
    ("iso-2022-jp", "iso2022_jp", JAPANESE),
    ("shift_jis", "shift_jis", JAPANESE),
    ("x-sjis", "cp932", JAPANESE),
    ("euc-kr", "euc_kr", KOREAN),
    ("ks_c_5601-1989", "cp949", KOREAN),
    ("utf-16le", "utf-16-le", CYRILLIC),
    ("utf-16be", "utf-16-be", GREEK),
]


def page_in(codec: str, text: str, label: str = "") -> bytes:
    declared = f'<meta charset="{label}">' if label else ""
    return f"<html><head>{declared}</head><body><h1>1</h1><p>{text * 3}</p></body></html>".encode(codec)


@pytest.mark.parametrize(("label", "codec", "text"), ENCODINGS, ids=[label for label, _, _ in ENCODINGS])
def test_a_declared_encoding_is_read(label: str, codec: str, text: str) -> None:
    release = clean_page(page_in(codec, text, label), URL)
    assert release.text == (text * 3).strip()


@pytest.mark.parametrize(("label", "codec", "text"), ENCODINGS, ids=[label for label, _, _ in ENCODINGS])
def test_a_page_may_end_within_a_character(label: str, codec: str, text: str) -> None:
    page = page_in(codec, text, label)
    for length in range(len(page) - 12 - 40, len(page) - 20):
        assert text[:20].strip() in clean_page(page[:length], URL).text


@pytest.mark.parametrize(
    ("codec", "text", "language"),
    [
        ("shift_jis", JAPANESE, "ja"),
        ("euc_jp", JAPANESE, "ja"),
        ("iso2022_jp", JAPANESE, "ja"),
        ("koi8-r", CYRILLIC, "ru"),
        ("cp1251", CYRILLIC, "ru"),
        ("utf-16", CYRILLIC, "ru"),
    ],
)
def test_an_encoding_that_nobody_declares_is_found(codec: str, text: str, language: str) -> None:
    release = clean_page(page_in(codec, text), URL)
    assert release.text == (text * 3).strip()
    assert release.language == language


@pytest.mark.parametrize(
    "label", ["", "x-user-defined", "replacement", "idna", "hz", "rot13", "unicode_escape", "base64", "\x00"]
)
def test_what_is_no_encoding_of_pages_is_not_believed(label: str) -> None:
    assert codec_of(label) is None
    assert clean_page(page_in("utf-8", CYRILLIC, label), URL).text == (CYRILLIC * 3).strip()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_label(label: str) -> None:
    codec = codec_of(label)
    assert codec is None or codecs.lookup(codec)._is_text_encoding


@settings(deadline=None)
@given(st.sampled_from(ENCODINGS), st.sampled_from(ENCODINGS))
def test_a_wrong_declaration_does_no_harm(true: tuple[str, str, str], told: tuple[str, str, str]) -> None:
    _, codec, text = true
    clean_page(page_in(codec, text, told[0]), URL).digest.encode()
