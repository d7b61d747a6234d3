"""Loading extracts into runs: each person whole, once, to every case of his that is in the run."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import select

from marshrut.application import records, verifications
from marshrut.application.import_jobs import submit
from marshrut.application.import_work import work_off
from marshrut.application.imports import ROWS_AT_ONCE, import_list
from marshrut.application.verification_runs import open_run
from marshrut.cases.casework import Verification
from marshrut.cases.outcomes import compared
from marshrut.ledger.import_jobs import LEASE
from marshrut.ledger.schema import ledger
from marshrut.records.kinds import kinds
from marshrut.refusals import Refused
from tests.integration.application.test_import import (
    DIRECTORY,
    IMPORTER,
    MORE,
    ROOT,
    counts,
    faults,
    graduate,
    load,
)
from tests.integration.application.test_import_jobs import later, told
from tests.support.lists import WORK, csv_of, listed, without
from tests.support.office import request, snils

AUTHORITY = request("ROIV_STAFF", None, regions=("67",))
RUNS = kinds()["VERIFICATION_RUN"]
INN, OWN_INN = "7707083893", "500100732259"


@pytest.fixture
def run_id(office) -> UUID:
    """A run of graduates of 2025 on the last day of that year."""
    return made_run(office)


def made_run(office, **fields) -> UUID:
    said = {"source": "SFR", "cutoff": "2025-12-31", "year_from": 2025, "extract_number": "1"}
    saved = records.open_record(
        office.service, AUTHORITY, RUNS, effective_on=date(2026, 1, 20), fields=said | fields
    )
    return saved.record_id


def line(number, insured="да", inn=INN, **fields):
    return {"СНИЛС": snils(number), "Застрахован": insured, "ИНН страхователя": inn, **fields}


def extract(office, run_id, *rows, by=IMPORTER, dry_run=False):
    run = open_run(office.service, by, run_id)
    return import_list(
        office.service, by, listed(*rows), directory=DIRECTORY, dry_run=dry_run, run=run
    )


def entries(office, run_id):
    """What is recorded of the run, by case."""
    found = {}
    for record in office.service.ledger.records_between(after=0):
        if record.event.TOPIC == "case.opened":
            case = office.service.case(record.event.originator_id)
            found[case.id] = [
                entry.content
                for entry in case.history.of(Verification)
                if entry.annulled_by is None and entry.content.run_id == run_id
            ]
    return found


def test_an_extract_is_recorded_once_and_nothing_in_a_dry_run(office, run_id):
    for number in (1, 2):
        office.employ(office.open(number).case_id, date(2025, 9, 1))
    head = office.service.ledger.head()
    rows = [line(1), line(2, "нет", ""), line(3)]
    assert counts(extract(office, run_id, *rows, dry_run=True)) == (2, 1, 0, 0)
    assert office.service.ledger.head() == head
    assert counts(extract(office, run_id, *rows)) == (2, 1, 0, 0)
    assert counts(extract(office, run_id, *rows)) == (0, 1, 2, 0)
    assert [len(each) for each in entries(office, run_id).values()] == [1, 1]


def test_every_case_of_a_person_in_the_run_has_its_entry(office, run_id):
    for year, code in ((2025, "15.02.16"), (2025, "09.02.07"), (2024, "08.02.01")):
        passport = {"graduation_year": year, "programme_code": code}
        office.open(1, passport=passport, graduation_date=date(year, 6, 30))
    assert counts(extract(office, run_id, line(1))) == (1, 0, 0, 0)
    assert [len(each) for each in entries(office, run_id).values()] == [1, 1, 0]
    wider = made_run(office, year_from=2024, year_to=2025)
    assert counts(extract(office, wider, line(1), line(1, inn="6301000012"))) == (2, 0, 0, 0)
    assert [len(each) for each in entries(office, wider).values()] == [1, 1, 1]


def test_who_is_elsewhere_or_of_another_year_is_told(office, run_id):
    office.open(1, organisation="C")
    office.open(2, passport={"graduation_year": 2024}, graduation_date=date(2024, 6, 30))
    office.open(3)
    report = extract(office, run_id, line(1), line(2), line(3))
    assert faults(report) == [(2, "СНИЛС", "NO_SUCH_CASE"), (3, "СНИЛС", "NOT_IN_RUN")]
    school = request("SYSTEM_IMPORT", "B")
    assert faults(extract(office, run_id, line(3), by=school)) == [(2, "СНИЛС", "NO_SUCH_CASE")]


def test_a_person_is_taken_whole_or_not_at_all(office, run_id):
    case_id = office.open(1).case_id
    wrong = line(1, **{"Период с": "31.12.2025", "Период по": "01.12.2025"})
    report = extract(office, run_id, line(1), line(1, inn="12"), line(1), wrong)
    assert faults(report) == [
        (2, "СНИЛС", "SAME_PERSON"),
        (3, "ИНН страхователя", "BAD_IDENTIFIER"),
        (4, "СНИЛС", "SAME_PERSON"),
        (5, "Период по", "PERIOD_TURNED"),
    ]
    assert entries(office, run_id)[case_id] == []
    assert counts(extract(office, run_id, line(1), line(1), line(1, inn=""))) == (3, 0, 0, 0)
    (said,) = entries(office, run_id)[case_id]
    assert [work.employer_inn for work in said.employments] == [INN, None]


def test_a_month_stands_for_its_days(office, run_id):
    case_id = office.open(1).case_id
    month = {"Месяц": "11.2025"}
    assert counts(extract(office, run_id, line(1) | month)) == (1, 0, 0, 0)
    (said,) = entries(office, run_id)[case_id]
    (work,) = said.employments
    assert (work.period_from, work.period_to) == (date(2025, 11, 1), date(2025, 11, 30))
    assert (said.code, said.on_the_day) == ("NOT_INSURED", ())
    changed = extract(office, run_id, line(1) | {"Месяц": "декабрь 2025"})
    assert counts(changed) == (0, 0, 0, 1)
    assert faults(changed) == [(2, "Застрахован", "EXTRACT_CHANGED")]


def test_what_was_annulled_does_not_come_back(office, run_id):
    case_id = office.open(1).case_id
    extract(office, run_id, line(1))
    visit = office.visit(case_id, request("BCK_STAFF", None, regions=("67",)))
    (entry,) = visit.case.history.of(Verification)
    base = request("BCK_STAFF", None, regions=("67",))
    office.write(case_id, lambda it: it.case.annul(it.writing(entry.entry_id)), base)
    report = extract(office, run_id, line(1))
    assert faults(report) == [(2, "СНИЛС", "ENTRY_TAKEN_BACK")]


def test_statuses_are_never_touched(office, run_id):
    case_id = office.open(1).case_id
    office.employ(case_id, date(2025, 9, 1))
    before = office.service.case(case_id).history.stretches()
    extract(office, run_id, line(1, "нет", ""))
    case = office.service.case(case_id)
    assert case.history.stretches() == before
    (said,) = entries(office, run_id)[case_id]
    assert compared(said, case.history).outcome == "REPORTED_NOT_CONFIRMED"


def test_nothing_of_a_sole_proprietor_lies_in_clear(office, run_id):
    office.open(1)
    extract(office, run_id, line(1, inn=OWN_INN, Страхователь="ИП Котов Борис"))
    with office.service.engine.connect() as connection:
        stored = b"".join(bytes(state) for (state,) in connection.execute(select(ledger.c.state)))
    for secret in (OWN_INN, "Котов"):
        assert secret.encode() not in stored
    assert counts(extract(office, run_id, line(1, inn=OWN_INN))) == (0, 0, 1, 0)


def test_who_records_no_extracts_loads_none(office, run_id):
    office.open(1)
    for role in ("CK_STAFF", "WG_MEMBER", "POO_HEAD"):
        with pytest.raises(Refused, match="FORBIDDEN"):
            extract(office, run_id, line(1), by=request(role, "A"))
    with pytest.raises(Refused, match="REQUIRED"):
        import_list(office.service, IMPORTER, listed(line(1)), directory=DIRECTORY)
    visit = office.visit(office.open(2).case_id)
    with pytest.raises(Refused, match="FORBIDDEN"):
        verifications.verify(visit, run_id=run_id)


def test_two_at_once_record_each_case_once(office, run_id):
    numbers = range(60)
    load(office, *(without(graduate(number), *WORK) for number in numbers))
    rows, start = [line(number + 1) for number in numbers], Barrier(2)
    reports = []

    def at_once(order):
        start.wait()
        reports.append(extract(office, run_id, *order))

    threads = [Thread(target=at_once, args=(order,)) for order in (rows, rows[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    known = sum(report.accepted + report.skipped for report in reports)
    assert known + sum(report.rejected for report in reports) == 2 * len(rows)
    found = [len(each) for each in entries(office, run_id).values()]
    assert max(found) == 1
    assert sum(found) == sum(report.accepted for report in reports)


def test_a_killed_worker_leaves_its_extract_to_the_next(migrated_url, keys_url, office, run_id):
    load(office, *(without(graduate(number), *WORK) for number in range(MORE)))
    rows = [line(number) for number in people(office)]
    job_id = submit(
        office.service,
        IMPORTER,
        csv_of(*rows),
        kind="verifications",
        rows=len(rows),
        run_id=run_id,
    )
    command = [sys.executable, "-m", "tests.support.import_worker", migrated_url, keys_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as worker:
        for told_of in worker.stdout:
            if int(told_of) == ROWS_AT_ONCE:
                worker.kill()
                break
        worker.stdout.read()
    recorded = sum(map(len, entries(office, run_id).values()))
    assert ROWS_AT_ONCE <= recorded < MORE
    with later(migrated_url, keys_url, LEASE) as then:
        work_off(then.service, directory=lambda: DIRECTORY, stop=Event())
    job = told(office, job_id)
    assert (job.state, job.done, job.rejected, job.run_id) == ("DONE", MORE, 0, run_id)
    assert job.accepted + job.skipped == MORE
    assert [len(each) for each in entries(office, run_id).values()] == [1] * MORE


def people(office):
    """The numbers by which the loaded graduates are told apart."""
    numbers = range(2 * MORE)
    service = office.service
    return [n for n in numbers if service.cases_found_by(service.blind.snils(snils(n)))]


def test_an_extract_of_a_run_that_was_closed_meanwhile_fails(office, run_id, caplog):
    office.open(1)
    job_id = submit(
        office.service, IMPORTER, csv_of(line(1)), kind="verifications", rows=1, run_id=run_id
    )
    record = office.service.record(run_id)
    by = request("ROIV_STAFF", None, regions=("67",), if_match=record.version)
    visit = records.visit_record(office.service, by, RUNS, run_id)
    records.change(visit, effective_on=date(2026, 2, 1), state="CLOSED")
    work_off(office.service, directory=lambda: DIRECTORY, stop=Event())
    assert told(office, job_id).state == "FAILED"
    assert "RUN_CLOSED" in caplog.text
