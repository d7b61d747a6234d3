"""What people type into cells, and what is understood."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from marshrut.imports import cells
from marshrut.imports.keys import key
from marshrut.imports.problems import BadValue


@pytest.mark.parametrize(
    "written",
    [
        "30.06.2025",
        "30.06.2025 г.",
        " 30/6/2025 ",
        "2025-06-30",
        "2025-06-30 00:00:00",
        "30.06.2025\u00a00:00:00",
        "45838",
        45838,
        45838.0,
        datetime(2025, 6, 30, 12),  # noqa: DTZ001 - as sheets give it
        date(2025, 6, 30),
    ],
)
def test_a_day_is_read_in_every_form(written):
    assert cells.day(written) == date(2025, 6, 30)


@pytest.mark.parametrize(
    "written", ["30.06.25", "31.06.2025", "июнь 2025", "06/30/2025", "0", -1, 90_000, True, 45838.5]
)
def test_what_is_no_day_is_not_guessed(written):
    with pytest.raises(BadValue, match="BAD_DATE"):
        cells.day(written)


@pytest.mark.parametrize("written", ["2025", "2025 год", 2025, 2025.0, date(2025, 6, 1), "2025,0"])
def test_a_year_is_read(written):
    assert cells.year(written) == 2025


@pytest.mark.parametrize("written", ["25", "20250", "двадцатый", 1812])
def test_what_is_no_year_is_not_guessed(written):
    with pytest.raises(BadValue, match="BAD_YEAR"):
        cells.year(written)


@pytest.mark.parametrize("written", ["112-233-445 95", "11223344595", 11223344595.0, 11223344595])
def test_a_snils_is_read_however_it_is_kept(written):
    assert cells.snils_of(written) == "11223344595"


def test_zeros_that_a_number_has_lost_are_restored():
    assert cells.snils_of(8765430300) == "08765430300"
    assert cells.inn_of("100000011") == "0100000011"


@pytest.mark.parametrize(
    ("written", "code"),
    [("112-233-445 96", "CHECKSUM"), ("1.12233E+10", "BAD_IDENTIFIER"), ("5", "BAD_IDENTIFIER")],
)
def test_a_wrong_snils_is_told_from_one_out_of_shape(written, code):
    with pytest.raises(BadValue, match=code):
        cells.snils_of(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("15.02.16 Технология машиностроения", ("15.02.16", "Технология машиностроения")),
        ("15.02.16 – «Технология машиностроения»", ("15.02.16", "Технология машиностроения")),
        ("15.02.16", ("15.02.16", None)),
        (date(2007, 2, 9), ("09.02.07", None)),
    ],
)
def test_a_programme_is_read_with_its_name(written, read):
    assert cells.programme(written) == read


@pytest.mark.parametrize("written", ["15.03.16", "Технология", "15.2.16", date(2007, 3, 9)])
def test_another_code_is_no_programme(written):
    with pytest.raises(BadValue, match="BAD_PROGRAMME"):
        cells.programme(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Лосева Анна Ильинична", ("Лосева", "Анна", "Ильинична")),
        ("Котов  Борис", ("Котов", "Борис", None)),
        ("Салимов Рустам Айдар оглы", ("Салимов", "Рустам", "Айдар оглы")),
    ],
)
def test_a_name_in_one_cell_is_parted(written, read):
    assert cells.full_name(written) == read


@pytest.mark.parametrize("written", ["—", "-", " ", "\u00a0", "", None, "–"])
def test_a_dash_says_nothing(written):
    assert cells.text(written) == ""


def test_an_error_of_a_formula_is_not_a_text():
    with pytest.raises(BadValue, match="CELL_ERROR"):
        cells.text("#ССЫЛКА!")


@pytest.mark.parametrize(
    ("classifier", "written", "code"),
    [
        ("study_forms", "очнозаочная", "MIXED"),
        ("study_forms", "Очно - заочная", "MIXED"),
        ("study_forms", "FULL_TIME", "FULL_TIME"),
        ("statuses", "Трудоустроен по трудовому договору", "EMPLOYED_LABOUR_CONTRACT"),
        ("statuses", "САМОЗАНЯТЫЙ", "SELF_EMPLOYED_NPD"),
        ("statuses", "под риском не трудоустройства", "AT_RISK_OTHER"),
        ("categories", "Ребёнок-инвалид", "DISABLED_CHILD"),
        ("sexes", "жен.", "F"),
        ("answers", "Да", "YES"),
        ("answers", "+", "YES"),
    ],
)
def test_a_code_is_found_by_label_and_synonym(classifier, written, code):
    assert cells.code_of(classifier, written) == code


def test_an_unknown_value_names_what_is_allowed():
    with pytest.raises(BadValue) as bad:
        cells.code_of("study_forms", "дистанционная")
    assert bad.value.parameters == {
        "value": "дистанционная",
        "allowed": "очная; заочная; очно-заочная",
    }


def test_a_country_is_read_by_letters_and_by_name():
    assert [cells.country(c) for c in ("ru", "Российская Федерация", "Казахстан")] == [
        "RU",
        "RU",
        "KZ",
    ]


def test_a_soft_hyphen_does_not_part_a_word():
    assert key("очно\u00adзаочная") == key("Очно-Заочная")


def test_a_text_has_an_end_and_no_control_characters():
    assert cells.text("Ан\x00на\x07 ") == "Анна"
    with pytest.raises(BadValue, match="TOO_LONG"):
        cells.text("а" * 501)


@pytest.mark.parametrize("written", ["2", 2, 2.0, "2,0"])
def test_a_whole_number_is_read(written):
    assert cells.whole(1, 5)(written) == 2


@pytest.mark.parametrize("written", ["0", 6, "2,5", "два", "-1", "9" * 400])
def test_a_number_out_of_bounds_is_not_guessed(written):
    with pytest.raises(BadValue, match="BAD_NUMBER"):
        cells.whole(1, 5)(written)


@pytest.mark.parametrize(
    ("classifier", "written", "code"),
    [
        ("measure_providers", "ЦСТВ", "CK"),
        ("measure_providers", "БЦСТВ", "BCK"),
        ("measure_providers", "РСРЦПОиЖН", "BCK"),
        ("sources", "ПФР", "SFR"),
        ("sources", "СФР", "SFR"),
        ("sources", "АИС «Трудовые ресурсы Самарская область»", "AIS_TR"),
        ("categories", "договор практиоориентированного дуального обучения", "DUAL_CONTRACT"),
        ("statuses", "Под риском не трудоустройства", "AT_RISK_OTHER"),
    ],
)
def test_the_variants_of_the_glossary_are_one(classifier, written, code):
    assert cells.code_of(classifier, written) == code


@pytest.mark.parametrize(
    "written",
    ["12.2025", "2025-12", "декабрь 2025", "Декабрь 2025 г.", "31.12.2025", date(2025, 12, 1)],
)
def test_a_month_is_its_days(written):
    assert cells.month(written) == (date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize("written", ["13.2025", "декабря", "2025", "абв 2025", "0.2025"])
def test_what_is_no_month_is_told(written: str):
    with pytest.raises(BadValue, match="BAD_MONTH"):
        cells.month(written)
