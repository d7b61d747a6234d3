"""Who is in a registry of records: on which days, by what is said of a record (domain 7.3, 8).

A bank of vacancies lists those that are current, of internships those that have not ended, of
agreements those that hold, of practices those that were taken into the base.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from marshrut.asof import Period, day_after, earliest
from marshrut.records.kinds import kinds
from marshrut.records.record import Said
from marshrut.records.vacancies import FRESH_DAYS

Days = Callable[[Period, Said], Period | None]
"""Of the days of which something is said, those on which that makes a member."""


class RecordRule(NamedTuple):
    """Membership in a registry of records of a kind."""

    kind: str
    days: Days


def fresh(period: Period, said: Said) -> Period | None:
    """The days on which a vacancy may be believed (S000-3.5)."""
    return clipped(period, to=day_after(said.confirmed_on + timedelta(days=FRESH_DAYS)))


def until(field: str) -> Days:
    """The days up to the last one that the field names, where it names one."""

    def of(period: Period, said: Said) -> Period | None:
        last = said.fields.get(field)
        return clipped(period, to=day_after(date.fromisoformat(last)) if last else None)

    return of


def agreed(period: Period, said: Said) -> Period | None:
    """The days on which an agreement holds: signed, and not past its last day."""
    signed = clipped(period, since=date.fromisoformat(said.fields["signed_on"]))
    return signed and until("until")(signed, said)


def accepted(period: Period, said: Said) -> Period | None:
    """The days on which a practice is in the base (S004-I9)."""
    return period if said.state in {"ACCEPTED", "REPLICATED"} else None


RECORD_RULES: Mapping[str, RecordRule] = {
    "R26": RecordRule("VACANCY", fresh),
    "R27": RecordRule("INTERNSHIP", until("ends_on")),
    "R29": RecordRule("BEST_PRACTICE", accepted),
    "R30": RecordRule("SHORT_PROGRAMME", until("ends_on")),
    "R31": RecordRule("PARTNER_AGREEMENT", agreed),
}
"""The registries of records, by code; a record that is no longer open is in none."""


def days_in(rule: RecordRule, period: Period, said: Said) -> Period | None:
    """Of the days of which this is said, those on which the record is a member."""
    return rule.days(period, said) if kinds()[rule.kind].state(said.state).open else None


def runs(told: Iterable[tuple[Period, Said]], days: Days) -> list[Period]:
    """The unbroken runs of such days, in order."""
    found: list[Period] = []
    for period, said in told:
        some = days(period, said)
        if some is None:
            continue
        if found and found[-1].end == some.start:
            found[-1] = Period(found[-1].start, some.end)
        else:
            found.append(some)
    return found


def in_state(state: str) -> Days:
    """The days on which a record is in the state."""
    return lambda period, said: period if said.state == state else None


def clipped(period: Period, *, since: date | None = None, to: date | None = None) -> Period | None:
    """The days of the period from ``since`` on and before ``to``; none: there are none."""
    days = Period(max(period.start, since or period.start), earliest(period.end, to))
    return None if days.empty else days
