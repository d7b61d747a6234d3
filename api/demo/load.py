"""The acts of the demo played through the use cases, with a clock that goes through the year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random

import msgspec

from api.demo.acts import Act
from api.demo.calendar import Calendar
from api.demo.region import SEED, acts
from api.demo.tables import rows
from api.settings import Settings
from marshrut.application import organisations
from marshrut.application.commit import commit
from marshrut.application.opening import open_case
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import visit
from marshrut.ledger.master_key import load_master_key
from marshrut.policy import Actor, Role
from marshrut.refusals import Refused

REGION = "67"
OPENS_AT = time(6, tzinfo=UTC)  # nine in the morning there
WORKING_SECONDS = 8 * 3600

Progress = Callable[[int, int], None]


class DemoClock:
    """A clock that stands where it is put, never after the real time."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The time it shows."""
        return min(self.now, datetime.now(UTC))


def load(
    settings: Settings, calendar: Calendar, *, number: int, progress: Progress | None = None
) -> list[Refused]:
    """Record the demo region; answers what was refused, which is nothing but for odd days."""
    clock = DemoClock(datetime.combine(calendar.first, OPENS_AT) - timedelta(days=1))
    service = Service(
        database_url=settings.database_url,
        keys_url=settings.keys_url,
        master_key=load_master_key(settings.master_key_path()),
        clock=clock,
    )
    try:
        _register_schools(service)
        told = acts(calendar, number=number)
        service.keys.create_many({act.case_id for act in told})
        return _play(service, clock, told, progress)
    finally:
        service.close()


def _play(
    service: Service, clock: DemoClock, told: list[Act], progress: Progress | None
) -> list[Refused]:
    rng = Random(SEED)  # noqa: S311 - the hour of the day
    seconds = sorted(
        (datetime.combine(act.on, OPENS_AT) + timedelta(seconds=rng.randrange(WORKING_SECONDS)))
        for act in told
    )
    refused = []
    for done, (act, moment) in enumerate(zip(told, seconds, strict=True), 1):
        clock.now = moment
        try:
            _record(service, act)
        except Refused as error:
            refused.append(error)
        if progress:
            progress(done, len(told))
    return refused


def _record(service: Service, act: Act) -> None:
    request = _staff(act)
    if act.decision is None:
        fields = dict(act.opening)
        expected = fields.pop("expected_graduation_date", None)
        fields["passport"] = {**fields["passport"], "expected_graduation_date": expected}
        opened, outcome = open_case(service, request, case_id=act.case_id, **fields)
        commit(opened, outcome)
        return
    case = service.case(act.case_id)
    version = case.version if case else 0
    come = visit(service, msgspec.structs.replace(request, if_match=version), act.case_id)
    commit(come, act.decision(come))


def _staff(act: Act) -> Request:
    """The school's own centre records; where there is none, the base centre does."""
    school = next(row for row in rows("schools") if row["code"] == act.school)
    if school["has_centre"] == "1":
        actor = Actor(
            actor_id=f"centre-{act.school.lower()}", role=Role.CK_STAFF, organisation=act.school
        )
    else:
        actor = Actor(actor_id="base-centre", role=Role.BCK_STAFF, regions=(REGION,))
    return Request(actor=actor, correlation_id="demo")


def _register_schools(service: Service) -> None:
    admin = Request(actor=Actor(actor_id="demo", role=Role.ADMIN), correlation_id="demo")
    for row in rows("schools"):
        fields = {name: row[name] for name in ("name", "short_name", "founder_type", "centre_kind")}
        organisations.register(
            service,
            admin,
            code=row["code"],
            region_code=REGION,
            has_centre=row["has_centre"] == "1",
            **fields,
        )
