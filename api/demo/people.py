"""Invented graduates: a name from common ones, a СНИЛС from numbers that nobody has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.tables import names

UNUSED_SNILS = 999_000_000
"""From here on no numbers were given out."""


def somebody(rng: Random, number: int, *, graduation_year: int) -> dict[str, Any]:
    """The person of the case ``number``: 18 to 21 years old in the year of graduation."""
    male = rng.random() < 0.52  # noqa: PLR2004 - about as many as among graduates
    father = rng.choice(names("father"))
    last = rng.choice(names("last"))
    born = date(graduation_year - rng.choice((19, 20, 20, 21)), 1, 1)
    return {
        "last_name": last if male else f"{last}а",
        "first_name": rng.choice(names("male" if male else "female")),
        "middle_name": father if male else f"{father.removesuffix('ич')}на",
        "birth_date": born + timedelta(days=rng.randrange(365)),
        "sex": "M" if male else "F",
        "snils": _snils(UNUSED_SNILS + number),
    }


def _snils(number: int) -> str:
    digits = f"{number:09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits}{total % 101 % 100:02d}"
