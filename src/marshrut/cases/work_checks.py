"""Checks and warnings that several kinds of casework share: links, consents, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from marshrut.cases.attributes import missing_attributes
from marshrut.cases.casework import Consent, Contract, Measure, Step
from marshrut.cases.consents import consent_on
from marshrut.cases.contents import Content, Value
from marshrut.cases.history import History
from marshrut.cases.measures import measure_term
from marshrut.cases.routes import step_term
from marshrut.refusals import Finding, finding, refuse

MEASURE = "measure_attributes"
STEP = "step_attributes"
LINKS: dict[str, type[Content]] = {
    "consent_entry_id": Consent,
    "contract_entry_id": Contract,
}
"""The attributes that name another entry of the case."""


def check_link(history: History, field: str, entry_id: UUID | None, kind: type[Content]) -> None:
    """The entry that ``field`` names is one of this case, of the kind, and not annulled."""
    if entry_id is None:
        return
    linked = history.entries.get(entry_id)
    if linked is None or linked.annulled_by is not None or not isinstance(linked.content, kind):
        raise refuse("BAD_LINK", field=field, kind=kind.KIND)


def check_linked_attributes(attributes: Mapping[str, Value], history: History) -> None:
    """The attributes that name entries name such ones (see ``_check_link``)."""
    for name, kind in LINKS.items():
        if name in attributes:
            check_link(history, f"attributes.{name}", UUID(str(attributes[name])), kind)


def incomplete(content: Measure | Step) -> list[Finding]:
    """``INCOMPLETE``: what the domain lists for the measure or step and is not there (S18)."""
    if isinstance(content, Measure):
        code, term, table = content.measure_code, measure_term(content.measure_code), MEASURE
    else:
        code, term, table = content.step_code, step_term(content.step_code), STEP
    missing = [names for names in term.words("expected") if not _has_any(content, names)]
    named = {"employer_name"} if content.employer_id else set()
    missing += missing_attributes(table, code, content.attributes.keys() | named)
    return [finding("INCOMPLETE", fields=missing)] if missing else []


def _has_any(content: Measure | Step, names: str) -> bool:
    """Whether one of ``names``, fields or attributes with ``|`` between them, is there."""
    return any(
        name in content.attributes or getattr(content, name, None) is not None
        for name in names.split("|")
    )


def without_consent(history: History, kind: str, day: date) -> list[Finding]:
    """``CONSENT_ABSENT`` where no consent of ``kind`` holds on ``day``."""
    if consent_on(history.entries.values(), kind, day):
        return []
    return [finding("CONSENT_ABSENT", consent=kind, effective_on=day)]
