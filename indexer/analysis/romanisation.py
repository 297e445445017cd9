"""Tables from other scripts to ASCII letters, as the sounds of `transliterate` read them.

Letters come folded: without accents (ё is е), Arabic ones in one form.
"""

from __future__ import annotations

import re

_CYRILLIC = """
а a б b в v г g ґ g д d е e є ie ж zh з z и i й i і i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh
щ sh ы i э e ю iu я ia ђ j ј i љ l њ n ћ ch џ j ѓ g ќ k ѕ z ә a ғ g қ k ң ng ө o ұ u ү u һ h дж j кх k
"""  # BGN/PCGN, the softening signs left out
_GREEK = """
α a β v γ g δ d ε e ζ z η i θ t ι i κ k λ l μ m ν n ξ ks ο o π p ρ r σ s ς s τ t υ i φ f χ kh ψ ps ω o
ου u μπ b ντ d γκ g γγ ng τζ j τσ ts αυ av ευ ev αι e ει i οι i
"""  # ELOT 743; pairs of letters as they sound
_ARABIC = """
ا a ب b ت t ث t ج j ح h خ kh د d ذ z ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ g ف f ق k ك k ل l م m ن n ه h و u ي i ء a
پ p چ ch ژ j گ g ڤ v ڭ ng تش ch دج j كس ks ئ i ؤ u
"""
_HEBREW = """
א a ב b ג g ד d ה h ו u ז z ח h ט t י i כ k ך k ל l מ m ם m נ n ן n ס s ע a פ f ף f צ ts ץ ts ק k ר r ש sh ת t
"""
_DEVANAGARI = """
अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ ai ओ o औ au ऑ o ऍ e ा a ि i ी i ु u ू u ृ ri े e ै ai ो o ौ au ॉ o ॅ e ं n ः h
क k ख kh ग g घ g ङ n च ch छ ch ज j झ j ञ n ट t ठ t ड d ढ d ण n त t थ t द d ध d न n प p फ f ब b भ b म m य i र r ल l
ळ l व v श sh ष sh स s ह h क्स ks
"""


def _table(text: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of single letters and groups, the longest first, and what each becomes; other characters go."""
    parts = text.split()
    letters = dict(zip(parts[::2], parts[1::2], strict=True))
    groups = sorted((group for group in letters if len(group) > 1), key=len, reverse=True)
    return re.compile("|".join([*groups, "."]), re.DOTALL), letters


TABLES = {
    "cyrillic": _table(_CYRILLIC),
    "greek": _table(_GREEK),
    "arabic": _table(_ARABIC),
    "hebrew": _table(_HEBREW),
    "devanagari": _table(_DEVANAGARI),
}
