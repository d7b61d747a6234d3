"""A reader that asks again where the database was restarted in the middle of its question."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Any

from sqlalchemy import Select

from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.rows import StoredRecord

PATIENCE = 120.0
PAUSE = 0.05


class PatientReader(LedgerReader):
    """Of a ledger whose server is killed now and then, by whoever reads it or by others."""

    def _rows(self, statement: Select[Any], **parameters: Any) -> list[StoredRecord]:
        until = monotonic() + PATIENCE
        while True:
            try:
                return super()._rows(statement, **parameters)
            except CONNECTION_LOST:
                if monotonic() > until:
                    raise
                sleep(PAUSE)
