"""The one secret of an installation, kept in a file; every other secret is derived from it.

Whoever has the file and the two databases can read personal data; whoever lacks the file
cannot. It is backed up apart from both.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO
HOW_TO_MAKE_ONE = "make one with: (umask 077; head -c 32 /dev/urandom | base64 > {path})"


class MasterKeyError(Exception):
    """The master key cannot be used; the message is one line that says what to do."""


def load_master_key(path: Path) -> bytes:
    """Read the 32 bytes of the master key, kept as base64 or hex.

    Raises ``MasterKeyError`` if the file is missing, open to others, or holds something else.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        advice = HOW_TO_MAKE_ONE.format(path=path)
        raise MasterKeyError(f"no master key at {path}; {advice}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise MasterKeyError(f"the master key at {path} cannot be read: {error}") from None
    if mode & OPEN_TO_OTHERS:
        raise MasterKeyError(f"others may read the master key; close it with: chmod 600 {path}")
    return _decoded(text, path)


def create_master_key(path: Path) -> bytes:
    """Make a random master key in a new file that only its owner reads (mode 0600).

    Raises ``FileExistsError``: an existing key is never overwritten, as all that it seals
    would be lost.
    """
    key = os.urandom(KEY_BYTES)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(base64.b64encode(key) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def derive(master_key: bytes, *, purpose: str) -> bytes:
    """A 256-bit secret for one purpose (HKDF-SHA256). The purpose is as permanent as the data."""
    if len(master_key) != KEY_BYTES:
        raise MasterKeyError(f"a master key has {KEY_BYTES} bytes, not {len(master_key)}")
    label = f"marshrut {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label).derive(master_key)


def _decoded(text: str, path: Path) -> bytes:
    try:
        is_hex = len(text) == 2 * KEY_BYTES
        key = bytes.fromhex(text) if is_hex else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if len(key) != KEY_BYTES:
        raise MasterKeyError(f"the file {path} must hold {KEY_BYTES} bytes as base64 or hex")
    return key
