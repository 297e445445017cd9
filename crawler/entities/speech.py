"""Where direct speech stands: between quotation marks of any kind, or behind a dash that opens a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from crawler.entities.document import Document, Span
from crawler.entities.speech_titles import is_title
from crawler.entities.speech_words import any_word

_FEWEST_WORDS, _FEWEST_SIGNS = 4, 8  # of a speech; signs where one says much
# Opening marks and what closes them. Where both look alike, what stands beside a mark tells which it is.
_CLOSING = {"“": '”"“', "„": '“”"', "«": "»", "»": "«»", "”": '”"', '"': '"”', "‹": "›", "「": "」", "『": "』"}
# French sets a space inside its marks, as some do in German; at the start of a line any mark opens.
_OPENING = re.compile(
    rf"(?<![\w.,!?…])[{''.join(_CLOSING)}](?=[^\s,.;)]|\.\.)|(?<![\w.,!?…])[«„] (?=\S)|(?<=\n)[\"“] (?=\w)|"
    r"(?<=\s)\" (?=\w)|"
    r"(?<=[^\W\d_][.!?:])[“\"](?=[A-Z])|(?<=[a-z])“(?=[A-Z][\w']*,? \w)|(?<=[\u3040-\u9fff：，])“|[「『]"
)
_MARK = re.compile(f"[{''.join(_CLOSING)}]")
_CLOSES_ANY = '”"»“'  # a speech that its own mark does not close
_REVERSED = re.compile(r"(?<=\s)«\s?[,.;]")  # as a page has it that turned its marks around: » We meet « , she says
_UPRIGHT = str.maketrans("«»", "»«")
_UNEQUAL = "“„«"  # they look unlike what closes them
_BY_SIGN = "「『"  # they need no space beside them
# A pattern that begins with a class of characters is found faster.
_SINGLE = re.compile(r"['‚](?<![\w'].)(?=\w)((?:[^'‚\n]|'(?=\w))+(?:[.,?!]'(?!\w)|\w'(?=,\s[a-zß-ÿ])))")
_DASH = re.compile(r"[\s\u00ad\u200b\ufeff]*[-–—]\s?(?=[\w¿¡])")  # what is not seen may stand before it
_DASH_LANGUAGES = frozenset(
    {"sv", "da", "no", "nb", "nn", "fi", "fr", "es", "pt", "ru", "uk", "pl", "lt", "tr", "ro", "it", "cs", "bg"}
)
# Whatever somebody does who is named at the end of a line behind a dash: ", resonerar Jane Major."
_UNKNOWN_VERB_BEHIND = re.compile(
    r"[,!?]\s[^\W\d_A-ZÅÄÖÆØ]+(?:r|de|te|t)\s(?:[^\W\d_A-ZÅÄÖÆØ-]+\s){0,3}[A-ZÅÄÖÆØ][\w-]+(?:\s[A-ZÅÄÖÆØ][\w-]+){1,2}\.?$"
)
_DASH_INSIDE = re.compile(r"(?<=[.:!?]\s)[–—]\s?(?=[^\W\d_a-zß-ÿа-яё]|[¿¡])")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+(?=\w)")
_DASHED_SENTENCE = re.compile(r"[.!?]\s+[–—-]\s+(?=\w)")  # what somebody says begins with a dash again
_SCANDINAVIAN = frozenset({"sv", "da", "no", "nb", "nn"})
_SLAVIC = frozenset({"pl", "ru", "uk", "cs", "sk", "bg"})
_INSERTING_LANGUAGES = frozenset({"fr", "it", "es", "pt", "ro", "ru", "uk"})
_DASHED, _COMMA, _CAPITAL = (
    re.compile(r"\s?[,.]?\s?[-–—]\s"),
    re.compile(r"\s?,\s"),
    re.compile(r"\s[^\W\d_a-zß-öø-ÿа-я]"),
)
_LONGEST_INSERTION = 120  # characters
_EAST = "\u1100"  # from here on scripts put their particles right behind a mark
_WORD = re.compile(r"\w+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\uac00-\ud7af]")
_FEWEST_SAID = 2  # words of a speech that ends with a comma before a verb
_BEFORE_VERB = re.compile(r"\s?[,!?]?[\"”»“'’]\s?,?\s")
_VERB_NEAR = 40  # characters
_NEXT_LINE = 4  # characters
_BRACKET_NEAR = 12  # characters before a mark: '(the “Company'
_LONGEST_POINT = 1_000  # characters of a point of a list
_FEWEST_BEHIND_DASH = 8  # words of a line that is a sentence behind a dash, without a verb of speech


def passages(document: Document) -> Iterator[tuple[Span, list[Span]]]:
    """Each line of the text (not the title) that says something, with the speech in it, without its marks."""
    after_dash = False
    marked = document.unwrapped
    if "«" in marked and _REVERSED.search(marked):
        marked = marked.translate(_UPRIGHT)
    has_marks, has_single = _MARK.search(marked) is not None, "'" in marked or "‚" in marked
    for span in _lines(document):
        dashed = _behind_dash(document, span, goes_on=after_dash)
        after_dash = bool(dashed) or _announces(document, span) or _asks(document, span)
        found = dashed or (list(_between_marks(marked, span)) if has_marks else [])
        found = found or (list(_between_single(marked, span)) if has_single else [])
        parts = (part for speech in found for part in _without_insertions(document, speech))
        yield span, [part for part in parts if _is_speech(document, part) and not is_title(document, part, span)]


def _lines(document: Document) -> Iterator[Span]:
    """The lines of the text that say something; a sentence that a blank line cuts is one: "we came,\n\nand saw"."""
    start, waiting = document.title_end, None
    for line in document.unwrapped[start:].split("\n"):
        span = Span(start, start + len(line))
        start = span.end + 1
        said = line.strip()
        if not said:
            continue
        if waiting is not None and said[0].islower():
            span = Span(waiting.start, span.end)
        elif waiting is not None:
            yield waiting
        waiting = span if said[-1] == "," else None
        if waiting is None:
            yield span
    if waiting is not None:
        yield waiting


def _without_insertions(document: Document, speech: Span) -> Iterator[Span]:
    """A speech in parts, where between its marks stands who speaks: « We meet – says Jane Major – again »."""
    start = speech.start
    if document.language in _INSERTING_LANGUAGES:
        for opened in _insertion().finditer(document.lower, *speech):
            if opened.start() < start:
                continue
            closing = _DASHED if opened[0].strip(" ,") else _COMMA
            closed = closing.search(document.text, opened.end(), min(speech.end, opened.end() + _LONGEST_INSERTION))
            if closed is not None and _CAPITAL.search(document.text, opened.end(), closed.start()):
                yield Span(start, opened.start())
                start = closed.end()
    yield Span(start, speech.end)


def _is_speech(document: Document, speech: Span) -> bool:
    """Whether it is long enough to be more than a title or a word that is held at arm's length, or a verb follows."""
    text = document.text[slice(*speech)]
    words = len(_WORD.findall(text))
    if words >= _FEWEST_WORDS or len(_DENSE.findall(text)) >= _FEWEST_SIGNS:
        return True
    if words >= _FEWEST_SAID and text[-1] in ".!?" and _is_sentence_apart(document, speech):
        return True
    mark = _BEFORE_VERB.match(document.text, speech.end) if words >= _FEWEST_SAID else None
    said = mark is not None and (text.endswith((",", "!", "?")) or "," in mark[0])
    return mark is not None and said and verb().search(document.lower, mark.end(), mark.end() + _VERB_NEAR) is not None


