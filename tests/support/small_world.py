"""A small world in which every figure counts somebody: two regions, three schools, six cases."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support.desk import WORK, Desk
from tests.support.http import FAR_SCHOOL, OTHER_SCHOOL, SCHOOL, Client, Installation, employed
from tests.support.programmes import Register
from tests.support.reports import CONTINGENT, reported

DAY = "2025-12-31"
STUDENT = {"graduation_date": None, "graduation_year": 2026}
MEASURE = {"measure_code": "RESUME", "provided_on": "2025-10-01", "result": "PROVIDED"}


@dataclass(frozen=True)
class World:
    """Who asks, the position before the last news, and the case that has left the school."""

    auditor: Client
    centre: Client
    region: Client
    before: int
    gone: str


def small_world(installation: Installation) -> World:
    """Make it, through the API alone."""
    staff, other = installation.staff(), installation.staff(OTHER_SCHOOL)
    working, idle = Desk(staff, graduation_date=None), Desk(staff)
    working.status("F_EMPLOYED", "2025-03-01")
    working.post("graduation", {"graduation_date": "2025-06-30"})
    working.post("measures", {**MEASURE, "provider": "CK"})
    for desk in (working, idle):
        _step(desk, "VACANCY_OFFERED", "2025-07-02", "INTERESTED")
        desk.post("categories", {"category_code": "OVZ", "valid_from": "2025-01-01"})
    idle.post("categories", {"category_code": "ORPHAN", "valid_from": "2025-01-01"})
    talk = _step(working, "INTERVIEW", "2025-07-05", "OFFER")
    _step(
        working,
        "HIRING_OUTCOME",
        "2025-07-20",
        "HIRED_IN_SPECIALTY",
        status=employed("2025-07-21"),
        parent_step_id=talk,
    )
    idle.post("risk-causes", {"risk_cause": "SALARY", "effective_on": "2025-07-10"})
    idle.post("risk-causes", {**_unfit(), "subject": "NOT_IN_SPECIALTY"})
    shop = {"employer_inn": "7001000013", "employer_name": "ООО «Лавка»"}
    _step(idle, "UNFAIR_EMPLOYER_REPORT", "2025-08-01", "SENT", attributes=shop)
    idle.post("steps", _planned())
    Desk(other, organisation=OTHER_SCHOOL).status(WORK, "2025-07-10")
    Desk(installation.staff(FAR_SCHOOL), organisation=FAR_SCHOOL)
    leaving = Desk(staff, **STUDENT)
    head = leaving.post("movements", _moved())["position"]
    Register(staff, {"template": "S002", "code": "PLAN", "organisation": SCHOOL})
    reported(staff, CONTINGENT, what="DENOMINATOR")
    wrong = idle.post("statuses", employed("2025-11-01"))
    idle.correct(wrong["entry_id"], effective_on="2025-11-15")
    idle.annul(wrong["entry_id"])
    working.post("statuses", {**employed("2025-12-01"), "attributes": _elsewhere()})
    Desk(staff).status("AT_RISK_OTHER", "2025-09-01")
    return World(
        auditor=installation.auditor(),
        centre=staff,
        region=installation.client("ROIV_STAFF", regions=("70",)),
        before=head,
        gone=leaving.case_id,
    )


def _step(desk: Desk, code: str, on: str, outcome: str, **fields: object) -> str:
    body = {"step_code": code, "state": "DONE", "outcome": outcome, "effective_on": on, **fields}
    entry: str = desk.post("steps", body)["entry_id"]
    return entry


def _planned() -> dict[str, str]:
    planned = {"step_code": "CAREER_CARD", "state": "PLANNED"}
    return {**planned, "effective_on": "2025-11-01", "due_on": "2025-11-15"}


def _unfit() -> dict[str, str]:
    return {"risk_cause": "SALARY", "effective_on": "2025-07-11"}


def _moved() -> dict[str, str]:
    moved = {"kind": "TRANSFERRED", "to_organisation": OTHER_SCHOOL}
    return {**moved, "effective_on": "2025-10-01"}


def _elsewhere() -> dict[str, object]:
    return {"employer_inn": "7707083893", "employer_name": "АО «Сбыт»", "in_specialty": False}
