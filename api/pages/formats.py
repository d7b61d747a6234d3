"""Days, moments and numbers as people write them, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from api.context import services
from api.pages.words import page_language
from marshrut.wording import RUSSIAN

NOTHING = "—"
NARROW_SPACE = "\u202f"
MINUS = "\u2212"
MONTHS = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
FEW = (2, 3, 4)


def day(value: str | date | None) -> str:
    """A day: 31.12.2025, or 31 Dec 2025."""
    if value is None or value == "":
        return NOTHING
    told = value if isinstance(value, date) else date.fromisoformat(value)
    if page_language() == RUSSIAN:
        return f"{told.day:02}.{told.month:02}.{told.year:04}"
    return f"{told.day} {MONTHS['en'][told.month - 1]} {told.year:04}"


def moment(value: str | datetime | None) -> str:
    """A moment to the minute, in the installation's time zone."""
    if value is None or value == "":
        return NOTHING
    told = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    local = told.astimezone(services().zone())
    return f"{day(local.date())} {local.hour:02}:{local.minute:02}"


def month(value: str | date) -> str:
    """A month, short: янв 2026."""
    told = value if isinstance(value, date) else date.fromisoformat(value)
    return f"{MONTHS[page_language()][told.month - 1]} {told.year}"


def number(value: Any, places: int | None = None) -> str:
    """A number with its thousands apart: 1 234,5, or 1,234.5."""
    if value is None or value == "":
        return NOTHING
    told = Decimal(str(value))
    text = f"{told:,.{places}f}" if places is not None else f"{told.normalize():,f}"
    if page_language() == RUSSIAN:
        text = text.replace(",", NARROW_SPACE).replace(".", ",")
    return text.replace("-", MINUS)


def signed(value: Any) -> str:
    """A difference: +3, −7, 0."""
    return f"+{number(value)}" if Decimal(str(value)) > 0 else number(value)


def percent(part: float, whole: float) -> str:
    """A share of a whole: 42,5 %; a dash where there is no whole."""
    return f"{number(100 * part / whole, 1)}\u00a0%" if whole else NOTHING


def plural(count: int, one: str, few: str, many: str) -> str:
    """The word that goes with a number: 1 дело, 2 дела, 5 дел."""
    if page_language() != RUSSIAN:
        return one if count == 1 else many
    tail, hundred = count % 10, count % 100
    if tail == 1 and hundred != 11:  # noqa: PLR2004 - «одиннадцать дел»
        return one
    return few if tail in FEW and hundred not in (12, 13, 14) else many
