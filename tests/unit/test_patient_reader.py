"""The trials' reader outlives a restart of the database, and no other fault."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from marshrut.ledger.reading import LedgerReader
from tests.support.patient_reader import PatientReader

ENGINE = create_engine("sqlite://")


def failing(times: int, error: type[Exception]) -> Any:
    left = [times]

    def rows(_self: LedgerReader, _statement: Any, **_parameters: Any) -> list[Any]:
        if left[0]:
            left[0] -= 1
            raise error("SELECT", {}, Exception("gone"))  # type: ignore[call-arg]
        return ["a row"]

    return rows


def test_it_asks_again_where_the_connection_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LedgerReader, "_rows", failing(3, OperationalError))
    assert PatientReader(ENGINE).between(after=0) == ["a row"]


def test_what_is_wrong_stays_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LedgerReader, "_rows", failing(1, ProgrammingError))
    with pytest.raises(ProgrammingError):
        PatientReader(ENGINE).between(after=0)
