"""Variants of a release as its page declares them, on pages of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawler.discovery.variants import Variant, VariantKind, is_other_form, is_variant_address, variants_of

SITE = "https://www.harbour-office.example"
URL = f"{SITE}/news/new-quay-opens"
AMP, PRINT, PDF, DOCX, TRANSLATION = (VariantKind(name) for name in ("amp", "print", "pdf", "docx", "translation"))
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def found(head: str = "", body: str = "", url: str = URL, lang: str = "en-GB") -> list[Variant]:
    page = f"<html lang='{lang}'><head>{head}</head><body><p>Text</p>{body}</body></html>"
    root = etree.fromstring(page, etree.HTMLParser())
    return list(variants_of(root, url, url))


def link(href: str, text: str, **attributes: str) -> str:
    more = " ".join(f"{name}='{value}'" for name, value in attributes.items())
    return f"<a href='{href}' {more}>{text}</a>"


def alternate(language: str, href: str) -> str:
    return f"<link rel=alternate hreflang='{language}' href='{href}'>"


def test_an_amp_version() -> None:
    head = "<link rel=amphtml href='/news/new-quay-opens/amp#top'>"
    assert found(head) == [Variant(f"{URL}/amp", AMP)]


def test_print_version_and_files_in_link_elements() -> None:
    head = f"""<link rel=alternate media=print href="?print=1"><link rel=alternate type=application/pdf href="a.pdf">
    <link rel=alternate type="{WORD_TYPE}" hreflang=de href="a.docx"><link rel="alternate stylesheet" media=print
    href="print.css"><link rel=alternate media="only screen and (max-width: 640px)" href="https://m.office.example/">
    <link rel=alternate type="application/rss+xml" hreflang=de href="/feed"><link rel=stylesheet media=print href=p>"""
    assert found(head) == [
        Variant(f"{URL}?print=1", PRINT),
        Variant(f"{SITE}/news/a.pdf", PDF),
        Variant(f"{SITE}/news/a.docx", DOCX, "de"),
    ]


def test_translations() -> None:
    head = "".join(
        [
            alternate("en-GB", URL),
            alternate("de", "/de/neuer-kai"),
            alternate("zh_Hant", "/zh/quay"),
            alternate("x-default", "/news/quay"),
            alternate("en-US", "/us/new-quay"),
            alternate("de", "/de/neuer-kai"),
            alternate("no language at all", "/no"),
        ]
    )
    assert found(head) == [
        Variant(f"{SITE}/de/neuer-kai", TRANSLATION, "de"),
        Variant(f"{SITE}/zh/quay", TRANSLATION, "zh-Hant"),
    ]


def test_the_two_ways_to_write_chinese_are_translations_of_each_other() -> None:
    head = alternate("zh-CN", URL) + alternate("zh-TW", "/tw/quay") + alternate("zh-SG", "/sg/quay")
    assert found(head, lang="zh-CN") == [Variant(f"{SITE}/tw/quay", TRANSLATION, "zh-TW")]


def test_the_page_that_does_not_name_itself_has_the_language_of_its_root() -> None:
    assert found(alternate("fr-CA", "/ca/quai") + alternate("it", "/it/molo"), lang="fr") == [
        Variant(f"{SITE}/it/molo", TRANSLATION, "it")
    ]


def test_pages_that_stand_in_for_a_missing_translation_are_none() -> None:
    fallback = alternate("de", "/intl/page-1") + alternate("es", "/intl/page-1")
    assert found(fallback + alternate("fr", "/fr/") + alternate("ru", "/")) == []


@pytest.mark.parametrize(
    "text",
    [
        "Print version",
        "Printer-friendly version",
        "Druckversion",
        "» Druckansicht",
        "Version imprimable",
        "Versión para imprimir",
        "Versão para impressão",
        "Versione stampabile",
        "Версия для печати",
        "Версія для друку",
        "نسخة للطباعة",
        "打印版",
        "印刷用ページ",
        "인쇄용 페이지",
        "Wersja do druku",
    ],
)
def test_links_to_the_print_version(text: str) -> None:
    assert found(body=link("/p?id=7", text)) == [Variant(f"{SITE}/p?id=7", PRINT)]


def test_print_alone_counts_for_an_address_that_says_print() -> None:
    assert found(body=link("?print=1", "Print")) == [Variant(f"{URL}?print=1", PRINT)]
    assert found(body=link("/services", "Print")) == []
    assert found(body=link("javascript:window.print()", "Print version")) == []


def test_a_print_version_that_is_a_pdf() -> None:
    assert found(body=link("/files/7.pdf", "Print version")) == [Variant(f"{SITE}/files/7.pdf", PDF)]


@pytest.mark.parametrize(
    "text",
    [
        "PDF version",
        "PDF version (120 KB)",
        "Download as PDF",
        "Download this press release (PDF)",
        "Press release [PDF, 1.2 MB]",
        "Als PDF herunterladen",
        "Pressemitteilung als PDF",
        "PDF-Version",
        "Version PDF",
        "Télécharger en PDF",
        "Communiqué de presse au format PDF",
        "Versión PDF",
        "Descargar en formato PDF",
        "Versão em PDF",
        "Scarica in PDF",
        "Версия в формате PDF",
        "Скачать в формате PDF",
        "Пресс-релиз в PDF",
        "PDF版",
        "新闻稿 PDF",
        "نسخة PDF",
    ],
)
def test_links_to_the_pdf_version(text: str) -> None:
    assert found(body=link("/files/7.pdf", text)) == [Variant(f"{SITE}/files/7.pdf", PDF)]


@pytest.mark.parametrize("text", ["Word version", "Download as Word (30 KB)", "Als DOCX", "Press release (DOCX)"])
def test_links_to_the_word_version(text: str) -> None:
    assert found(body=link("/files/7.docx", text)) == [Variant(f"{SITE}/files/7.docx", DOCX)]


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("Annual report 2020 (PDF)", "/files/report.pdf"),
        ("PDF", "/files/report.pdf"),
        ("Download PDF", "/files/report.pdf"),
        ("Download the full report as PDF", "/files/report.pdf"),
        ("Programme as PDF", "/files/programme.pdf"),
        ("PDF version of the budget", "/files/budget.pdf"),
        ("Press release", "/files/7.pdf"),
        ("PDF version", "/files/7.zip"),
        ("Word version", "/files/7.doc"),
        ("PDF version", "#pdf"),
        ("Print version", "/#print"),
        ("Print edition", "/e-paper"),
        ("PDF version", "mailto:press@office.example"),
        ("Blueprint version", "/b"),
        ("Print media", "/print-media"),
    ],
)
def test_what_is_no_variant(text: str, href: str) -> None:
    assert found(body=link(href, text)) == []


def test_a_file_with_the_name_of_the_page() -> None:
    body = link("/files/New_Quay%20Opens.pdf", "Download", hreflang="en") + link("/x/new-quay-opens.docx", "Word")
    assert found(body=body) == [
        Variant(f"{SITE}/files/New_Quay%20Opens.pdf", PDF, "en"),
        Variant(f"{SITE}/x/new-quay-opens.docx", DOCX),
    ]
    assert found(body=link("/files/index.pdf", "Download"), url=f"{SITE}/news/index.html") == []
    assert found(body=link("/files/new-quay-opens.jpg", "Picture")) == []


def test_an_icon_with_an_alternative_text_and_a_title() -> None:
    icon = link("/files/7.pdf", "<img src=pdf.png alt='Download as PDF'>")
    assert found(body=icon) == [Variant(f"{SITE}/files/7.pdf", PDF)]
    titled = link("/files/7.pdf", "Get it", title="PDF version")
    assert found(body=titled) == [Variant(f"{SITE}/files/7.pdf", PDF)]


def test_a_list_of_releases_has_no_version_of_its_own() -> None:
    assert found(body=link("/files/7.pdf", "PDF version") + link("/files/8.pdf", "PDF version")) == []
    again = link("/files/7.pdf", "PDF version") + link("/files/7.pdf", "Download as PDF")
    assert found(body=again) == [Variant(f"{SITE}/files/7.pdf", PDF)]


def test_each_url_once_and_declarations_first() -> None:
    head = "<link rel=alternate type=application/pdf href=/files/7.pdf>"
    assert found(head, link("/files/7.pdf", "Print version")) == [Variant(f"{SITE}/files/7.pdf", PDF)]


def test_the_base_of_the_page_counts() -> None:
    root = etree.fromstring("<html><head><link rel=amphtml href=amp></head></html>", etree.HTMLParser())
    assert variants_of(root, "https://cdn.example/a/", URL) == (Variant("https://cdn.example/a/amp", AMP),)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/news/new-quay-opens/amp", AMP),
        ("/news/2021/amp/", AMP),
        ("/news/quay.amp.html", AMP),
        ("/news/quay.amp", AMP),
        ("/amp/news/new-quay-opens", AMP),
        ("/news/quay?amp=1", AMP),
        ("/news/quay?amp", AMP),
        ("/news/quay?outputType=amp", AMP),
        ("/news/quay?print=1", PRINT),
        ("/news/quay?id=5&print=true", PRINT),
        ("/news/quay?output=print", PRINT),
        ("/news/quay?printable=yes", PRINT),
        ("/print/node/123", PRINT),
        ("/print/123", PRINT),
        ("/print/news/new-quay-opens.html", PRINT),
        ("/news/12345/print", PRINT),
        ("/news/new-quay-opens/print.html", PRINT),
        ("/news/quay.print.html", PRINT),
        ("/", None),
        ("/print", None),
        ("/amp/", None),
        ("/print/magazine", None),
        ("/services/print", None),
        ("/about/amp", None),
        ("/news/ampere", None),
        ("/news/blueprint", None),
        ("/news/quay?amp=0", None),
        ("/news/quay?print=false", None),
        ("/news/quay?view=list", None),
        ("/news/quay?printer=5", None),
        ("/news/print-and-paper-in-2021", None),
    ],
)
def test_addresses_that_say_what_they_are(address: str, kind: VariantKind | None) -> None:
    assert is_variant_address(SITE + address) is kind


def test_hosts_that_say_amp() -> None:
    assert is_variant_address("https://amp.harbour-office.example/news/quay") is AMP
    assert is_variant_address("https://office-example.cdn.ampproject.org/c/s/office.example/quay") is AMP
    assert is_variant_address("https://amp.example/news/quay") is None
    assert is_variant_address("https://amplify.office.example/") is None


@given(st.text(), st.text(), st.text())
def test_nothing_raises(language: str, href: str, text: str) -> None:
    root = etree.Element("html")
    for name in ("link", "a"):
        element = etree.SubElement(root, name, rel="alternate")
        for key, value in (("hreflang", language), ("href", href), ("title", text)):
            try:
                element.set(key, value)
            except ValueError:  # characters that no parser would give
                return
    variants_of(root, URL, URL)


def test_ten_thousand_links_and_a_long_text() -> None:
    body = "".join(link(f"/{number}", "as " * 60 + "pdf") for number in range(10_000))
    assert found(body=body) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/n/1.pdf", True), ("/n/1.DOCX", True), ("/n/a-b-c?print=1", True), ("/n/a-b-c/amp", True), ("/n/pdf", False)],
)
def test_other_forms_by_their_addresses(path: str, expected: bool) -> None:
    assert is_other_form(f"https://example.org{path}") is expected
