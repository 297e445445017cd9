"""What a robots.txt answer means: RFC 9309 as a pure decision. protego matches the rules.

Three things are settled here before protego reads the text, because RFC 9309 says more than protego does:
bytes outside printable ASCII are percent-encoded first (section 2.2.2), so that neither a wrong encoding nor an
exotic line separator changes a rule; only CR and LF end a line (section 2.2); and a group is ours when its product
token equals ours (section 2.2.1), where protego also takes a beginning ("Press" for "Pressroom") and misses a token
that carries a version ("Pressroom/1.0").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from urllib.parse import urlsplit

from protego import Protego

EXPIRES_AFTER = timedelta(hours=24)
"""How long an answer may be used (RFC 9309, section 2.4)."""

MAX_BYTES = 500 * 1024
"""How much of a file is read (RFC 9309, section 2.5); a line cut by the limit is left out."""

_TOO_MANY_REQUESTS = 429

_BOM = b"\xef\xbb\xbf"
_NOT_PLAIN = re.compile(rb"[^\t\r\n\x20-\x7e]")
_LINE_END = re.compile(r"\r\n|\r|\n")
_USER_AGENT_LINE = re.compile(r"\s*user[ -]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_PRODUCT_TOKEN = re.compile(r"[a-z_-]+", re.IGNORECASE)
_NOBODY = "0"  # no product token has a digit


class Access(Enum):
    """What the answer lets a crawler do."""

    FREE = "free"  # there is no robots.txt: everything
    RULED = "ruled"  # what the rules allow
    CLOSED = "closed"  # the server can't say: nothing


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as it applies to one crawler.

    `crawl_delay` is in seconds between requests; None where the file asks for none. `sitemaps` are the addresses as
    the file gives them, which may be relative to it. The store keeps status and body: `read_robots` makes the rest.
    """

    access: Access
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    _rules: Protego | None = field(default=None, repr=False)
    _agent: str = ""

    def allows(self, url: str) -> bool:
        """Whether the crawler may fetch an http(s) URL of the host (and port) that the file belongs to."""
        try:
            is_robots = urlsplit(url).path == "/robots.txt"
        except ValueError:
            return False
        if self._rules is None or is_robots:
            return is_robots or self.access is Access.FREE
        return self._rules.can_fetch(_plain(url.encode(errors="replace")), self._agent)


def read_robots(status: int | None, body: bytes, agent: str) -> Robots:
    """What the answer to a request for /robots.txt means for `agent`, a product token or a whole User-Agent value.

    `status` is the HTTP status after redirects, None where the server could not be reached. 2xx: the rules in `body`
    (section 2.3.1.1). 4xx, or a redirect that leads nowhere: free (2.3.1.2 and 2.3.1.3). 5xx, anything else and no
    answer at all: closed (2.3.1.4). 429 is closed too: the RFC's permission to go on is a MAY, and that server has
    just asked for fewer requests.
    """
    if status is None or status == _TOO_MANY_REQUESTS or not 200 <= status < 500:
        return Robots(Access.CLOSED)
    if status >= 300:
        return Robots(Access.FREE)
    token = _product_token(agent)
    rules = Protego.parse(_with_our_groups(_plain(_head(body)), token))
    return Robots(Access.RULED, _delay(rules, token), tuple(rules.sitemaps), rules, token)


def _head(body: bytes) -> bytes:
    """The body without its mark of encoding, down to the last whole line within the limit."""
    body = body.removeprefix(_BOM)
    if len(body) <= MAX_BYTES:
        return body
    return body[: max(body.rfind(b"\n", 0, MAX_BYTES), body.rfind(b"\r", 0, MAX_BYTES)) + 1]


def _plain(text: bytes) -> str:
    """Printable ASCII and line ends; every other byte percent-encoded."""
    return _NOT_PLAIN.sub(lambda match: b"%%%02X" % match[0][0], text).decode("ascii")


def _product_token(agent: str) -> str:
    """The product token of a User-Agent value in lower case; "*" where there is none."""
    match = _PRODUCT_TOKEN.match(agent.strip())
    return match[0].lower() if match else "*"


def _with_our_groups(text: str, token: str) -> str:
    """The text with each group named "*", our token or nobody, so that protego need not guess whose it is."""
    return "\n".join(_with_exact_agent(line, token) for line in _LINE_END.split(text))


def _with_exact_agent(line: str, token: str) -> str:
    match = _USER_AGENT_LINE.match(line)
    if not match:
        return line
    named = match[1].partition("#")[0].strip()
    if not named:
        return line
    if named.split()[0] == "*":
        return "User-agent: *"
    return f"User-agent: {token if _product_token(named) == token else _NOBODY}"


def _delay(rules: Protego, token: str) -> float | None:
    """Seconds between requests: the longer of what Crawl-delay and Request-rate ask for."""
    rate = rules.request_rate(token)
    asked = [rules.crawl_delay(token), _seconds_per_request(rate.requests, rate.seconds) if rate else None]
    return max((delay for delay in asked if delay is not None), default=None)


def _seconds_per_request(requests: int, seconds: int) -> float | None:
    try:
        return seconds / requests
    except OverflowError:  # protego reads numbers of any length
        return None
