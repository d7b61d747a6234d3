"""Whether a measure, consent, cause of risk or contract may stand (domain 3.3, 5, 7.5).

In the order of semantics S17; what the domain merely expects and is missing is a warning (S18).
Steps have ``step_verdicts``.
"""

from __future__ import annotations

from marshrut.cases.casework import (
    Consent,
    Contract,
    ContractChange,
    Measure,
    PracticeAssessment,
    RiskCause,
    Step,
    Transition,
)
from marshrut.cases.checks import (
    Circumstances,
    Judgement,
    check_dates,
    check_happened,
    check_past,
)
from marshrut.cases.contracts import contract_course
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.measures import counts, measure_term
from marshrut.cases.step_verdicts import judge_step, judge_transition
from marshrut.cases.work_checks import (
    check_links,
    incomplete,
    without_consent,
)
from marshrut.refusals import finding, refuse

TERMINATED = "TERMINATED"


def judge_casework(entry: Entry, history: History, at: Circumstances) -> Judgement:
    """Judge ``entry``, new or corrected, of a kind of ``casework``, against ``history``."""
    match entry.content:
        case Measure() as measure:
            return _judge_measure(entry, measure, history, at)
        case Step() as step:
            return judge_step(entry, step, history, at)
        case Transition() as transition:
            return judge_transition(entry, transition, history, at)
        case Consent() as consent:
            _judge_consent(entry, consent, history, at)
        case RiskCause() as cause:
            check_dates(cause.effective_on, cause.ended_on, at)
            check_happened(entry, cause.effective_on, history, at)
        case Contract() as contract:
            return _judge_contract(entry, contract, history, at)
        case ContractChange() as change:
            _judge_contract_change(entry, change, history, at)
        case PracticeAssessment() as sheet:
            _judge_practice(entry, sheet, history, at)
    return Judgement()


def _judge_measure(
    entry: Entry, measure: Measure, history: History, at: Circumstances
) -> Judgement:
    day = measure.provided_on
    check_dates(day, measure.period_end, at, fields=("provided_on", "period_end"))
    check_links(entry, history)
    check_happened(entry, day, history, at, field="provided_on")
    _check_came_once(measure, history)
    warnings = incomplete(measure) if counts(measure.result) else []
    needed = measure_term(measure.measure_code).extra["consent"]
    if needed:
        warnings += without_consent(history, needed, day)
    return Judgement(tuple(warnings))


def _check_came_once(measure: Measure, history: History) -> None:
    """``DUPLICATE``: coming to an activity is one fact, whatever its day and result (7.4)."""
    if measure.activity_id is None:
        return
    wanted = (measure.activity_id, measure.measure_code)
    for known in history.entries.values():
        match known.content:
            case Measure(activity_id=named, measure_code=code) if known.annulled_by is None:
                if (named, code) == wanted:
                    raise refuse("DUPLICATE", existing=known.entry_id, entry_id=known.entry_id)


def _judge_consent(entry: Entry, consent: Consent, history: History, at: Circumstances) -> None:
    last = consent.valid_until
    check_dates(consent.granted_on, last, at, fields=("granted_on", "valid_until"))
    revoked = consent.revoked_on
    check_dates(consent.granted_on, revoked, at, fields=("granted_on", "revoked_on"))
    check_happened(entry, consent.granted_on, history, at, field="granted_on")
    if revoked is not None:
        check_past(revoked, at, field="revoked_on")


def _judge_contract(
    entry: Entry, contract: Contract, history: History, at: Circumstances
) -> Judgement:
    if contract.state == TERMINATED:
        raise refuse("INVALID", field="state", expected="DRAFT, ACTIVE, FULFILLING, FULFILLED")
    check_dates(contract.signed_on, None, at, fields=("signed_on", "valid_to"))
    first = contract.valid_from or contract.signed_on
    check_dates(first, contract.valid_to, at, fields=("valid_from", "valid_to"))
    check_happened(entry, contract.signed_on, history, at, field="signed_on")
    for before, after in contract_course(entry, history.entries.values()).breaks:
        raise refuse("CONTRACT_TRANSITION", field="state", before=before, after=after)
    named = contract.employer_id or contract.employer_inn or contract.employer_name
    if named is None:
        return Judgement((finding("INCOMPLETE", fields=["employer_name"]),))
    return Judgement()


def _judge_contract_change(
    entry: Entry, change: ContractChange, history: History, at: Circumstances
) -> None:
    owner = history.entries.get(change.contract_entry_id)
    if owner is None or not isinstance(owner.content, Contract):
        raise refuse("NOT_FOUND", what=change.contract_entry_id)
    if owner.annulled_by is not None:
        raise refuse("ENTRY_ANNULLED", entry_id=owner.entry_id)
    day, signed = change.effective_on, owner.content.signed_on
    if day < signed:
        raise refuse("DATE_ORDER", field="effective_on", value=day, not_before=signed)
    if (change.terminated_by is not None) != (change.state == TERMINATED):
        code = "REQUIRED" if change.terminated_by is None else "INVALID"
        expected = "EMPLOYER, GRADUATE, MUTUAL, POO" if code == "REQUIRED" else "null"
        raise refuse(code, field="terminated_by", expected=expected)
    check_links(entry, history)
    check_happened(entry, day, history, at)
    others = [e for e in history.entries.values() if e.entry_id != entry.entry_id]
    for before, after in contract_course(owner, [*others, entry]).breaks:
        raise refuse("CONTRACT_TRANSITION", field="state", before=before, after=after)


def _judge_practice(
    entry: Entry, sheet: PracticeAssessment, history: History, at: Circumstances
) -> None:
    fields = ("period_start", "period_end")
    check_dates(sheet.assessed_on, None, at, fields=("assessed_on", "period_end"))
    check_dates(sheet.period_start or sheet.assessed_on, sheet.period_end, at, fields=fields)
    check_happened(entry, sheet.assessed_on, history, at, field="assessed_on")
