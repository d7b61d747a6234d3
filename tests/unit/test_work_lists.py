"""The texts of work lists are fit for their facts; cadences by region, cohort and month."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest

from marshrut.classifiers import classifier
from projections.work_lists.cadences import cadence, in_window, interval, next_cutoff
from projections.work_lists.lists import LONGEST_DAYS
from projections.work_lists.questions import LISTS

STEP = {"entry_id", "step_code", "due_on", "days"}
FACTS = {
    "OVERDUE_STEPS": STEP,
    "DUE_STEPS": STEP,
    "STALE_CASES": {"cadence", "last_on", "days", "cadence_days", "cutoff_on", "days_left"},
    "AT_RISK_WITHOUT_SUPPORT": {"status_code", "last_on", "days"},
    "RETURNS": {"entry_id", "status_code", "due_on", "days"},
    "UNDECIDED_TRACKS": {"forecast"},
    "CONTRACTS_TERMINATED_BY_EMPLOYER": {"entry_id", "contract_kind", "since_on", "days"},
    "CONSENTS_EXPIRING": {"entry_id", "consent_kind", "due_on", "days"},
    "DISCREPANCIES": {"entry_id", "outcome", "source", "decision", "since_on", "days"},
}
MAYBE_UNKNOWN = {"last_on", "forecast"}


@pytest.mark.parametrize("code", LISTS)
def test_a_reason_names_only_what_its_list_tells(code: str):
    texts = classifier("work_lists").get(code).extra
    for language in ("ru", "en"):
        assert texts[f"help_{language}"]
        assert set(named(texts[f"reason_{language}"])) <= FACTS[code]
        bare = set(named(texts[f"otherwise_{language}"]))
        assert bare <= FACTS[code]
        if FACTS[code] & MAYBE_UNKNOWN:
            assert texts[f"otherwise_{language}"]
            assert not bare & (MAYBE_UNKNOWN | {"days"})


def named(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def test_every_list_has_a_question_and_lifecycles_that_are_not_closed():
    terms = classifier("work_lists").terms
    assert tuple(terms) == tuple(LISTS)
    for term in terms.values():
        lifecycles = [classifier("lifecycles").get(code) for code in term.words("lifecycles")]
        assert lifecycles
        assert not any(lifecycle.flag("closed") for lifecycle in lifecycles)
        assert int(term.extra["days"] or 1) in range(1, LONGEST_DAYS + 1)


@pytest.mark.parametrize(
    ("region", "cohort", "day", "expected"),
    [
        ("67", "Y", "2025-03-31", "M01"),
        ("67", "Y", "2025-06-30", "W"),
        ("67", "Y", "2025-07-31", "W"),
        ("67", "Y", "2025-08-01", "TM"),
        ("67", "Y-1", "2025-06-30", "M01"),
        ("67", "Y-1", "2025-07-01", "TM"),
        ("67", "Y-1", "2025-12-31", "TM"),
        ("67", "Y-1", "2026-01-01", "M01"),
        ("67", "CX", "2026-03-31", None),
        ("67", "CX", "2026-04-01", "W"),
        ("67", "CX", "2026-07-31", "W"),
        ("67", "CX", "2026-08-01", None),
        ("63", "Y", "2025-09-01", "M01"),
        ("70", "Y", "2025-09-01", "M20"),
        ("77", "Y", "2025-09-01", "M20"),
        (None, "Y-1", "2025-09-01", "M20"),
        ("70", "CX", "2026-04-01", None),
    ],
)
def test_the_most_frequent_cadence_of_the_region_wins(
    region: str | None, cohort: str, day: str, expected: str | None
):
    found = cadence(region, cohort, date.fromisoformat(day))
    assert (found.code if found else None) == expected


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("M20", "2025-09-20", "2025-09-20"),
        ("M20", "2025-09-21", "2025-10-20"),
        ("M20", "2025-12-21", "2026-01-20"),
        ("M01", "2025-12-02", "2026-01-01"),
        ("TM", "2025-07-15", "2025-07-15"),
        ("TM", "2025-07-16", "2025-07-31"),
        ("TM", "2025-09-16", "2025-09-30"),
        ("W", "2025-04-07", "2025-04-07"),
        ("W", "2025-04-08", "2025-04-14"),
        ("W", "2025-04-13", "2025-04-14"),
        ("Q", "2025-10-01", "2025-12-31"),
        ("Q", "2025-04-01", "2025-06-30"),
        ("F1", "2027-03-01", "2028-02-29"),
        ("F1", "2028-02-29", "2028-02-29"),
        ("Y", "2025-12-31", "2025-12-31"),
        ("MV", "2026-02-01", "2026-02-28"),
    ],
)
def test_the_next_day_of_reckoning_is_the_first_not_past(code: str, day: str, expected: str):
    term = classifier("cadences").get(code)
    assert next_cutoff(term, date.fromisoformat(day)) == date.fromisoformat(expected)


def test_a_window_of_months_may_go_over_the_end_of_the_year():
    term = classifier("cadences").get("MV")
    held = [month for month in range(1, 13) if in_window(term, date(2026, month, 15))]
    assert held == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12]


def test_the_interval_is_in_days():
    assert interval(classifier("cadences").get("TM")).days == 16
