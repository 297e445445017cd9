from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.likeness import BRIEF, bands, resemblance, same_page, same_release, shingles, words
from crawler.records import Release

TEXT = """The harbour authority of Nordvik opened its new quay on Monday after 26 months of work. Mayor Ada Berg cut the
ribbon together with the engineers who had led the project since the first drawings were made. The quay is 340 metres
long and can take two large ferries at once.

"Our islands will be half an hour closer to the mainland," said Ada Berg. The first ferry to Havn left at noon with 212
passengers on board. The old quay will be taken down before the summer, and a park with a view over the water will take
its place. The work cost 18 million crowns, two million less than planned, and was paid for by the county."""
BASE = Release("https://nordvik.example/news/1", "New quay opens in Nordvik", TEXT, date(2026, 3, 2))
COPY = replace(BASE, url="https://nordvik.example/harbour/1")


def same(a: Release, b: Release) -> bool:
    decisions = {same_release(*pair, resemblance(a.text, b.text)) for pair in ((a, b), (b, a))}
    assert len(decisions) == 1, "the order of the two makes a difference"
    return decisions.pop()


def with_text(*changes: tuple[str, str], base: Release = COPY) -> Release:
    text = base.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return replace(base, text=text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Čiksika's “Été”, 3.5 %!", ["Ciksikas", "Ete", "3", "5"]),
        ("or\u00adgan\u00adisation the o\ufb03ce", ["organisation", "the", "office"]),
        ("新しいWHO本部", ["新", "し", "い", "WHO", "本", "部"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Παράδειγμα ЙОД", ["Παραδειγμα", "ИОД"]),
        (" \n--- ", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_layout_case_accents_and_punctuation_make_no_difference() -> None:
    shown = TEXT.replace("\n\n", "\n").replace('"', "»").replace("Ada", "ÁDA").upper()
    assert resemblance(TEXT, shown) == 1.0
    assert bands(TEXT) == bands(shown)


@given(st.lists(st.sampled_from("abcdef"), max_size=30), st.lists(st.sampled_from("abcdef"), max_size=30))
def test_resemblance_is_the_jaccard_coefficient_of_the_shingles(a: list[str], b: list[str]) -> None:
    of_a, of_b = ({*zip(each, each[1:], each[2:], strict=False)} for each in (a, b))
    expected = len(of_a & of_b) / len(of_a | of_b) if of_a | of_b else 0.0
    assert resemblance(" ".join(a), " ".join(b)) == expected


def test_texts_without_spaces_are_compared_by_five_characters() -> None:
    assert shingles("国際連合教育科学").size == 4
    assert resemblance("国際連合教育科学", "国際連合教育文化") == pytest.approx(2 / 6)


def test_bands_stay_as_they_are_kept_in_stores() -> None:
    expected = (
        7624610835659582624,
        -1983098175257301479,
        7623287221431949481,
        -544628874236365297,
        -3659958874155759316,
        -928121945527408746,
        -1694568277627696056,
        3430531609940506904,
        -257652031207458831,
        3662060130979353438,
        -6656729317633752196,
    )
    assert bands(TEXT) == expected


def test_bands_are_signed_64_bit_numbers() -> None:
    assert all(-(2**63) <= band < 2**63 for band in bands(TEXT))
    assert len(set(bands(TEXT))) == 11


def _versions(number: int, changed: int) -> tuple[str, str]:
    """A random text of 600 words, and the same with some other words in it."""
    random_words = random.Random(number)
    first = [f"w{random_words.randrange(10_000)}" for _ in range(600)]
    second = list(first)
    for place in random_words.sample(range(600), changed):
        second[place] = "other"
    return " ".join(first), " ".join(second)


@pytest.mark.parametrize(("changed", "least", "most"), [(10, 1.0, 1.0), (20, 0.98, 1.0), (150, 0.0, 0.2)])
def test_texts_share_a_band_the_likelier_the_more_they_resemble_each_other(
    changed: int, least: float, most: float
) -> None:
    pairs = [_versions(number, changed) for number in range(60)]
    found = sum(not set(bands(a)).isdisjoint(bands(b)) for a, b in pairs) / len(pairs)
    assert least <= found <= most


def test_brief_texts_are_found_by_equal_ones_alone() -> None:
    brief = "The press office is closed on Monday. Please call again on Tuesday."
    assert shingles(brief).size < BRIEF
    assert len(bands(brief)) == 1
    assert bands(brief) == bands(brief.upper())
    assert bands(brief) != bands(brief.replace("Tuesday", "Friday"))
    assert bands(" -- ") == ()


def test_bands_of_500_words_take_less_than_a_millisecond() -> None:
    text = _versions(1, 0)[0].rsplit(" ", 100)[0]
    took = []
    for _ in range(50):
        began = time.process_time()
        bands(text)
        took.append(time.process_time() - began)
    assert min(took) < 0.001


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(COPY, id="another address"),
        pytest.param(replace(COPY, title="NEW QUAY OPENS IN NORDVIK!"), id="a title in capitals"),
        pytest.param(
            replace(COPY, title="New quay opens in Nordvik | Harbour authority"), id="a title with the site's"
        ),
        pytest.param(replace(COPY, title=""), id="without a title"),
        pytest.param(replace(COPY, published=None), id="without a date"),
        pytest.param(replace(COPY, published=datetime(2026, 3, 2, 9, tzinfo=UTC)), id="with a time"),
        pytest.param(replace(COPY, published=datetime(2026, 3, 1, 23, tzinfo=UTC)), id="midnight in UTC"),
        pytest.param(replace(COPY, published=date(2026, 3, 1), published_from="month"), id="the month alone"),
        pytest.param(replace(COPY, published=date(2026, 1, 1), published_from="year"), id="the year alone"),
        pytest.param(replace(COPY, text=f"Harbour authority, 2 March 2026\n\n{TEXT}"), id="with a date line"),
        pytest.param(replace(COPY, text=f"{TEXT}\n\nContact: Bo Lind, 555 0100"), id="with a contact"),
        pytest.param(replace(COPY, text="\n\n".join(reversed(TEXT.split("\n\n")))), id="paragraphs in another order"),
        pytest.param(with_text(("on board.", "on board.\n\nPage 1 of 2\n\n")), id="with page numbers"),
        pytest.param(
            replace(with_text(("engineers", "engi- neers"), ("passengers", "passen-\ngers")), published=None),
            id="hyphens of a layout",
        ),
        pytest.param(with_text(("large ferries", "big ferries"), ("at noon", "at midday")), id="another wording"),
    ],
)
def test_one_release(other: Release) -> None:
    assert same(BASE, other)


def test_each_version_may_have_something_that_the_other_has_not() -> None:
    with_date_line = replace(BASE, text=f"Nordvik, 2 March 2026 – {TEXT}")
    with_contact = replace(COPY, text=f"{TEXT}\n\nContact: Bo Lind, 555 0100")
    assert same(with_date_line, with_contact)


def test_a_pdf_without_title_and_date() -> None:
    pdf = replace(COPY, title="", published=None, text=f"PRESS RELEASE 12/2026\n\n{TEXT}\n\nPage 1 of 1")
    assert same(BASE, pdf)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(with_text(("212", "187")), id="another number"),
        pytest.param(with_text(("340", "212"), ("noon with 212", "noon with 340")), id="numbers in other places"),
        pytest.param(with_text(("Ada Berg", "Eva Holm")), id="another name"),
        pytest.param(with_text(("Monday", "Friday")), id="another weekday"),
        pytest.param(replace(COPY, title="New quay opens in Havn"), id="another title"),
        pytest.param(
            replace(COPY, title="New quay opens in Nordvik 2", text=with_text(("212", "187")).text), id="part 2"
        ),
        pytest.param(replace(COPY, published=date(2026, 3, 9)), id="a week later"),
        pytest.param(replace(COPY, published=date(2026, 4, 1), published_from="month"), id="another month"),
        pytest.param(replace(COPY, published=date(2025, 1, 1), published_from="year"), id="another year"),
        pytest.param(replace(COPY, published=datetime(2026, 3, 4, 9, tzinfo=UTC)), id="two days later"),
        pytest.param(replace(with_text(("at noon", "at midnight")), published=None), id="another word, without a date"),
        pytest.param(replace(with_text(("at noon", "at midnight")), title=""), id="another word, without a title"),
        pytest.param(replace(COPY, text=TEXT.partition("\n\n")[0]), id="half of it"),
    ],
)
def test_two_releases(other: Release) -> None:
    assert not same(BASE, other)


