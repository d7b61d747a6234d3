#!/usr/bin/env python3
"""Verify what Marshrut has given away, with this file and the public key of its ledger alone.

    python3 marshrut_verify.py FILE --key KEY [--checkpoint NOTE ...]

FILE is an exported ledger (.jsonl, .jsonl.gz), evidence of a case or an event, an edition of a
report in JSON, or the answer of /ledger/proofs/consistency. KEY is the public key, or a file with
it, that was received from the ledger's keeper at some earlier time; NOTE is a checkpoint that was
kept since. Needs Python 3.9 or newer and the package «cryptography»; asks nobody anything.

Exit code 0: verified. 1: not, and why. 2: used wrongly.

It shares no line with the program that writes what it reads. The formats are those of RFC 9162
(tree), C2SP signed-note and tlog-checkpoint (checkpoints), and docs/proof.md (leaves, files).
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gzip
import hashlib
import itertools
import json
import re
import struct
import sys
import uuid
import zlib
from pathlib import Path
from typing import IO, Any, Dict, Iterable, Iterator, NamedTuple, Tuple, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BLOCK = 256
SUCCESSOR = "marshrut-successor "
LONGEST_LINE = 1 << 24


class Bad(Exception):
    """What is wrong, in one line."""


MISMADE = (KeyError, TypeError, AttributeError, ValueError, RecursionError, struct.error)
"""What Python says of a file that is not made as it should be."""


Told = Dict[str, Any]
Key = Tuple[str, bytes, bytes]
"""A name, four bytes by which signatures name it, and the public key."""


class Checkpoint(NamedTuple):
    """How many events a ledger has, and the root over them."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...]


# --- the tree (RFC 9162, 2.1) -----------------------------------------------------------------


def sha256(data: bytes) -> bytes:
    """Its digest."""
    return hashlib.sha256(data).digest()


def leaf_hash(event: Told) -> bytes:
    """The hash of the leaf of a stored event, as decision 0020 lays it out."""
    topic = event["topic"].encode()
    if ("state" in event) == ("state_base64" in event):
        raise Bad("an event has one state")
    state = event["state"].encode() if "state" in event else b64(event["state_base64"])
    numbers = [event[name] for name in ("position", "recorded_at", "originator_version")]
    identity = uuid.UUID(event["originator_id"])
    # Python reads True as a number, and an id with an underscore among its digits.
    if str(identity) != event["originator_id"] or any(type(each) is not int for each in numbers):
        raise Bad("an event is not spelt as it should be")
    head = struct.pack(
        ">Bqq16sqI",
        1,
        event["position"],
        event["recorded_at"],
        identity.bytes,
        event["originator_version"],
        len(topic),
    )
    return sha256(b"\x00" + head + topic + struct.pack(">I", len(state)) + state)


class Tree:
    """Grows leaf by leaf; keeps the roots of its complete subtrees."""

    def __init__(self) -> None:
        self.size = 0
        self.stack: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        self.stack.append(leaf)
        self.size += 1
        number = self.size
        while number % 2 == 0:
            right = self.stack.pop()
            self.stack.append(sha256(b"\x01" + self.stack.pop() + right))
            number //= 2

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.stack:
            return sha256(b"")
        root = self.stack[-1]
        for left in reversed(self.stack[:-1]):
            root = sha256(b"\x01" + left + root)
        return root


