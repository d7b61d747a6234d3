"""The self-analysis of a centre: a school told by hand, figure by figure, each with its cases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest

from marshrut.application import cases
from marshrut.asof import AsOf
from marshrut.forms.filled import Block, FilledTable
from marshrut.programmes.contents import Closing, Revision
from projections import funnel, programme_evaluation, rankings, routing_success, snapshot
from projections.forms import Cell, NotOfOneSchool, UnknownCell, cell_cases, cell_value, fill
from projections.funnel import Asked as AskedRoutes
from projections.population import Filters, Scope
from projections.programmes import programme_file
from tests.support.analysed import (
    FIRST,
    GIVEN,
    LAST,
    PLAN_CODE,
    SELF,
    WHOLE,
    Analysed,
    counted_cells,
)
from tests.support.databases import KINDS, Pairs, keys_url_for
from tests.support.office import TODAY, Office, employed, open_office

NO_PLAN = "План не внесён."
OF_PLAN = ("verdicts", "targets", "tasks", "items")
DAY = date(2026, 6, 1)


class Told(Analysed):
    """The whole story, with nothing told after it: the tables of each point are filled once."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.tell()
        self._filled: dict[AsOf, dict[str, FilledTable]] = {}

    def tables(self, day: date = TODAY, known: int | None = None) -> dict[str, FilledTable]:
        point = self.point(day, known)
        if point not in self._filled:
            self._filled[point] = super().tables(day, known)
        return self._filled[point]


@pytest.fixture
def centre(office: Office) -> Analysed:
    return Analysed(office)


@pytest.fixture(scope="module", params=KINDS)
def told(
    request: pytest.FixtureRequest, pairs: Pairs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Analysed]:
    """The whole story, for all that only look at it."""
    folder = tmp_path_factory.mktemp("told")
    with ExitStack() as stack:
        url = pairs(stack, folder / "ledger.db")[request.param]
        office = stack.enter_context(open_office(url, keys_url_for(url, folder)))
        yield Told(office)


def key(identity: str, **fields: Any) -> dict[str, Any]:
    period = {"period_from": FIRST.isoformat(), "period_to": LAST.isoformat()}
    kind = {"cohort": None, "category": None, **fields}
    return {"programme": PLAN_CODE, "indicator": identity, **period, **kind}


def test_every_target_is_held_to_its_fact(told: Analysed) -> None:
    by_case, by_plan = "По делам выпускников", "По мероприятиям, планам и реестрам"
    assert told.lines("targets") == [
        (PLAN_CODE, "K1", "S002-K1", "%", "все", 2025,
         "≥", 50.0, 2, 4, 50.0, DAY, 0.0, "Выполнено", by_case),
        (PLAN_CODE, "K1", "S002-K1", "%", "все", 2024,
         "≥", 100.0, 1, 1, 100.0, DAY, 0.0, "Выполнено", by_case),
        (PLAN_CODE, "G3.1", "S002-G3.1", "ед.", None, None,
         "≥", 10, None, None, 12, DAY, 2, "Выполнено", by_plan),
        (PLAN_CODE, "G1.1", "S002-G1.1", "есть/нет", None, None,
         "=", "есть", None, None, "есть", DAY, None, "Выполнено", by_plan),
        (PLAN_CODE, "G5.1", "S002-G5.1", "ед.", None, None,
         "≥", 2, 1, None, 1, DAY, -1, "Не выполнено", by_case),
        (PLAN_CODE, "3.5", "S000-3.5", "текст", None, None,
         "—", "банк создан", None, None, "*банк* #создан", DAY, None,
         "Без числового сравнения", by_plan),
        (PLAN_CODE, "1", "X-1", "%", None, None,
         "≥", 75.0, None, None, None, DAY, None, "Нет данных", None),
    ]  # fmt: skip
    title, approved = "План центра на 2025–2026 учебный год", date(2025, 9, 10)
    assert told.lines("verdicts") == [(PLAN_CODE, title, approved, 7, 4, 1, 1, 0, 0, 1)]


