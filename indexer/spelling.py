"""Did you mean: another spelling of a query that finds more.

What a correction is worth is weighed as in a noisy channel (Kernighan, Church and Gale, "A spelling correction program
based on a noisy channel model", COLING 1990): how likely the words are to be meant, by the releases that have all words
of the corrected query, times how likely they are to be mistyped so, a factor for each edit.

Words that the index has are right, be they names or rare; they are doubted only where they never stand together, as in
"untied nations", and something near to one of them stands there often. Precision counts: a wrong suggestion says of a
right query that it is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import NamedTuple, Self

from whoosh import query

from indexer import analysis
from indexer.alternatives import alternatives
from indexer.analysis.scripts import APOSTROPHES, script_of
from indexer.engine.filters import HasValue
from indexer.index import SearchRequest
from indexer.mended import mended
from indexer.nearest import Near, nearest
from indexer.schema import FACETS_BY_NAME, TEXT_FIELDS, WORDS_FIELD, encoded
from indexer.snapshot import Snapshot

MOST_WORDS = 10  # of a query that is looked at: longer ones are texts, and find something anyway
MOST_CORRECTED = 3  # words of a query
MIN_LENGTH = 4  # shorter words resemble too many others
TWO_EDITS = 7  # characters that a word has in which two are looked for
LONG = 6  # characters that a word has which a single slip makes no other word
BESIDE = 10  # times as much as words of one release do words count that stand side by side
AN_EDIT = log(30)  # how much less likely each edit makes a correction
NO_SLIP = log(5)  # and if it is none of those that fingers make by themselves
TRIED = 6  # corrections of a word that are weighed
OFTEN = 5  # times that words which are put in the place of others stand together, at least
TORN = 10  # times as frequent as the rarer of two words is the one that they are part of
MUCH_MORE = 2  # times as often do they stand together as the word in whose place one is put stands anywhere

_LANGUAGE = FACETS_BY_NAME["language"].column
_FIELDS = ("title", "text")  # in which words are looked for side by side

Count = Callable[[SearchRequest], int]


class Alternative(NamedTuple):
    """What may have been meant by a word, how unlikely it was typed so, and whether that alone is evidence enough."""

    text: str
    cost: float
    is_sure: bool

    @classmethod
    def of(cls, typed: str, near: Near, written: str) -> Self:
        is_slip = near.distance == 1 and _is_slip(typed, near.word)
        cost = AN_EDIT * near.distance + (0 if is_slip else NO_SLIP)
        return cls(written, cost, is_slip and len(typed) >= LONG)


def corrected(snapshot: Snapshot, request: SearchRequest, words: Sequence[str], count: Count) -> str | None:
    """The query with other spellings, when more releases then have all of its words as they stand; else None.

    `words` are the query's plain words, folded; `count` counts the hits of a request, of which there must be some.
    """
    strict = replace(request, match="all", facets={}, cursor=None, offset=0)
    better = mended(snapshot, request.q)
    if better == request.q and 0 < len(words) <= MOST_WORDS:
        better = _respelled(snapshot, better, words)
    return better if better != request.q and count(replace(strict, q=better)) else None


def _respelled(snapshot: Snapshot, text: str, words: Sequence[str]) -> str:
    """The query with other spellings; as it is where no more releases have all of its words then."""
    speller, asked = _Speller(snapshot), _Query.of(text, words)
    unknown = [word for word in dict.fromkeys(words) if speller.is_unknown(word)]
    better = speller.joined(asked)
    if better == asked:
        better = speller.with_known_words(asked, unknown) if unknown else speller.with_words_together(asked)
    known = 0 if unknown else speller.releases(asked)
    return better.text if better != asked and speller.releases(better) > known else text


@dataclass(frozen=True)
class _Query:
    """A query's text, and where its plain words stand in it."""

    text: str
    places: tuple[tuple[int, int, str], ...]

    @classmethod
    def of(cls, text: str, words: Iterable[str]) -> _Query:
        wanted, places, reached = set(words), [], 0
        for start, end, token in analysis.spans(text):
            word = analysis.fold(token)
            if word in wanted and start >= reached:
                places.append((start, end, word))
                reached = end
        return cls(text, tuple(places))

    def neighbours(self) -> Iterator[tuple[int, int]]:
        """The places of words between which nothing but blanks stands."""
        for place, (one, other) in enumerate(zip(self.places, self.places[1:], strict=False)):
            if self.text[one[1] : other[0]].isspace():
                yield place, place + 1

    def but(self, changes: Mapping[int, str]) -> _Query:
        """With other texts at some places; "" takes the word away."""
        text, end = "", 0
        for place, (start, stop, _) in enumerate(self.places):
            if place in changes:
                text += self.text[end:start] + changes[place]
                end = stop
        text += self.text[end:]
        return _Query.of(text, [word for _, _, word in self.places] + analysis.query_words(" ".join(changes.values())))


