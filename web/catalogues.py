"""The catalogues of translations: what texts the interface has, and `translations/*.po` brought up to them.

`python -m web.catalogues` takes all texts from templates and code, keeps the translations that there are, adds new
texts untranslated and drops those that are gone; tests/web/test_translations.py says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from indexer.schema import FACETS
from web.i18n import CATALOGUES, LANGUAGES, SOURCE_LANGUAGE
from web.said import forms

WEB = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**", "jinja2.ext:babel_extract")]
_OPTIONS = {"templates/**": {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "lstrip_blocks": "true"}}
# What texts are given to, with the places of the text and its plural.
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "later": None,
    "ngettext": (1, 2),
    "numbered": (1, 2),
    "plurals": (1, 2),
}
_WIDTH = 120  # characters of a line of the files

Text = str | tuple[str, ...]  # the second is what a counted text is for many


def texts() -> Iterator[Text]:
    """Every text of the interface; a text may come more than once."""
    found = extract_from_dir(WEB, _METHODS, options_map=_OPTIONS, keywords=_KEYWORDS)
    yield from (text for _, _, text, _, _ in found)
    yield from (facet.label for facet in FACETS)
    yield from forms()


def catalogue(tag: str) -> Catalog:
    """The catalogue of a language as it is; an empty one where there is none yet."""
    path = CATALOGUES / f"{tag}.po"
    if not path.exists():
        return Catalog(locale=tag)
    with path.open("rb") as file:
        return read_po(file, locale=tag)


def template() -> Catalog:
    """All texts, without translations."""
    found = Catalog()
    for text in texts():
        found.add(text)
    return found


def update(tag: str, wanted: Catalog) -> None:
    """Brings a language's file up to the texts."""
    known = catalogue(tag)
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    written = BytesIO()
    write_po(written, known, width=_WIDTH, no_location=True, omit_header=True, sort_output=True)
    (CATALOGUES / f"{tag}.po").write_bytes(_header(known).encode() + written.getvalue())


def _header(known: Catalog) -> str:
    """What programs must know of the file; no dates, which would change with nothing else."""
    lines = (
        f"Language: {known.locale_identifier}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {known.plural_forms}",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


if __name__ == "__main__":
    all_texts = template()
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            update(language, all_texts)
