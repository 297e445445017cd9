"""How a text names a body again: "Acme" for "Acme Robotics Inc.", "the District Attorney's Office"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache

from crawler.entities import places
from crawler.entities.data import table
from crawler.entities.document import Document, Span, fold
from crawler.entities.geography import city_names, country_names, towns
from crawler.entities.given_names import is_given
from crawler.entities.looks import common_words, may_be_body, peoples
from crawler.entities.placing import state_names
from crawler.entities.shapes import is_general

_SHORTEST = 4  # characters of a first word that stands for a company, unless it has several capitals ("IBN")
_LEAST_INITIALS = 3
_IN_ADDRESS = ("/", "@")
_SEVERAL_WORDS = re.compile(  # a legal form of several: "e. V.", "S.A. de C.V."
    r"(?<=\w)(?: e\. ?[VK]\.?|,? S\.? ?A\.?(?:B\.?)? de C\.? ?V\.?|,? S\.? de R\.?L\.? de C\.?V\.?)$"
)
_UNSPACED = "\u2e80"
_WORDS_OF_PERSON = 2
_FORCES = (
    "Department",
    "Division",
    "Force",
    "Service",
)  # "Northtown Police" is short for "Northtown Police Department"
_IN_PLACE = re.compile(
    r"\b(?:[Ii]n|near|outside|downtown|across|throughout|to|(?:[Mm]ayor|[Gg]overnor|City|State) of) $"
)
_WORD_BEHIND = re.compile(r" ([^\W\d_][\w-]*)")
_WORD_BEFORE = re.compile(r"(\w+) $")
_ALIAS = re.compile(
    r"(?: \([^()\"“„]{1,40}\)){0,4}"  # tickers
    r"[ ,(]{1,3}[^()]{0,90}?\(?[\"“„]([^\"”“\n]{2,40})[\"”“](?:,? (?:or|and) (?:the )?[\"“]([^\"”“\n]{2,40})[\"”“])?\)"
)
_ENDS_OF_ALIAS = ('")', "”)", "“)")  # which hardly any text has


def short_forms(document: Document, named: Mapping[str, str], companies: Collection[str]) -> dict[str, str]:
    """Short form to label, of the bodies that are `named` (name to label); `companies` are the companies' names.

    A form that could be of two bodies is of none. A name that ends another one is its short form as well.
    """
    found: dict[str, set[str]] = {}
    has_aliases = any(end in document.text for end in _ENDS_OF_ALIAS)
    for name, label in named.items():
        aliases = _aliases(document, name) if has_aliases else ()
        for form in (*_forms(document, name, is_company=name in companies), *aliases):
            if form not in named:
                found.setdefault(form, set()).add(label)
    found = {form: labels for form, labels in found.items() if form not in places_by_name()}
    for name in companies:  # "Acme" is Acme Inc., not Acme Robotics Inc.
        if name in named and without_legal_form(name) in found:
            found[without_legal_form(name)] = {named[name]}
    return {form: labels.pop() for form, labels in found.items() if len(labels) == 1}


def _forms(document: Document, name: str, *, is_company: bool) -> Iterator[str]:
    words = name.split(" ")
    if is_company:
        yield from _beginnings(document, name)
    else:
        tails = (" ".join(words[start:]) for start in range(1, len(words) - 1))
        yield from (tail for tail in tails if "'" in tail and is_general(tail))
    letters = name if len(words) == 1 and not name.isupper() else [word[0] for word in words]  # "LakeBrandNetwork"
    initials = "".join(letter for letter in letters if letter.isupper())
    if len(initials) >= _LEAST_INITIALS and initials not in (name, "USA"):
        yield initials


def _aliases(document: Document, name: str) -> Iterator[str]:
    """What stands in brackets and quotation marks behind a name: 'Lake Robotics, Inc. ("Lakebots")'."""
    for span in whole_words(document.flat, name):
        alias = _ALIAS.match(document.text, span.end, span.end + 160)
        for quoted in alias.groups() if alias else ():
            if (
                quoted
                and fold(quoted).removeprefix("the ") not in _roles()
                and quoted[0].isupper()
                and not _is_spelt_small(document.text, alias, quoted)
            ):
                yield quoted.removesuffix(",")


def _is_spelt_small(text: str, alias: re.Match[str] | None, quoted: str) -> bool:
    """Whether small words before it spell what stands in brackets: "a maker of lake drones (“LDs”)"."""
    letters = quoted.removesuffix("s") if alias is not None and quoted[:-1].isupper() else ""
    if alias is None or not letters.isalpha():
        return False
    words = text[alias.start() : alias.start(1)].rstrip(' ("“„').split()[-len(letters) :]
    return [word[0] for word in words] == list(letters.lower())


def _beginnings(document: Document, name: str) -> Iterator[str]:
    """A company's name without its legal form, and its first words."""
    plain = without_legal_form(name)
    yield plain
    words = plain.split(" ")
    is_owner = len(words) == _WORDS_OF_PERSON + 1 and is_given(words[0])  # "Jane Major Photography"
    if len(words) > 2 and words[-2] not in ("&", "and", "of") and not is_owner:
        yield " ".join(words[:-1])
    first = words[0].rstrip(",")
    shows = len(first) >= _SHORTEST or sum(map(str.isupper, first)) > 1
    if not shows or is_general(first) or fold(first) in _common():
        return
    if len(words) > _WORDS_OF_PERSON and is_given(first) and words[1].lower() not in _business():
        return  # "Jane Major and Associates"
    if not _is_small_somewhere(document, first) and not _is_place_here(document, first):
        yield first


