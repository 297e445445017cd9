"""The query language's meaning: what a query asks of the index, and how it is shown back.

Words and phrases become nodes of `indexer.asked`, which `indexer.resolve` gives the index's terms; `is:`, `lang:` and
`source:` become filters over columns, as dates become ranges of days. The rest are Whoosh's own query nodes; the words
that patterns stand for are found by `indexer.lexicon`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from whoosh import query

from crawler.records import State
from indexer import analysis, weights
from indexer.analysis.stopwords import content_words
from indexer.asked import Row, Word
from indexer.days import Days, days
from indexer.engine.execute.nodes import Passing
from indexer.engine.filters import HasValue, InRange
from indexer.index import Match
from indexer.labels import primary_language
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, REFERENCE_FIELD, TEXT_FIELDS, WORDS_FIELD, encoded
from indexer.syntax import ANY, parse

MAX_WORDS = 100  # the words after these are not read
MAX_EDITS = 2  # of a fuzzy word
PROSE = 10  # words from which on a query may be a text that was copied,
PROSE_BARE = 3  # of which so many are outside of quotes and groups,
PROSE_STOPS = 0.2  # and this share are stop words

_NOTES = "notes"
_TEXT_FIELDS = {
    ANY: tuple(field.name for field in TEXT_FIELDS if not field.named),
    "title": ("title",),
    "org": ("organisation",),
    "organisation": ("organisation",),
    "person": ("people",),
    "place": ("places",),
    "topic": ("topics",),
    "said": ("said",),
    "speaker": ("speaker",),
    _NOTES: (_NOTES,),
}
_SIGNS = re.compile(r"[\s:*?~()]+")  # between the words of a quotation that are read as bare ones
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d_]|.*\d[/.-]).+")  # what may be a reference: "SC/14000", "12/2024", not "2024"


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A query as it was read.

    `required` holds in any case; `words` are the bare words, which `match` decides about. `spelled` are the plain ones
    of these as typed, folded. `parsed` shows the whole. `asks_notes` says that it searches the notes as well.
    """

    required: tuple[query.Query, ...]
    words: tuple[query.Query, ...]
    spelled: tuple[str, ...]
    parsed: str
    asks_notes: bool = False

    @property
    def is_ranked(self) -> bool:
        """Whether anything in the query makes one release more relevant than another."""
        return bool(self.words) or any(map(is_ranked, self.required))

    @property
    def patterns(self) -> dict[str, query.Query]:
        """The patterns by the way they are written."""
        return {_text(leaf): leaf for node in (*self.words, *self.required) for leaf in _patterns(node)}

    @property
    def has_phrases(self) -> bool:
        """Whether phrases that name no field are required."""
        return any(map(_is_phrase, self.required))

    @property
    def loosened(self) -> ReadQuery:
        """The same with the words of these phrases as bare words."""
        phrases = [clause for clause in self.required if _is_phrase(clause)]
        words = [Word(surface, phrase.fields) for phrase in phrases for surface in phrase.surfaces]
        required = tuple(clause for clause in self.required if not _is_phrase(clause))
        return replace(self, required=required, words=(*self.words, *words)[:MAX_WORDS])


def read(text: str, match: Match = "auto") -> ReadQuery:
    """Reads a query; every string has a reading. Halves of characters, which are no text, are left out."""
    text = text.encode("utf-8", "ignore").decode()
    clauses = [clause for clause in _clauses(parse(text)) if not _is_empty(clause)]
    if match == "auto" and _is_prose(clauses):
        clauses = [word for clause in clauses for word in _words_of(clause)]
    words = [clause for clause in clauses if _is_bare_word(clause)][:MAX_WORDS]
    required = [clause for clause in clauses if not _is_bare_word(clause)]
    either = query.Or if match == "any" else query.And
    shown = [either(words)] if words else []
    return ReadQuery(
        required=tuple(meaning(clause) for clause in required),
        words=tuple(meaning(word) for word in words),
        spelled=tuple(
            folded for word in words if type(word) is query.Term for folded in analysis.query_words(word.text)
        ),
        parsed=_join(" AND ", [*shown, *required], keep=query.And),
        asks_notes=any(map(_asks_notes, required)),
    )


def meaning(node: query.Query) -> query.Query:
    """The query that a node of the syntax tree stands for."""
    if isinstance(node, query.And | query.Or):
        return type(node)([meaning(part) for part in node.subqueries])
    if isinstance(node, query.Not):
        return query.Not(meaning(node.query))
    if isinstance(node, query.Term | query.Phrase) and node.fieldname in _COLUMN_FIELDS:
        found = _COLUMN_FIELDS[node.fieldname](_text(node))
        if found is not None:
            return found
    if node.fieldname == REFERENCE_FIELD:
        return _reference(_text(node))
    if node.fieldname not in _TEXT_FIELDS:  # a value that can't be read: searched as words, with the name before it
        return _all_words(f"{node.fieldname} {_text(node)}")
    asked = _text_query(node, _TEXT_FIELDS[node.fieldname])
    if not _may_be_reference(node):
        return asked
    if isinstance(asked, Word):
        return Word(asked.text, asked.fields, analysis.code(asked.text))
    return query.Or([asked, _reference(_text(node))])


