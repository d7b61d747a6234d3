"""What the entries of a programme say after its registration; each is dated by the world."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from marshrut.programmes.plan import (
    Act,
    Approval,
    Comparator,
    Indicator,
    Item,
    Party,
    PeriodKind,
    Section,
    Struct,
)


class Reported(StrEnum):
    """What is said of an item; that it is planned or overdue follows from its deadline."""

    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


class Revision(Struct, frozen=True):
    """An amendment in force from a day on: named parts replace those of their id, or are added."""

    effective_on: date
    reason: str
    document: str | None = None
    title: str | None = None
    goal: str | None = None
    valid_to: date | None = None
    parties: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    legal_basis: tuple[Act, ...] = ()
    removed_items: tuple[str, ...] = ()
    removed_indicators: tuple[str, ...] = ()


class Progress(Struct, frozen=True):
    """How an item stands for the occurrence due on ``due_on``; ``None``: it has no due days."""

    effective_on: date
    item_id: str
    state: Reported
    due_on: date | None = None
    text: str | None = None
    value: float | None = None
    evidence: str | None = None


class SetTarget(Struct, frozen=True):
    """A value or a baseline entered for a target, a decomposed one say (F091).

    A target that the plan does not name yet is added: it needs ``period`` and ``op``.
    """

    effective_on: date
    indicator_id: str
    period_from: date
    period_to: date
    cohort: int | None = None
    category: str | None = None
    period: PeriodKind | None = None
    op: Comparator | None = None
    value: float | None = None
    baseline: float | None = None
    document: str | None = None


class Closing(Struct, frozen=True):
    """The programme ends before or with its validity; nothing is due afterwards."""

    effective_on: date
    reason: str


Content = Approval | Revision | Progress | SetTarget | Closing


def day_of(content: Content) -> date:
    """From which day on it holds."""
    return content.approved_on if isinstance(content, Approval) else content.effective_on
