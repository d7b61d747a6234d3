"""Vacancies per 100 students, and the ОПК in a period: at a point, with what is behind them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.desk import WORK, Desk
from tests.support.employers import changed as employer_changed
from tests.support.employers import registered_employer
from tests.support.hostile import refused
from tests.support.http import (
    EMPLOYER,
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
)
from tests.support.records import INN, OTHER_INN, changed, on_entry, opened, vacancy
from tests.support.reports import reported

ON = {"as_of": "2026-01-15"}
FRESH = "2025-12-20"


def per_hundred(client: Client, **query: Any) -> dict[str, dict[str, Any]]:
    answer = client.get("vacancy-bank/per-hundred", {**ON, **query})
    assert answer.status_code == 200, answer.text
    return {row["organisation"]: row for row in answered(answer)["rows"]}


def test_vacancies_for_a_school_are_told_per_100_students(
    installation: Installation, staff: Client
):
    Desk(staff)
    neighbour = installation.staff(OTHER_SCHOOL)
    Desk(neighbour, organisation=OTHER_SCHOOL, programme_code="09.02.07")
    registered_employer(staff, inn=OTHER_INN, region_code="67")
    opened(staff, "vacancies", vacancy(), effective_on=FRESH)
    opened(neighbour, "vacancies", vacancy(programme_codes=["15.02.16", "09.02.07"]),
           effective_on=FRESH)  # fmt: skip
    for title, said in {
        "Не требует": {"requires_spo": False},
        "Чужая профессия": {"programme_codes": ["31.02.01"]},
        "Без профессии": {"programme_codes": None},
        "Чужой регион": {"employer_inn": OTHER_INN},
    }.items():
        opened(staff, "vacancies", vacancy(title=title, **said), effective_on=FRESH)
    opened(staff, "vacancies", vacancy(title="Забытая"), effective_on="2025-09-01")
    row = per_hundred(staff)[SCHOOL]
    told = {name: row[name] for name in ("vacancies", "own", "places", "students", "per_hundred")}
    assert told == {
        "vacancies": 2, "own": 1, "places": 6, "students": None, "per_hundred": None,
    }  # fmt: skip
    said = {"value": None, "numerator": 1, "denominator": 250, "period_to": "2026-12-31"}
    position = reported(staff, "S004-I8", **said)["position"]
    row = per_hundred(staff)[SCHOOL]
    assert (row["students"], row["per_hundred"], row["own_per_hundred"]) == (250, 0.8, 0.4)
    assert per_hundred(staff, known_position=position - 1)[SCHOOL]["students"] is None
    listed = answered(staff.get(row["links"]["vacancies"]))
    assert (listed["total"], len(listed["records"])) == (2, 2)
    assert answered(staff.get(row["links"]["students"]))["values"][0]["denominator"] == 250
    contingent = {"what": "DENOMINATOR", "value": 200, "period_to": "2026-12-31"}
    reported(staff, "S004-I8", **contingent)
    row = per_hundred(staff)[SCHOOL]
    assert (row["students"], row["per_hundred"], row["own_per_hundred"]) == (200, 1.0, 0.5)
    base = installation.client("BCK_STAFF", regions=("70",))
    assert {code: one["vacancies"] for code, one in per_hundred(base).items()} == {
        SCHOOL: 2,
        OTHER_SCHOOL: 1,
    }
    assert per_hundred(installation.staff(FAR_SCHOOL))[FAR_SCHOOL]["vacancies"] == 0
    foreign = staff.get("vacancy-bank/per-hundred", {"organisation": OTHER_SCHOOL})
    assert refused(foreign) == (403, "FORBIDDEN")
    unseen = staff.get(f"vacancy-bank/per-hundred/{OTHER_SCHOOL}/vacancies")
    assert refused(unseen) == (404, "NOT_FOUND")


@pytest.fixture
def complex_(installation: Installation, staff: Client) -> Client:
    """An enterprise that is of the ОПК from 1 October 2025, and who says so."""
    registered_employer(staff, inn=INN)
    base = installation.client("BCK_STAFF", regions=("70",))
    employer_changed(base, effective_on="2025-10-01", opk=True)
    return base


def defence(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("vacancy-bank/defence", {**ON, "from": "2025-01-01", **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def figures(client: Client, **query: Any) -> tuple[int, int, int]:
    told = defence(client, **query)
    return told["vacancies"], told["places"], told["employed"]


def fill(client: Client, day: str, *cases: Desk, **said: Any) -> dict[str, Any]:
    made = opened(client, "vacancies", vacancy(**said))
    by = {"filled_by": [{"case_id": case.case_id} for case in cases]}
    return changed(client, "vacancies", made, effective_on=day, state="FILLED", fields=by)


@pytest.mark.usefixtures("complex_")
def test_vacancies_of_the_complex_are_counted_where_they_were_filled_by_cases(staff: Client):
    one, other = Desk(staff), Desk(staff)
    filled = fill(staff, "2025-11-10", one, other)
    fill(staff, "2025-09-20", one)  # it was not of the complex yet
    fill(staff, "2025-11-11", one, requires_spo=False)
    fill(staff, "2025-11-12", one, employer_inn=OTHER_INN)
    opened(staff, "vacancies", vacancy())
    assert figures(staff) == (1, 2, 0)
    assert figures(staff, to="2025-11-09") == (0, 0, 0)
    assert figures(staff, **{"from": "2025-11-11"}) == (0, 0, 0)
    assert figures(staff, as_of="2025-11-09") == (0, 0, 0)
    assert figures(staff, known_position=filled["position"] - 1) == (0, 0, 0)
    listed = answered(staff.get(defence(staff)["links"]["vacancies"]))
    (record,) = listed["records"]
    assert (listed["total"], record["filled_on"], record["places"]) == (1, "2025-11-10", 2)
    changed(staff, "vacancies", filled, effective_on="2025-12-01", state="OPEN")
    assert figures(staff) == (1, 2, 0), "that it was filled once stays true"
    entry = (filled, filled["entry_id"], "annulment")
    version = {**filled, "version": filled["version"] + 1}
    gone = on_entry(staff, "vacancies", version, *entry[1:], reason="Не вышел на работу")
    assert gone.status_code == 201, gone.text
    assert figures(staff) == (0, 0, 0)


def test_who_began_to_work_at_the_complex_is_counted_once(
    installation: Installation, staff: Client, complex_: Client
):
    at_work = {"attributes": {**EMPLOYER, "employer_inn": INN}, "status_code": WORK}
    early, late, elsewhere, twice = (Desk(staff) for _ in range(4))
    early.post("statuses", {**at_work, "effective_on": "2025-09-20"})
    late.post("statuses", {**at_work, "effective_on": "2025-10-20"})
    at_another = {**at_work, "attributes": {**EMPLOYER, "employer_inn": OTHER_INN}}
    elsewhere.post("statuses", {**at_another, "effective_on": "2025-10-21"})
    twice.post("statuses", {**at_work, "effective_on": "2025-10-05", "ended_on": "2025-10-31"})
    again = twice.post("statuses", {**at_work, "effective_on": "2025-12-01"})
    assert figures(staff) == (0, 0, 2)
    assert figures(staff, **{"from": "2025-10-06", "to": "2025-11-30"}) == (0, 0, 1)
    assert figures(staff, known_position=again["position"] - 1) == (0, 0, 2)
    cases = answered(staff.get(defence(staff)["links"]["employed"]))["cases"]
    assert [case["case_id"] for case in cases] == [late.case_id, twice.case_id]
    reason = {"reason": "По реестру", "effective_on": None, "opk": True}
    employer_changed(complex_, **reason)
    assert figures(staff)[2] == 3
    assert figures(complex_)[2] == 3
    assert figures(installation.staff(OTHER_SCHOOL))[2] == 0
    turned = staff.get("vacancy-bank/defence", {"from": "2026-01-01", "to": "2025-01-01"})
    assert refused(turned) == (422, "DATE_ORDER")
