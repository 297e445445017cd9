"""Whether two releases tell of the same event, and what shows it. Pure: how rare a word is comes from the caller.

In one language the words of both decide, names among them, each by how rare it is. How likely it is that two tell of
one event is a logistic function of some numbers (`features`), fitted on judged pairs (`EVENT_WORTH`). For it speaks how
much of what tells most of each the other tells too, and of how it begins, and of each title the other's beginning;
against it days between them, a rare word of each title that the other does not write, names and amounts with which each
begins and the other does not, a day that comes every year, what each gets for itself, and that one goes through many
things. So releases made from one template (a prize that many win, a series of advice, grants to many towns) are told
apart, as are two bills, and two days of a debate, which have most of their words in common.

In two languages names, places, numbers and dates are what can be shared. There each kind of evidence counts by how rare
it is, as in the detection of topics by names and words apart (Kumaran and Allan, "Text classification and named
entities for new event detection", 2004), and no kind is enough by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log1p, sqrt

from crawler.likeness import SAME_PAGE, jaccard
from indexer import weights
from indexer.account import Account, Rarity, folded, is_one_name, without_aside

_MAY_BE_TEXT = 0.25  # cosine of the telling words, below which two texts are not compared whole
_SHOWN = 3  # names or words of a reason


@dataclass(frozen=True, slots=True)
class Shared:
    """What two releases share. `named` is the publisher of the one where the other names it."""

    people: tuple[str, ...]
    bodies: tuple[str, ...]
    cities: tuple[str, ...]
    named: str
    words: tuple[str, ...]
    is_said: bool
    is_text: bool
    apart: int  # days

    @property
    def reason(self) -> str:
        """The evidence in words."""
        names = (*self.people, *self.bodies, *self.cities)
        parts = []
        if self.is_text:
            parts.append("have nearly the same text")
        elif self.is_said:
            parts.append("quote the same words")
        if names:
            parts.append(f"both name {_listed([without_aside(name) for name in names])}")
        if self.named:
            parts.append(f"one names {self.named}, which tells it too")
        if self.words and not self.is_text:
            parts.append(f"both write of {_listed([f'“{word}”' for word in self.words])}")
        days = {0: "on the same day", 1: "a day apart"}.get(self.apart, f"{self.apart} days apart")
        return f"{'; '.join(parts)}, {days}"


def days_apart(a: Account, b: Account) -> int:
    """The days between two releases, or between the days that they name; the datelines where both have one."""
    days, others = (a.dated, b.dated) if a.dated and b.dated else (a.days, b.days)
    return min(abs(day - other) for day in days for other in others)


def likelihood(a: Account, b: Account) -> float:
    """How likely it is that two releases tell of one event; 0 where rules or too few shared words speak against it.

    Shared words come first, as to look at all else takes longest.
    """
    if a.language != b.language:
        return _likelihood_in_two_languages(a, b)
    at_best = likely({"one": 1.0, "telling": _telling(a, b), "first": _first(a, b), "titles": 1.0})
    if at_best < weights.EVENT_NEAR or _name_other_amounts(a, b) or (_own_names(a, b) and _is_like(a, b)):
        return 0.0
    return likely(features(a, b))


def share(a: Account, b: Account) -> Shared:
    """What two releases share."""
    return Shared(
        people=_people(a, b),
        bodies=_bodies(a, b),
        cities=_cities(a, b),
        named=_named(a, b),
        words=tuple((_words(a.words, b.words) or _words(a.telling, b.telling))[:_SHOWN]),
        is_said=not a.said.isdisjoint(b.said),
        is_text=_is_like(a, b),
        apart=days_apart(a, b),
    )


def features(a: Account, b: Account) -> Mapping[str, float]:
    """What speaks for and against two releases in one language being of one event, as the numbers of `EVENT_WORTH`."""
    return {
        "one": 1.0,
        "telling": _telling(a, b),
        "first": _first(a, b),
        "apart": min(days_apart(a, b), weights.EVENT_DAYS),
        "unwritten": float(min(_unwritten(a, b), _unwritten(b, a)) >= weights.EVENT_OWN),
        "titles": min(_titled(a, b), _titled(b, a)),
        "amounts": float(_has_own_amount(a, b) and _has_own_amount(b, a)),
        "names": log1p(_own_names(a, b)),
        "yearly": float(a.is_of_yearly_day and b.is_of_yearly_day),
        "each": float(_is_given_to_each(a, b)),
        "overview": float(a.is_overview_beside(b) or b.is_overview_beside(a)),
    }


def likely(numbers: Mapping[str, float]) -> float:
    """The logistic function of some features."""
    return 1 / (1 + exp(-sum(weights.EVENT_WORTH[name] * number for name, number in numbers.items())))


def _telling(a: Account, b: Account) -> float:
    return sqrt(_product(a.telling, b.telling))


def _first(a: Account, b: Account) -> float:
    return sqrt(_product(a.first, b.first))


def _product(words: Mapping[str, float], others: Mapping[str, float]) -> float:
    return sum(weight * others.get(word, 0.0) for word, weight in words.items())


def _unwritten(account: Account, other: Account) -> float:
    """The inverse document frequency of the rarest word of a title that the other does not write at all.

    It may tell of another thing, as a name that nobody knows. Among few releases no word is rare.
    """
    return max(map(account.frequency, account.titled - other.written), default=0.0)


def _titled(account: Account, other: Account) -> float:
    """The share of what the title of the one says that stands in the beginning of the other, by how rare it is."""
    said = sum(map(account.frequency, account.titled))
    return sum(map(account.frequency, account.titled & other.heading)) / max(said, 1e-9)


def _has_own_amount(account: Account, other: Account) -> bool:
    """Whether the one begins with an amount that is not in the other."""
    return bool(account.first_amounts) and not account.first_amounts <= other.amounts


def _own_names(a: Account, b: Account) -> int:
    """How many names each has at least in its first lines that do not stand in the other's."""
    pairs = ((a, b), (b, a))
    return min(sum(words.isdisjoint(other.heading) for words in account.first_named) for account, other in pairs)


