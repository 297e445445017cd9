from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from flask import Flask
from jinja2 import Environment, nodes

import web
from web.catalogues import catalogue, template
from web.i18n import LANGUAGES, SOURCE_LANGUAGE, TAGS, ngettext, plurals

TRANSLATED = [tag for tag in LANGUAGES if tag != SOURCE_LANGUAGE]
TEMPLATES = Path(web.__file__).parent / "templates"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TAG = re.compile(r"</?[a-z0-9]+|&\w+;")
COUNTS = {"num", "n"}  # a form may have the number in a word: "two releases"


@pytest.fixture(scope="module")
def wanted() -> Catalog:
    """Every text of the interface."""
    return template()


def forms(text: object) -> list[str]:
    """A text, or all forms of a counted one."""
    return list(text) if isinstance(text, (tuple, list)) else [str(text)]


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_text_is_translated(wanted: Catalog, tag: str) -> None:
    known = catalogue(tag)
    assert {message.id for message in wanted if message.id} == {message.id for message in known if message.id}
    assert not known.obsolete
    for message in known:
        if message.id:
            assert not message.fuzzy, message.id
            assert all(form.strip() or form == message.id for form in forms(message.string)), message.id
            assert len(forms(message.string)) == (known.num_plurals if message.pluralizable else 1), message.id


@pytest.mark.parametrize("tag", TRANSLATED)
def test_translations_hold_what_the_text_holds(tag: str) -> None:
    """The same values, tags and commands; spaces at the ends too, for texts stand beside others."""
    for message in catalogue(tag):
        if not message.id:
            continue
        values = {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        tags = sorted(TAG.findall(forms(message.id)[-1]))
        for form in forms(message.string):
            missing = values - set(PLACEHOLDER.findall(form))
            assert not set(PLACEHOLDER.findall(form)) - values, form
            assert not missing - (COUNTS if message.pluralizable else set()), form
            assert form.replace("%%", "").count("%") == len(PLACEHOLDER.findall(form)), form
            assert set(TAG.findall(form)) <= set(tags), form
            assert form.count("<") == form.count(">"), form
            assert form.count('class="unseen"') >= ('class="unseen"' in message.id) or tag == "zh", form
            assert re.findall(r"<code>pressroom [^<]*", form) == re.findall(
                r"<code>pressroom [^<]*", forms(message.id)[-1]
            )


@pytest.mark.parametrize(
    ("tag", "counts"),
    [
        ("fr", {0: "0 communiqué", 1: "1 communiqué", 2: "2 communiqués"}),
        ("ru", {1: "1 релиз", 3: "3 релиза", 5: "5 релизов", 21: "21 релиз", 1234: "1\N{NO-BREAK SPACE}234 релиза"}),
        ("ar", {0: "لا بيانات", 1: "بيان واحد", 2: "بيانان", 3: "3 بيانات", 11: "11 بيانًا", 100: "100 بيان"}),
        ("zh", {1: "1 篇新闻稿", 1234: "1,234 篇新闻稿"}),
        ("de", {1: "1 Mitteilung", 1234: "1.234 Mitteilungen"}),
        ("en", {1: "1 release", 1234: "1,234 releases"}),
    ],
)
def test_a_count_takes_its_form(app: Flask, tag: str, counts: dict[int, str]) -> None:
    with app.test_request_context(headers={"Accept-Language": tag}):
        page = app.jinja_env.from_string('{{ ngettext("%(num)s release", "%(num)s releases", count) }}')
        assert {count: page.render(count=count) for count in counts} == counts


def test_scripts_have_every_form(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert plurals("%(num)s release", "%(num)s releases") == (
            '{"many": "# релизов", "one": "# релиз", "few": "# релиза", "other": "# релизов"}'
        )
        assert ngettext("no such text", "no such texts", 5) == "no such texts"


def spoken(source: str) -> Iterator[tuple[int, str]]:
    """What of a template is for people and not given to gettext: text between tags, and in attributes that are read."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    written = []
    for output in environment.parse(source).find_all(nodes.Output):
        for node in output.nodes:
            # An expression stands for a value; only where it begins and ends matters here.
            written.append((output.lineno, node.data if isinstance(node, nodes.TemplateData) else "\0"))
            if not isinstance(node, nodes.TemplateData):
                for constant in node.find_all(nodes.Const):
                    yield from shown_constant(node, constant, output.lineno)
    text = "".join(piece for _, piece in written)
    text = re.sub(r"<(style|script)\b.*?</\1>|<code\b.*?</code>|<kbd\b.*?</kbd>", "", text, flags=re.DOTALL)
    for attribute in re.findall(
        r'\s(?:aria-label|title|placeholder|alt|summary|data-(?:done|none|label))="([^"]*)"', text
    ):
        yield 0, attribute
    for between in re.split(r"<[^>]*>", text):
        yield 0, re.sub(r'[\w-]+="[^"]*"', "", between)  # of a macro that writes attributes


def shown_constant(node: nodes.Node, constant: nodes.Const, line: int) -> Iterator[tuple[int, str]]:
    """A text that an expression may come to: "one" in `{{ "one" if count == 1 else label }}`."""
    if isinstance(node, nodes.CondExpr) and constant in (node.expr1, node.expr2) and isinstance(constant.value, str):
        yield line, constant.value if " " in constant.value.strip() else ""


# The reference of the API is English, and says so.
ENGLISH = {"api.html"}
# What is the same in every language: names, and what machines read.
SAME_EVERYWHERE = {"https://www.example.org", "config.toml\0–", "JSON", "CSV", "SVG", "PNG", "API", "ms"}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_have_no_words_of_their_own(path: Path) -> None:
    if path.name in ENGLISH:
        assert 'lang="en" dir="ltr"' in path.read_text("utf-8")
        return
    words = [
        text.strip("\0 \n")
        for _, text in spoken(path.read_text("utf-8"))
        if re.search(r"[^\W\d_]{2}", text) and text.strip("\0 \n") not in SAME_EVERYWHERE
    ]
    assert words == []


def test_the_check_finds_words() -> None:
    assert [text for _, text in spoken('<p>{{ _("Said") }} plain</p>') if "plain" in text]
    assert [text for _, text in spoken('<a aria-label="Plain {{ x }}">') if "Plain" in text]
    assert not [text for _, text in spoken("<p>{% trans %}Said <b>so</b>{% endtrans %}</p>") if "Said" in text]


def test_scripts_have_no_words_of_their_own() -> None:
    """What scripts show comes from the page; they hold no sentence and set no text."""
    for path in (TEMPLATES.parent / "static").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not re.findall(r"(?:textContent|ariaLabel|title|placeholder)\s*=\s*[\"'`][^\"'`]*[A-Za-z]{2}", code), (
            path.name
        )


def test_languages_are_declared_once() -> None:
    assert set(TAGS) <= set(LANGUAGES)
    assert {path.stem for path in (TEMPLATES.parent / "translations").glob("*.po")} == set(TRANSLATED)