def root_by_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root to which an inclusion path leads, by the definition: from the top down."""
    if size == 1:
        if path:
            raise Bad("the path is too long")
        return leaf
    if not path:
        raise Bad("the path is too short")
    left = largest_power(size)
    if index < left:
        return sha256(b"\x01" + root_by_path(leaf, index, left, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_by_path(leaf, index - left, size - left, path[:-1]))


def roots_by_path(
    old: int, new: int, path: list[bytes], old_root: bytes, *, whole: bool = True
) -> tuple[bytes, bytes]:
    """Both roots to which a consistency path leads, by the definition (2.1.4.1)."""
    if old == new:
        if whole:
            node, rest = old_root, path
        elif path:
            node, rest = path[0], path[1:]
        else:
            raise Bad("the path is too short")
        if rest:
            raise Bad("the path is too long")
        return node, node
    if not path:
        raise Bad("the path is too short")
    left, last = largest_power(new), path[-1]
    if old <= left:
        first, second = roots_by_path(old, left, path[:-1], old_root, whole=whole)
        return first, sha256(b"\x01" + second + last)
    first, second = roots_by_path(old - left, new - left, path[:-1], old_root, whole=False)
    return sha256(b"\x01" + last + first), sha256(b"\x01" + last + second)


def check_consistent(one: Checkpoint, other: Checkpoint, path: list[bytes]) -> None:
    """Raise ``Bad`` unless both are of one ledger, whichever is the older."""
    old, new = sorted((one, other), key=lambda each: each.size)
    if old.size in {0, new.size}:
        same = sha256(b"") if old.size == 0 else new.root
        if path or old.root != same:
            raise Bad("the checkpoints are of different ledgers")
        return
    roots = roots_by_path(old.size, new.size, path, old.root)
    if roots != (old.root, new.root):
        raise Bad("the checkpoints are not proved to be of one ledger")


def largest_power(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


# --- keys and notes (C2SP) --------------------------------------------------------------------


def b64(text: str) -> bytes:
    """Bytes of base64 in its one spelling."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise Bad("this is not spelt as base64 is")
    return data


def parsed_key(text: str) -> Key:
    """A key as (name, id, public bytes)."""
    name, _, rest = text.strip().partition("+")
    given, _, encoded = rest.partition("+")
    data = b64(encoded)
    if not re.fullmatch(r"[^\s+]+", name) or len(data) != 33 or data[0] != 1:
        raise Bad("a key is written NAME+ID+KEY")
    key_id = sha256(name.encode() + b"\n" + data)[:4]
    if key_id.hex() != given:
        raise Bad("the ID of the key is another's: a letter of it must be wrong")
    return name, key_id, data[1:]


def checkpoint(note: str, keys: list[Key]) -> Checkpoint:
    """The checkpoint in a note that one of the keys has signed under the log's own name."""
    if any(sign < " " and sign != "\n" for sign in note) or len(note) > 1 << 16:
        raise Bad("this is no note")
    text, separator, lines = note.rpartition("\n\n")
    text += "\n"
    signatures = lines.split("\n")
    if not separator or signatures.pop() or not 1 <= len(signatures) <= 16:
        raise Bad("this is no note")
    signed_by = set()
    for line in signatures:
        found = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        if not found:
            raise Bad("this is no note")
        data = b64(found[2])
        for name, key_id, public in keys:
            if (name, key_id) != (found[1], data[:4]):
                continue
            if (name, key_id) in signed_by:
                raise Bad("a key has signed twice")
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(data[4:], text.encode())
            except InvalidSignature:
                raise Bad(f"a signature is not that of {name}") from None
            signed_by.add((name, key_id))
    if text.count("\n") < 3:
        raise Bad("this is no checkpoint")
    if not signed_by:
        raise Bad("no key that is believed has signed this checkpoint")
    origin, size, root, *more = text[:-1].split("\n")
    if not all(more) or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or len(b64(root)) != 32:
        raise Bad("this is no checkpoint")
    if all(name != origin for name, _ in signed_by):
        raise Bad("the checkpoint is of another log than the key")
    return Checkpoint(origin, int(size), b64(root), tuple(more))


def with_successors(keys: list[Key], hand_overs: Iterable[str]) -> list[Key]:
    """The keys, and those to which they have handed the log over."""
    keys = list(keys)
    for note in hand_overs:
        try:
            told = checkpoint(note, keys).more
            keys += [
                parsed_key(each[len(SUCCESSOR) :]) for each in told if each.startswith(SUCCESSOR)
            ]
        except Bad:
            continue
    return keys


# --- files ------------------------------------------------------------------------------------


