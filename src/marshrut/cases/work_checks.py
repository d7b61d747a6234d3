"""Checks and warnings that several kinds of casework share: links, consents, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from marshrut.cases.attributes import missing_attributes
from marshrut.cases.casework import Consent, Contract, Measure, Step
from marshrut.cases.consents import consent_on
from marshrut.cases.contents import Content, Status
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.measures import measure_term
from marshrut.cases.routes import step_term
from marshrut.refusals import Finding, finding, refuse

MEASURE = "measure_attributes"
STEP = "step_attributes"
LINKS: dict[str, type[Content]] = {
    "parent_step_id": Step,
    "routing_step_id": Step,
    "dispute_step_id": Step,
    "status_entry_id": Status,
    "contract_entry_id": Contract,
    "consent_entry_id": Consent,
}
"""The fields and attributes that name another entry of the case, and of which kind."""


def check_links(entry: Entry, history: History) -> None:
    """``BAD_LINK``: what the entry names is one of this case, of its kind, and not annulled.

    A correction is not refused for a link that it leaves alone (semantics S8).
    """
    known = history.entries.get(entry.entry_id)
    before = dict(_links(known.content)) if known else {}
    for field, named in _links(entry.content):
        kind, linked = LINKS[field.rpartition(".")[2]], history.entries.get(named)
        if before.get(field) == named:
            continue
        if linked is None or linked.annulled_by is not None or not isinstance(linked.content, kind):
            raise refuse("BAD_LINK", field=field, kind=kind.KIND)


def _links(content: Content) -> Iterator[tuple[str, UUID]]:
    attributes = getattr(content, "attributes", {})
    for name in LINKS:
        if (named := getattr(content, name, None)) is not None:
            yield name, named
        if name in attributes:
            yield f"attributes.{name}", UUID(str(attributes[name]))


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
