"""The list of an employment centre: what is read of it, and all that is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.imports.czn import CznRow, read_czn
from marshrut.imports.problems import BadFile
from tests.support.lists import xlsx_of

HEAD = ["СНИЛС", "Вид учёта", "Дата постановки на учёт", "Дата снятия с учёта"]
SNILS = "112-233-445 95"


def test_rows_are_read_with_their_days():
    rows = [
        ["Список состоящих на учёте"],
        HEAD,
        [SNILS, "безработный", date(2026, 3, 1), ""],
        ["", "", "", ""],
        [11223344595, "ищущий работу", "05.02.2026", "01.03.2026"],
    ]
    assert read_czn(xlsx_of(rows)) == [
        CznRow("11223344595", "UNEMPLOYED", date(2026, 3, 1), None),
        CznRow("11223344595", "JOB_SEEKER", date(2026, 2, 5), date(2026, 3, 1)),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ФИО;Вид учёта\nА;безработный\n", [("CZN_HEADINGS", None)]),
        (f"{';'.join(HEAD)}\n", [("EMPTY", None)]),
        (f"{';'.join(HEAD)}\n112-233-445 96;безработный;01.03.2026;\n", [("CHECKSUM", 2)]),
        (f"{';'.join(HEAD)}\n{SNILS};лодырь;01.03.2026;\n", [("UNKNOWN_VALUE", 2)]),
        (f"{';'.join(HEAD)}\n{SNILS};безработный;;\n", [("MISSING_VALUE", 2)]),
        (f"{';'.join(HEAD)}\n{SNILS};безработный;01.03.2026;28.02.2026\n", [("CZN_ORDER", 2)]),
        (f"{';'.join(HEAD)}\n;;01.03.2026;x\n", [("MISSING_VALUE", 2)] * 2 + [("BAD_DATE", 2)]),
    ],
)
def test_all_that_is_wrong_is_told_with_its_row(text: str, expected: list[tuple[str, int | None]]):
    with pytest.raises(BadFile) as bad:
        read_czn(text.encode())
    assert [(problem.code, problem.row) for problem in bad.value.problems] == expected
    assert SNILS not in str(bad.value)
