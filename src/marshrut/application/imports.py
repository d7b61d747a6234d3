"""Loading a list of graduates (F003): each row judged as any write, each case saved as a whole.

A case with its categories and its status is one transaction, so nothing is half written when
the process dies; and the natural key finds what is there, so the list can be loaded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import msgspec

from marshrut.application.import_batch import Loader
from marshrut.application.imported_entries import Facts
from marshrut.application.imported_graduates import Graduates
from marshrut.application.imported_row import Row
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.imports.columns import Understood
from marshrut.imports.directory import Directory
from marshrut.imports.kinds import GRADUATES
from marshrut.imports.list_file import ListFile, ReadRow
from marshrut.imports.problems import Problem
from marshrut.policy import Action, may
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
) -> Report:
    """Load the list; with ``dry_run`` judge everything and write nothing.

    An ``Idempotency-Key`` is not heeded: it stands for one answer, and here each case would take
    it; loading a list again is safe without. A ``report`` that is given is filled batch by batch.
    Raises ``Refused`` (``FORBIDDEN``) for who may not
    write cases at all.
    """
    if not may(request.actor, Action.WRITE_CASES):
        raise refuse("FORBIDDEN", role=request.actor.role)
    keyless = msgspec.structs.replace(request, idempotency=None)
    judge = (Graduates if listed.kind == GRADUATES else Facts)(keyless, listed.columns, directory)
    loader = Loader(service, judge, dry_run=dry_run)
    if report is None:
        report = Report()
    report.rows, report.dry_run = len(listed), dry_run
    report.warnings += listed.columns.warnings
    report.kind, report.columns = listed.kind, listed.columns.understood
    done = 0
    for reads in _batches(listed):
        rows = loader.take([Row(read, headings=listed.columns.headings) for read in reads])
        for row in rows:
            report.count(row)
        done += len(rows)
        if progress:
            progress(done, len(listed))
    return report


def _batches(listed: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    rows = iter(listed)
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        yield batch
