"""Where a case stands between the final year and the end of monitoring, and in which school."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

import msgspec

from marshrut.asof import Period
from marshrut.cases.contents import Closure, Graduation, Merge, Movement, Opening
from marshrut.cases.entries import Entry
from marshrut.cases.timeline import Timeline

FINAL_YEAR = "FINAL_YEAR"
GRADUATED = "GRADUATED"
MONITORING_CLOSED = "MONITORING_CLOSED"
MERGED = "MERGED"
EXPELLED = "EXPELLED"
TRANSFERRED = "TRANSFERRED"
ACADEMIC_LEAVE = "ACADEMIC_LEAVE"
REINSTATED = "REINSTATED"

IN_COHORT = frozenset({GRADUATED, MONITORING_CLOSED})
CLOSED = frozenset({EXPELLED, TRANSFERRED, MERGED, MONITORING_CLOSED})


class Turn(msgspec.Struct, frozen=True, order=True):
    """From ``day`` on the lifecycle or the organisation is another."""

    day: date
    version: int
    lifecycle: str | None = None
    organisation: str | None = None


class LifecycleHistory:
    """Lifecycle and organisation through valid time (decision 0001, items 7 and 9)."""

    def __init__(self, entries: Iterable[Entry], begins_on: date) -> None:
        self._begins_on = begins_on
        live = [entry for entry in entries if entry.annulled_by is None]
        opening = next(e.content for e in live if isinstance(e.content, Opening))
        turns = sorted(turn for entry in live if (turn := _turn(entry)) is not None)
        self._organisations = Timeline(
            opening.organisation, ((t.day, t.organisation) for t in turns if t.organisation)
        )
        self._lifecycles = Timeline(FINAL_YEAR, _lifecycles(turns))

    @property
    def cuts(self) -> list[date]:
        """The days on which something may change."""
        return [*self._lifecycles.cuts, *self._organisations.cuts]

    def on(self, day: date) -> str | None:
        """The lifecycle on ``day``; null before the case begins (semantics S12)."""
        return None if day < self._begins_on else self._lifecycles.on(day)

    def since(self, day: date) -> date:
        """The first day of the lifecycle that holds on ``day``."""
        holding = self.on(day)
        turns = zip(self._lifecycles.cuts, self._lifecycles.values[1:], strict=True)
        days = [since for since, lifecycle in turns if since <= day and lifecycle == holding]
        return days[0 if holding == MERGED else -1] if days else self._begins_on

    def organisation_on(self, day: date) -> str:
        """The code of the organisation on ``day`` (semantics S15)."""
        return self._organisations.on(day)

    def organisations(self) -> Iterator[tuple[Period, str]]:
        """The organisations through all days, without a gap, the first since ever."""
        days = [date.min, *self._organisations.cuts]
        stays = zip(days, self._organisations.values, strict=True)
        runs = [next(run) for _, run in groupby(_last_of_each(stays), key=itemgetter(1))]
        ends = [*(day for day, _ in runs[1:]), None]
        for (start, organisation), end in zip(runs, ends, strict=True):
            yield Period(start, end), organisation


def _last_of_each(stays: Iterable[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Of several organisations that begin on one day the last, which holds."""
    return iter(dict(stays).items())


def _lifecycles(turns: Iterable[Turn]) -> Iterator[tuple[date, str]]:
    """Once merged, always merged."""
    merged = False
    for turn in turns:
        if turn.lifecycle is not None:
            merged = merged or turn.lifecycle == MERGED
            yield turn.day, MERGED if merged else turn.lifecycle


def _turn(entry: Entry) -> Turn | None:
    match entry.content:
        case Movement() as movement:
            return _movement_turn(movement, entry.version)
        case Graduation(graduation_date=day):
            return Turn(day, entry.version, GRADUATED)
        case Closure(effective_on=day):
            return Turn(day, entry.version, MONITORING_CLOSED)
        case Merge(effective_on=day):
            return Turn(day, entry.version, MERGED)
    return None


def _movement_turn(movement: Movement, version: int) -> Turn:
    if movement.kind == TRANSFERRED and movement.to_organisation:
        return Turn(movement.effective_on, version, organisation=movement.to_organisation)
    after = FINAL_YEAR if movement.kind == REINSTATED else movement.kind
    return Turn(movement.effective_on, version, after)
