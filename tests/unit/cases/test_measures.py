"""Which measures count, which are addressed support, and what a record of one lacks (domain 5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from marshrut.cases.casework import Measure
from marshrut.cases.measures import addressed, counts
from marshrut.cases.restrictions import restricted_measure
from marshrut.classifiers import classifier
from tests.support.rulebook import consent, graduate, measure, record, told, writing

DAY = "2025-07-03"
HELD = {"activity_id": UUID(int=5)}


def test_only_what_is_or_was_given_counts():
    results = classifier("measure_results").codes
    assert [r for r in results if counts(r)] == ["PROVIDED", "IN_PROGRESS", "COMPLETED"]


ADDRESSED: list[tuple[str, dict[str, Any]]] = [
    ("RESUME", {}),
    ("RESUME", {"form": "GROUP"}),
    ("VACANCY_INFO", {"form": "INDIVIDUAL"}),
    ("VACANCY_INFO", {}),
]
NOT_ADDRESSED: list[tuple[str, dict[str, Any]]] = [
    ("RESUME", HELD),
    ("VACANCY_INFO", {"form": "GROUP"}),
    ("VACANCY_INFO", {"form": "INDIVIDUAL", **HELD}),
    ("CAREER_WEEK", {"form": "INDIVIDUAL"}),
    ("CAREER_WEEK", {}),
]


@pytest.mark.parametrize(("code", "fields"), ADDRESSED)
def test_addressed_is_what_was_done_for_this_graduate(code: str, fields: dict[str, Any]):
    assert addressed(measure(code, DAY, **fields))


@pytest.mark.parametrize(("code", "fields"), NOT_ADDRESSED)
def test_what_was_for_many_or_never_is_not_addressed(code: str, fields: dict[str, Any]):
    assert not addressed(measure(code, DAY, **fields))


def test_notes_of_a_psychologist_alone_are_restricted():
    codes = classifier("measures").codes
    assert {code: to for code in codes if (to := restricted_measure(code))} == {
        "PSYCH_SUPPORT": "PSYCHOLOGIST",
        "DIAGNOSTICS": "PSYCHOLOGIST",
    }


INTERNSHIP = "INTERNSHIP_REFERRAL"


def lacking(content: Measure) -> list[str]:
    warnings = graduate().add(content, writing()).warnings
    assert all((w.code, w.field) == ("INCOMPLETE", None) for w in warnings)
    return [name for w in warnings for name in w.parameters["fields"].split(", ")]


@pytest.mark.parametrize("result", classifier("measure_results").codes)
def test_only_of_what_counts_the_data_are_asked(result: str):
    expected = ["channel", "form", "vacancy_ids"] if counts(result) else []
    assert lacking(measure("VACANCY_INFO", DAY, result)) == expected


def test_fields_and_attributes_are_asked_together_and_an_employer_known_stands_for_its_name():
    bare = set(lacking(measure(INTERNSHIP, DAY)))
    assert bare >= {"employer_name", "period_end"}
    known = set(lacking(measure(INTERNSHIP, DAY, employer_id=UUID(int=5))))
    assert bare - known == {"employer_name"}
    named = set(lacking(measure(INTERNSHIP, DAY, attributes={"employer_name": "ООО"})))
    assert bare - named == {"employer_name"}


@pytest.mark.parametrize(
    ("granted", "kind", "warned"),
    [
        (DAY, "RESUME_TRANSFER", 0),
        ("2025-07-04", "RESUME_TRANSFER", 1),
        (DAY, "PD_PROCESSING", 1),
    ],
)
def test_a_resume_given_to_an_employer_without_consent_is_warned_of(
    granted: str, kind: str, warned: int
):
    case = graduate()
    record(case, consent(granted, kind=kind))
    content = measure("RESUME_TO_EMPLOYER", DAY, attributes={"employer_name": "ООО"})
    expected = ("CONSENT_ABSENT", None, {"consent": "RESUME_TRANSFER", "effective_on": DAY})
    assert told(case.add(content, writing()).warnings) == [expected] * warned
