"""Who goes by a given name behind a title: "Prinz William", "la reina Letizia", "Pope Francis"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler.entities.document import Span
from crawler.entities.given_names import is_given
from crawler.entities.names import TOKEN

_TITLES = (
    "(?:Crown )?Prince(?:ss)?|King|Queen|Pope|"
    "(?:Kron)?[Pp]rinz(?:en|essin)?|Königs?|Königin|Papst|"
    "(?:[Kk]ron)?[Pp]rins(?:en|essan|essen)?|[Kk]ung|[Dd]rottning|[Kk]ongen?|[Dd]ronning|[Pp]åve|"
    "[Rr]oi|[Rr]eine|[Pp]rincesse|[Pp]ape|"
    "[Rr]ey|[Rr]eina|[Rr]ei|[Rr]ainha|[Pp]r[íi]ncipe|[Pp]rincesa|[Rr]egina|[Pp]rincipessa|[Pp]apa|"
    "[Kk]oning(?:in)?|[Pp]aus"
)
# Not before another capital: "King George Island", "Prince George's County", "Prince Harry Major".
_ROYAL = re.compile(rf"\b(?:{_TITLES}) ({TOKEN})(?![\w-]|(?:'s)? [^\W\d_a-zß-öø-ÿ])")


def royals(text: str) -> Iterator[Span]:
    """Where their names stand."""
    for match in _ROYAL.finditer(text):
        if is_given(match[1]):
            yield Span(*match.span(1))
