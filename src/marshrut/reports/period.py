"""A period of monitoring: of a region, by a cadence, up to a cut-off; closed with exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from marshrut.events import Aggregate, Stamp
from marshrut.refusals import refuse
from marshrut.reports.events import (
    PeriodClosed,
    PeriodExceptionGranted,
    PeriodExceptionWithdrawn,
    PeriodReopened,
)

NAMESPACE = UUID("b3c0a0a5-5f0b-5a39-9d55-0f0a4c6f1d27")


class PeriodState(StrEnum):
    """Whether the period takes editions."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Subject(NamedTuple):
    """Which period: the cut-off ``as_of`` is its last day, inclusive."""

    region_code: str
    cadence: str
    as_of: date


class Exception_(NamedTuple):  # noqa: N801 - the domain's word is taken by the language
    """Until which day, inclusive, an organisation may still hand in, and why."""

    until: date
    reason: str


def period_id(subject: Subject) -> UUID:
    """The id of the stream: the subject is its natural key."""
    return uuid5(NAMESPACE, "\n".join(map(str, subject)))


class Period(Aggregate):
    """A period that was closed at least once; one that never was has no stream.

    ``exceptions`` that stand are by organisation; null stands for the region's own editions.
    """

    def __init__(self, identity: UUID) -> None:
        super().__init__(identity)
        self.subject = Subject("", "", date.min)
        self.state = PeriodState.OPEN
        self.known_position: int | None = None
        self.exceptions: dict[str | None, Exception_] = {}
        self.decided_by: Stamp | None = None

    def apply(self, event: Any) -> None:
        """Take in one event."""
        self.decided_by = event.by
        match event:
            case PeriodClosed():
                self.subject = Subject(event.region_code, event.cadence, event.as_of)
                self.state, self.known_position = PeriodState.CLOSED, event.known_position
                self.exceptions = {}
            case PeriodExceptionGranted():
                self.exceptions[event.organisation] = Exception_(event.until, event.reason)
            case PeriodExceptionWithdrawn():
                self.exceptions.pop(event.organisation)
            case PeriodReopened():
                self.state, self.exceptions = PeriodState.OPEN, {}

    @classmethod
    def of(cls, subject: Subject) -> Period:
        """The period, before anything was done to it."""
        period = cls(period_id(subject))
        period.subject = subject
        return period

    def close(self, *, known_position: int, by: Stamp, note: str | None = None) -> None:
        """Close it. Raises ``Refused``: ``PERIOD_STATE``."""
        self._check(PeriodState.OPEN)
        fields: Mapping[str, Any] = self.subject._asdict()
        self.trigger(PeriodClosed, by=by, known_position=known_position, note=note, **fields)

    def reopen(self, *, reason: str, by: Stamp) -> None:
        """Let it take editions again. Raises ``Refused``: ``PERIOD_STATE``."""
        self._check(PeriodState.CLOSED)
        self.trigger(PeriodReopened, by=by, reason=reason)

    def grant(
        self, organisation: str | None, *, until: date, reason: str, today: date, by: Stamp
    ) -> None:
        """Let an organisation hand in to ``until``, inclusive; another day replaces the one before.

        Raises ``Refused``: ``PERIOD_STATE``, ``DATE_ORDER`` for a day that is over.
        """
        self._check(PeriodState.CLOSED)
        if until < today:
            raise refuse("DATE_ORDER", field="until", value=until, not_before=today)
        self.trigger(
            PeriodExceptionGranted, by=by, organisation=organisation, until=until, reason=reason
        )

    def withdraw(self, organisation: str | None, *, reason: str, by: Stamp) -> None:
        """Take the exception back. Raises ``Refused``: ``NO_EXCEPTION``."""
        if organisation not in self.exceptions:
            raise refuse("NO_EXCEPTION", field="organisation")
        self.trigger(PeriodExceptionWithdrawn, by=by, organisation=organisation, reason=reason)

    def takes(self, organisation: str | None, *, today: date) -> bool:
        """Whether an edition of the organisation may be issued and handed in today."""
        granted = self.exceptions.get(organisation)
        in_time = granted is not None and today <= granted.until
        return self.state is PeriodState.OPEN or in_time

    def _check(self, due: PeriodState) -> None:
        if self.state is not due:
            raise refuse("PERIOD_STATE", period_state=self.state.value)
