"""Names of people: what is none, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.cases.person import NAMES, Person, checked_person, mixed_scripts
from marshrut.refusals import Refused

TODAY = date(2026, 6, 1)


def named(**names: str) -> Person:
    given = {"last_name": "Лосева", "first_name": "Анна", **names}
    return Person(birth_date=date(2005, 2, 1), **given)


@pytest.mark.parametrize(
    "name", ["Иванов1", "<script>", "{Иван}", "И[ван]", "а@б", "#", "а/б", "\\"]
)
@pytest.mark.parametrize("field", NAMES)
def test_signs_that_are_in_no_name_are_refused(field: str, name: str):
    with pytest.raises(Refused) as refused:
        checked_person(named(**{field: name}), today=TODAY)
    told = [(f.code, f.field) for f in refused.value.findings]
    assert told == [("INVALID", f"person.{field}")]


@pytest.mark.parametrize(
    "name",
    [
        "О'Коннор",
        "О’Коннор",
        "Жан-Поль",
        "Айдар (Оглы)",
        "Св. Иоанн",
        "де ла Круз",
        "Łoś",
        "Ґалаґан",
    ],
)
@pytest.mark.parametrize("field", NAMES)
def test_names_of_people_are_taken(field: str, name: str):
    person = named(**{field: name})
    assert getattr(checked_person(person, today=TODAY), field) == name
    assert not mixed_scripts({field: name})


def test_a_name_taken_before_does_not_hinder_other_changes():
    old = named(last_name="Иванов1")
    assert checked_person(old, today=TODAY, named={"phone"}) == old


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Cоловьёва", True),  # the first letter is Latin
        ("Жан-Pоль", True),
        ("Жан Paul", False),
        ("Жан-Paul", False),
        ("Karl", False),
        (None, False),
    ],
)
def test_a_word_of_letters_that_look_alike_is_doubted(name: str | None, mixed: bool):  # noqa: FBT001
    found = mixed_scripts({"first_name": name, "phone": "Аx"})
    assert [(f.code, f.field) for f in found] == [("MIXED_SCRIPT", "person.first_name")] * mixed
