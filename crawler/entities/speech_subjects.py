"""Who is the subject of a verb of speech, and who is none: a listener, several people, somebody who is not named."""

from __future__ import annotations

import re
from functools import cache

from crawler.entities.data import table
from crawler.entities.document import Document, Span

_BEFORE_VERB = 14  # characters
NEAR_VERB = 45  # characters around a verb in which an office or a body stands that speaks
_TOLD_TO = frozenset({"asked", "told", "reminded"})  # in the passive the subject listens
_TELLS = frozenset({"told", "tells us", "telling", "tells"})  # behind it who listens: "told Acme News"
_PASSIVE = re.compile(r"(?<!\w)(?:was|were|is|are|been|being|when|if)\s$")
SEVERAL = frozenset({"they", "sie"})
# "said a friend of Jane Major", "selon un proche de Jane Major": somebody who is not named.
_INDEFINITE = re.compile(
    r"\s(an?|one|un|une|uno|una|um|uma|unul|ein|eine|einer|en|ett|et|jeden|jedna|een)\s(?=[^\W\d_A-Z])"
)
BEGINS = (
    r"(?:^|[,;:.!?”“\"»«'’–—]|"
    r"(?<!\w)(?:and|but|as|when|while|then|und|aber|et|mais|y|pero|e|ma|mas|och|men|og|en|maar))\s*"
)
# "a friend of hers said", behind another clause or at the beginning.
_INDEFINITE_BEFORE = re.compile(
    rf"{BEGINS}(?:an?|one|another|un|une|uno|una|um|uma|ein|eine|en|ett|et|een)\s(?:[^\W\d_A-Z][\w'’-]*\s){{1,3}}$"
)
_ONE_OF = frozenset({"one", "einer", "jeden", "jedna"})
_OF_SOMEBODY = re.compile(
    r"(?<!\w)(?:of|for|to|by|with|from|in|von|vom|für|aus|bei|à|de|du|des|d'|del|della|do|da|di|av|från|til|fra|z|ze|van)(?!\w)"
)
# In front of a source, whoever or whatever it is.
ACCORDING = frozenset(
    {
        "according to",
        "selon",
        "d'après",
        "laut",
        "zufolge",
        "enligt",
        "ifølge",
        "según",
        "segundo",
        "secondo",
        "volgens",
    }
    | {"według", "zdaniem", "podle", "conform", "potrivit", "според", "szerint", "göre", "menurut", "mukaan"}
)
# Before a body, which then does not speak: "Jane Major, director at Acme, said".
_NOT_SUBJECT = re.compile(
    r"(?<!\w)(?:at|of|for|to|by|with|from|in|on|bei|beim|von|vom|für|zum|zur|im|an|hos|på|av|från|til|fra|ved|de|du|"
    r"chez|pour|en|del|para|da|do|di|per|al|van|voor|w|z|dla|od)\s(?:the|a|an|dem|den|der|la|le|les|el|los|las|o)?\s?$"
)
# Behind a body, who speaks for it without a name: "an Acme spokesperson".
_SPOKESPERSON = re.compile(
    r" (?:spokes\w+|representatives?|officials?|executives?|employees?|sources?|members?|lawyers?|analysts?|"
    r"researchers?|managers?|leaders?|director|experts?|workers?|users?|customers?)(?!\w)"
)


def is_told(document: Document, said: Span) -> bool:
    """ "Jane Major was asked"."""
    lower = document.lower
    return (
        lower[slice(*said)] in _TOLD_TO
        and _PASSIVE.search(lower, max(0, said.start - _BEFORE_VERB), said.start) is not None
    )


def is_unnamed(document: Document, said: Span, zone: Span, named: Span | None) -> bool:
    """ "said a friend of Jane Major"; not "said a glad Jane Major", "said a friend, Jane Major".

    `named` is where the next person behind the verb stands.
    """
    if _INDEFINITE_BEFORE.search(document.flat[max(zone.start, said.start - NEAR_VERB) : said.start]):
        return True
    somebody = _INDEFINITE.match(document.flat, said.end)
    if somebody is None or named is None:
        return False
    between = document.flat[somebody.end() : named.start]
    if "," in between:
        apart = len(between.rpartition(",")[2].split()) > 1  # "said one of them, a friend of Jane Major"
        return document.lower[slice(*said)] in ACCORDING or (somebody[1] in _ONE_OF and apart)
    return _OF_SOMEBODY.search(between) is not None


def is_of_several(before: str, behind: str) -> bool:
    """Whether a pronoun of one or several has a verb of several beside it: "they", "sagen sie", "sie werden"."""
    words = (before.split()[-1:], behind.replace(":", " ").split()[:1])
    return not any(words) or any(word[0].endswith(("en", "sind", "are", "were", "have")) for word in words if word)


def may_speak(document: Document, body: Span, said: Span) -> bool:
    """Whether a body is no part of a compound ("SPD-Politiker") and where a subject stands."""
    if document.flat.startswith("-", body.end) or _SPOKESPERSON.match(document.lower, body.end):
        return False
    if body.start - said.end > NEAR_VERB:
        return False
    if document.lower[slice(*said)] in _TELLS and body.start >= said.end:
        return False
    beside = 0 <= body.start - said.end <= _BEFORE_VERB  # "according to the Acme Fund"
    return beside or not _NOT_SUBJECT.search(document.lower, max(0, body.start - _BEFORE_VERB), body.start)


# Behind a preposition somebody is spoken to or of: "with her friend Jane Major", "an den Minister Richard Roe".
_BEHIND_PREPOSITION = re.compile(
    r"(?<!\w)(?:of|for|to|with|from|against|about|than|like|mit|von|gegen|für|bei|an|auf|über|wie|und|avec|contre|"
    r"pour|chez|con|contra|para|contro|per|med|mot|til|om|hos|av|från|z|ze|dla|przeciwko|met|voor|tegen|aan)\s"
    r"(?:[^\W\d_A-Z][\w-]*\s){0,3}$"
)
_MOST_BEFORE_NAME = 50  # characters
_ASIDE = re.compile(r"[(\[][^()\[\]]*$|(?:^|\s)[–—]\s[^–—]*$")
_ASIDE_ENDS = re.compile(r"[^(\[]*?[)\]]|[^–—]*?\s[–—]\s")
# It opens a sentence that leads to a speech: "Her read is direct: “…”", "Sein Fazit: „…“".
_POSSESSIVE = re.compile(
    r"\W*(?:his|her|seine?|ihre?|su|sa|son|ses|sua|seu|il suo|la sua|o seu|a sua|hans|hennes|hendes|zijn|haar|jego|jej|"
    r"его|её|ее)\s"
)


def begins_as_known(document: Document, zone: Span) -> bool:
    """Whether a sentence is on what somebody has who was told of, and no kin: "Her read is direct: “…”"."""
    owned = _POSSESSIVE.match(document.lower, *zone)
    return owned is not None and _kin().match(document.lower, owned.end()) is None


@cache
def _kin() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(table('speech')['kin'])})(?!\w)")


def is_object(document: Document, name: Span) -> bool:
    """Whether a name stands behind a preposition, or in an aside: "She sang with Jane Major (the son of Jane Roe)"."""
    return _BEHIND_PREPOSITION.search(document.flat, max(0, name.start - _MOST_BEFORE_NAME), name.start) is not None


def is_aside(document: Document, name: Span, sentence: Span) -> bool:
    """Whether a name stands in brackets or between two dashes of a sentence."""
    return (
        _ASIDE.search(document.flat, sentence.start, name.start) is not None
        and _ASIDE_ENDS.match(document.flat, name.end, sentence.end) is not None
    )