def _is_given_to_each(a: Account, b: Account) -> bool:
    """Whether each title tells of what somebody gets whom the other does not write of: an award that several have.

    Two who congratulate one name that one.
    """
    if not a.is_of_what_is_given or not b.is_of_what_is_given or set(a.titled_people) & set(b.titled_people):
        return False
    pairs = ((a, b), (b, a))
    return all(any(words.isdisjoint(other.written) for words in one.titled_people) for one, other in pairs)


def _name_other_amounts(a: Account, b: Account) -> bool:
    """Whether the titles name amounts, and none that is in both, as of two grants of one programme."""
    return bool(a.titled_amounts and b.titled_amounts) and a.titled_amounts.isdisjoint(b.titled_amounts)


def _likelihood_in_two_languages(a: Account, b: Account) -> float:
    """From the rarity of the names that both have, and the words that are the same in both."""
    bodies = (*_bodies(a, b), *filter(None, (_named(a, b),)))
    cosine = _product(a.words, b.words) / max(a.length * b.length, 1e-9)
    kinds = (
        weights.EVENT_PEOPLE * _rarity(_people(a, b), a.rarity),
        weights.EVENT_BODIES * _rarity(bodies, a.rarity),
        weights.EVENT_CITY * _rarity(_cities(a, b), a.rarity),
        weights.EVENT_WORDS * cosine,
    )
    points = sum(kinds) - weights.EVENT_DAY * days_apart(a, b)
    several = sum(each >= weights.EVENT_KIND for each in kinds) > 1
    return weights.EVENT * min(max(points, 0.0) / weights.EVENT_POINTS, 1.0 if several else 0.99)


def _is_like(a: Account, b: Account) -> bool:
    """Whether most of two texts is the same."""
    if a.release.family and a.release.family == b.release.family:
        return True
    may_be = a.language == b.language and _telling(a, b) ** 2 >= _MAY_BE_TEXT
    return may_be and jaccard(a.shingles, b.shingles) >= SAME_PAGE


def _people(a: Account, b: Account) -> tuple[str, ...]:
    """Those that both name; in two languages a name may be written in two ways."""
    others = b.release.people
    if a.language == b.language:
        return tuple(name for name in a.release.people if name in others)
    return tuple(name for name in a.release.people if any(is_one_name(name, other) for other in others))


def _bodies(a: Account, b: Account) -> tuple[str, ...]:
    return tuple(name for name in a.bodies if name in b.bodies and name not in (a.publisher, b.publisher))


def _cities(a: Account, b: Account) -> tuple[str, ...]:
    return tuple(name for name in a.cities if name in b.cities)


def _named(a: Account, b: Account) -> str:
    """The publisher of the one where the other names it."""
    return next((one.publisher for one, other in ((a, b), (b, a)) if one.publisher in other.bodies), "")


def _words(words: Mapping[str, float], others: Mapping[str, float]) -> list[str]:
    """The words in both, those with most weight first."""
    return sorted(words.keys() & others.keys(), key=lambda word: (-words[word] * others[word], word))


def _rarity(names: Sequence[str], rarity: Rarity) -> float:
    """How rare some names are together: each as rare as the rarest of its words, the next ones count less."""
    each = sorted((max(map(rarity, folded(name)), default=0.0) for name in names), reverse=True)
    return sum(value / place for place, value in enumerate(each, 1))


def _listed(values: Iterable[str]) -> str:
    shown = list(values)[:_SHOWN]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
