"""A crawling process as leases name it, and what becomes of the leases of one that was killed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawler.store import Store, leases


@dataclass(frozen=True, slots=True)
class Owner:
    """A crawling process, as leases name it."""

    machine: str
    pid: int
    run: str

    def __str__(self) -> str:
        return f"{self.machine}:{self.pid}:{self.run}"

    @classmethod
    def parse(cls, text: str) -> Owner:
        machine, pid, run = text.rsplit(":", 2)
        return cls(machine, int(pid), run)


def free_leases_of_the_dead(store: Store, machine: str, alive: Callable[[int], bool]) -> None:
    """Ends the leases of processes of this machine that were killed, so that nobody waits for them to expire."""
    with store.writing() as connection:
        for owner in map(Owner.parse, leases.owners(connection)):
            if owner.machine == machine and not alive(owner.pid):
                leases.give_back_all(connection, str(owner))