def no_twice(pairs: list[tuple[str, Any]]) -> Told:
    """An object of JSON in which no name stands twice."""
    told = dict(pairs)
    if len(told) != len(pairs):
        raise Bad("a name stands twice in the file")
    return told


def read_json(data: bytes) -> Any:
    """JSON as objects."""
    try:
        return json.loads(data, object_pairs_hook=no_twice)
    except (ValueError, RecursionError):
        raise Bad("the file is cut off or damaged") from None


def opened(path: str) -> IO[bytes]:
    """The file, unpacked."""
    with Path(path).open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path)) if packed else Path(path).open("rb")


def lines_of(path: str) -> Iterator[tuple[Told, str]]:
    """The lines of an exported ledger as objects, each with the digest of those before it."""
    digest = hashlib.sha256()
    with opened(path) as file:
        while True:
            try:
                line = file.readline(LONGEST_LINE + 1)
            except (EOFError, OSError, zlib.error):
                raise Bad("the file is cut off or damaged") from None
            if not line:
                return
            before = digest.hexdigest()
            digest.update(line)
            yield read_json(line), before


def kept_leaves(path: str) -> Iterator[bytes]:
    """The hashes of leaves that are in the file."""
    for line, _ in lines_of(path):
        if "leaves" in line:
            data = b64(line["hashes"])
            for start in range(0, len(data), 32):
                yield data[start : start + 32]


def event_leaves(path: str) -> Iterator[bytes]:
    """The hashes of the events' leaves; ends early where an event is missing or can be none."""
    due = 1
    for line, _ in lines_of(path):
        if "topic" not in line:
            if due > 1 or "format" not in line:
                return
            continue
        try:
            hashed = leaf_hash(line) if line["position"] == due else None
        except (Bad, KeyError, TypeError, ValueError, AttributeError, struct.error):
            hashed = None
        if hashed is None:
            return
        yield hashed
        due += 1


def verify_export(path: str, keys: list[Key], notes: list[str]) -> str:
    """Hold an exported ledger to its checkpoints and to those that were given."""
    told: Told = {"checkpoints": [], "keys": []}
    count: int | None = None
    closed = False
    for line, before in lines_of(path):
        if closed:
            raise Bad("there is more after the closing line")
        if count is None:
            if line.get("format") != "marshrut-ledger" or line.get("version") not in (1, 2):
                raise Bad("this is no export that this program knows")
            count = line["count"]
        elif "checkpoints" in line:
            told = line
        elif "sha256" in line:
            closed = line["sha256"] == before and line["count"] == count
            if not closed:
                break
    keys = with_successors(keys, [each["hand_over"] for each in told["keys"] if each["hand_over"]])
    held = [checkpoint(note, keys) for note in [*told["checkpoints"], *notes]]
    if not held:
        raise Bad("there is no checkpoint to hold the ledger to")
    vouched = hold(path, sorted(held, key=lambda each: each.size))
    if not closed:
        raise Bad("the lines of the file are not those that were written")
    return f"{count} events, vouched for up to position {vouched}"


def hold(path: str, held: list[Checkpoint]) -> int:
    """Hold the events to the checkpoints; the last position that one vouches for."""
    tree, vouched = Tree(), 0
    due = list(held)
    for leaf in itertools.chain([None], event_leaves(path)):
        if leaf is not None:
            tree.add(leaf)
        while due and due[0].size == tree.size and due[0].root == tree.root():
            vouched = due.pop(0).size
        if due and due[0].size <= tree.size:
            break
    if due:
        raise first_bad(path, vouched, due[0])
    return vouched


def first_bad(path: str, vouched: int, failed: Checkpoint) -> Bad:
    """Which event is the first that is bad, as far as that can be told."""
    right = Tree()
    for leaf in itertools.islice(kept_leaves(path), failed.size):
        right.add(leaf)
    if right.size == failed.size and right.root() == failed.root:
        pairs = itertools.zip_longest(event_leaves(path), kept_leaves(path))
        for position, (found, expected) in enumerate(pairs, 1):
            if found != expected:
                return Bad(f"the first bad event is at position {position}")
    between = f"{vouched + 1} to {failed.size}"
    return Bad(f"the first bad event is at one of positions {between}")


