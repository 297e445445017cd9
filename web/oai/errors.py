"""What a harvester may do wrong (OAI-PMH 2.0, section 3.6)."""

from __future__ import annotations


class OaiError(Exception):
    """A request that can't be answered: `code` as the protocol names it, and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def bad_argument(message: str) -> OaiError:
    return OaiError("badArgument", message)
