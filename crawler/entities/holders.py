"""Who is meant by an office without a name: "said the director"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crawler.entities.found import Person

_SHORTEST_OFFICE = 4  # letters
_LONGEST_TAIL = 8  # letters of the end of a compound: "Frauenministerin" is a "Familienministerin" as well
_SEVERAL = ""
_OF = re.compile(
    r" (?:of|for|at|de|del|della|di|du|des|da|do|dos|al|pour|der|für|von|för|på|til|vid|van|w)(?!\w)| d'| dell'| à "
)
_DEFINITE = re.compile(r"(?:en|et|n|t)$")  # "advokaten"
_SCANDINAVIAN = frozenset({"sv", "da", "no", "nb", "nn"})
_COMPOUND_LANGUAGES = frozenset({"de", "nl"}) | _SCANDINAVIAN
_WORD = re.compile(r"\w+")


class Holders:
    """Who has the offices of one document, by the word that names an office, or in compounds by its end."""

    def __init__(self, people: Iterable[Person], language: str | None) -> None:
        self._tail = _LONGEST_TAIL if language in _COMPOUND_LANGUAGES else 0
        self._definite = language in _SCANDINAVIAN
        self._holders: dict[str, str] = {}
        for person in people:
            for word in self._heads(person.office.lower()):
                holder = self._holders.setdefault(word[-self._tail :], person.label)
                self._holders[word[-self._tail :]] = person.label if holder == person.label else _SEVERAL

    def of(self, text: str) -> str | None:
        """The one person who has an office that words in lower case name; None if nobody has, or several have."""
        words = _WORD.findall(text)
        if self._definite:
            words = [_DEFINITE.sub("", word) if len(word) > _SHORTEST_OFFICE else word for word in words] + words
        ends = (end for word in words for end in self._ends(word))
        return next((holder for end in ends if (holder := self._holders.get(end))), None)

    def names_office(self, text: str) -> bool:
        """Whether words in lower case name an office that somebody has, or several have."""
        return any(word[-self._tail :] in self._holders for word in _WORD.findall(text))

    def _heads(self, office: str) -> set[str]:
        """The last word before what it is an office of; where no compounds are made, the first as well."""
        head = _WORD.findall(_OF.split(office, maxsplit=1)[0])
        return {word for word in (*head[-1:], *(() if self._tail else head[:1])) if len(word) >= _SHORTEST_OFFICE}

    def _ends(self, word: str) -> Iterable[str]:
        if not self._tail:
            return (word,)
        return (word[-size:] for size in range(self._tail, _SHORTEST_OFFICE - 1, -1))
