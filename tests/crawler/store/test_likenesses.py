from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from crawler import likeness
from crawler.discovery.variants import Variant, VariantKind
from crawler.records import Release, release_id
from crawler.store import Store, banding, likenesses, releases, sources
from crawler.store.banding import MOST_IN_BAND
from crawler.store.likenesses import DUPLICATE, MOVED, Banded, KeptVariant, Resolution
from crawler.store.reading import MOST_PARAMETERS
from crawler.store.releases import Incoming, Reason

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TEXT = """The lighthouse on Skarholm was lit again on Friday evening after three dark years. Keeper Mona Dahl turned the
old switch herself while some 400 visitors watched from the shore. The lamp now needs 60 watts where it once burned 12
litres of oil a night. The lighthouse society had collected the money for the repairs, and a museum about the pilots of
the coast will open in the keeper's house in May."""
CONTENT = Release("https://coast.example/news/light", "Skarholm is lit again", TEXT, date(2026, 11, 20))
COPY = replace(CONTENT, url="https://coast.example/islands/skarholm-light")
NEXT_IN_SERIES = replace(COPY, text=TEXT.replace("400", "150").replace("Mona Dahl", "Per Vik"), published=None)
CORRECTED = replace(COPY, text=TEXT.replace("400", "500"))
BRIEF = replace(CONTENT, text="The figures are in the table.")


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    with store.writing() as opened:
        for source in ("coast", "pilots"):
            sources.ensure(opened, source)
        yield opened


def keep(connection: Connection, content: Release, source: str = "coast", now: datetime = NOW) -> str:
    identity = release_id(content.url)
    releases.put(connection, [Incoming(identity, source, content, Reason.FETCHED)], now)
    banding.keep(connection, {identity: likeness.bands(content.text)})
    return identity


def resolve(
    connection: Connection,
    content: Release,
    previous: str | None = None,
    source: str = "coast",
    kind: str = DUPLICATE,
) -> Resolution:
    bands = likeness.bands(content.text)
    return likenesses.resolve(connection, source, release_id(content.url), content, previous, bands, kind)


def candidates(connection: Connection, bands: list[int], source: str) -> tuple[list[str], list[str]]:
    return banding.ranked(banding.members(connection, bands), bands, source)


def attach(connection: Connection, release: str, url: str, kind: VariantKind) -> None:
    likenesses.add_variants(connection, release, [Variant(url, kind)], NOW)


def test_a_text_that_nobody_has_is_a_new_release(connection: Connection) -> None:
    keep(connection, replace(CONTENT, text=TEXT[::-1], url="https://coast.example/other"))
    assert resolve(connection, CONTENT) == Resolution(release_id(CONTENT.url), None, {})


