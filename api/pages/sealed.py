"""Values that a browser keeps for us and cannot read: sealed, and good for one use alone."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from api.context import services
from marshrut.ledger.master_key import derive, load_master_key
from marshrut.ledger.sealing import SealBroken, decrypt, encrypt

V = TypeVar("V", bound=msgspec.Struct)

PURPOSE = "page sessions"
LONGEST_COOKIE = 4_000
"""Of a longer one browsers keep nothing."""


def sealed(value: msgspec.Struct, *, context: bytes) -> str:
    """The value as a cookie; ``context`` says what it is good for."""
    plain = msgspec.json.encode(value)
    return base64.urlsafe_b64encode(encrypt(plain, key=_key(), context=context)).decode("ascii")


def opened(given: str | None, kind: type[V], *, context: bytes) -> V | None:
    """The value of a cookie that was sealed for the same; ``None`` for anything else."""
    if not given or len(given) > LONGEST_COOKIE:
        return None
    try:
        plain = decrypt(
            base64.urlsafe_b64decode(given.encode("ascii")), key=_key(), context=context
        )
        return msgspec.json.decode(plain, type=kind)
    except (SealBroken, msgspec.DecodeError, binascii.Error, ValueError):
        return None


def _key() -> bytes:
    master_key = load_master_key(services().settings.master_key_path())
    return derive(master_key, purpose=PURPOSE)
