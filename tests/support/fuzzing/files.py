"""Lists and tables as files, right, spoilt and hostile, in forms that are so too."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from random import Random
from typing import Any

from tests.support.fuzzing.shaped import damaged
from tests.support.fuzzing.values import CODES, DAYS, hostile_text
from tests.support.hostile_files import LIST, TEXTS, WORKBOOKS, packed, parts_of
from tests.support.http import SCHOOL
from tests.support.lists import ROW, WORK, csv_of, xlsx_of

HEAVY = 500_000
"""Hostile files that are larger take a second each: they are sent now and then."""

BOUNDARY = "b0undary"
NAMES = (
    *(
        "list.xlsx",
        "../../etc/passwd",
        "a\\..\\b.csv",
        "x" * 5_000,
        "",
        "a\0.csv",
        "файл.csv",
        "a;b",
    ),
    *('a"; name="dry_run', "a\r\nX-A: 1", "%2e%2e%2f", "CON", ".htaccess", "a.csv\u202e.exe"),
)
MORE = {
    "Категория": "ОВЗ",
    "Занятость по": "01.09.2025",
    "Источник": "ЦЗН",
    "Группа": "Т-1",
    "Мера поддержки": "консультация",
    "Дата оказания": "01.09.2025",
    "Телефон": "+7 900 1234567",
    "Шаг": "Собеседование",
    "Состояние": "выполнен",
    "Дата": "01.09.2025",
    "Номер дела": "x",
    "Численность": "5",
    "Код": "15.02.16",
    "Вид учёта": "безработный",
    "Застрахован": "да",
    "Дата постановки на учёт": "01.09.2025",
    "Название": "Токарь",
    "Действует с": "2025-09-01",
}
DUE = ("stated_on", "complete", "organisation")
"""Fields without which a file is not even looked at."""

TYPES = ("application/octet-stream", "text/csv; charset=utf-7", "text/html", "", "x/y; a=\xff")


def file_body(random: Random, fields: Mapping[str, Any]) -> tuple[str, bytes]:
    """The media type and the body of a form with a file and perhaps other fields."""
    data = some_file(random)
    parts = [_part(random, "file", data, name=random.choice(NAMES[:1] * 20 + NAMES))]
    for name, schema in fields.items():
        if name != "file" and random.random() < (0.95 if name in DUE else 0.2):
            parts.append(_part(random, name, _field(random, schema).encode(errors="replace")))
    match random.randrange(40):
        case 0:
            parts *= random.choice((2, 300, 2_000))
        case 1:
            parts.append(_part(random, hostile_text(random), b"x"))
        case 2:
            parts.pop()
    random.shuffle(parts)
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    if random.random() < 0.03:
        body = damaged(random, body, 8)
    odd = ("multipart/form-data", f"multipart/form-data; boundary={'x' * 500}", "text/csv")
    usual = f"multipart/form-data; boundary={BOUNDARY}"
    return random.choice((usual,) * 60 + odd), body


def _part(random: Random, field: str, content: bytes, *, name: str | None = None) -> bytes:
    named = "" if name is None else f'; filename="{name}"'
    kind = f"Content-Type: {random.choice(TYPES)}\r\n" if random.random() < 0.2 else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"{named}\r\n{kind}\r\n'
    return head.encode(errors="replace") + content + b"\r\n"


def _field(random: Random, schema: Mapping[str, Any]) -> str:
    if random.random() < 0.1:
        return hostile_text(random)[:2_000]
    if "enum" in schema:
        return str(random.choice(schema["enum"]))
    return random.choice((*DAYS, SCHOOL) if schema.get("format") == "date" else (SCHOOL, *CODES))


def some_file(random: Random) -> bytes:
    """A file: a list of some rows, or one that is spoilt, or one that is no list."""
    match random.randrange(20):
        case 0:
            found = random.choice([*WORKBOOKS.values(), *TEXTS.values()])[0]()
            return found if len(found) < HEAVY or random.random() < 0.02 else found[:HEAVY]
        case n if n < 4:
            return damaged(random, xlsx_of(*rows(random)), 6)
        case n if n < 9:
            return spoilt_workbook(random)
        case n if n < 12:
            return xlsx_of(*rows(random))
        case n if n < 16:
            return damaged(random, text(random), 6)
        case _:
            return text(random)


def rows(random: Random) -> list[list[list[Any]]]:
    """Sheets of rows: headings that there are, values that fit and that do not."""
    named = {**ROW, "ПОО": SCHOOL, **WORK, **MORE}
    chosen = random.sample([*named], random.randint(3, len(named)))
    headings = [*dict.fromkeys([*ROW, *chosen])] if random.random() < 0.7 else chosen
    table: list[list[Any]] = [[_value(random, named, name) for name in headings] for _ in range(4)]
    return [[headings, *table]]


def _value(random: Random, named: Mapping[str, Any], name: str) -> Any:
    if random.random() < 0.75:
        return named[name]
    if random.random() < 0.3:
        return random.choice((0, -1, 2.5, 45_000, 2_958_465, 1e300, True, 60, 999_999_999_999))
    return hostile_text(random)[:32_000].encode(errors="replace").decode()


def text(random: Random) -> bytes:
    """The same as CSV, in some encoding, with some separator and line ends."""
    headings, *table = rows(random)[0]
    listed = [dict(zip(headings, row, strict=True)) for row in table]
    data = csv_of(*listed, separator=random.choice(";,\t|"))
    ends = random.choice((b"\n", b"\r\n", b"\r", b"\n\r\n", b"\x85"))
    encoded = data.decode(errors="replace").encode(
        random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1251", "cp866", "koi8-r")),
        "replace",
    )
    return encoded.replace(b"\n", ends)


def spoilt_workbook(random: Random) -> bytes:
    """A workbook with a part of it damaged, or with an archive that lies."""
    parts = parts_of(random.choice((LIST, xlsx_of(*rows(random)))))
    name = random.choice(sorted(parts))
    data = packed(parts | {name: damaged(random, parts[name], 5)})
    if random.random() < 0.3:  # sizes, offsets and checksums of the directory
        whole = bytearray(data)
        at = whole.find(random.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")))
        place = at + random.randrange(4, 46)
        lie = struct.pack("<I", random.choice((0, 1, 0xFFFF, 0xFFFFFFFF, 2**31)))
        whole[place : place + 4] = lie
        data = bytes(whole)
    return data
