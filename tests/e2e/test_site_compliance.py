"""Whether the pages of schools have what they must, by the last check of each, at a point."""

from __future__ import annotations

from typing import Any

from marshrut.classifiers import classifier
from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.records import on_entry, opened

ON = {"as_of": "2026-01-15"}
ALL = list(classifier("site_items").codes)


def check(client: Client, day: str, *present: str) -> dict[str, Any]:
    fields = {"url": "https://example.org/career", "present": list(present)}
    return opened(client, "site-checks", fields, effective_on=day)


def compliance(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("site-compliance", {**ON, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def verdicts(client: Client, **query: Any) -> dict[str, str]:
    return {row["organisation"]: row["verdict"] for row in compliance(client, **query)["rows"]}


def test_the_last_check_up_to_the_day_decides(staff: Client):
    first = check(staff, "2025-09-10", *ALL[1:])
    second = check(staff, "2025-12-10", *ALL)
    (row,) = compliance(staff)["rows"]
    assert (row["organisation"], row["compliant"], row["checked_on"]) == (
        SCHOOL,
        True,
        "2025-12-10",
    )
    assert (row["missing"], row["url"]) == ([], "https://example.org/career")
    (row,) = compliance(staff, as_of="2025-12-09")["rows"]
    assert (row["verdict"], row["compliant"]) == ("INCOMPLETE", False)
    assert row["missing"] == [{"code": "RESPONSIBLE", "label": "Ответственный за ЦСТВ"}]
    assert answered(staff.get(row["links"]["record"]))["record_id"] == first["record_id"]
    assert verdicts(staff, known_position=second["position"] - 1) == {SCHOOL: "INCOMPLETE"}
    assert compliance(staff, as_of="2025-09-09")["rows"][0]["compliant"] is None
    entry = ("site-checks", second, second["entry_id"], "annulment")
    assert on_entry(staff, *entry, reason="Проверяли другой сайт").status_code == 201
    assert verdicts(staff) == {SCHOOL: "INCOMPLETE"}


def test_a_region_sees_how_many_of_its_schools_comply(installation: Installation, staff: Client):
    check(staff, "2025-12-10", *ALL)
    check(installation.staff(OTHER_SCHOOL), "2025-12-10", *ALL[:3])
    base = installation.client("BCK_STAFF", regions=("70",))
    told = compliance(base)
    assert verdicts(base) == {SCHOOL: "COMPLIANT", OTHER_SCHOOL: "INCOMPLETE"}
    total = told["total"]
    counted = {name: total[name] for name in ("organisations", "checked", "compliant", "percent")}
    assert counted == {"organisations": 2, "checked": 2, "compliant": 1, "percent": 50.0}
    listed = answered(base.get(total["links"]["compliant"]))
    assert [row["organisation"] for row in listed["rows"]] == [SCHOOL]
    assert listed["total"]["organisations"] == 2
    assert verdicts(installation.auditor(), region_code="67") == {FAR_SCHOOL: "UNCHECKED"}
    assert verdicts(staff) == {SCHOOL: "COMPLIANT"}
    foreign = staff.get("site-compliance", {**ON, "organisation": OTHER_SCHOOL})
    assert refused(foreign) == (403, "FORBIDDEN")
