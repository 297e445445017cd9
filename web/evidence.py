"""What in a release's text shows that it names somebody: the words that `static/evidence.js` marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.entities import find, spoken_for, tagging
from crawler.entities.found import Named
from crawler.entities.short_forms import whole_words
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

    The rules say so again. Names that the network found, which costs too much for a page, and those of the page's
    metadata have their name where it stands in the text, else none; topics of both have the words that speak for them.
    """
    extracted = release.extracted
    with tagging.by(None):
        found = find(extracted)
    text = f"{extracted.title}\n\n{extracted.text}"
    words: dict[tuple[ProfileKind, str], dict[str, None]] = {}
    for kind, name in KINDS.items():
        of_rules: Iterable[Named] = getattr(found, kind)
        if kind is EntityKind.TOPICS and not set(extracted.topics) <= {topic.label for topic in of_rules}:
            of_rules = (topic for topic in spoken_for(extracted) if topic.label in extracted.topics)
        forms = {named.label: [text[slice(*span)] for span in named.spans] for named in of_rules}
        for label in dict.fromkeys((*forms, *getattr(extracted, kind))):
            shown = release.shown_as(kind, label)
            here = forms.get(label) or [text[slice(*span)] for span in whole_words(text, label)]
            if here and shown is not None:
                words.setdefault((name, shown), {}).update(dict.fromkeys(here))
    return {key: tuple(forms)[:MOST] for key, forms in words.items()}