def verify_evidence(told: Told, keys: list[Key]) -> str:
    """Hold every event of the evidence to its checkpoint."""
    keys = with_successors(keys, [each["hand_over"] for each in told["keys"] if each["hand_over"]])
    held = checkpoint(told["checkpoint"], keys)
    for each in told["events"]:
        position = each["event"]["position"]
        if not 1 <= position <= held.size:
            raise Bad(f"the event at position {position} is not under the checkpoint")
        path = [b64(step) for step in each["path"]]
        if root_by_path(leaf_hash(each["event"]), position - 1, held.size, path) != held.root:
            raise Bad(f"the event at position {position} is not what was recorded")
    return f"{len(told['events'])} events, all under the checkpoint of {held.size}"


def verify_edition(told: Told, keys: list[Key], notes: list[str]) -> str:
    """Hold an edition to the one before and to checkpoints that were given."""
    proof = told["proof"]
    keys = with_successors(keys, proof["hand_overs"])
    held = checkpoint(proof["note"], keys)
    if told["point"]["known_position"] != held.size:
        raise Bad("the edition is of another point than its checkpoint")
    if proof["since"] is not None:
        path = [b64(step) for step in proof["path"]]
        check_consistent(held, checkpoint(proof["since"], keys), path)
    for note in notes:
        other = checkpoint(note, keys)
        if other.size == held.size and other.root != held.root:
            raise Bad("the edition is of another ledger than a checkpoint that was given")
    return f"the edition is of the ledger at position {held.size}"


def verify_consistency(told: Told, keys: list[Key], notes: list[str]) -> str:
    """Hold the checkpoint of a proof to older ones."""
    if not notes:
        raise Bad("give the older checkpoint by --checkpoint")
    new = checkpoint(told["checkpoint"], keys)
    path = [b64(step) for step in told["path"]]
    for note in notes:
        old = checkpoint(note, keys)
        if (old.size, new.size) != (told["old"], told["new"]):
            raise Bad("the proof is of other sizes than the checkpoints")
        check_consistent(old, new, path)
    return f"the ledger at {told['old']} is the beginning of that at {told['new']}"


def verify(path: str, keys: list[Key], notes: list[str]) -> str:
    """What was verified, in words. Raises ``Bad``."""
    with opened(path) as file:
        try:
            head = file.read(64)
        except (EOFError, OSError, zlib.error):
            raise Bad("the file is cut off or damaged") from None
    if head.startswith(b'{"format":"marshrut-ledger"'):
        return verify_export(path, keys, notes)
    with opened(path) as file:
        told = read_json(file.read())
    if not isinstance(told, dict):
        raise Bad("this is no file that this program knows")
    if told.get("format") == "marshrut-evidence" and told.get("version") == 1:
        return verify_evidence(told, keys)
    if "proof" in told:
        return verify_edition(told, keys, notes)
    if {"old", "new", "path", "checkpoint"} <= set(told):
        return verify_consistency(told, keys, notes)
    raise Bad("this is no file that this program knows")


def main() -> None:
    """Verify what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file")
    parser.add_argument("--key", action="append", required=True)
    parser.add_argument("--checkpoint", action="append", default=[])
    asked = parser.parse_args()
    try:
        keys: list[Key] = []
        for given in asked.key:
            text = given if "+" in given else Path(given).read_text("utf-8")
            keys += [parsed_key(line) for line in text.split("\n") if line.strip()]
        notes = [Path(name).read_bytes().decode() for name in asked.checkpoint]
        print("verified: " + verify(asked.file, keys, notes))
    except (Bad, OSError) as error:
        sys.exit(f"NOT VERIFIED: {error}")
    except MISMADE:
        sys.exit("NOT VERIFIED: the file is not made as it should be")


if __name__ == "__main__":
    main()
