from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from lxml import html as parser

from crawler.records import Alike, Attachment, Contact, Form, Image, Quality, Relations
from crawler.settings import Settings
from indexer.paragraphs import paragraphs
from tests.web.fakes import MemoryIndex, MemoryStore, shelf
from tests.web.newsroom import FOREIGN_ID, HARBOUR, LONG_TEXT, stored
from web.app import build_app


def tree(client: FlaskClient, identity: str) -> Any:
    response = client.get(f"/releases/{quote(identity, safe='')}")
    assert response.status_code == 200
    return parser.fromstring(response.get_data(as_text=True))


def texts(page: Any, path: str) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.xpath(path)]


def test_the_text_is_set_for_reading(client: FlaskClient) -> None:
    page = tree(client, "exercise2019")
    assert texts(page, "//h1") == ["Ports around the North Sea test their plans for a tanker in fog"]
    assert texts(page, "//div[@class='prose']/h2") == ["What is new this year"]
    assert len(page.xpath("//div[@class='prose']/ul/li")) == 3
    assert texts(page, "//section[@class='notes']/p")[0] == "Contact: press office, +00 000 0000"
    assert texts(page, "//header/p[@class='meta']") == [f"{HARBOUR} 30 October 2019 Changed"]


def test_paragraphs_can_be_linked_to(client: FlaskClient) -> None:
    page = tree(client, "exercise2019")
    assert texts(page, "//h2[@id='p3']") == ["What is new this year"]
    assert texts(page, "//li[@id='p6']") == ["How long does it take until every harbour has the same picture?"]
    assert page.xpath("//section[@class='notes']/p/@id")[0] == f"p{len(paragraphs(LONG_TEXT)) + 1}"
    ids = page.xpath("//@id")
    assert len(set(ids)) == len(ids)


def test_the_facts_lead_to_more_with_the_same(client: FlaskClient) -> None:
    page = tree(client, "exercise2019")
    facts = {texts(group, "dt")[0]: texts(group, "dd") for group in page.xpath("//section[@class='facts']/dl/div")}
    assert facts == {
        "Published": ["30 October 2019, 10:00 UTC"],
        "First seen here": ["1 March 2024, 08:30 UTC"],
        "Organisation": [HARBOUR],
        "People": ["Chair of the Board"],
        "Also named": ["Commission for the Long River"],
        "Places": ["Rotterdam", "Hull"],
        "Topics": ["Safety at sea", "Exercises"],
        "Language": ["English"],
    }
    title = page.xpath("//h1")[0].text_content()
    for href in page.xpath("//section[@class='facts']/dl//a/@href"):
        assert title in client.get(href).get_data(as_text=True)
    assert "in version\N{NO-BREAK SPACE}2" in page.xpath("//section[@class='facts']")[0].text_content()
    assert page.xpath("//a[@class='original']/@href") == ["https://news.example/exercise2019"]


def test_its_other_forms_and_the_same_text_by_others_are_linked(client: FlaskClient, store: MemoryStore) -> None:
    store.related["exercise2019"] = Relations(
        forms=(
            Form("https://harbour.example/exercise/amp", "amp"),
            Form("https://harbour.example/de/uebung", "translation", "de-DE", "uebung2019"),
            Form("javascript:alert(1)", "print"),
        ),
        alike=(Alike("same2019", "Ports test their plans", "Commission for the Long River", 0.97),),
    )
    page = tree(client, "exercise2019")
    links = {link.text_content(): link.get("href") for link in page.xpath("//section[@class='facts']/dl//a")}
    assert links["AMP version"] == "https://harbour.example/exercise/amp"
    assert links["German"] == "/releases/uebung2019"
    assert links["Commission for the Long River: Ports test their plans"] == "/releases/same2019"
    assert "Print version" not in links
    answer = client.get("/api/v1/releases/exercise2019").get_json()
    assert answer["variants"][1] == {
        "url": "https://harbour.example/de/uebung", "kind": "translation", "language": "de-DE", "release": "uebung2019",
    }  # fmt: skip
    assert answer["alike"][0]["resemblance"] == 0.97


def test_the_head_describes_the_release_to_machines(client: FlaskClient) -> None:
    page = tree(client, "exercise2019")
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://news.example/exercise2019"]
    article = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert article["@context"] == "https://schema.org"
    assert article["@type"] == "NewsArticle"
    assert article["datePublished"] == "2019-10-30T10:00:00Z"
    assert article["publisher"] == {"@type": "Organization", "name": HARBOUR}
    assert article["mainEntityOfPage"] == "https://news.example/exercise2019"
    assert article["articleBody"].startswith("ROTTERDAM")


