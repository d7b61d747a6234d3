"""Work lists over HTTP: counts, reasons in words, pages, rights, parameters out of shape."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, person

POINT = {"as_of": "2025-09-21"}
SURNAME = "Незабудкина"


def rows(client: Client, code: str, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answered(client.get(f"work-lists/{code}", POINT | query))["rows"]
    return found


def counts(client: Client, **query: Any) -> dict[str, int]:
    lists = answered(client.get("work-lists", POINT | query))["lists"]
    return {item["code"]: item["count"] for item in lists}


@pytest.fixture
def desk(staff: Client) -> Desk:
    """Somebody with an interview that was due on 9 September."""
    desk = Desk(staff, person=person(last_name=SURNAME))
    plan = {"step_code": "INTERVIEW", "state": "PLANNED", "effective_on": "2025-09-01"}
    desk.post("steps", {**plan, "due_on": "2025-09-09"})
    return desk


def test_a_list_says_what_is_to_be_done_and_why(desk: Desk):
    row = rows(desk.client, "OVERDUE_STEPS")[0]
    assert row["reason"] == "Шаг «Собеседование» просрочен на 12 дн. (срок 09.09.2025)"
    assert row["case_id"] == desk.case_id
    assert row["organisation"] == SCHOOL
    assert row["person"]["last_name"] == SURNAME
    assert row["facts"]["days"] == 12
    assert row["facts"]["due_on"] == "2025-09-09"
    english = desk.client.get("work-lists/OVERDUE_STEPS", POINT, Accept_Language="en")
    told = answered(english)["rows"][0]["reason"]
    assert told == "Step “Interview” is 12 days overdue (due 2025-09-09)"


def test_counts_are_the_numbers_of_rows(desk: Desk):
    Desk(desk.client)
    counted = counts(desk.client)
    assert counted["OVERDUE_STEPS"] == 1
    assert counted["STALE_CASES"] == 2
    for code, number in counted.items():
        assert len(rows(desk.client, code)) == number, code
    by = answered(desk.client.get("work-lists", {**POINT, "by": "organisation"}))["rows"]
    assert by == [{"organisation": SCHOOL, "counts": counted}]


def test_pages_are_linked_and_keep_their_point(desk: Desk):
    for _ in range(2):
        Desk(desk.client)
    asked = {**POINT, "limit": "2"}
    first = desk.client.get("work-lists/STALE_CASES", asked)
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    desk.post("confirmations", {"effective_on": "2025-09-20"})
    second = desk.client.get(link)
    assert "Link" not in second.headers
    assert answered(second)["point"] == answered(first)["point"]
    pages = answered(first)["rows"] + answered(second)["rows"]
    assert len({row["case_id"] for row in pages}) == 3
    assert len(rows(desk.client, "STALE_CASES")) == 2
    assert parse_qs(urlsplit(link).query)["limit"] == ["2"]


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    assert counts(installation.staff(OTHER_SCHOOL))["OVERDUE_STEPS"] == 0
    assert rows(installation.staff(OTHER_SCHOOL), "OVERDUE_STEPS") == []
    assert rows(installation.client("BCK_STAFF", regions=("67",)), "OVERDUE_STEPS") == []
    assert len(rows(installation.client("BCK_STAFF", regions=("70",)), "OVERDUE_STEPS")) == 1
    foreign = installation.staff(OTHER_SCHOOL).get("work-lists", {"organisation": SCHOOL})
    assert foreign.status_code == 403
    auditor = installation.auditor()
    hidden = rows(auditor, "OVERDUE_STEPS")[0]
    assert (hidden["person"], hidden["person_hidden"]) == (None, True)
    stated = auditor.get("work-lists/OVERDUE_STEPS", POINT, X_Purpose="Проверка")
    assert SURNAME in stated.text
    for path in ("work-lists", "work-lists/OVERDUE_STEPS"):
        assert installation.admin().get(path).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"days": "0"},
        {"days": "367"},
        {"days": "week"},
        {"limit": "0"},
        {"day": "7"},
        {"as_of": "2025-02-30"},
        {"cursor": "x"},
        {"category": "NOBODY"},
        {"known_position": "99999"},
    ],
)
def test_parameters_out_of_shape_are_refused(staff: Client, query: dict[str, str]):
    refused = staff.get("work-lists/DUE_STEPS", query)
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"


def test_days_are_for_lists_that_look_ahead_or_back(staff: Client):
    refused = staff.get("work-lists/OVERDUE_STEPS", {"days": "7"})
    assert (refused.status_code, answered(refused)["code"]) == (422, "UNKNOWN_FIELD")
    told = answered(refused)["errors"]["days"][0]["detail"]
    assert "as_of" in told.partition("допустимы")[2]
    assert "days" not in told.partition("допустимы")[2]
    assert staff.get("work-lists/RETURNS", {"days": "7"}).status_code == 200
    assert staff.get("work-lists", {"by": "programme_code"}).status_code == 422
    assert staff.get("work-lists/NO_SUCH_LIST").status_code == 404


def shell(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["work-list", *words], env=installation.environ)


def test_the_command_line_prints_a_table_or_json(installation: Installation, desk: Desk):
    asked = ("OVERDUE_STEPS", "--as-of", "2025-09-21")
    printed = shell(installation, *asked)
    assert printed.exit_code == 0, printed.output
    assert "на 21.09.2025" in printed.stdout
    assert SCHOOL in printed.stdout
    assert "Собеседование" in printed.stdout
    assert SURNAME not in printed.stdout
    told = json.loads(shell(installation, *asked, "--json").stdout)
    row = rows(desk.client, "OVERDUE_STEPS")[0]
    assert told["rows"] == [{name: row[name] for name in told["rows"][0]}]
    assert told["rows"][0]["reason"].startswith("Шаг «Собеседование»")
    elsewhere = shell(installation, *asked, "--organisation", OTHER_SCHOOL, "--json")
    assert json.loads(elsewhere.stdout)["rows"] == []


@pytest.mark.parametrize(
    "words", [("NO_SUCH",), ("OVERDUE_STEPS", "--days", "7"), ("DUE_STEPS", "--days", "0")]
)
def test_the_command_line_refuses_what_no_list_takes(
    installation: Installation, words: tuple[str, ...]
):
    assert shell(installation, *words).exit_code == 2
