"""Texts cut in bulk against the chain that cuts them one by one, with tables that grow and words of any length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import analysis

from indexer.engine.chains import Chain, chain_of
from indexer.engine.kernels import cutting
from indexer.engine.vocabulary import Vocabulary

pytestmark = pytest.mark.skipif(cutting is None, reason="without a compiler the chain cuts all texts")

CHAINS = {
    "identical": analysis.SpaceSeparatedTokenizer(),
    "words": analysis.RegexTokenizer(),
    "filtered": analysis.StandardAnalyzer(minsize=2),
}


def chain(name: str) -> Chain:
    found = chain_of(CHAINS[name])
    assert found is not None
    return found


def terms(vocabulary: Vocabulary, numbers: list[int]) -> list[bytes | int]:
    """What forms stand for: terms, or GONE or BLANK."""
    by_form, kept = vocabulary.terms.tolist(), vocabulary.numbers().tolist()
    return [by_form[number] if kept[number] >= 0 else kept[number] for number in numbers]


def cut(vocabulary: Vocabulary, texts: list[str]) -> list[list[bytes | int]]:
    cutter = vocabulary.cutter
    assert cutter is not None
    numbers, ends = cutter.cut([text.encode() for text in texts])
    bounds = [0, *ends.tolist()]
    return [terms(vocabulary, numbers[bounds[at] : bounds[at + 1]].tolist()) for at in range(len(texts))]


def one_by_one(vocabulary: Vocabulary, texts: list[str]) -> list[list[bytes | int]]:
    return [terms(vocabulary, [vocabulary[form] for form in vocabulary.chain.surfaces(text)]) for text in texts]


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize(
    "odd", ["", "\xe9\u2003\xdf\u6f22x", "\xe9\U0001d51e\U0001f600"], ids=["ascii", "wide", "beyond"]
)
def test_cutting_in_bulk_gives_the_forms_of_the_chain(name: str, odd: str) -> None:
    texts = st.lists(st.text(alphabet=f"aB1 ._-\n{odd}", max_size=40), max_size=6)
    ours, theirs = Vocabulary(chain(name)), Vocabulary(chain(name))

    @settings(deadline=None)
    @given(texts)
    def check(some: list[str]) -> None:
        assert cut(ours, some) == one_by_one(theirs, some)

    check()


def test_tables_grow_and_words_of_any_length_are_told_apart() -> None:
    vocabulary = Vocabulary(chain("identical"))
    words = [f"{number:x}" * (1 + number % 5) for number in range(20_000)] + ["a" * length for length in range(1, 300)]
    words += ["\xe9" * length for length in range(1, 40)] + ["\U0001f600" * length for length in range(1, 20)]
    texts = [" ".join(words[at : at + 7_000]) for at in range(0, len(words), 7_000)]
    for _ in range(2):
        found = [term for text in cut(vocabulary, texts) for term in text]
        assert found == [word.encode() for word in words]
    assert vocabulary.count == len(set(words))


def test_forms_without_a_term_and_terms_that_are_given() -> None:
    vocabulary = Vocabulary(chain("filtered"))
    numbers = [vocabulary[form] for form in ("The", "Word", "word")] + [vocabulary.given["The"]]
    assert terms(vocabulary, numbers) == [-1, b"word", b"word", b"The"]
    with pytest.raises(UnicodeEncodeError):
        vocabulary.given["\ud800"]
    vocabulary.forget()
    assert (vocabulary.count, vocabulary["word"]) == (0, 0)
