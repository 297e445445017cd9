"""One release, whatever it is found as: AMP, print, PDF, DOCX, translations, several addresses, several sources."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest

from crawler.records import release_id
from crawler.sample.pdf import write_pdf
from crawler.settings import Source
from crawler.store import likenesses
from tests.crawler.crawling import (
    HOST,
    SITE,
    Crawling,
    Item,
    crawling,
    items,
    listing,
    pages_of,
    prose,
    release,
    title_of,
)
from tests.replay import Page, Replay, sitemap

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 2)
MAIN = Item("/news/2026/a-bridge-is-opened-for-trains", DAY)


def newsroom(pages: dict[str, Page], *listed: Item) -> dict[str, Page]:
    """A listing of some releases, `listed` among them, with those pages in addition."""
    others = items(4, newest=date(2026, 10, 30))
    return {"/": listing([*listed, *others])} | pages_of([*listed, *others]) | pages


AMP = Item(f"{MAIN.path}/amp", DAY)


@pytest.mark.parametrize("listed", [(MAIN, AMP), (AMP, MAIN), (AMP,)], ids=["page first", "amp first", "amp alone"])
def test_an_amp_page_is_a_variant(tmp_path: Path, listed: tuple[Item, ...]) -> None:
    pages = {
        MAIN.path: release(MAIN.path, DAY, head=f'<link rel="amphtml" href="{AMP.path}">'),
        AMP.path: release(MAIN.path, DAY, head=f'<link rel="canonical" href="{MAIN.path}">'),
    }
    with crawling(tmp_path, newsroom(pages, *listed)) as (crawl, _):
        crawl.run()
        assert MAIN.path in crawl.releases()
        assert len(crawl.releases()) == 5
        assert crawl.variants() == {AMP.path: (MAIN.path, "amp")}


@pytest.mark.parametrize("print_first", [True, False])
def test_a_print_version_is_a_variant(tmp_path: Path, print_first: bool) -> None:
    printed = Item(f"{MAIN.path}?print=1", DAY)
    pages = {printed.path: release(MAIN.path, DAY)}
    with crawling(tmp_path, newsroom(pages, *((printed, MAIN) if print_first else (MAIN, printed)))) as (crawl, _):
        crawl.run()
        assert len(crawl.releases()) == 5
        assert crawl.variants() == {printed.path: (MAIN.path, "print")}


@pytest.mark.parametrize("start", ["/", "/map"])
def test_pdfs_of_the_same_text_are_attached_to_the_pages(tmp_path: Path, start: str) -> None:
    """They stand beside the pages in the listing, and before them in the sitemap."""
    releases = items(5, newest=DAY)
    files = {item: f"/files/{item.path.rpartition('/')[2]}.pdf" for item in releases}
    page, kind = listing(releases)
    for item, file in files.items():
        row = item.row.replace("</li>", f"<h3><a href='{file}'>{item.title} (PDF)</a></h3></li>")
        page = page.replace(item.row.encode(), row.encode())
    every = [f"{SITE}{path}" for path in (*files.values(), *(item.path for item in releases))]
    documents = {
        file: (write_pdf(item.title, prose(item.path), author="", created=moment, language="en"), "application/pdf")
        for item, file in files.items()
        for moment in [datetime(item.day.year, item.day.month, item.day.day, 10, tzinfo=UTC)]
    }
    pages = pages_of(releases) | documents | {"/": (page, kind), "/map": (sitemap(every), "text/xml")}
    with crawling(tmp_path, pages, [start]) as (crawl, _):
        crawl.run()
        assert set(files.values()) <= set(crawl.asked())
        assert crawl.releases() == {item.path for item in releases}
        assert crawl.variants() == {file: (item.path, "pdf") for item, file in files.items()}


def test_a_pdf_that_its_page_links_is_a_variant(tmp_path: Path) -> None:
    pdf = f"{MAIN.path}.pdf"
    page = release(MAIN.path, DAY, text=[*prose(MAIN.path), f'<a href="{pdf}">Download as PDF</a>'])
    with crawling(tmp_path, newsroom({MAIN.path: page}, MAIN)) as (crawl, _):
        crawl.run()
        assert crawl.variants() == {pdf: (MAIN.path, "pdf")}


def test_a_release_that_is_a_docx_document_alone(tmp_path: Path) -> None:
    document, path = docx.Document(), "/press/2026/agreement-on-the-northern-harbour"
    document.core_properties.title = title_of(path)
    document.add_heading(title_of(path), 0)
    for paragraph in prose(path):
        document.add_paragraph(paragraph)
    body = BytesIO()
    document.save(body)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with crawling(tmp_path, newsroom({path: (body.getvalue(), kind)}, Item(path, DAY))) as (crawl, _):
        crawl.run()
        kept = crawl.release(path)
    assert kept.content.title == title_of(path)
    assert prose(path)[1] in kept.content.text


def test_translations_are_releases_of_their_own_that_know_each_other(tmp_path: Path) -> None:
    paths = {
        language: f"/{language}/news/{number}-the-bridge" for number, language in enumerate(("en", "fr", "de"), 101)
    }
    head = "".join(f'<link rel="alternate" hreflang="{tag}" href="{path}">' for tag, path in paths.items())
    words = {
        "en": [
            "The ministers met on Monday and agreed to open the bridge to trains in the spring of next year.",
            "Work on the northern tracks begins in January, and both sides will share the cost in equal parts.",
            "A joint commission reports every three months; its first meeting takes place in the old town hall.",
        ],
        "fr": [
            "Les ministres se sont réunis lundi et ont décidé d'ouvrir le pont aux trains au printemps prochain.",
            "Les travaux sur les voies du nord commencent en janvier et les deux parties se partagent les frais.",
            "Une commission commune rend compte tous les trois mois; elle se réunit d'abord à l'hôtel de ville.",
        ],
        "de": [
            "Die Minister trafen sich am Montag und beschlossen, die Brücke im Frühjahr für Züge zu öffnen.",
            "Die Arbeiten an den nördlichen Gleisen beginnen im Januar, und beide Seiten teilen sich die Kosten.",
            "Eine gemeinsame Kommission berichtet alle drei Monate; zuerst tagt sie im alten Rathaus der Stadt.",
        ],
    }
    pages = {
        path: release(path, DAY, head=head, text=words[tag], title=words[tag][0][:40], lang=tag)
        for tag, path in paths.items()
    }
    english = [Item(paths["en"], DAY), *items(4, newest=date(2026, 10, 30))]
    with crawling(tmp_path, newsroom(pages, english[0]) | {"/": listing(english)}) as (crawl, _):
        crawl.run()
        assert set(paths.values()) <= crawl.releases()
        assert {tag: crawl.release(path).content.language for tag, path in paths.items()} == {tag: tag for tag in paths}
        assert words["fr"][2] in crawl.release(paths["fr"]).content.text
        rows = crawl.rows("select release, url, kind, language from variants")
    assert set(rows) == {
        (release_id(f"{SITE}{path}"), f"{SITE}{other}", "translation", language)
        for path in paths.values()
        for language, other in paths.items()
        if other != path
    }


def test_one_page_under_two_sections_and_with_tracking_is_one_release(tmp_path: Path) -> None:
    second = Item(f"/topics/trains/{MAIN.path.rpartition('/')[2]}", DAY)
    tracked = Item(f"{MAIN.path}?utm_source=home&fbclid=x7", DAY)
    pages = {second.path: release(MAIN.path, DAY)}
    with crawling(tmp_path, newsroom(pages, MAIN, second, tracked)) as (crawl, _):
        crawl.run()
        assert len(crawl.releases()) == 5
        assert crawl.variants() == {second.path: (MAIN.path, "duplicate")}
        assert tracked.path not in crawl.asked()


def test_a_release_that_moves_keeps_its_identity(tmp_path: Path) -> None:
    new = "/press/archive/opened-for-trains-2026"
    with crawling(tmp_path, newsroom({}, MAIN)) as (crawl, replay):
        crawl.run()
        replay.remove(HOST, MAIN.path)
        replay.answer_with(HOST, MAIN.path, 301, Location=new)
        replay.put(HOST, new, release(MAIN.path, DAY))
        crawl.round(days=1)
        kept = crawl.release(MAIN.path)
        assert (kept.content.url, kept.revision, str(kept.state)) == (f"{SITE}{new}", 1, "live")
        assert crawl.variants()[MAIN.path] == (new, "moved")
        assert crawl.rows("select count(*) from releases") == [(5,)]
        crawl.round(days=40)  # visited at its own address from now on
        assert crawl.asked()[-1:] != [MAIN.path]
        assert new in crawl.asked()[-8:]


def test_two_organisations_with_the_same_text_stay_two(tmp_path: Path) -> None:
    other = "ministry.example.net"
    shared = release(MAIN.path, DAY)
    mine, theirs = newsroom({MAIN.path: shared}, MAIN), {"/": listing([MAIN]), MAIN.path: shared}
    with Replay({HOST: mine, other: theirs}) as replay:
        sources = [
            Source(name=name, start=(f"https://{host}/",), delay="0s") for name, host in (("a", HOST), ("b", other))
        ]
        crawl = Crawling(tmp_path, replay, tuple(sources))
        crawl.run()
    one, two = release_id(f"{SITE}{MAIN.path}"), release_id(f"https://{other}{MAIN.path}")
    with closing(crawl.store()) as store, store.reading() as connection:
        assert likenesses.similar(connection, one) == [(two, 1.0)]
        assert likenesses.similar(connection, two) == [(one, 1.0)]
        assert likenesses.variants_of(connection, one) == []


def test_a_weekly_series_stays_separate(tmp_path: Path) -> None:
    weeks = [Item(f"/figures/week-{number}", date(2026, 9, number)) for number in range(10, 16)]
    text = [*prose("figures"), "In week {} the office counted {} arrivals at the northern border, {} of them by train."]
    pages = {
        item.path: release(
            item.path,
            item.day,
            title=f"Weekly figures on arrivals, week {number}",
            text=[*text[:-1], text[-1].format(number, 4000 + 7 * number, 900 + number)],
        )
        for number, item in enumerate(weeks, 10)
    }
    with crawling(tmp_path, {"/": listing(weeks)} | pages) as (crawl, _):
        crawl.run()
        assert crawl.releases() == set(pages)
        assert crawl.variants() == {}


def test_a_canonical_link_to_nowhere_swallows_nothing(tmp_path: Path) -> None:
    home, gone = Item("/news/2026/names-its-home-page-only", DAY), Item("/news/2026/names-a-page-that-is-gone", DAY)
    chain = Item("/news/2026/names-a-page-that-is-no-release", DAY)
    pages = {
        home.path: release(home.path, DAY, head='<link rel="canonical" href="/">'),
        gone.path: release(gone.path, DAY, head='<link rel="canonical" href="/news/2026/no-longer-there">'),
        chain.path: release(chain.path, DAY, head='<link rel="canonical" href="/news/all-of-it">'),
        "/news/all-of-it": listing(items(4, newest=date(2026, 10, 30))),
    }
    with crawling(tmp_path, newsroom(pages, home, gone, chain)) as (crawl, _):
        crawl.run()
        assert home.path in crawl.releases()
        for _ in range(3):
            crawl.round(days=1, minutes=1)
        assert {gone.path, chain.path} <= crawl.releases()
