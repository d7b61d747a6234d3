"""Movements, transfers, closure, merge: who may still write, and what may be written."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from marshrut.application import cases
from marshrut.application.commit import commit
from marshrut.asof import AsOf
from marshrut.refusals import Refused
from projections.case_list import case_page
from projections.population import Filters, Scope
from tests.support.office import TODAY, Decision, Office, request, status

MOVED_ON = date(2026, 2, 1)
BASE_CENTRE = request("BCK_STAFF", None, ("67",))


def student(office: Office) -> UUID:
    year = {"graduation_year": 2026}
    return office.open(graduation_date=None, passport=year).case_id


def moved(kind: str, on: date = MOVED_ON, **fields: Any) -> Decision:
    return lambda come: cases.move(come, kind=kind, effective_on=on, **fields)


def listed(office: Office, day: date, **scope: Any) -> list[UUID]:
    point = AsOf(day, office.service.ledger.head().position)
    filters = Filters(lifecycle="any")
    page = case_page(office.projections, point, filters=filters, scope=Scope(**scope))
    return [case.case_id for case in page]


def refused(office: Office, case_id: UUID, decide: Decision, by: Any = None) -> str:
    with pytest.raises(Refused) as refused:
        office.write(case_id, decide, by=by)
    return refused.value.code


def test_a_transfer_gives_the_case_to_the_other_school(office: Office) -> None:
    case = student(office)
    office.write(case, moved("TRANSFERRED", to_organisation="B", reason="переезд"))
    planned = status("F_EMPLOYED", TODAY)
    assert refused(office, case, planned, by=request(organisation="A")) == "NOT_FOUND"
    assert office.write(case, planned, by=request(organisation="B")).version == 3
    before = date(2026, 1, 31)
    assert listed(office, before, organisation="A") == [case]
    assert listed(office, before, organisation="B") == []
    assert listed(office, MOVED_ON, organisation="A") == []
    assert listed(office, MOVED_ON, organisation="B") == [case]
    state = office.visit(case).case.history.state(TODAY)
    assert (state.organisation, state.lifecycle) == ("B", "FINAL_YEAR")


def test_a_transfer_annulled_gives_the_case_back(office: Office) -> None:
    case = student(office)
    there = moved("TRANSFERRED", to_organisation="C")
    entry = office.write(case, there, by=BASE_CENTRE).entry_id
    annul: Decision = lambda come: cases.annul(come, entry, reason="ошибка")  # noqa: E731
    assert refused(office, case, annul, by=BASE_CENTRE) == "NOT_FOUND"
    office.write(case, annul, by=request(organisation="C"))
    assert listed(office, MOVED_ON, regions=("67",)) == [case]
    assert office.visit(case, request(organisation="A")).region == "67"


def test_a_student_who_left_to_nowhere_known_is_closed_until_reinstated(office: Office) -> None:
    case = student(office)
    for kind, state in (("TRANSFERRED", "TRANSFERRED"), ("EXPELLED", "EXPELLED")):
        left = office.write(case, moved(kind)).entry_id
        assert office.visit(case).case.history.lifecycle(TODAY) == state
        assert refused(office, case, status("F_EMPLOYED", TODAY)) == "CASE_CLOSED"
        assert refused(office, case, moved("ACADEMIC_LEAVE")) == "CASE_CLOSED"
        back = office.write(case, moved("REINSTATED", date(2026, 3, 1))).entry_id
        assert office.visit(case).case.history.lifecycle(TODAY) == "FINAL_YEAR"
        for entry in (back, left):
            office.write(case, lambda come, e=entry: cases.annul(come, e, reason="ошибка"))


@pytest.mark.parametrize(
    ("decide", "refusal"),
    [
        (moved("REINSTATED"), "LIFECYCLE_CONFLICT"),
        (moved("TRANSFERRED", to_organisation="Z"), "UNKNOWN_CODE"),
        (moved("EXPELLED", to_organisation="B"), "INVALID"),
        (moved("EXPELLED", date(2026, 6, 2)), "FUTURE_ACTUAL"),
        (moved("VANISHED"), "UNKNOWN_CODE"),
        (lambda come: cases.close(come, effective_on=MOVED_ON), "LIFECYCLE_CONFLICT"),
    ],
)
def test_a_movement_that_cannot_be_is_refused(
    office: Office, decide: Decision, refusal: str
) -> None:
    assert refused(office, student(office), decide) == refusal


def test_a_graduation_makes_the_student_a_graduate_of_its_year(office: Office) -> None:
    case = student(office)
    diploma = {"diploma_series": "АБ", "diploma_number": "123"}
    graduated = date(2026, 5, 30)
    office.write(case, lambda come: cases.graduate(come, graduation_date=graduated, **diploma))
    history = office.visit(case).case.history
    assert history.lifecycle(date(2026, 5, 29)) == "FINAL_YEAR"
    assert (history.lifecycle(graduated), history.state(graduated).graduation_year) == (
        "GRADUATED",
        2026,
    )
    again: Decision = lambda come: cases.graduate(come, graduation_date=TODAY)  # noqa: E731
    assert refused(office, case, again) == "ALREADY_GRADUATED"


def test_a_closed_case_takes_corrections_only_until_its_closure_is_annulled(
    office: Office,
) -> None:
    case = office.open().case_id
    work = office.employ(case).entry_id
    closure = office.write(case, lambda come: cases.close(come, effective_on=MOVED_ON))
    assert [warning.code for warning in closure.warnings] == ["EARLY_CLOSURE"]
    assert refused(office, case, status("NO_DEMAND", TODAY)) == "CASE_CLOSED"
    assert refused(office, case, lambda c: cases.confirm(c, effective_on=TODAY)) == "CASE_CLOSED"
    office.write(case, lambda come: cases.end_status(come, work, ended_on=MOVED_ON))
    orphan = {"category_code": "ORPHAN", "valid_from": MOVED_ON}
    office.write(case, lambda come: cases.add_category(come, **orphan))
    office.write(case, lambda come: cases.annul(come, closure.entry_id, reason="рано"))
    assert office.write(case, status("NO_DEMAND", TODAY)).warnings == ()


def test_a_duplicate_is_merged_into_a_case_of_the_same_sight(office: Office) -> None:
    here, there, far = office.open(1), office.open(2), office.open(3, organisation="C")

    def merged(into: UUID) -> Decision:
        return lambda come: cases.merge(come, into_case_id=into, reason="дубль")

    for other in (here.case_id, far.case_id, uuid4()):
        assert refused(office, here.case_id, merged(other)) == "INVALID"
    written = office.write(here.case_id, merged(there.case_id))
    assert office.visit(here.case_id).case.history.lifecycle(TODAY) == "MERGED"
    assert refused(office, here.case_id, merged(there.case_id)) == "CASE_CLOSED"
    assert refused(office, here.case_id, status("NO_DEMAND", TODAY)) == "CASE_CLOSED"
    orphan = {"category_code": "ORPHAN", "valid_from": MOVED_ON}
    add: Decision = lambda come: cases.add_category(come, **orphan)  # noqa: E731
    assert refused(office, here.case_id, add) == "CASE_CLOSED"
    office.write(here.case_id, lambda c: cases.annul(c, written.entry_id, reason="не дубль"))
    assert office.write(here.case_id, status("NO_DEMAND", TODAY)).version == 5


def test_decisions_of_one_visit_are_recorded_together(office: Office) -> None:
    case = office.open().case_id
    come = office.visit(case)
    status("NO_DEMAND", date(2025, 9, 1))(come)
    outcome = cases.confirm(come, effective_on=TODAY)
    written = commit(come, outcome)
    times = office.service.ledger.times_of([written.position - 1, written.position])
    assert written.version == 4
    assert len(set(times.values())) == 1
