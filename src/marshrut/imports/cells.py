"""Cells of a sheet to values, whatever the sheet made of them. All raise ``BadValue``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from marshrut.asof import add_months
from marshrut.identifiers import BadIdentifier, inn, programme_code, snils
from marshrut.imports.keys import key, tidy
from marshrut.imports.problems import BadValue
from marshrut.imports.suggestions import suggested
from marshrut.imports.tables import codes_as_written, codes_by_value
from marshrut.wording import expectation

Cell = str | int | float | bool | date | datetime | time | timedelta | None

BEFORE_SERIALS = date(1899, 12, 30)
"""Day 0 of the serial numbers by which spreadsheets keep dates."""

SERIALS = range(1, 80_000)
DAYS_OF = range(1900, 2201)
YEARS = range(1990, 2100)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015 "
FORMULA_ERROR = re.compile(r"#[A-ZА-Я0-9/]+[!?]?")
ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]00:00(?::00(?:\.0+)?)?)?")
RUSSIAN = re.compile(r"(\d\d?)[./-](\d\d?)[./-](\d{4})(?: ?г\.?)?(?: 0?0:00(?::00)?)?")
NUMBER = re.compile(r"\d+(?:[.,]0+)?")
PROGRAMME = re.compile(r"(\d\d\.\d\d\.\d\d)\W*(.*)")
IDENTITY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YEAR_AND_MONTH = re.compile(r"(\d{4})[-./](\d\d?)")
MONTH_AND_YEAR = re.compile(r"(\d\d?|[а-яА-Я]+)[-./ ]+(\d{4})(?: ?г\.?)?")
NAMED = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
MONTHS = {name: number for number, name in enumerate(NAMED.split(), 1)}
MOST_SHOWN = 60
LONGEST_NUMBER = 9
LONGEST_TEXT = 500


def text(cell: Cell) -> str:
    """The cell as text, «—» and the like as nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    shown = tidy(str(cell)) if cell is not None else ""
    if shown.startswith("#") and FORMULA_ERROR.fullmatch(shown):
        raise BadValue("CELL_ERROR")
    if len(shown) > LONGEST_TEXT:
        raise BadValue("TOO_LONG", limit=LONGEST_TEXT)
    return shown.lstrip(DASHES) and shown


def day(cell: Cell) -> date:
    """A date: a cell of dates, the number of one, ``ДД.ММ.ГГГГ`` or ISO; from 1900 to 2200."""
    found = cell if isinstance(cell, date) else _read_day(text(cell))
    if found.year not in DAYS_OF:
        raise BadValue("BAD_DATE")
    return found.date() if isinstance(found, datetime) else found


def _read_day(shown: str) -> date:
    if found := ISO.fullmatch(shown):
        return _date(*found.groups())
    if found := RUSSIAN.fullmatch(shown):
        return _date(*reversed(found.groups()))
    if NUMBER.fullmatch(shown) and (serial := _whole(shown)) in SERIALS:
        return BEFORE_SERIALS + timedelta(days=serial)
    raise BadValue("BAD_DATE")


def year(cell: Cell) -> int:
    """A year, also where the cell holds a day of it."""
    if isinstance(cell, date):
        return cell.year
    shown = text(cell).removesuffix(" год").removesuffix("г.").strip()
    if not NUMBER.fullmatch(shown) or (number := _whole(shown)) not in YEARS:
        raise BadValue("BAD_YEAR")
    return number


def month(cell: Cell) -> tuple[date, date]:
    """The first and the last day of a month: of a day in it, ``ММ.ГГГГ``, or its name and year."""
    first = cell if isinstance(cell, date) else _first_of_month(text(cell))
    if first.year not in DAYS_OF:
        raise BadValue("BAD_MONTH")
    start = date(first.year, first.month, 1)
    return start, add_months(start, 1) - timedelta(days=1)


def _first_of_month(shown: str) -> date:
    for pattern, order in ((YEAR_AND_MONTH, (0, 1)), (MONTH_AND_YEAR, (1, 0))):
        if found := pattern.fullmatch(shown):
            year_given, month_given = (found.groups()[place] for place in order)
            number = MONTHS.get(month_given.lower(), month_given)
            return _month_of(year_given, str(number))
    if shown.isdecimal() and len(shown) <= len("2025"):  # a year, not the serial number of a day
        raise BadValue("BAD_MONTH")
    try:
        return _read_day(shown)
    except BadValue as error:
        raise BadValue("BAD_MONTH") from error


