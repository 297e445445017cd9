"""Which release a fetched page is, and what stands beside a release: variants, and the same text of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select

from crawler.likeness import BRIEF, SAME_TEXT, Hashes, jaccard, may_be_same, same_page, same_release, shingles
from crawler.records import Alike, Form, Relations, Release, State, StoredRelease
from crawler.store import banding, families, releases, schema, shown, upserts
from crawler.store.reading import chunks

if TYPE_CHECKING:
    from crawler.discovery.variants import Variant

# Kinds of variants that are found here; the others are those of discovery.VariantKind.
DUPLICATE = "duplicate"
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class KeptVariant:
    """Another address of a release; `kind` as in discovery.VariantKind, `language` a BCP 47 tag."""

    url: str
    kind: str
    language: str | None
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which release a fetched one is.

    `kind` says what its URL is to that release: None, its own address; "moved", its own address from now on; another
    one, a variant, whose content is not to be kept in the place of the release's own. `alike` are the releases of
    other sources with nearly the same text as the release will have, with their resemblance.
    """

    identity: str
    kind: str | None
    alike: Mapping[str, float]


def resolve(
    connection: Connection,
    source: str,
    incoming_id: str,
    content: Release,
    previous: str | None,
    bands: Sequence[int],
    kind: str = DUPLICATE,
) -> Resolution:
    """Finds the identity of a release that was fetched for `source`.

    `incoming_id` is the identity by its own URL, `previous` the release that the fetched URL gave before, `bands` are
    those of its text, `kind` what the page would be as a variant. In this order it is the release of that URL; the
    previous one, or the one that the URL is a variant of, when the text is alike; one of the same source that is the
    same (`likeness.same_release`); a new one.
    """
    near = _Near(connection, content, bands, source)
    found = _by_address(connection, incoming_id, content, previous, near, kind) or near.twin(kind)
    if found is None:
        return Resolution(incoming_id, None, near.elsewhere(incoming_id))
    release, relation = found
    rewritten = relation in (None, MOVED) and release.content.text != content.text
    alike = near.elsewhere(release.id) if rewritten else dict(similar(connection, release.id))
    return Resolution(release.id, relation, alike)


_Found = tuple[StoredRelease, str | None]


def _by_address(
    connection: Connection, incoming_id: str, content: Release, previous: str | None, near: _Near, kind: str
) -> _Found | None:
    if (own := releases.get(connection, incoming_id)) is not None:
        return own, _relation(own, content.url, kind)
    for identity in dict.fromkeys((previous, release_of(connection, content.url))):
        release = releases.get(connection, identity) if identity else None
        if release is None:
            continue
        if release.content.url == content.url:
            return release, None
        if same_page(release.content, content, near.resemblance(release)):
            known = {variant.url: variant.kind for variant in variants_of(connection, release.id)}
            return release, _relation(release, content.url, known.get(content.url, MOVED))
    return None


def _relation(release: StoredRelease, url: str, kind: str) -> str | None:
    """What a URL is to its release: one that is withdrawn at its address has moved to where it is found."""
    if release.content.url == url:
        return None
    return MOVED if release.state is State.WITHDRAWN else kind


class _Near:
    """The stored releases that share bands with a fetched one, compared with it when they are asked for."""

    def __init__(self, connection: Connection, content: Release, bands: Sequence[int], source: str) -> None:
        self._connection = connection
        self._content = content
        self._bands = bands
        self._source = source

    @cached_property
    def _shingles(self) -> Hashes:
        return shingles(self._content.text)

    @cached_property
    def _candidates(self) -> tuple[list[str], list[str]]:
        return banding.ranked(banding.members(self._connection, self._bands), self._bands, self._source)

    def resemblance(self, other: StoredRelease) -> float:
        return jaccard(self._shingles, shingles(other.content.text))

    def twin(self, kind: str) -> _Found | None:
        """The release of the same source that is the same, the likest and then the oldest of several."""
        own = releases.get_many(self._connection, self._candidates[0])
        compared = [(self.resemblance(other), other) for other in own if may_be_same(other.content, self._content)]
        same = [(score, other) for score, other in compared if same_release(other.content, self._content, score)]
        if not same:
            return None
        _, release = min(same, key=lambda pair: (-pair[0], pair[1].first_seen, pair[1].id))
        return release, _relation(release, self._content.url, kind)

    def elsewhere(self, identity: str) -> dict[str, float]:
        """The other releases, of other sources, with nearly the same text."""
        if not self._candidates[1]:
            return {}
        others = releases.get_many(self._connection, self._candidates[1])
        texts = {other.id: other.content.text for other in others if other.id != identity}
        return _alike(self._shingles, {other: shingles(text) for other, text in texts.items()})


def _alike(mine: Hashes, others: Mapping[str, Hashes]) -> dict[str, float]:
    """Those with nearly the same text, with their resemblance; a brief text is nobody's in particular."""
    if mine.size < BRIEF:
        return {}
    scores = {other: jaccard(mine, hashes) for other, hashes in others.items()}
    return {other: score for other, score in scores.items() if score >= SAME_TEXT}


def link(connection: Connection, release: str, others: Mapping[str, float], now: datetime) -> None:
    """Links a stored release with those others, in both directions, in the place of the links that it had."""
    _link(connection, {release: others}, now)


