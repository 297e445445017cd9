"""Words in pieces, as the encoder reads them: the likeliest by a unigram language model (Kudo 2018, SentencePiece)."""

from __future__ import annotations

from functools import cached_property, lru_cache

from crawler.entities.pretrained import Pieces

SPACE = "\u2581"  # stands for a space before a word
_UNKNOWN = 10.0  # how much less likely an unknown character is than the rarest piece


class Subwords:
    """Makes pieces of words."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self.of = lru_cache(maxsize=50_000)(self._of)

    def _of(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word, which may begin with `SPACE`; at least one."""
        normal = self._pieces.normal
        return self._likeliest(
            "".join(letter if letter == SPACE else normal.get(letter, letter) for letter in word)
        ) or (self._pieces.unknown,)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._pieces.numbers))

    @cached_property
    def _least(self) -> float:
        return float(self._pieces.scores.min()) - _UNKNOWN

    def _likeliest(self, word: str) -> tuple[int, ...]:
        """Viterbi's way through the word: of each position the best score, and the last piece with its beginning."""
        numbers, scores, size = self._pieces.numbers, self._pieces.scores, len(word)
        best = [0.0] + [float("-inf")] * size
        last = [(0, 0)] * (size + 1)
        for start in range(size):
            for end in range(start + 1, min(size, start + self._longest) + 1):
                number = numbers.get(word[start:end])
                if number is not None and (score := best[start] + scores[number]) > best[end]:
                    best[end], last[end] = score, (start, number)
            if (score := best[start] + self._least) > best[start + 1]:
                best[start + 1], last[start + 1] = score, (start, self._pieces.unknown)
        found, end = [], size
        while end:
            end, number = last[end]
            found.append(number)
        return tuple(reversed(found))
