"""From which address a request comes, by what trusted proxies say, and by nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network

BY_DEFAULT = "127.0.0.1,::1"
"""As gunicorn has it, where ``FORWARDED_ALLOW_IPS`` is not set."""

EVERYBODY = "*"
OF_A_SITE = 64
"""Bits of an IPv6 address by which its site is known; who has one has all behind it."""


def proxies(text: str) -> tuple[str, ...]:
    """The addresses and networks that ``FORWARDED_ALLOW_IPS`` names."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def client_address(peer: str, forwarded: str, trusted: Sequence[str]) -> str:
    """Who asks: the peer, or before trusted proxies the last that they did not name themselves.

    ``forwarded`` is ``X-Forwarded-For``: each proxy adds its own peer at the end, and what stands
    further ahead anybody may have written.
    """
    address = peer
    for told in reversed([one.strip() for one in forwarded.split(",")]):
        if not _believed(address, trusted) or _parsed(told) is None:
            break
        address = told
    return _site(address)


def _believed(address: str, trusted: Sequence[str]) -> bool:
    """Whether it is a trusted proxy; a peer without an address comes by a socket of ours."""
    if EVERYBODY in trusted or not address:
        return True
    known = _parsed(address)
    if known is None:
        return False
    for one in trusted:
        try:
            if known in ip_network(one, strict=False):
                return True
        except ValueError:
            continue
    return False


def _parsed(text: str) -> object:
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
