"""A master key or a database of keys that is not this ledger's: nothing is read or written so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text

from api.app import create_app
from api.commands.migrate import prepare
from api.commands.opened import opened
from api.context import EXTENSION
from api.settings import load_settings
from marshrut.ledger.key_wrapping import WrongMasterKey
from marshrut.ledger.keys import KeysLost
from marshrut.ledger.master_key import MasterKeyError, create_master_key
from tests.support.http import Client, Installation, answered, open_case, opening


@contextmanager
def with_other(installation: Installation, client: Client, **environ: str) -> Iterator[Client]:
    """The same client of the same ledger, under other settings."""
    settings = load_settings(installation.environ | environ)
    prepare(settings)
    app = create_app(settings)
    try:
        yield Client(app, client.token)
    finally:
        app.extensions[EXTENSION].close()


def other_settings(kind: type[MasterKeyError], tmp_path: Path) -> dict[str, str]:
    """What an operator mistook: the file of the key, or the database of the keys."""
    if kind is KeysLost:
        return {"MARSHRUT_KEYS_URL": f"sqlite:///{tmp_path / 'empty.db'}"}
    create_master_key(tmp_path / "other.key")
    return {"MARSHRUT_MASTER_KEY_FILE": str(tmp_path / "other.key")}


@pytest.mark.parametrize("kind", [WrongMasterKey, KeysLost])
def test_nothing_is_read_or_written_under_keys_of_another_ledger(
    installation: Installation, staff: Client, tmp_path: Path, kind: type[MasterKeyError]
):
    case_id = open_case(staff)["case_id"]
    head = answered(staff.get("ledger/head"))
    mistaken = other_settings(kind, tmp_path)
    with with_other(installation, staff, **mistaken) as other:
        for answer in (
            other.get("/readyz"),
            other.get(f"cases/{case_id}"),
            other.post("cases", opening()),
        ):
            assert (answer.status_code, answered(answer)["code"]) == (503, "NOT_READY")
    settings = load_settings(installation.environ | mistaken)
    with pytest.raises(kind), opened(settings):
        pass
    assert answered(staff.get("ledger/head")) == head
    assert answered(staff.get(f"cases/{case_id}"))["person"] is not None


def test_a_ledger_without_cases_needs_no_keys_yet(
    installation: Installation, staff: Client, tmp_path: Path
):
    with with_other(installation, staff, **other_settings(KeysLost, tmp_path)) as other:
        assert other.get("/readyz").status_code == 200


def test_keys_that_were_all_erased_are_not_lost(installation: Installation, staff: Client):
    erased = {"reason": "Отзыв согласия", "act_number": "1"}
    path = f"cases/{open_case(staff)['case_id']}"
    assert installation.admin().post(f"{path}/erasure", erased).status_code == 201
    with with_other(installation, staff) as again:
        assert answered(again.get(path))["person_erased"] is True


def test_one_key_that_is_lost_is_not_a_person_erased(installation: Installation, staff: Client):
    """As after restoring an older copy of the keys: later cases have none."""
    case = open_case(staff)
    kept = open_case(staff)
    keys = create_engine(installation.environ["MARSHRUT_KEYS_URL"])
    with keys.begin() as connection:
        lost = "DELETE FROM case_key WHERE case_id = :id"
        deleted = connection.execute(text(lost), {"id": UUID(case["case_id"]).hex})
        assert deleted.rowcount == 1
    keys.dispose()
    path = f"cases/{case['case_id']}"
    for answer in (
        staff.get(path),
        staff.get("cases"),
        staff.post(f"{path}/confirmations", {"effective_on": "2026-01-01"}, version=2),
    ):
        assert (answer.status_code, answered(answer)["code"]) == (503, "NOT_READY")
    assert answered(staff.get(f"cases/{kept['case_id']}"))["person"] is not None
