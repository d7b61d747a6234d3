"""What a centre records of its own work: support, steps of routing, consents, contracts, causes.

As in ``acts``, an act that speaks of an earlier entry finds it by its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.demo.acts import Decision, latest
from marshrut.application import cases, consents, contracts, corrections, measures, risks, steps
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Consent, Contract, Measure, RiskCause, Step


def measure(
    code: str, day: date, *, result: str = "PROVIDED", contract: str | None = None, **fields: Any
) -> Decision:
    """A support measure was provided, or not taken; ``contract``: of the kind it led to."""

    def decide(visit: Visit) -> Outcome:
        given = dict(fields)
        if contract is not None:
            signed = {"contract_entry_id": str(latest(visit, Contract, contract))}
            given["attributes"] = {**given.get("attributes", {}), **signed}
        return measures.record_measure(
            visit, measure_code=code, provided_on=day, result=result, **given
        )

    return decide


def measure_annulment(code: str, reason: str) -> Decision:
    """The latest measure of the code was never provided."""
    return lambda visit: cases.annul(visit, latest(visit, Measure, code), reason=reason)


def measure_correction(code: str, reason: str, **changes: Any) -> Decision:
    """The latest measure of the code was recorded wrongly."""
    return lambda visit: corrections.correct(
        visit, latest(visit, Measure, code), reason=reason, changes=changes
    )


def step(code: str, day: date, *, state: str = "DONE", **fields: Any) -> Decision:
    """A step of routing in its first state; ``parent`` is the code of the step it follows from.

    ``contract`` is the kind of the contract that it is about.
    """
    return lambda visit: steps.record_step(
        visit, step_code=code, state=state, effective_on=day, **_linked(visit, fields)
    )


def move(code: str, day: date, *, state: str = "DONE", **fields: Any) -> Decision:
    """The latest step of the code came into another state."""
    return lambda visit: steps.move_step(
        visit, latest(visit, Step, code), state=state, effective_on=day, **fields
    )


def consent(kind: str, day: date, *, valid_until: date | None = None) -> Decision:
    """The graduate agrees."""
    return lambda visit: consents.grant_consent(
        visit, consent_kind=kind, granted_on=day, valid_until=valid_until
    )


def revocation(kind: str, day: date) -> Decision:
    """The graduate agrees no longer."""
    return lambda visit: consents.revoke_consent(
        visit, latest(visit, Consent, kind), revoked_on=day, reason="Заявление выпускника"
    )


def contract(kind: str, day: date, **fields: Any) -> Decision:
    """A targeted or dual contract was signed."""
    return lambda visit: contracts.add_contract(visit, contract_kind=kind, signed_on=day, **fields)


def contract_change(kind: str, state: str, day: date, **fields: Any) -> Decision:
    """The contract of the kind came into another state."""

    def decide(visit: Visit) -> Outcome:
        known = latest(visit, Contract, kind)
        return contracts.change_contract(visit, known, state=state, effective_on=day, **fields)

    return decide


def cause(code: str, day: date) -> Decision:
    """Why the graduate is at risk."""
    return lambda visit: risks.add_risk_cause(visit, risk_cause=code, effective_on=day)


def cause_end(code: str, last_day: date) -> Decision:
    """The last day of a cause."""
    return lambda visit: risks.end_risk_cause(
        visit, latest(visit, RiskCause, code), ended_on=last_day
    )


def _linked(visit: Visit, fields: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(fields)
    if parent := given.pop("parent", None):
        given["parent_step_id"] = latest(visit, Step, parent)
    if kind := given.pop("contract", None):
        given["contract_entry_id"] = latest(visit, Contract, kind)
    return given
