"""A filled form that holds whatever a printed one may, and its file: ``python -m …`` digests it."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from api.forms.pdf import pdf_file
from marshrut.asof import AsOf
from marshrut.forms.filled import (
    Block,
    Filled,
    FilledRow,
    FilledTable,
    Heading,
    Issue,
    Value,
    Violation,
)

HOSTILE = (
    '#import "@preview/cetz:0.3.4": canvas',
    '#panic("x") #read("/etc/passwd")',
    "*жирно* _курсив_ `код` $x^2$ = Заголовок @ссылка <метка>",
    "\\ \" ' & {} [] () // /* */ ~ -- --- ... « » № ё",
    "</text>&amp;\t\u202eоборот",
    "1. список",
)
"""What a template would act on if it took texts for its own."""

LEADS = (Heading("", "Группа", (), 20, text=True), Heading("", "Строка", (), 20, text=True))
COLUMNS = (
    Heading("1", "Всего", (), 8),
    Heading("2", "дел", ("Из них", "по делам"), 8),
    Heading("3", "%", ("Из них", "по делам"), 8),
    Heading("4", "Примечание", ("Из них",), 30, text=True),
)


def table(*rows: tuple[Value, ...], **fields: Any) -> FilledTable:
    """A table of rows: two leads, then the values."""
    blocks = (
        Block({"row": number}, (FilledRow("1", row[:2], row[2:]),))
        for number, row in enumerate(rows, start=1)
    )
    said = {"code": "t", "sheet": "Лист", "title": "Таблица", "layout": "lines"} | fields
    return FilledTable(**{"leads": LEADS, "columns": COLUMNS, "blocks": tuple(blocks), **said})


def issue(**fields: Any) -> Issue:
    """What is said of the form."""
    said = {
        "form": "SELF",
        "edition": 1,
        "title": "Самоанализ деятельности",
        "point": AsOf(date(2025, 6, 20), 1234),
        "known_at": datetime(2025, 6, 21, 6, 0, tzinfo=UTC),
        "lines": (("Организация", "Колледж «А»"), ("На дату", "20.06.2025")),
        "method": (("Источник", "Дела"), ("", "Без округления")),
        "signed_by": ("Руководитель",),
    }
    return Issue(**{**said, **fields})


def filled(*tables: FilledTable, **fields: Any) -> Filled:
    """A form of the tables."""
    return Filled(issue=issue(**fields), tables=tables)


def sample() -> Filled:
    """Values of each kind, leads that repeat, hostile texts, an empty table, broken checks."""
    plain = table(
        ("Первая", "1", 10, 3, 30.0, "в срок"),
        ("Первая", "2", 0, None, None, None),
        ("Вторая", "2", -1, 1, 33.3, date(2025, 6, 1)),
        ("Вторая", None, 7, True, -11.7, False),
    )
    texts = table(*((text, text, n, n, None, text) for n, text in enumerate(HOSTILE)))
    broken = Violation("A1", HOSTILE[0], {"organisation": "SA-1", "none": None}, "05", 3, 2)
    checked = table(checks=("А = Б",), violations=(broken,), note=HOSTILE[1], title=HOSTILE[2])
    long = table(*((f"Группа {n // 40}", f"Строка {n}", n, n, n / 2, "слово") for n in range(120)))
    return filled(plain, texts, checked, long)


def digest() -> str:
    """The SHA-256 of the sample's file."""
    return sha256(pdf_file(sample())).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(digest())
