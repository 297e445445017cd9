"""Contacts, notes to editors and "About X" at the end of a release: kept, but beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from .text import any_of, ends_sentence

# How such a section begins, an entry or two a language. A line may go on after a colon, and where `…` stands.
_CONTACTS = (
    r"(?:media |press |news )?contacts?|(?:media|press|news) (?:contacts?|enquiries|inquiries|office|relations)",
    r"contact (?:information|details)|contacts? for (?:the )?(?:media|press)…",
    r"for (?:media|press) (?:enquiries|inquiries)…",
    r"for (?:more|further|additional) information,? (?:please )?(?:contact|call)…|editor(?:['’]s|s['’]) notes?",
    r"notes? (?:to|for) (?:the )?(?:editors?|media|journalists|newsrooms?)…",
    r"(?:presse|medien)?kontakte?|(?:ihre? )?(?:presse)?ansprechpartner(?:in|innen|\*innen)?|pressestelle",
    r"kontakt für (?:die )?(?:presse|medien|journalist)…|ihre? ansprechpartner(?:in)? für (?:die )?presse…",
    r"(?:presse|medien)?rückfrage(?:n|hinweis)?|bei rückfragen…|pressesprecher(?:in)?|quelle und kontaktadresse",
    r"(?:weitere|nähere) auskünfte…|weitere informationen (?:erteil|erhalten)…|achtung redaktion…",
    r"hinweise? (?:an|für) (?:die )?(?:redaktion|medien|presse)…",
    r"contacts? (?:de )?presse|contacts? médias?|notes? (?:aux|pour les) (?:rédact|éditeurs|journalistes)…",
    r"contactos?(?: (?:de|para)(?: la)? prensa)?|notas? (?:para|a) (?:los )?(?:editores|redactores)…",
    r"contatti(?: stampa)?|ufficio stampa|note (?:per|ai) (?:gli )?(?:editori|redattori|giornalisti)…",
    r"contatos?(?: (?:de|para)(?: a)? imprensa)?|assessoria de imprensa",
    r"контакты(?: для (?:сми|прессы))?|контактная информация|пресс-служба|примечани[ея] для…|для справки",
    r"(?:媒体)?联系(?:人|方式)|(?:本件に関する)?お?問い?合わ?せ先?|報道関係者…",
    r"للتواصل|للمزيد من المعلومات…|ملاحظ(?:ة|ات) (?:إلى|ل)…",
    r"perscontact|presskontakt|pressekontakt|kontaktperson(?:er)?|yhteystiedot|lisätietoja|kontakt dla mediów",
)
_CONTACT_LINE = any_of(rf"(?:{'|'.join(_CONTACTS)})(?:\s*[:：].*)?".replace("…", ".*"))
_ABOUT_LINE = any_of(
    r"(?:about(?: the| us)?|über(?: die| den| das| uns)?|à propos(?: de la| de| du| d['’])?|acerca de(?: la|l)?"
    r"|sobre(?: o| a| el| la)?|informazioni su|о компании|关于|نبذة عن|om|over)(?=\W|[^\x00-\u02ff]|$)"
    r"\s*(?P<name>.{0,70})",
    r".{1,40}(?:について|とは)|boilerplate|company profile|unternehmensprofil",
)
_END = any_of(r"[\W_]*(?:ends?|ende|fin|fine|fim|конец)[\W_]*", r"-+ ?[03]0? ?-+", r"(?:#\s*){2,}", r"(?:\*\s*){3,}")
_REACHED_AT = any_of(
    r"[\w.+-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+\.\w",
    r"\b(?:tel(?:efon|ephone|\.)?|phone|fon|mob(?:il|ile)?|fax|тел)\b\.?:? ?[+(\d]|\+\d{2,3}[ (-]?\d",
)

_MAX_START = 100  # characters
_MAX_SHARE = 0.5  # of the text that notes may make up; more than that is a page about contacts
_MAX_ABOUT_SHARE = 0.35
_MAX_DETAIL = 400  # characters of one contact's lines
_MAX_DETAILS_SHARE = 0.25
_SCRAP = 120  # characters of a line among contact details


class Piece(Protocol):
    """A paragraph, heading or item, of a page or of a plain text."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...


PieceT = TypeVar("PieceT", bound=Piece)


def split_notes(blocks: Sequence[PieceT]) -> tuple[list[PieceT], list[PieceT]]:
    """The text's blocks and the notes' blocks; the mark of an end ("ENDS", "###") goes with neither."""
    sizes = [block.size for block in blocks]
    total = left = max(1, sum(sizes))
    for index, block in enumerate(blocks):
        if index and _starts_notes(blocks, index, left / total):
            return list(blocks[:index]), list(blocks[index + is_end_mark(block.text) :])
        left -= sizes[index]
    return list(blocks), []


def is_end_mark(line: str) -> bool:
    return len(line) < 20 and _END.fullmatch(line.strip()) is not None


def is_contact_line(line: str) -> bool:
    """Whether a line opens a contact block or notes to editors."""
    return 0 < len(line) <= _MAX_START and _CONTACT_LINE.fullmatch(line.strip()) is not None


def is_about_line(line: str) -> bool:
    """Whether a line opens a self-description of an organisation: "About" and a name, not "over to you"."""
    found = _ABOUT_LINE.fullmatch(line.strip()) if len(line) <= _MAX_START and not ends_sentence(line) else None
    return found is not None and not (found["name"] or "")[:1].islower()


def is_contact_detail(text: str) -> bool:
    """Whether a block says where somebody is reached."""
    return len(text) <= _MAX_DETAIL and _REACHED_AT.search(text) is not None


def _starts_notes(blocks: Sequence[Piece], index: int, after: float) -> bool:
    """`after` is the share of all text that this block and the later ones make up."""
    first_line = blocks[index].text.split("\n", 1)[0].strip()
    if is_end_mark(first_line) or is_contact_line(first_line):
        return after <= _MAX_SHARE
    if is_about_line(first_line):
        return after <= _MAX_ABOUT_SHARE and _only_notes_follow(blocks[index + 1 :])
    return is_contact_detail(blocks[index].text) and after <= _MAX_DETAILS_SHARE and _only_details(blocks[index:])


def _only_notes_follow(blocks: Sequence[Piece]) -> bool:
    """Whether no other section of the text comes after: "About the programme" may well be one of several."""
    headings = (block.text for block in blocks if block.kind == "heading")
    return all(is_contact_line(text) or is_about_line(text) for text in headings)


def _only_details(blocks: Sequence[Piece]) -> bool:
    return all(is_contact_detail(block.text) or len(block.text) <= _SCRAP for block in blocks)
