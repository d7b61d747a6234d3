"""Saying that something recorded was wrong: an entry's content, or the person and passport."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import msgspec

from marshrut.application.cases import (
    DIPLOMA,
    KEYED,
    check_organisation,
    check_restricted,
    split_evidence,
)
from marshrut.application.codes import check_codes, check_given_category, check_recordable_status
from marshrut.application.identity import resettle
from marshrut.application.leaves import with_leave_warning
from marshrut.application.measures import check_provider
from marshrut.application.opening import check_passport
from marshrut.application.verifications import check_entry_right
from marshrut.application.visit import Visit
from marshrut.application.work_corrections import split_casework
from marshrut.cases import contents
from marshrut.cases.attributes import split_attributes
from marshrut.cases.case import Outcome
from marshrut.cases.casework import CASEWORK, Contract, ContractChange
from marshrut.cases.checks import check_after_birth
from marshrut.cases.entries import Entry
from marshrut.cases.passports import begin_before
from marshrut.cases.person import MARKS, Person, checked_person, mixed_scripts
from marshrut.refusals import Refused, finding, refuse

PERSON_FIELDS = frozenset(Person.__struct_fields__)
PASSPORT_FIELDS = frozenset(
    {
        "programme_code",
        "programme_name",
        "study_form",
        "funding",
        "base_education",
        "graduation_year",
        "expected_graduation_date",
        "group_name",
        "qualification",
        "extra_qualifications",
    }
)
"""What may be changed of a passport; the rest follows from the person or from other entries."""

CODED = (
    "status_code",
    "source",
    "category_code",
    "nosology",
    "region",
    "kind",
    "measure_code",
    "result",
    "provider",
    "form",
    "initiated_by",
    "step_code",
    "state",
    "reason_code",
    "consent_kind",
    "risk_cause",
    "subject",
    "contract_kind",
    "terminated_by",
    "decision",
)


def correct(
    visit: Visit,
    entry_id: UUID,
    *,
    reason: str,
    changes: dict[str, Any],
    verification: UUID | None = None,
) -> Outcome:
    """Replace what was wrong in an entry (F014, semantics S7).

    ``verification``: the entry of the verification that has shown it (F115).
    """
    entry = visit.case.history.entries.get(entry_id)
    check_entry_right(visit, entry)
    check_restricted(visit, entry_id)
    if entry is not None and isinstance(entry.content, contents.PassportChange):
        return _correct_passport_change(visit, entry, reason, changes)
    clear, sealed = _split(visit, entry, dict(changes))
    writing = visit.writing(
        entry_id, source=clear.get("source"), sealed={"reason": reason, **sealed}
    )
    corrected = visit.case.correct(clear, writing, verification=verification)
    outcome = with_leave_warning(visit, corrected)
    keyed = entry is not None and isinstance(entry.content, KEYED)
    return resettle(visit, outcome) if keyed else outcome


def change_person(
    visit: Visit, *, reason: str, changes: dict[str, Any], effective_on: date | None = None
) -> Outcome:
    """Change person or passport fields: for all days, or from ``effective_on`` on (F004, S22)."""
    clear, sealed = _split_person(visit, changes)
    content = contents.PassportChange(changes=clear, effective_on=effective_on)
    writing = visit.writing(uuid4(), sealed={"reason": reason, "person": sealed})
    outcome = resettle(visit, visit.case.add(content, writing))
    return outcome.warned(*mixed_scripts(sealed))


def _correct_passport_change(
    visit: Visit, entry: Entry, reason: str, changes: dict[str, Any]
) -> Outcome:
    fields = {name: value for name, value in changes.items() if name != "effective_on"}
    clear, sealed = _split_person(visit, fields)
    known = entry.content
    assert isinstance(known, contents.PassportChange)  # noqa: S101 - narrows the type
    correction: dict[str, Any] = {"changes": {**known.changes, **clear}}
    if "effective_on" in changes:
        correction["effective_on"] = changes["effective_on"]
    writing = visit.writing(entry.entry_id, sealed={"reason": reason, "person": sealed})
    outcome = resettle(visit, visit.case.correct(correction, writing))
    return outcome.warned(*mixed_scripts(sealed))


def _split(
    visit: Visit, entry: Entry | None, changes: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The clear changes, and the sealed ones by group."""
    _check_codes(visit, entry, changes)
    sealed: dict[str, Any] = {}
    if "evidence" in changes:
        clear, opened = split_evidence(changes.pop("evidence"), visit)
        changes |= {"evidence_kind": None, "evidence_date": None, **clear}
        sealed["evidence"] = {"number": None, "issuer": None, **opened}
    days = {name: changes.get(name) for name in ("diploma_issued_on", "gia_date")}
    check_after_birth(days, born=visit.person.birth_date)
    diploma = {name: changes.pop(name) for name in DIPLOMA if name in changes}
    if diploma:
        sealed["diploma"] = diploma
    if entry is not None and isinstance(entry.content, CASEWORK):
        return split_casework(visit, entry, changes, sealed)
    if (
        changes.get("attributes")
        and entry is not None
        and isinstance(entry.content, contents.Status)
    ):
        code = changes.get("status_code") or entry.content.status_code
        replaced = code != entry.content.status_code
        split = split_attributes(
            code,
            changes["attributes"],
            blind=visit.blind_employer,
            known={} if replaced else entry.content.attributes,
        )
        check_after_birth(split.days, born=visit.person.birth_date)
        changes["attributes"], sealed["attributes"] = split.clear, split.sealed
    return changes, sealed


