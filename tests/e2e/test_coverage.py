"""Coverage by centres over HTTP: the 100 % rule, cases behind it, rights, bad parameters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
    organisation,
    person,
)

POINT = {"as_of": "2025-12-31"}
SURNAME = "Незабудкина"


@pytest.fixture
def desk(installation: Installation, staff: Client) -> Desk:
    """One whom the centre helped, and one of a school without a centre."""
    desk = Desk(staff, person=person(last_name=SURNAME))
    given = {"measure_code": "RESUME", "provided_on": "2025-10-01", "result": "PROVIDED"}
    desk.post("measures", {**given, "provider": "CK"})
    Desk(installation.staff(OTHER_SCHOOL), organisation=OTHER_SCHOOL)
    return desk


def coverage(client: Client, **query: str) -> Any:
    return answered(client.get("coverage", POINT | query))


@pytest.mark.usefixtures("desk")
def test_who_is_not_covered_is_told_until_there_is_a_base_centre(installation: Installation):
    region = installation.client("ROIV_STAFF", regions=("70",))
    told = coverage(region)
    assert [(row["organisation"], row["covered_by"]) for row in told["rows"]] == [
        (OTHER_SCHOOL, "NOBODY"), (SCHOOL, "CENTRE"),
    ]  # fmt: skip
    total = told["total"]
    assert total["covered"] == {"cases": 1, "of": 2, "percent": 50.0, "reason": None}
    assert (total["complete"], total["served"]["percent"]) == (False, 50.0)
    assert total["providers"] == [{"code": "CK", "label": "Центр карьеры ПОО (ЦК)", "cases": 1}]
    assert [(row["region"], row["complete"]) for row in told["regions"]] == [
        ("Томская область", False)
    ]
    base = organisation("TO-BCK", org_kind="BCK", has_centre=True)
    assert installation.admin().post("organisations", base).status_code == 201
    assert coverage(region)["total"]["complete"] is True
    known = told["point"]["known_position"]
    assert coverage(region, known_position=str(known)) == told


def test_every_count_leads_to_its_cases(desk: Desk):
    for part, count in coverage(desk.client)["total"]["parts"].items():
        listed = answered(desk.client.get("coverage/cases", {**POINT, "part": part}))
        assert len(listed["cases"]) == count, part
        assert listed["period"] == {"from": None, "to": "2025-12-31"}
    Desk(desk.client)
    asked = {**POINT, "part": "covered", "region": "70", "limit": "1"}
    first = desk.client.get("coverage/cases", asked)
    second = desk.client.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
    cases = answered(first)["cases"] + answered(second)["cases"]
    assert len({case["case_id"] for case in cases}) == 2
    by = {**POINT, "part": "served", "provider": "BCK"}
    assert answered(desk.client.get("coverage/cases", by))["cases"] == []


def test_measures_of_other_days_serve_nobody(desk: Desk):
    assert coverage(desk.client)["total"]["parts"]["served"] == 1
    assert coverage(desk.client, to="2025-09-30")["total"]["parts"]["served"] == 0
    late = coverage(desk.client, **{"from": "2025-10-02"})
    assert late["total"]["parts"]["served"] == 0
    assert late["period"] == {"from": "2025-10-02", "to": "2025-12-31"}


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    far = installation.client("BCK_STAFF", regions=("67",))
    none = coverage(far)["total"]
    assert (none["complete"], none["covered"]["percent"]) == (None, None)
    assert far.get("coverage", {"organisation": SCHOOL}).status_code == 403
    assert far.get("coverage", {"organisation": FAR_SCHOOL}).status_code == 200
    auditor = installation.auditor()
    asked = {**POINT, "part": "served"}
    assert SURNAME not in auditor.get("coverage/cases", asked).text
    assert SURNAME in auditor.get("coverage/cases", asked, X_Purpose="Проверка").text
    assert installation.admin().get("coverage").status_code == 403
    assert installation.admin().get("coverage/cases", asked).status_code == 403


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("coverage", {"part": "served"}, "part"),
        ("coverage", {"from": "2025-02-01", "to": "2025-01-31"}, "to"),
        ("coverage", {**POINT, "from": "2026-01-01"}, "from"),
        ("coverage/cases", {}, "part"),
        ("coverage/cases", {"part": "lazy"}, "part"),
        ("coverage/cases", {"part": "served", "region": "00"}, "region"),
        ("coverage/cases", {"part": "served", "provider": "CKK"}, "provider"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(path, query)
    assert refused.status_code == 422
    assert list(answered(refused)["errors"]) == [field]


def test_a_case_without_a_centre_is_the_base_centres(installation: Installation, staff: Client):
    case = Desk(staff)
    admin = installation.admin()
    mere = {"effective_on": "2025-09-01", "centre_kind": "RESPONSIBLE_PERSON"}
    assert admin.post(f"organisations/{SCHOOL}/changes", mere).status_code == 201

    def owner(day: str) -> tuple[str, str | None]:
        told = answered(staff.get(case.path, {"as_of": day}))["owner_centre"]
        return told["kind"], told["organisation"]

    assert owner("2025-08-31") == ("ORGANISATION", SCHOOL)
    assert owner("2025-09-01") == ("REGION", None)
    base = organisation("TO-BCK", org_kind="BCK", has_centre=True)
    assert admin.post("organisations", base).status_code == 201
    assert owner("2025-09-01") == ("REGION", "TO-BCK")
