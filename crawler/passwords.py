"""Passwords: which are taken, how they are kept (Argon2id, RFC 9106), and whether one is right."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200  # characters
# As OWASP's Password Storage Cheat Sheet has it for Argon2id: 19 MiB, two passes. What others kept is hashed again.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PasswordError(ValueError):
    """A password is not taken; the message says why."""


def problem_of(password: str, *, email: str = "", name: str = "") -> str | None:
    """Why a password is not taken; None for one that is. Length counts, not what it is made of (NIST SP 800-63B)."""
    if len(password) < SHORTEST:
        return f"Choose a password of at least {SHORTEST} characters; several words are good."
    if len(password) > LONGEST:
        return f"Choose a password of at most {LONGEST} characters."
    if len(set(password)) < 5:
        return "Choose a password that is not the same few characters over and over."
    folded = password.casefold()
    if folded in {email.casefold(), name.casefold()}:
        return "Choose a password that is not your name or e-mail address."
    return None


def hashed(password: str, *, email: str = "", name: str = "") -> str:
    """What is kept of a new password. Raises PasswordError."""
    if problem := problem_of(password, email=email, name=name):
        raise PasswordError(problem)
    return again(password)


def again(password: str) -> str:
    """What is kept of a password that was taken before."""
    return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is the password that is kept. For an account that is not there (None) it takes as long to say no."""
    try:
        return _HASHER.verify(kept if kept is not None else _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")
