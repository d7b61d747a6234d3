"""The funnel of routing at any point: what stands where, conversion, and the cases behind it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from marshrut.application import cases, consents, corrections, steps
from projections.case_list import CaseRow
from projections.funnel import Asked, FunnelRow, funnel, funnel_page, percent
from projections.population import NONE, Filters, Scope
from projections.routing_success import routing_success
from tests.support.centre import Centre
from tests.support.office import EMPLOYMENT, TODAY, Office

ONE_DAY = timedelta(days=1)
START = date(2026, 2, 2)
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
CHAIN = (
    ("VACANCY_OFFERED", "INTERESTED"),
    ("RESUME_SENT", "INVITED"),
    ("INTERVIEW", "OFFER"),
    ("HIRING_OUTCOME", "HIRED_IN_SPECIALTY"),
    ("RETENTION_CHECK", "RETAINED"),
)
NAMES = ("OFFERED", "RESUME_SENT", "INTERVIEW", "OFFER", "HIRED", "RETAINED")


class Desk(Centre):
    """A centre, and the figures of its routes."""

    def chain(
        self, case_id: UUID, length: int, vacancy_id: UUID | None = None, start: date = START
    ) -> list[Any]:
        """The first steps of a route, done day after day; the first names the vacancy."""
        if length > 1:
            grant = {"consent_kind": "RESUME_TRANSFER", "granted_on": start}
            self.do(case_id, consents.grant_consent, **grant)
        written: list[Any] = []
        links: dict[str, Any] = {"vacancy_id": vacancy_id}
        for days, (code, outcome) in enumerate(CHAIN[:length]):
            done = {"state": "DONE", "outcome": outcome, **links}
            written.append(self.step(case_id, code, start + days * ONE_DAY, **done))
            links = {"parent_step_id": written[-1].entry_id}
        return written

    def rows(
        self, day: date = TODAY, known: int | None = None, *, by: str | None = None, **asked: Any
    ) -> list[FunnelRow]:
        projections = self.office.projections
        return funnel(projections, self.point(day, known), asked=question(**asked), by=by)

    def counts(self, day: date = TODAY, known: int | None = None, **asked: Any) -> list[int]:
        row = self.rows(day, known, **asked)[0]
        assert tuple(stage.code for stage in row.stages) == NAMES
        for stage in row.stages:
            assert len(self.behind(stage.code, day, known, **asked)) == stage.cases
        return [stage.cases for stage in row.stages]

    def behind(
        self, stage: str, day: date = TODAY, known: int | None = None, **asked: Any
    ) -> list[CaseRow]:
        point = self.point(day, known)
        return funnel_page(self.office.projections, point, asked=question(**asked), stage=stage)


def question(**asked: Any) -> Asked:
    given = {"scope": Scope(), **YEAR, **asked}
    own = {name: given.pop(name) for name in ("first", "last", "scope")}
    return Asked(filters=Filters(**{k: v for k, v in given.items() if k != "vacancy_id"}),
                 vacancy_id=given.get("vacancy_id"), **own)  # fmt: skip


@pytest.fixture
def centre(office: Office) -> Desk:
    return Desk(office)


def test_each_stage_counts_the_cases_that_came_so_far(centre: Desk) -> None:
    assert centre.counts() == [0, 0, 0, 0, 0, 0]
    first, second, third = (centre.open(number) for number in range(3))
    centre.chain(first, 5)
    centre.chain(second, 3)
    centre.chain(third, 1)
    assert centre.counts() == [3, 2, 2, 2, 1, 1]
    assert centre.counts(START + ONE_DAY) == [3, 2, 0, 0, 0, 0]
    assert centre.counts(last=START) == [3, 0, 0, 0, 0, 0]
    assert centre.counts(first=START + ONE_DAY) == [0, 2, 2, 2, 1, 1]
    offer = centre.behind("OFFER")
    assert [case.case_id for case in offer] == [first, second]
    centre.chain(third, 1, start=START + ONE_DAY)
    assert centre.counts() == [3, 2, 2, 2, 1, 1]


def test_conversion_is_of_those_who_came_from_the_stage_before(centre: Desk) -> None:
    chained, direct = centre.open(1), centre.open(2)
    centre.chain(chained, 4)
    hired = {"state": "DONE", "outcome": "HIRED_OTHER"}
    centre.step(direct, "HIRING_OUTCOME", START, **hired)
    stage = centre.rows()[0].stages[4]
    assert (stage.code, stage.cases, stage.of_previous, stage.of_first) == ("HIRED", 2, 1, 1)
    assert percent(1, 3) == 33.3
    assert percent(1, 16) == 6.3
    assert percent(2, 3) == 66.7
    assert percent(0, 0) is None


def test_a_step_stands_where_its_last_move_has_put_it(centre: Desk) -> None:
    case = centre.open()
    planned = centre.step(case, "INTERVIEW", START)
    assert centre.counts()[2] == 0
    done = {"state": "DONE", "effective_on": START}
    held = centre.do(case, steps.move_step, planned.entry_id, **done, outcome="OFFER")
    assert centre.counts()[2:4] == [1, 1]
    assert centre.counts(known=held.position - 1)[2] == 0
    fix = {"outcome": "NO_SHOW"}
    corrected = centre.do(case, corrections.correct, held.entry_id, reason="явка", changes=fix)
    assert centre.counts()[2:4] == [0, 0]
    assert centre.counts(known=corrected.position - 1)[2:4] == [1, 1]
    centre.do(case, cases.annul, planned.entry_id, reason="ошибка")
    assert centre.counts(known=held.position)[2:4] == [1, 1]


def test_an_offer_not_yet_answered_stands_and_a_cancelled_one_does_not(centre: Desk) -> None:
    case = centre.open()
    under_way = {"state": "IN_PROGRESS", "due_on": START + ONE_DAY}
    offered = centre.step(case, "VACANCY_OFFERED", START, **under_way)
    assert centre.counts()[0] == 1  # though nobody answered in time
    cancel = {"state": "CANCELLED", "effective_on": date(2026, 5, 1)}
    centre.do(case, steps.move_step, offered.entry_id, **cancel)
    assert centre.counts()[0] == 0
    assert centre.counts(date(2026, 4, 30))[0] == 1


def test_an_annulled_chain_has_never_been(centre: Desk) -> None:
    case = centre.open()
    last = centre.chain(case, 5)[-1]
    centre.do(case, cases.annul, last.entry_id, reason="ошибка")
    assert centre.counts() == [1, 1, 1, 1, 1, 0]
    assert centre.counts(known=last.position) == [1, 1, 1, 1, 1, 1]


def test_a_funnel_by_vacancy_follows_the_chains(centre: Desk) -> None:
    one, other = sorted((uuid4(), uuid4()), key=str)
    first, second, third = (centre.open(number) for number in range(3))
    centre.chain(first, 4, one)
    centre.chain(second, 2, other)
    centre.chain(second, 1, one, START + ONE_DAY)
    centre.chain(third, 1)
    rows = {row.key: [stage.cases for stage in row.stages] for row in centre.rows(by="vacancy_id")}
    assert rows == {
        one: [2, 1, 1, 1, 1, 0],
        other: [1, 1, 0, 0, 0, 0],
        None: [1, 0, 0, 0, 0, 0],
    }
    assert list(rows) == [one, other, None]
    assert centre.counts(vacancy_id=one) == rows[one]
    assert centre.counts(vacancy_id=NONE) == rows[None]
    assert centre.counts(vacancy_id=uuid4()) == [0] * 6


def test_a_funnel_by_school_keeps_to_bounds_and_filters(centre: Desk) -> None:
    centre.chain(centre.open(1), 1)
    centre.chain(centre.open(2, organisation="C"), 2)
    rows = centre.rows(by="organisation")
    assert [(row.key, row.stages[1].cases) for row in rows] == [("A", 0), ("C", 1)]
    assert centre.rows(by="organisation", scope=Scope(organisation="B")) == []
    assert centre.counts(scope=Scope(regions=("70",)))[:2] == [1, 1]
    assert centre.counts(organisation="A")[:2] == [1, 0]
    assert centre.counts(graduation_year=2024)[:2] == [0, 0]
    assert [row.key for row in centre.rows(by="programme_code")] == ["15.02.16"]


def test_a_merged_case_is_told_by_the_other(centre: Desk) -> None:
    case, into = centre.open(1), centre.open(2)
    centre.chain(case, 1)
    merged = centre.do(case, cases.merge, into_case_id=into, reason="дубль")
    assert centre.counts(lifecycle="any") == [0] * 6
    assert centre.counts(known=merged.position - 1)[0] == 1


def test_routing_succeeded_where_it_led_to_work(centre: Desk) -> None:
    by_via, by_step, by_himself = (centre.open(number) for number in range(3))
    centre.office.employ(by_via, date(2026, 3, 1), attributes={"via": "ROUTING"})
    centre.office.employ(by_himself, date(2026, 3, 1), attributes={"via": "SELF"})
    work = {
        "status_code": "EMPLOYED_LABOUR_CONTRACT",
        "effective_on": date(2026, 3, 2),
        "attributes": EMPLOYMENT,
    }
    hired = {"state": "DONE", "outcome": "HIRED_IN_SPECIALTY", "status": work}
    written = centre.step(by_step, "HIRING_OUTCOME", date(2026, 3, 1), **hired)

    def succeeded(day: date = TODAY, known: int | None = None, **asked: Any) -> int:
        point, given = centre.point(day, known), question(**asked)
        found = routing_success(centre.office.projections, point, asked=given)
        schools = routing_success(centre.office.projections, point, asked=given, by="organisation")
        assert sum(schools.values()) == sum(found.values())
        return sum(found.values())

    assert succeeded() == 2
    assert succeeded(date(2026, 3, 1)) == 1
    assert succeeded(last=date(2026, 2, 28)) == 0
    assert succeeded(first=date(2026, 3, 2)) == 1
    assert succeeded(scope=Scope(organisation="B")) == 0
    centre.do(by_step, cases.annul, written.entry_id, reason="ошибка")
    assert succeeded() == 1
    assert succeeded(known=written.position) == 2
