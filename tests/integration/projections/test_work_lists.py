"""Who stands in which work list at which point: late news, corrections, annulments, bounds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from marshrut.application import cases, consents, contracts, corrections, measures, steps
from marshrut.application.erasure import erase
from projections.frames.encoding import tail_of
from projections.population import ANY, Filters, Scope
from projections.runner import Projections
from projections.work_lists.asking import Wanted
from projections.work_lists.lists import WorkRow, work_list_counts, work_list_page
from projections.work_lists.questions import LISTS
from tests.support.centre import Centre
from tests.support.office import ADMIN, TODAY, Office, status
from tests.support.work_list_ways import rows_both_ways

WHOLE = Scope()
ONE_DAY = timedelta(days=1)


class Desk(Centre):
    """A centre, and its work lists: each has as many rows as are counted.

    Whatever is asked is asked of the columns too, beside one of the databases in turns, and must
    come out the same; the other one counts the rows.
    """

    def __init__(self, office: Office, images: Path) -> None:
        super().__init__(office)
        self.imaged = Projections(office.service.ledger, images=images)

    def rows(
        self,
        code: str,
        day: date = TODAY,
        known: int | None = None,
        *,
        scope: Scope = WHOLE,
        days: int | None = None,
        **filters: Any,
    ) -> list[WorkRow]:
        point = self.point(day, known)
        asked = {"filters": Filters(**filters), "scope": scope}
        plain = self.office.projections
        if self.its_turn():
            return rows_both_ways(self.imaged, plain, point, Wanted(code, **asked, days=days))
        found = work_list_page(plain, point, code=code, **asked, days=days)
        if days is None:
            counts = work_list_counts(plain, point, **asked)
            assert counts[code].total() == len(found)
        return found

    def who(self, code: str, day: date = TODAY, known: int | None = None, **asked: Any) -> Any:
        return [row.case.case_id for row in self.rows(code, day, known, **asked)]


@pytest.fixture
def centre(office: Office, tmp_path: Path) -> Desk:
    return Desk(office, tmp_path / "images")


def test_a_step_falls_due_and_then_is_overdue(centre: Desk) -> None:
    case = centre.open()
    due_on = date(2026, 5, 20)
    step = centre.step(case, "JOB_SELECTION", date(2026, 5, 1), due_on=due_on)
    assert centre.who("DUE_STEPS", date(2026, 5, 12)) == []
    assert centre.who("DUE_STEPS", date(2026, 5, 12), days=8) == [case]
    soon = centre.rows("DUE_STEPS", date(2026, 5, 13))
    assert soon[0].facts == {
        "entry_id": step.entry_id, "step_code": "JOB_SELECTION", "due_on": due_on, "days": 7,
    }  # fmt: skip
    assert centre.who("DUE_STEPS", due_on) == [case]
    assert centre.who("OVERDUE_STEPS", due_on) == []
    assert centre.who("DUE_STEPS", due_on + ONE_DAY) == []
    late = centre.rows("OVERDUE_STEPS", due_on + 12 * ONE_DAY)
    assert [(row.case.case_id, row.facts["days"]) for row in late] == [(case, 12)]


def test_a_step_done_in_time_but_told_late_was_overdue_as_known_then(centre: Desk) -> None:
    case = centre.open()
    due_on = date(2026, 5, 20)
    step = centre.step(case, "JOB_SELECTION", date(2026, 5, 1), due_on=due_on)
    done = {"state": "DONE", "outcome": "SELECTED", "effective_on": date(2026, 5, 19)}
    told = centre.do(case, steps.move_step, step.entry_id, **done)
    assert centre.who("OVERDUE_STEPS") == []
    assert centre.who("OVERDUE_STEPS", known=told.position - 1) == [case]
    annulled = centre.do(case, cases.annul, told.entry_id, reason="ошибка")
    assert centre.who("OVERDUE_STEPS") == [case]
    assert centre.who("OVERDUE_STEPS", known=annulled.position - 1) == []
    later = {"due_on": date(2026, 7, 1)}
    put_off = centre.do(case, corrections.correct, step.entry_id, reason="срок", changes=later)
    assert centre.who("OVERDUE_STEPS") == []
    assert centre.who("OVERDUE_STEPS", known=put_off.position - 1) == [case]
    centre.do(case, cases.annul, step.entry_id, reason="ошибка")
    assert centre.who("OVERDUE_STEPS", date(2026, 8, 1)) == []


def test_the_most_overdue_comes_first_and_pages_follow_each_other(centre: Desk) -> None:
    first, second = centre.open(1), centre.open(2)
    for case, day in ((first, 10), (second, 5), (second, 10)):
        start = date(2026, 4, 1)
        centre.step(case, "JOB_SELECTION", start + day * ONE_DAY, due_on=date(2026, 5, day))
    assert centre.who("OVERDUE_STEPS") == [second, first, second]
    page = partial(
        work_list_page,
        centre.office.projections,
        centre.point(),
        code="OVERDUE_STEPS",
        filters=Filters(),
        scope=WHOLE,
    )
    assert [*page(limit=2), *page(after=2, limit=2)] == page()


def test_entries_of_a_day_follow_each_other_by_what_columns_keep_of_them(centre: Desk) -> None:
    case = centre.open()
    for day in range(1, 9):
        due_on = date(2026, 5, 1 + day % 2)
        centre.step(case, "CONTACT_FOLLOWUP", date(2026, 4, day), due_on=due_on)
    rows = centre.rows("OVERDUE_STEPS")  # asked of the columns, too
    order = [(row.facts["due_on"], tail_of(row.facts["entry_id"])) for row in rows]
    assert order == sorted(order)
    page = partial(work_list_page, centre.imaged, centre.point(), code="OVERDUE_STEPS")
    for after in range(9):
        assert page(filters=Filters(), scope=WHOLE, after=after, limit=3) == rows[after : after + 3]


def test_a_list_keeps_to_the_bounds_and_filters_of_the_question(centre: Desk) -> None:
    here, there = centre.open(1), centre.open(2, organisation="C")
    for case in (here, there):
        centre.step(case, "JOB_SELECTION", date(2026, 4, 1), due_on=date(2026, 5, 1))
    assert centre.who("OVERDUE_STEPS") == [here, there]
    assert centre.who("OVERDUE_STEPS", scope=Scope(organisation="A")) == [here]
    assert centre.who("OVERDUE_STEPS", scope=Scope(organisation="B")) == []
    assert centre.who("OVERDUE_STEPS", scope=Scope(regions=("70",))) == [there]
    assert centre.who("OVERDUE_STEPS", organisation="C") == [there]
    assert centre.who("OVERDUE_STEPS", graduation_year=2024) == []
    assert centre.who("OVERDUE_STEPS", lifecycle="FINAL_YEAR") == []


def test_the_dead_the_merged_and_the_erased_are_in_no_list(centre: Desk) -> None:
    dead, merged, erased, into = (centre.open(number) for number in range(4))
    for case in (dead, merged, erased):
        centre.step(case, "JOB_SELECTION", date(2026, 4, 1), due_on=date(2026, 5, 1))
    before = centre.office.service.ledger.head().position
    assert len(centre.who("OVERDUE_STEPS")) == 3
    centre.office.write(dead, status("DECEASED", date(2026, 5, 10)))
    centre.do(merged, cases.merge, into_case_id=into, reason="дубль")
    erase(centre.office.service, ADMIN, erased, reason="заявление", act_number="7")
    assert centre.who("OVERDUE_STEPS") == []
    assert centre.who("OVERDUE_STEPS", lifecycle=ANY) == []
    assert centre.who("OVERDUE_STEPS", known=before) == [dead, merged, erased]
    assert centre.who("OVERDUE_STEPS", date(2026, 5, 9)) == [dead, merged]  # erased by knowledge


def test_a_case_is_stale_five_days_after_its_cadence(centre: Desk) -> None:
    case = centre.open()
    assert centre.rows("STALE_CASES", date(2025, 7, 1))[0].facts["last_on"] is None
    centre.office.employ(case, date(2025, 9, 1))
    confirmed = centre.do(case, cases.confirm, effective_on=date(2026, 3, 1))
    twice_a_month = date(2025, 9, 1) + 21 * ONE_DAY
    assert centre.who("STALE_CASES", twice_a_month) == []
    late = centre.rows("STALE_CASES", twice_a_month + ONE_DAY)[0]
    assert late.facts == {
        "cadence": "TM", "last_on": date(2025, 9, 1), "days": 22, "cadence_days": 16,
        "cutoff_on": date(2025, 9, 30), "days_left": 7,
    }  # fmt: skip
    monthly = date(2026, 3, 1) + 36 * ONE_DAY
    assert centre.who("STALE_CASES", monthly) == []
    assert centre.rows("STALE_CASES", monthly + ONE_DAY)[0].facts["cadence"] == "M01"
    assert centre.who("STALE_CASES", monthly, known=confirmed.position - 1) == [case]
    centre.do(case, cases.annul, confirmed.entry_id, reason="ошибка")
    assert centre.who("STALE_CASES", monthly) == [case]


def test_cadences_are_of_regions_and_cohorts(centre: Desk) -> None:
    in_smolensk, in_tomsk = centre.open(1), centre.open(2, organisation="C")
    student = centre.student(3)
    for case in (in_smolensk, in_tomsk):
        centre.office.employ(case, date(2025, 9, 1))
    day = date(2025, 9, 30)
    assert centre.who("STALE_CASES", day) == [in_smolensk]
    assert set(centre.who("STALE_CASES", day + 8 * ONE_DAY)) == {in_smolensk, in_tomsk}
    assert centre.who("STALE_CASES", date(2026, 3, 31), lifecycle="FINAL_YEAR") == []
    weekly = centre.rows("STALE_CASES", date(2026, 4, 1), lifecycle="FINAL_YEAR")
    assert [(row.case.case_id, row.facts["cadence"]) for row in weekly] == [(student, "W")]
    assert weekly[0].facts["cutoff_on"] == date(2026, 4, 6)
    assert centre.who("STALE_CASES", date(2027, 1, 1), graduation_year=2025) == []


def test_a_forecast_is_no_news(centre: Desk) -> None:
    case = centre.student()
    centre.office.write(case, status("F_EMPLOYED", date(2026, 5, 30)))
    assert centre.rows("STALE_CASES")[0].facts["last_on"] is None


def test_at_risk_without_support_of_late(centre: Desk) -> None:
    helped, walked, alone = (centre.open(number) for number in range(3))
    day = date(2026, 1, 15)
    given = {"provided_on": day, "result": "PROVIDED"}
    measure = centre.do(helped, measures.record_measure, measure_code="RESUME", **given)
    centre.step(walked, "JOB_SELECTION", date(2025, 12, 1), state="DONE", outcome="SELECTED")
    inform = {"measure_code": "DPO_INFO", **given}
    centre.do(alone, measures.record_measure, **inform)  # never addressed
    refused = {"measure_code": "RESUME", "provided_on": day, "result": "NO_SHOW"}
    centre.do(alone, measures.record_measure, **refused)  # never counted
    listed = partial(centre.who, "AT_RISK_WITHOUT_SUPPORT")
    assert listed(date(2026, 2, 1)) == [alone]
    assert listed(date(2025, 12, 1) + 89 * ONE_DAY) == [alone]
    assert listed(date(2025, 12, 1) + 90 * ONE_DAY) == [walked, alone]
    assert listed(day + 89 * ONE_DAY) == [walked, alone]
    assert listed(day + 90 * ONE_DAY) == [walked, alone, helped]
    assert listed(day + 90 * ONE_DAY, days=91) == [walked, alone]
    last = centre.rows("AT_RISK_WITHOUT_SUPPORT", day + 90 * ONE_DAY)[-1]
    assert (last.facts["last_on"], last.facts["days"], last.otherwise) == (day, 90, False)
    centre.do(helped, cases.annul, measure.entry_id, reason="ошибка")
    assert helped in listed(date(2026, 2, 1))
    centre.office.employ(alone, date(2026, 1, 1))
    assert alone not in listed(date(2026, 2, 1))


def test_an_open_step_is_support_until_it_expires(centre: Desk) -> None:
    case = centre.open()
    centre.step(case, "CONTACT_FOLLOWUP", date(2025, 8, 1), due_on=date(2026, 2, 1))
    assert centre.who("AT_RISK_WITHOUT_SUPPORT", date(2026, 2, 1)) == []
    assert centre.who("AT_RISK_WITHOUT_SUPPORT", date(2026, 2, 1) + 89 * ONE_DAY) == []
    assert centre.who("AT_RISK_WITHOUT_SUPPORT", date(2026, 2, 1) + 90 * ONE_DAY) == [case]


def test_conscripts_come_back_after_a_year_or_when_a_check_says(centre: Desk) -> None:
    soldier, mother = centre.open(1), centre.open(2, sex="F")
    centre.office.write(soldier, status("MILITARY_CONSCRIPT", date(2025, 8, 1)))
    leave = {"attributes": {"expected_end_on": "2026-08-30"}}
    centre.office.write(mother, status("PARENTAL_LEAVE", date(2025, 9, 1), **leave))
    assert centre.who("RETURNS", date(2026, 5, 1)) == []
    assert centre.who("RETURNS", date(2026, 5, 2)) == [soldier]
    assert centre.who("RETURNS") == [soldier, mother]
    found = {"expected_end_on": "2026-11-01"}
    check = centre.step(
        soldier,
        "SERVICE_TERM_CHECK",
        date(2026, 5, 20),
        state="DONE",
        outcome="CHANGED",
        attributes=found,
    )
    assert centre.who("RETURNS") == [mother]
    assert centre.who("RETURNS", known=check.position - 1) == [soldier, mother]
    assert centre.who("RETURNS", date(2026, 5, 19)) == [soldier]
    assert centre.who("RETURNS", date(2026, 8, 3), days=90) == [mother, soldier]
    passed = centre.rows("RETURNS", date(2026, 9, 2))[0]
    assert (passed.case.case_id, passed.facts["days"], passed.otherwise) == (mother, 3, True)


def test_a_check_of_the_term_has_a_due_date_until_it_finds_the_term(centre: Desk) -> None:
    soldier = centre.open()
    centre.office.write(soldier, status("MILITARY_CONSCRIPT", date(2025, 8, 1)))
    expects = {"expected_end_on": "2026-06-05"}
    check = centre.step(soldier, "SERVICE_TERM_CHECK", date(2026, 5, 1), attributes=expects)
    assert centre.who("DUE_STEPS") == []  # a term is no date by which to check it
    assert centre.rows("RETURNS")[0].facts["due_on"] == date(2026, 7, 31)
    put_off = {"changes": {"due_on": date(2026, 6, 3)}, "reason": "срок"}
    centre.do(soldier, corrections.correct, check.entry_id, **put_off)
    assert centre.who("DUE_STEPS") == [soldier]
    done = {"state": "DONE", "outcome": "CHANGED", "effective_on": date(2026, 5, 20)}
    found = {"attributes": {"expected_end_on": "2026-08-10"}}
    centre.do(soldier, steps.move_step, check.entry_id, **done, **found)
    assert centre.rows("RETURNS")[0].facts["due_on"] == date(2026, 8, 10)
    assert centre.who("DUE_STEPS") == []


def test_students_without_a_track_are_undecided(centre: Desk) -> None:
    none, undecided, at_risk, decided = (centre.student(number) for number in range(4))
    for case, code in ((undecided, "F_UNDECIDED"), (at_risk, "F_AT_RISK"), (decided, "F_EMPLOYED")):
        centre.office.write(case, status(code, date(2026, 2, 1)))
    centre.open(5)
    assert centre.who("UNDECIDED_TRACKS") == [none, undecided, at_risk]
    assert len(centre.who("UNDECIDED_TRACKS", date(2026, 1, 31))) == 4
    assert [row.otherwise for row in centre.rows("UNDECIDED_TRACKS")] == [True, False, False]


def test_a_contract_terminated_by_the_employer_calls_for_legal_aid(centre: Desk) -> None:
    case, other = centre.open(1), centre.open(2)
    ends = {"state": "TERMINATED", "effective_on": date(2026, 3, 1)}
    for each, by in ((case, "EMPLOYER"), (other, "MUTUAL")):
        signed = {"contract_kind": "TARGETED", "signed_on": date(2024, 9, 1)}
        contract = centre.do(each, contracts.add_contract, **signed).entry_id
        centre.do(each, contracts.change_contract, contract, **ends, terminated_by=by)
        if each == case:
            broken = contract
    listed = partial(centre.who, "CONTRACTS_TERMINATED_BY_EMPLOYER")
    assert listed(date(2026, 2, 28)) == []
    assert listed(date(2026, 3, 1)) == [case]
    aid = {"contract_entry_id": broken}
    step = centre.step(case, "LEGAL_AID_CASE", date(2026, 4, 1), **aid)
    assert listed(date(2026, 3, 31)) == [case]
    assert listed() == []
    cancel = {"state": "CANCELLED", "effective_on": date(2026, 4, 5)}
    centre.do(case, steps.move_step, step.entry_id, **cancel)
    assert listed() == [case]
    signed = {"contract_kind": "DUAL", "signed_on": date(2024, 9, 1)}
    another = centre.do(case, contracts.add_contract, **signed).entry_id
    centre.step(case, "LEGAL_AID_CASE", date(2026, 4, 6), contract_entry_id=another)
    assert listed() == [case]
    centre.step(case, "LEGAL_AID_CASE", date(2026, 4, 7))
    assert listed() == []


def test_a_consent_that_runs_out_is_to_be_renewed(centre: Desk) -> None:
    case = centre.open()
    kind = {"consent_kind": "RESUME_TRANSFER"}
    last = date(2026, 6, 20)
    centre.do(case, consents.grant_consent, **kind, granted_on=date(2025, 7, 1), valid_until=last)
    listed = partial(centre.who, "CONSENTS_EXPIRING")
    assert listed(last - 31 * ONE_DAY) == []
    assert listed(last - 30 * ONE_DAY) == listed(last) == [case]
    assert listed(last + ONE_DAY) == []
    renewed = centre.do(case, consents.grant_consent, **kind, granted_on=TODAY)
    assert listed() == []
    assert listed(known=renewed.position - 1) == [case]


def test_before_anything_is_known_all_lists_are_empty(centre: Desk) -> None:
    centre.open()
    asked = {"point": centre.point(known=0), "filters": Filters(), "scope": WHOLE}
    for projections in (centre.imaged, centre.office.projections):
        assert not any(count.total() for count in work_list_counts(projections, **asked).values())
        assert not any(work_list_page(projections, **asked, code=code, limit=9) for code in LISTS)
