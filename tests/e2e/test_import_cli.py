"""``marshrut import`` as a centre uses it: a template, a preview, errors back in the list."""

from __future__ import annotations

import json

import pytest
from python_calamine import CalamineWorkbook

from tests.e2e.test_cli import SAMPLE, empty, environ, shell  # noqa: F401 - fixtures
from tests.support.lists import ROW, WORK, csv_of, without

# ruff: noqa: F811 - fixtures are asked for by their names


def sheet(file, number=0):
    with CalamineWorkbook.from_path(file) as book:
        return book.get_sheet_by_index(number).to_python(skip_empty_area=False)


@pytest.fixture
def written(tmp_path):
    """Writes rows as a list; its file."""

    def write(*rows):
        file = tmp_path / "list.csv"
        file.write_bytes(csv_of(*(row | {"ПОО": "SM-1"} for row in rows)))
        return file

    return write


def test_a_template_is_written_without_a_ledger(empty, tmp_path):
    file = tmp_path / "steps.xlsx"
    empty.out("import", "--template", file, "--kind", "steps")
    assert "Шаг" in sheet(file)[2]
    assert "is a .xlsx or a .csv" in empty.fails("import", "--template", "a.txt", code=2)
    assert "say which FILE" in empty.fails("import", code=2)


def test_a_dry_run_shows_how_columns_were_understood(shell, written):
    file = written(ROW | {"Специалность ": "", "Хобби": "лыжи"})
    shown = shell.out("import", file, "--dry-run")
    assert "Вид списка: Выпускники" in shown
    assert "не загружается" in shown
    columns = json.loads(shell.out("import", file, "--dry-run", "--json"))["columns"]
    by_heading = {one["heading"]: one for one in columns}
    assert by_heading["ФИО"]["field"] == "full_name"
    assert by_heading["ФИО"]["column"] == "A"
    assert by_heading["Хобби"]["problem"]["code"] == "IGNORED_COLUMN"
    near = by_heading["Специалность"]["problem"]
    assert near["code"] == "NEAREST_COLUMN"
    assert "«Специальность»" in near["detail"]


def test_errors_are_written_into_the_list(shell, written, tmp_path):
    file, errors = written(ROW, ROW | {"ФИО": "=HYPERLINK(1)"}), tmp_path / "errors.xlsx"
    assert shell.run("import", file, "--errors", errors).exit_code == 1
    rows = sheet(errors)
    assert rows[0][-1] == "Ошибка"
    assert rows[1][-1] == ""
    assert rows[2][0] == "=HYPERLINK(1)"
    assert "фамилия, имя" in rows[2][-1]


def test_facts_come_to_cases_that_there_are(shell, written):
    shell.out("import", written(ROW))
    who = {name: ROW[name] for name in ("ФИО", "Дата рождения", "СНИЛС")}
    assert "принято 1" in shell.out("import", written(who | WORK))
    assert "уже известны 1" in shell.out("import", written(who | WORK), "--kind", "statuses")
    named = without(ROW, "Форма обучения") | WORK
    assert "Нет колонки «Форма обучения»" in shell.fails("import", written(named))
    assert "уже известны 1" in shell.out("import", written(named), "--kind", "statuses")


def test_the_sample_is_of_graduates(shell):
    assert json.loads(shell.out("import", SAMPLE, "--dry-run", "--json"))["kind"] == "graduates"


def test_what_a_file_says_is_no_markup_of_a_terminal(shell, written):
    row = ROW | {"[/red] [bold]Цвет": "x", "Форма обучения": "[/bold][link=http://x]очная"}
    told = shell.run("import", written(row), "--dry-run", "--region", "67")
    assert isinstance(told.exception, SystemExit | None), told.exception
    assert "[/red] [bold]Цвет" in told.output
    assert "[/bold][link=http://x]" in told.output.replace("\n", "").replace(" ", "")
