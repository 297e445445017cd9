"""What is marked: the same as where all of a text is cut into words, and each is compared."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from random import Random
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import analysis, occurrences
from indexer.analysis.joining import compound_spans
from indexer.engine.kernels import load, plain_words
from indexer.occurrences import Mark, Occurrences, Place

pytestmark = pytest.mark.any_whoosh

KERNELS = [load("numpy", "_words")]
with suppress(ImportError):
    KERNELS.append(load("numba", "_words"))

LANGUAGES = ["", "en", "de", "fr", "sv", "tr", "nl", "vi", "ar", "ru", "sr", "el", "zh", "id", "ga", "uk"]
_WORDS = """the Hague hague's l'accord L’ACCORD d’Estonie qu'elle O’Brien obrien rock'n'roll 'quoted' don't
tries try tried hoping hope hopes ability abilities able dying die skies sky generously news ion a I
organisation organizations Organizing colour colored labour centre centers grey gray sceptics skeptic oestrogen
estrogen anaemia anemia programme programs paediatric pediatric cosy cozier defence defenses moustache
cancelled canceling panellists panelists counsellors marvellous traveller
counter-terrorism counterterrorism counter terrorism Gate.io gateio Ph.D. phd U.S. U.N. us un A&B ab 3,000 3000 e-mail
email x-y-z-u-v-w ab-cd-ef-gh-ij-kl www.a.b.c.example www a‐b a--b ab.-cd _a-b_ Mueller-Lüdenscheidt
d'Artagnan's aujourd'hui Aujourd’hui
dell'accordo qu'il's s' 'tis ''a'b' o'x-y-z x-l'accord l'a-b hague'-s a'b'-c d'un&l'ab L'AB
ministers' al'accord a\u02bcb \u02bcab 'it's-a y'all'd 'a'-'b' it's hopes'x e\u0301'a l'\u0301a al''ab ab’s.
ab's'-ab café CAFÉ cafe\u0301 Łódź lodz Straße strasse ﬁne fine Ærø aero œuvre İstanbul istanbul ISPARTA ı ½ ² x² ªb
Müller Mueller müllers Über ueber uber Ångström angstrom Århus aarhus København Koebenhavn Verhandlungen gelopen lopen
förhandlingarna förhandling dine diner tahun pertahanan bertahan memukul pukul việt Việt viet đập dap bhean bean
Αθήνα ΑΘΗΝΑ σοφός ΣΟΦΟΣ йод Йод и\u0306од ёж еж Норов Норова вопросов вопрос договорённость договоренности NATO НАТО
наибольший више Више Србија Srbija српски हिन्दी हिन्दियों ශ්‍රී හිතේ හිත\u0dd9\u0dca ලංකා கொடு क़लम क\u093cलम ලිස් مُحَمَّد محمد
والكتاب الكتاب كتاب للكتاب إلى الى
و2012 2012 1095م 8ஆ
上海合作组织 合作 海 東京タワー 서울특별시 서울 ｶﾞｽ ガス ไทย aไทยb 上a海 a上b 上-海 上海-合作 上海合作
snake_case _a_ a\u00adb ab a\u200db \u0301x x\u0301 𝐀𝐁 ab 𠀀𠀁 É\u2019É 12,5 12 5 ２５ ٢٥ 25 x'y'z ''a'' a''b"""
WORDS = _WORDS.split()
SPACES = [" ", " ", " ", "  ", "\n", "\u00a0", "\u3000", ", ", ".", "-", "/", "", "\0", "(", "“", "&", "'"]


@pytest.fixture(params=KERNELS, ids=lambda module: module.__name__.rsplit(".", 1)[1], autouse=True)
def kernel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setattr(occurrences, "kernel", request.param)
    module: ModuleType = request.param
    return module


def compared(
    text: str,
    language: str,
    terms: Mapping[str, int],
    words: Mapping[str, int],
    phrases: Mapping[tuple[Place, ...], int],
) -> list[Mark]:
    """The marks, by the letter."""
    chain = analysis.chain(language)
    cut = [(start, end, word, own_terms(word, language)) for start, end, word in analysis.spans(text)]
    marks: set[Mark] = set()
    for start, end, word, own in cut:
        parts = [part for term, part in terms.items() if term in own]
        parts = parts or [part for folded, part in words.items() if folded == analysis.fold(word)]
        marks.update((start, end, part) for part in sorted(parts)[:1])
    for start, end in compound_spans(text):
        marks.update((start, end, part) for term, part in terms.items() if chain.joined(text[start:end]) == term)
    for places, part in phrases.items():
        for number in range(len(cut) - len(places) + 1):
            row = cut[number : number + len(places)]
            if all(place & own for place, (_, _, _, own) in zip(places, row, strict=True)):
                marks.add((row[0][0], row[-1][1], part))
    return sorted(marks)


def own_terms(word: str, language: str) -> set[str]:
    chain = analysis.chain(language)
    return {chain.term(word), *map(chain.otherwise, {word}.intersection(chain.surfaces_beside(word)))}


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=30))
    return "".join(word + draw(st.sampled_from(SPACES)) for word in words)


@settings(max_examples=200, deadline=None)
@given(
    texts(),
    st.sampled_from(LANGUAGES),
    st.lists(st.sampled_from(WORDS), max_size=4),
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.randoms(use_true_random=False),
)
def test_marks_are_those_of_all_words(
    text: str, language: str, asked: list[str], written: list[str], random: Random
) -> None:
    chain = analysis.chain(language)
    beside = [chain.beside(surface) for surface in chain.surfaces_beside(text)]
    inside = [term for _, _, word in analysis.spans(text) if (term := chain.term(word))]
    terms = {term: part for part, word in enumerate(asked) if (term := chain.term(word))}
    terms |= dict.fromkeys(random.sample(inside, min(2, len(inside))), 9)
    terms |= {term: 8 for term in random.sample(beside, min(1, len(beside))) if term}
    words = {analysis.fold(word): 7 for word in written}
    phrases = {}
    for part in range(2):
        start, length = random.randrange(len(inside) + 1), random.randint(1, 3)
        if len(phrase := inside[start : start + length]) == length:
            phrases[tuple(frozenset([term, *asked[:1]]) for term in phrase)] = part
    for given_phrases in (phrases, {}):
        found = Occurrences(terms, words, given_phrases).marks(text, language)
        assert found == compared(text, language, terms, words, given_phrases)


def test_one_finder_serves_many_texts() -> None:
    phrase = (frozenset({"red"}), frozenset({"polic", "green"}))
    found = Occurrences({"red": 1, "café": 2, "polic": 3}, {"officers": 5}, {phrase: 4})
    assert found.marks("Red, RED'S police officer.", "en") == [(0, 3, 1), (5, 10, 1), (5, 17, 4), (11, 17, 3)]
    assert found.marks("Red, green officers", "de") == [(0, 3, 1), (0, 10, 4), (11, 19, 5)]
    assert found.marks("", "en") == []
    assert found.marks("policing", "") == [(0, 8, 3)]


_ENDINGS = """ed ing ly y ie ies s ss es ational tional iviti ivity ative ability ibility ousness ousli ization izer ate
alism ality er est ying ied iedly edly ingly fulness fully lessli bli ably entli ently logy logi ency ancy icate icity
ical ness ement ment ent ion e le l sess isation yse yzing our ours oured re res llise ised llist lling llous"""


@settings(max_examples=250, deadline=None)
@given(
    st.text("abeghiklmnorstuyz", max_size=5) | st.sampled_from(["colo", "cent", "analy", "fib", "foet", "oest"]),
    st.lists(st.sampled_from(_ENDINGS.split()), max_size=3),
)
def test_words_of_a_stem_are_found_by_how_they_begin(stem: str, endings: list[str]) -> None:
    word = "".join([stem, *endings])
    if word:
        term = analysis.chain("en").term(word)
        assert Occurrences({term: 1}, {}, {}).marks(word, "en") == [(0, len(word), 1)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_marked_as_itself(language: str) -> None:
    chain = analysis.chain(language)
    for word in WORDS:
        for way in (word, word.upper(), word.capitalize()):
            terms = {term: 1 for _, _, part in analysis.spans(way) if (term := chain.term(part))}
            folded = {analysis.fold(way): 2}
            text = f"A {way}."
            assert Occurrences(terms, {}, {}).marks(text, language) == compared(text, language, terms, {}, {})
            assert Occurrences({}, folded, {}).marks(text, language) == compared(text, language, {}, folded, {})


@settings(max_examples=100, deadline=None)
@given(texts(), st.lists(st.sampled_from(WORDS), max_size=3), st.sampled_from(LANGUAGES))
def test_the_kernels_find_the_same(text: str, asked: list[str], language: str) -> None:
    asked += analysis.tokens(text)[:1]
    heads = Occurrences(dict.fromkeys(asked, 0), {}, {}).finder(language).heads
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    found = []
    for module in KERNELS:
        size = len(codes)
        kinds, rows = np.empty(size + plain_words.HEAD, dtype=np.uint8), np.zeros((size // 2 + 1, 3), dtype=np.int32)
        starts, odd, joined = np.zeros((3, size), dtype=np.int32)
        counts = module.find_words(codes, occurrences.classes_of_characters(), heads, kinds, starts, odd, rows, joined)
        found.append((rows[: counts[0]].tolist(), joined[: counts[1]].tolist()))
    assert found[0] == found[-1]


def test_the_kernels_have_the_same_classes(kernel: Any) -> None:
    for name in ("HEAD", "THIRD", "LETTER_BITS", "SPACE", "JOINT", "ODD", "SILENT", "APOSTROPHE", "FOREIGN"):
        assert getattr(kernel, name) == getattr(plain_words, name)
