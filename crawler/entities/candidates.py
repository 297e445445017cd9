"""Names that show themselves: runs of capitalised words that begin with a known given name, or bear a name's marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.geonames import state_codes
from crawler.entities.given_names import (
    is_doubtful,
    is_family_name,
    is_given,
    is_given_in,
    is_hyphened,
    is_surname_first,
    is_usual_family_name,
    is_weak,
)
from crawler.entities.looks import common_words
from crawler.entities.name_words import (
    Word,
    from_given,
    halves_of,
    has_two_weak,
    is_with_initials,
    names_in,
    without_loose_end,
    without_verb,
)
from crawler.entities.names import (
    CAPITAL,
    INITIAL_REST,
    LINK,
    PART,
    PARTICLES_WITH_CAPITAL,
    SUFFIX,
    TOKEN_REST,
    is_no_name,
    words_of,
)
from crawler.entities.placing import bare_states
from crawler.entities.speech import verb

_RUN = re.compile(rf"{CAPITAL}(?<![\w'-].)(?:{TOKEN_REST}|{INITIAL_REST})(?:{LINK}{PART})+")
_SUFFIX = re.compile(SUFFIX)
_NUMERAL = re.compile(r"[IVX](?<= .)(?:(?<=I)(?:I{1,2}|V|X)|(?<=V)I{0,3}|(?<=X)[IV]{0,4})(?![\w'-])")
_COURTESY = ("Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms.", "Dr", "Dr.")
# What initials of people's names are in no Romance language: "M. Major", "D. Juan Major".
_MISTERS = {
    "fr": ("M.", "MM.", "Dom"),
    "es": ("D.", "Dª", "D.ª", "Dña.", "Don", "Doña"),
    "pt": ("D.", "D.ª", "Dom", "Dona", "Frei", "Padre"),
    "it": ("Don", "Suor", "Padre", "Mons."),
    "ca": ("D.", "Mossèn"),
}
_PATRONYMIC = re.compile(r"\w{2,}(?:ович|евич|овна|евна|инична)")
_BEHIND_INITIAL = re.compile(r"\. ([A-Z][\w'-]+)")
_INITIALS_BEFORE = re.compile(r"(?<![\w.])(?:[A-Z]\.){1,4}$")
_LONGEST_INITIALS = 9  # characters, with what stands before them
_WORD = re.compile(r"\S+")
_NEXT_WORD = re.compile(r"[ -]([^\W\d_][\w.&-]*)")
_FIRM = re.compile(r",? (?:Inc|LLC|LLP|Ltd|Corp|GmbH|AG|SE|Co|PLC|plc|P\.C|PC|S\.A|SA|AB)\b| & (?:Co|Sons|Partners)\b")
_LAST_WORD = re.compile(r"(?:^|[^\w'-])([^\W\d_a-z][^\W\d_]+)$")
_LONGEST_GIVEN = 20  # characters
_PREVIOUS = re.compile(r"(\S+) $")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•*|\n\"“”„«»(–—-]\s*)$")
_ABBREVIATION = re.compile(r"[^\W\d_]{2,5}")
# Behind a name: party and state, a degree, an age, what the person does.
_MARK = re.compile(
    r",? \(?(?:[RDI]|Rep|Dem|Ind)[-–][A-Z]| \((?:[RDI]|Rep|Dem|Ind)[., ]+[A-Z]|"
    r",? (?:{degrees})(?![\w'-])|, (?:aged? )?\d\d(?=[,;) ])(?! \d)(?! [A-Z])|"
    r",? (?:who|whose)\b|, (?:born|née|geboren|född|né|nacido)\b".format(
        degrees="|".join(re.escape(degree) for degree in table("names")["degrees"] if len(degree) > 2)
    )
)
_APPOSED = re.compile(r", (?:an?|the|who) [a-z]")
_OPENS_ENTRY = re.compile(r"\n(?:[*•–-] ?)?$|[,:] $")
_ATTRIBUTE = re.compile(r"-(?:based|born|designed|led|owned|backed|style|era|trained|funded|inspired)$")
_DOES = re.compile(r"\w+(?:[^s]s|ed|ing)")
_ENDS_IN_HEADLINE = re.compile(r"[,:(\n]| \(| [–—-]|$")
_COMPOUND_LANGUAGES = frozenset({"sv", "da", "no", "nb", "nn"})
_COMPOUND_NAME = re.compile(r"\w-[a-zåäöæø]{3,}$")
_PARTIES = (" R ", " D ", " I ")  # behind a name whose text has lost its marks
_VAN = frozenset({"Van", "Von"})  # which "Der" may follow
_MOST_WORDS = 4  # of a name that nothing else shows the end of
_MOST_WORDS_MARKED = 3
_LONGEST_PREFIX = 3  # of a name with a capital inside: "MacMajor", "DeMajor"
_FAMILY_NAMES_BEFORE_NOUNS = frozenset({"de"})  # nouns are written with a capital: what follows may be one
_TWO_FAMILY_NAMES = frozenset({"es", "pt"})


class Candidates:
    """The names among a document's runs of capitalised words; `taken` are positions of what is none."""

    def __init__(self, document: Document, taken: frozenset[int], offices: frozenset[int]) -> None:
        self._document, self._text = document, document.unwrapped
        self._taken, self._offices = taken, offices
        self._alone: dict[str, bool] = {}

    def names(self) -> Iterator[Span]:
        """Where names stand that their own words, or what is right behind them, show."""
        for match in _NUMERAL.finditer(self._text):
            before = _LAST_WORD.search(self._text, max(0, match.start() - _LONGEST_GIVEN), match.start() - 1)
            if len(match[0]) == 1 and self._is_middle_initial(match.end()):
                continue
            if before and is_given(before[1]) and before.start(1) not in self._taken:
                yield Span(before.start(1), match.end())
        for match in _RUN.finditer(self._text):
            for words in self._entries(Span(*match.span())):
                name = self._name(words)
                if name:
                    span = Span(self._with_initials(name[0].span.start), name[-1].span.end)
                    suffix = _SUFFIX.match(self._text, span.end)
                    yield Span(span.start, suffix.end()) if suffix else span

    def _is_middle_initial(self, end: int) -> bool:
        """Whether a stop and a word that begins no sentence follow: "Jane V. Major"."""
        behind = _BEHIND_INITIAL.match(self._text, end)
        return behind is not None and behind[1].lower() not in common_words()

    def _with_initials(self, start: int) -> int:
        """Where a name begins that initials are written together with: "J.R.Major Hall"."""
        if not start or self._text[start - 1] != ".":
            return start
        initials = _INITIALS_BEFORE.search(self._text, max(0, start - _LONGEST_INITIALS), start)
        return initials.start() if initials else start

    def _entries(self, run: Span) -> Iterator[list[Word]]:
        """The segments of a run of two words or more; in a text that has lost its marks, each of the names in one."""
        for segment in self._segments(run):
            if len(segment) > 1:
                yield from names_in(segment) if self._document.is_bare else (segment,)

    def _segments(self, run: Span) -> Iterator[list[Word]]:
        """The parts of a run between words that no person is called."""
        segment: list[Word] = []
        for match in _WORD.finditer(self._text, *run):
            word = Word(match[0], Span(*match.span()))
            if not (word.text[1:].islower() or word.text.isupper()) and (halves := halves_of(word)):
                head, word = halves
                if head is not None:
                    segment.append(head)
                yield segment
                segment = []
            behind_given = bool(segment) and not segment[-1].is_small
            behind_given = behind_given and (is_given(segment[-1].text) or segment[-1].text in _VAN)
            if self._is_other(word, behind_given):
                yield segment
                segment = []
            else:
                segment.append(word)
        yield segment

    def _is_other(self, word: Word, behind_given: bool) -> bool:
        """Whether a word is no part of a name; some are when a given name stands before: "Howard Dean"."""
        if word.span.start in self._taken or ("-" in word.text and _ATTRIBUTE.search(word.text)):
            return True
        if word.text in state_codes() and self._text[word.span.start - 2 : word.span.start - 1].islower():
            return True  # where a text has lost its marks: "Jane Major MA Richard Roe IL"
        if word.text in bare_states() and self._text[word.span.start - 3 : word.span.start] in _PARTIES:
            return True  # "Jane Major R MA"
        if word.is_small or word.is_initial:
            return False
        if word.text in words_of("prepositions"):
            return True
        if behind_given and (word.text in PARTICLES_WITH_CAPITAL or fold(word.text) in words_of("words_too")):
            return False
        if word.span.start in self._offices:
            return True
        return is_no_name(word.text) and not is_given(word.text) and not self._begins_name(word)

    def _begins_name(self, word: Word) -> bool:
        """ "Salvador" in "Salvador Major", "Park" in "Park Do-yun"."""
        behind = _NEXT_WORD.match(self._text, word.span.end)
        if behind is None:
            return False
        return (is_weak(word.text) and is_usual_family_name(behind[1])) or is_hyphened(word.text, behind[1])

    def _name(self, words: list[Word]) -> list[Word]:
        """The part of a segment that is a name, if anything shows it; else none."""
        if words and words[0].text in _MISTERS.get(self._document.language or "", ()):
            words = words[1:]
        if len(words) < 2:
            return []
        words = without_loose_end(self._cut(self._from_title(without_loose_end(words))))
        words = without_verb(words)
        if len(words) < 2 or (sum(not word.is_initial for word in words) < 2 and not is_with_initials(words)):
            return []
        shown = self._is_shown(words) and not self._names_something_else(words)
        return words if shown else []

    def _from_title(self, words: list[Word]) -> list[Word]:
        """All of a name that a courtesy stands right before; else from the given name on."""
        start = words[0].span.start if words else 0
        previous = _PREVIOUS.search(self._text, max(0, start - 12), start)
        return words if previous and previous[1] in _COURTESY else self._with_first(words, from_given(words))

    def _with_first(self, words: list[Word], name: list[Word]) -> list[Word]:
        """A name that begins with a known given name, and a rare or doubtful one before it: "Rose Mary Major"."""
        if self._document.language != "en" or self._document.is_bare or not name:
            return name
        place = len(words) - len(name)
        if place == 0 or place > 2 or (self._document.is_headline(words[0].span.start) and not self._is_entry(words)):
            return name
        return words if len(words) <= _MOST_WORDS and all(map(self._may_be_first, words[:place])) else name

    def _may_be_first(self, word: Word) -> bool:
        """Whether a word may be the first given name of somebody who has a known one behind it."""
        is_word = word.text.lower() in common_words()
        if is_doubtful(word.text) or is_weak(word.text):
            return not (is_word and self._starts_sentence(word.span.start))
        is_rare = not is_word and word.text.isalpha() and not word.text.endswith("s")
        return is_rare and word.text[1:].islower() and len(word.text) > _LONGEST_PREFIX

    def _cut(self, words: list[Word]) -> list[Word]:
        """Given names and one family name, where capitals do not show where the name ends: in a headline, in German."""
        if not words:
            return words
        plain = not self._document.is_headline(words[0].span.start)
        if plain and self._document.language not in _FAMILY_NAMES_BEFORE_NOUNS:
            most = _MOST_WORDS + (self._document.language in _TWO_FAMILY_NAMES)
            return words[:most] if sum(not word.is_small for word in words) > most else words
        if not is_given(words[0].text):
            return words
        if len(words) <= _MOST_WORDS and self._is_entry(words):
            return words
        if len(words) > 2 and is_surname_first([word.text for word in words[1:]]):  # "Daniel Goh Pei Siong"
            return words[: _MOST_WORDS + 1]
        for place, word in enumerate(words[1:], 1):
            second_given = place == 1 and is_given(word.text)
            if not (second_given or word.is_initial or word.is_small):
                return words[: place + 1]
        return words

    def _is_entry(self, words: list[Word]) -> bool:
        """Whether words stand before the comma in an entry of a list: "- Jane Mary Major, Director"."""
        start, end = words[0].span.start, words[-1].span.end
        opens = _OPENS_ENTRY.search(self._text, max(0, start - 3), start)
        return opens is not None and self._text.startswith(", ", end)

    def _is_shown(self, words: list[Word]) -> bool:
        first, last = words[0], words[-1]
        if self._document.language in _COMPOUND_LANGUAGES and _COMPOUND_NAME.search(last.text):
            return False  # what is named after somebody: "Jane Major-priset"
        if self._document.language == "ru" and len(words) == 2 and _PATRONYMIC.fullmatch(last.text):
            return False  # how somebody is addressed who is named elsewhere
        if (
            any(_ABBREVIATION.fullmatch(word.text) and word.text.isupper() for word in words)
            and not last.text.isupper()
        ):
            return False
        if self._document.language != "en" and fold(first.text) in words_of("starters"):  # "Les" of "Les Paysans"
            return self._has_marks(words)
        given = words[1] if first.is_initial and len(words) > 2 else first  # "M. Jane Major"
        if is_given_in(given.text, self._document.language) or has_two_weak(words) or self._has_two_given(words):
            return not self._may_be_headline(words)
        if self._document.is_headline(first.span.start):
            return False
        if is_surname_first([word.text for word in words]):
            if not self._starts_sentence(first.span.start) or len(words) > 2 or "-" in last.text:
                return True
            return _APPOSED.match(self._text, last.span.end) is not None
        if is_doubtful(first.text) and not self._starts_sentence(first.span.start):
            return len(words) <= _MOST_WORDS_MARKED
        return self._has_marks(words) or self._is_weak_with_rare(words)

    def _has_two_given(self, words: list[Word]) -> bool:
        """ "José Ramón Major" in a language where the first is a given name only."""
        if self._document.language not in _MISTERS or len(words) < _MOST_WORDS_MARKED:
            return False
        return is_doubtful(words[0].text) and (is_given(words[1].text) or is_weak(words[1].text))

    def _is_weak_with_rare(self, words: list[Word]) -> bool:
        """ "Virginia Orrinham" where the text goes on with "Orrinham", which is no other word."""
        first, last = words[0], words[-1]
        if len(words) > _MOST_WORDS_MARKED or not is_weak(first.text) or self._starts_sentence(first.span.start):
            return False
        rare = last.text.lower() not in common_words() and not is_no_name(last.text) and not last.text.endswith("s")
        return rare and self._stands_alone(last.text)

    def _may_be_headline(self, words: list[Word]) -> bool:
        """ "ALLEN LAUDS ADOPTION": where all words have capitals, the second may be what the first does."""
        if not _DOES.fullmatch(words[-1].text.lower()) or _ENDS_IN_HEADLINE.match(self._text, words[-1].span.end):
            return False
        return self._document.is_headline(words[0].span.start) or words[-1].text.isupper()

    def _has_marks(self, words: list[Word]) -> bool:
        """A middle initial, an age, a degree, or a family name that ends as few other words do."""
        first, last = words[0], words[-1]
        if len(words) > _MOST_WORDS_MARKED:
            return False
        if first.is_initial:
            known = is_usual_family_name(last.text) or self._is_behind_bare_initials(words)
            return known and not self._starts_sentence(first.span.start)
        if len(first.text) < 3:
            return False
        if len(words) == 3 and words[1].is_initial and len(words[1].text) == 2:
            return True
        if is_family_name(last.text):
            return True
        if last.text.isupper():
            return False
        if _MARK.match(self._text, last.span.end) is not None:
            return True
        return not any(word.text.isupper() for word in words) and self._is_of_a_family(first, last)

    def _is_behind_bare_initials(self, words: list[Word]) -> bool:
        """ "V K Major": two initials without stops, where the text writes abbreviations with them."""
        if len(words) != _MOST_WORDS_MARKED or not all(word.text.isalpha() and word.is_initial for word in words[:2]):
            return False
        last = words[-1].text
        return "U S " not in self._text and last[1:].islower() and last.lower() not in common_words()

    def _is_of_a_family(self, first: Word, last: Word) -> bool:
        """Whether the last word is a usual family name, or the text goes on with it alone and lets it speak."""
        if self._document.language in _FAMILY_NAMES_BEFORE_NOUNS:
            return False
        usual = is_usual_family_name(last.text)
        if usual and not self._starts_sentence(first.span.start):
            return True
        speaks = verb().match(self._document.lower, last.span.end + 1) is not None
        if not (usual or speaks or self._speaks_alone(last.text)):
            return False
        return self._stands_alone(last.text) and not self._stands_alone(first.text)

    def _speaks_alone(self, word: str) -> bool:
        """Whether the text lets a word speak that stands alone: "Major said"."""
        start = self._document.title_end
        while (start := self._text.find(f"{word} ", start + 1)) >= 0:
            if verb().match(self._document.lower, start + len(word) + 1) is None:
                continue
            previous = _PREVIOUS.search(self._text, max(0, start - 30), start)
            if previous is None or not previous[1][0].isupper():
                return True
        return False

    def _stands_alone(self, word: str) -> bool:
        """Whether a word stands somewhere without a capitalised word on either side."""
        if word not in self._alone:
            self._alone[word] = self._is_somewhere_alone(word)
        return self._alone[word]

    def _is_somewhere_alone(self, word: str) -> bool:
        start = -1
        while (start := self._text.find(word, start + 1)) >= 0:
            end = start + len(word)
            around = self._text[start - 1 : start] + self._text[end : end + 1]
            behind = _NEXT_WORD.match(self._text, end)
            if any(map(str.isalnum, around)) or (behind is not None and behind[1][0].isupper()):
                continue
            previous = _PREVIOUS.search(self._text, max(0, start - 30), start)
            if previous is None or not previous[1][0].isupper() or is_no_name(previous[1].rstrip(".")):
                return True
        return False

    def _starts_sentence(self, position: int) -> bool:
        return _SENTENCE_START.search(self._text[max(0, position - 4) : position]) is not None

    def _names_something_else(self, words: list[Word]) -> bool:
        """ "Jane Major Street", "Jane Major Inc.", "USS Jane Major"."""
        start, end = words[0].span.start, words[-1].span.end
        behind = _NEXT_WORD.match(self._text, end)
        if _FIRM.match(self._text, end) or words[-1].text in ("SE", "AG", "SA", "AB", "PLC", "LLC", "GmbH"):
            return True
        if behind and behind[1][0].isupper() and fold(behind[1].rstrip(".")) in words_of("behind"):
            return True
        previous = _PREVIOUS.search(self._text, max(0, start - 30), start)
        if previous is not None and previous[1] == "são":  # "they are", where no saint is
            return False
        return previous is not None and fold(previous[1].strip('("“„')) in _before()


@cache
def _before() -> frozenset[str]:
    return frozenset(map(fold, words_of("before")))
