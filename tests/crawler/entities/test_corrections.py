from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from crawler.entities.corrections import EVERYWHERE, Correction, Corrections, Scope, is_circle
from crawler.records import EntityKind

PEOPLE, PLACES = EntityKind.PEOPLE, EntityKind.PLACES
ONE, OTHER = Scope("press", "one"), Scope("news", "other")
SCOPES = [EVERYWHERE, Scope("press"), Scope("news"), ONE, OTHER]
LABELS = "ABCDE"

corrections = st.lists(
    st.builds(
        Correction,
        kind=st.just(PEOPLE),
        said=st.sampled_from(LABELS),
        becomes=st.none() | st.sampled_from(LABELS),
        scope=st.sampled_from(SCOPES),
    ),
    max_size=8,
    unique_by=lambda each: (each.said, each.scope),
)
labels = st.sampled_from(LABELS)
releases = st.sampled_from([ONE, OTHER])


def effective(some: list[Correction], release: Scope) -> Mapping[str, str | None]:
    """What each label becomes in one release: those of all releases first, narrower ones over them."""
    found: dict[str, str | None] = {}
    for scope in (EVERYWHERE, Scope(release.source), release):
        found |= {each.said: each.becomes for each in some if each.scope == scope}
    return found


def followed(becomes: Mapping[str, str | None], label: str) -> str | None:
    """Where a label comes to; itself where it goes round."""
    now: str | None = label
    for _ in range(len(LABELS) + 1):
        if now is None or becomes.get(now, now) == now:
            return now
        now = becomes[now]
    return label


@given(corrections, labels, releases)
def test_the_narrowest_correction_counts_and_is_followed_to_the_end(
    some: list[Correction], label: str, release: Scope
) -> None:
    assert Corrections(some).now(PEOPLE, label, release) == followed(effective(some, release), label)


@given(corrections, labels, releases)
def test_what_came_out_stays(some: list[Correction], label: str, release: Scope) -> None:
    known = Corrections(some)
    now = known.now(PEOPLE, label, release)
    assert now is None or known.now(PEOPLE, now, release) == now


@given(corrections, labels, labels, releases)
def test_every_label_that_led_to_another_is_among_its_origins(
    some: list[Correction], label: str, other: str, release: Scope
) -> None:
    known = Corrections(some)
    if other in known.trail(PEOPLE, label, release):
        assert label in known.origins(PEOPLE, other)


@given(corrections, corrections)
def test_a_circle_is_found_from_the_correction_that_closes_it(before: list[Correction], more: list[Correction]) -> None:
    """So that to look from there, when one is made, is enough."""
    kept: list[Correction] = []
    for each in (*before, *more):
        others = [one for one in kept if (one.said, one.scope) != (each.said, each.scope)]
        if not Corrections([*others, each]).circle(PEOPLE, each.said):
            kept = [*others, each]
    known = Corrections(kept)
    assert not any(is_circle(known.trail(PEOPLE, label, scope)) for label in LABELS for scope in SCOPES)


@given(corrections, labels)
def test_a_circle_in_any_release_is_told(some: list[Correction], label: str) -> None:
    known = Corrections(some)
    told = known.circle(PEOPLE, label)
    assert bool(told) == any(is_circle(known.trail(PEOPLE, label, scope)) for scope in SCOPES)
    assert not told or (told[0] == label and is_circle(told))


def test_an_exception_ends_where_a_wider_one_would_go_on() -> None:
    known = Corrections(
        [Correction(PEOPLE, "A", "B"), Correction(PEOPLE, "B", "C"), Correction(PEOPLE, "B", "B", Scope("press"))]
    )
    assert known.now(PEOPLE, "A", ONE) == "B"
    assert known.now(PEOPLE, "A", OTHER) == "C"
    assert known.targets(PEOPLE, "B") == {"B", "C"}
    assert known.targets(PEOPLE, "A") == {"C"}


def test_kinds_are_kept_apart() -> None:
    known = Corrections([Correction(PEOPLE, "Paris", None)])
    assert known.now(PEOPLE, "Paris", ONE) is None
    assert known.now(PLACES, "Paris", ONE) == "Paris"
    assert known.kinds == {PEOPLE}
