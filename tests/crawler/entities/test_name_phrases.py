"""Names in a text, beside a search that compares each phrase with each place."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.entities.document import Span, lowered
from crawler.entities.name_phrases import NamePhrases, entries
from crawler.entities.phrases import Hit, Phrases
from crawler.entities.tables import Table

# With capitals and without, of scripts with spaces and without, digits, marks and signs; few, so that they meet.
PIECES = ["B", "b", "S", "s", "İ", "ß", "É", "1", "_", ".", "'", "-", "ال", "ا", "水", "語", "가", "ක", "්", " "]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
WORDS = st.lists(st.sampled_from([lowered(piece) for piece in PIECES]), min_size=1, max_size=3).map("".join)
PHRASES = st.lists(
    st.builds(
        "{}{}{}".format, st.sampled_from(["", "*"]), WORDS.map(str.strip).filter(bool), st.sampled_from(["", "*"])
    ),
    max_size=40,
)


def is_letter(character: str) -> bool:
    return character.isalnum() and character < "\u2e80"


def compared(phrases: list[str], written: str, *, genitive: bool) -> set[tuple[Span, str]]:
    text = lowered(written)
    found = set()
    for phrase in phrases:
        name = phrase.strip("*")
        for start in range(len(text)):
            end = start + len(name)
            if text[start:end] != name or written[start].islower():
                continue
            inside_before = start > 0 and is_letter(text[start - 1]) and is_letter(name[0])
            inside_behind = end < len(text) and is_letter(text[end]) and is_letter(name[-1])
            if genitive and text[end : end + 1] == "s" and not text[end + 1 : end + 2].isalnum():
                inside_behind = False
            if (phrase[0] == "*" or not inside_before) and (phrase[-1] == "*" or not inside_behind):
                found.add((Span(start, end), phrase))
    return found


@given(PHRASES, TEXTS, st.booleans())
@example(["b"], "Bs B bB sB", True)
@example(["b"], "Bs B bB sB", False)
@settings(max_examples=300)
def test_it_finds_what_a_comparison_finds(phrases: list[str], text: str, genitive: bool) -> None:
    names: NamePhrases[str] = NamePhrases(Table.of(entries((phrase, phrase) for phrase in phrases)))
    hits = names.find(text, lowered(text), genitive=genitive)
    assert {(hit.span, hit.value) for hit in hits} == compared(phrases, text, genitive=genitive)


@given(PHRASES, TEXTS, st.booleans())
def test_it_finds_what_the_automaton_finds_without_small_letters(phrases: list[str], text: str, genitive: bool) -> None:
    named = [(phrase, number) for number, phrase in enumerate(phrases)]
    names: NamePhrases[int] = NamePhrases(Table.of(entries(named)))
    hits = Phrases(named).find(lowered(text), genitive=genitive)
    expected = [hit for hit in hits if not text[hit.span.start].islower()]
    assert sorted(names.find(text, lowered(text), genitive=genitive)) == sorted(expected)


def test_many_names_with_one_beginning() -> None:
    named = [(f"lake {letter}{other}", letter + other) for letter in map(chr, range(97, 123)) for other in "abcdefgh"]
    names: NamePhrases[str] = NamePhrases(Table.of(entries(named)))
    assert names.find("Lake Zc, lake ab", "lake zc, lake ab") == [Hit(Span(0, 7), "zc")]
