"""The bank of vacancies at a point: what is open, what of it is current, what suits a graduate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.records.vacancies import Ground, Seeker, closeness, grounds, is_current
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.runner import Projections

VACANCY, UNFAIR = "VACANCY", "UNFAIR_EMPLOYER"
CONFIRMED, FILLED = "CONFIRMED", "FILLED"


class Bank(NamedTuple):
    """Open vacancies, current and stale ones apart, and the cases by which others were filled."""

    current: list[RecordLine]
    stale: list[RecordLine]
    filled_by: set[str]

    def origins(self) -> dict[str, int]:
        """Open vacancies by where they come from."""
        told = Counter(str(line.fields["origin"]) for line in (*self.current, *self.stale))
        return dict(sorted(told.items()))


class Suiting(NamedTuple):
    """A vacancy, why it suits, and whether its employer is known to be an unfair one."""

    line: RecordLine
    grounds: tuple[Ground, ...]
    unfair: bool


def bank_at(projections: Projections, point: AsOf, *, sight: Sight, narrowing: Narrowing) -> Bank:
    """The bank as it is on the day, by number."""
    bank = Bank([], [], set())
    for line in records_at(projections, point, VACANCY, sight=sight, narrowing=narrowing):
        if line.state == FILLED:
            bank.filled_by.update(each["case_id"] for each in line.fields["filled_by"])
        elif current(line, point):
            bank.current.append(line)
        elif line.open:
            bank.stale.append(line)
    return bank


def current(line: RecordLine, point: AsOf) -> bool:
    """Whether the vacancy may be believed on the day."""
    return is_current(is_open=line.open, confirmed_on=line.confirmed_on, day=point.as_of)


def suiting(
    projections: Projections, point: AsOf, seeker: Seeker, *, sight: Sight, limit: int
) -> list[Suiting]:
    """The current vacancies that suit, the most fitting first, of equal ones the freshest."""
    unfair = unfair_employers_at(projections, point, seeker.region_code)
    found = [
        Suiting(line, why, line.fields["employer_inn"] in unfair)
        for line, why in _fitting(projections, point, seeker, sight)
    ]
    found.sort(key=lambda each: (closeness(each.grounds), -each.line.confirmed_on.toordinal(),
                                 each.line.number))  # fmt: skip
    return found[:limit]


def unfair_employers_at(projections: Projections, point: AsOf, region_code: str) -> set[str]:
    """The ИНН of the employers that the authority of the region has found to be unfair."""
    found = records_at(
        projections,
        point,
        UNFAIR,
        sight=Sight(regions=(region_code,)),
        narrowing=Narrowing(state=CONFIRMED),
    )
    return {str(line.fields["employer_inn"]) for line in found}


def _fitting(
    projections: Projections, point: AsOf, seeker: Seeker, sight: Sight
) -> Iterator[tuple[RecordLine, tuple[Ground, ...]]]:
    narrowing = Narrowing(region_code=seeker.region_code, open=True)
    for line in records_at(projections, point, VACANCY, sight=sight, narrowing=narrowing):
        why = grounds(line.fields, line.region_code, seeker) if current(line, point) else ()
        if why:
            yield line, why
