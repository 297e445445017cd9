"""Who is the subject of a verb of speech, and who is none: a listener, several people, somebody who is not named."""

from __future__ import annotations

import re

from crawler.entities.document import Document, Span

_BEFORE_VERB = 14  # characters
_NEAR_VERB = 45  # characters within which a body stands behind a verb
_TOLD_TO = frozenset({"asked", "told", "reminded"})  # in the passive the subject listens
_PASSIVE = re.compile(r"(?<!\w)(?:was|were|is|are|been|being|when|if)\s$")
SEVERAL = frozenset({"they", "sie"})
# "said a friend of Jane Major", "selon un proche de Jane Major": somebody who is not named.
_INDEFINITE = re.compile(
    r"\s(an?|one|un|une|uno|una|um|uma|unul|ein|eine|einer|en|ett|et|jeden|jedna|een)\s(?=[^\W\d_A-Z])"
)
_ONE_OF = frozenset({"one", "einer", "jeden", "jedna"})
_OF_SOMEBODY = re.compile(
    r"(?<!\w)(?:of|for|to|by|with|from|in|von|vom|für|aus|bei|à|de|du|des|d'|del|della|do|da|di|av|från|til|fra|z|ze|van)(?!\w)"
)
_ACCORDING = frozenset({"according to", "selon", "laut", "enligt", "ifølge", "según", "segundo", "volgens", "według"})
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


def is_unnamed(document: Document, said: Span, named: Span | None) -> bool:
    """ "said a friend of Jane Major"; not "said a glad Jane Major", "said a friend, Jane Major".

    `named` is where the next person behind the verb stands.
    """
    somebody = _INDEFINITE.match(document.flat, said.end)
    if somebody is None or named is None:
        return False
    between = document.flat[somebody.end() : named.start]
    if "," in between:
        apart = len(between.rpartition(",")[2].split()) > 1  # "said one of them, a friend of Jane Major"
        return document.lower[slice(*said)] in _ACCORDING or (somebody[1] in _ONE_OF and apart)
    return _OF_SOMEBODY.search(between) is not None


def is_of_several(before: str, behind: str) -> bool:
    """Whether a pronoun of one or several has a verb of several beside it: "they", "sagen sie", "sie werden"."""
    words = (before.split()[-1:], behind.replace(":", " ").split()[:1])
    return not any(words) or any(word[0].endswith(("en", "sind", "are", "were", "have")) for word in words if word)


def may_speak(document: Document, body: Span, said: Span) -> bool:
    """Whether a body is no part of a compound ("SPD-Politiker") and where a subject stands."""
    if document.flat.startswith("-", body.end) or _SPOKESPERSON.match(document.lower, body.end):
        return False
    if body.start - said.end > _NEAR_VERB:
        return False
    beside = 0 <= body.start - said.end <= _BEFORE_VERB  # "according to the Acme Fund"
    return beside or not _NOT_SUBJECT.search(document.lower, max(0, body.start - _BEFORE_VERB), body.start)
