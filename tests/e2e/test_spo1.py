"""Reconciliation with СПО-1 over HTTP and on the command line: both sides, and why they differ."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from werkzeug.test import TestResponse

from api.cli import main
from tests.support.hostile import refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    open_case,
)
from tests.support.records import SPO1, changed, opened, read

TOKAR = {"programme_code": "15.02.16", "study_form": "FULL_TIME"}
LINES = [
    {**TOKAR, "category": "ALL", "number": 4},
    {**TOKAR, "category": "OVZ", "number": 1},
    {"programme_code": "09.02.07", "study_form": "FULL_TIME", "category": "ALL", "number": 2},
]
EXPLAINED = {**TOKAR, "category": "ALL", "text": "Один восстановлен после отчёта"}
ROWS = [
    ("08.02.01", "ALL", None, 1, "CASES", None),
    ("09.02.07", "ALL", 2, None, "REPORT", None),
    ("15.02.16", "ALL", 4, 3, None, None),
    ("15.02.16", "OVZ", 1, 1, None, None),
    ("15.02.16", "DISABLED_CHILD", None, 1, "CASES", None),
]


def reconciled(client: Client, report: dict[str, Any], **query: Any) -> dict[str, Any]:
    answer = client.get(f"spo1-reports/{report['record_id']}/reconciliation", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def rows(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("programme_code", "category", "reported", "cases", "only_in", "explanation")
    return [tuple(row[name] for name in names) for row in told["rows"]]


def send(
    client: Client, report: dict[str, Any], data: bytes, *, version: int | None = None, **form: str
) -> TestResponse:
    given = {"If_Match": f'"{version or report["version"]}"'}
    body: dict[str, Any] = {"file": (BytesIO(data), "spo1.csv"), **form}
    path = f"spo1-reports/{report['record_id']}/lines"
    return client.send("POST", path, data=body, headers=given)


@pytest.fixture
def cases(staff: Client) -> list[dict[str, Any]]:
    """Graduates of 2025: four counted, of whom one is of another programme; a student; others'."""
    made = [open_case(staff) for _ in range(3)]
    for case, category in zip(made, ("OVZ", "DISABLED_CHILD"), strict=False):
        body = {"category_code": category, "valid_from": "2024-09-01"}
        answer = staff.post(f"cases/{case['case_id']}/categories", body, version=case["version"])
        assert answer.status_code == 201, answer.text
    made.append(open_case(staff, programme_code="08.02.01"))
    student = {"graduation_date": None, "expected_graduation_date": "2025-12-30"}
    made.append(open_case(staff, **student))
    open_case(staff, graduation_year=2024, graduation_date="2024-06-30")
    return made


