"""The organisations that a release names: from the gazetteer, from what it says of them itself, and by their shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from crawler.entities import (
    acronyms,
    appositions,
    bare_names,
    branches,
    capitals,
    companies,
    foreign_lines,
    german_bodies,
    german_firms,
    institutions,
    parties,
    romance_bodies,
    scripts,
    shapes,
    short_forms,
    sites,
    teams,
)
from crawler.entities.definitions import Definition, definitions, other_meanings
from crawler.entities.document import Document, Span, fold
from crawler.entities.gazetteer import Organisation, company_labels, resolver
from crawler.entities.geography import countries
from crawler.entities.lexicon import Finds
from crawler.entities.phrases import Hit, longest
from crawler.entities.rosters import Entry
from crawler.entities.towns import town_names
from crawler.entities.unspaced_names import is_of_another_state

# What is a body of its own although it stands before another one: "Hospital of the University of Lakeville".
_OWN_BODIES = ("hospital ", "museum ", "library ", "college ", "school ", "friends ", "bank ")


class Mention(NamedTuple):
    """An organisation by its label, where it stands."""

    label: str
    span: Span


def mentions(document: Document, finds: Finds, publisher: str | None) -> list[Mention]:
    """The organisations of a document in order of position; `publisher` is the release's own organisation.

    Of overlapping names the longest counts; where two are equal, what a release defines goes before what the gazetteer
    knows, and that before what only has the shape of a name.
    """
    owner = resolve(publisher or "")
    home = institutions.home(publisher, _country(owner))
    of_companies = [*companies.spans(document, finds), *german_firms.spans(document)]
    known = [hit.span for hit in (*finds.bodies, *finds.acronyms)]
    german = dict(german_bodies.bodies(document, finds))
    finders = (shapes, capitals, branches, scripts, appositions, sites, foreign_lines)
    named = (span for finder in finders for span in finder.spans(document))
    bare = (*bare_names.clubs(document), *bare_names.half_small(document))
    romance = set(romance_bodies.spans(document))
    shaped = _longest([*named, *bare, *of_companies, *german, *romance])
    shaped = [
        span if span in romance else _trimmed(document, span, known)
        for span in shaped
        if not _is_organ(document, span, known)
    ]
    defined = [one._replace(name=german.get(one.name_span, one.name)) for one in definitions(document, shaped)]
    meanings = {definition.acronym: _meaning(definition) for definition in defined}
    found = [
        Mention(meanings[definition.acronym], span)
        for definition in defined
        for span in (definition.name_span, definition.acronym_span)
    ]
    found += (Mention(known_label(name, document.language), span) for name, span in teams.mentions(document))
    by_end = {span.end: span for span in shaped}
    for label, span in acronyms.known(document, finds, owner, home, meanings, other_meanings(document)):
        branch = german_bodies.with_branch(document, span, finds)
        if branch != span:
            found.append(Mention(_text(document, branch), branch))
            continue
        numbered = branches.with_number(document, span)
        found.append(
            Mention(label, companies.with_group(document, label, span))
            if numbered == span
            else Mention(_text(document, numbered), numbered)
        )
        full = by_end.get(span.start - len(" ("))
        if full is not None and _explains(document, full, span):
            found.append(Mention(label, full))
    abroad = {hit.span: _text(document, hit.span) for hit in finds.bodies if is_of_another_state(document, hit, finds)}
    by_shape = _shaped(document, shaped, found, german, abroad)
    found += _institutions(document, finds, home, shaped, {mention.label for mention in (*found, *by_shape)})
    found += by_shape
    found += _again(document, found, of_companies, publisher)
    found += _by_kind(document, found)
    found += (Mention(known_label(name, document.language), span) for name, span in parties.named(document))
    labels: dict[Span, str] = {}
    for span, label in longest(Hit(mention.span, mention.label) for mention in found):
        labels.setdefault(span, label)
    return [Mention(label, span) for span, label in labels.items()]


def with_listed(document: Document, bodies: list[Mention], entries: Iterable[Entry]) -> list[Mention]:
    """The mentions and the bodies of rosters, by the label that a name has already.

    What is inside such a body goes, and so do units of it before it, unless they are known.
    """
    labels = {fold(_text(document, mention.span)): mention.label for mention in bodies}
    for office, span in entries:
        inside = [mention for mention in bodies if mention.span.overlaps(span)]
        if any(mention.span.start < span.start or span.end < mention.span.end for mention in inside):
            continue
        units = [one for one in bodies if one.span.overlaps(office) and resolve(one.label) is None]
        bodies = [mention for mention in bodies if mention not in inside and mention not in units]
        name = _text(document, span)
        bodies.append(Mention(labels.get(fold(name)) or known_label(name, document.language), span))
    return bodies


@lru_cache(maxsize=20_000)
def resolve(name: str) -> Organisation | None:
    """The body that goes by a name, an acronym or a label; None when none does, or several."""
    return resolver().get(name)


def known_as(publisher: str) -> str:
    """A publisher under the name that others give it."""
    body = resolve(publisher)
    return body.label if body else publisher


def _country(body: Organisation | None) -> str:
    """The English name of a body's country, "" if it has none."""
    return countries()[body.country].country if body and body.country else ""