def test_items_stand_by_task_and_each_with_its_overdue_deadlines(told: Analysed) -> None:
    late = "20.11.2025, 20.12.2025, 20.01.2026, 20.02.2026, 20.03.2026, 20.04.2026, 20.05.2026"
    assert told.lines("tasks") == [
        (PLAN_CODE, "1. Организация", 2, 1, 0, 0, 1, 0),
        (PLAN_CODE, "2. Работа", 1, 0, 1, 0, 0, 0),
        ("Всего", None, 3, 1, 1, 0, 1, 0),
    ]
    year = "В течение года"
    assert told.lines("items") == [
        (PLAN_CODE, "1.1", "Мероприятие 1.1", year,
         "Просрочено", 12, 2, 7, late, "20.10.2025: 2025-10-20"),
        (PLAN_CODE, "1.2", "Мероприятие 1.2", year, "Запланировано", 0, 0, 0, None, None),
        (PLAN_CODE, "2.1", "Мероприятие 2.1", year,
         "Выполняется", 0, 0, 0, None, "01.10.2025: ярмарка"),
    ]  # fmt: skip
    before = told.lines("items", date(2025, 11, 20))
    assert before[0][4:] == ("Выполняется", 12, 2, 0, None, "20.10.2025: 2025-10-20")


def test_measures_of_the_academic_year_are_counted_by_times_and_by_persons(
    told: Analysed,
) -> None:
    assert told.lines("measures") == [
        ("День карьеры (по количеству дней)", 2, 2, 0, 1, 1, 2, 0, 1, 1, 0, 0, 0, 0),
        ("Индивидуальная консультация, помощь в трудоустройстве",
         3, 2, 3, 0, 2, 2, 2, 3, 0, 0, 0, 1, 0),
        ("Всего", 5, 4, 3, 1, 3, 4, 2, 4, 1, 0, 0, 1, 0),
    ]  # fmt: skip
    consulted = {"measure": "INDIVIDUAL_CONSULTATION"}
    assert len(told.behind("measures", consulted, "1")) == 2  # three times, two of them one person
    assert len(told.behind("measures", consulted, "12")) == 1
    assert told.behind("measures", consulted, "4") == []
    assert told.lines("measures", date(2026, 2, 2))[-1][1:7] == (4, 3, 2, 1, 3, 4)
    assert [row[0] for row in told.lines("measures", date(2025, 8, 31))] == [
        "День карьеры (по количеству дней)",
        "Всего",
    ]  # the day before is another academic year


def test_whoever_was_given_a_measure_before_graduation_was_a_student(centre: Analysed) -> None:
    case = centre.open(1)
    for day in (date(2025, 6, 29), date(2025, 6, 30)):
        centre.give(case, "RESUME", day)
    (_, *numbers), _ = centre.lines("measures", date(2025, 8, 31))
    assert numbers[:7] == [2, 2, 2, 1, 1, 1, 1]
    assert centre.lines("measures", date(2025, 9, 1)) == []


def test_the_funnel_and_what_routing_has_brought(told: Analysed) -> None:
    assert told.lines("funnel")[:3] == [
        ("Предложена вакансия", 2, None, None, None, None),
        ("Направлено резюме", 1, 1, 50.0, 1, 50.0),
        ("Собеседование", 0, 0, 0.0, 0, 0.0),
    ]
    assert [row[1:] for row in told.lines("routing")] == [
        (2, 5, 40.0), (2, 5, 40.0), (1, 6, 16.7), (0, 2, 0.0), (1, 5, 20.0),
    ]  # fmt: skip
    sent = {"stage": "RESUME_SENT"}
    assert len(told.behind("funnel", sent, "3")) == 1
    assert len(told.behind("funnel", sent, "3", part="denominator")) == 2
    assert len(told.behind("routing", {"measure": "ROUTING_HIRES"}, "3", part="denominator")) == 6


def test_three_cohorts_stand_side_by_side(told: Analysed) -> None:
    assert [row[2:] for row in told.lines("effectiveness")] == [
        (0, 0, None, 2, 4, 50.0, 1, 1, 100.0),
        (0, 0, None, 1, 4, 25.0, 1, 1, 100.0),
        (0, 0, None, 2, 4, 50.0, 0, 1, 0.0),
        (0, 0, None, 1, 4, 25.0, 0, 1, 0.0),
        (0, 0, None, 1, 4, 25.0, 0, 1, 0.0),
        (0, 0, None, 1, 1, 100.0, 0, 0, None),
        (0, 0, None, 2, 4, 50.0, 0, 1, 0.0),
    ]
    table = told.tables()["effectiveness"]
    assert [heading.groups for heading in table.columns[::3]] == [
        ("Выпуск 2026",),
        ("Выпуск 2025",),
        ("Выпуск 2024",),
    ]
    assert [row[2:] for row in told.lines("statuses")] == [
        (0, 2, 1, 3),
        (0, 1, 0, 1),
        (0, 1, 0, 1),
        (0, 4, 1, 5),
    ]
    earlier = {table.code: table for table in fill(*_of_year(told, 2025))}
    assert earlier["effectiveness"].columns[0].groups == ("Выпуск 2025",)


