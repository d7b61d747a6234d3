"""Verification against extracts (domain 7.8, D15), case by case on the cut-off of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from marshrut.events import Event
from marshrut.records.events import (
    RecordChanged,
    RecordEntryAnnulled,
    RecordEntryCorrected,
    RecordOpened,
)
from tests.support.oracle_entries import Row, as_day
from tests.support.reference.asked import Asked
from tests.support.reference.graduate import Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about

LABOUR = {"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"}
OWN = {"SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"}
AGREES = {"MATCH_EMPLOYED", "MATCH_NOT_EMPLOYED", "EMPLOYER_DIFFERS"}
DISAGREES = {"REPORTED_NOT_CONFIRMED", "SFR_ONLY"}
BOTH = {"MATCH_EMPLOYED", "EMPLOYER_DIFFERS"}


@dataclass(frozen=True)
class Run:
    """A run as its record says it last; ``opened``: the position of its first event."""

    run_id: UUID
    opened: int
    region: str
    source: str
    cutoff: date
    years: range


def runs(known: Known) -> Iterator[Run]:
    """The runs that are known and stand."""
    for run_id, told in known.records.items():
        position, first = told[0]
        fields = _said([event for _, event in told])
        if isinstance(first, RecordOpened) and first.kind == "VERIFICATION_RUN" and fields:
            until = fields.get("year_to") or fields["year_from"]
            yield Run(
                run_id,
                position,
                first.region_code,
                fields["source"],
                date.fromisoformat(fields["cutoff"]),
                range(fields["year_from"], until + 1),
            )


def _said(told: list[Event]) -> dict[str, Any]:
    """The fields by the last word; nothing where the opening was taken back."""
    entries: dict[UUID, tuple[date, int, dict[str, Any]]] = {}
    for event in told:
        match event:
            case RecordOpened() | RecordChanged():
                when = (event.effective_on, event.originator_version)
                entries[event.entry_id] = (*when, dict(event.fields))
            case RecordEntryCorrected():
                day, version, fields = entries[event.entry_id]
                changed = {**fields, **event.fields}
                entries[event.entry_id] = (event.effective_on or day, version, changed)
            case RecordEntryAnnulled():
                _, version, _ = entries.pop(event.entry_id)
                if version == 1:
                    return {}
    said: dict[str, Any] = {}
    for _, _, fields in sorted(entries.values(), key=lambda each: each[:2]):
        said |= fields
    return {name: value for name, value in said.items() if value is not None}


def last_runs(known: Known, asked: Asked, source: str = "SFR") -> list[Run]:
    """The last run of each region that the question is about, by its day."""
    found: dict[str, Run] = {}
    region = asked.filters.get("region")
    for run in runs(known):
        if run.source != source or run.cutoff > asked.on or region not in {None, run.region}:
            continue
        if asked.regions and run.region not in asked.regions:
            continue
        before = found.get(run.region)
        if before is None or (before.cutoff, before.opened) < (run.cutoff, run.opened):
            found[run.region] = run
    return [run for run in found.values() if asked.year is None or asked.year in run.years]


def compared(known: Known, asked: Asked, run: Run) -> Iterator[tuple[UUID, Graduate, str]]:
    """The graduates of a run on its cut-off, each with its outcome."""
    for case_id, it in asked_about(known, replace(asked, on=run.cutoff)):
        if it.organisation.get("region_code") != run.region or it.year not in run.years:
            continue
        if it.is_graduate:
            yield case_id, it, outcome(it, run)


def entry_of(it: Graduate, run: Run) -> Row | None:
    """What the extract of the run says of the case: the last that stands, if it is of the day."""
    rows = [row for row in it.case.live("verifications") if row.fields["run_id"] == run.run_id]
    return rows[-1] if rows and rows[-1].fields["checked_on"] == run.cutoff else None


def outcome(it: Graduate, run: Run) -> str:
    """How the two compare on the day of the case."""
    mine = it.covering(LABOUR if run.source == "SFR" else OWN)
    elsewhere = run.source == "SFR" and not mine and bool(it.covering(OWN))
    row = entry_of(it, run)
    if elsewhere:
        return "NOT_COMPARED"
    if row is None:
        return "NOT_IN_SFR"
    theirs = [work for work in map(_plain, row.fields["employments"]) if _goes_on(work, run.cutoff)]
    if not mine and not theirs:
        return "MATCH_NOT_EMPLOYED"
    if not mine or not theirs:
        return "SFR_ONLY" if theirs else "REPORTED_NOT_CONFIRMED"
    employers = [row.fields["attributes"].get("employer_inn") for row in mine]
    named = [work["employer_inn"] for work in theirs]
    unknown = None in employers or None in named or run.source != "SFR"
    return "MATCH_EMPLOYED" if unknown or set(employers) & set(named) else "EMPLOYER_DIFFERS"


def decision(it: Graduate, run: Run) -> str | None:
    """What was decided last on what the extract says of the case."""
    row = entry_of(it, run)
    if row is None:
        return None
    found = [
        (each.fields["resolved_on"], each.version, each.fields["decision"])
        for each in it.case.live("verification-resolutions")
        if each.fields["verification_entry_id"] == row.entry_id
    ]
    return max(found)[2] if found else None


def _plain(work: Any) -> dict[str, Any]:
    names = ("employer_inn", "period_from", "period_to")
    told = work if isinstance(work, dict) else {name: getattr(work, name) for name in names}
    return {name: as_day(told.get(name)) for name in names}


def _goes_on(work: dict[str, Any], day: date) -> bool:
    begun = work["period_from"] is None or work["period_from"] <= day
    return begun and (work["period_to"] is None or day <= work["period_to"])