def show(node: query.Query) -> str:
    """A node of the syntax tree as people write it."""
    if isinstance(node, query.And):
        return _join(" AND ", node.subqueries, keep=query.And)
    if isinstance(node, query.Or):
        return _join(" OR ", node.subqueries, keep=query.Or)
    if isinstance(node, query.Not):
        return f"NOT {_join('', [node.query], keep=query.Not)}"
    if isinstance(node, query.Term | query.Phrase) and node.fieldname in _DATE_FIELDS:
        found = _DATE_FIELDS[node.fieldname](_text(node))
        if found is not None:
            return str(found)
    return (f"{node.fieldname}:" if node.fieldname else "") + _show_text(node)


def _join(joiner: str, parts: Iterable[query.Query], keep: type[query.Query]) -> str:
    """Parts with a joiner between; groups of another kind than `keep` go into parentheses."""
    found = [part for part in parts if not _is_empty(part)]
    groups = [
        isinstance(part, query.And | query.Or) and not isinstance(part, keep) and len(part.subqueries) > 1
        for part in found
    ]
    alone = len(found) == 1 and keep is not query.Not
    return joiner.join(
        f"({show(part)})" if grouped and not alone else show(part) for part, grouped in zip(found, groups, strict=True)
    )


def _show_text(node: query.Query) -> str:
    if isinstance(node, query.Phrase):
        return f'"{_text(node)}"' + (f"~{node.slop}" if node.slop > 1 else "")
    if isinstance(node, query.FuzzyTerm):
        return f"{node.text}~{node.maxdist if node.maxdist > 1 else ''}"
    return _as_word(_text(node)) if node.fieldname == ANY else _text(node)


def _as_word(text: str) -> str:
    """A word so that it is no operator when it is read again: a lone "NOT", a dash with nothing to exclude."""
    bare = text.lstrip("-~").rstrip("?~") or text
    return bare.lower() if bare in _OPERATORS else bare


def _text(node: query.Query) -> str:
    """The text of a leaf of the syntax tree as typed."""
    if isinstance(node, query.Phrase):
        return " ".join(node.words)
    return f"{node.text}*" if type(node) is query.Prefix else str(node.text)


def _clauses(tree: query.Query) -> Sequence[query.Query]:
    """The clauses of the outermost group, of which all must hold unless `match` softens them."""
    tree = _unwrapped(tree)
    if not isinstance(tree, query.And):
        return [tree]
    return [clause for part in tree.subqueries for clause in _clauses(part)]


def _is_prose(clauses: Sequence[query.Query]) -> bool:
    """Whether a query is a text that somebody copied, in which quotes and dashes are no operators.

    It is long, and has stop words as sentences do; who combines words by operators leaves them out.
    """
    words = [word for clause in clauses for word in _words_of(clause) if type(word) is query.Term]
    folded = [analysis.fold(word.text) for word in words if word.fieldname == ANY]
    bare = sum(map(_is_bare_word, clauses))
    return len(folded) >= PROSE and bare >= PROSE_BARE and len(content_words(folded)) <= (1 - PROSE_STOPS) * len(folded)


def _words_of(node: query.Query) -> Iterator[query.Query]:
    """The words of a clause, whatever operators it has; those that name a field stay as they are."""
    if isinstance(node, query.And | query.Or):
        for part in node.subqueries:
            yield from _words_of(part)
    elif isinstance(node, query.Not):
        yield from _words_of(node.query)
    elif isinstance(node, query.Phrase) and node.fieldname == ANY:
        texts = _SIGNS.split(" ".join(node.words))
        yield from (word for text in texts if not _is_empty(word := query.Term(ANY, text)))
    else:
        yield node


def _unwrapped(node: query.Query) -> query.Query:
    """A node without the groups of one that parentheses leave behind."""
    if isinstance(node, query.Not):
        inner = _unwrapped(node.query)
        return inner.query if isinstance(inner, query.Not) else query.Not(inner)
    if not isinstance(node, query.And | query.Or):
        return node
    parts = [_unwrapped(part) for part in node.subqueries if not _is_empty(part)]
    return parts[0] if len(parts) == 1 else type(node)(parts)


def _is_bare_word(node: query.Query) -> bool:
    is_word = isinstance(node, query.Term | query.Prefix | query.Wildcard | query.FuzzyTerm)
    return is_word and node.fieldname == ANY and not _is_everything(node)


def _is_everything(node: query.Query) -> bool:
    return isinstance(node, query.Wildcard) and not node.text.strip("*")


def is_ranked(node: query.Query) -> bool:
    """Whether a node of a meaning has scores, and does not only include or exclude."""
    if isinstance(node, query.And | query.Or):
        return any(map(is_ranked, node.subqueries))
    return not isinstance(node, query.Not | query.Every | Passing)


def _asks_notes(node: query.Query) -> bool:
    if isinstance(node, query.And | query.Or):
        return any(map(_asks_notes, node.subqueries))
    return not isinstance(node, query.Not) and node.fieldname == _NOTES


