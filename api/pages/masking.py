"""A secret in other letters each time it is shown.

Pages are compressed, and so their length could tell somebody who sends guesses along what else
stands in them (the attack BREACH). What is never twice the same cannot be guessed letter by letter.
"""

from __future__ import annotations

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode


def masked(secret: str) -> str:
    """The secret under a mask of its own, which stands before it."""
    plain = secret.encode()
    mask = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(mask + _mixed(plain, mask)).decode()


def unmasked(shown: str) -> bytes:
    """The secret that was shown so; nothing where it is none."""
    try:
        both = urlsafe_b64decode(shown.encode())
    except (binascii.Error, ValueError):
        return b""
    half = len(both) // 2
    return _mixed(both[half:], both[:half])


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))
