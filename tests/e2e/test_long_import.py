"""Lists that are loaded by and by: taken in at once, asked after, their errors marked."""

from __future__ import annotations

from io import BytesIO
from threading import Event
from uuid import UUID
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

import api.endpoints.imports
from api.context import EXTENSION
from api.import_thread import look_for_lists
from tests.e2e.test_import import ANNA, BORIS, HEADINGS, send_file, sent
from tests.support.http import FAR_SCHOOL, SCHOOL, answered


@pytest.fixture
def short(monkeypatch):
    """Lists of more than two rows are long ones."""
    monkeypatch.setattr(api.endpoints.imports, "MOST_ROWS", 2)


def people(number):
    return [
        f"Кот{'абвгдежзик'[n]} Иван;02.03.2005;;{SCHOOL};15.02.16;очная;27.06.2025;;"
        for n in range(number)
    ]


def let_work(installation):
    """Wait for the thread of an API on SQLite; then do what the worker does."""
    held = installation.app.extensions[EXTENSION]
    held.wait_for_lists()
    look_for_lists(held.current(), Event())


def counts(body):
    return tuple(body[name] for name in ("rows", "done", "accepted", "rejected", "skipped"))


@pytest.mark.usefixtures("short")
def test_a_long_list_is_answered_before_it_is_loaded(installation, staff):
    taken = sent(staff, *people(5), ANNA.format(FAR_SCHOOL))
    assert taken.status_code == 202
    assert answered(taken)["state"] in {"QUEUED", "RUNNING"}
    let_work(installation)
    body = answered(staff.get(taken.headers["Location"]))
    assert (body["state"], counts(body)) == ("DONE", (6, 6, 5, 1, 0))
    assert [(e["row"], e["code"]) for e in body["errors"]] == [(7, "OUT_OF_SCOPE")]
    assert answered(staff.get("snapshot", {"graduation_year": 2025}))["total"] == 5


@pytest.mark.usefixtures("short")
def test_a_long_list_can_be_judged_only(installation, staff):
    head = answered(installation.admin().get("ledger/head"))
    taken = sent(staff, *people(3), dry_run="true")
    let_work(installation)
    body = answered(staff.get(taken.headers["Location"]))
    assert (body["state"], body["dry_run"], counts(body)) == ("DONE", True, (3, 3, 3, 0, 0))
    assert answered(installation.admin().get("ledger/head")) == head


def test_a_list_is_nobody_elses(installation, staff):
    place = sent(staff, BORIS.format(FAR_SCHOOL)).headers["Location"]
    for path in (place, f"{place}/errors"):
        assert staff.get(path).status_code == 200
        assert installation.staff().get(path).status_code == 404
        assert installation.client("ADMIN").get(path).status_code == 403
    assert staff.get(f"imports/{UUID(int=0)}").status_code == 404


def test_a_list_without_errors_has_no_file_of_them(staff):
    answer = sent(staff, BORIS.format(SCHOOL))
    assert staff.get(f"{answer.headers['Location']}/errors").status_code == 404


def test_errors_come_back_in_the_list_itself(staff):
    wrong = BORIS.format(SCHOOL).replace("02.03.2005", "=1+1")
    lines = ["Список выпускников", HEADINGS, ANNA.format(SCHOOL), wrong]
    place = send_file(staff, "\n".join(lines).encode("cp1251")).headers["Location"]
    answer = staff.get(f"{place}/errors")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with CalamineWorkbook.from_filelike(BytesIO(answer.data)) as book:
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[1][-1] == "Ошибка"
    assert rows[2][-1] == ""
    assert "Это не дата" in rows[3][-1]
    assert rows[3][1] == "=1+1"
    with ZipFile(BytesIO(answer.data)) as book:
        sheet, notes = book.read("xl/worksheets/sheet1.xml"), book.read("xl/comments1.xml")
    assert b"<f>" not in sheet
    assert 'ref="B4"' in notes.decode()
    assert "Это не дата" in notes.decode()


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_template_can_be_had_by_everybody_who_may_read(installation, suffix):
    asked = {"kind": "measures", "format": suffix}
    answer = installation.client("CZN_OFFICER", regions=("70",)).get("imports/template", asked)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="measures.{suffix}"'
    assert len(answer.data) > 100
    assert installation.staff().get("imports/template", {"kind": "people"}).status_code == 422


def test_the_kind_of_a_list_is_told_and_may_be_said(staff):
    sent(staff, BORIS.format(SCHOOL))
    headings = "ФИО;Дата рождения;Шаг;Состояние;Дата"
    row = "Котов Борис;02.03.2005;Собеседование;план;01.02.2026"
    preview = answered(sent(staff, row, headings=headings, dry_run="true"))
    assert (preview["kind"], preview["accepted"]) == ("steps", 1)
    assert [one["label"] for one in preview["columns"]] == headings.split(";")
    data = f"{headings}\n{row}".encode()
    assert answered(send_file(staff, data, kind="measures"))["code"] == "MISSING_COLUMN"
    assert answered(send_file(staff, data, kind="steps"))["accepted"] == 1
