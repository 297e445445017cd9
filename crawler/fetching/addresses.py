"""Which addresses may be fetched, and how names become addresses: the guard against requests into private networks."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Thread
from urllib.parse import urlsplit

Lookup = Callable[[str], list[str]]
"""A host name or address literal to all its IP addresses; raises OSError or UnicodeError where there is none."""

_Address = IPv4Address | IPv6Address

# What IANA's registries reserve and `ipaddress` of Python 3.11 still calls global, and one public address behind which
# a cloud keeps its metadata for the machines inside.
_NOT_PUBLIC = tuple(ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "2001::/23"))
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that IANA gives out to anybody
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
_V4_COMPATIBLE = IPv6Network("::/96")  # RFC 4291, section 2.5.5.1


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and so is each IPv4 address that is wrapped in it."""
    return all(_is_public(one) for one in _unwrapped(ip_address(address)))


def look_up(host: str, lookup: Lookup, seconds: float) -> list[str]:
    """The addresses of a host name, within a time limit. Raises OSError (TimeoutError when time is up), UnicodeError.

    The system's look-up knows no time limit, so it runs in a thread, which is left behind when it takes too long.
    """
    future: Future[list[str]] = Future()

    def run() -> None:
        try:
            future.set_result(lookup(host))
        except (OSError, UnicodeError) as error:
            future.set_exception(error)

    Thread(target=run, name=f"lookup-{host}", daemon=True).start()
    return future.result(timeout=seconds)


def system_lookup(host: str) -> list[str]:
    """A `Lookup` through the machine's own resolver, in its order of preference, without doubles."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def parse_mapping(resolve: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """`[crawler.resolve]`: host (or "*") to "http://ADDRESS:PORT", as (address, port). Raises ValueError."""
    return {host.lower().rstrip("."): _endpoint(host, target) for host, target in resolve.items()}


def _endpoint(host: str, target: str) -> tuple[str, int]:
    try:
        parts = urlsplit(target)
        if parts.scheme == "http" and parts.port and parts.path in {"", "/"}:
            return str(ip_address(parts.hostname or "")), parts.port
    except ValueError:
        pass
    raise ValueError(f'crawler.resolve maps {host!r} to {target!r}: write it as "http://ADDRESS:PORT"')


def _is_public(address: _Address) -> bool:
    given_out = (
        address in _GLOBAL_UNICAST if address.version == 6 else not (address.is_multicast or address.is_reserved)
    )
    return given_out and address.is_global and not any(address in network for network in _NOT_PUBLIC)


def _unwrapped(address: _Address) -> Iterator[_Address]:
    """What has to be public for `address` to be so: the IPv4 addresses that it carries packets to, else itself."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif address.sixtofour is not None:
        yield address.sixtofour
    elif address in _NAT64 or (address in _V4_COMPATIBLE and int(address) > 1):
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
