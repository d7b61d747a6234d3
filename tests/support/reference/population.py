"""Which cases a question is about: its filters hold of the state on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from tests.support.reference.asked import Asked
from tests.support.reference.graduate import Graduate
from tests.support.reference.known import Known

# Domain 4.2, column "parent group".
GROUPS = {
    "EMPLOYED": (
        "EMPLOYED_LABOUR_CONTRACT EMPLOYED_CIVIL_CONTRACT SOLE_PROPRIETOR SELF_EMPLOYED_NPD"
    ),
    "EDUCATION": "CONTINUING_EDUCATION",
    "SERVICE": "MILITARY_CONSCRIPT MILITARY_CONTRACT",
    "LEAVE": "MATERNITY_LEAVE PARENTAL_LEAVE ADOPTION_LEAVE",
    "EXCLUDED": "DECEASED SERVING_SENTENCE MOVED_ABROAD",
    "BARRIER": "SERIOUS_ILLNESS UNDER_INVESTIGATION FAMILY_CARE",
    "AT_RISK": "CZN_UNEMPLOYED CZN_JOB_SEEKER INFORMAL NO_MOTIVATION NO_DEMAND AT_RISK_OTHER",
    "OTHER": "OTHER NO_DATA",
}
NONE = "none"
# What S002 means by «лица с ОВЗ» (semantics S30).
OVZ_DISABLED = {"OVZ", "DISABLED", "DISABLED_CHILD"}


def asked_about(known: Known, asked: Asked) -> Iterator[tuple[UUID, Graduate]]:
    """The cases that have begun by the day and pass the filters."""
    for case_id, graduate in _begun(known, asked.on):
        if _in_scope(graduate, asked) and all(
            _passes(graduate, name, value) for name, value in asked.filters.items()
        ):
            yield case_id, graduate


def _begun(known: Known, day: date) -> list[tuple[UUID, Graduate]]:
    """Read once for all the questions about the day."""
    if day not in known.read:
        known.read[day] = [
            (case_id, Graduate(case, day, known))
            for case_id, case in known.cases.items()
            if case.begins_on() <= day
        ]
    return known.read[day]


def group_of(status: str) -> str:
    """The parent group of a status."""
    if status.startswith("F_"):
        return "FORECAST"
    return next(group for group, codes in GROUPS.items() if status in codes.split())


def _in_scope(graduate: Graduate, asked: Asked) -> bool:
    if asked.organisation not in {None, graduate.state["organisation"]}:
        return False
    return not asked.regions or graduate.organisation.get("region_code") in asked.regions


DIMENSIONS: dict[str, Callable[[Graduate], Any]] = {
    "lifecycle": lambda it: it.lifecycle,
    "status": lambda it: it.primary,
    "status_group": lambda it: group_of(it.primary),
    "ugps": lambda it: it.state["programme_code"][:2],
    "level": lambda it: it.state["programme_code"][3:5],
    "region": lambda it: it.organisation.get("region_code"),
    "founder_type": lambda it: it.organisation.get("founder_type"),
}


def dimension(graduate: Graduate, name: str) -> Any:
    """What the case's state says by a dimension of breakdowns (domain 9, N9)."""
    return DIMENSIONS[name](graduate) if name in DIMENSIONS else graduate.state[name]


def _passes(graduate: Graduate, name: str, value: Any) -> bool:
    match name:
        case "category" if value == "OVZ_DISABLED":
            return bool(graduate.categories & OVZ_DISABLED)
        case "category":
            return value in graduate.categories
        case "at_risk":
            return bool(graduate.state[f"at_risk_{value}"])
        case "lifecycle":
            return value in {"any", graduate.lifecycle}
        case "municipality" if value == NONE:
            return graduate.state["municipality"] is None
        case _:
            return bool(dimension(graduate, name) == value)
