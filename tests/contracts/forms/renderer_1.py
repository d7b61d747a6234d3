"""What the first renderer is held to: a form by hand. Never edited.

A renderer that makes other bytes of it would make other bytes of what was issued: give it a new
number, a folder of its own beside ``renderer_1``, and name it in new editions of the forms.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256

from api.forms.files import render
from marshrut.asof import AsOf
from marshrut.forms.filled import (
    Block,
    Filled,
    FilledRow,
    FilledTable,
    Heading,
    Issue,
    Violation,
)

LONG = (
    "Проходят службу в армии на контрактной основе, в органах внутренних дел, Государственной "
    "противопожарной службе, учреждениях и органах уголовно-исполнительной системы"
)
LEADS = (
    Heading("01", "Образовательная организация", width=18, text=True),
    Heading("02", "Код профессии", width=10, text=True),
    Heading("03", "Номер строки", width=5, text=True),
    Heading("04", "Категория выпускников", width=30, text=True),
)
COLUMNS = (
    Heading("05", "Всего", width=8),
    Heading("06", "Трудоустроены", ("Заняты",), 10),
    Heading("07", LONG, ("Заняты", "на службе"), 14),
    Heading("08", "Доля, %", width=8),
    Heading("09", "Принимаемые меры", width=40, text=True),
)
HOSTILE = "a\x01\ufffe_x0041_\r\nb"
MEASURES = "Ярмарка вакансий — 12 чел.; " * 9


def _block(name: str | None, code: str | None, *values: tuple[object, ...]) -> Block:
    labels = (("01", "Всего (общая численность)"), ("02", "из них (из строки 01): лица с ОВЗ"))
    rows = (
        FilledRow(number, (name, code, number, label), told)
        for (number, label), told in zip(labels, values, strict=True)
    )
    return Block({"organisation": name, "programme_code": code} if code else {}, tuple(rows))


MAIN = FilledTable(
    code="main",
    sheet="Мониторинг занятости",
    title="Мониторинг занятости выпускников",
    layout="blocks",
    leads=LEADS,
    columns=COLUMNS,
    blocks=(
        _block("Всего", None, (12345, 9, 0, 72.7, MEASURES), (0, 0, 0, None, None)),
        _block("=1+1 «Колледж» & Ко", "09.02.07", (5, 3, 2, 100.0, "-"), (7, 1, 0, 0.0, None)),
    ),
    checks=("гр. 06 ≤ гр. 05", "стр. 02 ≤ стр. 01"),
    violations=(
        Violation(
            "T2",
            "стр. 02 ≤ стр. 01",
            {"organisation": "=1+1 «Колледж» & Ко", "programme_code": "09.02.07"},
            "05",
            7,
            5,
            "rows",
            ("02", "01"),
        ),
    ),
)
BY_DAY = FilledTable(
    code="days",
    sheet="По дням: /все/ [без исключения], сколько их есть",
    title="Дни",
    layout="lines",
    leads=(Heading("", "День", width=20, text=True),),
    columns=(Heading("1", "Событие", width=12), Heading("2", "Было", width=9)),
    blocks=(
        Block({"day": "a"}, (FilledRow("01", (HOSTILE,), (date(2026, 3, 1), True)),)),
        Block({}, (FilledRow("01", ("Всего",), (3, None)),)),
    ),
    overlapping=True,
    note="Пересекающиеся категории: суммы по строкам не складываются в «Всего».",
)
FILLED = Filled(
    issue=Issue(
        form="T",
        edition=1,
        title="Мониторинг занятости выпускников",
        point=AsOf(date(2026, 11, 20), 61234),
        known_at=datetime(2026, 11, 27, 21, 5, 0, 123456, tzinfo=UTC),
        lines=(
            ("Субъект Российской Федерации", "Самарская область"),
            ("По состоянию на", "20.11.2026"),
            ("Форма", "T, редакция 1"),
        ),
        method=(("Точка", "20.11.2026"), ("Гр. 05", "все"), ("Много", "слово " * 900)),
    ),
    tables=(MAIN, BY_DAY),
)


def digests() -> dict[str, str]:
    """The SHA-256 of the form in every format of the renderer; of PDF ``test_pdf`` tells."""
    formats = ("xlsx", "csv", "json")
    return {name: sha256(render(FILLED, renderer=1, format=name)).hexdigest() for name in formats}


if __name__ == "__main__":
    print("\n".join(f"{name} {digest}" for name, digest in digests().items()))  # noqa: T201 - asked for