def test_a_known_url_is_its_release_whatever_stands_there_now(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    assert resolve(connection, CONTENT) == Resolution(identity, None, {})
    rewritten = replace(CONTENT, title="Closed", text="The lighthouse is closed.", published=None)
    assert resolve(connection, rewritten, previous=identity) == Resolution(identity, None, {})


def test_a_url_that_two_sources_lead_to_is_one_release(connection: Connection) -> None:
    identity = keep(connection, CONTENT, source="pilots")
    revised = replace(CONTENT, text=f"{TEXT} It rained.")
    assert resolve(connection, revised, source="coast") == Resolution(identity, None, {})


@pytest.mark.parametrize("kind", [DUPLICATE, VariantKind.PDF])
def test_the_same_text_of_one_source_is_one_release(connection: Connection, kind: str) -> None:
    identity = keep(connection, CONTENT)
    assert resolve(connection, COPY, kind=kind) == Resolution(identity, kind, {})


def test_brief_releases_are_one_when_all_of_them_is_the_same(connection: Connection) -> None:
    identity = keep(connection, BRIEF)
    assert resolve(connection, replace(BRIEF, url=COPY.url)).identity == identity
    another_day = replace(BRIEF, url=COPY.url, published=date(2026, 11, 21))
    assert resolve(connection, another_day).identity == release_id(COPY.url)


@pytest.mark.parametrize(("first", "second"), [(CONTENT, COPY), (COPY, CONTENT)])
def test_the_oldest_of_several_is_the_release(connection: Connection, first: Release, second: Release) -> None:
    keep(connection, second, now=LATER)
    oldest = keep(connection, first)
    third = replace(CONTENT, url="https://coast.example/third")
    assert resolve(connection, third) == Resolution(oldest, DUPLICATE, {})


def test_a_series_stays_a_series(connection: Connection) -> None:
    keep(connection, CONTENT)
    assert resolve(connection, NEXT_IN_SERIES) == Resolution(release_id(COPY.url), None, {})


def test_the_same_text_of_two_sources_is_two_releases_that_know_of_each_other(connection: Connection) -> None:
    theirs = keep(connection, replace(CONTENT, url="https://pilots.example/1"), source="pilots")
    partly = replace(CONTENT, url="https://pilots.example/2", text=f"{TEXT} The pilots' choir sang until midnight.")
    also_theirs = keep(connection, partly, source="pilots")
    half = replace(CONTENT, url="https://pilots.example/3", text=TEXT[: len(TEXT) // 2])
    banding.keep(connection, {keep(connection, half, source="pilots"): likeness.bands(TEXT)})
    found = resolve(connection, CONTENT)
    assert (found.identity, found.kind) == (release_id(CONTENT.url), None)
    assert found.alike == {theirs: 1.0, also_theirs: likeness.resemblance(TEXT, partly.text)}


def test_brief_texts_of_two_sources_have_nothing_to_do_with_each_other(connection: Connection) -> None:
    keep(connection, replace(BRIEF, url="https://pilots.example/1"), source="pilots")
    assert resolve(connection, BRIEF).alike == {}


def test_links_follow_the_text(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    theirs = keep(connection, replace(CONTENT, url="https://pilots.example/1"), source="pilots")
    likenesses.link(connection, identity, {theirs: 0.9}, NOW)
    assert resolve(connection, CONTENT).alike == {theirs: 0.9}
    assert resolve(connection, COPY).alike == {theirs: 0.9}
    assert resolve(connection, replace(CONTENT, text=f"{TEXT} It rained.")).alike == {
        theirs: pytest.approx(0.97, abs=0.02)
    }
    assert resolve(connection, replace(CONTENT, text=TEXT[::-1])).alike == {}


def test_a_release_whose_page_names_another_address_has_moved(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    assert resolve(connection, COPY, previous=identity) == Resolution(identity, MOVED, {})


def test_a_release_that_moved_is_found_by_both_addresses(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    releases.put(connection, [Incoming(identity, "coast", COPY, Reason.FETCHED)], LATER)
    attach(connection, identity, COPY.url, VariantKind.MOVED)
    rewritten = replace(COPY, text="The lighthouse is closed.", published=None)
    assert resolve(connection, rewritten) == Resolution(identity, None, {})
    assert resolve(connection, CONTENT) == Resolution(identity, DUPLICATE, {})


def test_a_page_that_shows_the_next_of_a_series_is_another_release(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    assert resolve(connection, NEXT_IN_SERIES, previous=identity).identity == release_id(COPY.url)


def test_a_page_that_is_revised_as_its_address_changes_keeps_its_release(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    assert resolve(connection, CORRECTED).identity == release_id(COPY.url)
    assert resolve(connection, CORRECTED, previous=identity) == Resolution(identity, MOVED, {})


def test_a_variant_that_is_revised_first_stays_one(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    attach(connection, identity, COPY.url, VariantKind.PRINT)
    assert resolve(connection, CORRECTED) == Resolution(identity, "print", {})
    assert resolve(connection, CORRECTED, previous=identity) == Resolution(identity, "print", {})


def test_a_withdrawn_release_that_turns_up_elsewhere_has_moved(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    attach(connection, identity, "https://coast.example/print/1", VariantKind.PRINT)
    releases.withdraw(connection, identity, LATER)
    assert resolve(connection, COPY) == Resolution(identity, MOVED, {})
    assert resolve(connection, CONTENT) == Resolution(identity, None, {})


def test_candidates_are_ranked_by_how_rare_the_bands_are_that_they_share(connection: Connection) -> None:
    for number, (source, bands) in enumerate(
        [("coast", [1]), ("coast", [1, 2]), ("pilots", [2]), ("coast", [3]), ("pilots", [1, 4]), ("coast", [4])]
    ):
        url = f"https://{source}.example/{number}"
        releases.put(connection, [Incoming(str(number), source, replace(CONTENT, url=url), Reason.FETCHED)], NOW)
        banding.keep(connection, {str(number): bands})
    assert candidates(connection, [1, 2], "coast") == (["1", "0"], ["2", "4"])
    assert candidates(connection, [1, 2, 3], "coast") == (["3", "1", "0"], ["2", "4"])
    assert candidates(connection, [5], "coast") == ([], [])


def test_bands_are_replaced(connection: Connection) -> None:
    identity = keep(connection, CONTENT)
    for bands in ([1, 2], [2, 3], [2, 3]):
        banding.keep(connection, {identity: bands})
    assert candidates(connection, [1], "coast") == ([], [])
    assert candidates(connection, [2], "coast") == ([identity], [])
    assert candidates(connection, [3], "coast") == ([identity], [])


def test_links_go_both_ways_and_are_replaced(connection: Connection) -> None:
    one, two, three = (keep(connection, replace(CONTENT, url=f"https://coast.example/{n}")) for n in range(3))
    likenesses.link(connection, one, {two: 0.8, three: 0.9}, NOW)
    assert likenesses.similar(connection, one) == [(three, 0.9), (two, 0.8)]
    assert likenesses.similar(connection, two) == [(one, 0.8)]
    likenesses.link(connection, two, {three: 1.0}, NOW)
    assert likenesses.similar(connection, one) == [(three, 0.9)]
    assert likenesses.similar(connection, three) == [(two, 1.0), (one, 0.9)]
    likenesses.link(connection, three, {}, NOW)
    assert [likenesses.similar(connection, each) for each in (one, two, three)] == [[], [], []]


def test_variants_are_kept_once_with_their_newest_kind(connection: Connection) -> None:
    identity, other = keep(connection, CONTENT), keep(connection, COPY)
    french = Variant("https://coast.example/fr", VariantKind.TRANSLATION, "fr")
    pdf = Variant("https://coast.example/1.pdf", VariantKind.DUPLICATE)
    likenesses.add_variants(connection, identity, [pdf, french, french], NOW)
    likenesses.add_variants(connection, identity, [replace(pdf, kind=VariantKind.PDF)], LATER)
    likenesses.add_variants(connection, other, [pdf], LATER)
    likenesses.add_variants(connection, other, [], LATER)
    assert likenesses.variants_of(connection, identity) == [
        KeptVariant(pdf.url, "pdf", None, NOW),
        KeptVariant(french.url, "translation", "fr", NOW),
    ]
    assert likenesses.release_of(connection, pdf.url) == identity
    assert likenesses.release_of(connection, CONTENT.url) is None


@pytest.mark.slow
def test_ten_thousand_releases_of_one_template_stay_fast_and_apart(connection: Connection) -> None:
    def notice(number: int) -> Release:
        said = f"{TEXT} Notice {number} of the coast guard concerns buoy {number * 7} off pier {number % 90}."
        return replace(CONTENT, url=f"https://coast.example/notices/{number}", text=said)

    notices = [notice(number) for number in range(10_000)]
    incoming = [Incoming(release_id(each.url), "coast", each, Reason.FETCHED) for each in notices]
    releases.put(connection, incoming, NOW)
    banding.keep(connection, {each.id: likeness.bands(each.content.text) for each in incoming})
    took = []
    for number in range(10_000, 10_020):
        began = time.process_time()
        assert resolve(connection, notice(number)).identity == release_id(notice(number).url)
        took.append(time.process_time() - began)
    assert min(took) < 0.05
    again = replace(notices[5000], url="https://coast.example/copy")
    assert resolve(connection, again) == Resolution(incoming[5000].id, DUPLICATE, {})


def banded(identity: str, text: str) -> Banded:
    return Banded(identity, text, likeness.bands(text))


def put(connection: Connection, source: str, texts: list[str]) -> list[Banded]:
    """Keeps releases without their bands, as an import does before it links them."""
    items = [
        Incoming(f"{source}-{number}", source, replace(CONTENT, url="", text=text), Reason.IMPORTED)
        for number, text in enumerate(texts)
    ]
    releases.put(connection, items, NOW)
    return [banded(item.id, item.content.text) for item in items]


def test_a_batch_is_linked_as_one_after_the_other_would_be(connection: Connection) -> None:
    theirs = keep(connection, replace(CONTENT, url="https://pilots.example/1"), source="pilots")
    texts = [f"{TEXT} It rained.", TEXT[::-1], BRIEF.text]
    contents = [replace(CONTENT, url=f"https://coast.example/{number}", text=text) for number, text in enumerate(texts)]
    expected = [resolve(connection, content).alike for content in contents]
    assert expected == [{theirs: likeness.resemblance(TEXT, texts[0])}, {}, {}]
    batch = put(connection, "coast", texts)
    likenesses.link_batch(connection, batch, NOW)
    assert [dict(likenesses.similar(connection, item.id)) for item in batch] == expected
    assert likenesses.similar(connection, theirs) == [("coast-0", expected[0][theirs])]


def test_releases_of_one_batch_are_linked_with_each_other(connection: Connection) -> None:
    batch = [*put(connection, "coast", [TEXT, TEXT]), *put(connection, "pilots", [TEXT])]
    likenesses.link_batch(connection, batch, NOW)
    assert likenesses.similar(connection, "pilots-0") == [("coast-0", 1.0), ("coast-1", 1.0)]
    assert likenesses.similar(connection, "coast-0") == [("pilots-0", 1.0)]


def test_one_source_alone_links_nothing(connection: Connection) -> None:
    likenesses.link_batch(connection, put(connection, "coast", [TEXT, TEXT]), NOW)
    assert likenesses.similar(connection, "coast-0") == []


def test_a_batch_brings_bands_and_links_up_to_the_texts(connection: Connection) -> None:
    likenesses.link_batch(connection, [*put(connection, "coast", [TEXT]), *put(connection, "pilots", [TEXT])], NOW)
    likenesses.link_batch(connection, put(connection, "coast", [TEXT[::-1]]), NOW)
    assert likenesses.similar(connection, "coast-0") == likenesses.similar(connection, "pilots-0") == []
    assert candidates(connection, list(likeness.bands(TEXT)), "coast") == ([], ["pilots-0"])
    likenesses.link_batch(connection, put(connection, "coast", [TEXT]), NOW)
    assert likenesses.similar(connection, "pilots-0") == [("coast-0", 1.0)]


def test_a_batch_that_was_linked_writes_nothing_more(connection: Connection) -> None:
    batch = [*put(connection, "coast", [TEXT]), *put(connection, "pilots", [TEXT])]
    likenesses.link_batch(connection, batch, NOW)
    connection.exec_driver_sql("create trigger none_more before insert on bands begin select raise(abort, ''); end")
    connection.exec_driver_sql("create trigger no_more before insert on likenesses begin select raise(abort, ''); end")
    likenesses.link_batch(connection, batch, NOW)
    assert likenesses.similar(connection, "pilots-0") == [("coast-0", 1.0)]


def test_the_last_of_several_texts_of_one_release_counts(connection: Connection) -> None:
    (theirs,) = put(connection, "pilots", [TEXT])
    (mine,) = put(connection, "coast", [TEXT])
    likenesses.link_batch(connection, [theirs, mine, banded(mine.id, TEXT[::-1])], NOW)
    assert likenesses.similar(connection, mine.id) == []
    likenesses.link_batch(connection, [], NOW)


def test_a_batch_larger_than_one_statement_takes(connection: Connection) -> None:
    number = MOST_PARAMETERS + 10
    texts = [f"{TEXT} Then {word} came, and {word} went home again." for word in map(str, range(number))]
    batch = put(connection, "coast", [f"{text[::-1]} {text}" for text in texts])
    theirs = put(connection, "pilots", [batch[0].text, batch[-1].text])
    likenesses.link_batch(connection, [*batch, *theirs], NOW)
    assert (batch[0].id, 1.0) in likenesses.similar(connection, theirs[0].id)
    assert (batch[-1].id, 1.0) in likenesses.similar(connection, theirs[1].id)


def test_the_text_of_a_template_is_not_compared(connection: Connection) -> None:
    many = [f"{TEXT} {number} {number * 7} {number * 11}" for number in range(MOST_IN_BAND + 40)]
    template = likeness.bands(TEXT)
    batch = [replace(item, bands=template) for item in put(connection, "coast", many)]
    likenesses.link_batch(connection, batch, NOW)
    (theirs,) = put(connection, "pilots", [TEXT])
    likenesses.link_batch(connection, [theirs], NOW)
    assert likenesses.similar(connection, theirs.id) == []


@pytest.mark.slow
def test_a_batch_of_likes_takes_bounded_time(connection: Connection) -> None:
    """The worst case: each release shares its bands with as many others as a band may have."""
    texts = [f"{TEXT} {group} {group * 7} {group * 13}" for group in range(10) for _ in range(50)]
    likenesses.link_batch(connection, put(connection, "pilots", texts), NOW)
    batch = put(connection, "coast", texts)
    began = time.process_time()
    likenesses.link_batch(connection, batch, NOW)
    assert time.process_time() - began < 10
    assert {len(likenesses.similar(connection, item.id)) for item in batch} == {10}
