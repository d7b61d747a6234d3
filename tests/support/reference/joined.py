"""Indicators of cases for which records and employers are looked at too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from tests.support.reference.asked import Asked, Figure
from tests.support.reference.graduate import Graduate
from tests.support.reference.kept import Kept, Shelf
from tests.support.reference.population import asked_about
from tests.support.reference.predicates import ACADEMIC_YEAR, YEAR, anyone
from tests.support.reference.tables import COUNTED, WORK

Has = Callable[[Graduate, Asked, Shelf], bool]


def _visits(it: Graduate, asked: Asked, shelf: Shelf, **said: Any) -> Iterator[dict[str, Any]]:
    """What is told of each coming to such a fair in the period."""
    first, last = asked.period(ACADEMIC_YEAR)
    for fair in _fairs(shelf, asked.on, *said.items()):
        for row in it.case.live("measures"):
            fields = row.fields
            there = first <= fields["provided_on"] <= last and fields["result"] in COUNTED
            if fields["activity_id"] == fair.record_id and there:
                yield dict(fields["attributes"])
        for day, outcome in it.visited_with(fair.record_id):
            if first <= day <= last:
                yield {"contract_concluded": outcome == "CONTRACT"}


@lru_cache(maxsize=8)
def _fairs(shelf: Shelf, day: date, *said: tuple[str, Any]) -> list[Kept]:
    """Those of which this is said, read once for all cases."""
    return [
        activity
        for activity in shelf.on(day, "ACTIVITY")
        if activity.state == "HELD"
        and activity.said["activity_kind"] == "JOB_FAIR"
        and all(activity.said.get(name) == value for name, value in said)
    ]


def _online(it: Graduate, asked: Asked, shelf: Shelf) -> list[dict[str, Any]]:
    return list(_visits(it, asked, shelf, online=True))


def _specialised(it: Graduate, asked: Asked, shelf: Shelf) -> list[dict[str, Any]]:
    return list(_visits(it, asked, shelf, fair_type="SPECIALISED_BCK"))


def came_of_it(it: Graduate, asked: Asked, shelf: Shelf) -> bool:
    jobs = it.began(WORK, asked.period(ACADEMIC_YEAR))
    found = any(row.fields["attributes"].get("via") == "SPECIALISED_FAIR" for row in jobs)
    return found or any(v.get("contract_concluded") for v in _specialised(it, asked, shelf))


def at_opk(it: Graduate, asked: Asked, shelf: Shelf) -> bool:
    return any(
        shelf.is_opk(str(row.fields["attributes"].get("employer_inn")), row.fields["effective_on"])
        for row in it.began(WORK, asked.period(ACADEMIC_YEAR))
    )


def with_a_cluster(it: Graduate, asked: Asked, shelf: Shelf) -> bool:
    first, last = asked.period(YEAR)
    members = {
        member["inn"]
        for cluster in shelf.on(asked.on, "CLUSTER")
        if cluster.open
        for member in cluster.said.get("members", ())
    }
    return any(
        first <= row.fields["signed_on"] <= last and row.fields["employer_inn"] in members
        for row in it.contracts("TARGETED")
    )


JOINED: dict[str, tuple[Has | None, Has]] = {
    "S002-G3.3": (
        lambda it, asked, shelf: bool(_online(it, asked, shelf)),
        lambda it, asked, shelf: any(
            visit.get("resume_moderated") for visit in _online(it, asked, shelf)
        ),
    ),
    "S002-G3.4": (lambda it, asked, shelf: bool(_specialised(it, asked, shelf)), came_of_it),
    "S002-G3.5": (None, at_opk),
    "S001-I10": (None, with_a_cluster),
}
"""By id: among whom, if there is a denominator, and what they have."""


def joined_figure(shelf: Shelf, indicator: str, asked: Asked) -> Figure:
    """The indicator at the question's day, as known."""
    among, has = JOINED[indicator]
    people = [
        (case_id, it)
        for case_id, it in asked_about(shelf.known, asked)
        if anyone(it, asked) and (asked.year in {None, it.year})
        if among is None or among(it, asked, shelf)
    ]
    numerator = frozenset(case_id for case_id, it in people if has(it, asked, shelf))
    return Figure(numerator, None if among is None else frozenset(c for c, _ in people))
