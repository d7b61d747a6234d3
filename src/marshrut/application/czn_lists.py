"""A list of an employment centre becomes a record: rows by СНИЛС, lines by case (S001-6.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.application.records import SavedRecord, open_record
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import is_in_scope
from marshrut.cases.lifecycle import MERGED
from marshrut.imports.czn import CznRow
from marshrut.records.kinds import kinds
from marshrut.refusals import refuse

KIND = "CZN_LIST"
SOURCE = "CZN"


class Taken(NamedTuple):
    """The record, and how many of the rows led to cases in scope."""

    saved: SavedRecord
    rows: int
    found: int


def take_list(
    service: Service,
    request: Request,
    rows: list[CznRow],
    *,
    effective_on: date,
    organisation: str | None = None,
    region_code: str | None = None,
    **said: Any,
) -> Taken:
    """Open a record with what the rows say of cases in scope. Raises ``Refused``, ``Repeated``.

    Of a person with several rows the one that holds on the day is taken, else the last to begin.
    No СНИЛС is kept; rows that lead to no case are only counted.
    """
    stated_on = date.fromisoformat(said["stated_on"])
    if stated_on > effective_on:
        raise refuse("FUTURE_ACTUAL", field="stated_on", effective_on=stated_on, today=effective_on)
    by_snils: dict[str, CznRow] = {}
    for row in sorted(rows, key=lambda each: _rank(each, stated_on)):
        by_snils[row.snils] = row
    lines, found = dict[UUID, CznRow](), 0
    for snils, row in by_snils.items():
        cases = list(_cases(service, request, snils))
        found += bool(cases)
        lines |= dict.fromkeys(cases, row)
    fields = {**said, "persons": len(by_snils), "not_found": len(by_snils) - found}
    if lines:
        fields["lines"] = [_line(case_id, row) for case_id, row in sorted(lines.items())]
    saved = open_record(
        service,
        request,
        kinds()[KIND],
        effective_on=effective_on,
        fields=fields,
        organisation=organisation,
        region_code=region_code,
        source=SOURCE,
    )
    return Taken(saved, len(by_snils), found)


def _rank(row: CznRow, day: date) -> tuple[bool, date]:
    """What comes later is taken rather."""
    ended = row.deregistered_on is not None and row.deregistered_on <= day
    return row.registered_on <= day and not ended, row.registered_on


def _cases(service: Service, request: Request, snils: str) -> Iterable[UUID]:
    """The cases of the person that are in scope, but for those merged into others."""
    for case_id in sorted(service.cases_found_by(service.blind.snils(snils))):
        if is_in_scope(service, request, case_id):
            case = service.case(case_id)
            if case is not None and case.history.lifecycle(service.today()) != MERGED:
                yield case_id


def _line(case_id: UUID, row: CznRow) -> dict[str, Any]:
    until = row.deregistered_on
    return {
        "case_id": str(case_id),
        "registration": row.registration,
        "registered_on": str(row.registered_on),
        **({"deregistered_on": str(until)} if until else {}),
    }
