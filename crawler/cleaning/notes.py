"""Contacts, notes to editors and "About X" at the end of a release: kept, but beside the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .blocks import Block
from .text import ends_sentence

# How such a section begins, a line a language. `…` stands for the rest of a short line.
_CONTACTS = (
    r"(?:media |press |news )?contacts?:?|(?:media|press|news) (?:contacts?|enquiries|inquiries|office|relations)…|contact (?:information|details)"
    r"|contacts? for (?:the )?(?:media|press)…|for (?:more|further|additional) information,? (?:please )?(?:contact|call|visit)…"
    r"|for (?:media|press) (?:enquiries|inquiries)…|notes? (?:to|for) (?:the )?(?:editors?|media|journalists|newsrooms?)…|editors?['’] notes?",
    r"(?:presse|medien)?(?:kontakte?|ansprechpartner(?:in|innen)?)…|ihre? ansprechpartner…|(?:presse|medien)?rückfrage…|bei rückfragen…"
    r"|pressestelle…|pressesprecher…|(?:weitere|nähere) auskünfte…|weitere informationen (?:erteil|erhalten)…|achtung redaktion…|hinweise? (?:an|für) (?:die )?(?:redaktion|medien|presse)…",
    r"contacts? (?:de )?presse…|contacts? médias?…|notes? (?:aux|pour les) (?:rédact|éditeurs|journalistes)…",
    r"contactos?(?: (?:de|para))?(?: la)? prensa…|contactos?:?|notas? (?:para|a) (?:los )?(?:editores|redactores)…",
    r"contatti(?: stampa)?…|ufficio stampa…|note (?:per|ai) (?:gli )?(?:editori|redattori|giornalisti)…",
    r"contatos?(?: (?:de|para))?(?: a)? imprensa…|assessoria de imprensa…|contatos?:?",
    r"контакты…|контактная информация…|пресс-служба:?|примечани[ея] для…|для справки:?",
    r"(?:媒体)?联系(?:人|方式)…|(?:本件に関する)?お?問い?合わ?せ先?…|報道関係者…|للتواصل…|للمزيد من المعلومات…|ملاحظ(?:ة|ات) (?:إلى|لـ?)…",
    r"perscontact…|presskontakt…|pressekontakt…|kontaktperson…|kontakt:?|yhteystiedot…|lisätietoja…|kontakt dla mediów…",
)
_ABOUT = (
    r"(?:about|über|à propos d|acerca de|sobre|informazioni su|о компании|о проекте|关于|نبذة عن|om|over|o firmie)(?: |d|['’]|$)…"
    r"|.{1,40}(?:について|とは)|boilerplate|company profile|unternehmensprofil"
)
_END = re.compile(r"[\W_]*(?:ends?|ende|fin|fine|fim|конец|30)[\W_]*|(?:#\s*){2,}|(?:\*\s*){3,}|- ?0 ?-", re.IGNORECASE)

_MAX_START = 100  # characters
_MAX_SHARE = 0.5  # of the text that notes may make up; more than that is a page about contacts
_MAX_ABOUT_SHARE = 0.35


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives).replace("…", ".*"), re.IGNORECASE)


_CONTACT_LINE, _ABOUT_LINE = _pattern(*_CONTACTS), _pattern(_ABOUT)


def split_notes(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The text's blocks and the notes' blocks; the mark of an end ("ENDS", "###") goes with neither."""
    for index, block in enumerate(blocks):
        if index and _starts_notes(block, blocks, index):
            rest = list(blocks[index:])
            return list(blocks[:index]), rest[1:] if is_end_mark(block.text) else rest
    return list(blocks), []


def is_end_mark(line: str) -> bool:
    return len(line) < 20 and _END.fullmatch(line.strip()) is not None


def is_contact_line(line: str) -> bool:
    """Whether a line opens a contact block or notes to editors."""
    return len(line) <= _MAX_START and _CONTACT_LINE.fullmatch(line.strip()) is not None


def is_about_line(line: str) -> bool:
    """Whether a line opens a self-description of an organisation."""
    return len(line) <= _MAX_START and not ends_sentence(line) and _ABOUT_LINE.fullmatch(line.strip()) is not None


def _starts_notes(block: Block, blocks: Sequence[Block], index: int) -> bool:
    first_line = block.text.split("\n", 1)[0].strip()
    after = _share(blocks, index)
    if is_end_mark(first_line) or is_contact_line(first_line):
        return after <= _MAX_SHARE
    return is_about_line(first_line) and after <= _MAX_ABOUT_SHARE and _only_notes_follow(blocks[index + 1 :])


def _only_notes_follow(blocks: Sequence[Block]) -> bool:
    """Whether no other section of the text comes after: "About the programme" may well be one of several."""
    headings = (block.text for block in blocks if block.kind == "heading")
    return all(is_contact_line(text) or is_about_line(text) for text in headings)


def _share(blocks: Sequence[Block], index: int) -> float:
    total = sum(block.size for block in blocks)
    return sum(block.size for block in blocks[index:]) / max(1, total)
