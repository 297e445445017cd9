"""Words in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.pretrained import Pretrained
from crawler.entities.subwords import SPACE, Subwords
from tests.crawler.entities import packed


@pytest.fixture(scope="module")
def subwords(tmp_path_factory: pytest.TempPathFactory) -> Subwords:
    path = tmp_path_factory.mktemp("pieces") / "packed"
    packed.write(path)
    return Subwords(Pretrained(path).pieces)


def words(numbers: tuple[int, ...]) -> list[str]:
    return [packed.PIECES[number] for number in numbers]


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        (f"{SPACE}boats", [f"{SPACE}boat", "s"]),  # -6 in place of -7 and less
        ("boat", ["bo", "at"]),
        (f"{SPACE}Zorblatt", [f"{SPACE}Zorb", "latt"]),
        ("boxs", ["bo", "<unk>", "s"]),
        (f"{SPACE}ﬁ", [SPACE, "<unk>", "<unk>"]),  # read as "fi"
    ],
)
def test_the_likeliest_pieces(subwords: Subwords, word: str, pieces: list[str]) -> None:
    assert words(subwords.of(word)) == pieces


@given(word=st.text(alphabet="boats", min_size=1, max_size=12))
def test_no_other_way_is_likelier(subwords: Subwords, word: str) -> None:
    def best(rest: str) -> float:
        ways = [
            score + (best(rest[len(piece) :]) if rest[len(piece) :] else 0)
            for piece, score in zip(packed.PIECES, packed.SCORES, strict=True)
            if rest.startswith(piece)
        ]
        return max(ways)

    found = subwords.of(word)
    assert "".join(words(found)) == word
    assert sum(packed.SCORES[number] for number in found) == pytest.approx(best(word))
