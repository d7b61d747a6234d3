"""The self-analysis of a centre over HTTP: filled, opened down to the cases, issued."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.http import SCHOOL, Client, Installation, answered, employed, open_case
from tests.support.programmes import Register, school_plan

DAY = "2025-12-31"
WHOLE = {"as_of": DAY, "organisation": SCHOOL}
TARGET = {
    "period": "YEAR",
    "period_from": "2025-01-01",
    "period_to": DAY,
    "op": "GE",
    "value": 50.0,
    "cohort": 2025,
}
KPI = {"id": "S002-K1", "number": "1", "title": "Доля занятых", "unit": "%", "targets": [TARGET]}


@pytest.fixture(scope="module")
def centre(standing: Installation) -> Client:
    """The staff of a school with a graduate in work, one without news, and an approved plan."""
    staff = standing.staff()
    works = open_case(staff)
    at = f"cases/{works['case_id']}/statuses"
    assert staff.post(at, employed(), version=works["version"]).status_code == 201
    open_case(staff)
    plan = Register(staff, school_plan(indicators=[KPI]))
    head = standing.client("POO_HEAD", organisation=SCHOOL)
    plan.post("approval", {"document": "Приказ", "approved_on": "2025-01-10"}, by=head)
    return staff


def filled(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("forms/SELF/table", {**WHOLE, **query})
    assert answer.status_code == 200, answer.text
    return {table["code"]: table for table in answered(answer)["tables"]}


def test_the_fact_of_a_target_leads_to_its_cases(centre: Client):
    (block,) = filled(centre)["targets"]["blocks"]
    (row,) = block["rows"]
    assert [row["values"][number] for number in "2345"] == [50.0, 1, 2, 50.0]
    assert row["values"]["8"] == "Выполнено"
    cell = answered(centre.get(_named(block["links"]["cell"], "5")))
    assert (cell["value"], cell["words"]) == (50.0, None)
    counts = {
        part: answered(centre.get(address))["total"] for part, address in cell["links"].items()
    }
    assert counts == {"numerator": 1, "denominator": 2}


def _named(template: str, column: str) -> str:
    return template.replace("{&row,column}", f"&row=01&column={column}")


def test_a_school_is_analysed_as_a_whole(centre: Client, standing: Installation):
    answer = centre.get("forms/SELF/table", {**WHOLE, "study_form": "FULL_TIME"})
    assert (answer.status_code, answered(answer)["code"]) == (422, "UNKNOWN_FIELD")
    region = standing.client("ROIV_STAFF", regions=("70",))
    answer = region.get("forms/SELF/table", {"as_of": DAY, "region": "70"})
    assert (answer.status_code, answered(answer)["code"]) == (422, "REQUIRED")
    assert filled(region)["targets"]["blocks"] != []


def test_its_definition_tells_sources_instead_of_conditions(centre: Client):
    told = answered(centre.get("forms/SELF"))
    assert told["whose"] == "organisation"
    assert not any("where" in column for table in told["tables"] for column in table["columns"])


def test_it_is_issued_for_its_organisation(centre: Client):
    body = {"form": "SELF", "as_of": DAY}
    answer = centre.post("reports", body)
    assert answer.status_code == 201, answer.text
    files = answered(answer)["files"]
    assert [file["format"] for file in files] == ["xlsx", "pdf", "json", "csv"]
