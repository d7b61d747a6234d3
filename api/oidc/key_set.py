"""The keys of an issuer that signatures are believed by: public, asymmetric, for signing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey

Key = RSAKey | ECKey | OKPKey

KINDS: Mapping[str, type[Key]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
SIGNS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), ("RSA", None)),
    "ES256": ("EC", "P-256"),
    "ES384": ("EC", "P-384"),
    "ES512": ("EC", "P-521"),
    "EdDSA": ("OKP", "Ed25519"),
    "Ed25519": ("OKP", "Ed25519"),
}
"""The algorithms that are believed, each with the kind of key and the curve it takes."""

PUBLIC = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
LEAST_BYTES, MOST_BYTES = 256, 1024  # of an RSA modulus: from 2048 bits on
MOST_KEYS = 64


class IssuerKey:
    """One key, and which algorithms it may be used with."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Of a member of a key set. Raises ``ValueError`` where it is none to be believed."""
        kind = told.get("kty")
        if not isinstance(kind, str) or kind not in KINDS:
            raise ValueError("no public key")
        if told.get("use", "sig") != "sig" or "verify" not in told.get("key_ops", ["verify"]):
            raise ValueError("not for signatures")
        public = {name: told[name] for name in PUBLIC[kind] if isinstance(told.get(name), str)}
        if kind == "RSA" and not LEAST_BYTES <= _size(public.get("n", "")) <= MOST_BYTES:
            raise ValueError("of no good size")
        alone = told.get("alg")
        self._algorithms = {alone} if alone is not None else SIGNS.keys()
        self._fits = (kind, public.get("crv"))
        try:
            self.key: Key = KINDS[kind].import_key({"kty": kind, **public})
        except (JoseError, KeyError) as error:
            raise ValueError("malformed") from error

    def signs_by(self, algorithm: str) -> bool:
        """Whether a signature by the algorithm may be checked with the key."""
        return algorithm in self._algorithms and SIGNS.get(algorithm) == self._fits


def key_set(told: Mapping[str, Any]) -> dict[str, list[IssuerKey]]:
    """The keys of a JSON Web Key Set by their ids; what is no key for signatures is left out."""
    found: dict[str, list[IssuerKey]] = {}
    for member in told["keys"][:MOST_KEYS]:
        name = member.get("kid") if isinstance(member, dict) else None
        if not isinstance(name, str):
            continue
        try:
            found.setdefault(name, []).append(IssuerKey(member))
        except (ValueError, TypeError):
            continue
    return {name: keys for name, keys in found.items() if keys}


def _size(number: str) -> int:
    """Bytes of a number in base64url without its leading zeros."""
    try:
        return len(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4)).lstrip(b"\0"))
    except (binascii.Error, ValueError):
        return 0
