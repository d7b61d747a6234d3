"""Classifiers are data: well formed, complete, and true to the rules that they stand for."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from importlib.resources import files
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from marshrut.classifiers import UnknownCode, classifier, loader, names
from marshrut.classifiers.compatibility import compatibility

HEADER = "code,label_ru,label_en,valid_from,valid_to"
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
ACTUAL = [t for t in classifier("statuses").terms.values() if t.extra["kind"] == "ACTUAL"]


def codes_of(classifier_name: str, column: str) -> set[str]:
    terms = classifier(classifier_name).terms.values()
    return {word for term in terms for word in term.words(column)}


@pytest.mark.parametrize("name", names())
def test_every_listed_classifier_loads_with_terms_in_both_languages(name: str):
    terms = classifier(name).terms
    assert terms
    assert all(CYRILLIC.search(t.label_ru) or t.code == "ogrnip" for t in terms.values())


def test_every_table_of_the_package_is_listed_or_has_a_loader_of_its_own():
    tables = {
        item.name.removesuffix(".csv")
        for item in files("marshrut.classifiers").joinpath("data").iterdir()
    }
    assert tables == {*names(), "index", "compatibility"}


@pytest.mark.parametrize("name", names())
def test_codes_are_of_one_alphabet(name: str):
    shape = re.compile(r"[A-Z][A-Z0-9_]*|[0-9]{2}|[a-z_]+")
    assert [code for code in classifier(name).codes if not shape.fullmatch(code)] == []


def test_an_unknown_code_names_the_classifier_and_the_nearest_codes():
    with pytest.raises(UnknownCode) as caught:
        classifier("statuses").get("moved_abraod")
    assert caught.value.code == "UNKNOWN_CODE"
    assert caught.value.classifier == "statuses"
    assert caught.value.value == "moved_abraod"
    assert caught.value.nearest[0] == "MOVED_ABROAD"


def test_an_unknown_classifier_is_an_unknown_code_of_the_index():
    with pytest.raises(UnknownCode, match="statuses"):
        classifier("status")


def test_a_classifier_is_read_once():
    assert classifier("statuses") is classifier("statuses")


def test_validity_includes_its_first_and_last_day(monkeypatch):
    line = "A,Да,Yes,2024-01-01,2024-12-31"
    term = read_lines(monkeypatch, f"{HEADER}\n{line}\n")["A"]
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1)]
    assert [term.valid(day) for day in days] == [False, True, True, False]


def test_a_code_that_does_not_exist_is_valid_on_no_day():
    assert classifier("sexes").valid("M", date(2024, 1, 1))
    assert not classifier("sexes").valid("X", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("lines", "line", "problem"),
    [
        ("A,Да,Yes,,\nA,Нет,No,,\n", 3, "A stands twice"),
        ("A,Да,Yes,,\nB,,No,,\n", 3, "empty label_ru"),
        ("A,Да, ,,\n", 2, "empty label_en"),
        (",Да,Yes,,\n", 2, "empty code"),
        ("A,Да,Yes,01.02.2024,\n", 2, "01.02.2024"),
        ("A,Да,Yes,2024-02-01,2024-01-31\n", 2, "valid_to is before valid_from"),
        ("A,Да,Yes,\n", 2, "wrong number of columns"),
        ("A,Да,Yes,,,extra\n", 2, "wrong number of columns"),
    ],
)
def test_a_fault_of_a_table_is_told_with_file_and_line(monkeypatch, lines, line, problem):
    with pytest.raises(loader.BadTable) as caught:
        read_lines(monkeypatch, f"{HEADER}\n{lines}")
    assert str(caught.value).startswith(f"probe.csv, line {line}: ")
    assert problem in str(caught.value)


def read_lines(monkeypatch, text: str):
    class Table:
        def joinpath(self, *_names: str) -> Table:
            return self

        def read_text(self, *, encoding: str) -> str:
            assert encoding == "utf-8"
            return text

    monkeypatch.setattr(loader, "files", lambda _package: Table())
    return loader.read("probe")


def test_there_are_33_recordable_statuses_and_the_derived_no_data():
    terms = list(classifier("statuses").terms.values())
    assert Counter(term.extra["kind"] for term in terms) == {
        "ACTUAL": 23,
        "FORECAST": 10,
        "DERIVED": 1,
    }
    assert [int(term.extra["precedence"]) for term in terms] == list(range(1, 35))
    assert terms[-1].code == "NO_DATA"


def test_every_status_stands_in_a_group_and_in_a_column_of_form_a():
    terms = classifier("statuses").terms.values()
    assert {term.parent for term in terms} == set(classifier("status_groups").codes)
    assert {int(t.extra["form_a"]) for t in terms} == set(range(8, 33)) - {9, 10, 25}
    at_risk = {t.code for t in terms if 17 <= int(t.extra["form_a"]) <= 20}
    assert at_risk == {
        "INFORMAL", "CZN_UNEMPLOYED", "NO_MOTIVATION", "CZN_JOB_SEEKER", "NO_DEMAND",
        "AT_RISK_OTHER", "F_PARENTAL_LEAVE", "F_MOVE_ABROAD", "F_AT_RISK", "F_UNDECIDED",
        "NO_DATA",
    }  # fmt: skip


def test_exactly_four_forms_of_activity_are_employment():
    employed = [t.code for t in ACTUAL if t.flag("employed")]
    assert employed == [
        "EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT", "SOLE_PROPRIETOR",
        "SELF_EMPLOYED_NPD",
    ]  # fmt: skip
    assert not any(
        term.flag("employed")
        for term in classifier("statuses").terms.values()
        if term.parent != "EMPLOYED"
    )


def test_the_statuses_that_exempt_from_the_risk_are_those_of_the_strict_definition():
    exempting = {
        t.code for t in classifier("statuses").terms.values() if t.flag("exempts_from_risk")
    }
    assert exempting == {
        "CONTINUING_EDUCATION", "EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT",
        "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD", "MILITARY_CONSCRIPT", "MILITARY_CONTRACT",
        "MATERNITY_LEAVE", "PARENTAL_LEAVE", "ADOPTION_LEAVE", "MOVED_ABROAD", "DECEASED",
        "SERVING_SENTENCE",
    }  # fmt: skip


def test_what_may_not_be_actual_before_graduation():
    refused = {t.code for t in ACTUAL if not t.flag("before_graduation")}
    assert refused == {"CONTINUING_EDUCATION", "OTHER"} | {
        t.code for t in ACTUAL if t.parent == "AT_RISK"
    }


def test_every_pair_of_classes_has_a_cell_and_every_actual_status_a_class():
    matrix = compatibility()
    rows = {row for row, _ in matrix}
    assert rows == {column for _, column in matrix}
    assert len(matrix) == len(rows) ** 2 == 256
    classes = {t.extra["matrix"] for t in ACTUAL}
    assert classes - {"STUDY"} | {"STUDY_FT", "STUDY_PT"} == rows
    assert {t.extra["matrix"] for t in classifier("statuses").terms.values()} - classes == {""}


@pytest.mark.parametrize(
    ("is_open", "new", "cell"),
    [
        ("WORK", "CONSCRIPT", "c+w"),
        ("NPD", "IP", "c"),
        ("IP", "NPD", "x"),
        ("CONSCRIPT", "STUDY_FT", "x"),
        ("CONSCRIPT", "STUDY_PT", "+w"),
        ("STUDY_FT", "CZN", "x"),
        ("STUDY_PT", "CZN", "+"),
        ("CZN", "STUDY_FT", "c"),
        ("LEAVE", "CZN", "+w"),
        ("CZN", "LEAVE", "+w"),
        ("INFORMAL", "LEAVE", "+w"),
        ("ABROAD", "BARRIER_CARE", "+"),
        ("ABROAD", "BARRIER_SEARCH", "x"),
        ("BARRIER_CARE", "STUDY_FT", "c"),
        ("SENTENCE", "INVESTIGATION", "x"),
        ("INVESTIGATION", "SENTENCE", "c"),
        ("DECEASED", "DECEASED", "x"),
    ],
)
def test_the_cells_that_the_fine_print_settles(is_open: str, new: str, cell: str):
    assert compatibility()[is_open, new] == cell


def test_status_attributes_refer_to_statuses_and_classifiers_that_exist():
    attributes = classifier("status_attributes").terms.values()
    statuses = set(classifier("statuses").codes)
    plain = {"text", "bool", "date", "uuid", "inn", "inn12", "ogrnip", "country"}
    for attribute in attributes:
        known = set(attribute.words("statuses"))
        assert known <= statuses
        assert {*attribute.words("required"), *attribute.words("expected")} <= known
        kind = attribute.extra["type"]
        assert kind in plain or kind.removeprefix("code:") in names()
        assert attribute.extra["sealed"] in {"0", "1", "if12"}


def test_only_the_two_employment_contracts_have_required_attributes():
    required = {
        t.code: set(t.words("required"))
        for t in classifier("status_attributes").terms.values()
        if t.words("required")
    }
    contracts = {"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"}
    assert required == dict.fromkeys(("employer_inn", "employer_name", "in_specialty"), contracts)


def test_identifiers_of_the_graduate_and_free_texts_are_sealed():
    sealed = {
        t.code for t in classifier("status_attributes").terms.values() if t.extra["sealed"] == "1"
    }
    assert {
        "inn",
        "ogrnip",
        "child_birth_date",
        "text",
        "reason",
        "position",
        "contract_number",
        "activity",
        "in_specialty_basis",
    } <= sealed
    assert {"in_specialty", "education_form", "region", "risk_cause"}.isdisjoint(sealed)


def test_all_89_regions_have_a_code_and_a_time_zone():
    regions = classifier("regions")
    assert len(regions.codes) == 89
    assert [regions.get(code).label_ru for code in ("63", "67", "70")] == [
        "Самарская область", "Смоленская область", "Томская область",
    ]  # fmt: skip
    assert {code: regions.get(code).extra["oktmo"] for code in ("63", "67", "70")} == {
        "63": "36", "67": "66", "70": "69",
    }  # fmt: skip
    assert all(ZoneInfo(term.extra["tz"]).key for term in regions.terms.values())
    prefixes = [t.extra["oktmo"] for t in regions.terms.values() if t.extra["oktmo"]]
    assert len(prefixes) == len(set(prefixes))


def test_a_winner_of_abilympics_is_a_participant():
    categories = classifier("categories")
    assert codes_of("categories", "implies") <= set(categories.codes)
    assert categories.get("ABILYMPICS_WINNER").words("implies") == ("ABILYMPICS_PARTICIPANT",)
    natures = {t.extra["nature"] for t in categories.terms.values()}
    assert natures == {"given", "derived", "joined", "question"}


@pytest.mark.parametrize("name", ["refusals", "warnings"])
@pytest.mark.parametrize("language", ["detail_ru", "detail_en"])
def test_messages_use_exactly_the_parameters_that_they_declare(name: str, language: str):
    for term in classifier(name).terms.values():
        used = {field for _, field, _, _ in Formatter().parse(term.extra[language]) if field}
        assert used == set(term.words("parameters")), term.code


def test_refusals_of_the_request_alone_are_422_and_rules_of_the_case_409():
    status = {t.code: int(t.extra["status"]) for t in classifier("refusals").terms.values()}
    invalid = ("MISSING_ATTRIBUTE", "CHECKSUM", "DATE_ORDER", "KIND_MISMATCH", "TEXT_REQUIRED")
    rules = ("AFTER_DEATH", "FUTURE_ACTUAL", "UNDERAGE_WORK", "UNDERAGE_SERVICE",
             "BEFORE_GRADUATION", "INCOMPATIBLE_STATUS", "CASE_CLOSED", "CATEGORY_CONFLICT",
             "CONSENT_REQUIRED", "DUPLICATE", "ENTRY_ANNULLED", "OPENING_ENTRY")  # fmt: skip
    assert {status[code] for code in invalid} == {422}
    assert {status[code] for code in rules} == {409}
