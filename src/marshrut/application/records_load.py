"""Many records of a kind from a sheet: each row judged as any write, each saved as a whole.

The id of a record follows from what its row says, so the same sheet can be sent again, after an
interruption too: what is there is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

import msgspec

from marshrut.application.plain_writes import check_right
from marshrut.application.record_sheets import SheetRow
from marshrut.application.records import open_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.imports.problems import Problem, problem_of
from marshrut.records.kinds import Kind
from marshrut.refusals import Refused

NAMESPACE = UUID("5f0d4c1e-3f55-5b0a-9d3b-6a1f0b3c9e27")


class LoadedRecords(msgspec.Struct):
    """What came of a sheet: each of its ``rows`` is one of the three."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    dry_run: bool = False
    errors: list[Problem] = []
    record_ids: list[UUID] = []


class Loading(NamedTuple):
    """Who opens records of which kind, and what has come of it so far."""

    service: Service
    request: Request
    kind: Kind
    told: LoadedRecords


def load_records(
    service: Service,
    request: Request,
    kind: Kind,
    rows: Iterable[SheetRow],
    *,
    effective_on: date,
    dry_run: bool,
) -> LoadedRecords:
    """Open a record for each row; with ``dry_run`` only judge.

    ``effective_on``: the day of rows that say none. An ``Idempotency-Key`` is not heeded: it stands
    for one answer. Raises ``Refused`` (``FORBIDDEN``) for who may not open such records at all.
    """
    check_right(request.actor, kind.opening)
    keyless = msgspec.structs.replace(request, idempotency=None)
    told = LoadedRecords(dry_run=dry_run)
    for row in rows:
        told.rows += 1
        day = row.effective_on or effective_on
        errors = list(row.problems) or _open(Loading(service, keyless, kind, told), row, day)
        told.rejected += bool(errors)
        told.errors += errors
    return told


def _open(loading: Loading, row: SheetRow, day: date) -> list[Problem]:
    service, request, kind, told = loading
    record_id = _identity(request, kind, row, day)
    if service.record(record_id) is not None:
        told.skipped += 1
        return []
    try:
        open_record(
            service,
            request,
            kind,
            effective_on=day,
            fields=row.fields,
            state=row.state,
            organisation=row.organisation,
            record_id=record_id,
            save=not told.dry_run,
        )
    except Refused as refused:
        return [
            problem_of(found, row=row.number, column=_column(row, found.field))
            for found in refused.findings
        ]
    told.accepted += 1
    told.record_ids += [] if told.dry_run else [record_id]
    return []


def _identity(request: Request, kind: Kind, row: SheetRow, day: date) -> UUID:
    whose = row.organisation or request.actor.organisation or ",".join(request.actor.regions)
    said = (kind.code, whose, day, row.state, row.fields)
    return uuid5(NAMESPACE, msgspec.json.encode(said, order="sorted").decode())


def _column(row: SheetRow, field: str | None) -> str | None:
    name = (field or "").removeprefix("fields.").partition("[")[0].partition(".")[0]
    return row.headings.get(name)
