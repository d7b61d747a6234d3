"""Loading lists: nothing is half written, nothing written twice, nothing overwritten."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from marshrut.application import cases, corrections, import_batch
from marshrut.application.imports import ROWS_AT_ONCE, import_list
from marshrut.asof import AsOf
from marshrut.imports.directory import Directory
from marshrut.ledger.key_database import case_key
from marshrut.ledger.schema_access import natural_key, search_token
from marshrut.refusals import Refused
from projections.population import Filters, Scope
from projections.snapshot import snapshot
from tests.support.lists import ROW, WORK, csv_of, listed, without
from tests.support.office import TODAY, Office, employed, request, snils, status

ROOT = Path(__file__).parents[3]
DIRECTORY = Directory([(code, f"Колледж {code}", None) for code in "ABC"])
MORE = 2 * ROWS_AT_ONCE + 50
IMPORTER = request("SYSTEM_IMPORT", None, regions=("67",))


def load(office, *rows, by=IMPORTER, dry_run=False, **options):
    return import_list(
        office.service, by, listed(*rows, **options), directory=DIRECTORY, dry_run=dry_run
    )


def counts(report):
    return (report.accepted, report.rejected, report.skipped, report.changed)


def faults(report):
    return [(error.row, error.column, error.code) for error in report.errors]


def only_case(office):
    (opened,) = {
        record.event.originator_id
        for record in office.service.ledger.records_between(after=0)
        if record.event.TOPIC == "case.opened"
    }
    return opened


def state(office, case_id):
    return office.service.case(case_id).history.state(TODAY)


def graduate(number, **fields):
    letters = "".join("абвгдежзик"[int(digit)] for digit in f"{number:03}")
    named = {"ФИО": f"Кот{letters} Иван Ильич", "СНИЛС": snils(number)}
    return ROW | WORK | {"Категории": "сирота"} | named | fields


def test_a_row_becomes_a_case_with_its_categories_and_its_status(office):
    report = load(office, graduate(1))
    assert counts(report) == (1, 0, 0, 0)
    known = state(office, only_case(office))
    assert (known.lifecycle, known.organisation, known.primary) == (
        "GRADUATED",
        "A",
        "EMPLOYED_LABOUR_CONTRACT",
    )
    assert "ORPHAN" in known.categories
    assert known.in_specialty is True
    assert office.person(only_case(office)).full_name == "Котааб Иван Ильич"
    sources = {r.event.by.source for r in office.service.ledger.records_of(only_case(office))}
    assert sources == {"IMPORT", None}


def test_the_same_list_again_writes_nothing(office):
    rows = [graduate(number) for number in range(5)]
    load(office, *rows)
    head = office.service.ledger.head()
    assert counts(load(office, *rows)) == (0, 0, 5, 0)
    assert office.service.ledger.head() == head


def test_a_dry_run_judges_like_the_write_and_leaves_no_trace(office):
    rows = [graduate(1), graduate(2, **{"Занятость с": "01.08.2026"}), graduate(1)]
    head, keys = office.service.ledger.head(), keys_made(office)
    judged = import_list(office.service, IMPORTER, listed(*rows), directory=DIRECTORY, dry_run=True)
    assert (office.service.ledger.head(), keys_made(office)) == (head, keys)
    written = load(office, *rows)
    assert counts(judged) == counts(written) == (1, 2, 0, 0)
    assert (
        faults(judged)
        == faults(written)
        == [
            (3, "Занятость с", "FUTURE_ACTUAL"),
            (4, "ФИО", "DUPLICATE_ROW"),
        ]
    )


def keys_made(office):
    with office.service.keys._database.reading() as connection:
        return connection.execute(select(func.count()).select_from(case_key)).scalar_one()


def test_a_refused_row_leaves_nothing_of_itself(office):
    head = office.service.ledger.head()
    refused = graduate(1, Занятость="иное")
    assert faults(load(office, refused)) == [(2, "Занятость", "TEXT_REQUIRED")]
    assert office.service.ledger.head() == head
    with office.service.engine.connect() as connection:
        for table in (natural_key, search_token):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


def test_a_later_list_adds_what_is_new_and_reports_what_is_changed(office):
    student = without(graduate(1), *WORK, "Категории") | {"Дата выпуска": "27.06.2026"}
    student |= {"Год выпуска": "2026"}
    first = load(office, student)
    assert counts(first) == (1, 0, 0, 0)
    case_id = only_case(office)
    assert state(office, case_id).lifecycle == "FINAL_YEAR"
    later = student | {"Категории": "ОВЗ", "Телефон": "+7 900 000-00-00", "Группа": "ТМ-1"}
    report = load(office, later)
    assert counts(report) == (1, 0, 0, 0)
    assert faults(report) == [(2, "Телефон", "CHANGED"), (2, "Группа", "CHANGED")]
    assert "OVZ" in state(office, case_id).categories
    assert office.person(case_id).phone is None
    assert counts(load(office, later)) == (0, 0, 0, 1)


def test_what_differs_is_never_overwritten(office):
    load(office, graduate(1))
    case_id = only_case(office)
    version = office.service.case(case_id).version
    changed = graduate(1, **{"Дата рождения": "02.02.2005", "По специальности": "нет"})
    report = load(office, changed | {"Форма обучения": "заочная"})
    assert faults(report) == [
        (2, "Дата рождения", "CHANGED"),
        (2, "Форма обучения", "CHANGED"),
        (2, "По специальности", "CHANGED"),
    ]
    assert "2005" not in report.errors[0].detail
    moved = load(office, graduate(1, **{"Занятость с": "15.08.2025"}))
    assert faults(moved) == [(2, "Занятость с", "CHANGED")]
    assert office.service.case(case_id).version == version


def test_what_staff_have_taken_back_does_not_come_back(office):
    load(office, graduate(1), graduate(2))
    for number, case_id in enumerate(opened(office)):
        entries = office.service.case(case_id).history.entries.values()
        entry_id = next(e.entry_id for e in entries if e.kind == "statuses")
        if number:
            office.write(case_id, lambda come, e=entry_id: cases.annul(come, e, reason="ошибка"))
        else:
            changes = {"effective_on": date(2025, 9, 9)}
            office.write(
                case_id,
                lambda come, e=entry_id, c=changes: corrections.correct(
                    come, e, reason="по приказу", changes=c
                ),
            )
    report = load(office, graduate(1), graduate(2))
    assert {code for *_, code in faults(report)} == {"ENTRY_TAKEN_BACK"}
    assert counts(report) == (0, 0, 0, 2)


def opened(office):
    records = office.service.ledger.records_between(after=0)
    return [r.event.originator_id for r in records if r.event.TOPIC == "case.opened"]


def test_a_second_job_and_an_end_are_news(office):
    load(office, graduate(1))
    second = graduate(1, **{"ИНН работодателя": "7001000013", "Занятость с": "01.10.2025"})
    assert counts(load(office, second)) == (1, 0, 0, 0)
    ended = graduate(1, **{"Занятость по": "30.09.2025"})
    assert counts(load(office, ended)) == (1, 0, 0, 0)
    (work,) = (e for e in office.service.case(only_case(office)).history.covering(TODAY))
    assert work.content.attributes["employer_inn"] == "7001000013"
    assert counts(load(office, ended, by=IMPORTER)) == (0, 0, 1, 0)


def test_one_with_and_without_a_snils_is_the_same_graduate(office):
    load(office, graduate(1, СНИЛС=""))
    report = load(office, graduate(1))
    assert faults(report) == [(2, "СНИЛС", "CHANGED")]
    assert len(opened(office)) == 1
    load(office, graduate(2))
    assert counts(load(office, graduate(2, СНИЛС=""))) == (0, 0, 1, 0)
    assert len(opened(office)) == 2


def test_two_of_one_name_and_birthday_are_two_by_their_snils(office):
    named = {"ФИО": "Котов Иван Ильич"}
    assert counts(load(office, graduate(1, **named), graduate(2, **named))) == (2, 0, 0, 0)


def test_another_programme_is_another_case_with_a_word_about_it(office):
    load(office, graduate(1))
    report = load(office, graduate(1, Специальность="09.02.07"))
    assert counts(report) == (1, 0, 0, 0)
    assert "SAME_PERSON" in {warning.code for warning in report.warnings}


@pytest.mark.parametrize(
    ("by", "school", "code"),
    [
        (IMPORTER, "C", "OUT_OF_SCOPE"),
        (IMPORTER, "D", "UNKNOWN_ORGANISATION"),
        (request("CK_STAFF", "B"), "A", "OUT_OF_SCOPE"),
    ],
)
def test_a_school_must_be_the_askers_business(office, by, school, code):
    assert faults(load(office, graduate(1, ПОО=school), by=by)) == [(2, "ПОО", code)]


def test_a_school_may_go_without_saying_for_its_own_staff(office):
    row = without(graduate(1), "ПОО")
    report = load(office, row, by=request("CK_STAFF", "B"), own_organisation=True)
    assert counts(report) == (1, 0, 0, 0)
    assert state(office, only_case(office)).organisation == "B"


def test_nobody_without_the_right_gets_as_far_as_a_row(office):
    with pytest.raises(Refused, match="FORBIDDEN"):
        load(office, graduate(1), by=request("AUDITOR", None))


def test_a_past_year_without_a_day_ended_on_its_30_june_and_that_is_said(office):
    rows = [without(graduate(number), "Дата выпуска") for number in (1, 2)]
    report = load(office, *rows)
    assert [w.row for w in report.warnings if w.code == "ASSUMED_GRADUATION"] == [1]
    assert state(office, opened(office)[0]).lifecycle == "GRADUATED"
    exact = load(office, graduate(1))
    assert faults(exact) == [(2, "Дата выпуска", "CHANGED")]


def test_a_year_to_come_is_a_students(office):
    row = without(graduate(1), "Дата выпуска", *WORK) | {"Год выпуска": "2027"}
    load(office, row | {"Занятость": "будет призван в армию", "Занятость с": "01.02.2026"})
    known = state(office, only_case(office))
    assert (known.graduation_year, known.forecast) == (2027, "F_CONSCRIPT")


def test_a_case_that_went_to_another_school_is_left_to_it(office):
    student = without(graduate(1), *WORK, "Категории", "Дата выпуска") | {"Год выпуска": "2026"}
    load(office, student)
    by = request("BCK_STAFF", None, regions=("67",))
    transfer = {"kind": "TRANSFERRED", "effective_on": TODAY, "to_organisation": "C"}
    office.write(only_case(office), lambda come: cases.move(come, **transfer), by)
    assert faults(load(office, student)) == [(2, "ПОО", "OTHER_ORGANISATION")]


def test_an_old_list_finds_the_case_whose_school_programme_and_year_are_others_now(office):
    student = without(graduate(1), *WORK, "Категории", "Дата выпуска") | {"Год выпуска": "2026"}
    load(office, student)
    case_id = only_case(office)
    changes = {"programme_code": "09.02.07", "graduation_year": 2027}
    office.write(
        case_id, lambda come: corrections.change_person(come, reason="сверка", changes=changes)
    )
    transfer = {"kind": "TRANSFERRED", "effective_on": TODAY, "to_organisation": "B"}
    by = request("BCK_STAFF", None, regions=("67",))
    office.write(case_id, lambda come: cases.move(come, **transfer), by)
    report = load(office, student)
    assert {fault[1] for fault in faults(report)} == {"ПОО", "Специальность", "Год выпуска"}
    assert counts(report) == (0, 0, 0, 1)
    assert only_case(office) == case_id


def test_news_of_others_in_between_is_no_conflict(office):
    load(office, graduate(1))
    case_id = only_case(office)
    office.write(case_id, employed(date(2026, 1, 1), attributes={"employer_inn": "7001000013"}))
    office.write(case_id, status("SELF_EMPLOYED_NPD", date(2026, 2, 1)))
    assert counts(load(office, graduate(1))) == (0, 0, 1, 0)


def test_two_who_load_one_list_at_once_open_each_case_once(migrated_url, keys_url, office):
    rows = [graduate(number) for number in range(12)]
    start, reports = Barrier(2), []

    def run():
        with closing(Office(migrated_url, keys_url)) as own:
            start.wait()
            reports.append(load(own, *rows))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened(office)) == len(rows)
    assert sum(report.accepted for report in reports) == len(rows)
    assert sum(report.skipped for report in reports) == len(rows)


def test_a_process_killed_in_the_middle_leaves_whole_cases_only(
    migrated_url, keys_url, office, tmp_path
):
    rows = [without(graduate(number), *WORK) for number in range(MORE)]
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(*rows))
    command = [sys.executable, "-m", "tests.support.import_writer"]
    with subprocess.Popen(
        [*command, migrated_url, keys_url, str(file)], stdout=subprocess.PIPE, cwd=ROOT
    ) as writer:
        for line in writer.stdout:
            if int(line) == ROWS_AT_ONCE:
                writer.kill()
                break
        writer.stdout.read()
    begun = len(opened(office))
    assert ROWS_AT_ONCE <= begun < len(rows)
    report = load(office, *rows)
    assert counts(report) == (len(rows) - begun, 0, begun, 0)
    point = AsOf(TODAY, office.service.ledger.head().position)
    counted = snapshot(office.projections, point, filters=Filters(category="ORPHAN"), scope=Scope())
    assert counted.rows[0].statuses == {"NO_DATA": len(rows)}


def test_a_row_sees_what_the_rows_before_it_have_opened(office):
    other = graduate(1, Специальность="09.02.07", ФИО="Ёлкин Пётр")
    report = load(office, graduate(1), graduate(2), other)
    assert counts(report) == (3, 0, 0, 0)
    assert [w.row for w in report.warnings if w.code == "SAME_PERSON"] == [4]
    persons = [
        office.service.case(case_id).events[0].content.person_id for case_id in opened(office)
    ]
    assert persons[0] == persons[2] != persons[1]


def test_two_rows_that_meet_in_one_case_come_one_after_the_other(office):
    load(office, graduate(1))
    changes = {"programme_code": "09.02.07"}
    office.write(
        only_case(office),
        lambda come: corrections.change_person(come, reason="сверка", changes=changes),
    )
    later = graduate(1, Специальность="09.02.07", Категории="ОВЗ")
    former = graduate(1, Категории="Абилимпикс", СНИЛС="")
    report = load(office, later, former)
    assert counts(report) == (2, 0, 0, 0)
    assert {"OVZ", "ABILYMPICS_PARTICIPANT", "ORPHAN"} <= set(
        state(office, only_case(office)).categories
    )


def test_who_is_faster_with_one_case_holds_up_that_row_alone(
    migrated_url, keys_url, office, monkeypatch
):
    """Another process opens one of the cases and writes another, just before they are saved."""
    load(office, graduate(1))
    known, commit_many = only_case(office), import_batch.commit_many

    def overtaken(units):
        monkeypatch.setattr(import_batch, "commit_many", commit_many)
        with closing(Office(migrated_url, keys_url)) as other:
            load(other, graduate(2))
            other.write(known, employed(date(2026, 1, 1)))
        return commit_many(units)

    monkeypatch.setattr(import_batch, "commit_many", overtaken)
    rows = [graduate(1, Категории="ОВЗ"), graduate(2), graduate(3)]
    report = load(office, *rows)
    assert counts(report) == (2, 0, 1, 0)
    assert len(opened(office)) == 3
    assert "OVZ" in state(office, known).categories
    assert counts(load(office, *rows)) == (0, 0, 3, 0)