class _Speller:
    """What the index says of words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot, self._segments = snapshot, snapshot.executor.segments
        self._together: dict[tuple[str, str], int] = {}

    def releases(self, asked: _Query) -> int:
        """How many releases have all the words as they stand, wherever in them; other forms of those that none has."""
        words = dict.fromkeys(word for _, _, word in asked.places)
        return self._found(query.And([self._node(word) for word in words]))

    def _node(self, word: str) -> query.Query:
        if self.documents(word):
            return query.Term(WORDS_FIELD, word)
        terms = analysis.query_terms(word, self._snapshot.languages)
        return query.Or([query.Term(field, term) for field in _FIELDS for term in terms])

    def documents(self, word: str) -> int:
        return self._snapshot.frequency(WORDS_FIELD, word)

    def together(self, first: str, second: str) -> int:
        """In how many releases two words stand side by side, in any form of theirs."""
        key = first, second
        if key not in self._together:
            chains = [analysis.chain(language) for language in ("", *self._snapshot.languages)]
            rows = dict.fromkeys((chain.term(first), chain.term(second)) for chain in chains)
            phrases = [query.Phrase(field, row) for row in rows if all(row) for field in _FIELDS]
            self._together[key] = self._found(query.Or(phrases))
        return self._together[key]

    def _found(self, asked: query.Query) -> int:
        return self._snapshot.executor.search(asked, limit=0).total

    def is_unknown(self, word: str) -> bool:
        """Whether a word stands nowhere, neither as it is nor in another form of it nor under another name."""
        if not _may_be_wrong(word) or self.documents(word):
            return False
        forms = (self._has_form_of(word, language) for language in ("", *self._snapshot.languages))
        return not any(forms) and not self._is_known_otherwise(word)

    def _is_known_otherwise(self, word: str) -> bool:
        """Whether a word is a name that the index has in another script or language."""
        others = alternatives(self._snapshot, [word], misspelt=False, in_compounds=False)[0]
        return any(
            other.why in {"place", "acronym"} or script_of(other.words[0]) != script_of(word) for other in others
        )

    def _has_form_of(self, word: str, language: str) -> bool:
        """Whether releases of a language have a word in another form, as the stemmer of that language sees it.

        Endings of one language are typing errors in another. Releases of no known language are like all others.
        """
        terms = dict.fromkeys(analysis.chain(language).terms(word))
        known = [
            query.Term(field.name, term)
            for field in TEXT_FIELDS
            for term in terms
            if self._snapshot.frequency(field.name, term)
        ]
        if not known or not language:
            return bool(known)
        of_language = HasValue(_LANGUAGE, (encoded(language),))
        return self._snapshot.executor.search(query.Or(known), 0, filters={_LANGUAGE: of_language}).total > 0

    def with_known_words(self, asked: _Query, unknown: Sequence[str]) -> _Query:
        """The query with the words that stand nowhere in another spelling."""
        left = list(unknown[:MOST_CORRECTED])
        while left:
            word = left.pop(0)
            places = [place for place, (_, _, there) in enumerate(asked.places) if there == word]
            others = {place: "" for place, (_, _, there) in enumerate(asked.places) if there in left}
            best, most = asked, None
            for alternative in self._alternatives(word) if places else ():
                tried = dict.fromkeys(places, alternative.text)
                changed = asked.but(tried)
                found = self.releases(asked.but(others | tried))
                beside = self._beside(changed, places[0], but=left)
                if found and (alternative.is_sure or beside is None or beside or self._belongs(alternative, found)):
                    worth = log(found + BESIDE * (beside or 0)) - alternative.cost
                    if most is None or worth > most:
                        best, most = changed, worth
            asked = best
        return asked

    def with_words_together(self, asked: _Query) -> _Query:
        """The query with a word in the place of one that stands beside none of its neighbours."""
        pairs = list(asked.neighbours())
        for place, (_, _, word) in enumerate(asked.places):
            beside = [pair for pair in pairs if place in pair]
            others = [asked.places[other][2] for pair in beside for other in pair if other != place]
            least = max(OFTEN, MUCH_MORE * self.documents(word))
            if others and _may_be_wrong(word) and min(map(self.documents, others)) >= least:
                if any(self.together(*_words_at(asked, pair)) for pair in beside):
                    continue
                if (better := self._in_the_place(asked, place, beside, least)) is not None:
                    return better
        return asked

    def _in_the_place(self, asked: _Query, place: int, beside: Sequence[tuple[int, int]], least: int) -> _Query | None:
        """The query with another word at a place, which stands so often beside each of its neighbours."""
        best = None
        for near in nearest(self._segments, asked.places[place][2], 1)[:TRIED]:
            if len(near.word) >= MIN_LENGTH and near.documents >= least:
                changed = asked.but({place: self._written(near.word)})
                found = min(self.together(*_words_at(changed, pair)) for pair in beside)
                if found >= least:
                    best, least = changed, found + 1
        return best

    def joined(self, asked: _Query) -> _Query:
        """The query with words joined that never stand side by side, where the index has both as one word."""
        for one, other in asked.neighbours():
            first, second = asked.places[one][2], asked.places[other][2]
            known = self.documents(first + second)
            rarer = min(self.documents(first), self.documents(second))
            if known and known >= TORN * rarer and not self.together(first, second):
                start, end = asked.places[one][0], asked.places[other][1]
                text = asked.text[:start] + first + second + asked.text[end:]
                words = [word for _, _, word in asked.places]
                return self.joined(_Query.of(text, [*words, first + second]))
        return asked

    def _written(self, word: str) -> str:
        """A folded word as a release writes it, in small letters: with its accents."""
        for number in self._snapshot.executor.search(query.Term(WORDS_FIELD, word), limit=1).documents.tolist():
            document = self._snapshot.document(number)
            for _, _, token in analysis.spans(f"{document.title}\n{document.text}"):
                if analysis.fold(token) == word and not set(token) & set(APOSTROPHES):
                    return token.lower()
        return word

    def _beside(self, asked: _Query, place: int, but: Sequence[str]) -> int | None:
        """In how many releases a word stands beside a neighbour of it, but for some; None where it has none."""
        pairs = [pair for pair in asked.neighbours() if place in pair]
        known = [pair for pair in pairs if not any(asked.places[each][2] in but for each in pair)]
        return max((self.together(*_words_at(asked, pair)) for pair in known), default=None)

    def _belongs(self, alternative: Alternative, found: int) -> bool:
        """Whether a word stands where the other words do more often than not."""
        return OFTEN <= self.documents(analysis.fold(alternative.text)) <= 2 * found

    def _alternatives(self, word: str) -> list[Alternative]:
        found = nearest(self._segments, word, 2 if len(word) >= TWO_EDITS else 1)
        near = [Alternative.of(word, each, self._written(each.word)) for each in found[:TRIED]]
        return [*near, *self._split(word)]

    def _split(self, word: str) -> list[Alternative]:
        """The two words that a word is, where the index has them side by side; the most frequent ones."""
        cuts = [(word[:place], word[place:]) for place in range(2, len(word) - 1)]
        known = [cut for cut in cuts if all(map(self.documents, cut))]
        best = max(known, key=lambda cut: self.together(*cut), default=None)
        return [Alternative(" ".join(best), AN_EDIT, is_sure=True)] if best and self.together(*best) else []


def _may_be_wrong(word: str) -> bool:
    """Whether a word may be corrected: it is no number, and no part of a text without spaces."""
    return len(word) >= MIN_LENGTH and not analysis.is_unspaced(word) and not any(map(str.isdigit, word))


def _is_slip(typed: str, word: str) -> bool:
    """Whether fingers do it by themselves: a character left out or typed twice, or two in the wrong order."""
    more, fewer = (word, typed) if len(word) > len(typed) else (typed, word)
    if len(more) - len(fewer) == 1:
        place = next((place for place in range(len(fewer)) if more[place] != fewer[place]), len(fewer))
        return more is word or (place > 0 and more[place] == more[place - 1])
    return sorted(typed) == sorted(word)


def _words_at(asked: _Query, pair: tuple[int, int]) -> tuple[str, str]:
    return asked.places[pair[0]][2], asked.places[pair[1]][2]
