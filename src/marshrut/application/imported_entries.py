"""Rows of lists of facts: categories, statuses, measures, steps of cases that there are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from marshrut.application.activities import activity_in_sight
from marshrut.application.imported_attendance import bring_attendance
from marshrut.application.imported_row import Row
from marshrut.application.imported_statuses import bring_category, bring_status
from marshrut.application.imported_whose import Whose, case_of, whose
from marshrut.application.imported_work import bring_measure, bring_step
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import Visit, visit
from marshrut.imports.columns import Columns
from marshrut.imports.directory import Directory
from marshrut.imports.problems import BadValue
from marshrut.refusals import Refused


class Facts:
    """One pass over the rows of a list of facts, all of one kind."""

    opens_cases = False

    def __init__(self, request: Request, columns: Columns, directory: Directory) -> None:
        self._request = request
        self._kind = columns.kind.code
        self._directory = directory

    def identify(self, row: Row, service: Service) -> None:
        """Say what leads to the row's case; errors of the row where that cannot be said."""
        written = row.item.organisation or self._request.actor.organisation
        try:
            code = self._directory.code(written) if written else None
        except BadValue as bad:
            row.wrong("organisation", bad.code, **bad.parameters)
            return
        row.identity = whose(service, row.item.whose, organisation=code)

    def decide(self, row: Row, service: Service, *, fresh: UUID | None) -> None:  # noqa: ARG002
        """Decide on what the row adds to its case."""
        wanted = row.identity
        assert isinstance(wanted, Whose)  # noqa: S101 - narrows the type
        named = "case_id" if wanted.case_id else "snils" if wanted.snils else "full_name"
        try:
            case = case_of(service, self._request, wanted)
            current = msgspec.structs.replace(self._request, if_match=case.version)
            row.come(visit(service, current, case.id))
        except BadValue as bad:
            row.wrong(named, bad.code, **bad.parameters)
        except Refused as refused:
            row.refused(refused, column=named)
        else:
            assert row.visit is not None  # noqa: S101 - just come
            if self._kind == "attendance":
                self._bring_attendance(row, row.visit, row.item.body)
            else:
                _bring(row, row.visit, self._kind, row.item.body)

    def _bring_attendance(self, row: Row, known: Visit, body: dict[str, Any]) -> None:
        try:
            activity = activity_in_sight(known.service, self._request, body.pop("activity_id"))
        except Refused:
            row.wrong("activity_id", "NO_SUCH_ACTIVITY")
        else:
            bring_attendance(row, known, activity, body)


def _bring(row: Row, known: Visit, kind: str, body: dict[str, Any]) -> None:
    match kind:
        case "categories":
            since, nosology = body.get("categories_from"), body.get("nosology")
            for code in body["categories"]:
                bring_category(row, known, code, since=since, nosology=nosology)
        case "statuses":
            if body["employment"] is not None:
                bring_status(row, known, body["employment"])
        case "measures":
            bring_measure(row, known, body)
        case "steps":
            bring_step(row, known, body)
