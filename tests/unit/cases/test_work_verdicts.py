"""What a record of casework must say and what it lacks: every code with its field (domain 5-7).

What each row of the tables asks for by itself is walked over HTTP (``test_every_step``).
"""

from __future__ import annotations

from uuid import UUID

import pytest

from marshrut.cases import contents
from tests.support.rulebook import (
    change,
    consent,
    contract,
    measure,
    move,
    record,
    step,
    told,
    writing,
)
from tests.support.workbook import (
    CONTRACT,
    DAY,
    EPISODE,
    GONE,
    GONE_CONTRACT,
    LATER,
    NOWHERE,
    OFFER,
    STEP,
    Told,
    bad_link,
    ready,
    refusals,
)

READY = ready()
OUTCOMES = {"outcomes": "NO_SHOW, OFFER, REJECTED, SECOND_ROUND"}
REASON: Told = ("REASON_REQUIRED", "reason", {"classifier": "risk_causes"})
INTERVIEWED = {"employer_id": UUID(int=6)}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (step("INTERVIEW", DAY, "EXPIRED"), ("DERIVED_STATE", "state", {"state": "EXPIRED"})),
        (
            step("INTERVIEW", DAY, "FAILED"),
            ("OUTCOME_REQUIRED", "outcome", {"state": "FAILED", **OUTCOMES}),
        ),
        (
            step("INTERVIEW", DAY, "DONE", outcome="HIRED"),
            ("OUTCOME_NOT_ALLOWED", "outcome", {"step": "INTERVIEW", **OUTCOMES}),
        ),
        *[
            (step("INTERVIEW", DAY, state, reason_code="SALARY", **OFFER),
             ("OUTCOME_EARLY", "outcome", {"state": state}))
            for state in ("PLANNED", "IN_PROGRESS", "DECLINED", "CANCELLED")
        ],
        (step("INTERVIEW", DAY, "DECLINED"), REASON),
        (step("VACANCY_OFFERED", DAY, "DONE", outcome="DECLINED"), REASON),
        (move(STEP, "EXPIRED", LATER), ("DERIVED_STATE", "state", {"state": "EXPIRED"})),
        (
            move(STEP, "DONE", LATER),
            ("OUTCOME_REQUIRED", "outcome", {"state": "DONE", **OUTCOMES}),
        ),
        (
            move(STEP, "DONE", LATER, outcome="HIRED"),
            ("OUTCOME_NOT_ALLOWED", "outcome", {"step": "INTERVIEW", **OUTCOMES}),
        ),
        (
            move(STEP, "CANCELLED", LATER, **OFFER),
            ("OUTCOME_EARLY", "outcome", {"state": "CANCELLED"}),
        ),
        (move(STEP, "DECLINED", LATER), REASON),
    ],
)  # fmt: skip
def test_states_outcomes_and_reasons(content: contents.Content, expected: Told):
    assert refusals(READY, content) == [expected]


@pytest.mark.parametrize(
    ("code", "stage", "expected"),
    [
        ("VACANCY_OFFERED", 4, None),
        ("VACANCY_OFFERED", 9, None),
        ("VACANCY_OFFERED", None, None),
        ("VACANCY_OFFERED", 3, "4, 9"),
        ("INTERVIEW", 4, "9"),
        ("REFERRAL", None, None),
        ("REFERRAL", 9, "null"),
    ],
)
def test_a_step_is_of_its_stages_or_of_none(code: str, stage: int | None, expected: str | None):
    content = step(code, DAY, stage=stage)
    if expected is None:
        assert ready(content).history.steps[-1].step.stage == stage
    else:
        assert refusals(READY, content) == [("INVALID", "stage", {"expected": expected})]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (measure("RESUME", DAY, routing_step_id=NOWHERE), bad_link("routing_step_id", "steps")),
        (measure("RESUME", DAY, routing_step_id=GONE), bad_link("routing_step_id", "steps")),
        (measure("RESUME", DAY, routing_step_id=CONTRACT), bad_link("routing_step_id", "steps")),
        (step("REFERRAL", DAY, parent_step_id=GONE), bad_link("parent_step_id", "steps")),
        (step("REFERRAL", DAY, status_entry_id=STEP), bad_link("status_entry_id", "statuses")),
        (
            step("TARGETED_CONTRACT", DAY, contract_entry_id=GONE_CONTRACT),
            bad_link("contract_entry_id", "contracts"),
        ),
        (
            step("RESUME_SENT", DAY, attributes={"consent_entry_id": str(STEP)}),
            bad_link("attributes.consent_entry_id", "consents"),
        ),
        (
            measure("RESUME_TO_EMPLOYER", DAY, attributes={"consent_entry_id": str(NOWHERE)}),
            bad_link("attributes.consent_entry_id", "consents"),
        ),
        (
            move(STEP, "IN_PROGRESS", DAY, attributes={"contract_entry_id": str(STEP)}),
            bad_link("attributes.contract_entry_id", "contracts"),
        ),
        (
            move(STEP, "IN_PROGRESS", DAY, status_entry_id=CONTRACT),
            bad_link("status_entry_id", "statuses"),
        ),
        (
            change(CONTRACT, "FULFILLING", DAY, dispute_step_id=GONE),
            bad_link("dispute_step_id", "steps"),
        ),
        (move(NOWHERE, "DONE", DAY, **OFFER), ("NOT_FOUND", None, {"what": str(NOWHERE)})),
        (move(CONTRACT, "DONE", DAY, **OFFER), ("NOT_FOUND", None, {"what": str(CONTRACT)})),
        (move(GONE, "IN_PROGRESS", DAY), ("ENTRY_ANNULLED", None, {"entry_id": str(GONE)})),
        (change(NOWHERE, "FULFILLED", DAY), ("NOT_FOUND", None, {"what": str(NOWHERE)})),
        (change(STEP, "FULFILLED", DAY), ("NOT_FOUND", None, {"what": str(STEP)})),
        (
            change(GONE_CONTRACT, "FULFILLED", DAY),
            ("ENTRY_ANNULLED", None, {"entry_id": str(GONE_CONTRACT)}),
        ),
    ],
)
def test_what_is_named_is_of_the_case_of_the_kind_and_not_annulled(
    content: contents.Content, expected: Told
):
    assert refusals(READY, content) == [expected]