def test_a_release_cannot_break_out_of_its_page() -> None:
    evil = stored("evil", title="</script><script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    body = build_app(Settings(), shelf([evil])).test_client().get("/releases/evil").get_data(as_text=True)
    assert re.findall(r'<script type="([^"]+)"', body) == ["module", "application/ld+json", "module", "module"]
    assert body.count("<script") == 4
    assert "<img" not in body


def test_an_imported_release_may_lack_nearly_everything(client: FlaskClient) -> None:
    page = tree(client, FOREIGN_ID.id)
    own = f"http://localhost/releases/{quote(FOREIGN_ID.id, safe='')}"
    assert page.xpath("//link[@rel='canonical']/@href") == [own]
    assert page.xpath("//a[@class='original']") == []
    assert "javascript:" not in client.get(own).get_data(as_text=True)
    assert texts(page, "//dl/div[1]") == ["Published Not known"]
    assert page.xpath("//article/@dir") == ["auto"]


@pytest.mark.parametrize(
    "identity",
    ["http://x.example//a?b=1#c", "/lead", "a/../b", "..x", "ü 漢 %2F", "+ +", "line\nbreak", "'\"<>&", "\\"],
)
def test_any_id_has_a_page_and_a_link_to_it(identity: str) -> None:
    client = build_app(Settings(), shelf([stored(identity, title="Found")])).test_client()
    page: Any = parser.fromstring(client.get("/").get_data(as_text=True))
    (listed,) = page.xpath("//h3/a/@href")
    assert listed == f"/releases/{quote(identity, safe='')}"
    assert texts(parser.fromstring(client.get(listed).get_data(as_text=True)), "//h1") == ["Found"]
    found = client.get(f"/api/v1/releases/{quote(identity, safe='')}").json
    assert found is not None
    assert client.get(found["links"]["html"]).status_code == 200
    assert client.get(found["links"]["self"]).json == found


@pytest.mark.parametrize(
    ("identity", "language", "direction"), [("arabic1", "ar", "rtl"), ("chinese1", "zh-Hans", "ltr")]
)
def test_the_article_has_its_language_and_direction(
    client: FlaskClient, identity: str, language: str, direction: str
) -> None:
    page = tree(client, identity)
    assert page.xpath("//article/@lang") == [language]
    assert page.xpath("//article/@dir") == [direction]
    assert page.xpath("//article//p[@class='meta']/@lang") == ["en-GB"]


def test_an_unknown_release_is_not_found(client: FlaskClient) -> None:
    assert client.get("/releases/nope").status_code == 404
    assert client.get("/releases/%FF%00").status_code == 404


def test_without_a_store_the_page_says_so(client: FlaskClient, store: MemoryStore) -> None:
    store.unreadable = "There is no store yet: `pressroom up` makes it."
    response = client.get("/releases/exercise2019")
    assert response.status_code == 503
    assert "<code>pressroom up</code>" in response.get_data(as_text=True)


RICH = stored(
    "rich",
    title="A quay opens",
    published=date(2024, 5, 4),
    language="en",
    text=f"{'The quay is open. ' * 9}\n\n- One\n\n- Two\n\nالرصيف مفتوح",
    notes="Contacts\n\nJane Major, +44 (0)20 7946 0000, jane@harbour.example",
    modified=date(2024, 5, 6),
    dateline="ROTTERDAM",
    embargo="EMBARGO: 4 May, 10:00 <b>",
    paragraph_languages=("en", "en", "en", "ar"),
    authors=("Jane Major", "Northern Office for Roads, Ports and Railways"),
    contacts=(Contact("Jane Major", "+44 (0)20 7946 0000", "jane@harbour.example"),),
    reference="SC/14000",
    attachments=(
        Attachment("https://harbour.example/plan.pdf", "The plan", "application/pdf"),
        Attachment("javascript:alert(1)", "Bad", "application/pdf"),
    ),
    images=(
        Image("https://harbour.example/a.jpg", "Ships", "The quay at dawn"),
        Image("https://harbour.example/b.jpg"),
    ),
    quality=Quality(0.6, ("no date", "little text")),
)


def test_further_facts_are_shown_where_they_belong() -> None:
    page = tree(build_app(Settings(), shelf([RICH])).test_client(), "rich")
    assert texts(page, "//header/p[@class='meta']")[0].endswith("ROTTERDAM 4 May 2024 SC/14000")
    assert texts(page, "//header/p[@class='embargo']") == ["EMBARGO: 4 May, 10:00 <b>"]
    facts = {texts(group, "dt")[0]: texts(group, "dd") for group in page.xpath("//section[@class='facts']/dl/div")}
    assert (facts["Modified"], facts["Authors"]) == (["6 May 2024"], list(RICH.content.authors))
    assert texts(page, "//ul[@class='contacts']/li") == ["Jane Major +44 (0)20 7946 0000 jane@harbour.example"]
    assert page.xpath("//ul[@class='contacts']//a/@href") == ["tel:+442079460000", "mailto:jane@harbour.example"]
    assert texts(page, "//section[@aria-labelledby='files']/ul/li") == ["The plan PDF"]
    assert texts(page, "//section[@aria-labelledby='images']/ul/li") == ["The quay at dawn", "Image 2"]
    assert page.xpath("//section[@aria-labelledby='images']//a/@href")[1] == "https://harbour.example/b.jpg"
    assert not page.xpath("//img")  # nothing is loaded from other servers
    assert "hard to read (no date, little text)" in texts(page, "//section[@class='facts']")[0]


def test_paragraphs_in_another_language_say_so() -> None:
    page = tree(build_app(Settings(), shelf([RICH])).test_client(), "rich")
    assert [(one.tag, one.get("lang"), one.get("dir")) for one in page.xpath("//div[@class='prose']/*")] == [
        ("p", None, None),
        ("ul", None, None),
        ("p", "ar", "rtl"),
    ]


def test_machines_are_told_who_wrote_it_and_when_it_was_changed() -> None:
    client = build_app(Settings(), shelf([RICH])).test_client()
    article = json.loads(tree(client, "rich").xpath("//script[@type='application/ld+json']")[0].text)
    assert article["dateModified"] == "2024-05-06"
    assert [author["@type"] for author in article["author"]] == ["Person", "Organization"]
    assert article["identifier"] == "SC/14000"
    answer = client.get("/api/v1/releases/rich").get_json()
    assert (answer["modified"], answer["dateline"], answer["reference"]) == ("2024-05-06", "ROTTERDAM", "SC/14000")
    assert answer["contacts"][0]["phone"] == "+44 (0)20 7946 0000"
    assert answer["attachments"][0]["media_type"] == "application/pdf"
    assert answer["images"][0]["caption"] == "The quay at dawn"
    assert answer["quality"] == {"score": 0.6, "reasons": ["no date", "little text"]}


def test_a_day_of_the_last_change_is_called_that() -> None:
    content = replace(RICH.content, published=date(2024, 5, 6), published_from="modified", modified=None)
    client = build_app(Settings(), shelf([replace(RICH, content=content)])).test_client()
    page = tree(client, "rich")
    assert "changed 6 May 2024" in " ".join(texts(page, "//header//p[@class='meta']"))
    assert "Not known; last changed 6 May 2024" in " ".join(texts(page, "//section[@class='facts']"))
    article = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)
    assert "datePublished" not in article
    assert article["dateModified"] == "2024-05-06"
    assert client.get("/api/v1/releases/rich").get_json()["published_from"] == "modified"


