"""Who is who: natural keys, other cases of a person, names that change."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from marshrut.application import cases
from marshrut.application.corrections import change_person, correct
from marshrut.application.requests import Written
from marshrut.cases.case import Outcome
from marshrut.cases.events import CaseOpened
from marshrut.identifiers import format_snils
from marshrut.ledger.case_lookup import cases_matching
from marshrut.refusals import Refused
from tests.support.office import Decision, Office, request, snils

BASE_CENTRE = request("BCK_STAFF", None, ("67",))
MARRIED_ON = date(2026, 2, 14)
MARRIED = {"last_name": "Семёнова"}


def found(office: Office, query: str) -> set[UUID]:
    """The cases that a search finds."""
    tokens = office.service.blind.query_tokens(query)
    with office.service.engine.connect() as connection:
        return cases_matching(connection, tokens=tokens)


def named(written: Written) -> dict[str, str]:
    """The cases that each warning names."""
    return {w.code: w.parameters["cases"] for w in written.warnings if "cases" in w.parameters}


def renamed(fields: dict[str, Any], **rest: Any) -> Decision:
    return lambda come: change_person(come, reason="заявление", changes=fields, **rest)


def person_id(office: Office, case_id: UUID) -> UUID:
    case = office.service.case(case_id)
    assert case is not None
    opened = case.events[0]
    assert isinstance(opened, CaseOpened)
    return opened.content.person_id


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({}, {}),
        ({}, {"last_name": "Иванов"}),  # by СНИЛС, whatever the name
        ({}, {"snils": format_snils(snils(1))}),
        ({"snils": None, "first_name": "Пётр"}, {"snils": None, "first_name": "  ПЕТР "}),
    ],
)
def test_the_same_person_gets_no_second_case(
    office: Office, first: dict[str, Any], again: dict[str, Any]
) -> None:
    opened = office.open(**first)
    with pytest.raises(Refused) as refused:
        office.open(**again)
    (finding,) = refused.value.findings
    assert finding.code == "DUPLICATE"
    assert finding.parameters["case_id"] == str(opened.case_id)
    assert finding.parameters["entry_id"] == str(opened.entry_id)


@pytest.mark.parametrize(
    "other",
    [
        {"passport": {"programme_code": "09.02.07"}},
        {"graduation_date": date(2024, 6, 30)},
        {"snils": snils(7)},
        {"organisation": "B"},
    ],
)
def test_another_course_of_the_same_name_is_another_case(
    office: Office, other: dict[str, Any]
) -> None:
    assert office.open().case_id != office.open(**other).case_id


@pytest.mark.parametrize("other", [{"birth_date": date(2005, 3, 15)}, {"middle_name": None}])
def test_without_a_number_name_and_day_of_birth_tell_people_apart(
    office: Office, other: dict[str, Any]
) -> None:
    office.open(snils=None)
    assert named(office.open(snils=None, **other)) == {}


def test_another_case_of_the_person_is_named_to_those_who_may_see_it(office: Office) -> None:
    first = office.open(organisation="A")
    unseen = office.open(organisation="B")
    assert named(unseen) == {}
    seen = office.open(organisation="B", passport={"programme_code": "09.02.07"}, by=BASE_CENTRE)
    both = sorted(map(str, (first.case_id, unseen.case_id)))
    assert sorted(named(seen)["SAME_PERSON"].split(", ")) == both
    far = office.open(organisation="C")
    assert named(far) == {}
    people = {person_id(office, w.case_id) for w in (first, unseen, seen, far)}
    assert len(people) == 1


def test_a_person_of_the_same_name_and_birthday_may_be_the_same(office: Office) -> None:
    first = office.open(snils=None)
    assert named(office.open(snils=None, organisation="B")) == {}
    other = office.open(organisation="B", passport={"programme_code": "09.02.07"}, by=BASE_CENTRE)
    assert str(first.case_id) in named(other)["POSSIBLE_DUPLICATE"]
    assert person_id(office, first.case_id) != person_id(office, other.case_id)


def test_a_case_is_found_by_words_and_their_beginnings(office: Office) -> None:
    case = office.open(last_name="Мамин-Сибиряк", first_name="Пётр").case_id
    for query in ("мамин", "СИБИР", "петр мамин", "Пётр", "Ильич", "сибиряк"):
        assert found(office, query) == {case}, query
    for query in ("ма", "петров", "мамин иван", "", "сибирякк"):
        assert found(office, query) == set(), query


def test_a_corrected_name_holds_for_all_days_and_finds_the_case(office: Office) -> None:
    case = office.open().case_id
    office.write(case, renamed(MARRIED))
    assert found(office, "семенова") == {case}
    assert found(office, "петров") == set()
    assert office.person(case, date(2020, 1, 1)).last_name == "Семёнова"


def test_a_changed_name_holds_from_its_day(office: Office) -> None:
    case = office.open().case_id
    office.write(case, renamed(MARRIED, effective_on=MARRIED_ON))
    assert office.person(case, date(2026, 2, 13)).last_name == "Петровб"
    assert office.person(case, MARRIED_ON).last_name == "Семёнова"
    assert found(office, "семенова") == {case}


def test_null_clears_a_field_of_a_person(office: Office) -> None:
    case = office.open(phone="+79990001122").case_id
    office.write(case, renamed({"middle_name": None, "phone": None}))
    person = office.person(case)
    assert (person.middle_name, person.phone) == (None, None)
    assert found(office, "ильич") == set()
    with pytest.raises(Refused) as refused:
        office.write(case, renamed({"last_name": None}))
    assert refused.value.code == "INVALID"


def test_marks_in_clear_follow_the_person(office: Office) -> None:
    case = office.open(snils=None, citizenship="KZ").case_id
    office.write(case, renamed({"snils": snils(5), "sex": "F"}, effective_on=MARRIED_ON))
    history = office.visit(case).case.history
    before, after = history.state(date(2026, 2, 13)), history.state(MARRIED_ON)
    assert (before.has_snils, before.sex) == (False, "M")
    assert (after.has_snils, after.sex) == (True, "F")
    assert ("FOREIGN_NO_SNILS" in before.categories, after.categories) == (True, ())


def has_snils(office: Office, case_id: UUID) -> list[bool]:
    """Before and after the day of the marriage."""
    history = office.visit(case_id).case.history
    return [history.passport(day).has_snils for day in (date(2026, 2, 13), MARRIED_ON)]


def test_a_correction_of_one_field_leaves_the_marks_of_others(office: Office) -> None:
    case = office.open(snils=None, citizenship="KZ").case_id
    office.write(case, renamed({"snils": snils(5)}, effective_on=MARRIED_ON))
    office.write(case, renamed({"first_name": "Пётр"}))
    assert has_snils(office, case) == [False, True]
    office.write(case, renamed({"snils": snils(6)}))
    assert has_snils(office, case) == [True, True]


def test_a_change_of_one_field_takes_back_no_correction_of_another(office: Office) -> None:
    case = office.open(snils=None, citizenship="KZ").case_id
    office.write(case, renamed(MARRIED, effective_on=MARRIED_ON))
    office.write(case, renamed({"snils": snils(5)}))
    assert has_snils(office, case) == [True, True]


def test_news_of_an_earlier_name_leaves_the_latest(office: Office) -> None:
    case = office.open().case_id
    office.write(case, renamed(MARRIED, effective_on=MARRIED_ON))
    office.write(case, renamed({"last_name": "Средняя"}, effective_on=date(2025, 10, 1)))
    assert office.person(case, date(2025, 10, 1)).last_name == "Средняя"
    assert found(office, "семенова") == {case}
    assert found(office, "средняя") == set()


def test_a_change_that_makes_two_cases_one_is_refused_whole(office: Office) -> None:
    first, second = office.open(1).case_id, office.open(2).case_id
    head = office.service.ledger.head()
    with pytest.raises(Refused) as refused:
        office.write(second, renamed({"snils": snils(1), "last_name": "Другой"}))
    assert refused.value.code == "DUPLICATE"
    assert refused.value.findings[0].parameters["case_id"] == str(first)
    assert office.service.ledger.head() == head
    assert found(office, "другой") == set()


def test_a_natural_key_given_up_is_free_again(office: Office) -> None:
    case = office.open(1).case_id
    office.write(case, renamed({"snils": snils(9)}))
    assert office.open(1).case_id != case
    with pytest.raises(Refused, match="DUPLICATE"):
        office.open(9)


def test_a_change_corrected_finds_the_case_by_the_right_name(office: Office) -> None:
    case = office.open().case_id
    changed = office.write(case, renamed(MARRIED, effective_on=MARRIED_ON)).entry_id
    right = {"last_name": "Семёновская"}
    office.write(case, lambda come: correct(come, changed, reason="опечатка", changes=right))
    assert office.person(case).last_name == "Семёновская"
    assert office.person(case, date(2026, 2, 13)).last_name == "Петровб"
    assert found(office, "семеновская") == {case}
    assert found(office, "семенова") == set()


def test_a_change_annulled_finds_the_case_by_the_old_name(office: Office) -> None:
    case = office.open().case_id
    changed = office.write(case, renamed({**MARRIED, "snils": snils(9)})).entry_id

    def annulled(come: Any) -> Outcome:
        return cases.annul(come, changed, reason="не тот человек")

    office.write(case, annulled)
    assert office.person(case).last_name == "Петровб"
    assert found(office, "петровб") == {case}
    assert found(office, "семенова") == set()
    assert office.open(9).case_id != case
    with pytest.raises(Refused, match="DUPLICATE"):
        office.open(1)


@pytest.mark.parametrize("fields", [{}, {"nickname": "x"}, {"organisation": "B"}])
def test_only_known_fields_are_changed(office: Office, fields: dict[str, Any]) -> None:
    case = office.open().case_id
    with pytest.raises(Refused) as refused:
        office.write(case, renamed(fields))
    assert refused.value.code == ("UNKNOWN_FIELD" if fields else "INVALID")


def test_a_name_of_mixed_letters_is_doubted_when_it_is_written(office: Office):
    case_id = office.open().case_id
    mixed = renamed({"last_name": "Cемёнова"})  # C is Latin
    assert [w.code for w in office.write(case_id, mixed).warnings] == ["MIXED_SCRIPT"]
    other = renamed({"phone": "+7 900 000-00-00"})
    assert not office.write(case_id, other).warnings
    with pytest.raises(Refused, match=r"INVALID\(person.last_name\)"):
        office.write(case_id, renamed({"last_name": "Семёнова 2"}))
