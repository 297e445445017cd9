"""Whom to ask: the names, telephone numbers and e-mail addresses in the notes of a release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from crawler.records import Contact

from ..dates import find_dates
from ..note_lines import is_about_line, is_contact_line, is_end_mark
from ..text import any_of, ends_sentence, word_set

MOST = 20
_MAX_LINES = 100
_MAX_LINE = 200  # characters
_MAX_NAME = 80
_MAX_PHONE = 40
_EMAIL = re.compile(
    r"[\w.+-]{1,64}(?:@| ?(?:\(at\)|\[at\]|\{at\}) ?)[\w-]{1,60}(?:(?:\.|\(dot\)|\[dot\])[\w-]{1,30}){1,4}"
)
_LABEL = (
    r"(?:tel(?:efon|ephone|éfono|efone|efono|\.)?|phone|call|fon|mob(?:il[ea]?|iel|\.)?|cell(?:ulare|phone)?|handy|"
    r"móvil|celular|gsm|direct|durchwahl|puh(?:elin)?|тел(?:ефон)?|моб|هاتف|تلفن|الهاتف|电话|電話|전화|t|m|p)"
)
_NUMBER = r"\+?\(?\d[\d\s()./–-]{5,}\d(?:\s?(?:-|ext\.?|x|Durchwahl|доб\.?)\s?\d{1,5})?"
_PHONE = re.compile(
    rf"(?<!\w){_LABEL}\.?\s*(?:[:：.]\s*)?(?P<labelled>{_NUMBER})"
    r"|(?<![\w+])(?P<bare>\+\d[\d\s()./–-]{6,}\d|(?:\(0\d{1,5}\)|0\d{1,5})[\s/-]+\d[\d\s/-]{4,}\d)",
    re.IGNORECASE,
)
_FAX = re.compile(r"(?<!\w)(?:tele)?fax|факс|فاكس|传真|傳真|팩스", re.IGNORECASE)
_PARTS = re.compile(r"\s+\|\s+|\s*[|·•;]\s*|\n|\s+[–—]\s+")
_LABEL_AT_END = re.compile(
    rf"(?:^|[\s,(/|–—-]){_LABEL}?\.?\s*[:：]?\s*$|(?:^|[\s,(/|–—-])(?:e-?mail|mail|at|email|e)\.?\s*[:：]?\s*$",
    re.IGNORECASE,
)
_VERB = re.compile(r" (?:can|may|is|are|will|kann|können|ist|steht|erreichen)\b.*")
_SMALL_WORDS = word_set("of the for and in der die das dem für und de la le du des y e di von van zu im am et")
_MANY = 3  # small words of a sentence
_ASKING = any_of(r"(?:for|please|if|in case|um|pour|para|per|to|für|bei|contact|kontakt|call|email|more|further)\b.*")
_OFFICE = any_of(
    r"(?:press|media|news)(?:e?stelle| office| service| team)|service|ufficio|gabinete|oficina|пресс|بيانات"
)
_NO_NAME = any_of(
    r"(?:e-?mail|web(?:site)?|internet|www|http|tel|fax|phone|mobile?|address|adresse|contacts?|kontakt|twitter|note)\b.*"
)


def find_contacts(notes: str) -> tuple[Contact, ...]:
    """The contacts in the notes, in their order; each has a telephone number or an e-mail address.

    A name stands in the line of the number, or in the last line above it that may be one.
    """
    found: list[Contact] = []
    waiting, current = "", Contact()
    for part in islice(_lines(notes), _MAX_LINES):
        email, phone = _email(part), _phone(part)
        name = _name(part)
        if not email and not phone:
            if current != Contact():
                found.append(current)
                waiting, current = "", Contact()
            waiting = name or ("" if is_about_line(part) or is_end_mark(part) else waiting)
            continue
        is_next = (name and current.name) or (email and current.email) or (phone and current.phone)
        if is_next and current != Contact():
            found.append(current)
            waiting, current = "", Contact()
        current = Contact(
            name=current.name or name or waiting,
            phone=current.phone or phone,
            email=current.email or email,
        )
    if current != Contact():
        found.append(current)
    return tuple(dict.fromkeys(_with_name(found)))[:MOST]


def _lines(notes: str) -> Iterator[str]:
    for part in _PARTS.split(notes):
        line = part.strip(" -*")
        if line:
            yield line[:_MAX_LINE]


def _with_name(contacts: Iterable[Contact]) -> Iterator[Contact]:
    return (replace(contact, name=contact.name.strip(" ,:")) for contact in contacts)


def _email(part: str) -> str:
    found = _EMAIL.search(part)
    return re.sub(r" ?[(\[{]at[)\]}] ?", "@", re.sub(r"[(\[]dot[)\]]", ".", found[0])).rstrip(".") if found else ""


def _phone(part: str) -> str:
    for found in _PHONE.finditer(part):
        number = (found["labelled"] or found["bare"]).strip(" .-–/")
        is_fax = _FAX.search(part[max(0, found.start() - 12) : found.start() + 4]) is not None
        digits = sum(map(str.isdigit, number))
        if 6 <= digits <= 18 and len(number) <= _MAX_PHONE and not is_fax and not find_dates(number):
            return number
    return ""


def _name(part: str) -> str:
    """What a line says before the first number or address, where that may be a name."""
    ends = [found.start() for found in (_EMAIL.search(part), _PHONE.search(part), _FAX.search(part)) if found]
    text = part[: min(ends, default=len(part))]
    label, colon, rest = text.partition(":")
    if colon and is_contact_line(f"{label}:"):
        text = rest
    text = _LABEL_AT_END.sub("", _VERB.sub("", text.strip())).strip(" ,:：;(–—-")
    if sum(word[0].islower() and word not in _SMALL_WORDS for word in text.split()) >= _MANY:
        return ""  # a sentence
    if not 3 <= len(text) <= _MAX_NAME or text[0].islower() or ends_sentence(text) or text[0].isdigit():
        return ""
    is_label = is_contact_line(text) and not (ends and _OFFICE.match(text))  # "Press office, tel. ..." is a name
    if is_label or _ASKING.match(text) or _NO_NAME.match(text) or is_about_line(text) or is_end_mark(text):
        return ""
    return "" if find_dates(text) or any(map(str.isdigit, text)) else text
