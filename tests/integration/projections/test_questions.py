"""Edges of periods, pages, bounds of the asker, and figures that survive an erasure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from marshrut.application import cases
from marshrut.application.erasure import erase
from marshrut.asof import AsOf
from marshrut.ledger.clock import microseconds_of
from projections.audit_log import Question, audit_page
from projections.case_list import case_page
from projections.organisations import organisations_at
from projections.population import Filters, Scope
from projections.snapshot import DIMENSIONS, snapshot
from tests.support.office import ADMIN, GRADUATED, TODAY, Office, noon, request, status
from tests.support.read_models import everything, rebuilt

WHOLE = Scope()
ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2025, 9, 1), date(2026, 3, 31)


def statuses(office: Office, day: date, known: int, **filters: Any) -> dict[str, int]:
    point = AsOf(day, known)
    answer = snapshot(office.projections, point, filters=Filters(**filters), scope=WHOLE)
    assert sum(answer.rows[0].statuses.values()) == answer.total
    return answer.rows[0].statuses


def test_a_status_holds_from_its_first_day_to_its_last(office: Office) -> None:
    case = office.open()
    head = office.employ(case.case_id, FIRST, ended_on=LAST).position
    works, none = {"EMPLOYED_LABOUR_CONTRACT": 1}, {"NO_DATA": 1}
    assert statuses(office, FIRST - ONE_DAY, head) == none
    assert statuses(office, FIRST, head) == works
    assert statuses(office, LAST, head) == works
    assert statuses(office, LAST + ONE_DAY, head) == none


def test_a_cohort_begins_on_the_day_of_graduation(office: Office) -> None:
    head = office.open().position
    assert statuses(office, GRADUATED - ONE_DAY, head) == {}
    assert statuses(office, GRADUATED, head) == {"NO_DATA": 1}
    final = {"lifecycle": "FINAL_YEAR"}
    assert statuses(office, date(2024, 8, 31), head, lifecycle="any") == {}
    assert statuses(office, date(2024, 9, 1), head, **final) == {"NO_DATA": 1}
    assert statuses(office, GRADUATED, head, **final) == {}


def test_knowledge_begins_at_its_position_and_ends_before_the_next(office: Office) -> None:
    case = office.open()
    works = office.employ(case.case_id, FIRST)
    annulled = office.write(
        case.case_id, lambda come: cases.annul(come, works.entry_id, reason="ошибка")
    )
    assert statuses(office, FIRST, works.position - 1) == {"NO_DATA": 1}
    assert statuses(office, FIRST, works.position) == {"EMPLOYED_LABOUR_CONTRACT": 1}
    assert statuses(office, FIRST, annulled.position - 1) == {"EMPLOYED_LABOUR_CONTRACT": 1}
    assert statuses(office, FIRST, annulled.position) == {"NO_DATA": 1}


def test_before_its_opening_a_case_is_not_known_and_position_0_knows_nothing(
    office: Office,
) -> None:
    opened = office.open()
    first = opened.position - 1  # the graduation given with the opening is an event of its own
    assert statuses(office, FIRST, first - 1, lifecycle="any") == {}
    assert statuses(office, date(2024, 9, 1), first, lifecycle="any") == {"NO_DATA": 1}
    assert statuses(office, FIRST, 0) == {}
    assert organisations_at(office.projections, AsOf(FIRST, 0), scope=WHOLE) == []


def test_pages_follow_each_other_without_gap_or_repetition(office: Office) -> None:
    opened = [office.open(number) for number in range(7)]
    point = AsOf(TODAY, opened[-1].position)
    asked = {"filters": Filters(), "scope": WHOLE}
    whole = case_page(office.projections, point, **asked)
    assert [case.case_id for case in whole] == [case.case_id for case in opened]
    paged, after = [], 0
    while page := case_page(office.projections, point, **asked, after=after, limit=3):
        assert len(page) <= 3
        paged += page
        after = page[-1].number
    assert paged == whole
    some = {opened[5].case_id, opened[2].case_id}
    among = case_page(office.projections, point, **asked, among=some)
    assert [case.case_id for case in among] == [opened[2].case_id, opened[5].case_id]
    assert case_page(office.projections, point, **asked, among=[]) == []


def test_schools_come_by_code_within_the_bounds_of_the_asker(office: Office) -> None:
    def codes(scope: Scope, **fields: Any) -> list[str]:
        point = AsOf(TODAY, office.service.ledger.head().position)
        found = organisations_at(office.projections, point, scope=scope, **fields)
        return [school["code"] for school in found]

    assert codes(WHOLE) == ["A", "B", "C"]
    assert codes(WHOLE, after="A", limit=1) == ["B"]
    assert codes(WHOLE, code="C") == ["C"]
    assert codes(Scope(organisation="B")) == ["B"]
    assert codes(Scope(organisation="B"), code="A") == []
    assert codes(Scope(regions=("67",))) == ["A", "B"]
    assert codes(Scope(regions=("67", "70")), after="A") == ["B", "C"]


def test_the_audit_log_tells_who_did_what_within_the_bounds(office: Office) -> None:
    here, there = office.open(1), office.open(2, organisation="C")
    office.write(here.case_id, lambda come: cases.confirm(come, effective_on=TODAY))
    move = {"kind": "TRANSFERRED", "effective_on": TODAY, "to_organisation": "B"}
    student = office.open(3, graduation_date=None, passport={"graduation_year": 2026})
    staff = request("BCK_STAFF", None, ("67",))
    office.write(student.case_id, lambda come: cases.move(come, **move), by=staff)
    known = office.service.ledger.head().position

    def found(scope: Scope = WHOLE, after: int = 0, limit: int = 100, **asked: Any) -> list[Any]:
        page = audit_page(
            office.projections,
            known=known,
            today=TODAY,
            question=Question(**asked),
            scope=scope,
            after=after,
            limit=limit,
        )
        return [(row["topic"].partition(".")[2], row["originator_id"]) for row in page]

    of_student = [("opened", student.case_id), ("contingent-moved", student.case_id)]
    of_here = [("opened", here.case_id), ("graduated", here.case_id)]
    confirmed = ("status-confirmed", here.case_id)
    of_there = [("opened", there.case_id), ("graduated", there.case_id)]
    assert found() == [*of_here, *of_there, confirmed, *of_student]
    assert found(Scope(organisation="A")) == [*of_here, confirmed]
    assert found(Scope(organisation="B")) == of_student  # where its school is at the head
    assert found(Scope(regions=("70",))) == of_there
    assert found(organisation="C") == of_there
    assert found(Scope(organisation="A"), organisation="C") == []
    assert found(actor="BCK_STAFF") == of_student[1:]
    assert found(limit=2) == of_here
    assert found(after=known - 1) == of_student[1:]
    times = office.service.ledger.times_of([here.position, known])
    assert found(until=times[here.position]) == []
    assert found(until=times[here.position] + 1) == of_here
    assert found(since=times[known]) == of_student[1:]
    assert times[known] >= microseconds_of(noon())


def figures(office: Office, point: AsOf) -> dict[str, Any]:
    asked = {"filters": Filters(lifecycle="any"), "scope": WHOLE}
    counted = {by: snapshot(office.projections, point, **asked, by=[by]) for by in DIMENSIONS}
    return {**counted, "list": case_page(office.projections, point, **asked)}


def test_an_erasure_changes_no_figure_and_no_row_of_a_case(office: Office) -> None:
    person = {
        "citizenship": "KZ",
        "birth_date": date(2007, 10, 1),
        "address_municipality": "66701000",
    }
    case, other = office.open(1, **person), office.open(2)
    office.employ(case.case_id, attributes={"employer_inn": "500100732259"})
    text = {"text": "устное пояснение"}
    office.write(other.case_id, status("NO_DEMAND", FIRST, attributes=text))
    head = office.service.ledger.head().position
    days = (date(2024, 9, 1), FIRST, TODAY)
    before = {day: figures(office, AsOf(day, head)) for day in days}
    assert len({str(told) for told in before.values()}) == len(days)
    rows = everything(office.projections)
    erased = erase(office.service, ADMIN, case.case_id, reason="заявление", act_number="7")
    for known in (head, erased.position):
        assert {day: figures(office, AsOf(day, known)) for day in days} == before
    after = rebuilt(office.projections)
    assert len(after.pop("audit_event")) == len(rows.pop("audit_event")) + 1
    assert after == rows
    assert {day: figures(office, AsOf(day, head)) for day in days} == before
