"""A new master key: all is wrapped anew or nothing is, whenever the process dies."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url

from marshrut.ledger import key_rotation
from marshrut.ledger.key_database import KeyDatabase
from marshrut.ledger.key_rotation import rotate_master_key
from marshrut.ledger.key_wrapping import PERMANENT, WrongMasterKey
from marshrut.ledger.keys import KeyStore
from marshrut.ledger.master_key import derive

OLD, NEW, THIRD = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
ACT = {"act_number": "7", "reason": "Отзыв согласия", "actor": "admin"}
CASES, STEP = 5, 2
STEPS = 3 + 1 + 1
"""Of keys of cases, of those of files, of reasons: so often is told how far it is."""


@dataclass
class Kept:
    """What an installation has wrapped under its master key, in clear."""

    url: str
    keys: dict[UUID, bytes]
    file: tuple[UUID, bytes]
    erased: UUID

    def opens(self, master_key: bytes) -> bool:
        """Whether all of it opens with the key; and if not, that nothing does."""
        with closing(KeyStore(self.url, master_key)) as store:
            questions: list[Callable[[], bool]] = [
                lambda: store.check(expected=True) is None,
                lambda: store.get_many(self.keys) == self.keys,
                lambda: store.files.get(self.file[0]) == self.file[1],
                lambda: getattr(store.erasure(self.erased), "reason", None) == ACT["reason"],
                *(
                    partial(lambda name: store.secret(name) == derive(OLD, purpose=name), name)
                    for name in PERMANENT
                ),
            ]
            answers = {answered(question) for question in questions}
        assert len(answers) == 1
        return answers.pop()

    def rotate(self, new: bytes = NEW, old: bytes = OLD) -> bool:
        """The new key, by the old."""
        return rotate_master_key(self.url, old=old, new=new, advance=lambda _done, _total: None)


def answered(question: Callable[[], bool]) -> bool:
    """What the store says, where it can be opened at all."""
    try:
        return question()
    except WrongMasterKey:
        return False


@pytest.fixture
def kept(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Kept:
    monkeypatch.setattr(key_rotation, "ROWS_A_STEP", STEP)
    with closing(KeyStore(database_url, OLD)) as store:
        store.create_tables()
        keys = store.create_many([uuid4() for _ in range(CASES)])
        file_id, erased = uuid4(), uuid4()
        file = file_id, store.files.create(file_id)
        store.create(erased)
        store.erase(erased, at=datetime(2026, 11, 21, tzinfo=UTC), **ACT)
    return Kept(database_url, keys, file, erased)


def test_the_new_key_opens_all_and_the_old_nothing(kept: Kept) -> None:
    assert kept.opens(OLD)
    assert kept.rotate()
    assert (kept.opens(NEW), kept.opens(OLD)) == (True, False)
    assert kept.rotate(THIRD, NEW)
    assert (kept.opens(THIRD), kept.opens(NEW)) == (True, False)


def test_what_is_done_is_not_done_again(kept: Kept) -> None:
    assert kept.rotate()
    assert not kept.rotate()
    assert kept.opens(NEW)
    with pytest.raises(WrongMasterKey):
        kept.rotate(THIRD, OLD)
    assert kept.opens(NEW)


def test_a_process_with_the_old_key_writes_nothing(kept: Kept) -> None:
    with closing(KeyStore(kept.url, OLD)) as running:
        kept.rotate()
        case_id = uuid4()
        for write in (
            lambda: running.create(case_id),
            lambda: running.files.create(case_id),
            lambda: running.erase(case_id, at=datetime(2026, 11, 21, tzinfo=UTC), **ACT),
            lambda: running.secret("blind index"),
        ):
            with pytest.raises(WrongMasterKey):
                write()
    with closing(KeyStore(kept.url, NEW)) as store:
        assert (store.get(case_id), store.erasure(case_id)) == (None, None)
        assert store.files.get(case_id) is None


def dying(url: str, after: int) -> None:
    """Rotate in a process that is killed once it has told ``after`` times how far it is."""
    left = iter(range(after))

    def advance(_done: int, _total: int) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeyDatabase, "scrub", lambda _self: advance(0, 0))
        rotate_master_key(url, old=OLD, new=NEW, advance=advance)


@pytest.mark.parametrize("after", range(STEPS + 1))
def test_killed_at_any_moment_one_of_the_keys_opens_all(kept: Kept, after: int) -> None:
    process = get_context("fork").Process(target=dying, args=(kept.url, after))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    done = after == STEPS  # all was told of, and committed
    assert (kept.opens(OLD), kept.opens(NEW)) == (not done, done)
    assert kept.rotate() is not done
    assert kept.opens(NEW)


def test_an_installation_of_before_comes_along_by_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'keys.db'}"
    with closing(KeyStore(url, OLD)) as store:
        store.create_tables()
        key = store.create(case_id := uuid4())
        secrets = {name: store.secret(name) for name in PERMANENT}
    with closing(sqlite3.connect(make_url(url).database or "")) as connection:
        for statement in (
            "DROP TABLE secret",
            "DROP TABLE master_key",
            "ALTER TABLE erasure DROP COLUMN destroyed",
        ):
            connection.execute(statement)
    with closing(KeyStore(url, THIRD)) as foreign:
        foreign.create_tables()
        with pytest.raises(WrongMasterKey):
            foreign.check(expected=True)
    with closing(KeyStore(url, OLD)) as store:
        store.create_tables()
        store.check(expected=True)
        assert store.get(case_id) == key
        assert {name: store.secret(name) for name in PERMANENT} == secrets


def test_a_secret_that_no_rotation_would_keep_is_not_given(kept: Kept) -> None:
    with closing(KeyStore(kept.url, OLD)) as store, pytest.raises(ValueError, match="keep"):
        store.secret("something new")
