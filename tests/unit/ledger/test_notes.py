"""Signed notes: the example of the format, and that nothing else is taken for a note."""

from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from marshrut.ledger.notes import (
    SUCCESSOR,
    Checkpoint,
    NoteRefused,
    Signer,
    UnknownSigner,
    VerifierKey,
    checkpoint_of,
    open_checkpoint,
    open_note,
    sign_note,
)

# The example of Go's sumdb/note, from which the format of C2SP comes.
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
EXAMPLE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotp"
    "RZb6KE6RyyBwJnAM=\n"
)
NAME = "marshrut.example.org/ledger"
ROOT = bytes(range(32))
SIGNER = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
STRANGER = Signer("other.example.org/log", Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEYS = [SIGNER.verifier]
TEXT = Checkpoint(NAME, 7, ROOT).text
NOTE = sign_note(TEXT, SIGNER)


def test_the_example_of_the_format_is_read() -> None:
    key = VerifierKey.parse(EXAMPLE_KEY)
    assert str(key) == EXAMPLE_KEY
    opened = open_note(EXAMPLE, keys=[key])
    assert opened.signed_by == (key,)
    assert opened.text.startswith("If you think")


def test_a_note_is_always_the_same_bytes() -> None:
    """Changed bytes here would be another format: notes are kept for years."""
    assert NOTE == (
        "marshrut.example.org/ledger\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n"
        "— marshrut.example.org/ledger 2NV8OiDBEJiS0Odp7iq7vTzSrcypDu/0pErGZRQYp72Js+jq4BFtLXPxn"
        "uo9a/Os51xJy85y5k+bim1TBRZ1qrPbjwI=\n"
    )
    assert str(SIGNER.verifier).startswith(f"{NAME}+{SIGNER.verifier.key_id.hex()}+A")


def test_what_was_signed_is_read_back() -> None:
    assert open_checkpoint(NOTE, keys=KEYS) == Checkpoint(NAME, 7, ROOT)
    assert open_checkpoint(NOTE.encode(), keys=KEYS).size == 7


def test_no_byte_of_a_note_can_be_another() -> None:
    data = NOTE.encode()
    for at in range(len(data)):
        for bit in range(8):
            changed = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
            with pytest.raises(NoteRefused):
                open_checkpoint(changed, keys=KEYS)


def test_no_byte_of_a_key_can_be_another() -> None:
    """But for the sign that says which of the bits of the curve's point is meant, which is told."""
    text = str(SIGNER.verifier)
    for at, sign in enumerate(text):
        for other in "A0+ /=z":
            if other != sign:
                with pytest.raises(NoteRefused):
                    VerifierKey.parse(text[:at] + other + text[at + 1 :])


def test_no_beginning_is_taken_for_the_whole() -> None:
    data = NOTE.encode()
    for length in range(len(data)):
        with pytest.raises(NoteRefused):
            open_checkpoint(data[:length], keys=KEYS)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "\n\n",
        TEXT,
        TEXT + "\n",
        NOTE + "\n",
        NOTE + "— \n",
        NOTE + "more\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—  "),
        NOTE[:-2] + "\n",
        NOTE + NOTE.splitlines(keepends=True)[-1],
        NOTE.replace(NAME, "marshrut example", 1),
        NOTE + "— x AAAA\n" * 17,
        f"{TEXT}\n— {NAME} AAAA\n",
        "x" * (1 << 17),
    ],
)
def test_what_is_no_note(note: str) -> None:
    with pytest.raises(NoteRefused):
        open_checkpoint(note, keys=KEYS)


def test_lenient_base64_is_refused() -> None:
    line = NOTE.splitlines()[-1]
    encoded = line.rpartition(" ")[2]
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for sign in last:
        other = encoded[:-2] + sign + "="
        if other != encoded:
            with pytest.raises(NoteRefused):
                open_note(NOTE.replace(encoded, other), keys=KEYS)


def test_who_has_signed_is_told_and_strangers_are_passed_over() -> None:
    note = sign_note(TEXT, STRANGER, SIGNER)
    assert open_note(note, keys=KEYS).signed_by == (SIGNER.verifier,)
    with pytest.raises(UnknownSigner):
        open_note(note, keys=[OTHER.verifier])
    with pytest.raises(UnknownSigner):
        open_note(note, keys=[])


def test_a_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    signature = OTHER.verifier.key_id + bytes(64)
    note = NOTE + f"— {NAME} {b64encode(signature).decode()}\n"
    assert open_note(note, keys=KEYS)
    with pytest.raises(NoteRefused, match="is not that of"):
        open_note(note, keys=[*KEYS, OTHER.verifier])


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = sign_note(TEXT, STRANGER)
    assert open_note(note, keys=[STRANGER.verifier])
    with pytest.raises(NoteRefused, match="another log"):
        open_checkpoint(note, keys=[STRANGER.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "name\n7\n",
        "name\n07\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n-7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n٧\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n7\nAAEC\n",
        "a name\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        "name\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\nmore\n",
        "name\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(NoteRefused):
        checkpoint_of(text)


def test_a_checkpoint_may_name_a_successor() -> None:
    more = ("for others", f"{SUCCESSOR}{OTHER.verifier}")
    told = checkpoint_of(Checkpoint(NAME, 7, ROOT, more).text)
    assert told.more == more
    assert told.successor == OTHER.verifier
    assert checkpoint_of(TEXT).successor is None
    spoilt = Checkpoint(NAME, 7, ROOT, (f"{SUCCESSOR}x",))
    with pytest.raises(NoteRefused):
        _ = spoilt.successor
