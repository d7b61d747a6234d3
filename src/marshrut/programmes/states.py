"""How the items of a programme stand on a day: planned, overdue, done (domain 7.6, F087)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from marshrut.programmes.contents import Progress
from marshrut.programmes.history import Entry, ProgrammeHistory
from marshrut.programmes.plan import Item, Plan
from marshrut.programmes.schedule import Occurrence, occurrences


class ItemState(StrEnum):
    """The state of an item, or of one of its occurrences; labels: ``item_states``."""

    PLANNED = "PLANNED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    OVERDUE = "OVERDUE"
    CANCELLED = "CANCELLED"


NEVER_LATE = (ItemState.PLANNED, ItemState.CANCELLED)

Reports = tuple[tuple[Entry, Progress], ...]


class OccurrenceState(msgspec.Struct, frozen=True, kw_only=True):
    """An occurrence on a day. ``late``: it was done, or is not done yet, after its due day.

    ``before_approval``: it was due before the programme was approved (domain 10.5, row 25).
    """

    occurrence: Occurrence
    state: ItemState
    late: bool
    before_approval: bool
    reports: Reports = ()


class ItemStanding(msgspec.Struct, frozen=True, kw_only=True):
    """An item on a day, with each of its occurrences; ``reports`` are of an item without any."""

    item: Item
    state: ItemState
    occurrences: tuple[OccurrenceState, ...]
    reports: Reports = ()

    def upcoming(self, day: date, *, days: int) -> list[OccurrenceState]:
        """What is due from ``day`` on within ``days``, and neither done nor cancelled."""
        last = day + timedelta(days=days)
        settled = (ItemState.DONE, ItemState.CANCELLED)
        return [
            each
            for each in self.occurrences
            if day <= each.occurrence.due_on <= last and each.state not in settled
        ]


def standings(
    history: ProgrammeHistory, day: date, *, before_approval: bool = False
) -> list[ItemStanding]:
    """Every item of the plan in force on ``day``, in the order of the plan.

    An occurrence is overdue from the day after its due day on, if nothing was reported for it and
    the programme is in force; what was due before the approval is not, unless ``before_approval``.
    """
    plan = history.plan(day)
    judge = _Judge(history, day, before_approval=before_approval)
    return [judge.item(plan, item) for item in plan.items]


class _Judge:
    """What the states of all items depend on."""

    def __init__(self, history: ProgrammeHistory, day: date, *, before_approval: bool) -> None:
        approval, closing = history.approval(day), history.closing(day)
        self.day = day
        self.approved_on = approval.approved_on if approval else None
        self.closed_on = closing.effective_on if closing else None
        self.before_approval = before_approval
        self.reports = history.reports(day)

    def item(self, plan: Plan, item: Item) -> ItemStanding:
        due = occurrences(item.schedule, valid_from=plan.valid_from, valid_to=plan.valid_to)
        each = tuple(self.occurrence(item, one) for one in due)
        plain = tuple(self.reports.get((item.id, None), ()))
        state = _of_item(each, plain)
        return ItemStanding(item=item, state=state, occurrences=each, reports=plain)

    def occurrence(self, item: Item, one: Occurrence) -> OccurrenceState:
        reports = tuple(self.reports.get((item.id, one.due_on), ()))
        early = self.approved_on is None or one.due_on < self.approved_on
        state = _reported(reports) or self._unreported(one, early=early)
        finished = reports[-1][1].effective_on if state is ItemState.DONE else self.day
        return OccurrenceState(
            occurrence=one,
            state=state,
            late=finished > one.due_on and state not in NEVER_LATE,
            before_approval=early,
            reports=reports,
        )

    def _unreported(self, one: Occurrence, *, early: bool) -> ItemState:
        if self.closed_on is not None and one.due_on > self.closed_on:
            return ItemState.CANCELLED
        counted = self.approved_on is not None and (not early or self.before_approval)
        return ItemState.OVERDUE if counted and one.due_on < self.day else ItemState.PLANNED


def _reported(reports: Reports) -> ItemState | None:
    return ItemState(reports[-1][1].state) if reports else None


def _of_item(each: tuple[OccurrenceState, ...], plain: Reports) -> ItemState:
    states = [one.state for one in each] or [_reported(plain) or ItemState.PLANNED]
    if ItemState.OVERDUE in states:
        return ItemState.OVERDUE
    left = {state for state in states if state is not ItemState.CANCELLED}
    if not left:
        return ItemState.CANCELLED
    if left == {ItemState.DONE}:
        return ItemState.DONE
    begun = {ItemState.DONE, ItemState.IN_PROGRESS} & left
    return ItemState.IN_PROGRESS if begun else ItemState.PLANNED


def overdue(standing: ItemStanding) -> Iterator[OccurrenceState]:
    """The overdue occurrences of an item."""
    return (each for each in standing.occurrences if each.state is ItemState.OVERDUE)
