"""Moved cells and cases as answers show them; a cell's name, with which its cases are asked for."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from api.shapes import LAST_YEAR
from api.texts import label
from marshrut.ledger.clock import moment_of
from marshrut.refusals import refuse
from projections.case_list import CaseRow
from projections.differences import Cell, MovedCase, MovedCell, NamedEvent, Question
from projections.differences.cells import MEASURES, RISKS

CELL = "cells[].cell"
IDS = {"case_id", "number"}


def named(cell: Cell) -> str:
    """The name of a cell."""
    return urlsafe_b64encode(msgspec.json.encode(cell)).decode()


def asked_cell(name: str | None, question: Question) -> Cell:
    """The cell of the name. Raises ``Refused``: not named, or none that the question has."""
    if name is None:
        raise refuse("REQUIRED", field="cell", expected=CELL)
    try:
        cell = msgspec.json.decode(urlsafe_b64decode(name), type=Cell)
    except (msgspec.MsgspecError, binascii.Error, ValueError) as error:
        raise _no_cell() from error
    own = MEASURES.get(cell.measure)
    names = {*question.by, own} - {None}
    if cell.measure not in question.measures or cell.key.keys() != names:
        raise _no_cell()
    if not all(_fits(name, value, question) for name, value in cell.key.items()):
        raise _no_cell()
    if cell.measure in RISKS and cell.key["at_risk"] != RISKS[cell.measure]:
        raise _no_cell()
    return cell


def cell_row(cell: MovedCell, next_page: str | None) -> dict[str, Any]:
    """A moved cell; ``next_page`` leads to the cases that are not shown."""
    return {
        "cell": named(cell.cell),
        "key": cell.cell.key,
        "measure": cell.cell.measure,
        "before": cell.before,
        "after": cell.after,
        "delta": cell.delta,
        "entered": cell.entered,
        "left": cell.left,
        "cases": [moved_case(case) for case in cell.cases],
        "next": next_page,
    }


def moved_case(case: MovedCase) -> dict[str, Any]:
    """A moved case, without its person."""
    fields: dict[str, Any] = msgspec.structs.asdict(case)
    return {**fields, "before": _side(case.before), "after": _side(case.after)}


def event_row(event: NamedEvent) -> dict[str, Any]:
    """A named event; its moment as answers write it."""
    fields: dict[str, Any] = msgspec.to_builtins(event)
    if event.recorded_at is not None:
        fields["recorded_at"] = moment_of(event.recorded_at)
    return fields


def labels_of(cells: Iterable[Cell], cases: Sequence[MovedCase]) -> dict[str, dict[str, Any]]:
    """The labels of the codes that the cells and the cases name."""
    sides = [side for case in cases for side in (case.before, case.after) if side]
    keys = [cell.key for cell in cells]
    found: dict[str, set[Any]] = {
        "statuses": {side.status for side in sides} | {key.get("status") for key in keys},
        "groups": {s.status_group for s in sides} | {k.get("status_group") for k in keys},
        "categories": {code for side in sides for code in side.categories}
        | {key.get("category") for key in keys},
        "lifecycles": {side.lifecycle for side in sides},
    }
    tables = {"groups": "status_groups"}
    return {
        name: {
            code: label(tables.get(name, name), code) for code in sorted(codes - {None}, key=str)
        }
        for name, codes in found.items()
    }


def _side(row: CaseRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    fields: dict[str, Any] = msgspec.structs.asdict(row)
    return {name: value for name, value in fields.items() if name not in IDS}


def _fits(name: str, value: Any, question: Question) -> bool:
    if name == "graduation_year":
        return type(value) is int and 0 < value <= LAST_YEAR
    return isinstance(value, str) or (value is None and name in question.by)


def _no_cell() -> Exception:
    return refuse("INVALID", field="cell", expected=CELL)
