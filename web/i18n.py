"""The language of the interface: what it is for a request, and texts in it (GNU gettext through Babel)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from functools import cache, wraps
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context

CATALOGUES = Path(__file__).parent / "translations"
COOKIE = "interface"
# The languages of the interface, each by its own name; the first is what the texts in the code are written in.
LANGUAGES = {
    "en": "English",
    "fr": "Français",
    "ru": "Русский",
    "es": "Español",
    "ar": "العربية",
    "zh": "中文",
    "de": "Deutsch",
}
SOURCE_LANGUAGE = "en"
TAGS = {"en": "en-GB", "zh": "zh-Hans"}  # as pages declare them (BCP 47), where that is more than the language
_GROUPED = 1000  # from which number on thousands may be set apart
_PLURAL_EXAMPLES = range(1000)  # hold a number of every plural form of any language here

P = ParamSpec("P")
R = TypeVar("R")


def language() -> str:
    """The interface's language for this request: what its reader chose, else the best that the browser asks for."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = chosen if chosen in LANGUAGES else _accepted()
        g.depends_on_reader = True
    return str(g.language)


def _accepted() -> str:
    wanted = [tag.replace("-", "_") for tag, quality in request.accept_languages if quality > 0]
    return negotiate_locale(wanted, LANGUAGES, sep="_") or SOURCE_LANGUAGE


def in_english(view: Callable[P, R]) -> Callable[P, R]:
    """A view for programs: its answer is the same for all readers."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        g.language = SOURCE_LANGUAGE
        return view(*args, **kwargs)

    return answer


def locale() -> Locale:
    """How this request's language writes numbers and dates (CLDR)."""
    return _locale(language())


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse("en_GB" if tag == SOURCE_LANGUAGE else tag)


def tag() -> str:
    """The language as a page declares it: its `lang`."""
    return TAGS.get(language(), language())


def direction() -> str:
    """The direction in which the language is written: a page's `dir`."""
    return "rtl" if locale().text_direction == "rtl" else "ltr"


def gettext(text: str) -> str:
    """The text in this request's language; as it is where the language does not have it."""
    return translations(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that goes with a count."""
    return translations(language()).ngettext(one, many, count)


def numbered(one: str, many: str, count: int, **values: object) -> str:
    """The form of a text that goes with a count, which stands in it as %(num)s."""
    return ngettext(one, many, count) % {"num": number(count), **values}


def later(text: str) -> str:
    """Marks a text for the catalogues that is only written down here; who shows it gives it to `gettext`."""
    return text


def number(value: int) -> str:
    """ "12,345", as the language sets thousands apart."""
    return str(value) if 0 <= value < _GROUPED else format_decimal(value, locale=locale())


def plurals(one: str, many: str) -> str:
    """All forms of a counted text by plural category (CLDR) as JSON, for scripts; # stands for the number."""
    forms = {name: ngettext(one, many, count) % {"num": "#"} for name, count in _plural_examples(language()).items()}
    return json.dumps(forms | {"other": forms.get("other", ngettext(one, many, 10) % {"num": "#"})}, ensure_ascii=False)


@cache
def _plural_examples(tag: str) -> dict[str, int]:
    """A number of each plural category that a language has."""
    category, found = _locale(tag).plural_form, dict[str, int]()
    for count in _PLURAL_EXAMPLES:
        found.setdefault(category(count), count)
    return found


@cache
def translations(tag: str) -> NullTranslations:
    """The catalogue of a language, `translations/fr.po`; compiled in memory, so that there is no build step."""
    path = CATALOGUES / f"{tag}.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag))
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask, english_paths: Sequence[str] = (), english_blueprints: Collection[str] = ()) -> None:
    """Gives the templates `_`, `ngettext` and `{% trans %}`.

    What is below `english_paths`, and all views of `english_blueprints`, is for programs: the same for all readers.
    """
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    plain: Any = app.jinja_env.globals["ngettext"]
    app.jinja_env.globals["ngettext"] = _with_written_number(plain)
    app.jinja_env.globals.update(
        language=language, languages=LANGUAGES, interface_tag=tag, interface_direction=direction, plurals=plurals
    )

    @app.before_request
    def speak_english() -> None:
        if request.blueprint in english_blueprints or request.path.startswith(tuple(english_paths)):
            g.language = SOURCE_LANGUAGE

    @app.after_request
    def tell_caches(response: Response) -> Response:
        """Says what the answer depends on (RFC 9110, 12.5.5), where it was made in the reader's language."""
        if g.get("depends_on_reader"):
            response.vary.update(("Accept-Language", "Cookie"))
        return response


def _with_written_number(translate: Callable[..., str]) -> Callable[..., str]:
    """Jinja's ngettext, with the count in %(num)s as the language writes numbers."""

    @pass_context
    def written(context: Context, one: str, many: str, count: int, /, **values: Any) -> str:
        return translate(context, one, many, count, **{"num": number(count), **values})

    return written
