"""A crawling process as leases name it, and what becomes of the leases of one that was killed."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

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


def this_machine() -> str:
    """The name of this machine, as leases have it."""
    return socket.gethostname()[:32]


def is_running(pid: int) -> bool:
    """Whether this machine has a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def dead_owners(connection: Connection, machine: str, alive: Callable[[int], bool]) -> list[str]:
    """Who holds leases, was a process of this machine, and is gone."""
    owners = map(Owner.parse, leases.owners(connection))
    return [str(owner) for owner in owners if owner.machine == machine and not alive(owner.pid)]


def free_leases_of_the_dead(store: Store, machine: str, alive: Callable[[int], bool]) -> int:
    """Ends the leases of processes of this machine that were killed, so that nobody waits for them to expire.

    Returns how many processes that were.
    """
    with store.writing() as connection:
        dead = dead_owners(connection, machine, alive)
        for owner in dead:
            leases.give_back_all(connection, owner)
    return len(dead)
