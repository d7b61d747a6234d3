"""Support measures and the single steps of routing: what a centre does beside the long routes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from operator import attrgetter
from random import Random
from typing import Any

from api.demo.acts import Decision, News
from api.demo.banks import activity, vacancy
from api.demo.casework import (
    measure,
    measure_annulment,
    measure_correction,
    move,
    step,
)
from api.demo.cast import Graduate
from api.demo.chances import after, chance, lots, weighted
from api.demo.occasions import Occasion, falling_to, filled, occasions
from marshrut.asof import add_months
from marshrut.cases.routes import step_term

RESULTS = (("PROVIDED", 89), ("DECLINED_BY_GRADUATE", 6), ("NO_SHOW", 5))
INITIATORS = (("CENTRE", 65), ("GRADUATE_APPLIED", 35))
SATISFACTION = ((5, 45), (4, 35), (3, 14), (2, 4), (1, 2))


class MeasureOccasion(Occasion, frozen=True, kw_only=True):
    """A measure; ``result`` where it is always the same, ``months`` of its period."""

    provider: str = "CK"
    form: str | None = None
    result: str | None = None
    hours: int | None = None
    months: int | None = None


class StepOccasion(Occasion, frozen=True, kw_only=True):
    """A step with the weights of its outcomes; ``planned`` ahead, and perhaps forgotten."""

    outcomes: dict[str, float]
    planned: bool = False
    stage: int | None = None


def support(rng: Random, who: Graduate, audiences: Sequence[str]) -> Iterator[News]:
    """The measures, in order; a few were recorded wrongly or for another."""
    table = occasions("measures", MeasureOccasion)
    fallen = sorted(falling_to(rng, who, audiences, table), key=lambda found: found[1])
    for occasion, day in fallen:
        known = after(rng, day, 0, 6)
        yield News(known, _measure(rng, who, occasion, day))
        if chance(rng, 1):
            found = after(rng, known, 3, 30)
            yield News(found, measure_annulment(occasion.code, "Внесено однофамильцу"))
        elif chance(rng, 1):
            found = after(rng, known, 3, 30)
            earlier = day - timedelta(days=1)
            fixed = measure_correction(occasion.code, "Дата по журналу", provided_on=earlier)
            yield News(found, fixed)


def single_steps(rng: Random, who: Graduate, audiences: Sequence[str]) -> Iterator[News]:
    """The steps that stand by themselves; each comes once, so that a move finds it by its code."""
    table = occasions("steps", StepOccasion)
    told = [_step(rng, who, one, day) for one, day in falling_to(rng, who, audiences, table)]
    yield from sorted(chain.from_iterable(told), key=attrgetter("on"))


def _measure(rng: Random, who: Graduate, one: MeasureOccasion, day: date) -> Decision:
    fields = _named(rng, who, one, day)
    given: dict[str, Any] = {"form": one.form, "hours": one.hours, "provider": one.provider}
    if one.months:
        given["period_end"] = add_months(day, one.months)
    if chance(rng, 30):
        given["satisfaction"] = weighted(rng, SATISFACTION)
    return measure(
        one.code,
        day,
        result=one.result or weighted(rng, RESULTS),
        initiated_by=weighted(rng, INITIATORS),
        **fields,
        **{name: value for name, value in given.items() if value is not None},
    )


def _step(rng: Random, who: Graduate, one: StepOccasion, day: date) -> Iterator[News]:
    fields = _named(rng, who, one, day)
    if one.stage is not None:
        fields["stage"] = one.stage
    outcome = weighted(rng, tuple(one.outcomes.items()))
    positive = outcome in step_term(one.code).words("positive")
    ending: dict[str, Any] = {"state": "DONE" if positive else "FAILED", "outcome": outcome}
    if not one.planned:
        yield News(after(rng, day, 0, 6), step(one.code, day, **ending, **fields))
        return
    due = day + timedelta(days=rng.randint(10, 25))
    yield News(day, step(one.code, day, state="PLANNED", due_on=due, **fields))
    turn = weighted(rng, (("IN_TIME", 72), ("LATE", 10), ("FORGOTTEN", 12), ("CANCELLED", 6)))
    moved = due + timedelta(days=rng.randint(2, 20)) if turn == "LATE" else after(rng, day, 1, 9)
    if turn == "CANCELLED":
        yield News(moved, move(one.code, moved, state="CANCELLED"))
    elif turn != "FORGOTTEN":
        yield News(moved, move(one.code, moved, **ending))


def _named(rng: Random, who: Graduate, one: Occasion, day: date) -> dict[str, Any]:
    fields: dict[str, Any] = {"attributes": filled(rng, who, day, one.attributes)}
    if one.code == "JOB_FAIR":
        fields["attributes"] |= _of_a_fair(who, day)
    if one.activity:
        fields["activity_id"] = activity(one.code, who, day)
    if one.vacancy:
        fields["vacancy_id"] = vacancy(rng, who)
    return fields


def _of_a_fair(who: Graduate, day: date) -> dict[str, bool]:
    """Whether the résumé had been moderated, and whether a contract came of the fair."""
    rng = lots("fair", who.number, day)
    return {"resume_moderated": chance(rng, 70), "contract_concluded": chance(rng, 20)}
