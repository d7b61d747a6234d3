"""Whether a new or corrected fact of any kind may stand; statuses have ``judgement``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from marshrut.asof import birthday
from marshrut.cases import contents
from marshrut.cases.casework import CASEWORK, Resolution, Verification
from marshrut.cases.checks import (
    FULL_AGE,
    Circumstances,
    Judgement,
    check_dates,
    check_duplicate,
    check_happened,
)
from marshrut.cases.contradictions import conflicts
from marshrut.cases.entries import Entry
from marshrut.cases.history import History
from marshrut.cases.judgement import judge_status
from marshrut.cases.lifecycle import (
    ACADEMIC_LEAVE,
    EXPELLED,
    FINAL_YEAR,
    GRADUATED,
    MERGED,
    MONITORING_CLOSED,
    REINSTATED,
    TRANSFERRED,
)
from marshrut.cases.verification_verdicts import judge_checked
from marshrut.cases.work_verdicts import judge_casework
from marshrut.refusals import Refused, finding, refuse

MONITORING_YEARS = 2
"""A case stays open until 31 December of the year of graduation plus this (domain 13, D23)."""

WITH_NOSOLOGY = frozenset({"OVZ", "DISABLED", "DISABLED_CHILD"})
"""Categories of which the monitoring form asks the nosology (domain 3.1; F009)."""

MOVES_FROM = {
    EXPELLED: {FINAL_YEAR, ACADEMIC_LEAVE},
    TRANSFERRED: {FINAL_YEAR, ACADEMIC_LEAVE},
    ACADEMIC_LEAVE: {FINAL_YEAR},
    REINSTATED: {EXPELLED, TRANSFERRED, ACADEMIC_LEAVE},
}
"""Which lifecycle a movement of the contingent may start from (domain 3.1)."""


def judge(entry: Entry, history: History, at: Circumstances) -> Judgement:
    """Judge ``entry``, new or corrected, against ``history`` without it."""
    match entry.content:
        case contents.Status() as status:
            return judge_status(entry, status, history, at)
        case contents.Category() as category:
            return _judge_category(category, history, at)
        case contents.Graduation() as graduation:
            return _judge_graduation(entry, graduation, history, at)
        case contents.Movement() as movement:
            return _judge_movement(entry, movement, history, at)
        case contents.Closure() as closure:
            return _judge_closure(entry, closure, history, at)
        case _:
            return _judge_other(entry, history, at)


def _judge_other(entry: Entry, history: History, at: Circumstances) -> Judgement:
    match entry.content:
        case Verification() | Resolution():
            return judge_checked(entry, history, at)
        case content if isinstance(content, CASEWORK):
            return judge_casework(entry, history, at)
        case contents.Confirmation(effective_on=day):
            check_happened(entry, day, history, at)
        case contents.Merge():
            _check_not_merged(history, at)
    return Judgement()


def _judge_category(c: contents.Category, history: History, at: Circumstances) -> Judgement:
    check_dates(c.valid_from, c.valid_to, at, fields=("valid_from", "valid_to"))
    if history.lifecycle(at.today) == MERGED:
        raise refuse("CASE_CLOSED", lifecycle=MERGED, since=history.lifecycle_since(at.today))
    check_duplicate(c, history, at)
    if conflicts(c, history):
        raise refuse("CATEGORY_CONFLICT", category=c.category_code)
    adult_on = birthday(at.born, FULL_AGE) if at.born else date.max
    warnings = []
    if c.category_code in WITH_NOSOLOGY and c.nosology is None:
        warnings.append(finding("INCOMPLETE", fields=["nosology"]))
    if c.category_code == "DISABLED_CHILD" and (c.valid_to or date.max) >= adult_on:
        warnings.append(finding("RE_EVIDENCE_AT_18"))
    return Judgement(tuple(warnings))


def _judge_graduation(
    entry: Entry, graduation: contents.Graduation, history: History, at: Circumstances
) -> Judgement:
    check_happened(entry, graduation.graduation_date, history, at, field="graduation_date")
    for known in _entries(history):
        if isinstance(known.content, contents.Graduation) and not known.annulled_by:
            raise refuse(
                "ALREADY_GRADUATED",
                graduation_date=known.content.graduation_date,
                entry_id=known.entry_id,
            )
    return Judgement()


def _judge_movement(
    entry: Entry, movement: contents.Movement, history: History, at: Circumstances
) -> Judgement:
    day = movement.effective_on
    if movement.to_organisation is not None and movement.kind != TRANSFERRED:
        raise refuse("INVALID", field="to_organisation", expected="kind=TRANSFERRED")
    check_happened(entry, day, history, at, reopens=movement.kind == REINSTATED)
    lifecycle = history.lifecycle(max(day, history.begins_on))
    if lifecycle not in MOVES_FROM[movement.kind]:
        raise _conflict(movement.kind, day, lifecycle)
    return Judgement()


def _judge_closure(
    entry: Entry, closure: contents.Closure, history: History, at: Circumstances
) -> Judgement:
    day = closure.effective_on
    check_happened(entry, day, history, at)
    graduated, lifecycle = history.graduated_on, history.lifecycle(day)
    if graduated is None or lifecycle != GRADUATED:
        raise _conflict(MONITORING_CLOSED, day, lifecycle)
    open_until = graduated.replace(year=graduated.year + MONITORING_YEARS, month=12, day=31)
    if day <= open_until:
        return Judgement((finding("EARLY_CLOSURE", open_until=open_until),))
    return Judgement()


def _check_not_merged(history: History, at: Circumstances) -> None:
    if any(isinstance(e.content, contents.Merge) and not e.annulled_by for e in _entries(history)):
        raise refuse("CASE_CLOSED", lifecycle=MERGED, since=history.lifecycle_since(at.today))


def _conflict(action: str, day: date, lifecycle: str | None) -> Refused:
    return refuse("LIFECYCLE_CONFLICT", action=action, effective_on=day, lifecycle=lifecycle)


def _entries(history: History) -> Iterable[Entry]:
    return history.entries.values()
