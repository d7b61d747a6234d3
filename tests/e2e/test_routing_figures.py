"""The funnel and the success of routing over HTTP: conversion, rights, parameters."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.support.desk import Desk
from tests.support.http import (
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    employed,
    person,
)

POINT = {"as_of": "2025-12-31"}
SURNAME = "Незабудкина"


@pytest.fixture
def desk(staff: Client) -> Desk:
    """Somebody whom an interview brought to work; a second one was only offered the vacancy."""
    desk, other = Desk(staff, person=person(last_name=SURNAME)), Desk(staff)
    for each in (desk, other):
        done(each, "VACANCY_OFFERED", "2025-07-02", "INTERESTED")
    talk = done(desk, "INTERVIEW", "2025-07-05", "OFFER")
    work = {"status": employed("2025-07-21"), "parent_step_id": talk}
    done(desk, "HIRING_OUTCOME", "2025-07-20", "HIRED_IN_SPECIALTY", **work)
    return desk


def done(desk: Desk, code: str, on: str, outcome: str, **fields: Any) -> str:
    body = {"step_code": code, "state": "DONE", "outcome": outcome, "effective_on": on, **fields}
    entry: str = desk.post("steps", body)["entry_id"]
    return entry


def funnel(client: Client, **query: Any) -> Any:
    return answered(client.get("routing/funnel", POINT | query))


def test_the_funnel_tells_conversion(desk: Desk):
    told = funnel(desk.client)
    assert told["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    stages = {stage["stage"]: stage for stage in told["rows"][0]["stages"]}
    assert stages["OFFERED"] == {
        "stage": "OFFERED", "label": "Предложена вакансия", "cases": 2,
        "of_previous": None, "of_first": {"cases": 2, "percent": 100.0},
    }  # fmt: skip
    assert stages["RESUME_SENT"]["of_previous"] == {"cases": 0, "percent": 0.0}
    assert stages["INTERVIEW"]["of_previous"] == {"cases": 0, "percent": None}
    assert stages["INTERVIEW"]["of_first"] == {"cases": 1, "percent": 50.0}
    assert stages["HIRED"]["of_previous"] == {"cases": 1, "percent": 100.0}
    assert funnel(desk.client, to="2025-07-19")["rows"][0]["stages"][4]["cases"] == 0


def test_every_figure_leads_to_its_cases(desk: Desk):
    for stage in funnel(desk.client)["rows"][0]["stages"]:
        query = {**POINT, "stage": stage["stage"]}
        listed = answered(desk.client.get("routing/funnel/cases", query))["cases"]
        assert len(listed) == stage["cases"]
    asked = {**POINT, "stage": "OFFERED", "limit": "1"}
    first = desk.client.get("routing/funnel/cases", asked)
    second = desk.client.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
    cases = answered(first)["cases"] + answered(second)["cases"]
    assert len({case["case_id"] for case in cases}) == 2
    assert "Link" not in second.headers


def test_a_row_for_each_school_programme_or_vacancy(desk: Desk):
    for by, key in (("organisation", SCHOOL), ("programme_code", "15.02.16"), ("vacancy_id", None)):
        assert [row[by] for row in funnel(desk.client, by=by)["rows"]] == [key]
    vacancy = str(uuid4())
    offered = {"vacancy_id": vacancy}
    done(desk, "VACANCY_OFFERED", "2025-08-01", "INTERESTED", **offered)
    rows = funnel(desk.client, by="vacancy_id")["rows"]
    assert [row["vacancy_id"] for row in rows] == [vacancy, None]
    told = funnel(desk.client, vacancy_id=vacancy)
    assert told["filters"] == {"vacancy_id": vacancy}
    assert told["rows"][0]["stages"][0]["cases"] == 1


def test_the_success_of_routing_is_counted(desk: Desk):
    told = answered(desk.client.get("routing/success", {**POINT, "by": "organisation"}))
    behind = answered(desk.client.get("routing/success/cases", POINT))["cases"]
    assert len({row["case_id"] for row in behind}) == told["cases"] > 0
    assert told["cases"] == 1
    assert told["rows"] == [{"organisation": SCHOOL, "cases": 1}]


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    stranger = installation.staff(OTHER_SCHOOL)
    assert funnel(stranger)["rows"][0]["stages"][0]["cases"] == 0
    assert answered(stranger.get("routing/success", POINT))["cases"] == 0
    assert answered(stranger.get("routing/success/cases", POINT))["cases"] == []
    assert stranger.get("routing/funnel", {"organisation": SCHOOL}).status_code == 403
    auditor = installation.auditor()
    asked = {**POINT, "stage": "HIRED"}
    assert SURNAME not in auditor.get("routing/funnel/cases", asked).text
    assert SURNAME in auditor.get("routing/funnel/cases", asked, X_Purpose="Проверка").text
    for path in ("routing/funnel", "routing/funnel/cases?stage=HIRED", "routing/success"):
        refused = installation.admin().send("GET", f"/api/v1/{path}")
        assert refused.status_code == 403, path


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("funnel", {"by": "status_group"}, "by"),
        ("funnel", {"from": "2025-13-01"}, "from"),
        ("funnel", {"from": "2025-02-01", "to": "2025-01-31"}, "to"),
        ("funnel", {"vacancy_id": "7"}, "vacancy_id"),
        ("funnel", {"stage": "HIRED"}, "stage"),
        ("funnel/cases", {}, "stage"),
        ("funnel/cases", {"stage": "FIRED"}, "stage"),
        ("success", {"by": "vacancy_id"}, "by"),
        ("success", {"vacancy_id": "none"}, "vacancy_id"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(f"routing/{path}", query)
    assert refused.status_code == 422
    assert refused.mimetype == "application/problem+json"
    assert list(answered(refused)["errors"]) == [field]
