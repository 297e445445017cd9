"""A person, an organisation, a place or a topic, as the releases tell: which they are in, beside whom, since when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from whoosh import query

from indexer.analysis.folding import fold
from indexer.documents import Document
from indexer.engine.execute.order import Sort
from indexer.engine.filters import HasValue
from indexer.facets import Days, facet_values
from indexer.index import Filter, HeldOffice, Hit, Profile, ProfileKind, Saying
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, ID_FIELD, MOMENT_COLUMN, encoded
from indexer.snapshot import Snapshot

SPEAKING = ("person", "mentioned")  # who may speak, and hold offices
READ = 1_000  # releases, the newest ones, that are read for offices and quotes
BESIDE = ("person", "mentioned", "organisation", "place", "topic")
_VALUES = 13  # of each facet beside: the profile's own may be among them
_SPANS = 24  # of its activity over time
_HITS, _QUOTES, _OFFICES = 10, 10, 20


def profile(snapshot: Snapshot, kind: ProfileKind, label: str) -> Profile:
    """The profile of one value, whose `total` is 0 where no release has it."""
    days = Days(_SPANS)
    facets = [FACETS_BY_NAME[name] for name in BESIDE]
    found = snapshot.executor.search(
        query.Every(),
        READ if kind in SPEAKING else _HITS,
        facets=[facet.column for facet in facets],
        filters={"profile": HasValue(FACETS_BY_NAME[kind].column, (encoded(label),))},
        histograms={DAY_COLUMN: days.histogram()},
        sort=Sort(MOMENT_COLUMN, descending=True),
        ties=ID_FIELD,
    )
    documents = [snapshot.document(number) for number in found.documents.tolist()]
    values = {facet.name: facet_values(found.facets[facet.column], facet, _VALUES, Filter()) for facet in facets}
    return Profile(
        kind=kind,
        label=label,
        total=found.total,
        hits=[Hit(document.id, 0.0, document.hit_fields()) for document in documents[:_HITS]],
        offices=offices(label, documents),
        quotes=list(islice(quotes(label, documents), _QUOTES)),
        beside={name: [one for one in some if (name, one.value) != (kind, label)] for name, some in values.items()},
        over_time=days.values(found.histograms[DAY_COLUMN].tolist(), None, None),
        is_cut=kind in SPEAKING and found.total > len(documents),
    )


def offices(person: str, documents: Sequence[Document]) -> list[HeldOffice]:
    """Each office once, whatever its case: as its newest release has it, the one that was held last first."""
    held: dict[str, list[tuple[str, str]]] = {}
    for document in documents:
        for one, office in document.offices:
            if one == person:
                held.setdefault(fold(office), []).append((document.day.isoformat(), office))
    offices = [HeldOffice(given[0][1], given[-1][0], given[0][0], len(given)) for given in held.values()]
    return sorted(offices, key=lambda office: (office.until, office.releases), reverse=True)[:_OFFICES]


def quotes(speaker: str, documents: Sequence[Document]) -> Iterator[Saying]:
    """What somebody said, the newest first."""
    for document in documents:
        for one, words in document.quotes:
            if one == speaker:
                yield Saying(words, document.id, document.title, document.day.isoformat())
