"""Who records in the demo: a school's own centre; where there is none, the base centre."""

from __future__ import annotations

from api.demo.tables import School, regions
from marshrut.application.requests import Request
from marshrut.policy import Actor, Role


def staff_of(school: School) -> Request:
    """The request by which the staff responsible for the school's graduates write."""
    if school.has_centre:
        actor = Actor(
            actor_id=f"centre-{school.code.lower()}",
            role=Role.CK_STAFF,
            organisation=school.code,
        )
    else:
        centre = regions()[school.region].base_centre
        actor = Actor(actor_id=centre.lower(), role=Role.BCK_STAFF, regions=(school.region,))
    return Request(actor=actor, correlation_id="demo")
