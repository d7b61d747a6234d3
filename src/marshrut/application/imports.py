"""Loading a list of graduates (F003): each row judged as any write, each case saved as a whole.

A case with its categories and its status is one transaction, so nothing is half written when
the process dies; and the natural key finds what is there, so the list can be loaded again.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import msgspec

from marshrut.application.commit import commit
from marshrut.application.imported_case import Row, bring_up_to_date, graduation_days, open_new
from marshrut.application.imported_identity import Seen, identify, known_case
from marshrut.application.opening import region_of
from marshrut.application.rehearsal import rehearsal
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.cases.person import Person, checked_person
from marshrut.imports.directory import Directory
from marshrut.imports.graduate_list import GraduateList
from marshrut.imports.graduates import Graduate
from marshrut.imports.problems import BadValue, Problem, problem
from marshrut.policy import Action, may
from marshrut.refusals import Refused, refuse

ATTEMPTS = 3
RACES = frozenset({"STALE_VERSION", "DUPLICATE"})
"""What a row meets when someone else writes the same case at the same time."""

KEYS_AT_ONCE = 100
"""Made in one transaction of the keys' database; those left over harm nothing (semantics S25)."""

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


class Report(msgspec.Struct, kw_only=True):
    """What came of a list: each of its ``rows`` is one of the four.

    Accepted: something was recorded, or would be. Rejected: nothing was, for ``errors``. Skipped:
    all of it was known. Changed: there was nothing new in it, but the case says otherwise.
    """

    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    changed: int = 0
    dry_run: bool = False
    errors: list[Problem] = []
    warnings: list[Problem] = []


def import_graduates(
    service: Service,
    request: Request,
    listed: GraduateList,
    *,
    directory: Directory,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Load the list; with ``dry_run`` judge everything and write nothing.

    An ``Idempotency-Key`` is not heeded: it stands for one answer, and here each case would take
    it; loading a list again is safe without. Raises ``Refused`` (``FORBIDDEN``) for who may not
    write cases at all.
    """
    if not may(request.actor, Action.WRITE_CASES):
        raise refuse("FORBIDDEN", role=request.actor.role)
    keyless = msgspec.structs.replace(request, idempotency=None)
    run = _Run(service, keyless, listed, directory, dry_run=dry_run)
    for done, read in enumerate(listed, 1):
        run.report.errors += read.errors
        run.report.warnings += read.warnings
        if read.graduate is None:
            run.report.rejected += 1
        else:
            run.take(read.graduate)
        if progress:
            progress(done, len(listed))
    return run.report


class _Run:
    """One pass over a list."""

    def __init__(
        self,
        service: Service,
        request: Request,
        listed: GraduateList,
        directory: Directory,
        *,
        dry_run: bool,
    ) -> None:
        self.service = rehearsal(service) if dry_run else service
        self.request = request
        self.columns = listed.columns
        self.directory = directory
        self.seen = Seen()
        self.fresh: list[UUID] = []
        self.report = Report(rows=len(listed), dry_run=dry_run)
        self.report.warnings += listed.columns.warnings
        self._assumed = False

    def take(self, graduate: Graduate) -> None:
        """Judge and save one row, once more where somebody else was faster."""
        for attempt in range(1, ATTEMPTS + 1):
            row = Row(graduate, headings=self.columns.headings)
            self._judge(row)
            try:
                recorded = self._save(row)
            except Refused as refused:
                if refused.code in RACES and attempt < ATTEMPTS:
                    continue
                row.refused(refused, column="full_name")
                recorded = False
            self._count(row, recorded=recorded)
            return

    def _judge(self, row: Row) -> None:
        organisation = self._organisation(row)
        if organisation is None:
            return
        try:
            person = msgspec.convert(row.graduate.person, Person)
            who = checked_person(person, today=self.service.today())
        except Refused as refused:
            row.refused(refused, column="full_name")
            return
        identity = identify(self.service, row.graduate, organisation=organisation, who=who)
        first = self.seen.first(identity, row=row.graduate.row)
        if first != row.graduate.row:
            row.wrong("full_name", "DUPLICATE_ROW", first=first)
            return
        case = known_case(self.service, identity)
        if case is not None:
            bring_up_to_date(row, self.service, self.request, organisation=organisation, case=case)
            return
        self._warn_of_assumption(row)
        case_id = self._fresh_case()
        open_new(row, self.service, self.request, organisation=organisation, case_id=case_id)

    def _fresh_case(self) -> UUID:
        """The id of a case that has a key and nothing else yet."""
        if not self.fresh:
            left = self.report.rows - self.report.accepted
            self.fresh = [uuid4() for _ in range(min(KEYS_AT_ONCE, left))]
            self.service.keys.create_many(self.fresh)
        return self.fresh[-1]

    def _organisation(self, row: Row) -> str | None:
        """The code of the row's school, if it is the asker's business."""
        written = row.graduate.organisation or self.request.actor.organisation or ""
        try:
            code = self.directory.code(written)
            region_of(self.service, self.request, code)
        except BadValue as bad:
            row.wrong("organisation", bad.code, **bad.parameters)
        except Refused:
            row.wrong("organisation", "OUT_OF_SCOPE", value=written)
        else:
            return code
        return None

    def _warn_of_assumption(self, row: Row) -> None:
        """Once a list: the days of graduation are assumed."""
        if not self._assumed and graduation_days(row.graduate, today=self.service.today()).assumed:
            self._assumed = True
            column = self.columns.heading("graduation_year")
            self.report.warnings.append(
                problem("ASSUMED_GRADUATION", row=self.columns.row, column=column)
            )

    def _save(self, row: Row) -> bool:
        """Record the decisions, all in one transaction; whether there were any."""
        if row.errors or row.visit is None or not row.outcomes:
            return False
        if not self.report.dry_run:
            commit(row.visit, row.outcomes[0])
        if self.fresh and self.fresh[-1] == row.visit.case.id:
            self.fresh.pop()
        return True

    def _count(self, row: Row, *, recorded: bool) -> None:
        report = self.report
        report.errors += [*row.errors, *row.changed]
        report.warnings += row.warnings
        report.rejected += bool(row.errors)
        report.accepted += recorded
        report.changed += not row.errors and not recorded and bool(row.changed)
        report.skipped += not row.errors and not recorded and not row.changed
