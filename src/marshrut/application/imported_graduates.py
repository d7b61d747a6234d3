"""Rows of a list of graduates: whose they are, and what each does to its case."""

from __future__ import annotations

from uuid import UUID

import msgspec

from marshrut.application.imported_case import bring_up_to_date, graduation_days, open_new
from marshrut.application.imported_identity import Identity, Seen, identify, known_case
from marshrut.application.imported_row import Row
from marshrut.application.opening import region_of
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.cases.person import Person, checked_person
from marshrut.imports.columns import Columns
from marshrut.imports.directory import Directory
from marshrut.imports.problems import BadValue, problem
from marshrut.refusals import Refused


class Graduates:
    """One pass over the rows of a list. Rows may be judged again; they find the same."""

    opens_cases = True

    def __init__(self, request: Request, columns: Columns, directory: Directory) -> None:
        self._request = request
        self._columns = columns
        self._directory = directory
        self._seen = Seen()
        self._assumed: int | None = None

    def identify(self, row: Row, service: Service) -> None:
        """Say whose row it is; errors of the row where that cannot be said."""
        organisation = self._organisation(row, service)
        if organisation is None:
            return
        try:
            person = msgspec.convert(row.item.person, Person)
            who = checked_person(person, today=service.today())
        except Refused as refused:
            row.refused(refused, column="full_name")
            return
        identity = identify(service, row.item, organisation=organisation, who=who)
        first = self._seen.first(identity, row=row.number)
        if first == row.number:
            row.identity = identity
        else:
            row.wrong("full_name", "DUPLICATE_ROW", first=first)

    def decide(self, row: Row, service: Service, *, fresh: UUID | None) -> None:
        """Decide on the case of an identified row; a new one gets the id ``fresh``."""
        identity = row.identity
        assert isinstance(identity, Identity)  # noqa: S101 - narrows the type
        assert fresh is not None  # noqa: S101 - likewise
        case, school = known_case(service, identity), identity.organisation
        if case is not None:
            bring_up_to_date(row, service, self._request, organisation=school, case=case)
            return
        self._warn_of_assumption(row, service)
        open_new(row, service, self._request, organisation=school, case_id=fresh)

    def _organisation(self, row: Row, service: Service) -> str | None:
        """The code of the row's school, if it is the asker's business."""
        written = row.item.organisation or self._request.actor.organisation or ""
        try:
            code = self._directory.code(written)
            region_of(service, self._request, code)
        except BadValue as bad:
            row.wrong("organisation", bad.code, **bad.parameters)
        except Refused:
            row.wrong("organisation", "OUT_OF_SCOPE", value=written)
        else:
            return code
        return None

    def _warn_of_assumption(self, row: Row, service: Service) -> None:
        """Once a list: the days of graduation are assumed."""
        if not graduation_days(row.item, today=service.today()).assumed:
            return
        self._assumed = self._assumed or row.number
        if self._assumed == row.number:
            column = self._columns.heading("graduation_year")
            row.warnings.append(problem("ASSUMED_GRADUATION", row=self._columns.row, column=column))
