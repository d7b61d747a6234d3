"""Rankings over HTTP: rows, the small ones, cases behind them, rights, bad parameters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered, person

POINT = {"as_of": "2025-12-31"}
SURNAME = "Незабудкина"


@pytest.fixture
def desk(staff: Client) -> Desk:
    """One who works in the specialty; of a second one nothing is known."""
    desk, _ = Desk(staff, person=person(last_name=SURNAME)), Desk(staff)
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-09-01")
    return desk


def risks(client: Client, **query: str) -> Any:
    return answered(client.get("risks/ranking", POINT | {"by": "organisation"} | query))


def schools(client: Client, **query: str) -> Any:
    return answered(client.get("rankings/organisations", POINT | query))


def test_risk_is_ranked_with_both_measures_side_by_side(desk: Desk):
    told = risks(desk.client, least="2")
    half = {"cases": 1, "of": 2, "percent": 50.0, "reason": None}
    counts = {"graduates": 2, "at_risk_strict": half, "at_risk_form": half}
    assert told["rows"] == [{"organisation": SCHOOL, "rank": 1, **counts}]
    assert told["rule"].startswith("Место")
    nobody = {"code": "NO_CASES", "label": "Нет данных: считать не из кого"}
    none = {"cases": 0, "of": 0, "percent": None, "reason": nobody}
    assert told["small"] == {
        "keys": 0, "graduates": 0, "at_risk_strict": none, "at_risk_form": none,
    }  # fmt: skip
    small = risks(desk.client)
    assert (small["least"], small["rows"], small["small"]["keys"]) == (5, [], 1)
    groups = risks(desk.client, by="ugps", least="1")["rows"]
    assert (groups[0]["ugps"], groups[0]["label"]) == ("15", "Машиностроение")


def test_schools_are_ranked_by_routing(desk: Desk):
    row = schools(desk.client, least="1")["rows"][0]
    assert (row["organisation"], row["rank"], row["places"]) == (SCHOOL, 1, 5)
    shown = row["measures"][0]
    assert (shown["code"], shown["percent"], shown["place"]) == ("IN_SPECIALTY", 50.0, 1)
    assert row["measures"][3]["reason"]["code"] == "NO_CASES"
    told = schools(desk.client)
    assert told["period"] == {"from": "2025-01-01", "to": "2025-12-31"}
    assert (told["rows"], told["small"]["keys"]) == ([], 1)


def test_every_count_leads_to_its_cases(desk: Desk):
    row = risks(desk.client, least="1")["rows"][0]
    for part in ("at_risk_strict", "at_risk_form"):
        asked = {**POINT, "by": "organisation", "part": part, "organisation": SCHOOL}
        listed = answered(desk.client.get("risks/ranking/cases", asked))["cases"]
        assert len(listed) == row[part]["cases"] == 1
    for part, count in schools(desk.client)["total"]["parts"].items():
        asked = {**POINT, "part": part}
        listed = answered(desk.client.get("rankings/organisations/cases", asked))["cases"]
        assert len(listed) == count, part
    asked = {**POINT, "part": "graduates", "size": "SMALL", "limit": "1"}
    for path, more in (("risks/ranking", {"by": "organisation"}), ("rankings/organisations", {})):
        first = desk.client.get(f"{path}/cases", asked | more)
        second = desk.client.get(first.headers["Link"].partition(">")[0].removeprefix("<"))
        cases = answered(first)["cases"] + answered(second)["cases"]
        assert len({case["case_id"] for case in cases}) == 2


@pytest.mark.usefixtures("desk")
def test_who_sees_what(installation: Installation):
    stranger = installation.staff(OTHER_SCHOOL)
    assert risks(stranger, least="1")["rows"] == []
    assert schools(stranger, least="1")["rows"] == []
    foreign = {"by": "ugps", "organisation": SCHOOL}
    assert stranger.get("risks/ranking", foreign).status_code == 403
    auditor = installation.auditor()
    asked = {**POINT, "part": "in_specialty"}
    assert SURNAME not in auditor.get("rankings/organisations/cases", asked).text
    named = auditor.get("rankings/organisations/cases", asked, X_Purpose="Проверка")
    assert SURNAME in named.text
    by, part = {"by": "ugps"}, {"part": "graduates"}
    admin = installation.admin()
    assert admin.get("risks/ranking", by).status_code == 403
    assert admin.get("risks/ranking/cases", by | part).status_code == 403
    assert admin.get("rankings/organisations").status_code == 403
    assert admin.get("rankings/organisations/cases", part).status_code == 403


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("risks/ranking", {}, "by"),
        ("risks/ranking", {"by": "sex"}, "by"),
        ("risks/ranking", {"by": "ugps", "least": "0"}, "least"),
        ("risks/ranking", {"by": "ugps", "size": "SMALL"}, "size"),
        ("risks/ranking", {"by": "ugps", "graduation_year": "x"}, "graduation_year"),
        ("risks/ranking/cases", {"by": "ugps"}, "part"),
        ("risks/ranking/cases", {"by": "ugps", "part": "cases"}, "part"),
        ("rankings/organisations", {"by": "organisation"}, "by"),
        ("rankings/organisations", {"from": "2025-02-01", "to": "2025-01-31"}, "to"),
        ("rankings/organisations/cases", {"part": "covered"}, "part"),
        ("rankings/organisations/cases", {"part": "offered", "size": "LARGE"}, "size"),
    ],
)
def test_parameters_out_of_shape_are_refused(
    staff: Client, path: str, query: dict[str, str], field: str
):
    refused = staff.get(path, query)
    assert refused.status_code == 422
    assert list(answered(refused)["errors"]) == [field]
