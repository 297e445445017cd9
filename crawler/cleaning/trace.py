"""Why a page came out as it did: what each rule of cleaning chose or took out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_MOST = 30  # steps of one rule that are kept
_LONGEST = 160  # characters of a text that are shown


class Step(StrEnum):
    """What a rule did with what it met."""

    CHOSE = "chose"
    ADDED = "added"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Choice:
    """One step: `rule` is a function of the cleaning, `of` the field that it bears on, `evidence` the beginning of the
    text that it chose, added or left out."""

    of: str
    rule: str
    step: Step
    evidence: str


@dataclass(slots=True)
class Trace:
    """The steps of one cleaning, in their order."""

    choices: list[Choice] = field(default_factory=list)

    def chose(self, of: str, rule: str, evidence: str) -> None:
        self.choices.append(Choice(of, rule, Step.CHOSE, _short(evidence)))

    def changed(self, of: str, rule: str, before: Iterable[str], after: Iterable[str]) -> None:
        """What a rule made of the texts that it was given, where that is not the same."""
        had, has = dict.fromkeys(before), dict.fromkeys(after)
        gone = [(Step.LEFT_OUT, text) for text in had if text not in has]
        new = [(Step.ADDED, text) for text in has if text not in had]
        self._add(of, rule, [*gone, *new])

    def left_out(self, of: str, rule: str, texts: Iterable[str]) -> None:
        self._add(of, rule, [(Step.LEFT_OUT, text) for text in texts])

    def _add(self, of: str, rule: str, steps: list[tuple[Step, str]]) -> None:
        self.choices += [Choice(of, rule, step, _short(text)) for step, text in steps[:_MOST]]
        if len(steps) > _MOST:
            self.choices.append(Choice(of, rule, Step.LEFT_OUT, f"… and {len(steps) - _MOST} more"))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
