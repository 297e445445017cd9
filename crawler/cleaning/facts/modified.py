"""When a release was last changed, as far as its page says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crawler.records import is_later

from ..dates import find_dates, parse_machine
from ..metadata import Metadata
from ..text import any_of

_NAMES = (
    *("article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified"),
    *("dc.date.modified", "dc.modified", "last-modified", "lastmod", "modified", "revised", "article.updated"),
)
MAX_LINE = 100  # characters
_UPDATED = any_of(
    r"\W*(?:last |page last |this page was (?:last )?)?(?:updated|modified|revised|reviewed|changed|edited)\b",
    r"\W*(?:date of )?last (?:update|modification|change|edit)\b|\W*update(?:d)?:",
    r"\W*(?:zuletzt |letzte )?(?:aktualisier(?:t|ung)|geändert|änderung|bearbeitet)\b|\W*stand:",
    r"\W*(?:dernière )?(?:mis(?:e)? à jour|modifié|modification)\b",
    r"\W*(?:última |fecha de )?(?:actualiza(?:do|da|ción)|modifica(?:do|ción))\b",
    r"\W*(?:ultimo |ultima )?(?:aggiornat[oa]|aggiornamento|modifica(?:to)?)\b",
    r"\W*(?:última )?(?:atualiza(?:do|da|ção)|modificad[oa] em)\b",
    r"\W*(?:laatst )?(?:bijgewerkt|gewijzigd|aangepast)\b",
    r"\W*(?:senast|sist|sidst) (?:uppdatera|oppdatert|opdateret)",
    r"\W*(?:ostatnia )?(?:aktualizacja|zaktualizowano|modyfikacja)\b|\W*päivitetty\b|\W*güncelle(?:me|ndi)",
    r"\W*(?:последнее )?(?:обновлен[оие]+|изменен[оие]+)\b|\W*(?:останнє )?оновлен[оня]+\b",
    r"\W*(?:آخر تحديث|تم التحديث|تاريخ التحديث|آخرین به‌روزرسانی)|\W*(?:最后)?(?:更新|修改)(?:时间|日期|于|日)?",
    r"\W*(?:最終更新日?|更新日時?)|\W*(?:최종 ?수정|수정일|업데이트)",
)
_DIGITS = re.compile(r"\d\d")

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class ModifiedEvidence:
    """`stamps` are what elements with itemprop="dateModified" say, `lines` the short lines of the release."""

    meta: Metadata
    stamps: Sequence[str]
    lines: Sequence[str]
    month_first: bool = False


def find_modified(evidence: ModifiedEvidence, published: Moment | None) -> tuple[Moment | None, str]:
    """The moment or day and the rule that found it; (None, "none") where it is not later than `published`."""
    for rule in RULES:
        found = rule(evidence)
        if found is not None and (published is None or is_later(found, published)):
            return found, rule.__name__
    return None, "none"


def declared_change(meta: Metadata, month_first: bool = False) -> Moment | None:
    """The last change that a page's metadata speak of."""
    evidence = ModifiedEvidence(meta, (), (), month_first)
    return meta_modified(evidence) or json_ld_modified(evidence)


def meta_modified(evidence: ModifiedEvidence) -> Moment | None:
    values = (value for name in _NAMES for value in evidence.meta.meta.get(name, ()))
    return _first(values, evidence)


def json_ld_modified(evidence: ModifiedEvidence) -> Moment | None:
    value = evidence.meta.article.get("dateModified")
    return parse_machine(value, evidence.month_first) if isinstance(value, str) else None


def microdata_modified(evidence: ModifiedEvidence) -> Moment | None:
    return _first(evidence.stamps, evidence)


def updated_line(evidence: ModifiedEvidence) -> Moment | None:
    """ "Last updated: 3 May 2024": the date behind the words."""
    for line in evidence.lines:
        found = _UPDATED.match(line) if len(line) <= MAX_LINE and _DIGITS.search(line) else None
        dates = find_dates(line[found.end() :], evidence.month_first) if found else []
        if dates:
            return dates[0].day
    return None


RULES: Sequence[Callable[[ModifiedEvidence], Moment | None]] = (
    meta_modified,
    json_ld_modified,
    microdata_modified,
    updated_line,
)


def _first(values: Iterable[str], evidence: ModifiedEvidence) -> Moment | None:
    return next((found for value in values if (found := parse_machine(value, evidence.month_first))), None)
