"""What in a release's text shows that it names somebody: the words that `static/evidence.js` marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.entities import find
from crawler.entities.found import Named
from crawler.records import EntityKind, StoredRelease
from indexer.index import ProfileKind

MOST = 20  # different words for one name
KINDS: dict[EntityKind, ProfileKind] = {
    EntityKind.PEOPLE: "person",
    EntityKind.ORGANISATIONS: "mentioned",
    EntityKind.PLACES: "place",
    EntityKind.TOPICS: "topic",
}


def evidence(release: StoredRelease) -> Mapping[tuple[ProfileKind, str], tuple[str, ...]]:
    """Kind and label, as readers see it, to the words in title and text, each form once, as they stand.

    What only the page's metadata names has none.
    """
    extracted = release.extracted
    found, text = find(extracted), f"{extracted.title}\n\n{extracted.text}"
    words: dict[tuple[ProfileKind, str], dict[str, None]] = {}
    for kind, name in KINDS.items():
        names: Iterable[Named] = getattr(found, kind)
        for named in names:
            label = release.shown_as(kind, named.label)
            if named.spans and label is not None:
                words.setdefault((name, label), {}).update(dict.fromkeys(text[slice(*span)] for span in named.spans))
    return {key: tuple(forms)[:MOST] for key, forms in words.items()}
