"""Tables of records over HTTP: judged, loaded, loaded again; what is wrong is told in its place."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.records.kinds import kinds
from tests.support.hostile import problem, refused
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.records import INN, listed

HEADINGS = (
    "Действует с;Название;Вид;Начало;Дней;Для кого;Работодатели;"
    "Участвовали, чел.: Сотрудники;Состояние"
)
FAIR = f"01.09.2025;Ярмарка осенняя;Ярмарка вакансий;06.10.2025;2;Обучающиеся, Выпускники;{INN};;"
STAFF = "01.09.2025;Семинар центров;Обучение сотрудников;10.09.2025;;STAFF;;12;Проведено"


def sent(client: Client, kind: str, *rows: str, headings: str = HEADINGS, **fields: str) -> Any:
    data = "\n".join((headings, *rows)).encode()
    parts = [('file"; filename="table.csv', data)]
    parts += [(name, value.encode()) for name, value in fields.items()]
    form = b"".join(
        b'--X\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value
        + b"\r\n" for name, value in parts
    )  # fmt: skip
    content_type = "multipart/form-data; boundary=X"
    path = f"record-kinds/{kind}/table"
    return client.send("POST", path, data=form + b"--X--\r\n", content_type=content_type)


def counted(answer: Any) -> tuple[int, ...]:
    assert answer.status_code == 200, answer.text
    body = answered(answer)
    return tuple(body[name] for name in ("rows", "accepted", "rejected", "skipped"))


def test_a_table_is_judged_loaded_and_skipped_the_second_time(staff: Client):
    assert counted(sent(staff, "activities", FAIR, STAFF, dry_run="true")) == (2, 2, 0, 0)
    assert listed(staff, "activities", as_of="2025-12-31") == []
    loaded = sent(staff, "activities", FAIR, STAFF)
    assert counted(loaded) == (2, 2, 0, 0)
    assert counted(sent(staff, "activities", FAIR, STAFF)) == (2, 0, 0, 2)
    found = listed(staff, "activities", as_of="2025-12-31")
    assert [each["record_id"] for each in found] == answered(loaded)["record_ids"]
    fair, seminar = found
    assert fair["fields"] == {
        "title": "Ярмарка осенняя",
        "activity_kind": "JOB_FAIR",
        "starts_on": "2025-10-06",
        "days": 2,
        "audience": ["STUDENTS", "GRADUATES"],
        "employer_inns": [{"inn": INN}],
    }
    assert (fair["since"], fair["state"], fair["organisation"]) == ("2025-09-01", "PLANNED", SCHOOL)
    assert (seminar["state"], seminar["fields"]["attended"]) == ("HELD", {"STAFF": 12})


def test_what_is_wrong_is_told_by_row_and_heading(staff: Client):
    rows = (
        FAIR,
        FAIR.replace("Ярмарка вакансий", "Ярмарка чудес"),
        FAIR.replace("06.10.2025", "когда-нибудь"),
        FAIR.replace("06.10.2025", ""),
        STAFF.replace(";12;", ";много;"),
        STAFF.replace("Проведено", "Сыграно"),
        STAFF.replace(";12;", ";;"),
        FAIR.replace(INN, "7001000014"),
    )
    answer = sent(staff, "activities", *rows)
    assert counted(answer) == (8, 1, 7, 0)
    errors = [(e["row"], e["column"], e["code"]) for e in answered(answer)["errors"]]
    assert errors == [
        (3, "Вид", "UNKNOWN_VALUE"),
        (4, "Начало", "BAD_DATE"),
        (5, "Начало", "REQUIRED"),
        (6, "Участвовали, чел.: Сотрудники", "BAD_NUMBER"),
        (7, "Состояние", "BAD_STATE"),
        (8, None, "REQUIRED"),
        (9, "Работодатели", "CHECKSUM"),
    ]
    assert len(listed(staff, "activities", as_of="2025-12-31")) == 1


def test_a_base_centre_says_whose_each_is(installation: Installation):
    base = installation.client("BCK_STAFF", regions=("70",))
    headings = "Организация;Адрес раздела;Что есть в разделе"
    rows = (f"{SCHOOL};https://example.org/a;Контакты сотрудников",
            f"{FAR_SCHOOL};https://example.org/b;")  # fmt: skip
    answer = sent(base, "site-checks", *rows, headings=headings, effective_on="2025-09-01")
    assert counted(answer) == (2, 1, 1, 0)
    (error,) = answered(answer)["errors"]
    assert (error["row"], error["column"]) == (3, "Организация")
    (check,) = listed(base, "site-checks", as_of="2025-09-01")
    assert (check["organisation"], check["fields"]["present"]) == (SCHOOL, ["CONTACTS"])


def test_what_is_no_table_of_the_kind_is_refused_whole(staff: Client):
    answer = sent(staff, "activities", "1;2", headings="Имя;Возраст")
    assert (answer.status_code, answered(answer)["code"]) == (422, "RECORD_HEADINGS")
    assert "«Название», «Вид», «Начало»" in answered(answer)["detail"]
    assert answered(sent(staff, "activities"))["code"] == "EMPTY"
    many = sent(staff, "activities", *([FAIR] * 1_001))
    assert answered(many)["code"] == "TOO_LARGE"
    assert refused(sent(staff, "dragons", FAIR)) == (404, "NOT_FOUND")
    plain = staff.post("record-kinds/activities/table", {})
    assert plain.status_code == 415


def test_who_may_not_open_such_records_sends_no_table(installation: Installation, staff: Client):
    for client, kind in ((installation.auditor(), "activities"), (staff, "tasks")):
        assert refused(sent(client, kind, FAIR)) == (403, "FORBIDDEN")
    assert problem(sent(staff, "activities", FAIR, dry_run="maybe"))["errors"].keys() == {"dry_run"}


@pytest.mark.parametrize("code", list(kinds()))
def test_every_kind_has_a_template_that_names_its_required_fields(staff: Client, code: str):
    kind = kinds()[code]
    answer = staff.get(f"record-kinds/{kind.path}/table/template")
    assert answer.status_code == 200
    headings = answer.data.decode("utf-8-sig").strip().split(";")
    assert headings[:3] == ["Действует с", "Организация", "Состояние"]
    plain = {f.label_ru for f in kind.fields if f.required and f.shape not in {"lines", "counts"}}
    assert plain <= {heading.strip('"') for heading in headings}