def _link(connection: Connection, links: Mapping[str, Mapping[str, float]], now: datetime) -> None:
    linked = connection.execute(_LINKS_OF, {"keys": list(links)})
    before = {_pair(row.release, row.other): row.resemblance for row in linked}
    after = {_pair(one, other): score for one, others in links.items() for other, score in others.items()}
    if stale := sorted(before.items() - after.items()):
        ends = [{"one": one, "another": other} for pair, _ in stale for one, other in _both(pair)]
        connection.execute(_NO_LINK, ends)
    fresh = [
        {"release": one, "other": other, "resemblance": score}
        for pair, score in sorted(after.items() - before.items())
        for one, other in _both(pair)
    ]
    if fresh:
        connection.execute(_NEW_LINK, fresh)
    families.follow(connection, after.keys() - before.keys(), before.keys() - after.keys(), now)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _both(pair: tuple[str, str]) -> tuple[tuple[str, str], tuple[str, str]]:
    return pair, (pair[1], pair[0])


_LINKS_OF = select(schema.likenesses).where(schema.likenesses.c.release.in_(bindparam("keys", expanding=True)))
_NO_LINK = delete(schema.likenesses).where(
    schema.likenesses.c.release == bindparam("one"), schema.likenesses.c.other == bindparam("another")
)
_NEW_LINK = insert(schema.likenesses)


@dataclass(frozen=True, slots=True)
class Banded:
    """A stored release with its text and the bands of that."""

    id: str
    text: str
    bands: Sequence[int]


def link_batch(connection: Connection, batch: Iterable[Banded], now: datetime) -> None:
    """Keeps the bands of stored releases, and links each with those of other sources that have nearly the same text,
    as `resolve` and `link` do for one; of an id that stands twice in the batch the last text counts."""
    items = list({item.id: item for item in batch}.values())
    for chunk in chunks(items):
        banding.keep(connection, {item.id: item.bands for item in chunk})
        _link(connection, _compared(connection, chunk), now)


def _compared(connection: Connection, batch: Sequence[Banded]) -> dict[str, dict[str, float]]:
    """The releases of other sources that have nearly the same text as each of a batch whose bands are kept."""
    members = banding.members_with(connection, [item.id for item in batch])
    owners = dict(pair for having in members.values() for pair in having)
    near = {item.id: banding.ranked(members, item.bands, owners.get(item.id, ""))[1] for item in batch}
    texts = {item.id: item.text for item in batch}
    missing = {other for others in near.values() for other in others} - texts.keys()
    texts |= {other.id: other.content.text for other in releases.get_many(connection, sorted(missing))}
    compared = {each for identity, others in near.items() for each in (identity, *others) if others}
    hashes = {identity: shingles(texts[identity]) for identity in compared}
    return {
        identity: _alike(hashes[identity], {other: hashes[other] for other in others}) if others else {}
        for identity, others in near.items()
    }


def similar(connection: Connection, release: str) -> list[tuple[str, float]]:
    """The releases that are linked with one, likest first, with their resemblance."""
    table = schema.likenesses
    linked = select(table.c.other, table.c.resemblance).where(table.c.release == release)
    linked = linked.order_by(table.c.resemblance.desc(), table.c.other)
    return [(row.other, row.resemblance) for row in connection.execute(linked)]


def add_variants(connection: Connection, release: str, variants: Iterable[Variant], now: datetime) -> None:
    """Adds other addresses of a stored release; of known ones kind and language are brought up to date."""
    rows = [
        {"release": release, "url": each.url, "kind": each.kind, "language": each.language, "found_at": now}
        for each in {each.url: each for each in variants}.values()
    ]
    if not rows:
        return
    connection.execute(upserts.renewed(connection, schema.variants, "kind", "language"), rows)


def variants_of(connection: Connection, release: str) -> list[KeptVariant]:
    """The other addresses of a release, in the order in which they were found."""
    table = schema.variants
    mine = select(table).where(table.c.release == release).order_by(table.c.found_at, table.c.url)
    return [KeptVariant(row.url, row.kind, row.language, row.found_at) for row in connection.execute(mine)]


def release_of(connection: Connection, url: str) -> str | None:
    """The release that has this URL as a variant: the first that was found to, if several have."""
    return connection.execute(_OWNER, {"address": url}).scalar_one_or_none()


_OWNER = (
    select(schema.variants.c.release)
    .where(schema.variants.c.url == bindparam("address"))
    .order_by(schema.variants.c.found_at, schema.variants.c.release)
    .limit(1)
)


def relations(connection: Connection, release: StoredRelease) -> Relations:
    """The other forms of a release, and the releases of others with nearly the same text."""
    kept = [form for form in variants_of(connection, release.id) if form.url != release.content.url]
    table = schema.urls
    owned = select(table.c.url, table.c.release).where(table.c.url.in_([form.url for form in kept]))
    owners = {row.url: row.release for row in connection.execute(owned)}
    forms = [Form(form.url, form.kind, form.language, _another(owners.get(form.url), release)) for form in kept]
    scores = dict(similar(connection, release.id))
    others = {other.id: other.content for other in shown.get_many(connection, list(scores))}
    alike = [Alike(key, others[key].title, others[key].organisation, scores[key]) for key in scores if key in others]
    return Relations(tuple(forms), tuple(alike))


def _another(owner: str | None, release: StoredRelease) -> str | None:
    return owner if owner != release.id else None