def known_label(name: str, language: str | None) -> str:
    """The label of a known body; an acronym that means one in other languages only is a name of its own."""
    body = resolve(name)
    return body.label if body and not acronyms.is_foreign(name, body, language) else name


def _longest(spans: Iterable[Span]) -> list[Span]:
    return list(dict.fromkeys(hit.span for hit in longest(Hit(span, None) for span in spans)))


def _is_organ(document: Document, span: Span, known: Iterable[Span]) -> bool:
    """Whether a name only says which part of a known body is meant: "Secretariat of the UN".

    A hospital or a museum is no part: "Hospital of the University of Lakeville".
    """
    if document.lower.startswith(_OWN_BODIES, span.start):
        return False
    owners = (other.start for other in known if other.end == span.end and other.start > span.start)
    return any(acronyms.ORGAN.fullmatch(document.flat, span.start, start) for start in owners)


def _trimmed(document: Document, span: Span, known: Iterable[Span]) -> Span:
    """A name without what follows the name of a known body in it: "UN Office of Lakes Jane Major".

    A company's name with its legal form stays whole: "UN Robotics Inc.", as does that of a part: "UN School of Boats".
    """
    name = _text(document, span)
    if (
        name.split()[0] in bare_names.letters()
        or shapes.ends_in_head(document, span)
        or short_forms.without_legal_form(name) != name
    ):
        return span
    ends = [other.end for other in known if span.start <= other.start and other.end < span.end]
    end = max(ends, default=span.end)
    before, after = document.flat[span.start : end], document.flat[end + 1 : span.end]
    if after.startswith("for ") and before.endswith(" Bank") and Span(span.start, end) in known:
        return Span(span.start, end)
    if before.startswith("University of ") and after.lower() in town_names():  # "University of Orrin Lakeville"
        return span
    goes_on = document.flat[end : end + 2]
    if goes_on[:1] == "-" or not goes_on[1:].isupper() or branches.is_part(document, Span(end + 1, span.end)):
        return span
    return Span(span.start, end)


def _meaning(definition: Definition) -> str:
    """The label of what a release defines: the gazetteer's for a name that it knows ("Department of Justice (DOJ)")."""
    for name in (definition.name, f"U.S. {definition.name}"):
        body = resolve(name)
        if body is not None and (name == definition.name or body.acronym == definition.acronym):
            return body.label
    return definition.label


def _explains(document: Document, name: Span, acronym: Span) -> bool:
    """Whether a known acronym stands in brackets behind a name that is not known: a translation of its own."""
    if not (document.flat.startswith(" (", name.end) and document.flat.startswith(")", acronym.end)):
        return False
    words = _text(document, name)
    return document.flat[slice(*acronym)].isupper() and words.count(" ") > 1 and resolve(words) is None


