"""The jobs of loading lists, and which process has which: a lease that lapses with its holder."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from marshrut.ledger.schema_imports import import_file, import_job

QUEUED, RUNNING, DONE, FAILED = "QUEUED", "RUNNING", "DONE", "FAILED"
LEASE = timedelta(seconds=60)
"""How long nothing is heard of a process before another goes on with its job."""


class StoredJob(NamedTuple):
    """A row of the table; moments in UTC, ``report`` sealed."""

    id: UUID
    actor: str
    actor_id: str
    kind: str
    dry_run: bool
    state: str
    rows: int
    created_at: datetime
    done: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    changed: int = 0
    attempts: int = 0
    leased_until: datetime | None = None
    finished_at: datetime | None = None
    kept_until: datetime | None = None
    report: bytes | None = None
    run_id: UUID | None = None


def add_job(connection: Connection, job: StoredJob, *, sealed: bytes) -> None:
    """Keep a new job and its sealed file."""
    connection.execute(import_job.insert(), job._asdict())
    connection.execute(import_file.insert(), {"job_id": job.id, "sealed": sealed})


def claim_job(connection: Connection, *, now: datetime) -> StoredJob | None:
    """Take the oldest job that nobody is at, if there is one."""
    stored = import_job.c
    free = _free(now)
    for row in connection.execute(select(stored.id).where(free).order_by(stored.created_at)):
        # The condition again: of two processes, the second finds the row taken.
        taken = update(import_job).where(stored.id == row.id, free)
        values = {"state": RUNNING, "leased_until": now + LEASE, "attempts": stored.attempts + 1}
        if connection.execute(taken.values(values)).rowcount == 1:
            return job_with(connection, row.id)
    return None


def has_free_job(connection: Connection, *, now: datetime) -> bool:
    """Whether there is a job that nobody is at."""
    wanted = select(import_job.c.id).where(_free(now)).limit(1)
    return connection.execute(wanted).first() is not None


def job_with(connection: Connection, job_id: UUID) -> StoredJob | None:
    """The job with the id."""
    row = connection.execute(select(import_job).where(import_job.c.id == job_id)).one_or_none()
    return None if row is None else StoredJob(**row._mapping)  # noqa: SLF001 - public, by its docs


def jobs_of(connection: Connection, actor_id: str, *, limit: int) -> list[StoredJob]:
    """The last jobs of an actor, the latest first, without what is sealed of them."""
    own = select(*(column for column in import_job.c if column.name != "report"))
    latest = own.where(import_job.c.actor_id == actor_id).order_by(
        import_job.c.created_at.desc(), import_job.c.id
    )
    rows = connection.execute(latest.limit(limit)).mappings()
    return [StoredJob(**row) for row in rows]


def update_job(connection: Connection, job_id: UUID, **values: Any) -> None:
    """Set some fields of the job."""
    connection.execute(update(import_job).where(import_job.c.id == job_id).values(**values))


def file_of(connection: Connection, job_id: UUID) -> bytes | None:
    """The sealed file of the job, while it is kept."""
    wanted = select(import_file.c.sealed).where(import_file.c.job_id == job_id)
    sealed: bytes | None = connection.execute(wanted).scalar_one_or_none()
    return sealed


def drop_file(connection: Connection, job_id: UUID) -> None:
    """Keep the file no longer."""
    connection.execute(delete(import_file).where(import_file.c.job_id == job_id))


def expired_jobs(connection: Connection, *, now: datetime) -> list[UUID]:
    """The jobs whose file and report nobody is to read any more, though they are still there."""
    stored = import_job.c
    wanted = select(stored.id).where(stored.kept_until <= now, stored.report.is_not(None))
    return list(connection.execute(wanted).scalars())


def _free(now: datetime) -> ColumnElement[bool]:
    stored = import_job.c
    lapsed = and_(stored.state == RUNNING, stored.leased_until <= now)
    return or_(stored.state == QUEUED, lapsed)
