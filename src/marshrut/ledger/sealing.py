"""Personal data sealed into an event: AES-256-GCM under the key of the case (semantics S24).

A sealed payload is ``nonce (12 bytes) + ciphertext + tag (16 bytes)``; the case id is
authenticated with it, so a payload moved to another case does not open.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class SealBroken(Exception):  # noqa: N818
    """The payload was changed, belongs to another case, or the key is another's."""


def seal(payload: Mapping[str, Any], *, key: bytes, case_id: UUID) -> bytes:
    """Seal ``payload`` (anything JSON can say; dates become ISO text) for the case."""
    return encrypt(msgspec.json.encode(payload), key=key, context=case_id.bytes)


def unseal(sealed: bytes, *, key: bytes, case_id: UUID) -> dict[str, Any]:
    """Open what ``seal`` closed. Raises ``SealBroken``."""
    return msgspec.json.decode(decrypt(sealed, key=key, context=case_id.bytes), type=dict[str, Any])


def encrypt(plain: bytes, *, key: bytes, context: bytes) -> bytes:
    """Encrypt ``plain`` under a fresh nonce, bound to ``context``."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def decrypt(sealed: bytes, *, key: bytes, context: bytes) -> bytes:
    """Open what ``encrypt`` closed in the same ``context``. Raises ``SealBroken``."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("the sealed data do not open with this key") from error
