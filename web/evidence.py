"""What in a release's text shows that it names somebody: the words that `static/evidence.js` marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.entities import find
from crawler.entities.found import Named
from crawler.records import Release
from indexer.index import ProfileKind

MOST = 20  # different words for one name


def evidence(release: Release) -> Mapping[tuple[ProfileKind, str], tuple[str, ...]]:
    """Kind and label to the words in title and text, each form once, as they stand.

    What only the page's metadata names has none.
    """
    found, text = find(release), f"{release.title}\n\n{release.text}"
    kinds: dict[ProfileKind, Iterable[Named]] = {
        "person": found.people,
        "mentioned": found.organisations,
        "place": found.places,
        "topic": found.topics,
    }
    return {
        (kind, named.label): tuple(dict.fromkeys(text[slice(*span)] for span in named.spans))[:MOST]
        for kind, names in kinds.items()
        for named in names
        if named.spans
    }
