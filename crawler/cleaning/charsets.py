"""The codec behind an encoding's label, as the WHATWG Encoding Standard has it (section 4.2, names and labels)."""

from __future__ import annotations

import codecs
import re

# Labels that mean a superset in practice, or that Python knows by another name; keys are the names of Python's codecs.
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "big5": "big5hkscs",
    # A declaration in ASCII cannot be right about these.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "utf-8",
}
# Codecs, with the labels of the standard that Python does not know.
_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 "
    "unicode unicodefeff unicodefffe csunicode iso-10646-ucs-2 ucs-2",
    "iso8859-6": "csiso88596e csiso88596i iso-8859-6-e iso-8859-6-i",
    "iso8859-7": "sun_eu_greek",
    "iso8859-8": "csiso88598e iso-8859-8-e visual csiso88598i iso-8859-8-i logical",
    "iso8859-15": "csisolatin9",
    "koi8-r": "koi koi8",
    "koi8-u": "koi8-ru",
    "mac-roman": "csmacintosh mac x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 windows-874",
    "gb18030": "csgb2312 gb_2312 gb_2312-80 x-gbk",
    "big5hkscs": "cn-big5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
    "cp932": "windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 iso-ir-149 ks_c_5601-1989 ksc_5601 windows-949",
}
_CODECS = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
_NUMBERED = re.compile(r"(?:x-)?(cp125)(\d)|(iso8859)(\d{1,2})")  # "x-cp1251", "iso88592"
# Codecs of Python's that are no encodings of pages; the standard lets no page use the last three.
_NO_PAGES = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "hz", "iso2022_kr", "utf_32"})


def codec_of(label: str) -> str | None:
    """The codec for an encoding's label; None for an unknown one, and for codecs that are not for pages."""
    label = label.strip().lower()
    name = _CODECS.get(label)
    if name is not None:
        return name
    numbered = _NUMBERED.fullmatch(label)
    if numbered:
        label = f"cp125{numbered[2]}" if numbered[1] else f"iso8859-{numbered[4]}"
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if not codec._is_text_encoding or codec.name.replace("-", "_") in _NO_PAGES:
        return None
    return _SUPERSETS.get(codec.name, codec.name)
