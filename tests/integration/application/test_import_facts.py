"""Loading facts of cases that there are: each to its case, once, and never over what is known."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.application import cases
from tests.integration.application.test_import import (
    IMPORTER,
    counts,
    faults,
    graduate,
    load,
    only_case,
    opened,
    state,
)
from tests.support.lists import ROW, WORK, without
from tests.support.office import request, snils

WHO = {"СНИЛС": snils(1)}
NAMED = {"ФИО": "Котааб Иван Ильич", "Дата рождения": "01.02.2005", "ПОО": "A"}
RESUME = {"Мера поддержки": "составление резюме", "Дата оказания": "15.03.2026"}
INTERVIEW = {"Шаг": "Собеседование", "Состояние": "план", "Дата": "20.03.2026"}
OFFER = INTERVIEW | {"Состояние": "выполнено", "Дата": "25.03.2026", "Исход": "OFFER"}


@pytest.fixture
def case_id(office):
    """The only case that there is."""
    load(office, without(graduate(1), *WORK, "Категории"))
    return only_case(office)


def entries(office, case_id, kind):
    known = office.service.case(case_id).history.entries.values()
    return [e.content for e in known if e.kind == kind and e.annulled_by is None]


@pytest.mark.parametrize("who", [WHO, NAMED, WHO | NAMED, NAMED | {"Год выпуска": "2025"}])
def test_statuses_come_to_the_case_by_whatever_names_it(office, case_id, who):
    assert counts(load(office, who | WORK)) == (1, 0, 0, 0)
    assert state(office, case_id).primary == "EMPLOYED_LABOUR_CONTRACT"
    assert counts(load(office, who | WORK)) == (0, 0, 1, 0)


def test_a_case_may_be_named_by_its_number(office, case_id):
    row = {"Номер дела": f"https://marshrut.example/api/v1/cases/{case_id}"} | WORK
    assert counts(load(office, row)) == (1, 0, 0, 0)
    foreign = row | {"ФИО": "Иванов Иван", "Дата рождения": "01.01.2004"}
    assert faults(load(office, foreign)) == [(2, "Номер дела", "OTHER_PERSON")]


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ({"СНИЛС": snils(2)}, ("СНИЛС", "NO_SUCH_CASE")),
        (NAMED | {"ПОО": "B"}, ("ФИО", "NO_SUCH_CASE")),
        (NAMED | {"ПОО": "Z"}, ("ПОО", "UNKNOWN_ORGANISATION")),
        (WHO | {"Год выпуска": "2024"}, ("СНИЛС", "NO_SUCH_CASE")),
        (NAMED | {"Дата рождения": ""}, ("Дата рождения", "MISSING_VALUE")),
        ({"Номер дела": "7"}, ("Номер дела", "BAD_CASE_ID")),
        ({"СНИЛС": ""}, ("СНИЛС", "MISSING_VALUE")),
    ],
)
@pytest.mark.usefixtures("case_id")
def test_whose_case_is_not_found_is_said_where_it_is_asked(office, who, fault):
    assert [error[1:] for error in faults(load(office, who | WORK))] == [fault]


@pytest.mark.usefixtures("case_id")
def test_nobody_sees_the_case_of_another_school(office):
    report = load(office, WHO | WORK, by=request("CK_STAFF", "B"), own_organisation=True)
    assert faults(report) == [(2, "СНИЛС", "NO_SUCH_CASE")]


def test_one_person_with_two_cases_needs_one_more_word(office, case_id):
    load(office, graduate(1, Специальность="09.02.07"))
    assert faults(load(office, WHO | WORK)) == [(2, "СНИЛС", "SEVERAL_CASES")]
    report = load(office, WHO | WORK | {"Код специальности": "15.02.16"}, kind="statuses")
    assert counts(report) == (1, 0, 0, 0)
    assert state(office, case_id).primary == "EMPLOYED_LABOUR_CONTRACT"


def test_categories_are_added_once(office, case_id):
    row = WHO | {"Категории": "сирота, ОВЗ", "Категории с": "01.09.2024", "Нозология": ""}
    assert counts(load(office, row)) == (1, 0, 0, 0)
    assert {c.category_code for c in entries(office, case_id, "categories")} == {"ORPHAN", "OVZ"}
    assert counts(load(office, row)) == (0, 0, 1, 0)


def test_of_a_row_with_a_refused_category_nothing_is_recorded(office, case_id):
    head = office.service.ledger.head()
    row = WHO | {"Категории": "сирота, иностранец без СНИЛС"}
    assert faults(load(office, row)) == [(2, "Категории", "CATEGORY_CONFLICT")]
    assert office.service.ledger.head() == head
    following = load(office, row, WHO | {"Категории": "ОВЗ"})
    assert counts(following) == (1, 1, 0, 0)
    assert {c.category_code for c in entries(office, case_id, "categories")} == {"OVZ"}


def test_measures_are_recorded_once_and_never_changed(office, case_id):
    row = WHO | RESUME | {"Результат": "оказано", "Кем оказана": "ЦСТВ", "Часов": "2"}
    assert counts(load(office, row, row)) == (1, 0, 1, 0)
    (measure,) = entries(office, case_id, "measures")
    assert (measure.measure_code, measure.provided_on) == ("RESUME", date(2026, 3, 15))
    assert (measure.provider, measure.result, measure.hours) == ("CK", "PROVIDED", 2)
    assert measure.source == "IMPORT"
    other = load(office, row | {"Результат": "не явился"})
    assert (counts(other), faults(other)) == ((0, 0, 0, 1), [(2, "Результат", "CHANGED")])


def test_a_step_comes_along_its_course(office, case_id):
    assert counts(load(office, WHO | INTERVIEW)) == (1, 0, 0, 0)
    assert counts(load(office, WHO | INTERVIEW, WHO | OFFER)) == (1, 0, 1, 0)
    assert [s.state for s in entries(office, case_id, "steps")] == ["PLANNED"]
    assert [t.outcome for t in entries(office, case_id, "transitions")] == ["OFFER"]
    assert counts(load(office, WHO | INTERVIEW, WHO | OFFER)) == (0, 0, 2, 0)
    second = OFFER | {"Дата": "01.05.2026"}
    assert counts(load(office, WHO | second)) == (1, 0, 0, 0)
    assert len(entries(office, case_id, "steps")) == 2
    failed = load(office, WHO | OFFER | {"Состояние": "не удалось"})
    assert faults(failed) == [(2, "Состояние", "CHANGED")]


def test_what_the_rules_refuse_is_said_in_the_column_it_came_from(office, case_id):
    no_outcome = {name: value for name, value in OFFER.items() if name != "Исход"}
    assert faults(load(office, WHO | no_outcome)) == [(2, "Шаг", "OUTCOME_REQUIRED")]
    refused = load(office, WHO | RESUME | {"Дата оказания": "15.03.2030"})
    assert faults(refused) == [(2, "Дата оказания", "FUTURE_ACTUAL")]
    assert entries(office, case_id, "measures") == []


def test_what_was_annulled_does_not_come_back(office, case_id):
    load(office, WHO | RESUME)
    known = office.service.case(case_id).history.entries.values()
    entry_id = next(e.entry_id for e in known if e.kind == "measures")
    office.write(case_id, lambda come: cases.annul(come, entry_id, reason="ошибка"))
    report = load(office, WHO | RESUME)
    assert faults(report) == [(2, "Мера поддержки", "ENTRY_TAKEN_BACK")]


def test_many_facts_of_one_case_are_one_transaction(office, case_id):
    rows = [WHO | RESUME | {"Дата оказания": f"{day:02}.03.2026"} for day in range(1, 29)]
    before = office.service.ledger.head()
    assert counts(load(office, *rows)) == (28, 0, 0, 0)
    after = office.service.ledger.records_between(after=before.position)
    assert len({record.recorded_at for record in after}) == 1
    assert len(entries(office, case_id, "measures")) == 28


def test_a_dry_run_of_facts_writes_nothing(office, case_id):
    head = office.service.ledger.head()
    report = load(office, WHO | WORK, dry_run=True)
    assert (report.accepted, office.service.ledger.head()) == (1, head)
    assert state(office, case_id).primary == "NO_DATA"


def test_a_merged_case_takes_no_facts(office, case_id):
    load(office, ROW | {"ФИО": "Котааб Иван Иванович", "СНИЛС": ""})
    other = next(one for one in opened(office) if one != case_id)
    office.write(
        case_id, lambda come: cases.merge(come, into_case_id=other, reason="дубль"), IMPORTER
    )
    assert faults(load(office, WHO | WORK)) == [(2, "СНИЛС", "NO_SUCH_CASE")]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (OFFER | {"Исход": "HIRED_OTHER"}, "Допустимы: Не явился, Получено предложение,"),
        (OFFER | {"Исход": "успех"}, "Впишите одно из: Не явился; Отклонено; Получено"),
        (OFFER | {"Исход": ""}, "Для состояния «Выполнен» укажите результат, один из: Не явился,"),
        (INTERVIEW | {"Состояние": "Просрочен"}, "Состояние «Просрочен» не вносят"),
        (INTERVIEW | {"Срок": "01.03.2026"}, "«Срок» (01.03.2026) раньше, чем 20.03.2026."),
        (RESUME | {"Дата оказания": "15.03.2099"}, "Дата 15.03.2099 ещё не наступила"),
        (WORK | {"Занятость с": "01.01.2004"}, "раньше, чем «Дата рождения»"),
    ],
)
@pytest.mark.usefixtures("case_id")
def test_what_is_wrong_is_told_in_the_words_of_the_list(office, row, told):
    report = load(office, WHO | row)
    assert [told in error.detail for error in report.errors] == [True]


def test_a_name_of_mixed_letters_is_doubted_once_and_signs_are_refused(office):
    mixed = load(office, graduate(1, ФИО="Cоловьёва Aнна Петровна"))  # C and A are Latin
    assert counts(mixed) == (1, 0, 0, 0)
    told = [(w.column, w.detail) for w in mixed.warnings if w.code == "MIXED_SCRIPT"]
    assert [column for column, _ in told] == ["ФИО"]
    assert told[0][1].startswith("В поле «ФИО» в одном слове смешаны")
    refused = load(office, graduate(2, ФИО="Иванов1 Пётр"))
    assert faults(refused) == [(2, "ФИО", "INVALID")]