def _check_codes(visit: Visit, entry: Entry | None, changes: dict[str, Any]) -> None:
    contract = entry is not None and isinstance(entry.content, Contract | ContractChange)
    named = {name: changes.get(name) for name in CODED if name in changes}
    if contract and "state" in named:
        named["contract_state"] = named.pop("state")
    if entry is not None and not isinstance(entry.content, contents.Movement):
        named.pop("kind", None)
    check_codes(named, on=date.max)
    if changes.get("category_code") is not None:
        check_given_category(changes["category_code"])
    if changes.get("status_code") is not None:
        check_recordable_status(changes["status_code"])
    check_organisation(visit, changes.get("to_organisation"))
    check_provider(visit, changes.get("provider_org"))


def _split_person(visit: Visit, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The clear passport fields, with the marks of what changes, and the sealed person fields."""
    known = PERSON_FIELDS | PASSPORT_FIELDS
    unknown = [finding("UNKNOWN_FIELD", field=f, allowed=known) for f in changes.keys() - known]
    if unknown:
        raise Refused(*unknown)
    if not changes:
        raise refuse("INVALID", field="changes", expected=", ".join(sorted(known)))
    passport = {n: v for n, v in changes.items() if n in PASSPORT_FIELDS}
    check_passport(passport, on=visit.at.today)
    sealed = {n: v for n, v in changes.items() if n in PERSON_FIELDS}
    who = _changed_person(visit, sealed)
    check_after_birth(
        {"expected_graduation_date": passport.get("expected_graduation_date")}, born=who.birth_date
    )
    coded = {"person.sex": who.sex, "person.address_region": who.address_region}
    check_codes(coded, on=visit.at.today)
    normal = {name: getattr(who, name) for name in sealed}
    marks = who.marks(begins_on=_begins_on(visit, passport))
    changed = {MARKS[name]: marks[MARKS[name]] for name in MARKS.keys() & sealed.keys()}
    if passport.keys() & {"graduation_year", "expected_graduation_date"} and marks["adult_on"]:
        changed["adult_on"] = marks["adult_on"]
    return {**passport, **changed}, msgspec.to_builtins(normal)


def _begins_on(visit: Visit, passport: dict[str, Any]) -> date:
    """The begin of the case as changed: an earlier one may have days on which it is a minor's."""
    history = visit.case.history
    latest = {**msgspec.structs.asdict(history.passport(date.max)), **passport}
    expected = latest["expected_graduation_date"] or date(latest["graduation_year"], 6, 30)
    return begin_before(history.graduated_on or expected)


def _changed_person(visit: Visit, fields: dict[str, Any]) -> Person:
    merged = {**msgspec.to_builtins(visit.person), **msgspec.to_builtins(fields)}
    try:
        who = msgspec.convert({k: v for k, v in merged.items() if v is not None}, Person)
    except msgspec.ValidationError as error:
        raise refuse("INVALID", field="person", expected=str(error).partition(" -")[0]) from error
    return checked_person(who, today=visit.at.today, named=fields)
