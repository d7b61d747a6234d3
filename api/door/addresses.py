"""From which address a request comes, by what trusted proxies say, and by nobody else."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

BY_DEFAULT = "127.0.0.1,::1"
"""As gunicorn has it, where ``FORWARDED_ALLOW_IPS`` is not set."""

EVERYBODY = "*"
OF_A_SITE = 64
"""Bits of an IPv6 address by which its site is known; who has one has all behind it."""


def proxies(text: str) -> tuple[str, ...]:
    """The addresses and networks that ``FORWARDED_ALLOW_IPS`` names."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def client_address(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """Who asks: the peer, or before trusted proxies the last that they did not name themselves.

    ``forwarded`` is ``X-Forwarded-For``: each proxy adds its own peer at the end, and what stands
    further ahead anybody may have written.
    """
    address = peer
    if not forwarded:
        return _site(address)
    for told in reversed([one.strip() for one in forwarded.split(",")]):
        if not _believed(address, trusted) or _parsed(told) is None:
            break
        address = told
    return _site(address)


def _believed(address: str, trusted: tuple[str, ...]) -> bool:
    """Whether it is a trusted proxy; a peer without an address comes by a socket of ours."""
    if EVERYBODY in trusted or not address:
        return True
    known = _parsed(address)
    return known is not None and any(known in network for network in _networks(trusted))


@cache
def _networks(trusted: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Those that are any; gunicorn has said what it makes of others."""
    found = []
    for one in trusted:
        with suppress(ValueError):
            found.append(ip_network(one, strict=False))
    return tuple(found)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return mapped or parsed


def _site(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, OF_A_SITE), strict=False))
    return address if parsed is None else str(parsed)
