"""The naive oracle on contradictions: what stands in a case against a rule (semantics S8).

Written from domain 3.1, 3.3, 4.5 and 6.2, semantics S2-S4 and decision 0018, apart from the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tests.support.oracle import Oracle
from tests.support.oracle_entries import Row
from tests.support.oracle_tables import CELLS, family
from tests.support.oracle_work_tables import BLOCKED, CONSENT

# Domain 4.5 (`BEFORE_GRADUATION`) with semantics S4.
ONLY_GRADUATES = {
    *("CONTINUING_EDUCATION", "CZN_UNEMPLOYED", "CZN_JOB_SEEKER", "INFORMAL", "NO_MOTIVATION"),
    *("NO_DEMAND", "AT_RISK_OTHER", "OTHER"),
}
OF_THE_FILE = {"opening", "merge", "erasure", "verifications", "verification-resolutions"}
STARTS = {
    "measures": "provided_on",
    "consents": "granted_on",
    "contracts": "signed_on",
    "practice-assessments": "assessed_on",
    "categories": "valid_from",
    "graduation": "graduation_date",
}


class Fault(NamedTuple):
    """A rule, the entry that breaks it, and from which day on."""

    rule: str
    entry_id: UUID
    since: date


def faults(case: Oracle) -> set[Fault]:
    """Every contradiction in the case."""
    return {
        *_side_by_side(case),
        *_premature(case),
        *_categories(case),
        *_disordered(case),
        *_without_consent(case),
        *_after_death(case),
    }


def _side_by_side(case: Oracle) -> Iterator[Fault]:
    for place, later in enumerate(case.statuses):
        day = later.fields["effective_on"]
        for earlier in case.statuses[:place]:
            both = case.covers(earlier, day) and case.covers(later, day)
            if both and _refused(earlier, later):
                yield Fault("INCOMPATIBLE_STATUS", later.entry_id, day)


def _refused(earlier: Row, later: Row) -> bool:
    codes = [row.fields["status_code"] for row in (earlier, later)]
    if any(code.startswith("F_") or code == "DECEASED" for code in codes):
        return False
    return CELLS[family(earlier.fields), family(later.fields)] == "x"


def _premature(case: Oracle) -> Iterator[Fault]:
    for row in case.statuses:
        day, graduated = row.fields["effective_on"], case.graduation
        if row.fields["status_code"] in ONLY_GRADUATES and (graduated is None or day < graduated):
            yield Fault("BEFORE_GRADUATION", row.entry_id, day)


def _categories(case: Oracle) -> Iterator[Fault]:
    for row in case.live("categories"):
        day = row.fields["valid_from"]
        passport = case.passport(day)
        denied = passport["has_snils"] or passport["citizenship_ru"]
        if row.fields["category_code"] == "FOREIGN_NO_SNILS" and denied:
            yield Fault("CATEGORY_CONFLICT", row.entry_id, day)


def _disordered(case: Oracle) -> Iterator[Fault]:
    for step in case.live("steps"):
        if not case.legal(step):
            first = case.moves(step)[0].fields["effective_on"]
            yield Fault("STEP_OUT_OF_ORDER", step.entry_id, first)


def _without_consent(case: Oracle) -> Iterator[Fault]:
    for step in case.live("steps"):
        if step.fields["step_code"] in BLOCKED:
            for move in case.bound(step):
                day = move.fields["effective_on"]
                acts = move.fields["state"] in {"IN_PROGRESS", "DONE"}
                if acts and not case.consented(CONSENT, day):
                    yield Fault("STEP_WITHOUT_CONSENT", step.entry_id, day)


def _after_death(case: Oracle) -> Iterator[Fault]:
    if case.death is None:
        return
    died = case.death.fields["effective_on"]
    days = [
        row.fields[STARTS.get(row.kind, "effective_on")]
        for row in case.rows.values()
        if row.state != "annulled" and row.kind not in OF_THE_FILE
    ]
    after = [day for day in days if day is not None and day > died]
    if after:
        yield Fault("FACTS_AFTER_DEATH", case.death.entry_id, min(after))
