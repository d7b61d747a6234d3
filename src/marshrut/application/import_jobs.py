"""Lists that are loaded by and by (semantics S23): taken in, gone on with by any process, told of.

A list is a job from the moment it is sent. Its file and its report are sealed with a key of the
job; the key is destroyed some days after the end, and the file at once where nothing was wrong.
A process that dies leaves whole cases; another takes the list up again from its beginning, and
what was loaded is counted as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from marshrut.application.imports import Report
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import problem
from marshrut.imports.sent_rows import SentRow, sent_rows
from marshrut.ledger.import_jobs import (
    DONE,
    FAILED,
    LEASE,
    QUEUED,
    RUNNING,
    StoredJob,
    add_job,
    claim_job,
    drop_file,
    expired_jobs,
    file_of,
    has_free_job,
    job_with,
    jobs_of,
    update_job,
)
from marshrut.ledger.sealing import decrypt, encrypt
from marshrut.policy import Actor
from marshrut.refusals import refuse

KEPT = timedelta(days=3)
"""How long errors can be fetched after the end."""

MOST_ATTEMPTS = 5
COUNTS = ("rows", "accepted", "rejected", "skipped", "changed")


class KeptReport(Report, kw_only=True):
    """A report with the rows that its errors are about, as they stand in the sheet."""

    sent: tuple[SentRow, ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """How far a list is; ``report`` and the file only while they are kept."""

    import_id: UUID
    kind: str
    state: str
    dry_run: bool
    rows: int
    done: int
    accepted: int
    rejected: int
    skipped: int
    changed: int
    created_at: datetime
    finished_at: datetime | None = None
    kept_until: datetime | None = None
    run_id: UUID | None = None
    report: KeptReport | None = None


class Work(msgspec.Struct, frozen=True):
    """A job that this process has, with all that it takes to do it."""

    job: StoredJob
    data: bytes
    request: Request


def submit(
    service: Service,
    request: Request,
    data: bytes,
    *,
    kind: str,
    rows: int,
    dry_run: bool = False,
    here: bool = False,
    run_id: UUID | None = None,
) -> UUID:
    """Take a list in, an extract for the run ``run_id``.

    ``here``: the asking process is at it from the start.
    """
    now, job_id = service.now(), uuid4()
    key = service.keys.files.create(job_id)
    job = StoredJob(
        id=job_id,
        actor=msgspec.json.encode(request.actor).decode(),
        actor_id=request.actor.actor_id,
        kind=kind,
        dry_run=dry_run,
        state=RUNNING if here else QUEUED,
        rows=rows,
        created_at=now,
        leased_until=now + LEASE if here else None,
        run_id=run_id,
    )
    with _writing(service) as connection:
        add_job(connection, job, sealed=encrypt(data, key=key, context=job_id.bytes))
    return job_id


def next_work(service: Service) -> Work | None:
    """Take the oldest list that nobody is at, if there is one; also clear away what has expired."""
    clear_expired(service)
    now = service.now()
    with service.engine.connect() as connection:
        if not has_free_job(connection, now=now):
            return None
    with _writing(service) as connection:
        job = claim_job(connection, now=now)
    if job is None:
        return None
    key = service.keys.files.get(job.id)
    with service.engine.connect() as connection:
        sealed = file_of(connection, job.id)
    if key is None or sealed is None or job.attempts > MOST_ATTEMPTS:
        finish(service, job.id, failed_report(job.rows), state=FAILED)
        return None
    actor = msgspec.json.decode(job.actor, type=Actor)
    request = Request(actor=actor, correlation_id=str(job.id))
    return Work(job, decrypt(sealed, key=key, context=job.id.bytes), request)


def tell(service: Service, job_id: UUID, *, done: int, report: Report) -> None:
    """Say how far the work is; who says nothing for a minute loses it."""
    counts = {name: getattr(report, name) for name in COUNTS}
    with _writing(service) as connection:
        lease = service.now() + LEASE
        update_job(connection, job_id, done=done, leased_until=lease, **counts)


def finish(
    service: Service,
    job_id: UUID,
    report: Report,
    listed: ListFile | None = None,
    *,
    state: str = DONE,
) -> None:
    """Keep the report with the wrong rows of ``listed``; the file too, if there are errors."""
    key = service.keys.files.get(job_id)
    sent = sent_rows(listed, report.errors) if listed is not None else ()
    told = msgspec.json.encode(KeptReport(**msgspec.structs.asdict(report), sent=sent))
    sealed = encrypt(told, key=key, context=job_id.bytes) if key is not None else None
    counts: dict[str, Any] = {name: getattr(report, name) for name in COUNTS}
    now = service.now()
    with _writing(service) as connection:
        counts |= {"done": report.rows, "finished_at": now, "kept_until": now + KEPT}
        update_job(connection, job_id, state=state, leased_until=None, report=sealed, **counts)
        if not report.errors:
            drop_file(connection, job_id)


def give_back(service: Service, job_id: UUID) -> None:
    """Let another process go on with the job at once."""
    with _writing(service) as connection:
        update_job(connection, job_id, state=QUEUED, leased_until=None)


def job_of(service: Service, actor: Actor, job_id: UUID) -> Job:
    """How far the actor's list is. Raises ``Refused``: ``NOT_FOUND``, also for another's."""
    stored = _own(service, actor, job_id)
    key = service.keys.files.get(job_id) if stored.report is not None else None
    if key is None or stored.report is None:
        return _job(stored)
    plain = decrypt(stored.report, key=key, context=job_id.bytes)
    return _job(stored, msgspec.json.decode(plain, type=KeptReport))


def own_jobs(service: Service, actor: Actor, *, limit: int) -> list[Job]:
    """The last lists of the actor, the latest first, without their reports."""
    with service.engine.connect() as connection:
        return [_job(stored) for stored in jobs_of(connection, actor.actor_id, limit=limit)]


def sent_file(service: Service, actor: Actor, job_id: UUID) -> bytes | None:
    """The actor's list as it was sent, while it is kept. Raises ``Refused``: ``NOT_FOUND``."""
    _own(service, actor, job_id)
    key = service.keys.files.get(job_id)
    with service.engine.connect() as connection:
        sealed = file_of(connection, job_id)
    if key is None or sealed is None:
        return None
    return decrypt(sealed, key=key, context=job_id.bytes)


def clear_expired(service: Service) -> None:
    """Destroy the keys of what nobody is to read any more, then the rest of it."""
    with service.engine.connect() as connection:
        expired = expired_jobs(connection, now=service.now())
    if not expired:
        return
    service.keys.files.destroy(expired)
    with _writing(service) as connection:
        for job_id in expired:
            drop_file(connection, job_id)
            update_job(connection, job_id, report=None)


def failed_report(rows: int) -> Report:
    """What is said of a list that could not be gone through."""
    return Report(rows=rows, errors=[problem("IMPORT_FAILED")])


def _job(stored: StoredJob, report: KeptReport | None = None) -> Job:
    known = stored._asdict() | {"import_id": stored.id, "report": report}
    return Job(**{name: known[name] for name in Job.__struct_fields__})


def _own(service: Service, actor: Actor, job_id: UUID) -> StoredJob:
    with service.engine.connect() as connection:
        job = job_with(connection, job_id)
    if job is None or job.actor_id != actor.actor_id:
        raise refuse("NOT_FOUND")
    return job


def _writing(service: Service) -> Any:
    return service.engine.execution_options(sqlite_begin="IMMEDIATE").begin()