def _of_year(told: Analysed, year: int) -> tuple[Any, Any]:
    return told.office.projections, told.asked(graduation_year=year)


def test_every_figure_of_cases_has_as_many_cases_behind_it(told: Analysed) -> None:
    projections, asked = told.office.projections, told.asked()
    cells = counted_cells(SELF, told.tables())
    assert len(cells) > 100
    for cell, number in cells:
        if not told.its_turn():
            continue
        assert len(cell_cases(projections, asked, cell)) == number, cell
    for cell, number in cells[::10]:
        assert cell_value(projections, asked, cell) == number, cell


def test_a_cell_is_found_by_an_address_in_texts(told: Analysed) -> None:
    asked = told.asked()
    place = {**key("S002-K1", cohort="2025"), "category": None}
    cell = Cell("targets", place, "01", "4")
    assert len(cell_cases(told.office.projections, asked, cell)) == 4
    assert cell_value(told.office.projections, asked, cell) == 4
    assert cell_value(told.office.projections, asked, cell._replace(column="8")) == "Выполнено"
    nobody = cell._replace(key=key("S002-K1", cohort=2020))
    assert cell_value(told.office.projections, asked, nobody) is None


def test_what_is_reported_has_no_cases(told: Analysed) -> None:
    assert told.behind("targets", key("S002-G3.1"), "5") == []
    assert told.behind("targets", key("X-1"), "3") == []
    assert told.behind("targets", key("S002-G5.1"), "4") == []
    assert len(told.behind("targets", key("S002-G5.1"), "5")) == 1
    cohort = key("S002-K1", cohort=2025)
    assert len(told.behind("targets", cohort, "5", part="denominator")) == 4
    assert told.behind("targets", cohort, "7") == []
    assert told.behind("tasks", WHOLE, "1") == []


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        (Cell("main", WHOLE, "01", "1"), "table"),
        (Cell("targets", key("S002-K1", cohort=2020), "01", "3"), "key"),
        (Cell("targets", WHOLE, "01", "3"), "key"),
        (Cell("targets", {"indicator": "S002-K1"}, "01", "3"), "key"),
        (Cell("measures", {"measure": "NONE"}, "01", "4"), "key"),
        (Cell("funnel", {"stage": "NONE"}, "01", "1"), "key"),
        (Cell("routing", {"measure": "NONE"}, "01", "1"), "key"),
        (Cell("statuses", {"status": "NONE"}, "01", "1"), "key"),
        (Cell("effectiveness", WHOLE, "08", "1"), "row"),
        (Cell("effectiveness", WHOLE, "01", "10"), "column"),
    ],
)
def test_a_cell_that_is_not_there_is_not_found(centre: Analysed, cell: Cell, field: str) -> None:
    with pytest.raises(UnknownCell) as raised:
        cell_cases(centre.office.projections, centre.asked(), cell)
    assert raised.value.field == field
    assert raised.value.known


def test_figures_are_those_of_their_own_pages(told: Analysed) -> None:
    projections, point = told.office.projections, told.point()
    tables = told.tables()
    file = programme_file(projections, point, PLAN_CODE)
    assert file is not None
    history = file.history
    found = programme_evaluation.evaluation(
        projections, point, history.registration, history.plan(TODAY).indicators
    )
    facts = [each.fact[:2] for each in found]
    assert [row.values[2:4] for row in _rows(tables["targets"].blocks)] == facts
    routes = AskedRoutes(FIRST, TODAY, Filters(organisation="A"), Scope())
    (stages,) = funnel.funnel(projections, point, asked=routes)
    assert [row.values[0] for row in _rows(tables["funnel"].blocks)] == [
        stage.cases for stage in stages.stages
    ]
    total = rankings.school_ranking(projections, point, asked=routes).total
    assert [row.values for row in _rows(tables["routing"].blocks)] == [
        (each.share.cases, each.share.of, each.share.percent) for each in total.measures
    ]
    hired = routing_success.routing_success(projections, point, asked=routes)
    assert _rows(tables["routing"].blocks)[2].values[0] == sum(hired.values())
    counted = snapshot.snapshot(
        projections, point, filters=Filters(organisation="A"), scope=Scope()
    )
    assert _rows(tables["statuses"].blocks)[-1].values[-1] == counted.total


