"""What a page says about itself."""

from __future__ import annotations

import json

import pytest

from crawler.cleaning.metadata import (
    Metadata,
    embedded_text,
    names,
    organisation,
    page_type,
    people,
    topics,
)

from .pages import metadata_of


def with_json(*values: object, head: str = "") -> Metadata:
    scripts = (f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)
    return metadata_of(f"<html><head>{head}{''.join(scripts)}</head></html>")


def with_head(head: str) -> Metadata:
    return metadata_of(f"<html><head>{head}</head></html>")


def test_the_article_is_found_among_other_objects() -> None:
    graph = {"@graph": [{"@type": "BreadcrumbList"}, {"@type": ["NewsArticle", "Thing"], "headline": "A"}]}
    assert with_json({"@type": "WebSite"}, graph).article["headline"] == "A"


def test_the_main_entity_is_found() -> None:
    page = {"@type": "WebPage", "mainEntity": {"@type": "Article", "headline": "A"}}
    assert with_json(page).article["headline"] == "A"


def test_full_type_addresses_count() -> None:
    assert page_type(with_json({"@type": "https://schema.org/NewsArticle"})) == "NewsArticle"


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "A"} -->',
        '//<![CDATA[\n{"@type": "Article", "headline": "A"}\n//]]>',
        '{"@type": "Article", "headline": "A",}',
        '{"@type": "Article", "headline": "A", "description": "two\nlines"}',
    ],
)
def test_careless_json_ld_is_read(script: str) -> None:
    meta = with_head(f'<script type="application/ld+json">{script}</script>')
    assert meta.article["headline"] == "A"


@pytest.mark.parametrize("script", ["", "{", "[" * 50_000, "null", '"text"', "[[1, null], {}]", '{"@type": 7}'])
def test_malformed_json_ld_counts_as_absent(script: str) -> None:
    meta = with_head(f'<script type="application/ld+json">{script}</script>')
    assert not meta.article
    assert page_type(meta) is None


def test_page_type_falls_back_on_open_graph() -> None:
    assert page_type(with_head('<meta property="og:type" content="website">')) == "website"


@pytest.mark.parametrize(
    "meta",
    [
        with_json({"@type": "NewsArticle", "publisher": {"name": "Harbour Office"}}),
        with_json({"@type": "NewsArticle", "publisher": [{"name": "Harbour Office"}]}),
        with_json({"@type": "NewsArticle", "sourceOrganization": "Harbour Office"}),
        with_json({"@type": "WebSite", "name": "Harbour Office"}),
        with_head('<meta property="og:site_name" content="Harbour Office">'),
        with_head('<meta name="DC.publisher" content="Harbour Office">'),
        with_head('<meta name="application-name" content=" Harbour \n Office ">'),
    ],
)
def test_organisation(meta: Metadata) -> None:
    assert organisation(meta) == "Harbour Office"


@pytest.mark.parametrize(
    "name", ["www.office.example", "office.example", "@office", "https://office.example", "Agency - www.a.example"]
)
def test_an_address_is_no_organisation(name: str) -> None:
    assert organisation(with_head(f'<meta property="og:site_name" content="{name}">')) is None


def test_topics_are_the_pages_tags() -> None:
    head = '<meta property="article:tag" content="Ports"><meta property="article:section" content="News">'
    assert topics(with_head(head + '<meta name="keywords" content="other">')) == ("Ports", "News")


def test_keywords_stand_in_for_tags() -> None:
    assert topics(with_head('<meta name="keywords" content="Ports, Ships,Ports">')) == ("Ports", "Ships")
    assert topics(with_json({"@type": "Article", "keywords": ["Ports", 7]})) == ("Ports",)


def test_many_keywords_are_for_search_engines() -> None:
    assert topics(with_head(f'<meta name="keywords" content="{",".join(f"word {n}" for n in range(40))}">')) == ()


def test_tags_for_programs_are_left_out() -> None:
    assert topics(with_head('<meta name="keywords" content="kind:PRESS_RELEASE, Ports">')) == ("Ports",)


def test_people_are_those_a_page_is_about() -> None:
    person = {"@type": "Person", "name": "Ada Lovelace"}
    article = {"@type": "Article", "about": [person, {"@type": "Thing", "name": "Engines"}], "author": {"name": "X"}}
    assert people(with_json(article)) == ("Ada Lovelace",)


def test_names_of_anything() -> None:
    assert names([{"name": "a"}, "b", 3, {"name": {"x": 1}}, {}]) == ["a", "b"]
    assert names(None) == []


def test_embedded_text_loses_its_markup() -> None:
    article = {"@type": "Article", "articleBody": "<p>One &amp; two.</p><p>Three.</p>"}
    assert embedded_text(with_json(article)) == "One & two.\n\nThree."
    assert (
        embedded_text(with_json({"@type": "Article", "articleBody": "One &amp; two.\nThree."}))
        == "One & two.\n\nThree."
    )
    assert embedded_text(with_json({"@type": "Article", "articleBody": ["x"]})) == ""


def test_the_only_date_in_rdfa_counts_wherever_it_stands() -> None:
    dated = '<footer><span property="schema:dateCreated" content="2021-05-04" class="hidden"></span></footer>'
    assert metadata_of(f"<body>{dated}</body>").dates == {"datecreated": "2021-05-04"}
    assert metadata_of(f"<body>{dated}{dated.replace('04', '05')}</body>").dates == {}
