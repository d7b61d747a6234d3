"""Contracts broken off by the employer, and consents that run out (domain 7.5; F010)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, exists, not_, or_

from marshrut.cases.casework import Consent, Contract
from projections.point import covers, known
from projections.work_lists.asking import STEPS, Ask

TERMINATED, BY_EMPLOYER = "TERMINATED", "EMPLOYER"
LEGAL_AID = "LEGAL_AID_CASE"
CANCELLED = "CANCELLED"


def contracts_terminated_by_employer(ask: Ask) -> Select[Any]:
    """Terminated contracts without a step of legal aid, the longest ago first.

    A step helps the contract that it names, or whichever it is if it names none; cancelled it
    does not.
    """
    contract = ask.slot.case_span
    step = contract.alias("legal_aid")
    named = or_(step.c.contract_entry_id.is_(None), step.c.contract_entry_id == contract.c.entry_id)
    helped = exists().where(
        step.c.case_id == contract.c.case_id,
        covers(step, ask.point),
        step.c.kind == STEPS,
        step.c.code == LEGAL_AID,
        step.c.state != CANCELLED,
        named,
    )
    facts = (
        contract.c.entry_id,
        contract.c.code.label("contract_kind"),
        contract.c.valid_from.label("since_on"),
    )
    broken = and_(
        covers(contract, ask.point),
        contract.c.kind == Contract.KIND,
        contract.c.state == TERMINATED,
        contract.c.outcome == BY_EMPLOYER,
    )
    asked = ask.each(contract, *facts).where(broken, not_(helped))
    return asked.order_by(contract.c.valid_from)


def consents_expiring(ask: Ask) -> Select[Any]:
    """Consents that end within the next days, and that no other of the kind outlasts."""
    consent = ask.slot.case_span
    other = consent.alias("other")
    renewed = exists().where(
        other.c.case_id == consent.c.case_id,
        known(other, ask.point),
        other.c.kind == Consent.KIND,
        other.c.code == consent.c.code,
        other.c.valid_from <= consent.c.valid_to,
        or_(other.c.valid_to.is_(None), other.c.valid_to > consent.c.valid_to),
    )
    facts = (consent.c.entry_id, consent.c.code.label("consent_kind"), consent.c.due_on)
    ending = and_(
        covers(consent, ask.point),
        consent.c.kind == Consent.KIND,
        consent.c.due_on.between(ask.today, ask.last),
    )
    asked = ask.each(consent, *facts).where(ending, not_(renewed))
    return asked.order_by(consent.c.due_on)
