"""Whether the index is sound, alone and against the store that it is made of; and its repair.

Both give their releases in the order of ids, so that one pass over each compares them all. Whoever crawls and indexes
meanwhile is not in the way: a commit of the index does not change, nor does what a transaction of the store sees; and
what has changed in the store since that commit need not be in it yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields

from crawler.progress import Tick
from crawler.records import StoredRelease
from crawler.store import Store, feed, shown
from crawler.verifying.findings import Findings, Kind, Part
from crawler.verifying.merging import side_by_side
from indexer.documents import Document
from indexer.index import Commit, Index, IndexUnreadableError

TICK = 500  # releases between two looks at the progress
# Seeing a release again, or giving its source another short name, is no change of the release: the index follows with
# the next one.
_COMPARED = tuple(field.name for field in fields(Document) if field.name not in {"last_seen", "short"})
_AGAIN = "`pressroom verify --repair` indexes them again."
_ANEW = "`pressroom index --rebuild` builds a new one from the store, as `pressroom verify --repair` does."

UNREADABLE = Kind("unreadable-index", Part.INDEX, "the index can't be read, or is damaged", _ANEW, mends=True)
AHEAD = Kind(
    "index-ahead",
    Part.DOCUMENTS,
    "the index has followed more changes than the store has, as when an older store was restored",
    _ANEW,
    mends=True,
)
OTHER_STORE = Kind("other-store", Part.DOCUMENTS, "the index is of another store", _ANEW, mends=True)
MISSING = Kind("missing-documents", Part.DOCUMENTS, "releases of the store are not in the index", _AGAIN, mends=True)
OUTDATED = Kind("other-documents", Part.DOCUMENTS, "releases are not in the index as in the store", _AGAIN, mends=True)
UNKNOWN = Kind(
    "unknown-documents",
    Part.DOCUMENTS,
    "releases are in the index, and not in the store",
    "`pressroom verify --repair` takes them out.",
    mends=True,
)
DOUBLED = Kind("doubled-documents", Part.DOCUMENTS, "releases are in the index more than once", _AGAIN, mends=True)
UNNAMED = Kind("unnamed-documents", Part.INDEX, "releases of the index can't be found by their ids", _ANEW, mends=True)
BEHIND = Kind(
    "index-behind",
    Part.DOCUMENTS,
    "changes of the store are not in the index yet",
    "`pressroom up` indexes them within seconds, `pressroom index` at once.",
    mends=True,
    fault=False,
)
DOCUMENTS = (MISSING, OUTDATED, UNKNOWN, DOUBLED)  # which single releases are off by
BEYOND_MENDING = (UNREADABLE, AHEAD, OTHER_STORE, UNNAMED)  # which call for a new index


def check_index(index: Index, found: Findings, tick: Tick) -> Commit | None:
    """Checks every byte of the index; its newest commit, None where it can't be read."""
    tick("Checking every byte of the index")
    try:
        index.verify()
        return index.newest()
    except IndexUnreadableError as error:
        found.add(UNREADABLE, str(error))
        return None


def compare(
    commit: Commit, store: Store, found: Findings, tick: Tick, on_off: Callable[[str], None] = lambda identity: None
) -> None:
    """Compares all releases of a commit of the index with those of the store it is made of.

    The commit has to be opened before this. `on_off` is told of each release that is to be indexed again, or taken out.
    Raises StoreError and IndexUnreadableError.
    """
    with store.reading() as connection:
        head, origin = feed.head(connection), feed.origin(connection)
        if commit.origin and commit.origin != origin:
            found.add(OTHER_STORE, f"it begins with {commit.origin}, the store with {origin or 'nothing'}")
        elif commit.seq > head:
            found.add(AHEAD, f"it has come to {commit.seq:,}, the store to {head:,}")
        else:
            if commit.seq < head:
                found.add(BEHIND, f"it has come to {commit.seq:,} of {head:,}", head - commit.seq)
            _compare_all(commit, shown.followed(connection, commit.seq), found, tick, on_off)


def _compare_all(
    commit: Commit,
    kept: Iterator[tuple[StoredRelease, bool]],
    found: Findings,
    tick: Tick,
    on_off: Callable[[str], None],
) -> None:
    named = 0
    releases_ = ((release.id, (release, settled)) for release, settled in kept)
    documents = ((document.id, document) for document in commit.documents)
    for number, (identity, both) in enumerate(side_by_side(releases_, documents)):
        release, indexed = _parted(both)
        named += len(indexed)
        if (off := _off(release, indexed)) is not None:
            kind, what = off
            found.add(kind, f"{identity}{what}")
            on_off(identity)
        if number % TICK == 0:
            tick("Comparing the index with the store", number, commit.size)
    if named != commit.size:
        found.add(UNNAMED, f"{named:,} of {commit.size:,} are found", abs(commit.size - named))


_Kept = tuple[StoredRelease, bool]


def _parted(both: Iterator[_Kept | Document]) -> tuple[_Kept | None, list[Document]]:
    """A release of the store and the documents of the index that have one id."""
    kept, documents = None, []
    for one in both:
        if isinstance(one, Document):
            documents.append(one)
        else:
            kept = one
    return kept, documents


def _off(kept: _Kept | None, documents: list[Document]) -> tuple[Kind, str] | None:
    """What is wrong with a release in the index; None where nothing is."""
    if kept is None:
        return UNKNOWN, f": {documents[0].url or documents[0].title}"
    release, settled = kept
    if len(documents) > 1:
        return DOUBLED, f": {len(documents)} times"
    if not settled:  # what the index has yet to follow may be missing or old
        return None
    if not documents:
        return MISSING, f": {release.content.url or release.content.title}"
    wanted = Document.of(release)
    differing = [name for name in _COMPARED if getattr(wanted, name) != getattr(documents[0], name)]
    return (OUTDATED, f": another {', '.join(differing)}") if differing else None