def test_two_moments_agree_on_one_day_or_at_one_moment() -> None:
    evening = replace(BASE, published=datetime(2026, 3, 2, 23, tzinfo=UTC))
    there = timezone(timedelta(hours=2))
    assert same(evening, replace(COPY, published=datetime(2026, 3, 3, 1, tzinfo=there)))
    assert same(evening, replace(COPY, published=datetime(2026, 3, 2, 1)))  # noqa: DTZ001 - a page without a zone
    assert not same(evening, replace(COPY, published=datetime(2026, 3, 3, 1, tzinfo=UTC)))


def test_numbers_that_change_places_are_other_numbers() -> None:
    open_by_day = replace(BASE, text=f"{TEXT} The café is open from 6 to 22 on all days.")
    open_by_night = replace(COPY, text=f"{TEXT} The café is open from 22 to 6 on all days.")
    assert not same(open_by_day, open_by_night)


def test_releases_in_scripts_without_case() -> None:
    text = "港務局は月曜日に新しい岸壁を開いた。工事は二十六か月かかり、費用は千八百万クローネだった。市長は感謝した。"
    base = replace(BASE, title="新しい岸壁", text=text, language="ja")
    assert same(base, replace(base, text=f"報道発表\n\n{text}"))
    assert not same(base, replace(base, text=text.replace("月曜日", "金曜日")))