def test_right_links_are_taken():
    links = {"parent_step_id": STEP, "contract_entry_id": CONTRACT, "status_entry_id": EPISODE}
    case = ready(
        step("TARGETED_CONTRACT", DAY, **links),
        move(STEP, "IN_PROGRESS", DAY, status_entry_id=EPISODE),
        measure("RESUME", DAY, routing_step_id=STEP),
        change(CONTRACT, "TERMINATED", DAY, terminated_by="POO", dispute_step_id=STEP),
    )
    given = record(case, consent(DAY))
    record(case, step("RESUME_SENT", DAY, attributes={"consent_entry_id": str(given)}))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            contract(DAY, state="TERMINATED"),
            ("INVALID", "state", {"expected": "DRAFT, ACTIVE, FULFILLING, FULFILLED"}),
        ),
        (
            change(CONTRACT, "TERMINATED", DAY),
            ("REQUIRED", "terminated_by", {"expected": "EMPLOYER, GRADUATE, MUTUAL, POO"}),
        ),
        *[
            (change(CONTRACT, state, DAY, terminated_by="POO"),
             ("INVALID", "terminated_by", {"expected": "null"}))
            for state in ("DRAFT", "ACTIVE", "FULFILLING", "FULFILLED")
        ],
    ],
)  # fmt: skip
def test_a_contract_is_ended_by_somebody(content: contents.Content, expected: Told):
    assert refusals(READY, content) == [expected]


@pytest.mark.parametrize(
    ("content", "fields"),
    [
        (step("INTERVIEW", LATER), None),
        (step("INTERVIEW", DAY, "DONE", **OFFER), "employer_name"),
        (step("INTERVIEW", DAY, "DONE", **INTERVIEWED, **OFFER), None),
        (move(STEP, "DONE", DAY, **OFFER), "employer_name"),
        (move(STEP, "DONE", DAY, attributes={"employer_name": "ООО"}, **OFFER), None),
        (step("HIRING_OUTCOME", DAY, "DONE", outcome="HIRED_OTHER"),
         "employer_name, status_entry_id"),
        (step("HIRING_OUTCOME", DAY, "DONE", outcome="NOT_HIRED"), None),
        (step("RESUME_TRAINING", DAY, "DONE", outcome="PASSED"), "activity_id|individual"),
        (step("RESUME_TRAINING", DAY, "DONE", outcome="PASSED", attributes={"individual": True}),
         None),
        (step("RESUME_TRAINING", DAY, "DONE", outcome="PASSED", activity_id=NOWHERE), None),
        (contract(LATER), None),
        (contract(LATER, employer_name=None), "employer_name"),
        (contract(LATER, employer_name=None, employer_inn="7707083893"), None),
        (contract(LATER, employer_name=None, employer_id=NOWHERE), None),
    ],
)  # fmt: skip
def test_what_is_expected_and_missing_is_told(content: contents.Content, fields: str | None):
    expected = [("INCOMPLETE", None, {"fields": fields})] if fields else []
    assert told(ready().add(content, writing()).warnings) == expected
