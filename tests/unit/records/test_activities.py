"""How activities are counted, and when too many did not like one."""

from __future__ import annotations

from typing import Any

import pytest

from marshrut.classifiers import classifier
from marshrut.records.activities import days_of, dissatisfied, reported_kind, weight

SIX = ["JOB_FAIR", "TRAINING", "CAREER_DAY", "GROUP_INTERVIEW", "EXCURSION", "OTHER"]


def test_every_kind_is_reported_as_one_of_the_six():
    terms = classifier("activity_kinds").terms
    assert [code for code, term in terms.items() if term.extra["i7"] == code] == SIX
    assert {term.extra["i7"] for term in terms.values()} == set(SIX)
    assert len(terms) == 25 + 5, "the kinds of domain 7.4, and those of F133 and F134"
    measures = {term.extra["measure"] for term in terms.values()} - {""}
    assert measures <= set(classifier("measures").codes)


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("JOB_FAIR", {"ends_on": "2025-10-03"}, ("JOB_FAIR", 3, 1)),
        ("CAREER_DAY", {"ends_on": "2025-10-03"}, ("CAREER_DAY", 3, 3)),
        ("CAREER_DAY", {"ends_on": "2025-10-03", "days": 2}, ("CAREER_DAY", 2, 2)),
        ("CAREER_DAY", {}, ("CAREER_DAY", 1, 1)),
        ("CAREER_DAY", {"ends_on": "2025-09-30"}, ("CAREER_DAY", 1, 1)),
        ("SEMINAR", {"days": 2}, ("OTHER", 2, 1)),
    ],
)
def test_what_an_activity_counts(kind: str, said: dict[str, Any], told: tuple[str, int, int]):
    fields = {"activity_kind": kind, "starts_on": "2025-10-01", **said}
    assert (reported_kind(fields), days_of(fields), weight(fields)) == told


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (None, None),
        ({"FULLY": 0}, None),
        ({"FULLY": 90, "NOT_AT_ALL": 10}, False),
        ({"FULLY": 89, "NOT_AT_ALL": 11}, True),
        ({"NOT_AT_ALL": 1}, True),
        ({"RATHER_NOT": 100}, False),
    ],
)
def test_more_than_a_tenth_is_too_many(answers: dict[str, int] | None, *, told: bool | None):
    assert dissatisfied({"satisfaction": answers} if answers else {}) is told