def _is_sentence_apart(document: Document, speech: Span) -> bool:
    """Whether a short speech is a sentence where one may stand: 'Asked, she said: "Not yet."'."""
    before = document.text[max(0, speech.start - _NEXT_LINE) : speech.start].rstrip(f"{''.join(_CLOSING)}' ")
    return before.endswith(":") or (document.text[speech.start].isupper() and before.endswith((".", "!", "?")))


def _dash_inside(document: Document, line: Span) -> re.Match[str] | None:
    """A dash that opens a speech behind a sentence: "Jane Major went on. – It will hold – she said."."""
    text = document.text
    if text.find("–", *line) < 0 and text.find("—", *line) < 0:
        return None
    dash = _DASH_INSIDE.search(text, *line)
    if dash is None or _MARK.search(text, *line):
        return None
    said = _verb_behind().search(document.lower, dash.end(), line.end)
    return dash if (said is not None and said[0][0] not in ",") or text[dash.start() - 2] == ":" else None


def _stands_alone(document: Document, line: Span) -> bool:
    """Whether a line behind a dash is a sentence in a text of Scandinavia, and no point of a list."""
    said = document.text[slice(*line)].rstrip()
    if document.language not in _SCANDINAVIAN or said[-1] not in ".!?" or len(said.split()) < _FEWEST_BEHIND_DASH:
        return False
    previous = document.text[max(0, line.start - _LONGEST_POINT) : line.start].rstrip().rpartition("\n")[2]
    following = document.text[line.end : line.end + _LONGEST_POINT].lstrip()
    return not any(_DASH.match(other) for other in (previous, following))


def _announces(document: Document, line: Span) -> bool:
    """Whether a line with a verb of speech leads to the next: "Jane Major said to the press:"."""
    if document.language not in _DASH_LANGUAGES or not document.text[slice(*line)].rstrip().endswith(":"):
        return False
    return verb().search(document.lower, *line) is not None


