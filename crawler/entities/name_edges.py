"""Where a name begins and ends that was read word by word: quotation marks go in pairs, and no name ends in "and".

Marks around all of a name are none of it, but for a company's whose legal form stands before them: ООО «Тал».
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from crawler.entities.document import Span

# A quotation mark, and what may close it.
_CLOSES: Mapping[str, frozenset[str]] = {
    "«": frozenset("»"),
    "»": frozenset("«"),
    "„": frozenset('“”"'),
    "“": frozenset("”"),
    "”": frozenset("”"),
    '"': frozenset('"'),
}
# Words that lead on to what is no part of the name.
_LEADS_ON = re.compile(
    r"(?:\s+(?:and|or|of|the|for|in|at|by|to|und|oder|der|die|das|für|von|et|ou|de|du|des|y|del|en|van|och|og|и|та)"
    r"|[\s,:;&–-])+$"
)
_LEGAL_FORM = re.compile(
    r"(?<!\w)(?:ООО|ОАО|ЗАО|П?АО|ОДО|ТОО|ФГУП|[ГМР]?УП|АНО|ТОВ|ТзОВ|ПрАТ|П?АТ|ДП|КН?П|Е?ООД|Е?АД)\s?[«„“\"]$"
)
_LONGEST_FORM = 8  # characters, with the mark
_LED_TO = re.compile(r"(?:(?:and|or|of|for|by|to|und|oder|von|et|y|och|og) (?:the )?|[\s,:;&–-])+")


def whole(text: str, span: Span) -> Span:
    """The name without what leads to it and on from it, and with both marks of a pair inside it or with none."""
    led_to = _LED_TO.match(text, *span)
    start = led_to.end() if led_to else span.start
    end = start + len(_LEADS_ON.sub("", text[start : span.end]))
    alone = _unpaired(text, Span(start, end))
    if alone == end - 1:
        end -= 1
    elif alone is not None and text[end : end + 1] in _CLOSES[text[alone]]:
        end += 1
    elif alone == start:
        start += 1
    return _with_form(text, bare(text, Span(start, end)))


def _with_form(text: str, name: Span) -> Span:
    """With the legal form before the marks around a name, and these."""
    form = _LEGAL_FORM.search(text[max(0, name.start - _LONGEST_FORM) : name.start])
    if form is None or text[name.end : name.end + 1] not in _CLOSES[form[0][-1]]:
        return name
    return Span(name.start - len(form[0]), name.end + 1)


def bare(text: str, span: Span) -> Span:
    """The name without a pair of marks that goes around all of it."""
    inside = Span(span.start + 1, span.end - 1)
    closing = _CLOSES.get(text[span.start : inside.start])
    is_around = closing and inside.start < inside.end and text[inside.end] in closing
    return inside if is_around and _unpaired(text, inside) is None else span


def _unpaired(text: str, span: Span) -> int | None:
    """Where the first mark stands that nothing closes."""
    opened: list[int] = []
    for place in range(*span):
        if opened and text[place] in _CLOSES[text[opened[-1]]]:
            opened.pop()
        elif text[place] in _CLOSES:
            opened.append(place)
    return opened[0] if opened else None
