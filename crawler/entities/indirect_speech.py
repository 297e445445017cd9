"""Indirect speech, which a mood of the verb shows: "Das sei ein Segen für die Stadt"."""

from __future__ import annotations

import re

from crawler.entities.document import Document, Span
from crawler.entities.speech_words import indirect

_LANGUAGE = "de"
_FIRST_PERSON = re.compile(r"(?<!\w)ich(?!\w)")  # whose verbs look like it: "ich habe"


def is_indirect(document: Document, sentence: Span) -> bool:
    """Whether a sentence tells what somebody said."""
    if document.language != _LANGUAGE or _FIRST_PERSON.search(document.lower, *sentence):
        return False
    return indirect().search(document.lower, *sentence) is not None
