"""The lines for `config.toml`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from crawler.fetching.addresses import is_public
from crawler.survey.choose import Choice
from crawler.survey.identity import Identity
from crawler.urls import host_of


def source_lines(identity: Identity, choice: Choice, language: str | None) -> str:
    """A `[[source]]` table, valid TOML that `crawler.settings` takes, with a line break at its end."""
    return "\n".join(_lines(identity, choice, language)) + "\n"


def _lines(identity: Identity, choice: Choice, language: str | None) -> Iterator[str]:
    yield "[[source]]"
    yield f"name = {_string(identity.key)}"
    if identity.organisation:
        yield f"organisation = {_string(identity.organisation)}"
    if identity.short:
        yield f"short = {_string(identity.short)}"
    starts = [start.candidate.url for start in choice.starts]
    yield f"start = {_array(starts)}"
    if choice.allow:
        seen = len(choice.starts[0].releases)
        remark = f"  # leaves out {choice.left_out} of the {seen} seen" if choice.left_out else ""
        yield f"allow = {_array(choice.allow)}{remark}"
    if choice.hosts:
        yield f"hosts = {_array(choice.hosts)}"
    if language:
        yield f"language = {_string(language)}"
    if any(_is_private(host_of(start)) for start in starts):
        yield "allow_private = true"


def _array(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_string, values))}]"


def _string(value: str) -> str:
    """A TOML basic string: JSON's escapes are TOML's, but JSON lets DEL through."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _is_private(host: str) -> bool:
    """Whether a host is this machine by name, or an address that is not public."""
    if host == "localhost":
        return True
    try:
        return not is_public(str(ip_address(host.strip("[]"))))
    except ValueError:
        return False
