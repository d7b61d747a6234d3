"""Recording targeted and dual contracts, and what becomes of them (domain 7.5; F070)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from marshrut.application.codes import check_codes
from marshrut.application.visit import Visit
from marshrut.application.words import pop_words
from marshrut.cases.attributes import split_employer
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Contract, ContractChange


def add_contract(
    visit: Visit,
    *,
    contract_kind: str,
    signed_on: date,
    employer_inn: str | None = None,
    employer_name: str | None = None,
    **fields: Any,
) -> Outcome:
    """Record a contract. ``fields``: the others of ``Contract``, and its words."""
    codes = {"contract_kind": contract_kind, "contract_state": fields.get("state")}
    check_codes({**codes, "source": fields.get("source")}, on=signed_on)
    employer = split_employer(employer_inn, employer_name, blind=visit.blind_employer)
    words = pop_words(Contract, fields)
    given = {name: value for name, value in fields.items() if value is not None}
    contract = Contract(contract_kind=contract_kind, signed_on=signed_on, **given, **employer.clear)
    sealed = {"words": {**words, **employer.sealed}}
    return visit.case.add(contract, visit.writing(uuid4(), source=contract.source, sealed=sealed))


def change_contract(
    visit: Visit,
    contract_entry_id: UUID,
    *,
    state: str,
    effective_on: date,
    reason: str | None = None,
    **fields: Any,
) -> Outcome:
    """Record that a contract came into another state. ``fields``: those of ``ContractChange``."""
    codes = {"contract_state": state, "terminated_by": fields.get("terminated_by")}
    check_codes({**codes, "source": fields.get("source")}, on=effective_on)
    change = ContractChange(
        contract_entry_id=contract_entry_id, state=state, effective_on=effective_on, **fields
    )
    writing = visit.writing(uuid4(), source=change.source, sealed={"reason": reason})
    return visit.case.add(change, writing)
