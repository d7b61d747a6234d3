"""What comes of comparing an extract with the statuses of its day, and what may be recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from marshrut.cases.case import Case
from marshrut.cases.casework import Insured, Resolution, Verification
from marshrut.cases.contents import Merge
from marshrut.cases.outcomes import compared, resolution_of, verifications
from marshrut.classifiers import classifier
from marshrut.refusals import Refused
from tests.support.rulebook import (
    BORN,
    DIED,
    EMPLOYER,
    TODAY,
    TOMORROW,
    WORK,
    closure,
    day,
    graduate,
    record,
    refusal,
    status,
    writing,
)

CUTOFF = date(2025, 10, 31)
RUN, OTHER_RUN = UUID(int=501), UUID(int=502)
INN, OTHER = "7707083893", "6301000012"
CIVIL, NPD, OWNER = "EMPLOYED_CIVIL_CONTRACT", "SELF_EMPLOYED_NPD", "SOLE_PROPRIETOR"
ONE_DAY = timedelta(days=1)


def said(*works: Insured, source: str = "SFR", run_id: UUID = RUN, on: date = CUTOFF):
    return Verification(run_id=run_id, source=source, checked_on=on, employments=works)


def at(inn: str | None = INN, first: date | None = None, last: date | None = None) -> Insured:
    return Insured(employer_inn=inn, period_from=first, period_to=last)


def resolution(entry_id: UUID, decision: str = "STATUS_RIGHT", on: date = TODAY) -> Resolution:
    return Resolution(verification_entry_id=entry_id, decision=decision, resolved_on=on)


def worked(code: str = WORK, first: str = "2025-09-01", last: str | None = None):
    return status(code, first, ended_on=day(last) if last else None)


NAMELESS = status(WORK, "2025-09-01", attributes={**EMPLOYER, "employer_inn": "blind:ab"})
TABLE: list[tuple[str, list[Any], Verification]] = [
    ("MATCH_EMPLOYED", [worked()], said(at())),
    ("MATCH_EMPLOYED", [worked(CIVIL)], said(at())),
    ("MATCH_EMPLOYED", [worked()], said(at(None))),
    ("MATCH_EMPLOYED", [worked()], said(at(OTHER), at(INN))),
    ("MATCH_EMPLOYED", [worked()], said(at(OTHER), at(None))),
    ("MATCH_EMPLOYED", [NAMELESS], said(at("blind:ab"))),
    ("MATCH_EMPLOYED", [worked()], said(at(INN, CUTOFF, CUTOFF))),
    ("MATCH_EMPLOYED", [worked(last="2025-10-31")], said(at())),
    ("MATCH_EMPLOYED", [worked(NPD), worked()], said(at())),
    ("EMPLOYER_DIFFERS", [worked()], said(at(OTHER))),
    ("EMPLOYER_DIFFERS", [worked()], said(at(OTHER), at(INN, None, CUTOFF - ONE_DAY))),
    ("EMPLOYER_DIFFERS", [NAMELESS], said(at("blind:cd"))),
    ("REPORTED_NOT_CONFIRMED", [worked()], said()),
    ("REPORTED_NOT_CONFIRMED", [worked()], said(at(INN, None, CUTOFF - ONE_DAY))),
    ("REPORTED_NOT_CONFIRMED", [worked()], said(at(INN, CUTOFF + ONE_DAY))),
    ("SFR_ONLY", [], said(at())),
    ("SFR_ONLY", [worked(last="2025-10-30")], said(at())),
    ("SFR_ONLY", [worked(first="2025-11-01")], said(at())),
    ("SFR_ONLY", [status("CZN_UNEMPLOYED", "2025-09-01")], said(at())),
    ("SFR_ONLY", [status("INFORMAL", "2025-09-01")], said(at())),
    ("MATCH_NOT_EMPLOYED", [], said()),
    ("MATCH_NOT_EMPLOYED", [status("MILITARY_CONSCRIPT", "2025-09-01")], said()),
    ("NOT_COMPARED", [worked(NPD)], said(at())),
    ("NOT_COMPARED", [worked(OWNER)], said()),
    ("MATCH_EMPLOYED", [worked(NPD)], said(at("blind:ef"), source="FNS")),
    ("MATCH_EMPLOYED", [worked(OWNER)], said(at(None), source="FNS")),
    ("REPORTED_NOT_CONFIRMED", [worked(NPD)], said(source="FNS")),
    ("SFR_ONLY", [], said(at(None), source="FNS")),
    ("SFR_ONLY", [worked()], said(at(None), source="FNS")),
    ("MATCH_NOT_EMPLOYED", [worked()], said(source="FNS")),
]


@pytest.mark.parametrize(("outcome", "given", "verification"), TABLE)
def test_what_the_two_come_to(outcome: str, given: list[Any], verification: Verification) -> None:
    case = graduate(*given)
    found = compared(verification, case.history)
    assert found.outcome == outcome
    known = {"MATCH_EMPLOYED", "EMPLOYER_DIFFERS", "REPORTED_NOT_CONFIRMED"}
    assert (found.status is not None) is (outcome in known)


def test_every_outcome_but_absence_is_in_the_table() -> None:
    outcomes = classifier("verification_outcomes").codes
    assert {outcome for outcome, _, _ in TABLE} == {*outcomes} - {"NOT_IN_SFR"}


def test_a_correction_changes_what_they_come_to() -> None:
    case = graduate()
    work = record(case, worked())
    verification = said()
    entry_id = record(case, verification)
    assert compared(verification, case.history).outcome == "REPORTED_NOT_CONFIRMED"
    case.correct({"ended_on": "2025-09-30"}, writing(work), verification=entry_id)
    assert compared(verification, case.history).outcome == "MATCH_NOT_EMPLOYED"
    assert case.events[-1].verification_entry_id == entry_id  # type: ignore[attr-defined]


@pytest.mark.parametrize("named", ["status", "nothing", "annulled"])
def test_a_correction_names_a_verification_of_the_case(named: str) -> None:
    case = graduate()
    work, entry_id = record(case, worked()), record(case, said())
    if named == "annulled":
        case.annul(writing(entry_id))
    occasion = {"status": work, "nothing": UUID(int=7), "annulled": entry_id}[named]
    with pytest.raises(Refused, match="BAD_LINK"):
        case.correct({"ended_on": "2025-09-30"}, writing(work), verification=occasion)


def test_a_run_says_one_thing_of_a_case() -> None:
    case = graduate()
    entry_id = record(case, said())
    assert refusal(case, said(at())) == "DUPLICATE"
    assert refusal(case, said(at(), on=CUTOFF - ONE_DAY)) == "DUPLICATE"
    record(case, said(run_id=OTHER_RUN))
    case.annul(writing(entry_id))
    again = record(case, said(at()))
    case.correct({"employments": []}, writing(again))
    assert [each.code for _, each in verifications(case.history)] == ["NOT_INSURED"] * 2


def test_days_of_an_extract() -> None:
    case = graduate()
    assert refusal(case, said(on=TOMORROW)) == "FUTURE_ACTUAL"
    assert refusal(case, said(on=BORN - ONE_DAY)) == "DATE_ORDER"
    assert refusal(case, said(at(INN, CUTOFF, CUTOFF - ONE_DAY))) == "DATE_ORDER"
    record(case, said(at(INN, CUTOFF, CUTOFF), on=TODAY))


def test_the_file_of_the_dead_and_of_those_no_longer_followed_is_verified_still() -> None:
    dead = graduate(DIED)
    outcome = dead.add(said(), writing())
    assert outcome.warnings == ()
    assert compared(said(at()), dead.history).outcome == "SFR_ONLY"
    closed = graduate(closure("2025-09-01"))
    record(closed, said())


def test_a_merged_case_is_verified_no_more() -> None:
    merged = graduate(Merge(into_case_id=UUID(int=3), effective_on=day("2025-09-01")))
    assert refusal(merged, said()) == "CASE_CLOSED"


def disagreeing() -> tuple[Case, UUID]:
    case = graduate(worked())
    return case, record(case, said())


def test_a_decision_is_about_a_discrepancy() -> None:
    case, entry_id = disagreeing()
    assert refusal(case, resolution(UUID(int=7))) == "NOT_FOUND"
    assert refusal(case, resolution(entry_id, on=TOMORROW)) == "FUTURE_ACTUAL"
    assert refusal(case, resolution(entry_id, on=CUTOFF - ONE_DAY)) == "DATE_ORDER"
    before = case.history.stretches()
    record(case, resolution(entry_id, on=CUTOFF))
    assert case.history.stretches() == before
    assert refusal(case, resolution(entry_id, on=CUTOFF)) == "DUPLICATE"
    agreed = graduate(worked())
    assert refusal(agreed, resolution(record(agreed, said(at())))) == "NOT_DISCREPANT"
    case.annul(writing(entry_id))
    assert refusal(case, resolution(entry_id)) == "ENTRY_ANNULLED"


def test_the_last_decision_holds() -> None:
    case, entry_id = disagreeing()
    assert resolution_of(entry_id, case.history) is None
    later = record(case, resolution(entry_id, "EXTRACT_RIGHT"))
    record(case, resolution(entry_id, "TO_BE_ASKED", CUTOFF))
    assert held(case, entry_id) == "EXTRACT_RIGHT"
    record(case, resolution(entry_id, "UNDECIDABLE"))
    assert held(case, entry_id) == "UNDECIDABLE"
    case.correct({"resolved_on": str(TODAY - ONE_DAY)}, writing(case.events[-1].entry_id))
    assert held(case, entry_id) == "EXTRACT_RIGHT"
    case.annul(writing(later))
    assert held(case, entry_id) == "UNDECIDABLE"


def test_a_decision_is_corrected_though_nothing_disagrees_any_more() -> None:
    case, entry_id = disagreeing()
    decided = record(case, resolution(entry_id, "EXTRACT_RIGHT"))
    work = next(e.entry_id for e in case.history.episodes)
    case.correct({"ended_on": "2025-09-30"}, writing(work))
    case.correct({"decision": "STATUS_RIGHT"}, writing(decided))
    assert held(case, entry_id) == "STATUS_RIGHT"


def held(case: Case, entry_id: UUID) -> str:
    found = resolution_of(entry_id, case.history)
    assert found is not None
    return found[1].decision
