"""Every finding about data, a second time, from decision 0018 and the domain's pages alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.support.ledger_oracle import EXPECTED
from tests.support.oracle import months_later
from tests.support.oracle_contradictions import faults
from tests.support.oracle_entries import Row
from tests.support.reference.asked import Asked
from tests.support.reference.graduate import Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about
from tests.support.reference.tables import WORK

POPULATION = {"FINAL_YEAR", "GRADUATED", "MONITORING_CLOSED"}
HEALTH = {"OVZ", "DISABLED", "DISABLED_CHILD"}
RULES = {
    *("INCOMPATIBLE_STATUS", "BEFORE_GRADUATION", "CATEGORY_CONFLICT"),
    *("FACTS_AFTER_DEATH", "STEP_OUT_OF_ORDER", "STEP_WITHOUT_CONSENT"),
}
KINDS_OF = {
    "UNVERIFIED": {"NO_DOCUMENT"},
    "STALE": {"STALE"},
    "CONTRADICTORY": RULES | {"LONG_CONSCRIPTION", "SOLE_PROPRIETOR_AND_NPD", "OUTSIDE_REGION"},
    "MISSING": {"NO_DATA", "INCOMPLETE", "NO_NOSOLOGY", "NO_SNILS"},
    "OTHER_SHARE": {"OTHER_SHARE"},
}


def findings(known: Known, asked: Asked) -> dict[UUID, set[str]]:
    """What is found in each case of the question."""
    too_many = too_many_others(known, asked.on)
    return {
        case_id: {code for code, found in FINDINGS.items() if found(it)}
        | {rule.rule for rule in faults(it.case) if rule.since <= it.day}
        | ({"OTHER_SHARE"} if _is_other(it) and cohort(it) in too_many else set())
        for case_id, it in asked_about(known, asked)
        if "lifecycle" in asked.filters or it.lifecycle in POPULATION
    }


def too_many_others(known: Known, on: date) -> dict[tuple[str, int], tuple[int, int]]:
    """Schools and years with more than one of 200 graduates in «Иное»: how many, of how many."""
    graduates: Counter[tuple[str, int]] = Counter()
    others: Counter[tuple[str, int]] = Counter()
    for _, it in asked_about(known, Asked(on=on)):
        if it.is_graduate:
            graduates[cohort(it)] += 1
            others[cohort(it)] += _is_other(it)
    return {of: (others[of], n) for of, n in graduates.items() if others[of] / n > 0.005}


def cohort(it: Graduate) -> tuple[str, int]:
    return it.state["organisation"], it.year


def _is_other(it: Graduate) -> bool:
    return it.is_graduate and it.primary == "OTHER"


# --- the primary status


def primaries(it: Graduate) -> Iterator[dict[str, Any]]:
    """The primary status; with another one that only a duplicate of it could be."""
    state = it.state
    for row in it.case.open(it.day):
        same = (row.fields["status_code"], row.fields["effective_on"], _employer(row))
        if same == (state["primary"], state["since"], state["employer_inn"]):
            yield row.fields


def _employer(row: Row) -> Any:
    return row.fields["attributes"].get("employer_inn")


def no_document(it: Graduate) -> bool:
    return not it.primary.startswith("F_") and any(
        status["evidence_kind"] in {None, "ORAL"} for status in primaries(it)
    )


def incomplete(it: Graduate) -> bool:
    return any(not complete(status) for status in primaries(it))


def complete(status: dict[str, Any]) -> bool:
    """Domain 4.2, column "required attributes"."""
    if status["status_code"] == "DECEASED":
        return None not in {status["evidence_date"], status["source"]}
    named = EXPECTED.get(status["status_code"], "").split()
    return all(name in status["attributes"] for name in named)


# --- news


def stale(it: Graduate) -> bool:
    """Domain 11.1: older than the cadence and five days; nobody asks of the dead and erased."""
    if it.primary == "DECEASED" or it.case.live("erasure"):
        return False
    days = longest(it)
    if days is None:
        return False
    news = [row.fields["effective_on"] for row in it.case.live("confirmations")]
    for row, _ in it.episodes({row.fields["status_code"] for row in it.case.statuses}):
        if not row.fields["status_code"].startswith("F_"):
            news.append(row.fields["effective_on"])
    told = [day for day in news if day <= it.day]
    return not told or max(told) < it.day - timedelta(days=days + 5)


def longest(it: Graduate) -> int | None:
    """How old news may be: by the region, the months and the cohort (domain 11.1)."""
    region, month = it.organisation.get("region_code"), it.day.month
    student = it.lifecycle == "FINAL_YEAR"
    ago = it.day.year - it.year if it.lifecycle == "GRADUATED" else None
    allowed = [31] if ago in {0, 1} else []
    if region == "67":
        weekly = 4 <= month <= 7 and (student or ago == 0)
        twice = month >= 7 and ago in {0, 1}
        allowed += [7] * weekly + [16] * twice
    return min(allowed, default=None)


# --- what looks wrong


def long_conscription(it: Graduate) -> bool:
    return any(
        months_later(row.fields["effective_on"], 13) < it.day and it.days_of(row)[1] == date.max
        for row in it.covering({"MILITARY_CONSCRIPT"})
    )


def outside_region(it: Graduate) -> bool:
    home = it.organisation.get("region_code")
    regions = {row.fields["attributes"].get("region") for row in it.covering(WORK)}
    return (
        home is not None
        and "RELOCATED_REGION" not in it.categories
        and bool(regions - {None, home})
    )


FINDINGS: dict[str, Callable[[Graduate], bool]] = {
    "NO_DOCUMENT": no_document,
    "STALE": stale,
    "LONG_CONSCRIPTION": long_conscription,
    "SOLE_PROPRIETOR_AND_NPD": lambda it: it.open >= {"SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"},
    "OUTSIDE_REGION": outside_region,
    "NO_DATA": lambda it: it.primary == "NO_DATA",
    "INCOMPLETE": incomplete,
    "NO_NOSOLOGY": lambda it: bool(it.categories & HEALTH) and it.state["nosology"] is None,
    "NO_SNILS": lambda it: it.state["citizenship_ru"] and not it.state["has_snils"],
}
