"""A school of a few cases with a plan of its own, told by hand, and its self-analysis."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from marshrut.application import consents, measures, programmes, reported_values
from marshrut.application.programme_visit import Saved, visit_programme
from marshrut.application.requests import Request
from marshrut.forms.definitions import Form
from marshrut.forms.filled import FilledTable, Key, Value
from marshrut.forms.shipped import form
from marshrut.programmes.contents import Content, Progress, Reported, SetTarget
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
from marshrut.programmes.schedule import Recurrence, Schedule
from projections.forms import Asked, Cell, cell_cases, fill
from projections.population import Filters, Scope
from projections.programmes import programme_file
from tests.support.centre import Centre
from tests.support.office import TODAY, employed, request, status

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 31)
GIVEN = date(2026, 2, 2)
SELF = form("SELF", day=TODAY)
WHOLE: Key = {}
MONTHLY = Schedule(recurrence=Recurrence.MONTHLY, day_of_month=20)
PLAN_CODE = "PLAN-A"


def target(value: float | None, op: Comparator = Comparator.GE, **fields: Any) -> Target:
    """A target of the academic year."""
    said = {"period": PeriodKind.ACADEMIC_YEAR, "period_from": FIRST, "period_to": LAST}
    return Target(op=op, value=value, **{**said, **fields})


def indicator(identity: str, unit: str, *targets: Target) -> Indicator:
    """An indicator that is called by its id."""
    number = identity.partition("-")[2]
    return Indicator(id=identity, number=number, title=identity, unit=unit, targets=targets)


def item(number: str, section: str, schedule: Schedule = Schedule()) -> Item:  # noqa: B008 - frozen
    """An item that is called by its number."""
    said = {"title": f"Мероприятие {number}", "deadline": "В течение года"}
    return Item(id=number, number=number, section=section, schedule=schedule, **said)


def plan(**fields: Any) -> Plan:
    """A plan of the academic year: a target of each kind, items in two tasks."""
    said = {"valid_from": FIRST, "valid_to": LAST, **fields}
    return Plan(
        title="План центра на 2025–2026 учебный год",
        parties=(Party(code="CK", name="Центр карьеры"),),
        sections=(Section(number="1", title="Организация"), Section(number="2", title="Работа")),
        items=(item("1.1", "1", MONTHLY), item("1.2", "1"), item("2.1", "2")),
        indicators=(
            indicator("S002-K1", "%", target(50, cohort=2025), target(100, cohort=2024)),
            indicator("S002-G3.1", "ед.", target(10)),
            indicator("S002-G1.1", "есть/нет", target(1, Comparator.EQ, printed="есть")),
            indicator("S002-G5.1", "ед.", target(None, manual=True)),
            indicator("S000-3.5", "текст", target(None, Comparator.TEXT, printed="банк создан")),
            indicator("X-1", "%", target(75)),
        ),
        **said,
    )


class Analysed(Centre):
    """The centre of the school A; ``tell`` tells all of its story."""

    def tell(self) -> None:
        """Cases, measures, routes, a plan with its progress, and what is reported beside."""
        self.tell_cases()
        self.tell_plan()

    def tell_cases(self) -> None:
        """Four graduates of 2025, one of 2024, a student, and one of another school."""
        work = {"attributes": {"via": "ROUTING"}}
        self.busy, self.other, self.idle, self.caring = (self.open(n) for n in range(1, 5))
        earlier = {"passport": {"graduation_year": 2024}, "graduation_date": date(2024, 6, 30)}
        self.earlier = self.open(5, **earlier)
        self.learner = self.student(6)
        self.foreign = self.open(7, organisation="B")
        self.office.write(self.busy, employed(date(2026, 3, 2), **work))
        self.office.write(
            self.other, employed(date(2025, 9, 1), attributes={"in_specialty": False})
        )
        self.office.write(self.caring, status("FAMILY_CARE", date(2025, 9, 1)))
        self.office.write(self.earlier, employed(date(2024, 9, 1)))
        self.step(self.busy, "CAREER_CARD", GIVEN, state="DONE", outcome="CREATED")
        self.offer(self.busy, "RESUME_SENT")
        self.offer(self.idle)
        applied = {"initiated_by": "GRADUATE_APPLIED"}
        self.give(self.busy, "INDIVIDUAL_CONSULTATION", **applied)
        self.give(self.busy, "INDIVIDUAL_CONSULTATION", date(2026, 2, 3))
        self.give(self.idle, "INDIVIDUAL_CONSULTATION", provider="BCK", **applied)
        self.give(self.idle, "INDIVIDUAL_CONSULTATION", date(2026, 2, 4), result="NO_SHOW")
        self.give(self.learner, "CAREER_DAY")
        self.give(self.caring, "CAREER_DAY", result="IN_PROGRESS")
        self.give(self.caring, "CAREER_DAY", date(2025, 8, 31))
        self.give(self.foreign, "CAREER_DAY")

    def give(self, case: UUID, code: str, on: date = GIVEN, **fields: Any) -> Any:
        """Record a measure of the centre."""
        said = {"result": "PROVIDED", "provider": "CK", "provided_on": on, **fields}
        return self.do(case, measures.record_measure, measure_code=code, **said)

    def offer(self, case: UUID, *more: str) -> None:
        """A route that begins with a vacancy."""
        grant = {"consent_kind": "RESUME_TRANSFER", "granted_on": GIVEN}
        self.do(case, consents.grant_consent, **grant)
        outcomes = {"VACANCY_OFFERED": "INTERESTED", "RESUME_SENT": "INVITED"}
        links: dict[str, Any] = {}
        for code in ("VACANCY_OFFERED", *more):
            done = self.step(case, code, GIVEN, state="DONE", outcome=outcomes[code], **links)
            links = {"parent_step_id": done.entry_id}

    def tell_plan(self) -> Saved:
        """The plan approved, one target entered, one item reported on, and values reported."""
        saved = self.approve(self.draft())
        self.report("S002-G3.1", "VALUE", value=12.0)
        self.report("S002-G1.1", "VALUE", yes=True)
        self.report("S000-3.5", "VALUE", text="*банк* #создан")
        entered = {"indicator_id": "S002-G5.1", "period_from": FIRST, "period_to": LAST}
        saved = self.note(saved, SetTarget(effective_on=date(2025, 10, 1), value=2, **entered))
        done = {"state": Reported.DONE, "item_id": "1.1"}
        for month in ("2025-09-20", "2025-10-20"):
            due = date.fromisoformat(month)
            saved = self.note(saved, Progress(effective_on=due, due_on=due, **done, text=month))
        held = {"state": Reported.IN_PROGRESS, "item_id": "2.1", "text": "ярмарка"}
        return self.note(saved, Progress(effective_on=date(2025, 10, 1), **held))

    def draft(self, code: str = PLAN_CODE, **fields: Any) -> Saved:
        """A plan of the school, not approved yet."""
        said = {"level": Level.ORG, "organisation": "A", "plan": plan(**fields)}
        return programmes.register(self.office.service, request(), code=code, **said)

    def approve(self, saved: Saved) -> Saved:
        """The head approves the plan."""
        content = Approval(document="Приказ", approved_on=date(2025, 9, 10))
        return self.note(saved, content, role="POO_HEAD")

    def saved(self, code: str = PLAN_CODE) -> Saved:
        """The plan as it was written last."""
        found = programme_file(self.office.projections, self.point(), code)
        assert found is not None
        return Saved(code=code, entry_id=None, position=0, version=found.version)

    def note(self, saved: Saved, content: Content, role: str | None = None) -> Saved:
        """Record an entry of the plan."""
        role = role or ("BCK_STAFF" if isinstance(content, SetTarget) else "CK_STAFF")
        regional = role == "BCK_STAFF"
        by: Request = request(
            role, None if regional else "A", ("67",) if regional else (), if_match=saved.version
        )
        return programmes.record(visit_programme(self.office.service, by, saved.code), content)

    def report(self, identity: str, what: str, **said: Any) -> None:
        """The school reports a value of the academic year so far."""
        period = {"period_from": FIRST, "period_to": TODAY}
        body = {"indicator_id": identity, "what": what, "evidence": {"kind": "ORDER"}, **period}
        reported_values.report(self.office.service, request(), **body, **said)

    def asked(self, day: date = TODAY, known: int | None = None, **filters: Any) -> Asked:
        """The self-analysis as it is asked for."""
        narrowed = Filters(**{"organisation": "A", **filters})
        return Asked(SELF, self.point(day, known), narrowed, Scope(), {}, {})

    def tables(self, day: date = TODAY, known: int | None = None) -> dict[str, FilledTable]:
        """The tables filled, by code."""
        found = fill(self.office.projections, self.asked(day, known))
        return {table.code: table for table in found}

    def lines(
        self, code: str, day: date = TODAY, known: int | None = None
    ) -> list[tuple[Value, ...]]:
        """The leads and values of a table's rows."""
        table = self.tables(day, known)[code]
        return [(*row.leads, *row.values) for block in table.blocks for row in block.rows]

    def behind(
        self, table: str, key: Key, column: str, row: str = "01", **fields: Any
    ) -> list[int]:
        """The numbers of the cases behind a cell."""
        cell = Cell(table, key, row, column, **fields)
        return cell_cases(self.office.projections, self.asked(), cell)


def counted_cells(found: Form, tables: dict[str, FilledTable]) -> list[tuple[Cell, int]]:
    """The cells that count cases, with their numbers."""
    return [
        (Cell(code, block.key, row.number, column.number), value)
        for code, table in tables.items()
        for block in table.blocks
        for row in block.rows
        for column, value in zip(found.table(code).columns, row.values, strict=True)
        if column.kind == "count" and isinstance(value, int)
    ]
