"""The language of a text: what the page declares, checked against what its words say."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # ships no types

from .metadata import Metadata
from .text import size, word_set

# Written languages of organisations' sites. Left out are those that the model gives for close relatives (wuu and yue
# for Chinese, for one), and small ones that short texts are mistaken for.
LANGUAGES = word_set(
    """
    af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky
    lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi zh
    """
)
MIN_SIZE = 120  # characters; the model is no better than a guess on less
_ENOUGH = 1_500  # characters that are looked at
_CONFIRMING = 400  # characters that are looked at first where a language is declared
# Where the model cannot tell written standards apart, the declaration decides.
_ALIKE = tuple(
    map(
        word_set,
        (
            "no nb nn da",
            "sr hr bs sh me",
            "id ms",
            "zh yue wuu",
            "fa prs",
            "tl fil",
            "cs sk",
            "gl pt es",
            "he iw",
            "ro mo",
        ),
    )
)
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?:[-_.@].*)?")


def language_of(text: str, html_lang: str, meta: Metadata) -> str | None:
    """BCP 47 tag; the declared one unless a text long enough is clearly in another language; None when unknown."""
    declared = declared_language(html_lang, meta)
    if declared is None:
        return detect(text)
    primary = declared.split("-")[0]
    for beginning in (text[:_CONFIRMING], text):  # a beginning in the declared language is enough
        detected = detect(beginning)
        if detected is None or detected == primary or alike(primary, detected):
            return declared
    return detected


def alike(primary: str, other: str) -> bool:
    """Whether the model cannot tell two languages apart (primary subtags)."""
    return any({primary, other} <= group for group in _ALIKE)


def declared_language(html_lang: str, meta: Metadata) -> str | None:
    """From JSON-LD, the html element, Content-Language or Open Graph, in this order."""
    declared = meta.article.get("inLanguage")
    candidates = (
        declared if isinstance(declared, str) else "",
        html_lang,
        meta.first("content-language", "dc.language", "dcterms.language"),
        meta.first("og:locale"),
    )
    return next((tag for tag in map(_normal_tag, candidates) if tag), None)


def detect(text: str) -> str | None:
    """The primary subtag of the language that a text is in; None for one too short to say."""
    if size(text) < MIN_SIZE:
        return None
    language: str = _identifier().classify(text[:_ENOUGH])[0]
    return language


@cache
def _identifier() -> LanguageIdentifier:
    """One of our own: the module's shared one would take its languages from whoever sets them last."""
    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    full.set_languages(LANGUAGES)
    # One of its own has no room for the others' columns, which are two fifths of the model.
    return LanguageIdentifier(
        full.nb_ptc, full.nb_pc, full.nb_classes, full.tk_nextmove, full.tk_output, tk_row=full.tk_row
    )


def _normal_tag(tag: str) -> str:
    """ "en_us" gives "en-US", "zh-hant-TW" gives "zh-Hant-TW"; "" for what is no tag."""
    found = _TAG.fullmatch(tag.split(",")[0].strip())
    if not found:
        return ""
    language, script, region = found.groups()
    parts = (language.lower(), script.title() if script else "", region.upper() if region else "")
    return "-".join(part for part in parts if part) if parts[0] not in ("und", "mul", "xx", "zxx") else ""
