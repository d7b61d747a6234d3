"""Cadences over HTTP: cut-offs, what is due for whom, rights, parameters out of shape."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.support.desk import Desk
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    person,
)

SURNAME = "Незабудкина"
POINT = {"as_of": "2025-09-10"}
"""In the days of the cut-off of 20 September."""


@pytest.fixture
def desk(staff: Client) -> Desk:
    """Somebody who works since the first of September; of a second one nothing is known."""
    desk, _ = Desk(staff, person=person(last_name=SURNAME)), Desk(staff)
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-09-01")
    return desk


def due(client: Client, **query: str) -> dict[str, dict[str, Any]]:
    told = answered(client.get("cadences/due", POINT | query))["cadences"]
    return {one["code"]: one for one in told}


def test_cadences_say_where_they_hold_and_when_they_fall(staff: Client):
    told = {c["code"]: c for c in answered(staff.get("cadences", POINT))["cadences"]}
    assert len(told) == 13
    assert told["M20"] == {
        "code": "M20", "label": "Ежемесячно по состоянию на 20 число", "seed": ["S000-3.8"],
        "cohorts": ["Y-1", "Y"], "regions": ["70"], "default": True, "everywhere": False,
        "months": None, "days": 31, "needs": "NEWS",
        "last": {"from": "2025-07-21", "on": "2025-08-20"},
        "next": {"from": "2025-08-21", "on": "2025-09-20"},
    }  # fmt: skip
    assert told["W"]["months"] == [4, 7]
    assert told["Q"]["everywhere"] is True
    assert (told["R"]["last"], told["R"]["next"]) == (None, None)
    there = answered(staff.get("cadences", {**POINT, "region": "67"}))["cadences"]
    assert "M20" not in {cadence["code"] for cadence in there}


def test_cut_offs_lie_between_the_days_asked_for(staff: Client):
    asked = {"from": "2025-07-10", "to": "2025-08-15"}
    told = answered(staff.get("cadences/TM/cutoffs", {**asked, "region": "67"}))
    assert told["cutoffs"] == [
        {"from": "2025-07-01", "on": "2025-07-15"},
        {"from": "2025-07-16", "on": "2025-07-31"},
        {"from": "2025-08-01", "on": "2025-08-15"},
    ]
    assert told["in_force"] is True
    elsewhere = answered(staff.get("cadences/TM/cutoffs", {**asked, "region": "70"}))
    assert (elsewhere["in_force"], elsewhere["cutoffs"]) == (False, [])
    april = {"from": "2026-03-25", "to": "2026-04-10", "weekday": "WED"}
    weekly = answered(staff.get("cadences/W/cutoffs", april))["cutoffs"]
    assert [cutoff["on"] for cutoff in weekly] == ["2026-04-01", "2026-04-08"]
    year = answered(staff.get("cadences/M01/cutoffs", {"from": "2025-01-01"}))
    assert (year["period"]["to"], len(year["cutoffs"])) == ("2025-12-31", 12)


def test_what_is_due_is_told_by_organisation(desk: Desk):
    told = due(desk.client)
    monthly = told["M20"]
    assert monthly["next"] == {"from": "2025-08-21", "on": "2025-09-20"}
    assert monthly["rows"] == [
        {"organisation": SCHOOL, "cases": 2, "changed": 1, "confirmed": 0, "done": 1,
         "missing": 1, "stale": 1},
    ]  # fmt: skip
    assert monthly["total"]["missing"] == 1
    assert told["TM"]["rows"] == []
    assert told["Q"]["reason"]["code"] == "NOT_OF_CASES"
    assert [row["organisation"] for row in told["Q"]["rows"]] == [SCHOOL]
    assert set(told["Q"]["total"].values()) == {None}
    assert told["F1"]["reason"]["code"] == "NOT_YET_OPEN"
    assert told["F1"]["total"]["cases"] == 0
    assert told["F1"]["total"]["missing"] is None
    assert "R" not in told


def test_every_count_leads_to_its_cases(desk: Desk):
    for code, cadence in due(desk.client).items():
        for part, count in cadence["total"].items():
            asked = {**POINT, "cadence": code, "part": part}
            listed = answered(desk.client.get("cadences/due/cases", asked))["cases"]
            assert len(listed) == (count or 0), (code, part)
    asked = {**POINT, "cadence": "M20", "part": "cases", "limit": "1"}
    first = desk.client.get("cadences/due/cases", asked)
    assert answered(first)["cadence"]["code"] == "M20"
    second = desk.client.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
    assert len({c["case_id"] for c in answered(first)["cases"] + answered(second)["cases"]}) == 2
    assert "Link" not in second.headers


def test_a_confirmation_keeps_a_case_up(desk: Desk):
    idle = Desk(desk.client)
    known = due(desk.client)["M20"]["total"]
    idle.post("confirmations", {"effective_on": "2025-09-10"})
    total = due(desk.client)["M20"]["total"]
    assert known == {"cases": 3, "changed": 1, "confirmed": 0, "done": 1, "missing": 2, "stale": 2}
    assert total == {"cases": 3, "changed": 1, "confirmed": 1, "done": 2, "missing": 1, "stale": 1}


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    stranger = installation.staff(OTHER_SCHOOL)
    assert due(stranger)["M20"]["rows"] == []
    far = installation.client("ROIV_STAFF", regions=("67",))
    assert [row["organisation"] for row in due(far)["Q"]["rows"]] == [FAR_SCHOOL]
    assert stranger.get("cadences/due", {"organisation": SCHOOL}).status_code == 403
    auditor = installation.auditor()
    asked = {**POINT, "cadence": "M20", "part": "done"}
    assert SURNAME not in auditor.get("cadences/due/cases", asked).text
    assert SURNAME in auditor.get("cadences/due/cases", asked, X_Purpose="Проверка").text
    admin = installation.admin()
    assert admin.get("cadences").status_code == 200
    assert admin.get("cadences/due").status_code == 403
    assert admin.get("cadences/due/cases", {"cadence": "M20"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("cadences", {"region": "00"}, "region"),
        ("cadences", {"known_position": "1"}, "known_position"),
        ("cadences/M20/cutoffs", {"from": "2025-02-30"}, "from"),
        ("cadences/M20/cutoffs", {"from": "2025-02-02", "to": "2025-02-01"}, "to"),
        ("cadences/M20/cutoffs", {"from": "2000-01-01", "to": "2025-02-01"}, "to"),
        ("cadences/M20/cutoffs", {"weekday": "MON"}, "weekday"),
        ("cadences/W/cutoffs", {"weekday": "monday"}, "weekday"),
        ("cadences/due", {"weekday": "8"}, "weekday"),
        ("cadences/due", {"cadence": "M20"}, "cadence"),
        ("cadences/due/cases", {}, "cadence"),
        ("cadences/due/cases", {"cadence": "M21"}, "cadence"),
        ("cadences/due/cases", {"cadence": "M20", "part": "lazy"}, "part"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(path, query)
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    assert list(answered(refused)["errors"]) == [field]


def test_a_cadence_that_does_not_exist_is_not_found(staff: Client):
    assert staff.get("cadences/M21/cutoffs").status_code == 404


def test_the_command_line_prints_a_table_or_json(installation: Installation, desk: Desk):
    def due_there(*words: str) -> str:
        asked = ["due", "--as-of", POINT["as_of"], *words]
        printed = CliRunner().invoke(main, asked, env=installation.environ)
        assert printed.exit_code == 0, printed.output
        return printed.stdout

    assert "20.09.2025" in due_there()
    assert SCHOOL in due_there("--organisation", SCHOOL)
    told = {one["code"]: one for one in json.loads(due_there("--json"))["cadences"]}
    over_http = due(desk.client)["M20"]
    assert told["M20"]["total"] == over_http["total"]
    assert told["M20"]["next"] == over_http["next"]
    nowhere = ["due", "--organisation", "NOWHERE"]
    refused = CliRunner().invoke(main, nowhere, env=installation.environ)
    assert (refused.exit_code, refused.stdout) == (1, "")
