"""Signed checkpoints on both databases: made, kept, handed over, and never changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from marshrut.ledger.checkpoint import checkpoint_at
from marshrut.ledger.checkpoints import Cause, Checkpoints
from marshrut.ledger.evidence import consistency, inclusion
from marshrut.ledger.kept_leaves import kept_hashes
from marshrut.ledger.key_rotation import rotate_master_key
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.leaves import leaf_hashes
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.master_key import MasterKeyError
from marshrut.ledger.notes import VerifierKey, open_checkpoint
from marshrut.ledger.points import PositionBeyondHead
from marshrut.ledger.proofs import check_consistency, check_inclusion
from marshrut.ledger.schema_proof import log_key
from marshrut.ledger.subtrees import root_at
from marshrut.ledger.trust import believed_keys, proof_of, trust
from tests.support.appends import annulled

MASTER = bytes(range(32))
NAME = "test.example.org/ledger"
NOON = datetime(2026, 11, 21, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[KeyStore]:
    with closing(KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", MASTER)) as store:
        store.create_tables()
        yield store


@pytest.fixture
def checkpoints(ledger: Ledger, keys: KeyStore) -> Checkpoints:
    return Checkpoints(ledger, keys.signing, name=NAME)


def append(ledger: Ledger, events: int) -> None:
    ledger.append([annulled(uuid4(), 1) for _ in range(events)])


def pinned(checkpoints: Checkpoints) -> VerifierKey:
    return checkpoints.log_keys()[-1].public


def test_a_note_tells_the_size_and_the_root_and_is_the_same_again(
    ledger: Ledger, checkpoints: Checkpoints
) -> None:
    append(ledger, 5)
    for position in (0, 3, 5):
        note = checkpoints.note(position=position)
        assert "\n".join(note.split("\n")[1:3]).replace("\n", " ") == checkpoint_at(
            ledger, position=position
        )
        told = open_checkpoint(note, keys=[pinned(checkpoints)])
        assert (told.origin, told.size) == (NAME, position)
        assert checkpoints.note(position=position) == note
    with pytest.raises(PositionBeyondHead):
        checkpoints.note(position=6)


def test_a_log_that_nobody_named_is_named_by_chance(ledger: Ledger, keys: KeyStore) -> None:
    unnamed = Checkpoints(ledger, keys.signing)
    name = pinned(unnamed).name
    assert name.startswith("marshrut/ledger-")
    assert pinned(Checkpoints(ledger, keys.signing, name="another")).name == name


def test_what_is_kept_has_the_hashes_of_its_leaves(
    ledger: Ledger, checkpoints: Checkpoints
) -> None:
    append(ledger, 300)
    for position in (100, 300, 256):
        checkpoints.keep(position=position, cause=Cause.REQUEST, now=NOON)
        checkpoints.keep(position=position, cause=Cause.REQUEST, now=NOON)
    assert [kept.position for kept in checkpoints.page(after=0, limit=9)] == [100, 256, 300]
    assert [kept.position for kept in checkpoints.page(after=100, limit=1)] == [256]
    with ledger.engine.connect() as connection:
        everything = leaf_hashes(connection, after=0, upto=300)
        for upto in (0, 1, 255, 256, 257, 300, 301):
            assert list(kept_hashes(connection, upto=upto)) == everything[:upto]


def test_one_is_kept_when_it_is_due(ledger: Ledger, checkpoints: Checkpoints) -> None:
    assert checkpoints.keep_if_due(now=NOON, every=HOUR) is None  # of nothing
    append(ledger, 1)
    assert checkpoints.keep_if_due(now=NOON, every=HOUR) is not None
    assert checkpoints.keep_if_due(now=NOON + 2 * HOUR, every=HOUR) is None  # nothing is new
    append(ledger, 1)
    assert checkpoints.keep_if_due(now=NOON + HOUR / 2, every=HOUR) is None
    assert checkpoints.keep_if_due(now=NOON + HOUR, every=HOUR) is not None
    causes = [(kept.position, kept.cause) for kept in checkpoints.page(after=0, limit=9)]
    assert causes == [(1, "SCHEDULE"), (2, "SCHEDULE")]
    assert checkpoints.last_of(Cause.EDITION) is None


def test_proofs_of_the_ledger_hold(ledger: Ledger, checkpoints: Checkpoints) -> None:
    append(ledger, 600)
    checkpoints.keep(position=600, cause=Cause.REQUEST, now=NOON)
    with ledger.engine.connect() as connection:
        leaves = leaf_hashes(connection, after=0, upto=600)
    for size in (1, 255, 256, 257, 513, 600):
        root = root_at(ledger, position=size)
        for position in {1, 200, 256, 257, 512, 600, size}:
            if position <= size:
                check_inclusion(
                    leaf=leaves[position - 1],
                    index=position - 1,
                    size=size,
                    path=inclusion(ledger, position=position, size=size),
                    root=root,
                )
        for old in (0, 1, 100, 256, 300, size):
            if old <= size:
                check_consistency(
                    old=old,
                    new=size,
                    old_root=root_at(ledger, position=old),
                    new_root=root,
                    path=consistency(ledger, old=old, new=size),
                )


def test_the_log_is_handed_over_from_key_to_key(ledger: Ledger, checkpoints: Checkpoints) -> None:
    append(ledger, 3)
    first = pinned(checkpoints)
    before = checkpoints.note(position=3)
    for _ in range(2):
        checkpoints.rotate(now=NOON)
        append(ledger, 1)
    told = checkpoints.log_keys()
    assert [key.number for key in told] == [1, 2, 3]
    assert [key.signs for key in told] == [False, False, True]
    assert len({key.public.public for key in told}) == 3
    assert {key.public.name for key in told} == {NAME}
    proof = proof_of(ledger.engine)
    assert believed_keys([first], proof.keys) == {key.public for key in told}
    assert believed_keys([told[1].public], proof.keys) == {key.public for key in told[1:]}
    last = checkpoints.note(position=5)
    by_the_first = trust([("before", before), ("last", last)], keys=[first])
    assert (len(by_the_first.checkpoints), by_the_first.unknown) == (1, 1)
    everybody = believed_keys([first], proof.keys)
    assert len(trust([("before", before), ("last", last)], keys=everybody).checkpoints) == 2
    assert [kept.cause for kept in checkpoints.page(after=0, limit=9)] == ["ROTATION"] * 2


def test_a_key_that_was_only_put_there_is_not_believed(
    ledger: Ledger, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    append(ledger, 1)
    first = pinned(checkpoints)
    with closing(KeyStore(f"sqlite:///{tmp_path / 'other.db'}", bytes(32))) as other:
        other.create_tables()
        forger = Checkpoints(ledger, other.signing, name=NAME)
        forger.rotate(now=NOON)
        assert len(forger.log_keys()) == 2
    proof = proof_of(ledger.engine)
    assert len(proof.keys) == 3
    assert believed_keys([first], proof.keys) == {first}


def test_private_halves_are_wrapped_and_destroyed(
    ledger: Ledger, checkpoints: Checkpoints, keys: KeyStore, tmp_path: Path
) -> None:
    append(ledger, 1)
    private = keys.signing.current(name=NAME).private.private_bytes_raw()
    assert private not in (tmp_path / "keys.db").read_bytes()
    stranger = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", bytes(32))
    with closing(stranger), pytest.raises(MasterKeyError, match="does not open"):
        stranger.signing.current()
    checkpoints.rotate(now=NOON)
    assert keys.signing.current().private.private_bytes_raw() != private


def test_the_signing_key_outlives_a_change_of_the_master_key(
    ledger: Ledger, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    append(ledger, 2)
    checkpoints.keep(position=1, cause=Cause.REQUEST, now=NOON)
    checkpoints.rotate(now=NOON)
    note, told = checkpoints.note(position=2), checkpoints.log_keys()
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    assert rotate_master_key(url, old=MASTER, new=bytes(32), advance=lambda *_: None)
    with pytest.raises(MasterKeyError):
        checkpoints.note(position=2)
    with closing(KeyStore(url, bytes(32))) as store:
        after = Checkpoints(ledger, store.signing)
        assert after.note(position=2) == note
        assert after.log_keys() == told


@pytest.mark.parametrize("table", ["checkpoint", "log_key", "ledger_leaves"])
def test_nobody_changes_what_was_kept(ledger: Ledger, checkpoints: Checkpoints, table: str) -> None:
    append(ledger, 256)
    checkpoints.keep(position=256, cause=Cause.REQUEST, now=NOON)
    column = {"checkpoint": "note", "log_key": "hand_over", "ledger_leaves": "hashes"}[table]
    for change in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608
        with ledger.engine.connect() as connection, pytest.raises(DatabaseError, match="append"):
            connection.exec_driver_sql(change)
    with ledger.engine.connect() as connection:
        assert connection.scalar(select(log_key.c.number)) == 1
