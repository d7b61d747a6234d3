"""Whatever is sent as a list, the answer is a report or one clear problem; never a 5xx."""

from __future__ import annotations

from random import Random

import pytest

from tests.e2e.test_import import send_file
from tests.support.effort import examples
from tests.support.hostile_files import packed, parts_of
from tests.support.http import SCHOOL, answered
from tests.support.lists import ROW, WORK, csv_of, xlsx_of

HERE = ROW | {"ПОО": SCHOOL}
CSV = csv_of(HERE)
XLSX = xlsx_of([list(HERE), list(HERE.values())])
INSERTED = (
    b'<c r="A9999999"/>',
    b"&#0;",
    b"_xD800_",
    b"9" * 400,
    b"1e400",
    b"&bomb;",
    b'<row r="0"/>',
    b"<f>1+1</f>",
    b"\xff",
)
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c SYSTEM "file:///etc/passwd">]><sst><si><t>&b;&c;</t></si></sst>"""
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(1)")


def damaged(seed):
    """The workbook with a part of it cut, doubled or spoilt."""
    random, parts = Random(seed), parts_of(XLSX)  # noqa: S311 - the same each time
    name = random.choice(sorted(parts))
    content = bytearray(parts[name])
    for _ in range(random.randint(1, 5)):
        place = random.randrange(len(content) or 1)
        match random.randrange(3):
            case 0:
                del content[place : place + random.randint(1, 40)]
            case 1:
                content[place:place] = random.choice(INSERTED)
            case _:
                content[place : place + 1] = bytes([random.randrange(256)])
    return packed(parts | {name: bytes(content)})


HOSTILE = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
    "only a beginning": XLSX[:300],
    "only an end": XLSX[300:],
    "another archive": packed({"readme.txt": b"hello"}),
    "entities": packed(parts_of(XLSX) | {"xl/sharedStrings.xml": ENTITIES}),
    "a bomb": packed({"xl/worksheets/sheet1.xml": b"0" * 60_000_000}),
    "many columns": b";".join([b"x"] * 10_000),
    "one long line": b"x" * 1_000_000,
    "an open quote": b'"' + CSV,
    "a long field": b'"' + b"x" * 200_000 + b'";2\n',
    "zeros": CSV.replace("Лосева".encode(), b"\x00"),
    "a lone surrogate": CSV.replace("Лосева".encode(), b"\xed\xa0\x80"),
    "separators": b";;;\n" * 1000,
    "headings alone": CSV.splitlines()[0],
    "headings twice": CSV.splitlines()[0] + b"\n" + CSV,
    "hidden signs": CSV.replace("Лосева".encode(), "\u202eЛос\u200bева\ufeff".encode()),
    "a huge year": CSV.replace(b"2025", b"9" * 300),
    "day zero": CSV.replace(b"01.02.2005", b"00.00.0000"),
    "a day that spreadsheets never had": CSV.replace(b"01.02.2005", b"60"),
}


@pytest.fixture
def answers(staff):
    """Sends a file; its answer and that for its errors are never the server's fault."""

    def send(data):
        answer = send_file(staff, data)
        assert answer.status_code in {200, 413, 422}, answer.data
        body = answered(answer)
        if answer.status_code != 200:
            assert "\n" not in body["detail"]
        elif body["errors"]:
            assert staff.get(f"{answer.headers['Location']}/errors").status_code == 200
        return body

    return send


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered(answers, name):
    assert answers(HOSTILE[name]).get("accepted", 0) <= 1


def test_a_damaged_workbook_is_answered(answers):
    for seed in range(examples(40)):
        answers(damaged(seed))


@pytest.mark.parametrize("day", ["31.12.9999", "01.01.0001", "2958465", "9999-12-31"])
@pytest.mark.parametrize(
    "column", ["Дата рождения", "Дата выпуска", "Категории с", "Занятость с", "Занятость по"]
)
def test_a_day_out_of_the_calendar_is_an_error_of_its_row(answers, column, day):
    whole = HERE | WORK | {"Категории": "ОВЗ", column: day}
    assert answers(csv_of(whole))["rejected"] == 1


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_a_text_like_any_other(answers, formula):
    named = csv_of(HERE | {"ФИО": f"{formula} Иван", "Группа": formula, "Год выпуска": formula})
    body = answers(named)
    assert (body["accepted"], body["rejected"]) == (0, 1)
