"""The language of the interface: what it is for a request, and texts in it (GNU gettext through Babel)."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request

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


def language() -> str:
    """The interface's language for this request: what its reader chose, else the best that the browser asks for."""
    if not has_request_context():
        return SOURCE_LANGUAGE
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        g.language = chosen if chosen in LANGUAGES else _accepted()
    return str(g.language)


def _accepted() -> str:
    wanted = [tag.replace("-", "_") for tag, _ in request.accept_languages]
    return negotiate_locale(wanted, LANGUAGES, sep="_") or SOURCE_LANGUAGE


def locale() -> Locale:
    """How this request's language writes numbers and dates (CLDR)."""
    return Locale.parse("en_GB" if language() == SOURCE_LANGUAGE else language())


def gettext(text: str) -> str:
    """The text in this request's language; as it is where the language does not have it."""
    return translations(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that goes with a count."""
    return translations(language()).ngettext(one, many, count)


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


def install(app: Flask) -> None:
    """Gives the templates `_`, `ngettext` and `{% trans %}`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