@pytest.fixture
def report(staff: Client, cases: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(cases) == 5
    return opened(staff, "spo1-reports", {**SPO1, "lines": LINES})


def test_each_row_has_both_numbers_and_opens_to_exactly_its_cases(
    staff: Client, report: dict[str, Any]
):
    told = reconciled(staff, report)
    assert rows(told) == ROWS
    assert [row["delta"] for row in told["rows"]] == [-1, 2, 1, 0, -1]
    assert told["counted_at"]["as_of"] == "2025-07-01"
    assert (told["corresponds"], told["differing"], told["unexplained"]) == (False, 4, 4)
    for row in told["rows"]:
        listed = answered(staff.get(row["links"]["cases"]))["cases"]
        assert len(listed) == (row["cases"] or 0), row


def test_the_expected_graduation_counts_students(staff: Client, cases: list[dict[str, Any]]):
    lines = [{**TOKAR, "category": "ALL", "number": 1}]
    fields = {**SPO1, "release_kind": "EXPECTED", "counted_on": "2025-10-01", "lines": lines}
    told = reconciled(staff, opened(staff, "spo1-reports", fields))
    assert (rows(told), told["corresponds"]) == ([("15.02.16", "ALL", 1, 1, None, None)], True)
    listed = answered(staff.get(told["rows"][0]["links"]["cases"]))["cases"]
    assert [row["case_id"] for row in listed] == [cases[-1]["case_id"]]
    part_time = {**fields, "study_forms": ["PART_TIME", "MIXED"], "lines": None}
    assert rows(reconciled(staff, opened(staff, "spo1-reports", part_time))) == []


def test_explanations_are_known_from_a_change_on(staff: Client, report: dict[str, Any]):
    before = reconciled(staff, report)["point"]
    day = {"effective_on": "2025-10-05"}
    changed(staff, "spo1-reports", report, fields={"explanations": [EXPLAINED]}, **day)
    told = reconciled(staff, report)
    assert (told["corresponds"], told["differing"], told["unexplained"]) == (False, 4, 3)
    assert told["rows"][2]["explanation"] == EXPLAINED["text"]
    assert rows(reconciled(staff, report, as_of="2025-10-04")) == ROWS
    then = {"as_of": before["as_of"], "known_position": before["known_position"]}
    assert rows(reconciled(staff, report, **then)) == ROWS


def test_news_of_a_case_moves_later_knowledge_alone(staff: Client, report: dict[str, Any]):
    then = reconciled(staff, report)["point"]["known_position"]
    open_case(staff)
    told = reconciled(staff, report)
    assert rows(told)[2] == ("15.02.16", "ALL", 4, 4, None, None)
    assert rows(reconciled(staff, report, known_position=then)) == ROWS


def test_reports_are_listed_with_what_came_of_them(
    installation: Installation, staff: Client, report: dict[str, Any]
):
    empty = opened(staff, "spo1-reports", SPO1)
    told = answered(staff.get("spo1-reports"))["reports"]
    verdicts = [(each["record_id"], each["corresponds"], each["unexplained"]) for each in told]
    assert verdicts == [(report["record_id"], False, 4), (empty["record_id"], None, 4)]
    for client in (installation.staff(OTHER_SCHOOL), installation.staff(FAR_SCHOOL)):
        assert answered(client.get("spo1-reports"))["reports"] == []
        path = f"spo1-reports/{report['record_id']}/reconciliation"
        assert refused(client.get(path)) == (404, "NOT_FOUND")
    region = installation.client("ROIV_STAFF", regions=("70",))
    assert len(answered(region.get("spo1-reports", {"organisation": SCHOOL}))["reports"]) == 2
    assert rows(reconciled(region, report)) == ROWS
    foreign = staff.get("spo1-reports", {"organisation": OTHER_SCHOOL})
    assert refused(foreign) == (403, "FORBIDDEN")
    assert refused(region.get("spo1-reports", {"region_code": "00"})) == (422, "UNKNOWN_CODE")


def test_lines_are_taken_from_a_table(staff: Client, report: dict[str, Any]):
    table = "Код специальности;Форма обучения;Всего;ОВЗ;Дети-инвалиды\n"
    table += "15.02.16;очная;3;1;1\n08.02.01;очная;1;;\n"
    sent = send(staff, report, table.encode(), effective_on="2025-09-20")
    assert sent.status_code == 201, sent.text
    assert reconciled(staff, report)["corresponds"] is True
    assert rows(reconciled(staff, report, as_of="2025-09-19")) == ROWS
    assert sent.headers["ETag"] == '"2"'
    stale = send(staff, report, table.encode())
    assert refused(stale) == (412, "STALE_VERSION")
    for data, code in [
        (b"a;b\n1;2\n", "SPO1_HEADINGS"),
        ("Код;Форма;Всего\n15.02.16;x;1\n".encode(), "UNKNOWN_VALUE"),
        (b"PK\x03\x04 no workbook", "UNREADABLE"),
    ]:
        told = answered(send(staff, report, data, version=2))
        assert (told["status"], told["code"]) == (422, code)
        assert [each["code"] for each in told["errors"]] == [code]
    day = send(staff, report, table.encode(), version=2, effective_on="2025-13-01")
    assert refused(day) == (422, "INVALID")
    strange = send(staff, report, table.encode(), version=2, strange="1")
    assert refused(strange) == (422, "UNKNOWN_FIELD")
    assert read(staff, "spo1-reports", report)["version"] == 2


def test_a_retry_of_a_table_is_answered_the_same(staff: Client, report: dict[str, Any]):
    table = "Код;Форма;Всего\n15.02.16;очная;3\n"
    path = f"spo1-reports/{report['record_id']}/lines"
    body = f'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n{table}'
    sent = [
        staff.send(
            "POST",
            path,
            data=f"{body}\r\n--b--\r\n".encode(),
            content_type="multipart/form-data; boundary=b",
            headers={"If_Match": '"1"', "Idempotency_Key": "same"},
        )
        for _ in range(2)
    ]
    assert [each.status_code for each in sent] == [201, 201], sent[1].text
    assert sent[0].data == sent[1].data


def test_lines_are_sent_by_whoever_keeps_the_record(
    installation: Installation, report: dict[str, Any]
):
    table = "Код;Форма;Всего\n15.02.16;очная;3\n".encode()
    assert refused(send(installation.auditor(), report, table)) == (403, "FORBIDDEN")
    assert refused(send(installation.staff(FAR_SCHOOL), report, table)) == (404, "NOT_FOUND")


def test_it_is_a_file_too(staff: Client, report: dict[str, Any]):
    path = f"spo1-reports/{report['record_id']}/reconciliation"
    lines = staff.get(path, {"format": "csv"}).data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Отчёт;Сверка с отчётом СПО-1: Фактический выпуск"
    assert "Вывод;есть расхождения" in lines
    assert lines[-3].startswith("15.02.16;очная;Всего;4;3;1;;")
    assert staff.get(path, {"format": "xlsx"}).data.startswith(b"PK")


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["spo1", *words], env=installation.environ)


def test_the_command_line_tells_the_same(
    installation: Installation, staff: Client, report: dict[str, Any], tmp_path: Path
):
    shown = json.loads(run(installation, "show", report["record_id"], "--format", "json").stdout)
    assert rows(shown) == ROWS
    file = tmp_path / "spo1.csv"
    file.write_bytes("Код;Форма;Всего\n15.02.16;очная;9\n".encode())
    loaded = run(installation, "load", report["record_id"], str(file))
    assert loaded.exit_code == 0, loaded.output
    assert rows(reconciled(staff, report))[1] == ("15.02.16", "ALL", 9, 3, None, None)
    listed = json.loads(run(installation, "list", "--format", "json").stdout)["reports"]
    assert [each["differing"] for each in listed] == [4]
    assert "15.02.16" in run(installation, "show", report["record_id"]).stdout
    assert SCHOOL in run(installation, "list").stdout
    nobody = run(installation, "show", "0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11")
    assert (nobody.exit_code, "there is no report" in nobody.output) == (1, True)
    file.write_bytes(b"a;b\n1;2\n")
    assert run(installation, "load", report["record_id"], str(file)).exit_code == 1
