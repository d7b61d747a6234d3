"""A programme in memory: drafted, approved, reported on, without a ledger."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from marshrut.events import Event, Stamp
from marshrut.programmes.contents import (
    Closing,
    Content,
    Progress,
    Reported,
    Revision,
    SetTarget,
)
from marshrut.programmes.history import ProgrammeHistory
from marshrut.programmes.plan import (
    Approval,
    Comparator,
    Indicator,
    Item,
    Level,
    Party,
    PeriodKind,
    Plan,
    Section,
    Target,
)
from marshrut.programmes.programme import Programme
from marshrut.programmes.schedule import Recurrence, Schedule
from marshrut.programmes.states import ItemStanding, standings

BY = Stamp(actor="a", role="ROIV_STAFF")
TODAY = date(2026, 1, 1)
MONTHLY = Schedule(recurrence=Recurrence.MONTHLY, day_of_month=20)


def day(text: str) -> date:
    """The day of 2025 that is written «05-31»; other years are written out."""
    return date.fromisoformat(text if len(text) > 5 else f"2025-{text}")


def item(number: str, **fields: Any) -> Item:
    """An item of section 1."""
    said = {"section": "1", "title": f"Мероприятие {number}", "deadline": "", **fields}
    return Item(id=number, number=number, responsible=("CK",), **said)


def target(value: float | None = 75, **fields: Any) -> Target:
    """A target for 2025."""
    said = {"op": Comparator.GE, "period": PeriodKind.YEAR, **fields}
    return Target(period_from=day("01-01"), period_to=day("12-31"), value=value, **said)


def plan(*items: Item, **fields: Any) -> Plan:
    """A plan for 2025 with one indicator."""
    indicator = Indicator(id="X-1", number="1", title="Доля", unit="%", targets=(target(),))
    said = {"valid_to": day("12-31"), "indicators": (indicator,), **fields}
    return Plan(
        title="План на 2025 год",
        valid_from=day("01-01"),
        parties=(Party(code="CK", name="Центр карьеры"),),
        sections=(Section(number="1", title="Организация работы"),),
        items=items or (item("1.1", schedule=MONTHLY),),
        **said,
    )


class Story:
    """One programme and what is recorded of it."""

    def __init__(self, content: Plan | None = None) -> None:
        self.programme = Programme.register(
            code="P", level=Level.REGION, region_code="70", plan=content or plan(), by=BY
        )
        self.events: list[Event] = self.programme.collect_events()

    def record(self, content: Content) -> UUID:
        """Record an entry; its id."""
        entry_id = uuid4()
        self.programme.record(content, entry_id=entry_id, by=BY, today=TODAY)
        self._keep()
        return entry_id

    def approve(self, on: str = "01-10") -> UUID:
        """Approve it."""
        return self.record(Approval(document="Приказ", approved_on=day(on)))

    def report(self, number: str, state: str, on: str, due: str | None) -> UUID:
        """Report on an item."""
        due_on, reported = day(due) if due else None, Reported(state)
        said = Progress(item_id=number, state=reported, effective_on=day(on), due_on=due_on)
        return self.record(said)

    def amend(self, on: str, **fields: Any) -> UUID:
        """Amend it."""
        return self.record(Revision(effective_on=day(on), reason="Скорректирован", **fields))

    def enter(self, on: str, value: float | None, **fields: Any) -> UUID:
        """Enter the value of the target of 2025."""
        said = {"indicator_id": "X-1", "period_from": day("01-01"), "period_to": day("12-31")}
        return self.record(SetTarget(effective_on=day(on), value=value, **{**said, **fields}))

    def close(self, on: str) -> UUID:
        """End it."""
        return self.record(Closing(effective_on=day(on), reason="Завершён"))

    def correct(self, entry_id: UUID, **changes: Any) -> None:
        """Correct an entry."""
        self.programme.correct(entry_id, changes, reason="Опечатка", by=BY, today=TODAY)
        self._keep()

    def annul(self, entry_id: UUID) -> None:
        """Annul an entry."""
        self.programme.annul(entry_id, reason="Ошибочная запись", by=BY)
        self._keep()

    def known(self, events: int | None = None) -> ProgrammeHistory:
        """What is known by the first ``events`` of its events."""
        return ProgrammeHistory(self.events[:events])

    def item(self, number: str, on: str, **options: Any) -> ItemStanding:
        """How an item stands on a day."""
        found = standings(self.known(), day(on), **options)
        return next(each for each in found if each.item.id == number)

    def states(self, number: str, on: str, **options: Any) -> dict[str, str]:
        """The states of an item's occurrences on a day, by «MM-DD»."""
        each = self.item(number, on, **options).occurrences
        return {one.occurrence.due_on.isoformat()[5:]: one.state.value for one in each}

    def _keep(self) -> None:
        self.events += self.programme.collect_events()
