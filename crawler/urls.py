"""URLs as the crawler knows them: canonical form, host, own hosts, path patterns. Pure; nothing here raises on input.

Sources: RFC 3986 (syntax and normalisation), RFC 5891 and UTS 46 (host names), the WHATWG URL standard for what
browsers make of sloppy references (white space, backslashes, encoded host names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import idna

MAX_LENGTH = 2048
"""Characters; a longer URL is a trap or a mistake, and some servers and stores cut it."""

_MAX_RAW_LENGTH = 8 * MAX_LENGTH  # before escapes are resolved and tracking parameters dropped

_DEFAULT_PORTS = {"http": 80, "https": 443}

_REMEMBERED = 8_192  # URLs: the menus of a site stand on each of its pages, and a page's links are looked at often
_LONG = 300  # characters; longer ones are not remembered, so that what is remembered stays small

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# What may have to change in a path or a query: escapes, and bytes that must not stand bare (RFC 3986, 3.3 and 3.4).
_PATH_ESCAPES = re.compile(rb"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/-]")
_QUERY_ESCAPES = re.compile(rb"%([0-9A-Fa-f]{2})|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")

_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_~!$&'()*+,=:@-][A-Za-z0-9._~!$&'()*+,=:@-]*)*/?")  # canonical as it is
_ORIGIN = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
# A reference that is canonical but for its host: most links, and quicker than any parser.
_PLAIN_REFERENCE = re.compile(rf"(?:(https?)://([A-Za-z0-9._-]+))?({_PLAIN_PATH.pattern})")

_PRINTED = re.compile(rf"[!-\[\]-~]{{0,{MAX_LENGTH}}}")  # ASCII without blanks and backslashes

_STRIPPED = "".join(map(chr, range(0x21)))  # C0 controls and space
_IN_THE_MIDDLE = re.compile(r"[\t\r\n]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)

_TRACKING = re.compile(
    r"""
      (?: utm_ | mtm_ | matomo_ | piwik_ | hsa_ | oly_ | vero_ ) .*
    # web analytics
    | pk_ (?: campaign | kwd | keyword | source | medium | content | cid )
    | _ga | _gl | _openstat | icid | s_cid | xtor | wt[._]mc (?: _id )? | at_ (?: medium | campaign ) | spm | guc .*
    # advertising click identifiers
    | fbclid | gclid | gclsrc | gbraid | wbraid | dclid | msclkid | yclid | ysclid | twclid | ttclid | li_fat_id
    | igsh (?: id )? | epik | rdt_cid
    # newsletters
    | mc_ [ce] id | mkt_tok | _hsenc | _hsmi | hsctatracking | ml_subscriber (?: _hash )? | ck_subscriber_id
    # sessions
    | jsessionid | phpsessid | aspsessionid .* | sessionid
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def canonical_url(url: str, base: str | None = None) -> str | None:
    """The canonical form of a reference found in a page, or None for what is no crawlable http(s) URL.

    `base` is the absolute URL that a relative reference is resolved against. Case, port, dot segments,
    percent-encoding and host name are normalised; fragment, session and tracking parameters are dropped; the order of
    the query is kept. A URL with a user name, an impossible host or more than MAX_LENGTH characters is not crawlable.
    Idempotent.
    """
    found_in_base = _found_in_base if len(url) <= _LONG else _found_in_base.__wrapped__
    return found_in_base(url, base)


@lru_cache(maxsize=1024)  # the links of a page are looked at by several
def _found_in_base(url: str, base: str | None) -> str | None:
    try:
        if 0 < len(url) <= _LONG and (plain := _PLAIN_REFERENCE.fullmatch(url)) and (plain[1] or base):
            site = _canonical_site(plain[1], plain[2]) if plain[1] else _site_of(base or "")
            return site and site + (plain[3] or "/")
        absolute = _resolved(url, base)
        return _canonical(absolute) if len(absolute) <= _LONG else _canonical.__wrapped__(absolute)
    except ValueError:  # brackets that don't match, a port that is no number
        return None


@lru_cache(maxsize=_REMEMBERED)
def _canonical(url: str) -> str | None:
    """The canonical form of an absolute URL. Raises ValueError for what no parser understands."""
    parts = urlsplit(url)
    site = _canonical_site(parts.scheme, parts.netloc)
    if site is None:
        return None
    query = _canonical_query(parts.query) if parts.query else ""
    result = site + _canonical_path(parts.path) + (f"?{query}" if query else "")
    return result if len(result) <= MAX_LENGTH else None


