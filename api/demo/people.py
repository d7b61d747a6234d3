"""Invented graduates: a name from common ones, a СНИЛС from numbers that nobody has."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from api.demo.chances import chance
from api.demo.tables import names

UNUSED_SNILS = 999_000_000
"""From here on no numbers were given out; a million of them are enough for every case."""

SCHOOL_AGES = (18, 19, 20, 20, 21)
ADULT_AGES = tuple(range(22, 38))
NEIGHBOURS = ("KZ", "UZ", "TJ", "KG")


def somebody(
    rng: Random, *, number: int, year: int, male: bool, adult: bool, municipality: str
) -> dict[str, Any]:
    """The person of the case ``number`` who graduates in ``year``; ``adult``: studies late."""
    father = rng.choice(names("father"))
    last = rng.choice(names("last"))
    born = date(year - rng.choice(ADULT_AGES if adult else SCHOOL_AGES), 1, 1)
    person = {
        "last_name": last if male else f"{last}а",
        "first_name": rng.choice(names("male" if male else "female")),
        "middle_name": father if male else f"{father.removesuffix('ич')}на",
        "birth_date": born + timedelta(days=rng.randrange(365)),
        "sex": "M" if male else "F",
        "address_municipality": municipality,
    }
    if chance(rng, 1):
        return {**person, "citizenship": rng.choice(NEIGHBOURS)}
    return {**person, "snils": snils(number), **_contacts(rng, number)}


def snils(number: int) -> str:
    """A СНИЛС with right check digits, unlike any other of the demo or of real life."""
    digits = f"{UNUSED_SNILS + number:09d}"
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits))
    return f"{digits}{total % 101 % 100:02d}"


def phone(rng: Random) -> str:
    """A number under a code that belongs to no operator."""
    return f"+7 000 {rng.randrange(1000):03d}-{rng.randrange(100):02d}-{rng.randrange(100):02d}"


def _contacts(rng: Random, number: int) -> dict[str, str]:
    contacts = {}
    if chance(rng, 85):
        contacts["phone"] = phone(rng)
    if chance(rng, 60):
        contacts["email"] = f"graduate{number}@example.org"
    return contacts