def _rows(blocks: tuple[Block, ...]) -> list[Any]:
    return [row for block in blocks for row in block.rows]


def test_what_becomes_known_later_changes_nothing_that_was_told(centre: Analysed) -> None:
    told = centre
    told.tell()
    known = told.point().known
    before = told.tables(known=known)
    told.office.write(told.idle, employed(date(2026, 1, 12)))
    told.give(told.caring, "RESUME")
    told.report("S002-G3.1", "VALUE", value=1.0, graduation_year=2025)
    told.do(told.other, cases.merge, into_case_id=told.busy, reason="дубль")
    revised = Revision(effective_on=date(2026, 5, 1), reason="x", removed_items=("1.2",))
    told.note(told.saved(), revised, role="POO_HEAD")
    assert told.tables(known=known) == before
    after = told.tables()
    changed = {code for code, table in after.items() if table != before[code]}
    assert changed >= {"targets", "tasks", "items", "measures", "effectiveness", "statuses"}


def test_without_a_plan_in_force_the_tables_of_the_plan_are_empty(centre: Analysed) -> None:
    centre.tell_cases()
    tables = centre.tables()
    assert {code: (tables[code].blocks, tables[code].note) for code in OF_PLAN} == dict.fromkeys(
        OF_PLAN, ((), NO_PLAN)
    )
    saved = centre.draft()
    note = f"План внесён, но не утверждён: {PLAN_CODE}."
    tables = centre.tables()
    assert {tables[code].note for code in OF_PLAN} == {note}
    saved = centre.approve(saved)
    tables = centre.tables()
    assert {tables[code].note for code in OF_PLAN} == {None}
    assert centre.tables(date(2025, 9, 9))["targets"].note == note
    assert centre.tables(date(2026, 9, 1))["targets"].note == NO_PLAN
    ended = Closing(effective_on=date(2026, 5, 1), reason="x")
    centre.note(saved, ended, role="POO_HEAD")
    assert centre.tables()["targets"].note == NO_PLAN
    assert centre.tables(date(2026, 4, 30))["targets"].note is None


def test_all_plans_in_force_are_told_by_code(centre: Analysed) -> None:
    for code in ("PLAN-C", "PLAN-B"):
        centre.approve(centre.draft(code))
    assert [row[0] for row in centre.lines("verdicts")] == ["PLAN-B", "PLAN-C"]
    assert len(centre.tables()["targets"].blocks) == 14
    assert centre.lines("tasks")[-1][2] == 6


def test_an_empty_school_has_tables_without_figures(centre: Analysed) -> None:
    tables = centre.tables()
    assert tables["measures"].blocks == ()
    assert centre.lines("statuses") == [("Всего", None, 0, 0, 0, 0)]
    assert {row[2:] for row in centre.lines("effectiveness")} == {(0, 0, None) * 3}


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"organisation": None}, "organisation"), ({"study_form": "FULL_TIME"}, "study_form")],
)
def test_it_is_of_one_school_as_a_whole(
    centre: Analysed, asked: dict[str, Any], field: str
) -> None:
    for ask in (
        lambda: fill(centre.office.projections, centre.asked(**asked)),
        lambda: cell_cases(
            centre.office.projections, centre.asked(**asked), Cell("targets", WHOLE, "01", "1")
        ),
    ):
        with pytest.raises(NotOfOneSchool) as raised:
            ask()
        assert raised.value.field == field


def test_nothing_is_told_of_a_school_out_of_sight(told: Analysed) -> None:
    for scope in (Scope(organisation="B"), Scope(regions=("70",))):
        asked = told.asked()._replace(scope=scope)
        tables = {table.code: table for table in fill(told.office.projections, asked)}
        assert tables["targets"].blocks == tables["measures"].blocks == ()
        assert {number for _, number in counted_cells(SELF, tables)} == {0}
    near = told.asked()._replace(scope=Scope(regions=("67",)))
    assert fill(told.office.projections, near) == tuple(told.tables().values())


def test_a_measure_counts_on_its_day(centre: Analysed) -> None:
    case = centre.open(1)
    centre.give(case, "RESUME", GIVEN)
    assert centre.lines("measures", date(2026, 2, 1)) == []
    assert len(centre.lines("measures", GIVEN)) == 2
