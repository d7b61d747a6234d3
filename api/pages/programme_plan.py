"""The items of a programme as its page shows them: in sections, by due days, on a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from api.pages.charts.bars import Bar, stacked
from api.pages.charts.months import months_between, weeks_of

OVERDUE, BEGUN, PLANNED, DONE, CANCELLED = STATES = (
    "OVERDUE",
    "IN_PROGRESS",
    "PLANNED",
    "DONE",
    "CANCELLED",
)
"""The states of items, those that ask for most attention first."""

DRAWN = (DONE, BEGUN, PLANNED, OVERDUE, CANCELLED)
SETTLED = frozenset({DONE, CANCELLED})
SOON = 30
"""Days ahead that are told beside what is overdue, as the API takes them to be upcoming."""

Told = Mapping[str, Any]


class Due(NamedTuple):
    """One time that an item is due."""

    on: date
    item: Told
    told: Told

    @property
    def state(self) -> str:
        """Its state."""
        return str(self.told["state"]["code"])


class Cell(NamedTuple):
    """A day of a calendar, with what is due on it; ``state`` asks for most attention of it."""

    day: date
    dues: list[Due]
    state: str | None


class Sheet(NamedTuple):
    """A month of a calendar."""

    month: date
    weeks: list[list[Cell | None]]
    dues: list[Due]


def progress_bar(counts: Mapping[str, int], *, width: float, height: float) -> Bar:
    """How many items are in each state, as a bar."""
    return stacked(counts, width=width, height=height, order=DRAWN)


def dues_of(items: Iterable[Told]) -> list[Due]:
    """Every time that anything is due, the earliest first."""
    found = [
        Due(date.fromisoformat(each["due_on"]), item, each)
        for item in items
        for each in item["occurrences"]
    ]
    return sorted(found, key=lambda due: due.on)


def overdue(dues: Iterable[Due]) -> list[Due]:
    """What should have been reported by now."""
    return [due for due in dues if due.state == OVERDUE]


def upcoming(dues: Iterable[Due], day: date) -> list[Due]:
    """What is due soon, and neither done nor cancelled."""
    last = day + timedelta(days=SOON)
    return [due for due in dues if day <= due.on <= last and due.state not in SETTLED]


def next_due(item: Told) -> Told | None:
    """The occurrence of an item that is to be reported first: the earliest that is not settled."""
    left = [each for each in item["occurrences"] if each["state"]["code"] not in SETTLED]
    return left[0] if left else None


def last_report(item: Told) -> Told | None:
    """What was reported of an item last."""
    reports = [*item["reports"], *(one for each in item["occurrences"] for one in each["reports"])]
    return max(reports, key=lambda one: str(one["effective_on"]), default=None)


def narrowed_items(items: Iterable[Told], asked: Mapping[str, str]) -> list[Told]:
    """The items of a section, of somebody responsible, in a state."""
    section, responsible, state = (asked.get(name) for name in ("section", "responsible", "state"))
    return [
        item
        for item in items
        if section in {None, item["section"]}
        and (responsible is None or responsible in {one["code"] for one in item["responsible"]})
        and state in {None, item["state"]["code"]}
    ]


def by_section(sections: Sequence[Told], items: Sequence[Told]) -> list[tuple[Told, list[Told]]]:
    """The sections that have items, with these."""
    found = [
        (section, [item for item in items if item["section"] == section["number"]])
        for section in sections
    ]
    return [(section, inside) for section, inside in found if inside]


def sheets_of(dues: Iterable[Due], *, first: date, last: date) -> list[Sheet]:
    """The months from one day to another, each with what is due in it."""
    by_day: dict[date, list[Due]] = {}
    for due in dues:
        by_day.setdefault(due.on, []).append(due)
    return [
        Sheet(
            month,
            [[_cell(day, by_day) for day in week] for week in weeks_of(month)],
            [due for day in sorted(by_day) if _same_month(day, month) for due in by_day[day]],
        )
        for month in months_between(first, last)
    ]


def _same_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)


def _cell(day: date | None, by_day: Mapping[date, list[Due]]) -> Cell | None:
    if day is None:
        return None
    dues = by_day.get(day, [])
    states = {due.state for due in dues}
    return Cell(day, dues, next((state for state in STATES if state in states), None))