def test_brief_releases_must_be_equal_and_of_the_same_day() -> None:
    brief = replace(BASE, text="The weekly figures are out. See the attached table.")
    assert shingles(brief.text).size < BRIEF
    assert same(brief, replace(brief, url=COPY.url))
    assert not same(brief, replace(brief, published=None))
    assert not same(brief, replace(brief, title=""))
    assert not same(brief, replace(brief, text="The weekly figures are out. See the attached tables."))


def test_a_page_keeps_its_release_through_a_revision_but_not_through_a_series() -> None:
    revised = with_text(("212", "187"), ("Ada Berg", "Eva Holm"))
    assert same_page(BASE, revised, resemblance(TEXT, revised.text))
    next_in_series = replace(revised, published=date(2026, 3, 9))
    assert not same_page(BASE, next_in_series, resemblance(TEXT, next_in_series.text))
    other = replace(COPY, text="Something else. " * 30)
    assert not same_page(BASE, other, resemblance(TEXT, other.text))


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["word ", "one two three four five six seven eight nine ten ", "字"])
def test_long_and_monotonous_texts_take_bounded_time(unit: str) -> None:
    a = replace(BASE, text=unit * (600_000 // len(unit)))
    b = replace(COPY, text=f"Beginning {a.text} end")
    began = time.process_time()
    bands(a.text)
    same_release(a, b, resemblance(a.text, b.text))
    assert time.process_time() - began < 6


def test_a_text_in_another_order_takes_bounded_time() -> None:
    lines = [f"Line number {number} of a long list of things." for number in range(5000)]
    a, b = replace(BASE, text="\n\n".join(lines)), replace(COPY, text="\n\n".join(reversed(lines)))
    began = time.process_time()
    same_release(a, b, resemblance(a.text, b.text))
    assert time.process_time() - began < 3