def _patterns(node: query.Query) -> Iterator[query.Query]:
    if isinstance(node, query.And | query.Or):
        for part in node.subqueries:
            yield from _patterns(part)
    elif isinstance(node, query.Not):
        yield from _patterns(node.query)
    elif isinstance(node, query.MultiTerm):
        yield node


def _is_phrase(node: query.Query) -> bool:
    return isinstance(node, Row) and len(node.fields) > 1


def _is_empty(node: query.Query) -> bool:
    """Whether a node of the syntax tree holds nothing to search for, such as a dash alone."""
    if isinstance(node, query.And | query.Or):
        return all(_is_empty(part) for part in node.subqueries)
    if isinstance(node, query.Not):
        return _is_empty(node.query)
    if node is query.NullQuery:
        return True
    return not _is_everything(node) and not analysis.query_words(_text(node).replace("*", "").replace("?", ""))


def _text_query(node: query.Query, names: Sequence[str]) -> query.Query:
    text = _text(node)
    if isinstance(node, query.Prefix | query.Wildcard):
        return _pattern_query(text, names)
    if isinstance(node, query.Phrase):
        return _row(text, names, node.slop)
    words = analysis.query_words(text)
    if isinstance(node, query.FuzzyTerm) and len(words) == 1 and node.maxdist:
        return _in_fields(
            lambda name, boost: query.FuzzyTerm(name, words[0], boost, min(node.maxdist, MAX_EDITS)), names
        )
    return _word(text, names)


def _may_be_reference(node: query.Query) -> bool:
    """Whether words that name no field look like the reference of a release, which is then looked for as well."""
    plain = type(node) is query.Term or (isinstance(node, query.Phrase) and node.slop == 1)
    return plain and node.fieldname == ANY and _CODE.fullmatch(_text(node)) is not None


def _reference(text: str) -> query.Query:
    """The releases with this reference, however it is parted: "SC/14000" is "sc 14000"."""
    code = analysis.code(text)
    return _word(code, (REFERENCE_FIELD,)) if analysis.query_words(code) else query.Every()


def _word(text: str, names: Sequence[str]) -> query.Query:
    if analysis.is_single_character(text):  # of a script without spaces: it only begins the terms of the index
        return _in_fields(partial(_pattern, query.Prefix, analysis.fold(text)), names)
    return Word(text, names)


def _row(text: str, names: Sequence[str], slop: int) -> query.Query:
    """A quoted phrase."""
    surfaces = analysis.query_tokens(text)
    return Row(surfaces, names, slop) if surfaces else _word(text, names)


def _pattern_query(text: str, names: Sequence[str]) -> query.Query:
    """Words with wildcards; those that punctuation cuts off from the wildcard are plain words beside it."""
    parts = []
    for pattern in analysis.patterns(text):
        literal = pattern.rstrip("*")
        if not literal:
            parts.append(query.Every())
        elif "*" in literal or "?" in literal:
            parts.append(_in_fields(partial(_pattern, query.Wildcard, pattern), names))
        elif literal != pattern:
            parts.append(_in_fields(partial(_pattern, query.Prefix, literal), names))
        else:
            parts.append(_word(literal, names))
    return parts[0] if len(parts) == 1 else query.And(parts)


def _pattern(kind: type[query.MultiTerm], text: str, name: str, boost: float) -> query.Query:
    return kind(name, text, boost)


def _all_words(text: str) -> query.Query:
    return query.And([_word(word, _TEXT_FIELDS[ANY]) for word in analysis.query_tokens(text)])


def _in_fields(make: Callable[[str, float], query.Query], names: Sequence[str]) -> query.Query:
    """A pattern in each of the fields, with their weights; among the words as written where it names none."""
    if names == _TEXT_FIELDS[ANY]:
        return make(WORDS_FIELD, weights.FIELD_WEIGHTS[WORDS_FIELD])
    parts = [make(name, weights.FIELD_WEIGHTS[name]) for name in names]
    return parts[0] if len(parts) == 1 else query.Or(parts)


def _state(text: str) -> query.Query | None:
    known = text.lower() in {state.value for state in State}
    return _having("state", text.lower()) if known else None


def _language(text: str) -> query.Query:
    return _having("language", primary_language(text))


def _source(text: str) -> query.Query:
    return _having("source", text.lower())


def _having(facet: str, value: str) -> query.Query:
    return Passing(HasValue(FACETS_BY_NAME[facet].column, (encoded(value),)))


def _between(read_days: Callable[[str], Days | None]) -> Callable[[str], query.Query | None]:
    def in_days(text: str) -> query.Query | None:
        found = read_days(text)
        return Passing(InRange(DAY_COLUMN, found.first, found.last)) if found else None

    return in_days


_DATE_FIELDS: dict[str, Callable[[str], Days | None]] = {
    "date": days,
    "after": lambda text: Days.after(days(text)),
    "before": lambda text: Days.before(days(text)),
}
_COLUMN_FIELDS: dict[str, Callable[[str], query.Query | None]] = {
    "is": _state,
    "lang": _language,
    "source": _source,
} | {name: _between(read_days) for name, read_days in _DATE_FIELDS.items()}
