"""Signed notes and checkpoints, in the formats of C2SP (signed-note, tlog-checkpoint), Ed25519.

A note is some lines of text, an empty line, and signatures a line each. Everything is read
strictly: what was not written so by a signer is refused, however harmless it looks.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Collection
from hashlib import sha256
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

MOST_BYTES = 1 << 16
MOST_SIGNATURES = 16
ED25519 = b"\x01"
KEY_ID_BYTES, PUBLIC_BYTES, SIGNATURE_BYTES, ROOT_BYTES = 4, 32, 64, 32
SUCCESSOR = "marshrut-successor "
"""How the line of a checkpoint begins that hands the log over to another key."""

_SIGNATURE = "— "
_NAME = re.compile(r"[^\s+]{1,200}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_KEY_ID = re.compile(r"[0-9a-f]{8}")


class NoteRefused(ValueError):  # noqa: N818 - it says what is the matter
    """What was given is no note, or none that one of the keys has signed."""


class UnknownSigner(NoteRefused):
    """None of the known keys has signed the note; another may have."""


class VerifierKey(NamedTuple):
    """A public key and the name it signs under; as text ``name+id+base64`` (a «vkey»)."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signatures name the key."""
        return key_id(self.name, self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The key that the text tells. Raises ``NoteRefused``."""
        name, _, rest = text.partition("+")
        given, _, encoded = rest.partition("+")
        key = plain_bytes(encoded)
        if not _NAME.fullmatch(name) or not _KEY_ID.fullmatch(given):
            raise NoteRefused("a key is written NAME+ID+KEY, with eight hexadecimal digits as ID")
        if len(key) != 1 + PUBLIC_BYTES or key[:1] != ED25519:
            raise NoteRefused("this is no Ed25519 key")
        found = cls(name, key[1:])
        if found.key_id.hex() != given:
            raise NoteRefused("the ID of the key is another's: a letter of it must be wrong")
        return found

    def __str__(self) -> str:
        encoded = b64encode(ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


class Signer(NamedTuple):
    """A private key and the name it signs under."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """What checks its signatures."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())


class Opened(NamedTuple):
    """The text of a note and which of the known keys have signed it."""

    text: str
    signed_by: tuple[VerifierKey, ...]


class Checkpoint(NamedTuple):
    """How many events a log has, and the root over them; ``more`` are lines for who knows them."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of its note."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.more]
        return "".join(f"{line}\n" for line in lines)

    @property
    def successor(self) -> VerifierKey | None:
        """The key to which the log is handed over. Raises ``NoteRefused`` for one that is none."""
        named = [line for line in self.more if line.startswith(SUCCESSOR)]
        return VerifierKey.parse(named[0].removeprefix(SUCCESSOR)) if named else None


def is_name(text: str) -> bool:
    """Whether a key, and so a log, may have this name."""
    return _NAME.fullmatch(text) is not None and text.isprintable()


def key_id(name: str, public: bytes) -> bytes:
    """The first four bytes of the hash over name, kind and key."""
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:KEY_ID_BYTES]


def sign_note(text: str, *signers: Signer) -> str:
    """The note: the text, which ends in a line feed, under the signatures."""
    lines = []
    for signer in signers:
        signature = signer.verifier.key_id + signer.private.sign(text.encode())
        lines.append(f"{_SIGNATURE}{signer.name} {b64encode(signature).decode()}\n")
    return f"{text}\n{''.join(lines)}"


def open_note(note: str | bytes, *, keys: Collection[VerifierKey]) -> Opened:
    """The text and who has signed it. Raises ``NoteRefused`` if it was none of the keys.

    Signatures of other keys are passed over; a wrong one of a known key spoils the note.
    """
    written = _written(note)
    text, separator, signatures = written.rpartition("\n\n")
    if not separator or not text:
        raise NoteRefused("a note is text, an empty line and signatures")
    text += "\n"
    lines = signatures.split("\n")
    if lines.pop() or not 1 <= len(lines) <= MOST_SIGNATURES:
        raise NoteRefused(f"a note has 1 to {MOST_SIGNATURES} signatures, a line each")
    known = {(key.name, key.key_id): key for key in keys}
    signed_by: list[VerifierKey] = []
    for line in lines:
        name, signature = _signature(line)
        key = known.pop((name, signature[:KEY_ID_BYTES]), None)
        if key is not None:
            _check(key, text, signature[KEY_ID_BYTES:])
            signed_by.append(key)
        elif any((name, signature[:KEY_ID_BYTES]) == (k.name, k.key_id) for k in signed_by):
            raise NoteRefused("a key has signed twice")
    if not signed_by:
        raise UnknownSigner("none of the known keys has signed this note")
    return Opened(text, tuple(signed_by))


def checkpoint_of(text: str) -> Checkpoint:
    """What the text of a checkpoint's note tells. Raises ``NoteRefused``."""
    lines = text.split("\n")
    if lines.pop() or len(lines) < len(Checkpoint._fields) - 1:
        raise NoteRefused("a checkpoint has three lines: a name, a number of events, a root")
    origin, size, root, *more = lines
    found = plain_bytes(root)
    if not _NAME.fullmatch(origin) or not _SIZE.fullmatch(size) or len(found) != ROOT_BYTES:
        raise NoteRefused("this is no checkpoint")
    if not all(more):
        raise NoteRefused("a checkpoint has no empty lines")
    return Checkpoint(origin, int(size), found, tuple(more))


def open_checkpoint(note: str | bytes, *, keys: Collection[VerifierKey]) -> Checkpoint:
    """The checkpoint that one of the keys has signed under the log's own name.

    Raises ``NoteRefused``.
    """
    text, signed_by = open_note(note, keys=keys)
    checkpoint = checkpoint_of(text)
    if all(key.name != checkpoint.origin for key in signed_by):
        raise NoteRefused("the checkpoint is of another log than the key")
    return checkpoint


def plain_bytes(encoded: str) -> bytes:
    """Bytes of base64 in its one spelling; raises ``NoteRefused`` for any other."""
    try:
        plain = b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        plain = b""
    if not plain or b64encode(plain).decode() != encoded:
        raise NoteRefused("this is not spelt as base64 is")
    return plain


def _written(note: str | bytes) -> str:
    try:
        data = note if isinstance(note, bytes) else note.encode()
        written = data.decode()
    except UnicodeError:
        raise NoteRefused("a note is text in UTF-8") from None
    if len(data) > MOST_BYTES:
        raise NoteRefused(f"a note has at most {MOST_BYTES} bytes")
    if any(sign < " " and sign != "\n" for sign in written):
        raise NoteRefused("a note has no control signs")
    return written


def _signature(line: str) -> tuple[str, bytes]:
    name, _, encoded = line.removeprefix(_SIGNATURE).partition(" ")
    if not line.startswith(_SIGNATURE) or not _NAME.fullmatch(name):
        raise NoteRefused("a line under a note is no signature")
    signature = plain_bytes(encoded)
    if len(signature) <= KEY_ID_BYTES:
        raise NoteRefused("a signature is too short")
    return name, signature


def _check(key: VerifierKey, text: str, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        raise NoteRefused(f"the signature is not that of {key.name}") from None
