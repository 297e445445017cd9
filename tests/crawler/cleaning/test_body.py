"""Which blocks are the text; a test for each rule."""

from __future__ import annotations

import pytest

from crawler.cleaning.blocks import read_blocks
from crawler.cleaning.body import Body, body_blocks
from crawler.cleaning.lines import is_byline, is_date_line, is_furniture
from crawler.cleaning.page import find_block

from .pages import FIRST, SECOND, THIRD, body_of

TITLE = "New quay opens to large ships"
H1 = f"<h1>{TITLE}</h1>"
TEXT = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"


def text_of(html: str) -> list[str]:
    body = body_of(html)
    blocks = read_blocks(body)
    return [block.text for block in body_blocks(Body.of(body, blocks, TITLE, find_block(TITLE, blocks)))]


def test_the_text_begins_after_the_title() -> None:
    assert text_of(f"<div><p>{THIRD} Before.</p>{H1}{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_a_title_at_the_end_of_the_text_does_not_cut_it_off() -> None:
    assert text_of(f"<div>{TEXT}{H1}</div>") == [FIRST, SECOND, THIRD]


def test_a_lead_between_title_and_container_belongs_to_it() -> None:
    assert text_of(f"<header>{H1}<p>{FIRST}</p></header><div class='entry-content'>{TEXT}</div>")[0] == FIRST


def test_a_heading_right_below_the_title_is_a_lead() -> None:
    subtitle = "Four years of work come to an end this week"
    assert text_of(f"<header>{H1}<h2>{subtitle}</h2></header><div class='entry-content'>{TEXT}</div>")[0] == subtitle
    again = f"News: {TITLE} in the east"
    assert text_of(f"<header>{H1}<h2>{again}</h2></header><div class='entry-content'>{TEXT}</div>")[0] == FIRST


def test_the_title_again_is_dropped() -> None:
    assert text_of(f"{H1}<div><p>{TITLE.upper()}</p>{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_whatever_else_the_page_calls_itself_is_dropped() -> None:
    body = body_of(f"<div>{H1}<p>Harbour – The quay opens</p>{TEXT}</div>")
    blocks = read_blocks(body)
    kept = body_blocks(Body.of(body, blocks, TITLE, find_block(TITLE, blocks), ["Harbour: the quay opens"]))
    assert [block.text for block in kept] == [FIRST, SECOND, THIRD]


def test_link_lists_are_dropped() -> None:
    links = "<ul>" + "<li><a href='/x'>A page about something else</a></li>" * 4 + "</ul>"
    assert text_of(f"<div>{H1}{TEXT}{links}<p><a href='/y'>Ferries</a></p></div>") == [FIRST, SECOND, THIRD]


def test_links_in_running_text_stay() -> None:
    linked = FIRST.replace("eastern quay", "<a href='/x'>eastern quay</a>")
    assert text_of(f"<div>{H1}<p>{linked}</p>{TEXT[len(FIRST) + 7 :]}</div>") == [FIRST, SECOND, THIRD]


def test_teasers_are_dropped() -> None:
    teaser = f"<div><h3><a href='/x'>Ferry timetable</a></h3><p>{FIRST} More.</p></div>"
    assert text_of(f"<div>{H1}{TEXT}{teaser}</div>") == [FIRST, SECOND, THIRD]


def test_furniture_between_paragraphs_is_dropped() -> None:
    html = f"<div>{H1}<p>{FIRST}</p><p>Advertisement</p><p>{SECOND}</p><p>Read more: Ferries</p><p>{THIRD}</p></div>"
    assert text_of(html) == [FIRST, SECOND, THIRD]


def test_a_row_of_figures_is_no_furniture() -> None:
    table = "<table><tr><td>2019</td><td>1,100</td></tr><tr><td>2020</td><td>1,204</td></tr></table>"
    assert "2020 | 1,204" in text_of(f"<div>{H1}{TEXT}{table}</div>")


def test_what_stands_twice_is_taken_once() -> None:
    assert text_of(f"<div>{H1}{TEXT}<div><p>{FIRST}</p></div></div>") == [FIRST, SECOND, THIRD]
    assert text_of(f"<div>{H1}{TEXT}<p>{FIRST}</p></div>") == [FIRST, SECOND, THIRD, FIRST]


def test_scraps_ahead_of_the_text_are_dropped() -> None:
    assert text_of(f"<div>{H1}<p>Ports</p><p>Eastern district</p>{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_the_beginning_of_a_broken_sentence_is_no_scrap() -> None:
    head, tail = FIRST[:53], FIRST[54:]
    assert text_of(f"<div>{H1}<p>{head}</p><p>{tail}</p><p>{SECOND}</p></div>")[:2] == [head, tail]


@pytest.mark.parametrize(
    "byline",
    [
        "World Association of Harbour Offices (WAHO) · Hamburg · <time>4 May 2021</time>",
        "Всемирная ассоциация портовых управлений (ВАПУ) · Мурманск · 4 мая 2021 года",
        "Jane Doe and John Roe, for the Harbour Office | Tuesday, 4 May 2021, 10:30",
        "Association mondiale des capitaineries et des phares – Marseille – 4 mai 2021",
        "世界港务局联合会东部海岸分会（世港联）新闻处与国际合作处 · 上海 · 2021年5月4日",
    ],
)
def test_a_byline_ahead_of_the_text_is_dropped(byline: str) -> None:
    assert text_of(f"<div>{H1}<p>{byline}</p>{TEXT}</div>") == [FIRST, SECOND, THIRD]


def test_a_byline_further_down_may_be_an_entry_of_a_chronicle() -> None:
    entry = "4 May 2021 – The World Association of Harbour Offices meets in Hamburg"
    assert is_byline(entry)
    assert entry in text_of(f"<div>{H1}{TEXT}<p>{entry}</p><p>{FIRST} Again.</p></div>")


@pytest.mark.parametrize(
    "line",
    [
        "Hamburg, 4 May 2021 – The Harbour Office opened the new eastern quay today.",
        "Bern, 4 May 2021 – Speech of the director at the meeting of ports, Basel, 5 May 2021",
        "Harbour Office · Hamburg",
        "国际港务局宣布，五月四日冯·卡门码头投入使用",
        "4 May 2021 – and the work goes on",
    ],
)
def test_lines_that_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


ABOUT = "The Harbour Office runs the port, its lights and its ferries."


def page_with_end(end: str) -> str:
    article = f"<article>{H1}<div class='article-body'>{TEXT}</div>{end}</article>"
    return f"<main>{article}<p>{ABOUT} Seen at the foot.</p></main>"


def test_notes_behind_the_container_belong_to_it() -> None:
    end = f"<section><h2>About the Harbour Office</h2><p>{ABOUT}</p></section>"
    end += "<section><h2>Contacto de prensa</h2><p>prensa@puerto.example</p></section>"
    notes = ["About the Harbour Office", ABOUT, "Contacto de prensa", "prensa@puerto.example"]
    assert text_of(page_with_end(end)) == [FIRST, SECOND, THIRD, *notes]


def test_notes_behind_the_container_end_at_another_heading() -> None:
    end = f"<h2>关于港务局</h2><p>{ABOUT}</p><h2>Weather</h2><p>Sunny all day, with little wind from the west.</p>"
    assert text_of(page_with_end(end)) == [FIRST, SECOND, THIRD, "关于港务局", ABOUT]


def test_notes_behind_the_container_end_with_their_section() -> None:
    end = f"<section><h2>About us</h2><p>{ABOUT}</p></section><p>Send this page to somebody you know.</p>"
    assert text_of(page_with_end(end)) == [FIRST, SECOND, THIRD, "About us", ABOUT]


def test_what_is_more_than_half_of_the_text_is_no_note_to_it() -> None:
    def page(note: str) -> list[str]:
        html = f"<article>{H1}<div itemprop='articleBody'><p>{FIRST}</p><p>{SECOND}</p></div><h2>Contact</h2>{note}"
        return text_of(f"{html}</article>")

    assert page("<p>1 Pier Road.</p>") == [FIRST, SECOND, "Contact", "1 Pier Road."]
    assert page(f"<p>{THIRD}</p>") == [FIRST, SECOND]


def test_headings_without_text_are_dropped() -> None:
    html = (
        f"<div>{H1}<h2>A</h2><h3>B</h3><p>{FIRST}</p><h2>C</h2><h2>D</h2><p>{SECOND}</p><p>{THIRD}</p><h2>E</h2></div>"
    )
    assert text_of(html) == ["A", "B", FIRST, "D", SECOND, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Share on Facebook",
        "Teilen",
        "Read more: Ferries",
        "Lesen Sie auch: Fähren",
        "Lire aussi : Ferries",
        "Photo: Harbour Office",
        "© Harbour Office",
        "By Jane Doe",
        "Veröffentlicht am 4. Mai 2021",
        "Reading time: 3 minutes",
        "3 min read",
        "1,204 views",
        "Aufrufe: 12.345",
        "Read 1,204 times",
        "12 Kommentare",
        "DAX 17,465.50 +0.12 %",
        "Anzeige",
        "Back to top",
        "Tags: ports, ships",
        "* * *",
        "Wenn Sie dieses Video abspielen, werden Daten an den Anbieter übertragen.",
        "By clicking here you accept that this content comes from a third party, which may set cookies.",
        "Pour voir cette vidéo, vous acceptez que des données soient transmises : cookies.",
        '<form class="services" data-x="1">',
        "4 May 2021",
        "Hamburg, 4. Mai 2021",
        "Helfen Sie mit! Jede noch so kleine Spende hilft.",
        "Subscribe to our mailing list",
        "Folgen Sie uns auf allen Kanälen",
        "Did you find this page helpful?",
        "Never miss a ship by signing up to our newsletter today!",
        "This article may contain affiliate links, for which the office is paid.",
        "Beitragsbild: Harbour Office",
        "Inhaltsverzeichnis",
        "Comments are closed.",
        "We apologize, but this video has failed to load.",
        "WATCH | The quay opens:",
        "An dieser Stelle finden Sie externen Inhalt, der den Artikel ergänzt.",
        "Jetzt abonnieren und mehr lesen",
        "The new quay in the morning © Harbour Office",
        "Ships wait outside (AFP / JANE DOE)",
        "(jd)",
        "SDA/jd",
        "Publicerad 14.14",
        "责编：张三",
        "(Credit: Jane Doe / Harbour Office)",
        "Next post: The old quay",
        "上一篇：旧码头",
        "個人分類：港口",
        "Comments feed | Comments are closed | Trackback URL",
        "Listen to this article",
        "Escucha esta nota aquí",
        "Instant access to the full article",
        "*Werbung. Dieser Beitrag enthält Werbung für das Hafenamt.",
    ],
)
def test_lines_of_furniture(line: str) -> None:
    assert is_furniture(line, linked=False)


@pytest.mark.parametrize(
    "line",
    [
        FIRST,
        "By 2030 the port will need no coal. It said so today.",
        "Sharing the quay was hard.",
        "On 4 May 2021 the office opened a new quay and closed the old one.",
        "Reading is good for you.",
        "14 visitors",
        "Spenden in Höhe von 3 Millionen Euro gingen im Mai ein.",
        "The newsletter of the port turned forty.",
        "The views are fine",
        "The next post was the harbour master's",
        "Quay | Depth",
        "Instant access to clean water is what the port lacks",
        "Growth of 3.2 % in May",
        "Retired captains meet",
        "Adam Smith",
        "The office fined a company that had given personal data to third parties.",
        "Click here, the mayor said, and the quay lights up.",
        "Temperatures of <5 degrees and a wind speed = 3 were measured.",
    ],
)
def test_lines_of_text(line: str) -> None:
    assert not is_furniture(line, linked=False)


def test_points_between_title_and_text_are_a_lead() -> None:
    points = "<ul><li>The quay takes ships of 400 metres</li><li>It cost 90 million</li></ul>"
    html = f"<header>{H1}{points}</header><div class='entry-content'>{TEXT}</div>"
    assert text_of(html)[0] == "The quay takes ships of 400 metres"


def test_a_heading_that_leads_to_another_site_or_down_the_page_announces_nothing() -> None:
    for target in ("https://other.example/x", "#quay"):
        section = f"<div><h3><a href='{target}'>The eastern quay</a></h3><p>It is 400 metres long.</p></div>"
        body = body_of(f"<div>{H1}{TEXT}{section}</div>")
        blocks = read_blocks(body)
        kept = body_blocks(Body.of(body, blocks, TITLE, find_block(TITLE, blocks), (), "www.port.example"))
        assert [block.text for block in kept][-1] == "It is 400 metres long."


def test_a_link_that_a_sentence_leads_up_to_stays() -> None:
    html = (
        f"<div>{H1}{TEXT}<p>All plans of the quay are shown at this address:</p><p><a href='/y'>port.example/y</a></p>"
    )
    assert text_of(f"{html}</div>")[-1] == "port.example/y"


def test_a_line_that_leads_up_to_nothing_goes() -> None:
    assert text_of(f"<div>{H1}{TEXT}<p>Further information:</p></div>") == [FIRST, SECOND, THIRD]


def test_counted_pictures_go_with_their_captions() -> None:
    pictures = "".join(f"<p>{number}/3 Quay</p><p>{THIRD[:-1]}, seen {number} times.</p>" for number in (1, 2, 3))
    assert text_of(f"<div>{H1}{TEXT}{pictures}</div>") == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    "heading",
    [
        "Related stories",
        "Weitere Meldungen",
        "Mehr zu Häfen und Schiffen",
        "Empfehlungen aus dem Hafen-Shop",
        "À lire aussi",
        "Читайте также:",
        "相关新闻",
    ],
)
def test_what_else_there_is_to_read_goes_until_the_text_goes_on(heading: str) -> None:
    related = f"<h2>{heading}</h2><h3>Ferries are late</h3><p>They waited for the fog to lift.</p>"
    assert text_of(f"<div>{H1}{TEXT}{related}<h2>Costs</h2><p>None.</p></div>")[3:] == ["Costs", "None."]
    long = f"{FIRST} {SECOND} And so on."
    assert text_of(f"<div>{H1}{TEXT}{related}<p>{long}</p></div>")[3:] == [long]


@pytest.mark.parametrize("heading", ["2 comments", "2 thoughts on The new quay", "留言列表 (2)"])
def test_what_readers_wrote_goes(heading: str) -> None:
    comments = f"<p>{heading}</p><p>I like the new quay, which was long in coming.</p>"
    assert text_of(f"<div>{H1}{TEXT}{comments}</div>") == [FIRST, SECOND, THIRD]
    assert len(text_of(f"<div>{H1}<p>{FIRST}</p><p>Comments</p>{TEXT * 3}</div>")) > 3


def test_sections_in_containers_of_one_name_belong_together() -> None:
    sections = "".join(f"<div class='rich-text'><p>{text * 3}</p></div>" for text in (FIRST + SECOND, THIRD))
    assert text_of(f"<div>{H1}<div>{sections}</div></div>") == [(FIRST + SECOND) * 3, THIRD * 3]


def test_sections_share_the_name_for_text() -> None:
    def sections(second: str) -> str:
        first = f"<div class='part-1 rich-text'><p>{(FIRST + SECOND) * 3}</p></div>"
        return f"<div>{H1}<div>{first}<div class='part-2 rich-text'><p>{second}</p></div></div></div>"

    assert text_of(sections(THIRD * 3))[1:] == [THIRD * 3]
    assert text_of(sections("Call us.")) == [(FIRST + SECOND) * 3]


def test_a_top_heading_with_most_of_the_title_is_it() -> None:
    blocks = read_blocks(body_of(f"<h1>New</h1><h1>New quay opens to large</h1><p>{FIRST}</p>"))
    assert find_block(TITLE, blocks) == 1
    assert find_block("Another matter altogether", blocks) is None


def test_a_link_among_the_points_of_a_list_stays() -> None:
    points = f"<ul><li>{FIRST} Now.</li><li><a href='/plan'>The plan of the port</a></li></ul>"
    assert text_of(f"<div>{H1}{TEXT}{points}</div>")[3:] == [f"{FIRST} Now.", "The plan of the port"]


def test_ratings_are_no_counted_pictures() -> None:
    ratings = "".join(
        f"<p>{mark}/5 {name}</p><p>{THIRD[:-1]} ({name}).</p>" for mark, name in ((4, "A"), (4, "B"), (3, "C"))
    )
    assert len(text_of(f"<div>{H1}{TEXT}{ratings}</div>")) == 9


def test_links_to_files_are_furniture() -> None:
    assert is_furniture("Release as PDF (1.2 MB)", linked=True)
    assert not is_furniture("Release as PDF (1.2 MB)", linked=False)


def test_date_lines() -> None:
    assert is_date_line("Tuesday, 4 May 2021, 10:30")
    assert not is_date_line("In 2021 the port grew")
    assert not is_date_line(
        "The port of Hamburg opened a quay for large ships and old boats on 4 May 2021 at last, they said"
    )
