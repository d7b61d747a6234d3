"""Movements of the contingent over HTTP and in the shell: both schools, when, by whom seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from api.cli import main
from tests.support.desk import Desk
from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, answered

STUDENT = {"graduation_date": None, "expected_graduation_date": "2026-06-30",
           "graduation_year": 2026}  # fmt: skip
MONTH = {"from": "2025-10-01", "to": "2025-10-31", "as_of": "2025-11-05"}


def movements(client: Client, **query: Any) -> dict[str, Any]:
    answer = client.get("contingent-movements", {**MONTH, **query})
    assert answer.status_code == 200, answer.text
    return answered(answer)


def lines(told: dict[str, Any]) -> list[tuple[Any, ...]]:
    names = ("kind", "effective_on", "from_organisation", "to_organisation")
    return [tuple(row[name] for name in names) for row in told["rows"]]


@pytest.fixture
def desks(staff: Client) -> dict[str, Desk]:
    """Students of one school, of whom four move in October and one in November."""
    desks = {name: Desk(staff, **STUDENT) for name in ("moved", "away", "back", "later", "done")}
    desks["moved"].post("movements", moving("TRANSFERRED", "2025-10-20", OTHER_SCHOOL))
    desks["away"].post("movements", moving("TRANSFERRED", "2025-10-10"))
    desks["back"].post("movements", moving("ACADEMIC_LEAVE", "2025-09-15"))
    desks["back"].post("movements", moving("REINSTATED", "2025-10-15"))
    desks["later"].post("movements", moving("EXPELLED", "2025-11-03"))
    desks["done"].post("graduation", {"graduation_date": "2025-10-31"})
    return desks


def moving(kind: str, on: str, to: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "effective_on": on, **({"to_organisation": to} if to else {})}


OCTOBER = [
    ("TRANSFERRED", "2025-10-10", SCHOOL, None),
    ("REINSTATED", "2025-10-15", None, SCHOOL),
    ("TRANSFERRED", "2025-10-20", SCHOOL, OTHER_SCHOOL),
    ("GRADUATED", "2025-10-31", SCHOOL, None),
]


def test_a_month_is_told_case_by_case_and_counted(staff: Client, desks: dict[str, Desk]):
    told = movements(staff)
    assert lines(told) == OCTOBER
    assert [row["case_id"] for row in told["rows"]] == [
        desks[name].case_id for name in ("away", "back", "moved", "done")
    ]
    assert (told["total"], told["period"]) == (4, {"from": MONTH["from"], "to": MONTH["to"]})
    assert told["kinds"] == {"GRADUATED": 1, "REINSTATED": 1, "TRANSFERRED": 2}
    (school,) = told["organisations"]
    assert (school["organisation"], school["arrived"], school["left"]) == (SCHOOL, 1, 3)
    of_kind = told["templates"]["kinds"].replace("{&kind}", "&kind=TRANSFERRED")
    assert answered(staff.get(of_kind))["total"] == 2
    assert answered(staff.get(school["links"]["left"]))["total"] == 3
    (came,) = answered(staff.get(school["links"]["arrived"]))["rows"]
    events = answered(staff.get(came["links"]["events"]))["events"]
    assert events[0]["position"] == came["position"]
    assert events[0]["recorded_at"] == came["recorded_at"]


def test_the_month_of_the_day_is_meant_where_none_is_named(staff: Client, desks: dict[str, Desk]):
    answer = staff.get("contingent-movements", {"as_of": "2025-11-30"})
    told = answered(answer)
    assert lines(told) == [("EXPELLED", "2025-11-03", SCHOOL, None)]
    assert told["rows"][0]["case_id"] == desks["later"].case_id
    assert told["period"] == {"from": "2025-11-01", "to": "2025-11-30"}
    assert lines(answered(staff.get("contingent-movements", {"as_of": "2025-11-02"}))) == []


def test_late_news_is_no_earlier_knowledge(staff: Client, desks: dict[str, Desk]):
    then = movements(staff)["point"]["known_position"]
    entry = desks["away"].post("movements", moving("REINSTATED", "2025-10-12"))
    assert len(movements(staff)["rows"]) == 5
    assert lines(movements(staff, known_position=then)) == OCTOBER
    desks["away"].annul(entry["entry_id"])
    assert lines(movements(staff)) == OCTOBER


def test_each_school_sees_its_side_and_the_person_where_it_is_by_now(
    installation: Installation, staff: Client, desks: dict[str, Desk]
):
    own = next(row for row in movements(staff)["rows"] if row["to_organisation"] == OTHER_SCHOOL)
    assert own["person_hidden"] is True
    assert set(own["links"]) == {"case"}
    then = answered(staff.get(own["links"]["case"]))
    assert (then["organisation"], then["person"]) == (SCHOOL, None)
    other = installation.staff(OTHER_SCHOOL)
    (arrived,) = movements(other)["rows"]
    assert arrived["person"]["first_name"] == "Анна"
    assert movements(other)["organisations"][0]["organisation"] == OTHER_SCHOOL
    assert movements(installation.staff(FAR_SCHOOL))["rows"] == []
    region = installation.client("BCK_STAFF", regions=("70",))
    assert lines(movements(region)) == OCTOBER
    assert [s["organisation"] for s in movements(region)["organisations"]] == [OTHER_SCHOOL, SCHOOL]
    assert lines(movements(region, organisation=OTHER_SCHOOL)) == OCTOBER[2:3]
    hidden = movements(installation.auditor())["rows"]
    assert {row.get("person_hidden") for row in hidden} == {True}
    purpose = installation.auditor().get("contingent-movements", MONTH, X_Purpose="audit")
    assert answered(purpose)["rows"][0]["person"]["first_name"] == "Анна"
    assert desks["moved"].case_id == arrived["case_id"]


def test_pages_follow_each_other(staff: Client, desks: dict[str, Desk]):
    first = staff.get("contingent-movements", {**MONTH, "limit": 3})
    assert len(desks) == 5
    assert lines(answered(first)) == OCTOBER[:3]
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert lines(answered(staff.get(following))) == OCTOBER[3:]


def test_what_makes_no_sense_is_refused(installation: Installation, staff: Client):
    def told(**query: Any) -> tuple[int, str]:
        return refused(staff.get("contingent-movements", {**MONTH, **query}))

    assert told(to="2025-09-30") == (422, "DATE_ORDER")
    assert told(kind="MOVED") == (422, "UNKNOWN_CODE")
    assert told(study_form="BY_POST") == (422, "UNKNOWN_CODE")
    assert told(part="left") == (422, "REQUIRED")
    assert told(organisation=OTHER_SCHOOL) == (403, "FORBIDDEN")
    admin = installation.admin().get("contingent-movements", MONTH)
    assert refused(admin) == (403, "FORBIDDEN")


def test_a_file_names_persons_by_right_alone(
    installation: Installation, staff: Client, desks: dict[str, Desk]
):
    asked = {**MONTH, "format": "csv"}
    mine = staff.get("contingent-movements", asked).data.decode("utf-8-sig").splitlines()
    assert mine[0] == "Отчёт;Движение контингента"
    assert mine[1] == "Период;01.10.2025 – 31.10.2025"
    heading = mine.index(next(line for line in mine if line.startswith("Фамилия;")))
    rows = [line.split(";") for line in mine[heading + 1 :]]
    assert len(rows) == 4
    assert rows[0][1] == "Анна"
    assert rows[2][:4] == ["", "", "", ""]  # by now in another school
    theirs = installation.auditor().get("contingent-movements", asked).data.decode("utf-8-sig")
    assert "Анна" not in theirs
    assert "Переведен" in theirs
    assert staff.get("contingent-movements", {**MONTH, "format": "xlsx"}).data[:2] == b"PK"
    assert len(desks) == 5


def run(installation: Installation, *words: str) -> Result:
    return CliRunner().invoke(main, ["movements", *words], env=installation.environ)


def test_the_command_line_tells_the_same(
    installation: Installation, staff: Client, desks: dict[str, Desk]
):
    words = ("--month", "2025-10", "--as-of", "2025-11-05", "--format", "json")
    told = json.loads(run(installation, *words).stdout)
    assert (lines(told), told["total"]) == (OCTOBER, len(movements(staff)["rows"]))
    one = json.loads(run(installation, *words, "--kind", "graduated").stdout)
    assert [row["case_id"] for row in one["rows"]] == [desks["done"].case_id]
    assert "Переведен" in run(installation, "--month", "2025-10").stdout
    assert json.loads(run(installation, *words, "--region", "67").stdout)["rows"] == []
    for wrong in (("--month", "2025-13"), ("--month", "2025-10", "--to", "2025-11-01")):
        assert run(installation, *wrong).exit_code == 2
    assert run(installation, "--organisation", "X").exit_code == 1