def _institutions(
    document: Document, finds: Finds, home: str, shaped: Iterable[Span], labels: Iterable[str]
) -> Iterator[Mention]:
    """Bodies of states; one without a state is that of the only fuller name: "Parliament", "European Parliament"."""
    for label, span in institutions.named(document, finds, home, shaped):
        name = _text(document, span)
        fuller = {one for one in labels if f"{one} ".find(f" {name} ") > 0 or one.startswith(f"{name} of ")}
        yield Mention(fuller.pop() if len(fuller) == 1 and not home else known_label(label, document.language), span)


def _shaped(
    document: Document,
    spans: Iterable[Span],
    found: Iterable[Mention],
    nominatives: Mapping[Span, str],
    abroad: Mapping[Span, str],
) -> list[Mention]:
    """What has the shape of a name, by the label that a name has already, or its own; `abroad` have only their own."""
    labels = {fold(_text(document, mention.span)): mention.label for mention in found}
    labels |= {fold(nominatives[mention.span]): mention.label for mention in found if mention.span in nominatives}
    names = {span: nominatives.get(span) or _text(document, span) for span in spans}
    longer = short_forms.full_names([*names.values(), *(_text(document, mention.span) for mention in found)])
    labels_by_text = [_text(document, mention.span) for mention in found]
    shaped = []
    for span, name in names.items():
        full = longer.get(name, name)
        if " " not in name and span in nominatives:  # "die Moorhochschule" of a place
            full = _only_fuller(name, [*names.values(), *labels_by_text]) or full
        shaped.append(
            Mention(
                abroad.get(span)
                or labels.get(fold(full))
                or labels.get(fold(name))
                or known_label(full, document.language),
                span,
            )
        )
    return shaped


def _only_fuller(name: str, others: Iterable[str]) -> str:
    """The one name that begins with another one; "" if there is none or several."""
    fuller = {other for other in others if other.startswith(f"{name} ")}
    return fuller.pop() if len(fuller) == 1 else ""


def _by_kind(document: Document, found: Iterable[Mention]) -> list[Mention]:
    """Bodies that go by their kind alone; "la Fiscalía" is the only one that is named in full, where there is one."""
    spans = list(bare_names.spans(document))
    names = {_text(document, mention.span): mention.label for mention in found} if spans else {}
    by_kind = []
    for span in spans:
        name = _text(document, span)
        fuller = {label for other, label in names.items() if other.startswith(f"{name} ")}
        by_kind.append(Mention(fuller.pop() if len(fuller) == 1 else known_label(name, document.language), span))
    return by_kind


def _again(
    document: Document, found: Iterable[Mention], of_companies: Iterable[Span], publisher: str | None
) -> Iterator[Mention]:
    """Later mentions: the names themselves wherever they stand, and their short forms."""
    named: dict[str, str] = {}
    for mention in found:
        named.setdefault(_text(document, mention.span), mention.label)
    if publisher and short_forms.is_body(publisher):
        named.setdefault(publisher, known_label(publisher, document.language))
    companies = {_text(document, span) for span in of_companies}
    companies |= {name for name, label in named.items() if label in company_labels() and _is_company(name)}
    forms = short_forms.short_forms(document, named, companies)
    again = {
        name: label
        for name, label in named.items()
        if " " in name
        or sum(map(str.isupper, name)) > 1
        or (name in companies and ("." in name or short_forms.stands_for_itself(document, name)))
    }
    for label, span in (*short_forms.shouted(document, named), *short_forms.occurrences(document, again | forms)):
        yield Mention(label, span)


def _is_company(name: str) -> bool:
    """Whether a known company goes by its first words as well: "Orrin" for "Orrin Airline"."""
    return " " in name and (short_forms.ends_as_company(name) or name.endswith((" Airline", " Group")))


def _text(document: Document, span: Span) -> str:
    return " ".join(document.flat[slice(*span)].split())
