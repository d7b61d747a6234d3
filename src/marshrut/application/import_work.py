"""Doing the jobs of loading lists, one after another, in whichever process is at it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

import msgspec

from marshrut.application.import_jobs import (
    Work,
    failed_report,
    finish,
    give_back,
    next_work,
    tell,
)
from marshrut.application.imports import Report, import_list
from marshrut.application.service import Service
from marshrut.application.verification_runs import open_run
from marshrut.failures import told
from marshrut.imports.directory import Directory
from marshrut.imports.list_file import ListFile
from marshrut.ledger.errors import CONNECTION_LOST
from marshrut.ledger.import_jobs import FAILED

LOG = logging.getLogger("marshrut.imports")


class Stopped(Exception):  # noqa: N818 - nothing is wrong: the process is to end
    """The work goes on in another process, or later."""


def work_off(service: Service, *, directory: Callable[[], Directory], stop: Event) -> None:
    """Do what jobs there are, until there is none or ``stop`` is set."""
    while not stop.is_set() and (work := next_work(service)) is not None:
        try:
            _do(service, work, directory(), stop)
        except Stopped:
            give_back(service, work.job.id)
        except CONNECTION_LOST:
            raise  # the lease lapses: somebody goes on
        except Exception as defect:  # noqa: BLE001 - one bad list must not hold up the others
            LOG.error("import %s cannot be gone through: %s", work.job.id, told(defect))  # noqa: TRY400 - the message may quote the list
            finish(service, work.job.id, failed_report(work.job.rows), state=FAILED)


def _do(service: Service, work: Work, directory: Directory, stop: Event) -> None:
    job = work.job
    own = work.request.actor.organisation is not None
    listed = ListFile(work.data, own_organisation=own, kind=job.kind)
    run = open_run(service, work.request, job.run_id) if job.run_id else None
    report = Report(rows=len(listed), dry_run=job.dry_run)
    before = 0 if job.dry_run else job.accepted

    def progress(done: int, _total: int) -> None:
        tell(service, job.id, done=done, report=_with_former(report, before))
        if stop.is_set() and done < len(listed):
            raise Stopped

    import_list(
        service,
        work.request,
        listed,
        directory=directory,
        dry_run=job.dry_run,
        report=report,
        progress=progress,
        run=run,
    )
    finish(service, job.id, _with_former(report, before), listed)


def _with_former(report: Report, before: int) -> Report:
    """Rows that an earlier attempt has loaded are known by now: they count as accepted."""
    known = min(before, report.skipped)
    replace = msgspec.structs.replace
    return replace(report, accepted=report.accepted + before, skipped=report.skipped - known)
