"""What staff wrote in cases, in the columns of the forms, and back to the cases (domain 11.3)."""

from __future__ import annotations

from typing import Any

from tests.support.desk import WORK, Desk
from tests.support.employers import INN, OTHER_INN, registered_employer
from tests.support.http import Client, Installation, answered, person

STUDENT = {"graduation_date": None, "graduation_year": 2026}
FACTORY = {"employer_inn": "7707083893", "employer_name": "Завод"}
GRADUATES = {"as_of": "2026-03-01", "graduation_year": "2025"}
FINAL_YEAR = {"as_of": "2026-03-01", "graduation_year": "2026"}


def top(client: Client, form: str, query: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The numbers of the first row of the first block, and the address of its cells."""
    block = answered(client.get(f"forms/{form}/table", query))["tables"][0]["blocks"][0]
    return block["rows"][0]["values"], block["links"]["cell"]


def filled(values: dict[str, Any]) -> dict[str, int]:
    """The columns that are not nought."""
    return {number: n for number, n in values.items() if isinstance(n, int) and n}


def cases_of(client: Client, cell: str, column: str) -> set[str]:
    """The cases behind a number of the first row."""
    told = answered(client.get(cell.replace("{&row,column}", f"&row=01&column={column}")))
    return {case["case_id"] for case in answered(client.get(told["links"]["cases"]))["cases"]}


def test_each_graduate_stands_in_one_column_and_the_last_tells_the_measures(staff: Client):
    works, studies, serves, jobless = (Desk(staff) for _ in range(4))
    works.status(WORK, "2025-08-01", attributes=FACTORY)
    studies.status("CONTINUING_EDUCATION", "2025-09-01")
    serves.status("MILITARY_CONSCRIPT", "2025-10-01")
    jobless.status("CZN_UNEMPLOYED", "2025-09-01")
    for desk in (works, jobless):
        given = {"provided_on": "2025-09-10", "result": "PROVIDED"}
        desk.post("measures", {"measure_code": "RESUME", **given})
    values, cell = top(staff, "A", GRADUATES)
    told = filled(values)
    assert told.pop("07") == 4
    assert {told.pop("08"), told.pop("09"), told.pop("10")} == {1}
    assert sorted(told.values()) == [1, 1, 1]
    found = [cases_of(staff, cell, column) for column in told]
    assert sorted(map(sorted, found)) == sorted(
        [desk.case_id] for desk in (studies, serves, jobless)
    )
    assert values["33"] == "Составление и размещение резюме — 2 чел."
    earlier, _ = top(staff, "A", {**GRADUATES, "as_of": "2025-09-09"})
    assert not earlier["33"]


def test_the_expected_graduation_is_told_by_its_forecasts(staff: Client):
    works, plans, called, silent = (
        Desk(staff, person=person(snils=None), **STUDENT) for _ in range(4)
    )
    Desk(staff)
    works.status(WORK, "2026-02-01", attributes={**FACTORY, "student_work_mode": "STUDY_PLUS_WORK"})
    plans.status("F_EMPLOYED", "2026-02-01", attributes={"plan": "PARTNER"})
    called.status("F_CONSCRIPT", "2026-02-01")
    values, cell = top(staff, "C", FINAL_YEAR)
    expected = {"05": 4, "06": 1, "07": 1, "12": 1, "14": 1, "17": 1, "20": 1}
    assert filled(values) == expected
    assert cases_of(staff, cell, "14") == {plans.case_id}
    assert cases_of(staff, cell, "20") == {silent.case_id}


def test_work_is_told_by_industry_and_at_enterprises_of_the_complex(
    staff: Client, installation: Installation
):
    base = installation.client("BCK_STAFF", regions=("70",))
    for inn, opk, industry in ((INN, True, "ELECTRONIC"), (OTHER_INN, False, "AGRICULTURE")):
        registered_employer(base, inn=inn, opk=opk, industry=industry)
    at_factory, at_farm = Desk(staff), Desk(staff)
    at_factory.status(WORK, "2025-08-01", attributes={"employer_inn": INN})
    at_farm.status(WORK, "2025-08-01", attributes={"employer_inn": OTHER_INN})
    values, cell = top(staff, "INDUSTRY", GRADUATES)
    told = filled(values)
    assert (told["07"], told["08"], told["09"], told["11"]) == (2, 2, 1, 1)
    assert cases_of(staff, cell, "09") == {at_factory.case_id}
    values, cell = top(staff, "OPK", GRADUATES)
    assert (values["07"], values["08"]) == (1, 1)
    assert cases_of(staff, cell, "08") == {at_factory.case_id}
