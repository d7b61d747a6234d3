"""Registries over HTTP and on the command line: rows, events, pages, files, rights."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from api.cli import main
from tests.support.desk import WORK, Desk
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    person,
)
from tests.support.records import INN, changed, opened, vacancy

POINT = {"as_of": "2026-02-01"}
SURNAME = "Незабудкина"


def registry(client: Client, code: str, **query: Any) -> dict[str, Any]:
    return answered(client.get(f"registries/{code}", POINT | query))


def counts(client: Client, **query: Any) -> dict[str, int]:
    told = answered(client.get("registries", POINT | query))["registries"]
    return {each["code"]: each["count"] for each in told}


@pytest.fixture
def desk(staff: Client) -> Desk:
    """Somebody who worked until the end of January 2026, and is an orphan."""
    desk = Desk(staff, person=person(last_name=SURNAME))
    desk.post("categories", {"category_code": "ORPHAN", "valid_from": "2025-07-01"})
    desk.status(WORK, "2025-08-01", ended_on="2026-01-31")
    return desk


def test_a_row_says_since_when_and_by_which_events(desk: Desk):
    told = registry(desk.client, "R01")
    assert (told["total"], len(told["rows"])) == (1, 1)
    assert told["registry"]["label"].startswith("Реестр выпускников")
    row = told["rows"][0]
    assert (row["case_id"], row["organisation"]) == (desk.case_id, SCHOOL)
    assert row["person"]["last_name"] == SURNAME
    assert (row["since"], row["until"], row["days"]) == ("2026-02-01", None, 1)
    trail = {event["position"]: event["topic"] for event in desk.trail()}
    assert [trail[position] for position in row["events"]] == [
        "case.graduated",
        "case.status-recorded",
    ]
    assert row["facts"]["open_steps"] == []
    orphan = registry(desk.client, "R06")["rows"][0]
    assert orphan["since"] == "2025-07-01"
    assert [trail[position] for position in orphan["events"]] == ["case.category-added"]


def test_labels_stand_beside_codes(desk: Desk):
    row = registry(desk.client, "R20")["rows"][0]
    assert row["facts"]["grounds"] == ["ORPHAN", "AT_RISK"]
    assert row["labels"]["grounds"][1] == "находящиеся под риском нетрудоустройства"
    english = desk.client.get("registries/R20", POINT, Accept_Language="en")
    assert answered(english)["rows"][0]["labels"]["grounds"][0] == "Orphans"
    assert answered(english)["registry"]["label"] == "List by name for the individual approach"


def test_all_registries_are_counted(desk: Desk):
    Desk(desk.client)
    counted = counts(desk.client)
    assert list(counted) == [f"R{number:02}" for number in range(1, 35)]
    assert {code: n for code, n in counted.items() if n} == {
        "R01": 2, "R06": 1, "R20": 2, "R21": 2, "R34": 2,
    }  # fmt: skip
    for code, number in counted.items():
        told = registry(desk.client, code)
        assert told["total"] == len(told["rows"]) == number, code
    assert counts(desk.client, category="ORPHAN")["R01"] == 1


def test_pages_are_linked_and_keep_their_point(desk: Desk):
    for _ in range(2):
        Desk(desk.client)
    first = desk.client.get("registries/R34", {**POINT, "limit": "2"})
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    Desk(desk.client)
    second = desk.client.get(link)
    assert "Link" not in second.headers
    assert answered(second)["point"] == answered(first)["point"]
    pages = answered(first)["rows"] + answered(second)["rows"]
    assert len({row["case_id"] for row in pages}) == answered(first)["total"] == 3
    assert parse_qs(urlsplit(link).query)["limit"] == ["2"]


def test_the_course_of_a_case_through_a_registry(desk: Desk):
    path = f"registries/R01/cases/{desk.case_id}"
    told = answered(desk.client.get(path, POINT))
    assert told["member"] is True
    days = [(spell["since"], spell["until"], spell["days"]) for spell in told["periods"]]
    assert days == [("2025-06-30", "2025-07-31", 32), ("2026-02-01", None, 1)]
    named = {record["position"]: record["topic"] for record in told["records"]}
    entered = [named[position] for spell in told["periods"] for position in spell["entered_by"]]
    assert entered == ["case.graduated", "case.status-recorded"]
    assert [named[position] for position in told["periods"][0]["left_by"]] == [
        "case.status-recorded"
    ]
    assert [named[position] for position in told["events"]] == ["case.graduated"]
    before = answered(desk.client.get(path, {"as_of": "2025-12-01"}))
    assert (before["member"], before["events"]) == (False, [])
    past, later = told["periods"]
    assert before["periods"] == [past, later | {"days": None}]


def test_a_period_that_goes_on_is_as_long_as_in_the_list(desk: Desk):
    later = {"as_of": "2026-03-10"}
    path = f"registries/R01/cases/{desk.case_id}"
    days = registry(desk.client, "R01", **later)["rows"][0]["days"]
    periods = answered(desk.client.get(path, later))["periods"]
    assert [spell["days"] for spell in periods] == [32, days] == [32, 38]


def test_programmes_are_ranked_by_the_share_at_risk(staff: Client):
    for code, working in (("15.02.16", 2), ("09.02.07", 1), ("43.01.09", 0)):
        for number in range(3 if code != "43.01.09" else 1):
            desk = Desk(staff, programme_code=code)
            if number < working:
                desk.status(WORK, "2025-08-01")
    told = registry(staff, "R24", least=3)
    opened = [row.pop("cases") for row in told["rows"]]
    assert [row.pop("labels") for row in told["rows"]] == [{}, {}]
    assert told["rows"] == [
        {"rank": 1, "programme_code": "09.02.07", "graduates": 3, "at_risk": 2, "share": 66.7},
        {"rank": 2, "programme_code": "15.02.16", "graduates": 3, "at_risk": 1, "share": 33.3},
    ]
    assert told["left_out"] == {"programmes": 1, "graduates": 1}
    assert registry(staff, "R24")["rows"] == []
    behind = {part: answered(staff.get(path))["cases"] for part, path in opened[0].items()}
    assert {part: len(cases) for part, cases in behind.items()} == {"graduates": 3, "at_risk": 2}
    assert {case["programme_code"] for case in behind["at_risk"]} == {"09.02.07"}


def test_portfolios_are_linked_for_who_may_see_the_person(installation: Installation, desk: Desk):
    desk.post("consents", {"consent_kind": "RESUME_TRANSFER", "granted_on": "2025-09-01"})
    link = {"url": "https://portfolio.example/7"}
    given = {"measure_code": "PORTFOLIO", "provided_on": "2025-10-01", "result": "PROVIDED"}
    desk.post("measures", {**given, "attributes": link})
    (row,) = registry(desk.client, "R28")["rows"]
    assert row["links"] == [link["url"]]
    assert answered(desk.client.get(row["case_links"]["case"]))["case_id"] == desk.case_id
    auditor = installation.auditor()
    assert registry(auditor, "R28")["rows"][0]["links"] is None
    assert link["url"] not in auditor.get("registries/R28", POINT).text


def reported(desk: Desk, on: str = "2026-01-15", outcome: str = "SENT") -> dict[str, Any]:
    report = {"step_code": "UNFAIR_EMPLOYER_REPORT", "state": "DONE", "outcome": outcome}
    facts = {"employer_inn": INN, "employer_name": "АО «Завод»", "facts": "Не платят"}
    return desk.post("steps", {**report, "effective_on": on, "attributes": facts})


def test_reported_employers(desk: Desk):
    step = reported(desk)
    assert registry(desk.client, "R25")["rows"] == [
        {
            "employer_inn": INN,
            "employer_name": "АО «Завод»",
            "standing": "REPORTED",
            "since": "2026-01-15",
            "days": 18,
            "reports": 1,
            "last_reported_on": "2026-01-15",
            "confirmed_since": None,
            "case_ids": [desk.case_id],
            "record_ids": [],
            "events": [step["position"]],
            "labels": {"standing": "Сообщено центром карьеры"},
        }
    ]
    assert registry(desk.client, "R25", as_of="2026-01-14")["rows"] == []


def test_an_employer_is_in_the_registry_as_the_authority_decides(
    desk: Desk, installation: Installation
):
    authority = installation.client("ROIV_STAFF", regions=("70",))

    def standing(day: str, client: Client = desk.client) -> list[tuple[Any, ...]]:
        rows = registry(client, "R25", as_of=day)["rows"]
        return [(row["standing"], row["since"], row["confirmed_since"]) for row in rows]

    kept = opened(
        desk.client,
        "unfair-employers",
        {"employer_inn": INN, "grounds": ["OTHER"]},
        effective_on="2025-10-01",
    )
    reported(desk, "2025-11-10")
    decided = {"decided_because": "Проверка"}
    kept = changed(
        authority,
        "unfair-employers",
        kept,
        effective_on="2025-11-20",
        state="CONFIRMED",
        fields=decided,
    )
    kept_since = kept["position"]
    kept = changed(
        authority,
        "unfair-employers",
        kept,
        effective_on="2025-12-20",
        state="REMOVED",
        fields=decided,
    )
    assert standing("2025-09-30") == []
    assert standing("2025-10-15") == [("REPORTED", "2025-10-01", None)]
    assert standing("2025-12-01") == [("CONFIRMED", "2025-11-20", "2025-11-20")]
    assert standing("2025-12-20") == []
    reported(desk, "2026-01-15")
    assert standing("2026-02-01") == [("REPORTED", "2026-01-15", None)]
    assert standing("2025-12-01", installation.client("ROIV_STAFF", regions=("67",))) == []
    (row,) = registry(desk.client, "R25", as_of="2025-12-01")["rows"]
    assert row["events"] == [kept_since]
    told = registry(desk.client, "R25", as_of="2025-12-01")
    way = told["templates"]["rows"]["record_ids"]
    record = way.replace("{record_id}", row["record_ids"][0])
    assert answered(desk.client.get(record))["state"] == "CONFIRMED"
    assert row["case_ids"] == [desk.case_id]


def test_banks_and_agreements_are_listed_with_their_days_and_events(
    staff: Client, installation: Installation
):
    base = installation.client("BCK_STAFF", regions=("70",))
    looked = opened(staff, "vacancies", vacancy(places=2), effective_on="2025-09-01")
    opened(staff, "vacancies", vacancy(title="Забыта"), effective_on="2025-09-10")
    again = changed(staff, "vacancies", looked, effective_on="2025-11-20")
    told = registry(staff, "R26")
    (row,) = told["rows"]
    assert (told["total"], row["title"], row["facts"]["places"]) == (1, "Токарь", 2)
    assert (row["since"], row["until"], row["days"]) == ("2025-09-01", "2026-02-20", 154)
    assert row["events"] == [looked["position"], again["position"]]
    assert answered(staff.get(row["links"]["record"]))["title"] == "Токарь"
    event = told["templates"]["rows"]["events"].replace("{position}", str(row["events"][-1]))
    assert answered(staff.get(event))["originator"]["id"] == row["record_id"]
    opened(base, "internships", {"title": "Летняя", "employer_inn": INN, "places": 1,
                                 "ends_on": "2026-01-31"})  # fmt: skip
    assert registry(staff, "R27")["total"] == 0
    (row,) = registry(staff, "R27", as_of="2026-01-31")["rows"]
    assert (row["until"], row["facts"]["ends_on"]) == ("2026-01-31", "2026-01-31")
    practice = {"title": "День карьеры", "about": "Собеседования"}
    proposed = opened(staff, "best-practices", practice)
    assert registry(staff, "R29")["total"] == 0
    changed(base, "best-practices", proposed, effective_on="2025-12-01", state="ACCEPTED")
    (row,) = registry(staff, "R29")["rows"]
    assert (row["since"], row["facts"]["replicated"]) == ("2025-12-01", False)
    course = {"title": "ЧПУ", "training": "PK", "hours": 72, "distance": True}
    opened(staff, "short-programmes", course)
    assert registry(staff, "R30")["rows"][0]["labels"] == {"training": "Повышение квалификации"}
    agreement = {"number": "7", "employer_inn": INN, "signed_on": "2025-10-01",
                 "until": "2026-03-01", "subjects": ["EMPLOYMENT"], "party": "CZN"}  # fmt: skip
    opened(staff, "partner-agreements", agreement, effective_on="2025-09-01")
    (row,) = registry(staff, "R31")["rows"]
    assert (row["since"], row["until"]) == ("2025-10-01", "2026-03-01")
    assert row["labels"]["party"] == "Центр занятости населения"
    assert registry(staff, "R31", as_of="2025-09-30")["total"] == 0
    elsewhere = installation.staff(FAR_SCHOOL)
    assert [registry(elsewhere, code)["total"] for code in ("R26", "R29", "R31")] == [0, 0, 0]
    assert counts(staff)["R26"] == 1


def test_only_some_filters_are_asked_of_records(staff: Client):
    opened(staff, "vacancies", vacancy())
    opened(staff, "vacancies", vacancy(title="Любая", programme_codes=None))
    at = {"as_of": "2025-10-01"}
    both = registry(staff, "R26", **at, graduation_year=2025, category="ORPHAN")
    assert (both["total"], both["filters"]) == (2, {})
    one = registry(staff, "R26", **at, programme_code="09.02.07", graduation_year=2025)
    assert [row["title"] for row in one["rows"]] == ["Любая"]
    assert one["filters"] == {"programme_code": "09.02.07"}
    assert counts(staff, **at, programme_code="09.02.07", graduation_year=2025)["R26"] == 1
    lines = csv_rows(staff.get("registries/R26", {**at, "format": "csv"}).data)
    heading = next(n for n, line in enumerate(lines) if line[:1] == ["Запись"])
    assert lines[heading][:6] == ["Запись", "Название", "Организация", "Регион", "В реестре с",
                                  "В реестре по"]  # fmt: skip
    assert [line[1] for line in lines[heading + 1 :]] == ["Токарь", "Любая"]


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_a_registry_is_exported(desk: Desk):
    Desk(desk.client, person=person(last_name="Другова"))
    asked = {**POINT, "format": "csv", "limit": "1"}
    exported = desk.client.get("registries/R01", asked)
    assert exported.mimetype == "text/csv"
    assert "R01-2026-02-01" in exported.headers["Content-Disposition"]
    lines = csv_rows(exported.data)
    about, (heading, *rows) = dict(lines[:7]), lines[8:]
    assert about["На дату"] == "01.02.2026"
    assert about["Строк"] == "2"
    assert heading[0] == "Фамилия"
    assert [row[0] for row in rows] == [SURNAME, "Другова"]
    assert rows[0][heading.index("В реестре с")] == "01.02.2026"
    book = desk.client.get("registries/R01", {**asked, "format": "xlsx"})
    again = desk.client.get("registries/R01", {**asked, "format": "xlsx"})
    assert book.data == again.data
    sheet = CalamineWorkbook.from_filelike(BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[9:]] == [SURNAME, "Другова"]


def header(client: Client, code: str, **query: Any) -> dict[str, str]:
    asked = {**POINT, "format": "csv", **query}
    lines = csv_rows(client.get(f"registries/{code}", asked).data)
    return {line[0]: line[1] for line in lines[: lines.index([])]}


def test_a_file_says_of_whom_it_is_and_who_made_it(installation: Installation, desk: Desk):
    own = header(desk.client, "R01", category="ORPHAN", lifecycle="any", at_risk="form")
    assert own["Охват"] == f"Техникум {SCHOOL} ({SCHOOL})"
    assert own["Сформировано"] == "Сотрудник центра карьеры ПОО (ЦК, ЦСТВ)"
    assert own["Отбор"] == (
        "Категория: дети-сироты и дети, оставшиеся без попечения родителей, и лица из их числа; "
        "Под риском: по форме; Стадия: любая"
    )
    base = installation.client("BCK_STAFF", regions=("70",))
    regional = header(base, "R02", organisation=SCHOOL, ugps="09")
    assert regional["Охват"] == "Томская область (70)"
    assert regional["Отбор"] == (
        f"Организация: Техникум {SCHOOL} ({SCHOOL}); УГПС: Информатика и вычислительная техника"
    )
    assert (regional["Вперёд, дней"], own.get("Вперёд, дней")) == ("90", None)
    assert header(installation.auditor(), "R01")["Охват"] == "все регионы"


def test_when_it_was_known_is_said_in_the_time_zone_of_the_settings(
    installation: Installation, desk: Desk
):
    point = registry(desk.client, "R01")["point"]
    known_at = datetime.fromisoformat(point["known_at"])
    moscow = known_at.astimezone(ZoneInfo("Europe/Moscow"))
    position = point["known_position"]
    assert header(desk.client, "R01")["Известно к позиции"] == (
        f"{position} ({moscow:%d.%m.%Y %H:%M:%S} MSK, Europe/Moscow)"
    )
    tomsk = {**installation.environ, "MARSHRUT_TIMEZONE": "Asia/Tomsk"}
    printed = CliRunner().invoke(main, ["registry", "R01"], env=tomsk).stdout
    there = known_at.astimezone(ZoneInfo("Asia/Tomsk"))
    assert f"({there:%d.%m.%Y %H:%M:%S} +07, Asia/Tomsk)" in printed
    assert "Охват: все регионы" in printed
    assert "Сформировано: командная строка" in printed


def test_the_file_of_programmes_is_headed_by_what_its_columns_are(staff: Client):
    for number in range(7):
        desk = Desk(staff, programme_code="09.02.07")
        if number:
            desk.status(WORK, "2025-08-01")
    asked = {**POINT, "format": "csv"}
    lines = csv_rows(staff.get("registries/R24", asked).data)
    assert lines[-2:] == [
        ["Код", "УГПС", "Выпускников", "Под риском (строго)", "Доля, %"],
        ["09.02.07", "09 Информатика и вычислительная техника", "7", "1", "14,3"],
    ]


def test_names_are_exported_by_right(installation: Installation, desk: Desk):
    auditor = installation.auditor()
    asked = {**POINT, "format": "csv"}
    assert csv_rows(auditor.get("registries/R01", asked).data)[8][0] == "Дело"
    assert SURNAME not in auditor.get("registries/R01", asked).text
    assert SURNAME in auditor.get("registries/R01", asked, X_Purpose="Проверка").text
    assert registry(auditor, "R01")["rows"][0]["person"] is None
    erasure = {"reason": "Заявление", "act_number": "7"}
    erased = installation.admin().post(f"cases/{desk.case_id}/erasure", erasure)
    assert erased.status_code == 201
    marked = csv_rows(desk.client.get("registries/R01", asked).data)[9]
    assert marked[0] == "персональные данные удалены"


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation, desk: Desk):
    other = installation.staff(OTHER_SCHOOL)
    assert registry(other, "R06")["rows"] == []
    assert counts(other)["R06"] == 0
    assert registry(installation.client("BCK_STAFF", regions=("67",)), "R06")["rows"] == []
    assert registry(installation.client("BCK_STAFF", regions=("70",)), "R06")["total"] == 1
    assert other.get("registries/R06", {"organisation": SCHOOL}).status_code == 403
    assert other.get(f"registries/R06/cases/{desk.case_id}").status_code == 404
    for path in ("registries", "registries/R06", f"registries/R06/cases/{desk.case_id}"):
        assert installation.admin().get(path).status_code in {403, 404}


@pytest.mark.parametrize(
    "query",
    [
        {"days": "0"},
        {"days": "367"},
        {"least": "5"},
        {"limit": "0"},
        {"format": "pdf"},
        {"day": "7"},
        {"as_of": "2025-02-30"},
        {"cursor": "x"},
        {"category": "NOBODY"},
        {"known_position": "99999"},
    ],
)
def test_parameters_out_of_shape_are_refused(staff: Client, query: dict[str, str]):
    refused = staff.get("registries/R02", query)
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"


def test_parameters_are_for_registries_that_take_them(staff: Client):
    refused = staff.get("registries/R01", {"days": "7"})
    assert (refused.status_code, answered(refused)["code"]) == (422, "UNKNOWN_FIELD")
    assert staff.get("registries/R24", {"least": "7"}).status_code == 200
    assert staff.get("registries/R02", {"days": "7"}).status_code == 200
    assert staff.get("registries/R99").status_code == 404
    assert staff.get("registries/r01").status_code == 404


def shell(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["registry", *words], env=installation.environ)


def test_the_command_line(installation: Installation, desk: Desk, tmp_path: Any):
    asked = ("r06", "--as-of", "2026-02-01")
    printed = shell(installation, *asked)
    assert printed.exit_code == 0, printed.output
    assert SCHOOL in printed.stdout
    assert SURNAME not in printed.stdout
    told = json.loads(shell(installation, *asked, "--format", "json").stdout)
    row = registry(desk.client, "R06")["rows"][0]
    assert told["total"] == 1
    for name in ("case_id", "since", "days", "events", "facts", "labels"):
        assert told["rows"][0][name] == row[name]
    lines = csv_rows(shell(installation, *asked, "--format", "csv").stdout_bytes)
    assert lines[8][0] == "Дело"
    file = tmp_path / "R06.xlsx"
    shell(installation, *asked, "--format", "xlsx", "--output", str(file))
    assert CalamineWorkbook.from_path(file).sheet_names == ["R06"]
    ranked = json.loads(shell(installation, "R24", "--least", "1", "--format", "json").stdout)
    assert ranked["total"] == 1


def test_a_registry_is_readable_on_a_terminal(installation: Installation, desk: Desk):
    Desk(desk.client)
    asked = ("R21", "--as-of", "2026-02-01")
    printed = shell(installation, *asked, "--year", "2025")
    assert "Отбор: Год выпуска: 2025" in printed.stdout
    lines = printed.stdout.splitlines()
    rows = [line for line in lines if SCHOOL in line]
    assert len(rows) == 2
    assert all("01.02.2026" in row or "30.06.2025" in row for row in rows)
    assert (
        max(len(line) for line in lines[lines.index(next(x for x in lines if "Строк" in x)) :])
        <= 80
    )
    assert "--format csv" in printed.stderr


def test_a_workbook_is_not_written_to_a_terminal(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("api.commands.registry._on_screen", lambda: True)
    refused = shell(installation, "R06", "--format", "xlsx")
    assert refused.exit_code == 2
    assert "--output" in refused.stderr
    file = tmp_path / "R06.xlsx"
    assert shell(installation, "R06", "--format", "xlsx", "--output", str(file)).exit_code == 0
    assert CalamineWorkbook.from_path(file).sheet_names == ["R06"]


def test_the_command_line_names_the_registries_that_there_are(installation: Installation):
    refused = shell(installation, "R99")
    assert "there is no registry R99" in refused.stderr
    assert "R01, R02" in " ".join(refused.stderr.split())


@pytest.mark.parametrize("words", [("R99",), ("R01", "--days", "7"), ("R02", "--days", "0")])
def test_the_command_line_refuses_what_no_registry_takes(
    installation: Installation, words: tuple[str, ...]
):
    assert shell(installation, *words).exit_code == 2
