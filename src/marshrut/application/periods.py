"""The use cases of periods of monitoring: closing, dated exceptions, reopening (F108)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from marshrut.application import plain_writes
from marshrut.application.codes import check_codes, no_such_organisation
from marshrut.application.plain_writes import check_not_repeated, check_right
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Action, in_scope
from marshrut.refusals import refuse
from marshrut.reports.period import Period, Subject

CODED = {"region_code": "regions", "cadence": "cadences"}


class SavedPeriod(msgspec.Struct, frozen=True):
    """A period was written: at which position, to which version, in which state."""

    region_code: str
    cadence: str
    as_of: date
    position: int
    version: int
    state: str


@dataclass(kw_only=True)
class PeriodVisit:
    """A period opened for writing."""

    service: Service
    request: Request
    period: Period

    @property
    def today(self) -> date:
        """The date in the period's region (semantics S11)."""
        return self.service.today(self.period.subject.region_code)


def visit_period(service: Service, request: Request, subject: Subject) -> PeriodVisit:
    """Come to a period. Raises ``Refused`` or ``Repeated``; the version is asked once it has one.

    That there is such a cut-off is checked by whoever knows the calendar.
    """
    check_codes(
        {"region_code": subject.region_code, "cadence": subject.cadence},
        on=service.today(),
        classifiers=CODED,
    )
    if not in_scope(request.actor, organisation="", region=subject.region_code):
        raise refuse("NOT_FOUND")
    check_right(request.actor, Action.CLOSE_PERIODS)
    check_not_repeated(service, request, SavedPeriod)
    period = service.period(subject)
    if request.if_match is None and period.version:
        raise refuse("PRECONDITION_REQUIRED")
    if request.if_match not in {None, period.version}:
        raise refuse("STALE_VERSION", given=request.if_match, current=period.version)
    return PeriodVisit(service=service, request=request, period=period)


def close(visit: PeriodVisit, *, note: str | None = None) -> SavedPeriod:
    """Close the period by all that is known now. Raises ``Refused``."""
    as_of = visit.period.subject.as_of
    if as_of > visit.today:
        raise refuse("REPORT_IN_FUTURE", field="as_of", as_of=as_of, today=visit.today)
    known = visit.service.ledger.head().position
    visit.period.close(known_position=known, by=visit.request.stamp(None), note=note)
    return _written(visit)


def reopen(visit: PeriodVisit, *, reason: str) -> SavedPeriod:
    """Let the period take editions again. Raises ``Refused``."""
    visit.period.reopen(reason=reason, by=visit.request.stamp(None))
    return _written(visit)


def grant(
    visit: PeriodVisit, *, until: date, reason: str, organisation: str | None = None
) -> SavedPeriod:
    """Let an organisation, or the region itself, hand in to a day. Raises ``Refused``."""
    _check_organisation(visit, organisation)
    by = visit.request.stamp(None)
    visit.period.grant(organisation, until=until, reason=reason, today=visit.today, by=by)
    return _written(visit)


def withdraw(visit: PeriodVisit, *, reason: str, organisation: str | None = None) -> SavedPeriod:
    """Take an exception back. Raises ``Refused``."""
    visit.period.withdraw(organisation, reason=reason, by=visit.request.stamp(None))
    return _written(visit)


def _check_organisation(visit: PeriodVisit, code: str | None) -> None:
    school = visit.service.organisation(code) if code else None
    if code and (
        school is None or school.on(visit.today).region_code != visit.period.subject.region_code
    ):
        raise no_such_organisation(code)


def _written(visit: PeriodVisit) -> SavedPeriod:
    period = visit.period

    def answer(positions: Sequence[int]) -> SavedPeriod:
        return SavedPeriod(*period.subject, positions[-1], period.version, period.state.value)

    try:
        return plain_writes.save(visit.service, visit.request, period, SavedPeriod, answer)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given=visit.request.if_match, current="?") from conflict
