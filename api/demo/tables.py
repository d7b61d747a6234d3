"""The lists that the demo is made of."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random

import msgspec
from stdnum.ru.inn import calc_company_check_digit

from marshrut.classifiers import classifier


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """A region of the demo, and the institutions that graduates meet in it."""

    code: str
    base_centre: str
    base_name: str
    municipality: str
    czn: str
    university: str


class School(msgspec.Struct, frozen=True, kw_only=True):
    """A school; ``graduates`` of it a year, ``profiles`` of its programmes."""

    code: str
    region: str
    name: str
    short_name: str
    founder_type: str
    centre_kind: str
    municipality: str
    profiles: tuple[str, ...]
    graduates: int
    professionalitet: bool

    @property
    def has_centre(self) -> bool:
        """Whether it has a career centre of its own: a responsible person is none."""
        return classifier("centre_kinds").get(self.centre_kind).flag("counts_as_centre")


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme of a profile; ``men`` in a hundred of its students."""

    profile: str
    code: str
    name: str
    men: int


class Employer(msgspec.Struct, frozen=True, kw_only=True):
    """An employer that there is not, nor any with its ИНН: no real one begins so.

    What the register says of it first, if it is ``registered``: its industry, whether of the ОПК.
    """

    region: str
    profiles: tuple[str, ...]
    name: str
    number: str
    industry: str
    opk: bool
    registered: bool

    @property
    def inn(self) -> str:
        """Its ИНН."""
        return self.number + calc_company_check_digit(self.number)

    @property
    def ogrn(self) -> str:
        """Its ОГРН: of the year 2000, before there was the register."""
        digits = f"100{self.number}"
        return f"{digits}{int(digits) % 11 % 10}"


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table, in its order."""
    text = files(__package__).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of a kind: ``last``, ``male``, ``female``, ``father``."""
    return tuple(row["value"] for row in rows("names") if row["kind"] == kind)


@cache
def regions() -> dict[str, Region]:
    """The regions by their codes."""
    return {row["code"]: msgspec.convert(row, Region) for row in rows("regions")}


@cache
def schools() -> tuple[School, ...]:
    """All schools, region by region."""
    return tuple(msgspec.convert(_split(row), School, strict=False) for row in rows("schools"))


def school_of(code: str) -> School:
    """The school with the code."""
    return next(school for school in schools() if school.code == code)


@cache
def programmes(school: School) -> tuple[Programme, ...]:
    """What the school teaches."""
    return programmes_of(*school.profiles)


@cache
def programmes_of(*profiles: str) -> tuple[Programme, ...]:
    """The programmes of the profiles, in the order of the table."""
    known = (msgspec.convert(row, Programme, strict=False) for row in rows("programmes"))
    return tuple(programme for programme in known if programme.profile in profiles)


@cache
def employers() -> tuple[Employer, ...]:
    """All employers, region by region."""
    return tuple(msgspec.convert(_split(row), Employer, strict=False) for row in rows("employers"))


def employer(rng: Random, *, region: str, profile: str | None = None) -> Employer:
    """An employer of the region, of the profile where one is given."""
    return rng.choice(_employers(region, profile))


@cache
def _employers(region: str, profile: str | None) -> tuple[Employer, ...]:
    here = tuple(one for one in employers() if one.region == region)
    return tuple(one for one in here if profile in one.profiles) or here


@cache
def thresholds() -> tuple[float, ...]:
    """Where the share of each school ends, the graduates of a year taken for one."""
    total = sum(school.graduates for school in schools())
    return tuple(accumulate(school.graduates / total for school in schools()))


def _split(row: dict[str, str]) -> dict[str, object]:
    return {**row, "profiles": row["profiles"].split()}
