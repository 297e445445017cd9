"""What goes wrong when something is sent."""

from __future__ import annotations


class SendError(Exception):
    """Something was not taken; the message says why.

    `final`: it will not be another time either. `after` is how many seconds its receiver asks to be left alone.
    """

    def __init__(self, reason: str, *, final: bool = False, after: float | None = None) -> None:
        super().__init__(reason)
        self.final = final
        self.after = after
