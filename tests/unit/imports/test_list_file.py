"""Whole lists: found in a sheet, read row by row, every fault named where it stands."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from marshrut.imports.directory import Directory
from marshrut.imports.employment import Employment
from marshrut.imports.list_file import ListFile
from marshrut.imports.problems import BadFile, BadValue
from tests.support.lists import ROW, WORK, csv_of, listed, without, xlsx_of


def only(rows):
    (row,) = rows
    return row


def faults(row, **options):
    return {(error.column, error.code) for error in only(listed(row, **options)).errors}


def test_a_row_becomes_arguments():
    read = only(listed(ROW | WORK | {"Категории": "сирота, ОВЗ"}))
    assert (read.errors, read.warnings) == ((), ())
    graduate = read.item
    assert graduate.person == {
        "last_name": "Лосева",
        "first_name": "Анна",
        "middle_name": "Ильинична",
        "birth_date": date(2005, 2, 1),
        "snils": "11223344595",
    }
    assert graduate.passport == {
        "programme_code": "15.02.16",
        "programme_name": "Технология машиностроения",
        "study_form": "FULL_TIME",
        "graduation_year": 2025,
    }
    assert graduate.graduation_date == date(2025, 6, 27)
    assert graduate.categories == ("ORPHAN", "OVZ")
    assert graduate.employment == Employment(
        status_code="EMPLOYED_LABOUR_CONTRACT",
        effective_on=date(2025, 8, 1),
        attributes={
            "employer_name": "АО «Завод»",
            "employer_inn": "7707083893",
            "in_specialty": True,
        },
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_csv_is_read_in_every_encoding_and_separator(encoding, separator):
    data = csv_of(ROW, encoding=encoding, separator=separator)
    assert only(ListFile(data)).item.person["last_name"] == "Лосева"


def test_a_workbook_is_read_below_its_title_on_the_sheet_that_has_the_list():
    cells = [
        ["Сведения о выпускниках", "", "2025"],
        [],
        ["№", "Ф.И.О. *", "Дата рождения (ДД.ММ.ГГГГ)", "СНИЛС", "Шифр", "Форма", "Год\nвыпуска"],
        [1, "Лосева Анна", date(2005, 2, 1), 8765430300, "15.02.16", "дневная", 2025],
        [],
        [2, "Котов Борис", 38413, "", date(2007, 2, 9), "заочная", 2025.0],
    ]
    read = ListFile(xlsx_of([["Справка"]], cells), own_organisation=True)
    assert (len(read), [row.row for row in read]) == (2, [4, 6])
    anna, boris = (row.item for row in read)
    assert anna.person["snils"] == "08765430300"
    assert boris.person["birth_date"] == date(2005, 3, 2)
    assert boris.passport["programme_code"] == "09.02.07"


def test_names_may_have_three_columns_and_programmes_two():
    row = without(ROW, "ФИО", "Специальность") | {
        "Фамилия": "Лосева",
        "Имя": "Анна",
        "Отчество (при наличии)": "",
        "Код специальности": "15.02.16",
        "Наименование специальности": "Технология",
    }
    graduate = only(listed(row)).item
    assert (graduate.person["first_name"], "middle_name" in graduate.person) == ("Анна", False)
    assert graduate.passport["programme_name"] == "Технология"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"ФИО": "Лосева"}, ("ФИО", "BAD_NAME")),
        ({"ФИО": ""}, ("ФИО", "MISSING_VALUE")),
        ({"Дата рождения": "31.02.2005"}, ("Дата рождения", "BAD_DATE")),
        ({"СНИЛС": "112-233-445 96"}, ("СНИЛС", "CHECKSUM")),
        ({"ПОО": " "}, ("ПОО", "MISSING_VALUE")),
        ({"Специальность": "Сварщик"}, ("Специальность", "BAD_PROGRAMME")),
        ({"Форма обучения": "никакая"}, ("Форма обучения", "UNKNOWN_VALUE")),
        ({"Год выпуска": "2024"}, ("Год выпуска", "YEAR_MISMATCH")),
        ({"Категории": "целевик"}, ("Категории", "DERIVED_CATEGORY")),
        ({"Категории": "рыжий"}, ("Категории", "UNKNOWN_VALUE")),
        ({"Занятость": "трудоустроен"}, ("Дата занятости", "STATUS_DATE_MISSING")),
        ({"Занятость с": "01.08.2025"}, ("Занятость", "STATUS_MISSING")),
        (WORK | {"ИНН работодателя": "7707083894"}, ("ИНН работодателя", "CHECKSUM")),
        (WORK | {"По специальности": "возможно"}, ("По специальности", "UNKNOWN_VALUE")),
        ({"СНИЛС": "#ЗНАЧ!"}, ("СНИЛС", "CELL_ERROR")),
    ],
)
def test_a_fault_is_named_by_its_column(changed, fault):
    assert faults(ROW | changed) == {fault}


def test_all_faults_of_a_row_are_named_at_once():
    row = ROW | {"ФИО": "Лосева", "СНИЛС": "5", "Форма обучения": "?"}
    assert len(faults(row)) == 3


def test_a_category_may_be_called_by_a_label_with_commas_in_it():
    label = "дети-сироты и дети, оставшиеся без попечения родителей, и лица из их числа"
    data = xlsx_of([[*ROW, "Категории"], [*ROW.values(), f"{label}; инвалид\nПрофессионалитет"]])
    assert only(ListFile(data)).item.categories == (
        "ORPHAN",
        "DISABLED",
        "PROFESSIONALITET",
    )


@pytest.mark.parametrize("nothing", ["", "—", "нет", "Нет сведений"])
def test_nothing_is_nothing(nothing):
    status = "" if nothing == "нет" else nothing
    row = ROW | {"Категории": "нет", "Занятость": status, "Занятость с": ""}
    graduate = only(listed(row)).item
    assert (graduate.categories, graduate.employment) == ((), None)


def test_the_place_of_a_student_is_where_he_studies():
    row = ROW | {"Занятость": "учится", "Занятость с": "01.09.2025", "Место работы (учебы)": "ТГУ"}
    assert only(listed(row)).item.employment.attributes == {"education_organisation": "ТГУ"}


def test_what_the_status_does_not_know_is_said_and_left_out():
    row = ROW | WORK | {"Занятость": "армия"}
    read = only(listed(row))
    assert read.item.employment.attributes == {}
    assert {w.column for w in read.warnings} == {
        "Работодатель",
        "ИНН работодателя",
        "По специальности",
    }


def test_staff_of_one_school_need_no_column_of_schools():
    row = without(ROW, "ПОО")
    assert only(listed(row, own_organisation=True)).item.organisation is None
    with pytest.raises(BadFile) as bad:
        listed(row)
    assert [(p.code, p.column) for p in bad.value.problems] == [("MISSING_COLUMN", "ПОО")]


def test_unknown_and_repeated_columns_are_said_to_be_ignored():
    read = listed(ROW | {"Цвет глаз": "серый", "Ф.И.О.": "Другая Анна"})
    assert [(w.code, w.column) for w in read.columns.warnings] == [
        ("IGNORED_COLUMN", "Цвет глаз"),
        ("REPEATED_COLUMN", "Ф.И.О."),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "NO_HEADINGS"),
        (b"a;b;c\n1;2;3", "NO_HEADINGS"),
        (csv_of(ROW).splitlines()[0], "EMPTY"),
        (b"PK\x03\x04 and no more", "UNREADABLE"),
        (b"\xd0\xcf\x11\xe0\x00\x00", "OLD_OR_LOCKED"),
        (b"\xff\xfe\x00", "WRONG_ENCODING"),
        (b"\x00;" + csv_of(ROW), "UNREADABLE"),
        (b";".join([b"a"] * 10_000), "TOO_LARGE"),
        (b";" * 501 + csv_of(ROW), "TOO_LARGE"),
        (b"\x98" + csv_of(ROW), "WRONG_ENCODING"),
        (b"x" * 10_000_001, "TOO_LARGE"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_line(data, code):
    with pytest.raises(BadFile) as bad:
        ListFile(data)
    assert bad.value.problems[0].code == code
    assert "\n" not in str(bad.value)


def archive(**entries):
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def test_an_archive_that_unpacks_beyond_measure_is_not_opened():
    data = archive(bomb=b"0" * 60_000_000)
    assert len(data) < 100_000
    with pytest.raises(BadFile, match="после распаковки"):
        ListFile(data)


def test_an_archive_that_lies_about_its_sizes_is_not_opened():
    data = archive(bomb=b"0" * 5_000_000).replace(
        (5_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little")
    )
    with pytest.raises(BadFile) as bad:
        ListFile(data)
    assert bad.value.problems[0].code == "UNREADABLE"


@pytest.mark.parametrize("cell", ["A1048576", "XFD2"])
def test_a_cell_far_away_does_not_fill_the_memory(cell):
    sheet = f'<worksheet><sheetData><row><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(BadFile) as bad:
        ListFile(archive(**{"xl/worksheets/sheet1.xml": sheet}))
    assert bad.value.problems[0].code == "TOO_LARGE"


def test_a_school_is_found_by_what_it_is_called():
    known = Directory([("SM-1", "Первый колледж", "ПК"), ("SM-2", "Второй колледж", "ПК")])
    assert [known.code(name) for name in ("SM-1", "sm 1", "«Второй колледж»")] == [
        "SM-1",
        "SM-1",
        "SM-2",
    ]
    with pytest.raises(BadValue, match="AMBIGUOUS"):
        known.code("ПК")
    with pytest.raises(BadValue, match="UNKNOWN"):
        known.code("Третий")


def columns_of(*cells, **options):
    return ListFile(xlsx_of(list(cells)), own_organisation=True, **options).columns


IVANOV = ["Иванов Иван", "01.02.2005", "15.02.16", "очная", "2025"]
NAMES = ["ФИО", "Дата рождения", "Специальность", "Форма обучения", "Год выпуска"]


def test_headings_may_stand_in_two_rows_under_names_of_groups():
    upper = ["Выпускник", "", "Обучение", "", "", "Занятость", "", "Работодатель", ""]
    lower = ["ФИО", "Дата рождения", "Код специальности", "Форма", "Год выпуска"]
    lower += ["вид", "с", "наименование", "ИНН работодателя"]
    work = ["НПД", "01.09.2025", "АО «Завод»", "7707083893"]
    columns = columns_of(["Отчёт"], upper, lower, [*IVANOV, *work])
    assert columns.row == 3
    read = {one.heading: one.field for one in columns.understood}
    assert read["Занятость с"] == "status_on"
    assert read["Код специальности"] == "programme_code"
    assert read["ИНН работодателя"] == "employer_inn"


def test_a_heading_merged_over_two_rows_is_one():
    upper = [*NAMES[:3], "Учёба", ""]
    lower = ["", "", "", "Форма обучения", "Год выпуска"]
    columns = columns_of(upper, lower, IVANOV)
    assert (columns.row, len(columns.places)) == (2, 5)


def test_the_first_row_of_data_is_no_second_row_of_headings():
    columns = columns_of(NAMES, IVANOV, IVANOV)
    assert columns.row == 1


def test_cells_that_do_not_say_where_they_stand_are_counted():
    cells = "<c t='str'><v>ФИО</v></c>" * 10_000
    sheet = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>"
    with ZipFile(BytesIO(xlsx_of([["ФИО"]]))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    with pytest.raises(BadFile) as bad:
        ListFile(archive(**parts | {"xl/worksheets/sheet1.xml": sheet}))
    assert bad.value.problems[0].code == "TOO_LARGE"


def test_an_unknown_kind_is_refused():
    with pytest.raises(BadFile, match="Такого вида списка нет"):
        ListFile(csv_of(ROW), kind="people")
