"""Jobs of loading lists outlive the processes that are at them, and forget in time."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import select

from marshrut.application import import_work
from marshrut.application.import_jobs import (
    KEPT,
    clear_expired,
    job_of,
    next_work,
    sent_file,
    submit,
)
from marshrut.application.import_work import work_off
from marshrut.application.imports import ROWS_AT_ONCE
from marshrut.ledger.import_jobs import LEASE
from marshrut.ledger.schema_imports import import_file, import_job
from marshrut.refusals import Refused
from tests.integration.application.test_import import (
    DIRECTORY,
    IMPORTER,
    MORE,
    graduate,
    opened,
)
from tests.support.lists import WORK, csv_of, without
from tests.support.office import Office, noon, request

ROOT = Path(__file__).parents[3]


def take_in(office, *rows, by=IMPORTER, **options):
    return submit(office.service, by, csv_of(*rows), kind="graduates", rows=len(rows), **options)


def work(office, stop=None):
    work_off(office.service, directory=lambda: DIRECTORY, stop=stop or Event())


def told(office, job_id, by=IMPORTER):
    return job_of(office.service, by.actor, job_id)


@contextmanager
def later(migrated_url, keys_url, time):
    """The same office after a time."""
    with closing(Office(migrated_url, keys_url, clock=lambda: noon() + time)) as office:
        yield office


def test_a_job_is_done_once(office):
    job_id = take_in(office, graduate(1), graduate(2, ПОО="C"))
    assert told(office, job_id).state == "QUEUED"
    work(office)
    job = told(office, job_id)
    assert (job.state, job.done, job.accepted, job.rejected) == ("DONE", 2, 1, 1)
    assert [error.code for error in job.report.errors] == ["OUT_OF_SCOPE"]
    head = office.service.ledger.head()
    work(office)
    assert office.service.ledger.head() == head


def test_a_list_is_another_actors_secret(office):
    job_id = take_in(office, graduate(1))
    for ask in (job_of, sent_file):
        with pytest.raises(Refused, match="NOT_FOUND"):
            ask(office.service, request("BCK_STAFF", None, regions=("67",)).actor, job_id)


def test_nothing_of_a_list_lies_in_clear(office):
    take_in(office, graduate(1, Занятость="чепуха"))
    work(office)
    with office.service.engine.connect() as connection:
        kept = [*connection.execute(select(import_file)).one()]
        kept += [*connection.execute(select(import_job)).one()]
    shown = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in kept)
    for secret in ("Котааб", "чепуха", "20000000121"):
        assert secret.encode() not in shown


def test_a_list_without_errors_is_kept_no_longer(office):
    job_id = take_in(office, graduate(1))
    work(office)
    assert sent_file(office.service, IMPORTER.actor, job_id) is None


def test_after_some_days_nobody_can_read_file_and_report(migrated_url, keys_url, office):
    job_id = take_in(office, graduate(1, ПОО="C"))
    work(office)
    assert sent_file(office.service, IMPORTER.actor, job_id) is not None
    with later(migrated_url, keys_url, KEPT) as then:
        clear_expired(then.service)
    job = told(office, job_id)
    assert (job.rejected, job.report) == (1, None)
    assert sent_file(office.service, IMPORTER.actor, job_id) is None
    assert office.service.keys.files.get(job_id) is None


def test_a_job_is_one_process_at_a_time_until_nothing_is_heard_of_it(
    migrated_url, keys_url, office
):
    take_in(office, graduate(1))
    assert next_work(office.service) is not None
    with later(migrated_url, keys_url, LEASE - timedelta(seconds=1)) as then:
        assert next_work(then.service) is None
    with later(migrated_url, keys_url, LEASE) as then:
        assert next_work(then.service) is not None


def test_a_killed_worker_leaves_its_job_to_the_next(migrated_url, keys_url, office):
    rows = [without(graduate(number), *WORK) for number in range(MORE)]
    job_id = take_in(office, *rows)
    command = [sys.executable, "-m", "tests.support.import_worker", migrated_url, keys_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as worker:
        for line in worker.stdout:
            if int(line) == ROWS_AT_ONCE:
                worker.kill()
                break
        worker.stdout.read()
    assert ROWS_AT_ONCE <= len(opened(office)) < MORE
    with later(migrated_url, keys_url, LEASE) as then:
        work(then)
    job = told(office, job_id)
    assert (job.state, job.done, job.rejected) == ("DONE", MORE, 0)
    assert job.accepted + job.skipped == MORE
    assert job.skipped <= ROWS_AT_ONCE  # saved, but not yet told of
    assert len(opened(office)) == MORE


def test_a_process_that_is_to_end_gives_its_job_back(office):
    stop = Event()
    rows = [without(graduate(number), *WORK) for number in range(ROWS_AT_ONCE + 1)]
    job_id = take_in(office, *rows)
    office.service.ledger.recorder.appending = stopping(office, stop)
    work(office, stop)
    job = told(office, job_id)
    assert (job.state, job.done, job.accepted) == ("QUEUED", ROWS_AT_ONCE, ROWS_AT_ONCE)
    stop.clear()
    work(office, stop)
    job = told(office, job_id)
    assert (job.state, job.accepted, job.skipped) == ("DONE", ROWS_AT_ONCE + 1, 0)


def stopping(office, stop):
    """Appends during which the process is told to end."""
    appending = office.service.ledger.recorder.appending

    def told_to_end():
        stop.set()
        return appending()

    return told_to_end


def test_a_defect_fails_the_job_and_is_told(office, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("Петрова Анна")

    job_id = take_in(office, graduate(1))
    monkeypatch.setattr(import_work, "import_list", broken)
    work(office)
    job = told(office, job_id)
    assert (job.state, [error.code for error in job.report.errors]) == ("FAILED", ["IMPORT_FAILED"])
    assert "RuntimeError at " in caplog.text
    assert "Петрова" not in caplog.text
