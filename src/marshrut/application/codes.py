"""Codes that a request names must be in their classifier and in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marshrut.classifiers import UnknownCode, classifier
from marshrut.refusals import Finding, Refused, finding

FIELDS = {
    "status_code": "statuses",
    "source": "sources",
    "evidence.kind": "evidence_kinds",
    "category_code": "categories",
    "nosology": "nosologies",
    "region": "regions",
    "kind": "movements",
    "study_form": "study_forms",
    "funding": "funding",
    "base_education": "base_education",
    "person.sex": "sexes",
    "person.address_region": "regions",
    "region_code": "regions",
    "founder_type": "founder_types",
    "centre_kind": "centre_kinds",
    "org_kind": "organisation_kinds",
    "status": "statuses",
    "status_group": "status_groups",
    "category": "categories",
    "lifecycle": "lifecycles",
    "measure_code": "measures",
    "result": "measure_results",
    "provider": "measure_providers",
    "form": "measure_forms",
    "initiated_by": "measure_initiators",
    "step_code": "steps",
    "state": "step_states",
    "reason": "risk_causes",
    "reason_code": "risk_causes",
    "consent_kind": "consent_kinds",
    "risk_cause": "risk_causes",
    "subject": "risk_subjects",
    "contract_kind": "contract_kinds",
    "contract_state": "contract_states",
    "terminated_by": "contract_parties",
    "industry": "industries",
    "decision": "verification_decisions",
}
"""Which classifier a field of a request takes its code from."""


def check_codes(
    values: dict[str, str | None], *, on: date, classifiers: Mapping[str, str] = FIELDS
) -> None:
    """Raise ``Refused`` (``UNKNOWN_CODE``) for the values that are no code in force on the day.

    ``classifiers``: which one a field takes its code from.
    """
    findings = [
        found
        for field, value in values.items()
        if value is not None
        and (found := _finding(field, value, classifiers[field], on)) is not None
    ]
    if findings:
        raise Refused(*findings)


def check_given_category(code: str) -> None:
    """Raise ``Refused`` (``DERIVED_CATEGORY``): a derived category is not recorded (S13)."""
    if classifier("categories").get(code).extra["nature"] != "given":
        refused = finding("DERIVED_CATEGORY", field="category_code", category=code)
        raise Refused(refused)


def check_recordable_status(code: str) -> None:
    """Raise ``Refused``: ``NO_DATA`` is derived where nothing is recorded, never recorded."""
    if classifier("statuses").get(code).extra["kind"] == "DERIVED":
        raise Refused(_unknown("status_code", code, "statuses", []))


def no_such_organisation(code: str, *, field: str = "organisation") -> Refused:
    """``UNKNOWN_CODE`` for an organisation: their classifier is the ledger itself."""
    return Refused(_unknown(field, code, "organisations", []))


def _finding(field: str, value: str, name: str, on: date) -> Finding | None:
    try:
        term = classifier(name).get(value)
    except UnknownCode as unknown:
        return _unknown(field, value, name, unknown.nearest)
    return None if term.valid(on) else _unknown(field, value, name, [])


def _unknown(field: str, value: str, name: str, nearest: list[str]) -> Finding:
    shown = value[:64]
    return finding(
        "UNKNOWN_CODE", field=field, value=shown, classifier=name, nearest=nearest or "—"
    )
