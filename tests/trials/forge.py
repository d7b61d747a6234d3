"""Forged notes, keys, proofs and evidence: every byte another, and none is accepted.

Both verifiers are tried: that of the program, and the single file that auditors are given.
A round is one forgery held to both.
"""

from __future__ import annotations

import importlib.util
import random
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import api.standalone
from marshrut.ledger.evidence import (
    Evidence,
    EvidenceRefused,
    ProvedEvent,
    check_evidence,
    read_evidence,
)
from marshrut.ledger.export_lines import KeyLine, event_line
from marshrut.ledger.leaves import record_hash
from marshrut.ledger.notes import (
    SUCCESSOR,
    Checkpoint,
    NoteRefused,
    Signer,
    VerifierKey,
    open_checkpoint,
    sign_note,
)
from marshrut.ledger.proofs import (
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_ranges,
    inclusion_ranges,
)
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.tree import root_of
from tests.trials.trial import Outcome, Trial

NAME = "trial.example.org/ledger"
EVENTS = 75

Accepted = str | None
"""Which verifier has taken a forgery for the real thing."""

Attempt = Callable[[], Accepted]


class Verifiers(NamedTuple):
    """What is tried; a test puts careless ones in their places."""

    open_checkpoint: Callable[..., Checkpoint] = open_checkpoint
    check_inclusion: Callable[..., None] = check_inclusion
    check_consistency: Callable[..., None] = check_consistency
    check_evidence: Callable[..., int] = check_evidence


class World:
    """A small ledger, its key, and a key to which it was handed over."""

    def __init__(self) -> None:
        self.signer = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
        self.next = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
        self.rows = [_row(position) for position in range(1, EVENTS + 1)]
        self.hashes = [record_hash(row) for row in self.rows]
        self.key = self.signer.verifier
        self.note = self.signed(EVENTS)
        told = Checkpoint(NAME, EVENTS, self.root(EVENTS), (f"{SUCCESSOR}{self.next.verifier}",))
        self.hand_over = sign_note(told.text, self.signer)
        self.evidence = msgspec.json.encode(self._evidence())

    def root(self, size: int) -> bytes:
        """The root of the tree over the first events."""
        return root_of(self.hashes[:size])

    def path(self, ranges: list[range]) -> list[bytes]:
        """The roots of ranges."""
        return [root_of(self.hashes[each.start : each.stop]) for each in ranges]

    def signed(self, size: int) -> str:
        """A checkpoint."""
        return sign_note(Checkpoint(NAME, size, self.root(size)).text, self.signer)

    def _evidence(self) -> Evidence:
        some = [self.rows[number] for number in (0, 41, 74)]
        events = [
            ProvedEvent(event_line(row), self.path(inclusion_ranges(row.position - 1, EVENTS)))
            for row in some
        ]
        keys = [KeyLine(str(self.key), None)]
        return Evidence("marshrut-evidence", 1, self.note, keys, events)


def _row(position: int) -> StoredRecord:
    state = b'{"by":{"actor":"writer"},"n":%d}' % position
    return StoredRecord(position, 10**15 + position, UUID(int=position), 1, "case.opened", state)


