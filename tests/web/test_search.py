from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.settings import Settings
from tests.web.fakes import MemoryArchive, MemoryIndex, MemoryStore, shelf, source_state
from tests.web.newsroom import HARBOUR, stored
from web.app import build_app
from web.library import Library
from web.parameters import PARAMETERS
from web.search import page_links, read_differently


def tree(client: FlaskClient, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status
    return parser.fromstring(response.get_data(as_text=True))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def test_everything_is_there_newest_first(client: FlaskClient) -> None:
    page = tree(client, "/")
    assert texts(page, "//h1") == ["60 releases"]
    dates = page.xpath("//ol[@class='hits']//time/@datetime")
    assert len(dates) == 20
    assert dates == sorted(dates, reverse=True)


def test_a_hit_shows_what_is_known_of_it(client: FlaskClient) -> None:
    page = tree(client, "/?q=tanker")
    assert texts(page, "//h3/a") == ["Ports around the North Sea test their plans for a tanker in fog"]
    assert page.xpath("//h3/a/@href") == ["/releases/exercise2019?q=tanker#p1"]
    assert texts(page, "//li[@class='hit']//p[@class='meta']") == [f"{HARBOUR} 30 October 2019 Changed"]
    assert texts(page, "//p[@class='snippet']/mark") == ["tanker"]
    assert texts(page, "//ul[@class='names']/li") == ["Chair of the Board", "Rotterdam", "Hull"]
    assert page.xpath("//h1/q/text()") == ["tanker"]


def test_what_releases_and_people_write_is_escaped(client: FlaskClient) -> None:
    body = client.get("/?q=%3Cscript%3Ealert(1)%3C/script%3E").get_data(as_text=True)
    assert "<script>" not in body
    assert "&lt;script&gt;" in body
    assert "&lt;b&gt;Figures" in client.get("/?q=exercise").get_data(as_text=True)


def test_a_facet_value_is_a_box_in_the_form_and_a_link_that_toggles(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&place=Hull")
    box = page.xpath("//input[@type='checkbox'][@name='place'][@value='Hull']")[0]
    assert box.get("form") == "search"
    assert "checked" in box.attrib
    assert box.getparent().xpath("a[not(@class)]/@href") == ["/?q=exercise"]
    kiel = page.xpath("//input[@name='place'][@value='Kiel']")[0]
    assert "checked" not in kiel.attrib
    assert kiel.getparent().xpath("a[not(@class)]/@href") == ["/?q=exercise&place=Hull&place=Kiel"]
    assert kiel.getparent().xpath("a[@class='without']/@href") == ["/?q=exercise&place=Hull&place=-Kiel"]


def test_counts_ignore_the_facets_own_filter(client: FlaskClient) -> None:
    def count(address: str) -> str:
        return str(tree(client, address).xpath("//input[@name='place'][@value='Kiel']/@aria-label")[0])

    assert count("/?place=Hull") == count("/")


def test_the_values_of_a_tree_open_under_what_they_are_part_of() -> None:
    russian, german = ("Moscow", "Russia"), ("Berlin", "Germany")
    client = build_app(
        Settings(), shelf([stored("a", places=russian), stored("b", places=german), stored("c", places=("Neverland",))])
    ).test_client()
    page = tree(client, "/?place=Moscow")
    (moscow,) = page.xpath("//input[@value='Moscow']")
    outer = [node.xpath("input/@value")[0] for node in moscow.iterancestors("li")][1:]
    assert outer == ["Russia", "Europe"]
    assert [details.get("open") is not None for details in moscow.iterancestors("details")][:3] == [True] * 3
    (berlin,) = page.xpath("//input[@value='Berlin']")
    assert next(berlin.iterancestors("details")).get("open") is None, "nothing in it is chosen"
    assert len(list(page.xpath("//input[@value='Neverland']")[0].iterancestors("li"))) == 1


def test_a_facet_that_cannot_narrow_is_left_out() -> None:
    same = [stored(f"s{n}", topics=(f"t{n}",)) for n in range(3)]
    page = tree(build_app(Settings(), shelf(same)).test_client(), "/")
    assert texts(page, "//details[@class='group']//h2") == ["Topic"]


def test_a_chosen_value_without_results_stays_in_sight(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&place=Neverland")
    assert page.xpath("//input[@name='place'][@checked]/@value") == ["Neverland"]
    assert texts(page, "//ul[@class='rescues']/li")[0].startswith("Without the filters and dates")


def test_chips_say_what_narrows_and_take_it_away(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&place=Hull&organisation=-Northern+Health+Office&language=en&from=2016&to=2021")
    assert texts(page, "//a[@class='chip']") == [
        "Remove the filter Organisation: not Northern Health Office ×",
        "Remove the filter Place: Hull ×",
        "Remove the filter Language: English ×",
        "Remove the filter From: 2016 ×",
        "Remove the filter To: 2021 ×",
    ]
    place = page.xpath("//a[@class='chip']/@href")[1]
    assert "Hull" not in place
    assert "Northern" in place
    assert page.xpath("//a[@class='clear']/@href") == ["/?q=exercise"]


def test_the_form_carries_along_what_it_does_not_show(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&sort=oldest&size=5&page=2&place=-Hull&place=Kiel&facets=place")
    hidden = page.xpath("//form[@id='search']//input[@type='hidden']")
    assert {(field.get("name"), field.get("value")) for field in hidden} == {
        ("sort", "oldest"),
        ("size", "5"),
        ("place", "-Hull"),
    }


def test_the_form_comes_from_the_parameters(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&match=any")
    for name in ("q", "from", "to", "match"):
        field = next(field for key, field in PARAMETERS.model_fields.items() if (field.alias or key) == name)
        assert texts(page, f"//label[@for='{name}']") == [field.title]
    assert page.xpath("//select[@name='match']/option[@selected]/@value") == ["any"]
    assert set(page.xpath("//select[@name='match']/option/@value")) == {"auto", "all", "any"}


def test_paging(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&page=2&size=10")
    assert texts(page, "//div[@class='order']/p") == ["11–20 of 56"]
    assert page.xpath("//nav[@class='pages']/a/@href") == ["/?q=exercise&size=10", "/?q=exercise&size=10&page=3"]
    assert texts(page, "//nav[@class='pages']//a[@aria-current='page']") == ["Page 2"]
    assert page.xpath("//link[@rel='next']/@href") == ["/?q=exercise&size=10&page=3"]


def test_page_numbers_have_gaps(client: FlaskClient) -> None:
    with client:
        client.get("/")
        links = page_links(PARAMETERS(page=10), 1000)
        assert [link.number for link in links] == [1, None, 8, 9, 10, 11, 12, None, 50]
        assert page_links(PARAMETERS(), 1_000_000)[-1].number == 500
        assert page_links(PARAMETERS(), 20) == []


@pytest.mark.slow
def test_after_the_last_page_of_a_large_result_a_cursor_goes_on() -> None:
    many = [stored(f"r{n:05}") for n in range(10_150)]
    client = build_app(Settings(), shelf(many)).test_client()
    page = tree(client, "/?size=100&page=100")
    onward = page.xpath("//a[@rel='next']/@href")[0]
    assert onward == "/?size=100&cursor=~after-10000"
    last = tree(client, tree(client, onward).xpath("//a[@rel='next']/@href")[0])
    assert len(last.xpath("//li[@class='hit']")) == 50
    assert not last.xpath("//a[@rel='next']")


def test_a_page_behind_the_last_leads_back(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&page=90")
    assert page.xpath("//div[@class='help']//a/@href") == ["/?q=exercise"]


def test_sorting_is_a_link_and_relevance_needs_a_query(client: FlaskClient) -> None:
    assert texts(tree(client, "/"), "//ul[@aria-label='Sort by']//a") == ["Newest", "Oldest"]
    page = tree(client, "/?q=exercise")
    assert texts(page, "//ul[@aria-label='Sort by']//a[@aria-current]") == ["Relevance"]
    assert page.xpath("//ul[@aria-label='Sort by']//a/@href")[2] == "/?q=exercise&sort=oldest"


def test_how_a_query_was_read_is_said_when_it_differs(client: FlaskClient) -> None:
    assert texts(tree(client, "/?q=Exercise"), "//code") == []
    assert texts(tree(client, "/?q=exercise)("), "//div[@class='head']//code") == ["exercise"]
    assert texts(tree(client, "/?q=)("), "//div[@class='head']/p") == ["There is no word in it to search for."]


@pytest.mark.parametrize(("q", "parsed"), [("Nuclear  safety", "nuclear AND safety"), ("a OR b", "a OR b"), ("", "")])
def test_words_that_are_all_wanted_are_read_as_they_stand(q: str, parsed: str) -> None:
    assert not read_differently(q, parsed)
    assert read_differently(q, parsed + " date:2019-01-01..2019-12-31")


def test_no_hits_helps(client: FlaskClient) -> None:
    page = tree(client, "/?q=excercise+ice&from=2016")
    assert texts(page, "//h1") == ["No releases found for excercise ice"]
    assert page.xpath("//p[@class='meant']/a/@href") == ["/?q=exercise&from=2016"]
    (rescue,) = page.xpath("//ul[@class='rescues']/li")
    found = texts(tree(client, rescue.xpath("a/@href")[0]), "//h1")[0]
    assert found.split(" for ")[0] == texts(rescue, "span")[0]


def test_titles_have_their_language_and_direction(client: FlaskClient) -> None:
    page = tree(client, "/?from=2022-04-12&to=2022-04-12")
    found = {(title.get("lang"), title.get("dir")) for title in page.xpath("//h3")}
    assert {("ar", "rtl"), ("zh-Hans", "ltr"), ("ru", "ltr")} <= found


def test_a_bad_value_gives_the_form_again(client: FlaskClient) -> None:
    page = tree(client, "/?q=ice&from=2019-13&size=0&place=Hull", 400)
    assert len(page.xpath("//ul[@class='problems']/li")) == 2
    assert page.xpath("//input[@name='from']/@value") == ["2019-13"]
    assert page.xpath("//input[@name='from']/@aria-describedby") == ["from-problem"]
    assert page.xpath("//input[@name='q']/@value") == ["ice"]
    assert page.xpath("//input[@type='hidden'][@name='place']/@value") == ["Hull"]
    assert page.xpath("//main//p/a/@href") == ["/?q=ice&place=Hull"]


def test_mending_one_value_keeps_the_others(client: FlaskClient) -> None:
    page = tree(client, "/?q=ice&size=0&from=2019&match=any&page=3", 400)
    hidden = page.xpath("//form[@id='search']//input[@type='hidden']")
    assert {(field.get("name"), field.get("value")) for field in hidden} == {("from", "2019"), ("match", "any")}


def test_a_cursor_from_elsewhere_is_refused(client: FlaskClient) -> None:
    assert "cursor" in client.get("/?cursor=zzz").get_data(as_text=True)
    assert client.get("/?cursor=zzz").status_code == 400


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ([], "No source is set up"),
        ([source_state("a", "waiting", releases=0)], "1 source is waiting or being crawled"),
        ([source_state("a", releases=4)], "4 releases have been collected"),
        ([source_state("a", "paused", releases=0)], "No source has given one so far"),
    ],
)
def test_an_empty_index_says_what_is_happening(sources: list[Any], said: str) -> None:
    page = tree(build_app(Settings(), shelf([], sources)).test_client(), "/")
    assert texts(page, "//h1") == ["No releases yet"]
    assert said in page.text_content()
    assert "CONTACT=" in page.text_content()


def test_an_empty_index_needs_no_store(index: MemoryIndex, store: MemoryStore) -> None:
    store.unreadable = "The store is away."
    client = build_app(Settings(), Library(MemoryIndex, lambda: store, MemoryArchive())).test_client()
    assert "No releases yet" in client.get("/").get_data(as_text=True)


def test_without_an_index_the_page_says_so_and_recovers(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index yet: `pressroom index` makes it."
    page = tree(client, "/?q=ice", 503)
    assert texts(page, "//main//code") == ["pressroom index"]
    assert page.xpath("//main//a/@href") == ["/?q=ice"]
    index.unreadable = ""
    tree(client, "/?q=ice")


def test_a_state_is_an_address(client: FlaskClient) -> None:
    page = tree(client, "/?q=exercise&utm_source=x&page=1&from=&place=Hull")
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://localhost/?q=exercise&place=Hull"]


def test_nothing_inline_and_nothing_from_elsewhere(client: FlaskClient) -> None:
    body = client.get("/?q=exercise").get_data(as_text=True)
    assert not re.search(r'<style|\sstyle=|<script(?! type="module" src="/static/)|\son\w+=', body)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//(?!localhost)', body)
