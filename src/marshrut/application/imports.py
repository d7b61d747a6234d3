"""Loading a list (F003, F114): each row judged as any write, each case saved as a whole.

A case with its categories and its status is one transaction, so nothing is half written when
the process dies; and the natural key finds what is there, so the list can be loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from uuid import UUID

import msgspec

from marshrut.application.functions import check_kind
from marshrut.application.import_batch import Loader
from marshrut.application.imported_entries import Facts
from marshrut.application.imported_extract import ExtractLoader, by_person
from marshrut.application.imported_graduates import Graduates
from marshrut.application.imported_row import Row
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.imports.columns import Understood
from marshrut.imports.directory import Directory
from marshrut.imports.kinds import EXTRACTS, GRADUATES
from marshrut.imports.list_file import ListFile, ReadRow
from marshrut.imports.problems import Problem
from marshrut.policy import Action, may
from marshrut.records.runs import Run
from marshrut.refusals import refuse

ROWS_AT_ONCE = 500
"""Of the cases that are saved in one transaction: it holds the write lock (semantics S23)."""

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
    kind: str = GRADUATES
    columns: tuple[Understood, ...] = ()

    def count(self, row: Row) -> None:
        """Take in what came of a row."""
        recorded = row.unit is not None
        self.errors += [*row.errors, *row.changed]
        self.warnings += row.warnings
        self.rejected += bool(row.errors)
        self.accepted += recorded
        self.changed += not row.errors and not recorded and bool(row.changed)
        self.skipped += not row.errors and not recorded and not row.changed


def import_list(
    service: Service,
    request: Request,
    listed: ListFile,
    *,
    directory: Directory,
    dry_run: bool = False,
    report: Report | None = None,
    progress: Progress | None = None,
    run: Run | None = None,
) -> Report:
    """Load the list; with ``dry_run`` judge everything and write nothing.

    ``run``: the one that an extract is loaded into; no other list has one.

    An ``Idempotency-Key`` is not heeded: it stands for one answer, and here each case would take
    it; loading a list again is safe without. A ``report`` that is given is filled batch by batch.
    Raises ``Refused``: ``FORBIDDEN`` for who may load no such list, ``REQUIRED`` or ``INVALID``
    for the run.
    """
    check_may_load(request, listed.kind)
    check_run(listed.kind, run)
    keyless = msgspec.structs.replace(request, idempotency=None)
    if run is None:
        taken = _facts(service, keyless, listed, directory, dry_run=dry_run)
    else:
        taken = _extract(service, keyless, listed, run, dry_run=dry_run)
    if report is None:
        report = Report()
    report.rows, report.dry_run = len(listed), dry_run
    report.warnings += listed.columns.warnings
    report.kind, report.columns = listed.kind, listed.columns.understood
    done = 0
    for rows in taken:
        for row in rows:
            report.count(row)
        done += len(rows)
        if progress:
            progress(done, len(listed))
    return report


def check_may_load(request: Request, kind: str) -> None:
    """Raise ``Refused`` (``FORBIDDEN``) for one who may load no list of the kind.

    No member of a working group does: a list has entries of any kind (decision 0030).
    """
    action = Action.VERIFY_CASES if kind == EXTRACTS else Action.WRITE_CASES
    if not may(request.actor, action):
        raise refuse("FORBIDDEN", role=request.actor.role)
    check_kind(request.actor, "imports")


def check_run(kind: str, run: Run | UUID | None) -> None:
    """Raise ``Refused`` for an extract that is of no run, and for any other list that is of one."""
    if kind == EXTRACTS and run is None:
        raise refuse("REQUIRED", field="run_id", expected="UUID")
    if kind != EXTRACTS and run is not None:
        raise refuse("INVALID", field="run_id", expected="null")


def _facts(
    service: Service, request: Request, listed: ListFile, directory: Directory, *, dry_run: bool
) -> Iterator[list[Row]]:
    kind = Graduates if listed.kind == GRADUATES else Facts
    loader = Loader(service, kind(request, listed.columns, directory), dry_run=dry_run)
    rows = iter(listed)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield loader.take(_rows(batch, listed))


def _extract(
    service: Service, request: Request, listed: ListFile, run: Run, *, dry_run: bool
) -> Iterator[list[Row]]:
    loader = ExtractLoader(service, request, run, dry_run=dry_run)
    persons: list[list[Row]] = []
    for reads in by_person(listed):
        persons.append(_rows(reads, listed))
        if sum(map(len, persons)) >= ROWS_AT_ONCE:
            yield loader.take(persons)
            persons = []
    if persons:
        yield loader.take(persons)


def _rows(reads: Sequence[ReadRow], listed: ListFile) -> list[Row]:
    return [Row(read, headings=listed.columns.headings) for read in reads]