def standalone() -> ModuleType:
    """The file that auditors are given, as a module."""
    (folder,) = api.standalone.__path__
    spec = importlib.util.spec_from_file_location("given", Path(folder) / "marshrut_verify.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Forger:
    """Makes forgeries and holds them to both verifiers."""

    def __init__(self, verifiers: Verifiers | None = None) -> None:
        self.world = World()
        self.rng = random.Random("forge")  # noqa: S311 - to be repeated
        self.ours = verifiers or Verifiers()
        self.given: Any = standalone()
        self.given_key = self.given.parsed_key(str(self.world.key))

    def attempts(self) -> Iterator[tuple[str, Attempt]]:
        """Forgeries without end, a kind after the other."""
        kinds = {
            "notes": self.notes(self.world.note),
            "hand-overs": self.notes(self.world.hand_over),
            "keys": self.keys(),
            "inclusions": self.inclusions(),
            "consistencies": self.consistencies(),
            "evidence": self.evidence(),
        }
        for kind, made in cycle(kinds.items()):
            yield kind, next(made)

    def notes(self, note: str) -> Iterator[Attempt]:
        """Every byte of a note in turn is every other one."""
        data = note.encode()
        for change in cycle(range(1, 256)):
            for at in range(len(data)):
                changed = data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]
                yield lambda changed=changed: self._note(changed)

    def _note(self, note: bytes) -> Accepted:
        try:
            self.ours.open_checkpoint(note, keys=[self.world.key])
        except NoteRefused:
            pass
        else:
            return "ours"
        return self._given(lambda: self.given.checkpoint(note.decode(), [self.given_key]))

    def keys(self) -> Iterator[Attempt]:
        """Every letter of the key is another: then it is none, or the note is not its."""
        text = str(self.world.key)
        for change in cycle(range(1, 128)):
            for at in range(len(text)):
                other = text[:at] + chr(ord(text[at]) ^ change) + text[at + 1 :]
                yield lambda other=other: self._key(other)

    def _key(self, text: str) -> Accepted:
        try:
            self.ours.open_checkpoint(self.world.note, keys=[VerifierKey.parse(text)])
        except NoteRefused:
            pass
        else:
            return "ours"
        if text.strip() == str(self.world.key):
            return None  # it is written into files, which end in a line feed
        return self._given(
            lambda: self.given.checkpoint(self.world.note, [self.given.parsed_key(text)])
        )

    def inclusions(self) -> Iterator[Attempt]:
        """A byte of the leaf, the path or the root is another; or the place, or the size."""
        while True:
            size = self.rng.randint(2, EVENTS)
            index = self.rng.randrange(size)
            told: dict[str, Any] = {
                "leaf": self.world.hashes[index],
                "index": index,
                "size": size,
                "path": self.world.path(inclusion_ranges(index, size)),
                "root": self.world.root(size),
            }
            forged = {**told, **self._forged(told, ("leaf", "root"), ("index",))}
            yield lambda forged=forged: self._inclusion(forged)

    def _inclusion(self, told: dict[str, Any]) -> Accepted:
        try:
            self.ours.check_inclusion(**told)
        except ProofRefused:
            pass
        else:
            return "ours"
        if not 0 <= told["index"] < told["size"]:
            return None  # who calls has looked at that

        def given() -> None:
            leaf, path = told["leaf"], told["path"]
            root = self.given.root_by_path(leaf, told["index"], told["size"], path)
            if root != told["root"]:
                raise self.given.Bad("another")

        return self._given(given)

    def consistencies(self) -> Iterator[Attempt]:
        """A byte of a root or of the path is another; or there is more of it, or less."""
        while True:
            new = self.rng.randint(2, EVENTS)
            old = self.rng.randint(1, new - 1)
            told: dict[str, Any] = {
                "old": old,
                "new": new,
                "old_root": self.world.root(old),
                "new_root": self.world.root(new),
                "path": self.world.path(consistency_ranges(old, new)),
            }
            forged = {**told, **self._forged(told, ("old_root", "new_root"), ())}
            yield lambda forged=forged: self._consistency(forged)

    def _consistency(self, told: dict[str, Any]) -> Accepted:
        try:
            self.ours.check_consistency(**told)
        except ProofRefused:
            pass
        else:
            return "ours"
        old = self.given.Checkpoint(NAME, told["old"], told["old_root"], ())
        new = self.given.Checkpoint(NAME, told["new"], told["new_root"], ())
        return self._given(lambda: self.given.check_consistent(new, old, told["path"]))

    def _forged(
        self, told: dict[str, Any], hashes: tuple[str, ...], numbers: tuple[str, ...]
    ) -> dict[str, Any]:
        path: list[bytes] = list(told["path"])
        ways: list[str] = [*hashes, *numbers, "longer"]
        ways += ["path", "shorter"] if path else []
        match self.rng.choice(ways):
            case "path":
                at = self.rng.randrange(len(path))
                return {"path": [*path[:at], self._other(path[at]), *path[at + 1 :]]}
            case "longer":
                at = self.rng.randint(0, len(path))
                return {"path": [*path[:at], self.rng.choice(self.world.hashes), *path[at:]]}
            case "shorter":
                at = self.rng.randrange(len(path))
                return {"path": [*path[:at], *path[at + 1 :]]}
            case number if number in numbers:
                return {number: told[number] + self.rng.choice([-EVENTS, -2, -1, 1, 2, EVENTS])}
            case name:
                return {name: self._other(told[name])}

    def _other(self, data: bytes) -> bytes:
        at = self.rng.randrange(len(data))
        return data[:at] + bytes([data[at] ^ self.rng.randint(1, 255)]) + data[at + 1 :]

    def evidence(self) -> Iterator[Attempt]:
        """Every byte of a file of evidence in turn is every other one."""
        data = self.world.evidence
        for change in cycle(range(1, 256)):
            for at in range(len(data)):
                changed = data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]
                yield lambda changed=changed: self._evidence(changed)

    def _evidence(self, data: bytes) -> Accepted:
        right = read_evidence(self.world.evidence)
        try:
            read = read_evidence(data)
            self.ours.check_evidence(read, pinned=[self.world.key])
        except EvidenceRefused:
            pass
        else:  # another spelling of the same, or of the keys, on which nothing rests here
            if (read.events, read.checkpoint) != (right.events, right.checkpoint):
                return "ours"
        try:
            told = self.given.read_json(data)
            same = told["events"], told["checkpoint"]
            self.given.verify_evidence(told, [self.given_key])
        except (self.given.Bad, *self.given.MISMADE):
            return None
        known = self.given.read_json(self.world.evidence)
        return None if same == (known["events"], known["checkpoint"]) else "given"

    def _given(self, attempt: Callable[[], object]) -> Accepted:
        try:
            attempt()
        except (self.given.Bad, *self.given.MISMADE):
            return None
        return "given"


def run(rounds: int) -> Outcome:
    """So many forgeries."""
    return hold(Forger(), rounds)


def hold(forger: Forger, rounds: int) -> Outcome:
    """Try them; what one of the verifiers accepts is a fault."""
    outcome = Outcome()
    for number, (kind, attempt) in enumerate(islice(forger.attempts(), rounds)):
        accepted = attempt()
        outcome.count(kind)
        if accepted is not None:
            outcome.fault(f"round {number}: a forgery among {kind} was accepted by {accepted}")
    return outcome


def lenient(note: str | bytes, **options: Any) -> Checkpoint:
    """A careless verifier: it reads base64 as its library does if not told otherwise."""
    text = (note if isinstance(note, bytes) else note.encode()).decode(errors="replace")
    body, _, line = text.rpartition("\n— ")
    name, _, encoded = line.rstrip().partition(" ")
    try:
        again = b64encode(b64decode(encoded + "==")).decode()
    except ValueError as error:
        raise NoteRefused(str(error)) from None
    return open_checkpoint(f"{body}\n— {name} {again}\n", **options)


TRIAL = Trial(
    name="forge",
    about="Notes, keys, proofs of inclusion and consistency, evidence with a byte, a place or a "
    "hash that is another, held to both verifiers",
    aim="≥ 1,000,000, 0 accepted",
    rounds=1_000_000,
    run=run,
)
