"""Surveys of whole sites: what is found, what is taken, and the lines that make a source of it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from crawler.fetch import Fetcher, FetchLimits
from crawler.sample.server import running_newsroom
from crawler.settings import Source, load
from crawler.survey import Survey, render, single_hop, survey, to_json
from tests.crawler.survey.sites import (
    AGENT,
    NOW,
    SUBJECTS,
    article,
    articles,
    feed,
    html,
    listing,
    navigation,
    robots,
    sitemap,
    sitemap_index,
    slug,
    surveyed,
)
from tests.replay import Page, Pages, Replay, load_sites, shared_data

HOST = "www.council.example"
HOME = f"https://{HOST}/"
RSS = '<link rel="alternate" type="application/rss+xml" href="{}">'


def home(*links: tuple[str, str], head: str = "", language: str = "en", title: str = "Home | Example Council") -> Page:
    around = navigation([*links, ("/about", "About us"), ("/contact", "Contact"), ("/jobs", "Vacancies")])
    return html(title, f"{around}<main><h1>Welcome</h1><p>We are the council.</p></main>", head=head, language=language)


def look(pages: Pages, url: str = HOME, host: str = HOST) -> Survey:
    with Replay({host: pages}) as replay:
        return surveyed(replay, url)


def source_of(survey: Survey, folder: Path) -> Source:
    """The source that the lines make, as the settings read it."""
    path = folder / "config.toml"
    path.write_text(survey.lines, "utf-8")
    (source,) = load(path, {}).source
    return source


def asked(survey: Survey) -> list[str]:
    return [request.url.removeprefix(f"https://{HOST}") for request in survey.requests]


def chosen(survey: Survey) -> list[tuple[str, str]]:
    return [(candidate.kind, candidate.url) for candidate in survey.candidates if candidate.chosen]


def test_a_section_with_pages_and_a_declared_feed(tmp_path: Path) -> None:
    found = look(
        {
            "/": home(("/news", "News"), ("/press/releases", "Press releases"), head=RSS.format("/press/feed")),
            "/news": html("News", "<main><h1>News</h1><p>Nothing at the moment.</p></main>"),
            "/press/releases": listing("/press/releases/", following="/press/releases?page=2"),
            "/press/feed": feed("/press/releases/"),
            **articles("/press/releases/"),
        }
    )
    source = source_of(found, tmp_path)
    assert source.name == "council"
    assert source.organisation == "Example Council"
    assert source.start == (f"{HOME}press/releases", f"{HOME}press/feed")
    assert source.allow == ("/press/releases/**",)
    assert source.language == "en"
    assert [(sample.title, sample.published) for sample in found.samples[:2]] == [
        (SUBJECTS[0], date(2026, 5, 29)),
        (SUBJECTS[1], date(2026, 5, 22)),
    ]
    assert len(found.readings) == 3
    assert all(reading.characters > 200 and not reading.problem for reading in found.readings)
    assert found.given == "a home page or an overview"
    assert asked(found)[:3] == ["/robots.txt", "/", "/press/releases"]


@pytest.mark.parametrize(
    ("language", "text", "path"),
    [
        ("de", "Pressemitteilungen", "/de/presse/mitteilungen"),
        ("fr", "Communiqués de presse", "/fr/espace/communiques"),
        ("es", "Notas de prensa", "/es/sala/notas"),
        ("it", "Comunicati stampa", "/it/sala/comunicati"),
        ("fi", "Kaikki tiedotteet", "/fi/ajankohtaista"),
        ("pl", "Komunikaty prasowe", "/pl/dla-mediow"),
        ("ru", "Пресс-релизы", "/ru/section-12"),
        ("zh", "新闻稿", "/zh/list-3"),
        ("ja", "プレスリリース", "/ja/list"),
        ("ar", "بيانات صحفية", "/ar/list"),
    ],
)
def test_the_section_is_known_by_its_name_in_many_languages(language: str, text: str, path: str) -> None:
    pages = {
        "/": home(("/blog", "Blog"), (path, text), language=language),
        path: listing(f"{path}/", text),
        **articles(f"{path}/"),
    }
    found = look(pages)
    assert chosen(found) == [("listing", f"https://{HOST}{path}")]


def test_a_section_is_found_through_an_overview_of_the_press_office() -> None:
    found = look(
        {
            "/": home(("/media", "Media"), ("/media/contacts", "Press contacts")),
            "/media": html(
                "Media", navigation([("/media/releases", "All press releases"), ("/media/kit", "Press kit")])
            ),
            "/media/releases": listing("/media/releases/", following="/media/releases?page=2"),
            **articles("/media/releases/"),
        }
    )
    assert chosen(found) == [("listing", f"{HOME}media/releases")]
    assert "/media/contacts" not in asked(found)
    assert "/media/releases?page=2" not in asked(found)


def test_a_feed_at_a_common_place_is_looked_for_only_where_none_is_declared() -> None:
    pages = {"/": home(), "/rss.xml": feed("/news/"), **articles("/news/")}
    found = look(pages)
    assert chosen(found) == [("feed", f"{HOME}rss.xml")]
    assert "/atom.xml" not in asked(found)
    assert "older releases" in found.advice

    declared = look(pages | {"/": home(head=RSS.format("/x")), "/x": feed("/news/")})
    assert chosen(declared) == [("feed", f"{HOME}x")]
    assert "/rss.xml" not in asked(declared)


def test_feeds_of_comments_are_left_alone() -> None:
    head = RSS.format("/comments/feed/") + RSS.format("/feed/")
    found = look({"/": home(head=head), "/feed/": feed("/news/"), "/comments/feed/": feed("/x/")})
    assert "/comments/feed/" not in asked(found)
    assert chosen(found) == [("feed", f"{HOME}feed/")]


def test_only_a_sitemap(tmp_path: Path) -> None:
    releases = [f"/press/2026/{slug(number)}" for number in range(len(SUBJECTS))]
    found = look(
        {
            "/robots.txt": robots(f"Sitemap: {HOME}map-of-all.xml"),
            "/": home(),
            "/map-of-all.xml": sitemap(["/", "/about", "/jobs/we-look-for-an-engineer", *releases]),
            **{path: article(number) for number, path in enumerate(releases)},
        }
    )
    assert source_of(found, tmp_path).start == (f"{HOME}map-of-all.xml",)
    assert source_of(found, tmp_path).allow == ("/press/**",)
    assert [sample.title for sample in found.samples[:3]] == list(SUBJECTS[:3])  # from the pages themselves
    assert found.samples[5].title == ""
    assert found.samples[5].modified == datetime(2026, 5, 1, tzinfo=UTC)


def test_an_index_of_sitemaps_is_taken_whole_where_a_folder_tells_what_to_take() -> None:
    pages = {
        "/": home(),
        "/sitemap.xml": sitemap_index(["/page-sitemap.xml", "/images.xml", "/press-sitemap.xml"]),
        "/press-sitemap.xml": sitemap([f"/press/{slug(number)}" for number in range(len(SUBJECTS))]),
        "/page-sitemap.xml": sitemap(["/about", "/jobs"]),
    }
    found = look(pages)
    assert chosen(found) == [("sitemap", f"{HOME}sitemap.xml")]
    assert asked(found).index("/press-sitemap.xml") < asked(found).index("/page-sitemap.xml")

    at_the_root = sitemap([f"/{slug(number)}" for number in range(len(SUBJECTS))])
    found = look(pages | {"/press-sitemap.xml": at_the_root})
    assert chosen(found) == [("sitemap", f"{HOME}press-sitemap.xml")]


def test_a_sitemap_completes_a_listing_that_has_no_further_pages(tmp_path: Path) -> None:
    older = [f"/press/an-older-release-number-{number}" for number in range(30)]
    found = look(
        {
            "/": home(("/press", "Press releases")),
            "/press": listing("/press/"),
            "/sitemap.xml": sitemap(["/about", *older, *(f"/press/{slug(number)}" for number in range(8))]),
            **articles("/press/"),
        }
    )
    assert source_of(found, tmp_path).start == (f"{HOME}press", f"{HOME}sitemap.xml")


def test_a_closed_site_is_asked_for_nothing_else() -> None:
    found = look({"/robots.txt": robots("User-agent: *\nDisallow: /"), "/": home(("/press", "Press releases"))})
    assert [(request.url, request.status) for request in found.requests if request.status] == [
        (f"{HOME}robots.txt", 200)
    ]
    assert found.lines == ""
    assert found.outcome == f"{HOME}: robots.txt forbids it."
    assert "Ask the organisation" in found.advice


def test_a_closed_section_is_not_visited() -> None:
    pages = {
        "/robots.txt": robots("User-agent: Pressroom\nDisallow: /press"),
        "/": home(("/press", "Press releases"), ("/news", "News")),
        "/press": listing("/press/"),
        "/news": listing("/news/", "News"),
        **articles("/news/"),
    }
    with Replay({HOST: pages}) as replay:
        found = surveyed(replay, HOME)
        targets = [visit.target for visit in replay.visits(HOST)]
    assert chosen(found) == [("listing", f"{HOME}news")]
    assert "/press" not in targets
    assert any(request.url.endswith("/press") and "forbids" in request.meaning for request in found.requests)


def test_a_page_that_is_made_by_scripts_is_called_so() -> None:
    page = html("Council", '<div id="root"></div><script src="/app.js"></script>')
    found = look({"/": page})
    assert found.lines == ""
    assert "JavaScript" in found.outcome
    assert "feed" in found.advice


def test_a_site_without_releases() -> None:
    found = look({"/": home()})
    assert found.lines == ""
    assert found.outcome == f"No feed, listing or sitemap of releases was found at {HOST}."
    assert found.advice
    assert len(found.requests) <= 25


def test_an_article_leads_to_its_section() -> None:
    crumbs = navigation([("/topics/water", "Water")]) + '<p class="crumbs"><a href="/bulletin">Bulletin</a></p>'
    pages = {
        "/": home(),
        "/bulletin": listing("/bulletin/2026/05/", "Bulletin", following="/bulletin?page=2"),
        **articles("/bulletin/2026/05/"),
        f"/bulletin/2026/05/{slug(0)}": article(0, around=crumbs),
    }
    found = look(pages, f"{HOME}bulletin/2026/05/{slug(0)}")
    assert found.given == "a release or another article"
    assert chosen(found) == [("listing", f"{HOME}bulletin")]


def test_an_article_s_own_section_counts_not_the_best_named_one() -> None:
    pages = {
        "/": home(("/press", "Press releases"), ("/news", "News")),
        "/press": listing("/press/", following="/press?page=2"),
        "/news": listing("/news/", "News"),
        **articles("/news/"),
    }
    found = look(pages, f"{HOME}news/{slug(3)}")
    assert chosen(found) == [("listing", f"{HOME}news")]


def test_teasers_on_the_home_page_give_way_to_the_feed() -> None:
    page, kind = listing("/blog/", "Example Council", head=RSS.format("/feed"))
    found = look({"/": (page, kind), "/feed": feed("/blog/"), **articles("/blog/")})
    assert chosen(found) == [("feed", f"{HOME}feed")]
    assert ("listing", HOME) in [(candidate.kind, candidate.url) for candidate in found.candidates]


def test_a_given_listing_is_taken_even_beside_a_better_named_one(tmp_path: Path) -> None:
    pages = {
        "/": home(("/press", "Press releases"), head=RSS.format("/feed")),
        "/press": listing("/press/", following="/press?page=2"),
        "/minutes": listing("/minutes/", "Minutes", head=RSS.format("/minutes/feed")),
        "/minutes/feed": feed("/minutes/"),
        "/feed": feed("/press/"),
        **articles("/minutes/"),
    }
    found = look(pages, f"{HOME}minutes")
    assert found.given == "a list of releases"
    assert source_of(found, tmp_path).start == (f"{HOME}minutes", f"{HOME}minutes/feed")


def test_a_given_feed_is_taken_with_the_listing_of_its_section(tmp_path: Path) -> None:
    pages = {
        "/": home(("/press", "Press releases"), ("/blog", "News")),
        "/press": listing("/press/", following="/press?page=2"),
        "/blog": listing("/blog/", "News", following="/blog?page=2"),
        "/some/feed": feed("/blog/"),
    }
    found = look(pages, f"{HOME}some/feed")
    assert found.given == "a feed"
    assert source_of(found, tmp_path).start == (f"{HOME}blog", f"{HOME}some/feed")


def test_a_section_on_a_host_of_its_own(tmp_path: Path) -> None:
    press = "press.council.example"
    with Replay(
        {
            HOST: {"/": home((f"https://{press}/releases", "Press releases")), **articles("/texts/")},
            press: {"/releases": listing(f"https://{HOST}/texts/")},
        }
    ) as replay:
        found = surveyed(replay, HOME)
    source = source_of(found, tmp_path)
    assert source.name == "council"
    assert source.start == (f"https://{press}/releases",)
    assert source.hosts == (HOST,)
    assert f"https://{press}/robots.txt" in asked(found)


def test_names_are_quoted_for_toml(tmp_path: Path) -> None:
    title = 'The "Old" \\ New Council'
    pages = {"/": home(("/press", "Press"), title=title), "/press": listing("/press/"), **articles("/press/")}
    assert source_of(look(pages), tmp_path).organisation == title


def test_what_is_no_address() -> None:
    with Replay({HOST: {}}) as replay:
        found = surveyed(replay, "mailto:press@council.example")
    assert (found.requests, found.lines) == ((), "")
    assert "not an address" in found.outcome


def test_a_name_alone_is_an_address() -> None:
    found = look({"/": home(("/press", "Press")), "/press": listing("/press/")}, HOST)
    assert chosen(found) == [("listing", f"{HOME}press")]


def test_json_and_text() -> None:
    pages = {"/": home(("/press", "Press releases")), "/press": listing("/press/"), **articles("/press/")}
    found = look(pages)
    told = json.loads(json.dumps(to_json(found)))
    assert told["samples"][0]["published"] == "2026-05-29"
    assert told["candidates"][0]["newest"] == "2026-05-29"
    assert tomllib.loads(told["lines"])["source"][0]["start"] == [f"{HOME}press"]

    text = render(found)
    assert text.endswith(found.lines.rstrip())
    for shown in (found.outcome, found.advice, SUBJECTS[7], f"{HOME}press", "2026-05-29", found.requests[-1].meaning):
        assert shown in text
    starts = {line.index(HOME) for line in text.splitlines() if line.startswith("  200")}
    assert len(starts) == 1  # aligned


@pytest.fixture
def newsroom() -> Iterator[str]:
    with running_newsroom(clock=lambda: datetime.now(UTC), edited_after=timedelta(hours=1)) as url:
        yield url


@pytest.mark.parametrize("path", ["/", "/feeds/releases.rss", "/en/osce/2024/malta-ministerial-council"])
def test_the_sample_newsroom(newsroom: str, path: str, tmp_path: Path) -> None:
    fetch = single_hop(Fetcher(FetchLimits(), AGENT, {}), allow_private=True)
    found = survey(newsroom + path, fetch, pause=lambda seconds: None, now=NOW, agent=AGENT)
    source = source_of(found, tmp_path)
    assert source.start == (f"{newsroom}/releases", f"{newsroom}/feeds/releases.rss")
    assert source.organisation == "The Sample Newsroom"
    assert source.language is None  # its releases are in seven
    assert source.allow == ()
    assert source.allow_private
    assert len(found.samples) == 10
    assert all(sample.title and sample.published for sample in found.samples)
    assert not any(reading.problem for reading in found.readings)
    assert not any("/preview" in request.url for request in found.requests)


DATA = shared_data()


@pytest.mark.slow
@pytest.mark.skipif(DATA is None, reason="the shared data stand neither in $PRESSROOM_SHARED nor beside the checkout")
@pytest.mark.parametrize(
    "url",
    [
        "http://butterfield.house.gov/media-center/press-releases",
        "http://walz.house.gov/media-center/press-releases",
        "https://nssa.stanford.edu/news",
    ],
)
def test_listings_of_real_sites(url: str, tmp_path: Path) -> None:
    assert DATA is not None
    sites = load_sites(DATA / "html" / "index.jsonl")
    with Replay({host: site.pages for host, site in sites.items()}) as replay:
        found = surveyed(replay, url)
    assert source_of(found, tmp_path).start[0] == url
    assert len(found.samples) >= 5
    assert all(sample.title for sample in found.samples)
