"""The days of casework: their order, birth, death, today, a closed case, the same twice (S17)."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from marshrut.cases import contents
from marshrut.cases.casework import PracticeAssessment, RiskCause
from tests.support.rulebook import (
    BORN,
    DIED,
    TODAY,
    TOMORROW,
    change,
    closure,
    consent,
    contract,
    day,
    measure,
    move,
    record,
    refusal,
    step,
    writing,
)
from tests.support.workbook import (
    CONTRACT,
    DAY,
    EARLIER,
    LATER,
    NOWHERE,
    STEP,
    out_of_order,
    ready,
    refusals,
)

READY = ready()
AFTER = "2025-12-01"
BEFORE_BIRTH = str(BORN - timedelta(days=1))


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (measure("RESUME", DAY, period_end=day(EARLIER)), "period_end"),
        (step("INTERVIEW", DAY, due_on=day(EARLIER)), "due_on"),
        (move(STEP, "IN_PROGRESS", DAY, due_on=day(EARLIER)), "due_on"),
        (move(STEP, "IN_PROGRESS", EARLIER), "effective_on"),
        (consent(DAY, valid_until=day(EARLIER)), "valid_until"),
        (consent(DAY, revoked_on=day(EARLIER)), "revoked_on"),
        (RiskCause(risk_cause="SALARY", effective_on=day(DAY), ended_on=day(EARLIER)),
         "ended_on"),
        (contract(DAY, valid_to=day(EARLIER)), "valid_to"),
        (contract(LATER, valid_from=day(DAY), valid_to=day(EARLIER)), "valid_to"),
        (change(CONTRACT, "FULFILLING", EARLIER), "effective_on"),
        (PracticeAssessment(assessed_on=day(DAY), ready_to_hire=True,
                                     period_end=day(EARLIER)), "period_end"),
        (PracticeAssessment(assessed_on=day(LATER), ready_to_hire=True,
                                     period_start=day(DAY), period_end=day(EARLIER)),
         "period_end"),
    ],
)  # fmt: skip
def test_the_second_day_is_not_before_the_first(content: contents.Content, field: str):
    assert refusals(READY, content) == [out_of_order(field, EARLIER, DAY)]


@pytest.mark.parametrize(
    "content",
    [
        measure("RESUME", DAY, period_end=day(DAY)),
        step("INTERVIEW", DAY, due_on=day(DAY)),
        move(STEP, "IN_PROGRESS", DAY, due_on=day(DAY)),
        consent(DAY, valid_until=day(DAY), revoked_on=day(DAY)),
        RiskCause(risk_cause="SALARY", effective_on=day(DAY), ended_on=day(DAY)),
        contract(LATER, valid_from=day(DAY), valid_to=day(DAY)),
        change(CONTRACT, "FULFILLING", DAY),
        measure("RESUME", str(TODAY), period_end=TOMORROW),
        step("INTERVIEW", str(TODAY), due_on=TOMORROW),
        contract(str(TODAY), valid_from=TOMORROW),
    ],
)
def test_equal_days_and_ends_to_come_are_in_order(content: contents.Content):
    assert ready(content).events[-1].content == content


DATED: list[tuple[str, contents.Content]] = [
    ("provided_on", measure("RESUME", LATER)),
    ("effective_on", step("INTERVIEW", LATER)),
    ("effective_on", move(STEP, "IN_PROGRESS", LATER)),
    ("granted_on", consent(LATER)),
    ("effective_on", RiskCause(risk_cause="SALARY", effective_on=day(LATER))),
    ("signed_on", contract(LATER)),
    ("effective_on", change(CONTRACT, "FULFILLING", LATER)),
    ("assessed_on", PracticeAssessment(assessed_on=day(LATER), ready_to_hire=True)),
]
each_dated = pytest.mark.parametrize(("field", "content"), DATED)


def on(content: contents.Content, field: str, first: date) -> contents.Content:
    return msgspec.structs.replace(content, **{field: first})


@each_dated
def test_what_happened_did_not_happen_tomorrow(field: str, content: contents.Content):
    named = {"effective_on": str(TOMORROW), "today": str(TODAY)}
    expected = ("FUTURE_ACTUAL", field, named)
    assert refusals(READY, on(content, field, TOMORROW)) == [expected]
    today = on(content, field, TODAY)
    assert ready(today).events[-1].content == today


@each_dated
def test_nothing_happens_after_the_death_but_on_its_day(field: str, content: contents.Content):
    case = ready(DIED)
    after = on(content, field, day("2025-09-02"))
    assert refusals(case, after) == [("AFTER_DEATH", None, {"died_on": "2025-09-01"})]
    record(case, on(content, field, day("2025-09-01")))


@pytest.mark.parametrize("content", [content for _, content in DATED])
def test_the_very_same_is_recorded_once(content: contents.Content):
    case = ready()
    known = record(case, content)
    again = ("DUPLICATE", None, {"existing": str(known), "entry_id": str(known)})
    assert refusals(case, content) == [again]
    case.annul(writing(known))
    record(case, content)
    assert case.events[-1].content == content


@pytest.mark.parametrize(("field", "content"), DATED)
def test_a_closed_case_takes_nothing_new(field: str, content: contents.Content):
    case = ready(content)
    entry_id = case.events[-1].entry_id
    record(case, closure("2025-10-01"))
    since = {"lifecycle": "MONITORING_CLOSED", "since": "2025-10-01"}
    assert refusals(case, on(content, field, day("2025-07-09"))) == [("CASE_CLOSED", None, since)]
    case.correct({field: "2025-07-10"}, writing(entry_id))


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (measure("RESUME", BEFORE_BIRTH), "provided_on"),
        (step("INTERVIEW", BEFORE_BIRTH), "effective_on"),
        (consent(BEFORE_BIRTH), "granted_on"),
        (RiskCause(risk_cause="SALARY", effective_on=day(BEFORE_BIRTH)), "effective_on"),
        (contract(BEFORE_BIRTH, valid_from=day(DAY)), "signed_on"),
        (contract(DAY, valid_from=day(BEFORE_BIRTH)), "valid_from"),
    ],
)
def test_nothing_is_before_the_birth(content: contents.Content, field: str):
    assert refusals(READY, content) == [out_of_order(field, BEFORE_BIRTH, "birth_date")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (step("INTERVIEW", AFTER, "DONE"), "OUTCOME_REQUIRED"),
        (step("INTERVIEW", AFTER, stage=1), "INVALID"),
        (step("INTERVIEW", AFTER, parent_step_id=NOWHERE), "BAD_LINK"),
        (move(STEP, "DONE", AFTER), "OUTCOME_REQUIRED"),
        (move(NOWHERE, "CANCELLED", AFTER), "NOT_FOUND"),
        (measure("RESUME", AFTER, routing_step_id=NOWHERE), "BAD_LINK"),
        (measure("RESUME", AFTER, period_end=day(LATER)), "DATE_ORDER"),
        (change(CONTRACT, "TERMINATED", AFTER), "REQUIRED"),
        (consent(AFTER, valid_until=day(LATER)), "DATE_ORDER"),
        (step("INTERVIEW", AFTER), "CASE_CLOSED"),
    ],
)
def test_what_is_wrong_in_itself_is_told_before_what_the_case_forbids(
    content: contents.Content, code: str
):
    assert refusal(ready(closure("2025-10-01")), content) == code
