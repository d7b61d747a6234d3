"""Which employers an event of a case names."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from marshrut.cases import casework, contents
from marshrut.cases.events import EntryCorrected
from marshrut.cases.named_employers import Named, named_employers
from tests.support.scribe import Scribe

DAY = date(2025, 9, 1)
INN = "7001000013"
EMPLOYER, VACANCY, OTHER = (UUID(int=n) for n in (1, 2, 3))


def named(*told: contents.Content) -> Named:
    scribe = Scribe()
    for content in told:
        scribe.enter(content)
    return named_employers(scribe.events)


def step(code: str, **fields: object) -> casework.Step:
    return casework.Step(step_code=code, state="DONE", effective_on=DAY, **fields)


def test_a_status_a_step_and_a_contract_name_by_inn():
    work = {"employer_inn": INN}
    status = contents.Status(status_code="F_EMPLOYED", effective_on=DAY, attributes=work)
    contract = casework.Contract(contract_kind="DUAL", signed_on=DAY, employer_inn="6301000012")
    assert named(status, step("REFERRAL", attributes=work), contract).inns == {INN, "6301000012"}


def test_a_personal_inn_is_sealed_and_names_nobody():
    work = {"employer_inn": "blind:00ff"}
    status = contents.Status(status_code="F_EMPLOYED", effective_on=DAY, attributes=work)
    assert named(status, step("REFERRAL", attributes={"employer_inn": "sealed"})) == Named()


def test_employers_and_vacancies_are_named_by_id():
    selected = step("JOB_SELECTION", attributes={"vacancy_ids": [str(OTHER)]})
    offered = step("VACANCY_OFFERED", vacancy_id=VACANCY, employer_id=EMPLOYER)
    assert named(selected, offered) == Named(
        employers=frozenset({EMPLOYER}), vacancies=frozenset({VACANCY, OTHER})
    )


def test_a_correction_names_what_it_says_and_no_more():
    scribe = Scribe()
    entry = scribe.enter(step("REFERRAL", attributes={"employer_inn": INN}))
    changes = {"attributes": {"employer_inn": "6301000012"}, "vacancy_id": str(VACANCY)}
    scribe.write(EntryCorrected, entry, changes=changes)
    assert named_employers(scribe.events[1:]) == Named(
        inns=frozenset({"6301000012"}), vacancies=frozenset({VACANCY})
    )


def test_who_reports_an_unfair_employer_need_not_be_warned_of_it():
    assert named(step("UNFAIR_EMPLOYER_REPORT", attributes={"employer_inn": INN})) == Named()
