"""Words that stand for somebody who was told of before: pronouns, "the 36-year-old", "her read is direct"."""

from __future__ import annotations

import re

from crawler.entities.definite_words import is_of_known
from crawler.entities.document import Document, Span
from crawler.entities.speech_names import VERB_SECOND
from crawler.entities.speech_subjects import SEVERAL, begins_as_known, is_of_several
from crawler.entities.speech_words import definite_stand_in, pronoun, stand_in

LATE_SUBJECT = 60  # characters of a sentence in which its subject begins, that a verb or an office may stand before
_OPENED = 3  # characters before an article that opens a sentence: a mark, and a space
_NEXT_WORD = 14  # characters
# Words that are a pronoun in one language and something else in others.
_PRONOUNS_OF = {"i": "en", "el": "ro", "ea": "ro", "er": "de", "sie": "de", "il": "fr", "lui": "it", "lei": "it"}
_LIAISONS = ("", "-", "-t-")  # "dit-elle", "déclare-t-elle"
# Behind a speech that ends with a comma, whose subject stands before its verb, whatever that is.
_DEED_LANGUAGE = "en"
_DEED = re.compile(
    r"[”\"’']?\s(?:(?P<pronoun>he|she)|the (?P<words>(?:[\w'’-]+ ){0,3}?[\w'’-]+)) (?:\w+ly )?"
    r"(?:[a-z]+ed|[a-z]+[^s\W]s|shot|wrote|spoke|began|sang|put)(?=[.,;:]|\s)"
)
# Between a pronoun and its verb: "she instead told", "he has since said".
_ADVERB = re.compile(r"\W*(?:(?:also|instead|then|later|now|even|still|just|further|again|since|has|had|\w+ly)\W+)?")
# German, where the verb ends the clause: "…“, wie sie gegenüber der Zeitung sagte".
_AS_SOMEBODY_SAID = re.compile(r"(?<!\w)wie (?:er|sie) [^.,;:“”\"]*$")
_AND = re.compile(r"(?<!\w)(?:and|und|och|og|et|y|e|и)\s$")


def begins_with_pronoun(document: Document, zone: Span) -> bool:
    """Whether one person is the subject: "She was glad: “…”", "Die Ministerin zeigte sich offen: „…“"."""
    lower, language = document.lower, document.language
    reach = LATE_SUBJECT if language in VERB_SECOND else _NEXT_WORD
    subject = Span(zone.start, min(zone.end, zone.start + reach))
    for word in pronoun().finditer(lower, *subject):
        around = (lower[zone.start : word.start()], lower[word.end() : word.end() + _NEXT_WORD])
        if _is_own(document, word) and "," not in around[0] and not (word[0] in SEVERAL and is_of_several(*around)):
            return True
    begins = stand_in().search(lower, *subject)
    return (begins is not None and begins.start() - zone.start <= _OPENED) or begins_as_known(document, zone)


def shares_pronoun(document: Document, said: Span, zone: Span) -> bool:
    """Whether a verb has the pronoun of the one before it as its subject: "She thanked the town and said"."""
    lower = document.lower
    if not _AND.search(lower, max(zone.start, said.start - _NEXT_WORD), said.start):
        return False
    return any(_is_own(document, word) for word in pronoun().finditer(lower, zone.start, said.start))


def is_pronoun_beside(document: Document, said: Span, zone: Span) -> bool:
    """Whether the subject of a verb is a pronoun."""
    lower = document.lower
    if pronoun().search(lower, *said) or _AS_SOMEBODY_SAID.search(lower, zone.start, said.start):
        return True
    for word in pronoun().finditer(lower, max(zone.start, said.start - _NEXT_WORD), said.end + _NEXT_WORD):
        if not _is_own(document, word):
            continue
        if word.end() <= said.start and _ADVERB.fullmatch(lower, word.end(), said.start):
            return True
        if word.start() >= said.end and lower[said.end : word.start()].strip() in _LIAISONS:
            return True
    return False


def is_deed_of_pronoun(document: Document, zone: Span) -> bool:
    """Whether one who was told of does something behind a speech: "…," she shot back."""
    found = _DEED.match(document.flat, *zone) if document.language == _DEED_LANGUAGE else None
    return found is not None and found["pronoun"] is not None


def deed_of_known(document: Document, zone: Span) -> str | None:
    """The words for one who was told of and does something behind a speech: "…," the town's founder shared."""
    found = _DEED.match(document.flat, *zone) if document.language == _DEED_LANGUAGE else None
    if found is None or found["words"] is None or not is_of_known(found["words"]):
        return None
    return found["words"]


def is_stand_in(around: str) -> bool:
    """Whether words in lower case mean somebody who was named before: "said the 36-year-old"."""
    return (stand_in().search(around) or definite_stand_in().search(around)) is not None


def _is_own(document: Document, word: re.Match[str]) -> bool:
    return _PRONOUNS_OF.get(word[0], document.language) == document.language
