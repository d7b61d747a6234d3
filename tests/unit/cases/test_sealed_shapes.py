"""Attributes and persons: their shapes, what of them is sealed, what stays in clear (S24)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from marshrut.cases.attributes import BLIND, SEALED, split_attributes
from marshrut.cases.checks import check_after_birth
from marshrut.cases.person import Person, checked_person
from tests.support.rulebook import (
    BORN,
    EMPLOYER,
    TODAY,
    TOMORROW,
    WORK,
    day,
    refused,
)


def test_nothing_is_dated_before_the_birth():
    check_after_birth({"evidence.date": BORN, "gia_date": None}, born=BORN)
    early = {"evidence.date": BORN - timedelta(days=1), "gia_date": TODAY}
    found = refused(lambda: check_after_birth(early, born=BORN)).findings
    assert [(f.code, f.field, f.parameters["not_before"]) for f in found] == [
        ("DATE_ORDER", "evidence.date", "birth_date")
    ]


PERSONAL_INN = "500100732259"


def blind(inn: str) -> str:
    return f"<{inn[-2:]}>"


def test_a_personal_employer_is_sealed_with_its_name_and_recognised():
    split = split_attributes(WORK, {**EMPLOYER, "employer_inn": PERSONAL_INN}, blind=blind)
    assert split.clear == {
        "employer_inn": f"{BLIND}<59>",
        "employer_name": SEALED,
        "in_specialty": True,
    }
    assert split.sealed == {"employer_inn": PERSONAL_INN, "employer_name": "ООО"}
    assert split_attributes(WORK, EMPLOYER, blind=blind).clear == EMPLOYER
    renamed = split_attributes(WORK, {"employer_name": "Я"}, blind=blind, known=split.clear)
    assert (renamed.clear, renamed.sealed) == ({"employer_name": SEALED}, {"employer_name": "Я"})


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        (WORK, {"employer_inn": "7707083894"}, "CHECKSUM"),
        (WORK, {"employer_inn": "77"}, "INVALID"),
        (WORK, {"in_specialty": "true"}, "INVALID"),
        (WORK, {"contract_date": "2025-02-30"}, "INVALID"),
        (WORK, {"contract_term": "LONG"}, "INVALID"),
        (WORK, {"ogrnip": "304500116000157"}, "UNKNOWN_FIELD"),
        ("SOLE_PROPRIETOR", {"ogrnip": "304500116000158"}, "CHECKSUM"),
        ("SELF_EMPLOYED_NPD", {"inn": "500100732250"}, "CHECKSUM"),
        ("SELF_EMPLOYED_NPD", {"inn": "7707083893"}, "INVALID"),
        ("MOVED_ABROAD", {"country": "kz"}, "INVALID"),
        ("OTHER", {"text": " "}, "INVALID"),
    ],
)
def test_attributes_out_of_shape(code: str, given: dict[str, Any], expected: str):
    caught = refused(lambda: split_attributes(code, given, blind=blind))
    assert [(f.code, f.field) for f in caught.findings] == [
        (expected, f"attributes.{next(iter(given))}")
    ]
    assert set(caught.findings[0].parameters.values()).isdisjoint(given.values())


def test_the_dates_among_attributes_are_named_by_their_fields():
    given = {"child_birth_date": "2024-05-01", "expected_end_on": None}
    split = split_attributes("PARENTAL_LEAVE", given, blind=blind)
    assert split.clear == {"child_birth_date": SEALED, "expected_end_on": None}
    assert split.days == {"attributes.child_birth_date": day("2024-05-01")}


def person(**fields: Any) -> Person:
    return Person(**{"last_name": "Ли", "first_name": "Ян", "birth_date": BORN, **fields})


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"snils": "112-233-445 96"}, "CHECKSUM", "person.snils"),
        ({"inn": "7707083893"}, "INVALID", "person.inn"),
        ({"inn": "500100732250"}, "CHECKSUM", "person.inn"),
        ({"birth_date": TOMORROW}, "INVALID", "person.birth_date"),
        ({"birth_date": day("1899-12-31")}, "INVALID", "person.birth_date"),
        ({"address_municipality": "697"}, "INVALID", "person.address_municipality"),
        ({"last_name": " "}, "INVALID", "person.last_name"),
    ],
)
def test_a_person_out_of_shape(fields: dict[str, Any], code: str, field: str):
    found = refused(lambda: checked_person(person(**fields), today=TODAY)).findings
    assert [(f.code, f.field) for f in found] == [(code, field)]


def test_identifiers_are_kept_in_their_normal_form_and_marks_follow():
    who = checked_person(person(snils="112-233-445 95", citizenship="KZ"), today=TODAY)
    assert who.snils == "11223344595"
    eighteen = day("2024-02-28")
    marks = who.marks(begins_on=eighteen - timedelta(days=1))
    assert marks == {
        "sex": None,
        "citizenship_ru": False,
        "has_snils": True,
        "municipality": None,
        "adult_on": eighteen,
    }
    assert who.marks(begins_on=eighteen)["adult_on"] is None