def _is_place_here(document: Document, word: str) -> bool:
    """Whether a text speaks of the place that a company is called after: "Lakeville Boats", "in Lakeville"."""
    if word.lower() in peoples():
        return True
    if word not in towns() and word not in state_names() and places.resolve(word) is None:
        return False
    return any(
        _IN_PLACE.search(document.flat, max(0, start - 12), start) for start, _ in whole_words(document.flat, word)
    )


def _is_small_somewhere(document: Document, word: str) -> bool:
    return next(whole_words(document.prose, word.lower()), None) is not None


def occurrences(document: Document, forms: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Where the forms stand as whole words, by their label.

    One word stands before another capitalised one only where that is no part of its name.
    """
    text = document.flat
    for form, label in forms.items():
        for span in whole_words(text, form):
            if _is_in_address(text, span):
                continue
            if " " in form or (_ends(document, span) and _begins(document, span)):
                yield label, span


def stands_for_itself(document: Document, word: str) -> bool:
    """Whether one word that is the whole name of a body means it wherever it has its capital: "Orrinware"."""
    if is_given(word) or not may_be_body(word, has_nouns_with_capitals=document.language == "de"):
        return False
    return not _is_small_somewhere(document, word)


def whole_words(text: str, form: str) -> Iterator[Span]:
    """Where a form stands as whole words."""
    position = -1
    while (position := text.find(form, position + 1)) >= 0:
        end = position + len(form)
        if not text[position - 1 : position].isalnum() and not text[end : end + 1].isalnum():
            yield Span(position, end)


def _is_in_address(text: str, span: Span) -> bool:
    """ "www.acme.com", "https://acme.example", "acme.io": whether a word is a part of one."""
    if text.startswith(_IN_ADDRESS, span.start - 1) or text.startswith("www.", span.start - 4):
        return True
    return text[span.end : span.end + 1] == "." and text[span.end + 1 : span.end + 2].isalnum()


def _ends(document: Document, span: Span) -> bool:
    """Whether a name does not go on behind a word, but with an office, or what else a headline writes large."""
    text, end = document.flat, span.end
    if text[end : end + 1] not in ("-", " ", "&") or not text[end + 1 : end + 2].isupper():
        return True
    behind = _WORD_BEHIND.match(text, end)
    return behind is not None and (behind[1].lower() in _staff() or _is_of_headline(document, span, behind[1]))


def _begins(document: Document, span: Span) -> bool:
    """Whether no capitalised word stands before, which makes it another name: "Jane Acme"."""
    before = _WORD_BEFORE.search(document.flat, max(0, span.start - 30), span.start)
    if before is None or not before[1][0].isupper() or before[1].lower() in _stops():
        return True
    return _is_of_headline(document, span, before[1])


def _is_of_headline(document: Document, span: Span, word: str) -> bool:
    """Whether a word beside a name has its capital as all words of a headline have it."""
    if not document.is_headline(span.start) or document.flat[slice(*span)].lower() in common_words():
        return False
    return word.lower() in common_words() and not is_general(word) and word.lower() not in _business()


def full_names(names: Iterable[str]) -> dict[str, str]:
    """Name to the fuller name of the same body, where there is one of which that is clear.

    That is the one longer name that it ends ("Foreign Relations Committee", "Senate Foreign Relations Committee"), or
    begins before a small word ("Office of Lakes", "Office of Lakes for Northtown"), or has its legal form.
    """
    known = list(dict.fromkeys(names))
    bare: dict[str, str] = {}
    for name in sorted(known, key=lambda name: (name.isupper(), without_legal_form(name) == name)):
        bare.setdefault(fold(without_legal_form(name)), name)
    found = {name: bare[fold(without_legal_form(name))] for name in known}
    for name in known:
        if name[:1] >= _UNSPACED and found[name] == name:  # scripts that write "Lake Party" without a space
            longer = {other for other in known if other.endswith(name) and other != name}
            found[name] = longer.pop() if len(longer) == 1 else name
        if " " in name and found[name] == name:
            ends = tuple(f" {form}" for form in (name, _inverted(name)) if form)
            longer = {other for other in known if other.endswith(ends) or _is_beginning(name, other)}
            longer = longer or _with_middle(name, known)
            found[name] = longer.pop() if len(longer) == 1 else name
    return {name: found.get(full, full) for name, full in found.items()}


def _inverted(name: str) -> str:
    """ "Office of Lakes" for "Lakes Office"; "" if a name has no such form."""
    rest, _, head = name.rpartition(" ")
    return f"{head} of {rest}" if " of " not in name else ""


def _is_beginning(name: str, other: str) -> bool:
    rest = other.removeprefix(f"{name} ")
    return rest != other and (rest[0].islower() or rest in _FORCES)


def _with_middle(name: str, others: Iterable[str]) -> set[str]:
    """Those that a name is short for without their middle: "Major Foundation" for "Major Hospital Foundation"."""
    first, *middle, last = name.split(" ")
    if middle:
        return set()
    longer = {other for other in others if other.startswith(f"{first} ") and other.endswith(f" {last}")}
    longer = {other for other in longer if other.count(" ") == _WORDS_OF_PERSON}
    return set() if longer and is_general(first) else longer


@lru_cache(maxsize=20_000)  # names come up again and again, in one release and in others
def without_legal_form(name: str) -> str:
    """ "Acme Robotics" of "Acme Robotics, Inc."."""
    words = _SEVERAL_WORDS.sub("", name).split(" ")
    forms = _shouted_suffixes() if name.isupper() else _suffixes()
    while len(words) > 1 and (words[-1].strip(".,") in forms or words[-1] == "&"):
        words.pop()
    return " ".join(words).rstrip(",")


def ends_as_company(name: str) -> bool:
    """Whether a name ends in a legal form or a word of business: "Acme Robotics"."""
    plain = without_legal_form(name)
    return plain != name or plain.rpartition(" ")[2].lower() in table("shapes")["company"]["heads"]


def is_body(publisher: str) -> bool:
    """Whether a publisher's name is looked for in the text: one of a body, not a person's or a site's address."""
    words = publisher.split()
    if "." in publisher or (is_given(words[0]) and not any(map(is_general, words[1:]))):
        return False
    return len(words) != _WORDS_OF_PERSON


def shouted(document: Document, named: Mapping[str, str]) -> Iterator[tuple[str, Span]]:
    """Names as a heading in capitals has them: "LAKE OFFICE". Single words are too often words."""
    alone = table("bodies")["institutions"]
    for name, label in named.items():
        if (" " in name or name in alone) and not name.isupper() and name.upper() in document.flat:
            yield from ((label, span) for span in whole_words(document.flat, name.upper()))


@cache
def places_by_name() -> frozenset[str]:
    """Countries, their capitals and large cities, and states: "Orrin" for "Orrin Baguette" would be the place."""
    names = (name for name, place in (*country_names(), *city_names()) if place.language is None)
    return frozenset((*names, *state_names()))


@cache
def _stops() -> frozenset[str]:
    return frozenset(table("shapes")["stops"])


@cache
def _staff() -> frozenset[str]:
    """Offices in a company: "Acme CEO"."""
    return frozenset(table("contexts")["ends_in_office"])


@cache
def _business() -> frozenset[str]:
    return frozenset(table("shapes")["company"]["heads"])


@cache
def _suffixes() -> frozenset[str]:
    return frozenset(table("shapes")["company"]["suffixes"])


@cache
def _shouted_suffixes() -> frozenset[str]:
    return frozenset(map(str.upper, _suffixes()))


@cache
def _roles() -> frozenset[str]:
    return frozenset(table("shapes")["company"]["roles"])


@cache
def _common() -> frozenset[str]:
    """First words of names that stand for no company alone."""
    words = table("shapes")
    return frozenset((*words["stops"], *words["titles"], *words["company"]["heads"], *words["company"]["common"]))
