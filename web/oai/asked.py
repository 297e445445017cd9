"""The arguments of a request: read strictly, as the protocol wants it, and the token that stands for them later."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import MultiDict

from web.oai.errors import OaiError, bad_argument

PREFIX = "oai_dc"
# The arguments of each verb: those that must be there, those that may, and one that stands alone.
VERBS: Mapping[str, tuple[frozenset[str], frozenset[str], str | None]] = {
    "Identify": (frozenset(), frozenset(), None),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"}), None),
    "ListSets": (frozenset(), frozenset(), "resumptionToken"),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset(), None),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), "resumptionToken"),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), "resumptionToken"),
}
_DAY, _SECOND = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), re.compile(r"[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_LARGEST = 1 << 62  # no place of the change feed is as large


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are wanted, as they were asked for, and how far a harvester has come: behind `after`, a place of
    the change feed, of `size` records with `given` before."""

    since: str = ""
    until: str = ""
    set: str = ""
    after: int = 0
    given: int = 0
    size: int = 0

    @property
    def first(self) -> datetime | None:
        """The first moment that is wanted."""
        return _moment(self.since) if self.since else None

    @property
    def end(self) -> datetime | None:
        """The first moment that is not: `until` itself is wanted, all of the day or second that it names."""
        if not self.until:
            return None
        try:
            return _moment(self.until) + (timedelta(days=1) if _DAY.fullmatch(self.until) else timedelta(seconds=1))
        except OverflowError:  # behind the end of the calendar
            return None

    def token(self) -> str:
        """What stands for the rest of the list. It never expires: a place of the change feed stays what it is."""
        values = [self.since, self.until, self.set, self.after, self.given, self.size]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    @classmethod
    def resumed(cls, token: str) -> Selection:
        """Raises OaiError for what `token` did not give."""
        found = cls._read(token)
        if found is None or found.token() != token:
            raise OaiError("badResumptionToken", "This resumption token was not given out here: begin the list again.")
        return found

    @classmethod
    def _read(cls, token: str) -> Selection | None:
        try:
            values = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
            since, until, wanted_set, after, given, size = values
        except (ValueError, TypeError, binascii.Error, RecursionError):
            return None
        days, numbers = (since, until), (after, given, size)
        is_sound = (
            all(isinstance(one, str) for one in (*days, wanted_set))
            and all(not one or _is_granular(one) for one in days)
            and all(type(one) is int and 0 <= one < _LARGEST for one in numbers)
        )
        return cls(since, until, wanted_set, after, given, size) if is_sound else None


def arguments(given: MultiDict[str, str]) -> dict[str, str]:
    """The arguments of a request, `verb` among them. Raises OaiError."""
    verbs = given.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise OaiError("badVerb", f"Give the argument verb once, as one of {', '.join(VERBS)}.")
    required, allowed, alone = VERBS[verbs[0]]
    found = {"verb": verbs[0]}
    for name, values in given.lists():
        if name == "verb":
            continue
        if name not in required | allowed and name != alone:
            raise bad_argument(f"{name} is no argument of {verbs[0]}.")
        if len(values) > 1:
            raise bad_argument(f"{name} may be given only once.")
        found[name] = values[0]
    if alone in found:
        if len(found) > 2:
            raise bad_argument("resumptionToken stands alone: it has all that was asked for.")
    elif missing := required - found.keys():
        raise bad_argument(f"{verbs[0]} needs the argument {' and '.join(sorted(missing))}.")
    return found


def selection(asked: Mapping[str, str]) -> Selection:
    """Which records are wanted. Raises OaiError."""
    if "resumptionToken" in asked:
        return Selection.resumed(asked["resumptionToken"])
    of_format(asked)
    since, until = (_granular(name, asked[name]) if name in asked else "" for name in ("from", "until"))
    if since and until:
        if len(since) != len(until):
            raise bad_argument("from and until must both be days, or both be moments.")
        if since > until:
            raise bad_argument("from must not be after until.")
    if asked.get("set") == "":
        raise bad_argument("set must name a set.")
    return Selection(since, until, asked.get("set", ""))


def of_format(asked: Mapping[str, str]) -> None:
    """Raises OaiError where another format is wanted than there is."""
    if asked["metadataPrefix"] != PREFIX:
        raise OaiError("cannotDisseminateFormat", f"Records can be had as {PREFIX}.")


def _granular(name: str, written: str) -> str:
    """A day or a moment as the protocol writes it. Raises OaiError."""
    if not _is_granular(written):
        raise bad_argument(f"{name} must be YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    return written


def _is_granular(written: str) -> bool:
    if not (_DAY.fullmatch(written) or _SECOND.fullmatch(written)):
        return False
    try:
        _moment(written)
    except ValueError:
        return False
    return True


def _moment(written: str) -> datetime:
    moment = datetime.fromisoformat(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
