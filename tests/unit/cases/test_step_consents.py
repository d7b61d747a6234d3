"""Steps that need a consent: refused without one, warned of, left without one (F010; S8)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from marshrut.cases import events
from marshrut.cases.contradictions import contradictions
from marshrut.cases.history import History
from tests.support.rulebook import codes, consent, day, move, record, step, told, writing
from tests.support.scribe import BY
from tests.support.workbook import DAY, LATER, NOWHERE, STEP, Told, ready, refusals

LASTING = [{"valid_until": day("2025-07-07")}, {"revoked_on": day(LATER)}]
each_end = pytest.mark.parametrize("last", LASTING, ids=["valid_until", "revoked_on"])


@each_end
@pytest.mark.parametrize(("state", "first"), [("PLANNED", "2025-07-04"), ("DONE", LATER)])
def test_a_resume_does_not_go_out_on_days_without_consent(
    state: str, first: str, last: dict[str, Any]
):
    content = step("RESUME_SENT", first, state, outcome="VIEWED" if state == "DONE" else None)
    named = {"consent": "RESUME_TRANSFER", "effective_on": first}
    expected = ("CONSENT_REQUIRED", None, named)
    assert refusals(ready(consent("2025-07-05", **last)), content) == [expected]


@each_end
@pytest.mark.parametrize(
    ("state", "first", "fields"),
    [
        ("PLANNED", "2025-07-05", {}),
        ("IN_PROGRESS", "2025-07-07", {}),
        ("DONE", "2025-07-07", {"outcome": "VIEWED"}),
        ("FAILED", LATER, {"outcome": "REJECTED"}),
        ("DECLINED", LATER, {"reason_code": "SALARY"}),
        ("CANCELLED", LATER, {}),
    ],
)
def test_a_resume_goes_out_with_consent_and_is_given_up_without(
    state: str, first: str, fields: dict[str, Any], last: dict[str, Any]
):
    case = ready(consent("2025-07-05", **last))
    told_of = case.add(step("RESUME_SENT", first, state, **fields), writing()).warnings
    assert set(codes(told_of)) <= {"INCOMPLETE"}


def test_each_transition_needs_the_consent_on_its_own_day():
    case = ready(consent(DAY, valid_until=day(DAY)))
    sent = record(case, step("RESUME_SENT", DAY))
    named = {"consent": "RESUME_TRANSFER", "effective_on": LATER}
    assert refusals(case, move(sent, "DONE", LATER, outcome="INVITED")) == [
        ("CONSENT_REQUIRED", None, named)
    ]
    record(case, move(sent, "FAILED", LATER, outcome="NO_ANSWER"))


def test_a_transfer_to_another_region_without_consent_is_warned_of():
    named = {"consent": "TRANSFER_OTHER_REGION", "effective_on": DAY}
    absent = ("CONSENT_ABSENT", None, named)
    content = step("REGION_TRANSFER", DAY, "DONE", outcome="ACCEPTED")
    found = ready().add(content, writing()).warnings
    assert told(found) == [absent, ("INCOMPLETE", None, {"fields": "region"})]
    given = ready(consent(DAY, kind="TRANSFER_OTHER_REGION"))
    assert codes(given.add(content, writing()).warnings) == ["INCOMPLETE"]


def without(entry_id: UUID, first: str) -> Told:
    """What is told of a résumé that is left without consent."""
    named = {"step": "RESUME_SENT", "effective_on": first, "consent": "RESUME_TRANSFER"}
    return ("STEP_WITHOUT_CONSENT", None, {**named, "entry_id": str(entry_id)})


@pytest.mark.parametrize(
    ("state", "outcome", "warned"),
    [("PLANNED", None, 0), ("IN_PROGRESS", None, 1), ("DONE", "INVITED", 1),
     ("FAILED", "REJECTED", 0), ("CANCELLED", None, 0)],
)  # fmt: skip
def test_an_annulled_consent_leaves_those_without_that_sent_something(
    state: str, outcome: str | None, warned: int
):
    case = ready()
    given = record(case, consent(DAY))
    sent = record(case, step("RESUME_SENT", DAY, state, outcome=outcome))
    expected = [without(sent, DAY)] * warned
    assert told(case.annul(writing(given)).warnings) == expected
    assert told(contradictions(case.history)) == expected


@pytest.mark.parametrize(
    ("revoked_on", "warned"), [("2025-07-09", 0), (LATER, 1), ("2025-07-07", 1), (DAY, 1)]
)
def test_a_revocation_leaves_those_without_that_were_done_since(revoked_on: str, warned: int):
    case = ready()
    given = record(case, consent(DAY))
    sent = record(case, step("RESUME_SENT", LATER, "DONE", outcome="INVITED"))
    record(case, step("GRADUATE_BANK", LATER))
    warnings = case.revoke_consent(day(revoked_on), writing(given)).warnings
    assert told(warnings) == [without(sent, LATER)] * warned


def test_a_step_that_is_gone_needs_no_consent():
    case = ready()
    given = record(case, consent(DAY))
    sent = record(case, step("RESUME_SENT", DAY, "DONE", outcome="INVITED"))
    case.annul(writing(sent))
    assert case.annul(writing(given)).warnings == ()


def test_the_first_act_needs_the_consent_and_what_follows_does_not():
    case = ready(consent(DAY, valid_until=day(DAY)))
    sent = record(case, step("RESUME_SENT", DAY))
    begun = record(case, move(sent, "IN_PROGRESS", DAY))
    record(case, move(sent, "DONE", LATER, outcome="INVITED"))
    assert contradictions(case.history) == []
    assert told(case.annul(writing(begun)).warnings) == [without(sent, DAY)]


def test_a_corrected_code_is_told_of_the_consents_that_its_transitions_lack():
    case = ready(move(STEP, "DONE", LATER, outcome="REJECTED"), consent(DAY, valid_until=day(DAY)))
    outcome = case.correct({"step_code": "RESUME_SENT"}, writing(STEP))
    assert told(outcome.warnings) == [without(STEP, DAY)]


def test_an_order_that_no_write_could_break_is_told_of_where_it_is_broken():
    case = ready()
    broken = events.StepMoved(
        originator_id=case.id,
        originator_version=case.version + 1,
        entry_id=NOWHERE,
        content=move(STEP, "PLANNED", LATER),
        by=BY,
    )
    named = {"step": "INTERVIEW", "effective_on": DAY, "entry_id": str(STEP)}
    found = contradictions(History([*case.events, broken]))
    assert told(found) == [("STEP_OUT_OF_ORDER", None, named)]
