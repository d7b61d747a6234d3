"""The programmes of the demo: two regions' and a school's, approved, reported on, one ended.

Each is told by decisions on the aggregate, every rule asked, in the order of their days; entries
get ids from the programme's own lots: the same in every loading.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from api.demo.calendar import Calendar, working_day
from api.demo.cast import drawn_id
from api.demo.chances import chance, lots
from api.demo.sorting import Told, stored_at
from api.demo.tables import regions
from marshrut.application.service import Service
from marshrut.events import Stamp
from marshrut.policy import Role
from marshrut.programmes.contents import Closing, Content, Progress, Reported, SetTarget
from marshrut.programmes.plan import Approval, Item, Plan
from marshrut.programmes.programme import Programme
from marshrut.programmes.schedule import Occurrence, occurrences
from marshrut.programmes.shipped import Template, templates

SCHOOL = "SA-1"
"""The school that has taken over the plan of another one of its region."""

APPROVALS = {
    "S000": Approval(document="Распоряжение (демонстрационное)", approved_on=date(2025, 1, 10))
}
"""How programmes were approved of whose approval the originals say nothing."""

DECOMPOSED = {("S002-K1", None): 70.0, ("S002-K1", "OVZ_DISABLED"): 55.0, ("S002-G3.6", None): 30.0}
DECOMPOSED_ON = date(2024, 10, 1)
ENDED = {"S001": Closing(effective_on=date(2022, 12, 31), reason="План выполнен")}

REPORTED_PERCENT = 82
BEGUN_PERCENT = 45
"""Of a hundred occurrences so many are done, and of the others so many at least begun."""

EARLIEST, LATEST = -12, 9
"""From so many days before the due day to so many after it an item is done."""

OPENS_AT = time(9, 30)
PAUSE = timedelta(minutes=2)


class Said(NamedTuple):
    """What somebody says of a programme, and when."""

    on: date
    content: Content
    by: Stamp


def plans(service: Service, calendar: Calendar) -> Iterator[Told]:
    """The events of all programmes, as they are stored."""
    for code, template in templates().items():
        yield from _told(service, calendar, code, template)


def _told(service: Service, calendar: Calendar, code: str, template: Template) -> Iterator[Told]:
    school = SCHOOL if code == "S002" else None
    rng, zone = lots("plan", code), service.zone(template.region_code)
    drafted = _centre() if school else _authority(template.region_code)
    first = working_day(calendar.first)
    programme = Programme.register(
        code=code,
        level=template.level,
        region_code=template.region_code,
        organisation=school,
        template=code,
        plan=template.plan,
        by=drafted,
    )
    moment = datetime.combine(first, OPENS_AT, tzinfo=zone)
    yield from stored_at(service, programme, moment)
    for said in _story(calendar, code, template, drafted, rng):
        opens = datetime.combine(max(first, working_day(said.on)), OPENS_AT, tzinfo=zone)
        moment = max(moment + PAUSE, opens)
        programme.record(said.content, entry_id=drawn_id(rng), by=said.by, today=moment.date())
        yield from stored_at(service, programme, moment)


def _story(calendar: Calendar, code: str, template: Template, by: Stamp, rng: Random) -> list[Said]:
    """All that is said of a programme until the end of the demo, in its order."""
    approval = template.approval or APPROVALS[code]
    head = Stamp(actor=f"head-{SCHOOL.lower()}", role=Role.POO_HEAD, organisation=SCHOOL)
    approved = Said(approval.approved_on, approval, head if code == "S002" else by)
    told = [*_targets(template.plan), *_progress(template.plan, calendar, by, rng)]
    ended = [Said(ENDED[code].effective_on, ENDED[code], by)] if code in ENDED else []
    return [approved, *sorted(told, key=lambda said: said.on), *ended]


def _targets(plan: Plan) -> Iterator[Said]:
    """The authority decomposes what the plan leaves open."""
    for indicator in plan.indicators:
        for target in indicator.targets:
            value = DECOMPOSED.get((indicator.id, target.category))
            if value is not None:
                content = SetTarget(
                    effective_on=DECOMPOSED_ON,
                    indicator_id=indicator.id,
                    period_from=target.period_from,
                    period_to=target.period_to,
                    cohort=target.cohort,
                    category=target.category,
                    value=value,
                )
                yield Said(DECOMPOSED_ON, content, _authority("63"))


def _progress(plan: Plan, calendar: Calendar, by: Stamp, rng: Random) -> Iterator[Said]:
    """What is reported of each occurrence, nothing of some; and nothing ahead."""
    for item in plan.items:
        for one in occurrences(item.schedule, valid_from=plan.valid_from, valid_to=plan.valid_to):
            told = _reported(item, one, plan, rng)
            if told is not None and working_day(told.effective_on) <= calendar.until:
                yield Said(told.effective_on, told, by)


def _reported(item: Item, one: Occurrence, plan: Plan, rng: Random) -> Progress | None:
    done, begun = chance(rng, REPORTED_PERCENT), chance(rng, BEGUN_PERCENT)
    day = one.due_on + timedelta(days=rng.randint(EARLIEST, LATEST))
    if not done and not begun:
        return None
    return Progress(
        effective_on=min(max(day, plan.valid_from), plan.valid_to),
        item_id=item.id,
        state=Reported.DONE if done else Reported.IN_PROGRESS,
        due_on=one.due_on,
    )


def _authority(region: str) -> Stamp:
    return Stamp(actor=f"roiv-{regions()[region].code}", role=Role.ROIV_STAFF)


def _centre() -> Stamp:
    return Stamp(actor=f"centre-{SCHOOL.lower()}", role=Role.CK_STAFF, organisation=SCHOOL)
