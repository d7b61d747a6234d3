"""Targeted and dual contracts: signed, fulfilled, terminated."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.features import Feature
from api.schemas.casework import ContractChangeRequest, ContractRequest, contract_fields
from marshrut.application.contracts import add_contract, change_contract
from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome

feature = Feature("contracts", "Targeted and dual contracts")


@feature.case_write("/contracts", body=ContractRequest)
def add(visit: Visit, body: dict[str, Any]) -> Outcome:
    """Record a contract."""
    return add_contract(visit, **contract_fields(body))


@feature.case_write("/contracts/<uuid:entry_id>/changes", body=ContractChangeRequest)
def change(visit: Visit, body: dict[str, Any], *, entry_id: UUID) -> Outcome:
    """Record that a contract came into another state."""
    return change_contract(visit, entry_id, **body)
