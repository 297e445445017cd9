"""Who else tells of a release's event: releases of other organisations, or in other languages, from these days.

Nothing is stored: the index is asked for releases with the telling words of one (as for similar ones) around its day,
and each that is found is judged by what both share (`same_event`). A cluster grows from the release by what is one
event with it, or with one that belongs to it already, as long as all of them are of the same days and near enough to
the release itself: otherwise one bill leads to the next that was passed on that day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from crawler.records import Precision
from indexer import weights
from indexer.account import Account
from indexer.documents import Document
from indexer.engine.filters import Filter, HasValue, InRange
from indexer.index import Hit, Told
from indexer.same_event import Shared, days_apart, likelihood, share
from indexer.schema import DAY_COLUMN, FACETS_BY_NAME, encoded
from indexer.similar import any_of, rarity, telling_words
from indexer.snapshot import Snapshot


def told_by_others(snapshot: Snapshot, release: Document, limit: int) -> list[Told]:
    """The other releases of its event, the surest first; none where the day of a release is not known."""
    if not _has_day(release):
        return []
    account = Account(release, partial(_rarity, snapshot), partial(rarity, snapshot))
    left = list(_candidates(snapshot, account))
    cluster, told = [account], list[Told]()
    for known in cluster:  # which grows
        pairs = [(likelihood(known, other), other) for other in left]
        for likely, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1].release.id)):
            if len(told) < limit and likely >= weights.EVENT and _may_belong(other, cluster):
                left.remove(other)
                cluster.append(other)
                told.append(_told(other.release, _reason(account, known, share(known, other))))
    return told


def _candidates(snapshot: Snapshot, account: Account) -> Iterator[Account]:
    """What others published in the days around it with the same telling words."""
    telling = telling_words(snapshot, account.release, weights.EVENT_QUERY)
    if not telling:
        return
    words = any_of(snapshot, telling)
    days = InRange(DAY_COLUMN, min(account.days) - weights.EVENT_DAYS, max(account.days) + weights.EVENT_DAYS)
    for others in _others(snapshot, account):
        found = snapshot.executor.search(words, weights.EVENT_CANDIDATES, filters={"days": days, **others}, count=False)
        for document in map(snapshot.document, found.documents.tolist()):
            candidate = Account(document, account.rarity, account.frequency)
            if _has_day(document) and _is_other(account, candidate):
                yield candidate


def _others(snapshot: Snapshot, account: Account) -> Iterator[Mapping[str, Filter]]:
    """Filters for what others published, and for what the publisher did in other languages."""
    release = account.release
    name, value = ("organisation", release.organisation) if release.organisation else ("source", release.source)
    own = FACETS_BY_NAME[name].column, (encoded(" ".join(value.split())),)
    yield {"publisher": HasValue(*own, wanted=False)}
    if len(snapshot.languages) > 1:
        language = FACETS_BY_NAME["language"].column, (encoded(account.language),)
        yield {"publisher": HasValue(*own), "language": HasValue(*language, wanted=False)}


def _is_other(account: Account, candidate: Account) -> bool:
    if account.release.id == candidate.release.id:
        return False
    return account.publisher != candidate.publisher or account.language != candidate.language


def _rarity(snapshot: Snapshot, word: str) -> float:
    """How rare a word is among the releases that there are, on one scale however many these are."""
    return weights.EVENT_RAREST * rarity(snapshot, word) / rarity(snapshot, "")


def _has_day(release: Document) -> bool:
    return bool(release.published) and release.published_precision == Precision.DAY


def _may_belong(other: Account, cluster: list[Account]) -> bool:
    """Whether a release is of the days of a cluster, and near what the first of it tells."""
    is_of_these_days = all(days_apart(other, known) <= weights.EVENT_DAYS for known in cluster)
    return is_of_these_days and likelihood(cluster[0], other) >= weights.EVENT_NEAR


def _reason(account: Account, known: Account, shared: Shared) -> str:
    return shared.reason if known is account else f"with the release of {known.publisher}: {shared.reason}"


def _told(release: Document, reason: str) -> Told:
    return Told(Hit(release.id, 0.0, release.hit_fields(), family=release.family or None), reason)
