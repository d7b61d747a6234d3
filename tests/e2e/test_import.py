"""A list of graduates sent over HTTP: judged, loaded, loaded again."""

from __future__ import annotations

import pytest

from tests.support.http import FAR_SCHOOL, SCHOOL, answered

HEADINGS = (
    "ФИО;Дата рождения;СНИЛС;ПОО;Специальность;Форма обучения;Дата выпуска;Занятость;Занятость с"
)
ANNA = "Лосева Анна Ильинична;01.02.2005;112-233-445 95;{};15.02.16;очная;27.06.2025;НПД;01.09.2025"
BORIS = "Котов Борис;02.03.2005;;{};15.02.16;очная;27.06.2025;;"


def sent(client, *rows, dry_run=None, headings=HEADINGS):
    return send_file(client, "\n".join((headings, *rows)).encode(), dry_run=dry_run)


def send_file(client, data, *, dry_run=None, kind=None, **headers):
    """Send the file, the form written by hand: the library's lies in a file nobody closes."""
    head = 'Content-Disposition: form-data; name="file"; filename="list.csv"'
    form = b"--X\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n--X--\r\n"
    asked = {"dry_run": dry_run, "kind": kind}
    query = {name: value for name, value in asked.items() if value is not None}
    content_type = "multipart/form-data; boundary=X"
    options = {"query_string": query, "content_type": content_type, "headers": headers}
    return client.send("POST", "imports", data=form, **options)


def counted(answer):
    body = answered(answer)
    names = ("rows", "accepted", "rejected", "skipped", "changed")
    return tuple(body[name] for name in names)


def test_a_dry_run_judges_and_writes_nothing(installation, staff):
    head = answered(installation.admin().get("ledger/head"))
    answer = sent(staff, ANNA.format(SCHOOL), BORIS.format(FAR_SCHOOL), dry_run="true")
    assert counted(answer) == (2, 1, 1, 0, 0)
    assert [(e["row"], e["column"], e["code"]) for e in answered(answer)["errors"]] == [
        (3, "ПОО", "OUT_OF_SCOPE")
    ]
    assert answered(installation.admin().get("ledger/head")) == head


def test_a_loaded_list_is_counted_and_skipped_the_second_time(staff):
    rows = (ANNA.format(SCHOOL), BORIS.format(f"Техникум {SCHOOL}"))
    assert counted(sent(staff, *rows)) == (2, 2, 0, 0, 0)
    assert counted(sent(staff, *rows)) == (2, 0, 0, 2, 0)
    snapshot = answered(staff.get("snapshot", {"graduation_year": 2025}))
    assert snapshot["rows"][0]["statuses"] == {"NO_DATA": 1, "SELF_EMPLOYED_NPD": 1}


def test_a_key_of_a_request_does_not_stand_for_the_first_of_its_cases(staff):
    anna, boris = ANNA.format(SCHOOL), BORIS.format(SCHOOL)
    for row, more, expected in ((anna, boris, (2, 2, 0, 0, 0)), (boris, anna, (2, 0, 0, 2, 0))):
        data = f"{HEADINGS}\n{row}\n{more}".encode()
        assert counted(send_file(staff, data, Idempotency_Key="list-1")) == expected


def test_staff_of_one_school_may_leave_its_column_out(staff):
    row = ANNA.replace(";{};", ";")
    assert counted(sent(staff, row, headings=HEADINGS.replace("ПОО;", ""))) == (1, 1, 0, 0, 0)


def test_a_missing_column_is_one_clear_error(staff):
    row = ANNA.format(SCHOOL).replace("01.02.2005;", "")
    answer = sent(staff, row, headings=HEADINGS.replace("Дата рождения;", ""))
    assert answer.status_code == 422
    assert answered(answer)["code"] == "MISSING_COLUMN"
    assert "Дата рождения" in answered(answer)["detail"]


def test_a_mistyped_heading_is_shown_where_its_column_is_missing(staff):
    headings = HEADINGS.replace("Дата рождения;", "Дата рождени;")
    answer = answered(sent(staff, ANNA.format(SCHOOL), headings=headings))
    assert [found["code"] for found in answer["errors"]] == ["MISSING_COLUMN", "NEAREST_COLUMN"]
    assert "«Дата рождени»" in answer["errors"][1]["detail"]
    meant = {column["heading"]: column["field"] for column in answer["columns"]}
    assert meant["Дата рождени"] is None
    assert meant["ПОО"] is not None


@pytest.mark.parametrize("role", ["ROIV_STAFF", "AUDITOR", "ADMIN"])
def test_who_writes_no_cases_loads_no_lists(installation, role):
    regions = ("70",) if role == "ROIV_STAFF" else ()
    answer = sent(installation.client(role, regions=regions), ANNA.format(SCHOOL))
    assert (answer.status_code, answered(answer)["code"]) == (403, "FORBIDDEN")


def test_a_file_that_is_too_large_is_refused_unread(staff):
    assert send_file(staff, b"x" * 11_000_000).status_code == 413


def test_a_file_is_asked_for(staff):
    empty = staff.send("POST", "imports", data={}, content_type="multipart/form-data")
    assert (empty.status_code, answered(empty)["code"]) == (422, "REQUIRED")
    assert staff.post("imports", {}).status_code == 415
    assert sent(staff, ANNA.format(SCHOOL), dry_run="maybe").status_code == 422