def test_similar_releases_are_listed(client: FlaskClient) -> None:
    page = tree(client, "arabic1")
    (links,) = [page.xpath("//section[@aria-labelledby='similar']//a/@href")]
    assert set(links) == {"/releases/chinese1", "/releases/russian1"}
    assert page.xpath("//section[@aria-labelledby='similar']//a[@lang='zh-Hans']")
    assert texts(page, "//section[@aria-labelledby='similar']//time") == ["12 April 2022", "12 April 2022"]


def test_without_an_index_a_release_is_shown_all_the_same(client: FlaskClient, index: MemoryIndex) -> None:
    index.unreadable = "There is no index."
    assert not tree(client, "arabic1").xpath("//section[@aria-labelledby='similar']")


def test_what_says_when_it_was_published_is_told() -> None:
    release = stored("dated", published=date(2020, 1, 1), published_from="url")
    page = tree(build_app(Settings(), shelf([release])).test_client(), "dated")
    assert texts(page, "//dl/div[1]/dd") == ["1 January 2020 from its address"]


def test_it_can_be_shared(client: FlaskClient) -> None:
    page = tree(client, "exercise2019")
    shared = {meta.get("property") or meta.get("name"): meta.get("content") for meta in page.xpath("//head/meta")}
    assert shared["og:type"] == "article"
    assert shared["og:url"] == "http://localhost/releases/exercise2019"
    assert shared["article:published_time"] == "2019-10-30T10:00:00Z"
    assert shared["og:description"] == shared["description"]
    assert shared["description"].startswith("ROTTERDAM")
    assert shared["description"].endswith("…")
    assert len(shared["description"]) <= 200