def _month_of(year_given: str, number: str) -> date:
    try:
        return date(int(year_given), int(number), 1)
    except ValueError as error:
        raise BadValue("BAD_MONTH") from error


def term(classifier: str, *, among: Collection[str] | None = None) -> Callable[[Cell], str]:
    """A reader of codes of the classifier, by code, label or synonym.

    ``among``: the codes that are suggested where the value is none; else all that are recorded.
    """

    def read(cell: Cell) -> str:
        return code_of(classifier, text(cell), among=among)

    return read


def code_of(classifier: str, value: str, *, among: Collection[str] | None = None) -> str:
    """The code that the value means."""
    if (code := codes_as_written(classifier).get(value)) is not None:
        return code
    code = codes_by_value(classifier).get(key(value))
    if code is None:
        allowed = suggested(classifier, value, among=among)
        raise BadValue("UNKNOWN_VALUE", value=value[:MOST_SHOWN], allowed=allowed)
    return code


def answer(cell: Cell) -> bool:
    """Yes or no."""
    return cell if isinstance(cell, bool) else code_of("answers", text(cell)) == "YES"


def country(cell: Cell) -> str:
    """A country: its two letters, or a name of a common one."""
    shown = text(cell)
    letters = len(shown) == len("RU") and shown.isascii() and shown.isalpha()
    return shown.upper() if letters else code_of("citizenship", shown)


def snils_of(cell: Cell) -> str:
    """A СНИЛС, the zeros restored that a cell of numbers has lost."""
    return _identified(snils, _restored(text(cell), lengths=(11,)))


def inn_of(cell: Cell) -> str:
    """An ИНН of an organisation or a person, a lost zero restored."""
    return _identified(inn, _restored(text(cell), lengths=(10, 12)))


def whole(least: int, most: int) -> Callable[[Cell], int]:
    """A reader of whole numbers from ``least`` to ``most``."""

    def read(cell: Cell) -> int:
        shown = text(cell)
        number = _whole(shown) if NUMBER.fullmatch(shown) and len(shown) < LONGEST_NUMBER else None
        if number is None or not least <= number <= most:
            raise BadValue("BAD_NUMBER", least=least, most=most)
        return number

    return read


def case_id(cell: Cell) -> UUID:
    """The id of a case, perhaps within its address."""
    return _identity(cell, "BAD_CASE_ID")


def record_id(cell: Cell) -> UUID:
    """The id of a record, perhaps within its address."""
    return _identity(cell, "BAD_RECORD_ID")


def _identity(cell: Cell, code: str) -> UUID:
    found = IDENTITY.search(text(cell).lower())
    if found is None:
        raise BadValue(code)
    return UUID(found[0])


def programme(cell: Cell) -> tuple[str, str | None]:
    """The code of a programme, and its name where it stands beside it."""
    if isinstance(cell, date):
        # Spreadsheets take «09.02.07» for a day of 2007; it is as good as written there.
        cell = f"{cell:%d.%m.%y}"
    found = PROGRAMME.fullmatch(text(cell))
    if found is None:
        raise BadValue("BAD_PROGRAMME")
    code, name = found.groups()
    try:
        return programme_code(code), name.strip(' «»"') or None
    except BadIdentifier as error:
        raise BadValue("BAD_PROGRAMME") from error


def full_name(cell: Cell) -> tuple[str, str, str | None]:
    """Surname, name and, where there is one, patronymic («Айдар оглы» is two words)."""
    last, _, rest = text(cell).partition(" ")
    first, _, middle = rest.partition(" ")
    if not first:
        raise BadValue("BAD_NAME")
    return last, first, middle or None


def _date(*parts: str) -> date:
    try:
        return date(*map(int, parts))
    except ValueError as error:
        raise BadValue("BAD_DATE") from error


def _whole(number: str) -> int:
    return int(re.split(r"[.,]", number)[0])


def _restored(shown: str, *, lengths: tuple[int, ...]) -> str:
    """The digits with the zeros before them that a number does not keep; at most three."""
    if not shown.isdecimal():
        return shown
    enough = next((length for length in lengths if len(shown) <= length), len(shown))
    return shown.zfill(enough) if enough - len(shown) <= 3 else shown  # noqa: PLR2004


def _identified(check: Callable[[str], str], value: str) -> str:
    try:
        return check(value)
    except BadIdentifier as error:
        code = "CHECKSUM" if error.code == "CHECKSUM" else "BAD_IDENTIFIER"
        raise BadValue(code, expected=expectation(error.expected, names=False)) from error
