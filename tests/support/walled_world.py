"""A ledger with all that row-level security is about, and everybody who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshrut.policy import RIGHTS, Actor, Reach, Role
from tests.support.desk import Desk
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Installation,
    employed,
    person,
)
from tests.support.records import opened
from tests.support.route_office import Office

STUDENT: dict[str, Any] = {"graduation_date": None, "graduation_year": 2026}
REGION_OF = {SCHOOL: "70", FAR_SCHOOL: "67"}


def write_world(installation: Installation) -> None:
    """An office; and graduates of each school, one who moved on, one who was opened to a region."""
    office = Office(installation)
    staff = office.clients[0]
    for school in (OTHER_SCHOOL, FAR_SCHOOL):
        there = Desk(installation.staff(school), organisation=school)
        there.post("statuses", employed())
    moved = Desk(staff, **STUDENT)
    moved.post("statuses", {"status_code": "F_EMPLOYED", "effective_on": "2025-09-10"})
    moved.post("movements", _to(OTHER_SCHOOL, "2025-10-01"))
    moved.client = installation.staff(OTHER_SCHOOL)
    moved.post("categories", {"category_code": "ORPHAN", "valid_from": "2025-10-05"})
    far = Desk(staff, **STUDENT)
    wrong = far.post("movements", _to(FAR_SCHOOL, "2025-10-01"))
    back = Desk.__new__(Desk)
    back.__dict__.update(far.__dict__)
    back.client = installation.staff(FAR_SCHOOL)
    back.post("confirmations", {"effective_on": "2025-10-02"})
    back.post(f"entries/{wrong['entry_id']}/annulment", {"reason": "Ошибка"})
    received = Desk(staff, person=person())
    received.post("categories", {"category_code": "RELOCATED_REGION", "valid_from": "2025-09-01"})
    opened(staff, "relocations", _relocation(received.case_id))
    erased = Desk(staff, **STUDENT)
    erased.post("movements", _to(OTHER_SCHOOL, "2025-10-01"))
    act = {"reason": "Заявление", "act_number": "1"}
    assert installation.admin().post(f"cases/{erased.case_id}/erasure", act).status_code == 201


def readers() -> Iterator[Actor]:
    """Every role in every scope that it may have here."""
    for role in Role:
        yield from _of(role, RIGHTS[role].reach)


def _of(role: Role, reach: Reach) -> Iterator[Actor]:
    by_school = reach in {Reach.ORGANISATION, Reach.SOURCE}
    for school in (SCHOOL, OTHER_SCHOOL, FAR_SCHOOL) if by_school else ():
        yield Actor(actor_id="x", role=role, organisation=school)
    for region in ("70", "67", "63") if reach is not Reach.ORGANISATION else ():
        yield Actor(actor_id="x", role=role, regions=(region,))
    if reach in {Reach.REGIONS, Reach.WHOLE}:
        yield Actor(actor_id="x", role=role)
    if reach is Reach.REGIONS:
        yield Actor(actor_id="x", role=role, regions=("67", "70"))


def _to(school: str, day: str) -> dict[str, Any]:
    return {"kind": "TRANSFERRED", "effective_on": day, "to_organisation": school}


def _relocation(case_id: str) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "to_region": REGION_OF[FAR_SCHOOL],
        "programme_code": "15.02.16",
        "graduation_year": 2025,
        "needs": ["JOB"],
    }