@lru_cache(maxsize=1024)
def _canonical_site(scheme: str, netloc: str) -> str | None:
    """Scheme, host and port, as a canonical URL begins; None for what is not crawlable."""
    parts = SplitResult(scheme, netloc, "", "", "")
    host, port = _canonical_host(parts.hostname or ""), parts.port
    if scheme not in _DEFAULT_PORTS or "@" in netloc or not host or port == 0:
        return None
    return f"{scheme}://{host}" if port in (None, _DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{port}"


@lru_cache(maxsize=16)
def _site_of(base: str) -> str | None:
    """The canonical site of an absolute URL. Raises ValueError."""
    parts = urlsplit(base)
    return _canonical_site(parts.scheme, parts.netloc)


@lru_cache(maxsize=_REMEMBERED)
def parts_of(url: str) -> SplitResult:
    """`urlsplit`, which remembers. Raises ValueError where that does; never for a canonical URL."""
    plain = _PLAIN_REFERENCE.fullmatch(url)
    return SplitResult(plain[1], plain[2], plain[3], "", "") if plain and plain[1] else urlsplit(url)


def host_of(url: str) -> str:
    """The host name of a URL in lower case, without port; "" where there is none."""
    try:
        return parts_of(url).hostname or ""
    except ValueError:
        return ""


def own_host(host: str, own_hosts: Iterable[str]) -> bool:
    """Whether `host` is one of `own_hosts`, its variant with or without "www.", or a sub-domain of one of them.

    The sub-domains of "www.example.org" are not those of "example.org": nobody becomes the owner of "gov.uk" by
    publishing at "www.gov.uk".
    """
    host = _canonical_host(host)
    return bool(host) and any(_is_own(host, _canonical_host(own)) for own in own_hosts)


def allowed(url: str, patterns: Iterable[str]) -> bool:
    """Whether the path of a canonical URL matches one of the patterns; without patterns everything is allowed.

    In a pattern `*` stands for any characters within a segment and `**` for any characters across segments. A final
    `/**` means what lies below: "/press/**" matches "/press/a/b", neither "/press" nor "/press/".
    """
    patterns = tuple(patterns)
    try:
        path = parts_of(url).path
    except ValueError:
        return False
    return not patterns or any(_pattern(pattern).fullmatch(path) for pattern in patterns)


def _resolved(url: str, base: str | None) -> str:
    """The absolute form of a reference. Raises ValueError for what no parser understands."""
    if not _PRINTED.fullmatch(url):
        url = _without_slips(url)
    if base is None or _ORIGIN.match(url):
        return url
    return urljoin(base, url)


def _without_slips(url: str) -> str:
    """Without blanks around, line breaks, and backslashes in the place of slashes, as browsers take it."""
    url = _IN_THE_MIDDLE.sub("", url.strip(_STRIPPED))
    url.encode()  # raises here, not later, for a lone surrogate
    if len(url) > _MAX_RAW_LENGTH:
        raise ValueError("too long to be a URL")
    head, mark, query = url.partition("?")
    return head.replace("\\", "/") + mark + query


@lru_cache(maxsize=1024)
def _canonical_host(host: str) -> str:
    """Lower case, A-labels, no final dot; "" for what can't be the host of a URL."""
    host = host.strip("[]")
    if ":" in host:
        return _ipv6(host)
    host = unquote(host).lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except UnicodeError:
            return ""
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return ""
    return _ipv4(host) if _NUMBER.fullmatch(labels[-1]) else host


def _ipv4(host: str) -> str:
    """A dotted quad; "" for the shorthands ("127.1", "0x7f000001") that only hide an address."""
    try:
        return str(IPv4Address(host))
    except AddressValueError:
        return ""


def _ipv6(host: str) -> str:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        return ""
    return f"[{address.compressed}]" if address.scope_id is None else ""


def _canonical_path(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return path or "/"
    return _without_dots(_PATH_SESSION.sub("", _encoded(path, _PATH_ESCAPES))) or "/"


def _canonical_query(query: str) -> str:
    parameters = _encoded(query, _QUERY_ESCAPES).split("&")
    return "&".join(parameter for parameter in parameters if parameter and not _is_tracking(parameter))


def _is_tracking(parameter: str) -> bool:
    return bool(_TRACKING.fullmatch(unquote(parameter.partition("=")[0])))


def _encoded(text: str, escapes: re.Pattern[bytes]) -> str:
    """Percent-encoding normalised: unreserved characters bare, what must be encoded encoded, upper-case digits."""
    return escapes.sub(_normal_escape, text.encode()).decode("ascii")


def _normal_escape(match: re.Match[bytes]) -> bytes:
    byte = int(match[1], 16) if match[1] else match[0][0]
    return bytes([byte]) if byte in _UNRESERVED else b"%%%02X" % byte


def _without_dots(path: str) -> str:
    """RFC 3986, section 5.2.4, for an absolute path."""
    segments = path.split("/")
    kept = segments[:1]
    for segment in segments[1:]:
        if segment == "..":
            kept = kept[:-1] or kept
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _is_own(host: str, own: str) -> bool:
    return bool(own) and (host.removeprefix("www.") == own.removeprefix("www.") or host.endswith(f".{own}"))


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> re.Pattern[str]:
    path = _encoded(pattern if pattern.startswith("/") else f"/{pattern}", _PATH_ESCAPES)
    below = path.endswith("/**")
    parts = re.split(r"(/\*\*/|\*+)", path.removesuffix("**") if below else path)
    return re.compile("".join(map(_as_regex, parts)) + (".+" if below else ""))


def _as_regex(part: str) -> str:
    if part == "/**/":
        return "/(?:.*/)?"
    if part == "*":
        return "[^/]*"
    return ".*" if part.startswith("**") else re.escape(part)