def _asks(document: Document, line: Span) -> bool:
    """Whether a line leads to one behind a dash that is no list: "Will the bridge hold?", "So says Jane Major, 29:"."""
    if document.language not in _DASH_LANGUAGES or document.text[slice(*line)].rstrip()[-1:] not in ("?", ":"):
        return False
    points = document.text[line.end : line.end + _LONGEST_POINT].lstrip().split("\n")
    following = [point for point in points[1:] if point.strip()]
    return _DASH.match(points[0]) is not None and not (following and _DASH.match(following[0]))


def _between_marks(text: str, line: Span) -> Iterator[Span]:
    """A mark that nothing closes opens a speech of several paragraphs when it opens its line."""
    first = _MARK.search(text, line.start, line.end)  # which most lines have none of
    position = max(line.start, first.start() - 1) if first else line.end
    while opening := _OPENING.search(text, position, line.end):
        start = opening.end()
        mark = opening[0].strip()
        if opening[0] == '" ' and text.count(mark, line.start, opening.start()) % 2:  # it closes another one
            position = start
            continue
        end = _closing(text, start, line.end, _CLOSING[mark], is_by_sign=mark in _BY_SIGN)
        if _leaves_brackets(text, start, end or line.end):
            position = start  # '(the “Company)', which nothing closes
            continue
        if end is None and text[line.start : opening.start()].strip():
            if mark in _UNEQUAL and _is_left_open(text, opening.start(), start, line.end):
                yield Span(start, line.end)
                return
            upright = mark == '"' and text.count(mark, line.start, start) % 2 == 0  # it closes another one
            if upright or not text[line.end : line.end + _NEXT_LINE].lstrip().startswith(mark):
                position = start
                continue
            yield Span(start, line.end)  # the next paragraph goes on with a mark of its own
            return
        if end is None:
            end = _closing(text, start, line.end, _CLOSES_ANY, is_by_sign=False)
        yield Span(start, line.end if end is None else end)
        position = line.end if end is None else end + 1


def _leaves_brackets(text: str, start: int, end: int) -> bool:
    """Whether a bracket that stands before a mark is closed before the mark is."""
    opened = text.rfind("(", max(0, start - _BRACKET_NEAR), start)
    if opened < 0 or ")" in text[opened:start]:
        return False
    closed = text.find(")", start, end)
    return closed >= 0 and "(" not in text[start:closed]


def _is_left_open(text: str, mark: int, start: int, end: int) -> bool:
    """Whether the rest of a line is a speech that nothing closes, as before "Read more": 'said Major. “It holds…'."""
    said = text[start:end].rstrip()
    if not (said[:1].isupper() and said[-1:] in ".!?…" and len(_WORD.findall(said)) >= _FEWEST_WORDS):
        return False
    return text[:mark].rstrip()[-1:] in ".,:!?…"


def _closing(text: str, start: int, limit: int, marks: str, *, is_by_sign: bool) -> int | None:
    """Where a speech that a mark opens ends: a mark inside of it has a letter behind it."""
    for end in range(start, limit):
        if text[end] in marks and (is_by_sign or not (behind := text[end + 1 : end + 2]).isalnum() or behind >= _EAST):
            return end
    return None


def _between_single(text: str, line: Span) -> Iterator[Span]:
    yield from (Span(match.start(1), match.end(1) - 1) for match in _SINGLE.finditer(text, *line))


def _behind_dash(document: Document, line: Span, *, goes_on: bool) -> list[Span]:
    """ "– We meet again, says Jane Major. Soon.", cut by who says it. In a list with dashes nobody speaks."""
    if document.language not in _DASH_LANGUAGES:
        return []
    dash = _DASH.match(document.text, line.start, line.end) or _dash_inside(document, line)
    if dash is None:
        return []
    said = _verb_behind().search(document.lower, dash.end(), line.end)
    if said is None:
        if document.language in _SCANDINAVIAN:
            said = _UNKNOWN_VERB_BEHIND.search(document.text, dash.end(), line.end)
        if said is not None:
            return [Span(dash.end(), said.start())]
        led = goes_on or document.text[line.start : dash.start()].strip() or _stands_alone(document, line)
        return [Span(dash.end(), line.end)] if led else []
    sentence = _DASHED_SENTENCE if document.language in _SLAVIC else _NEXT_SENTENCE
    rest = sentence.search(document.text, said.end(), line.end)
    inside = said[0][:1] not in ",!?…"
    return [Span(dash.end(), said.start() + inside), *([Span(rest.end(), line.end)] if rest else [])]


@cache
def verb() -> re.Pattern[str]:
    """What tells that somebody speaks, in lower case."""
    return any_word("verbs")


@cache
def _verb_behind() -> re.Pattern[str]:
    return re.compile(rf"(?:[,!?…]\s(?:[-–—]\s)?|[.\w)”»\"]\s[–—-]\s)(?={verb().pattern})")


@cache
def _insertion() -> re.Pattern[str]:
    return re.compile(rf"(?:,?\s[-–—]|\s?,)\s?(?={verb().pattern})")
