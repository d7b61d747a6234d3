"""The programmes and registers that come with the package, read and checked once (domain 10)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec

from marshrut.programmes.checks import check_plan
from marshrut.programmes.plan import Act, Approval, Level, Plan, Struct

T = TypeVar("T")

TEMPLATES = ("S000", "S001", "S002")
"""Tomsk 2025–2029, Smolensk 2022, the Alekseevsky technical school 2024–2025."""


class Template(Struct, frozen=True):
    """A programme ready to be registered; ``approval`` is how the original was approved."""

    code: str
    level: Level
    region_code: str
    plan: Plan
    approval: Approval | None = None


class Activity(Struct, frozen=True):
    """A recommended activity (S004 section I); ``keywords`` are of ``activity_keywords``."""

    id: str
    title: str
    keywords: tuple[str, ...]
    short_title: str | None = None


@cache
def templates() -> Mapping[str, Template]:
    """The shipped programmes by code. Raises ``Refused`` where one breaks the schema."""
    read = {code: _read(f"{code}.json", Template) for code in TEMPLATES}
    for template in read.values():
        check_plan(template.plan)
    return read


@cache
def activities() -> Mapping[str, Activity]:
    """The 57 recommended activities by id, in the order of the original (F088)."""
    read = _read("recommended_activities.json", list[Activity])
    return {activity.id: activity for activity in read}


@cache
def legal_basis() -> tuple[Act, ...]:
    """The acts a programme rests on, and slots for regional, municipal and local ones (F089)."""
    return tuple(_read("legal_basis.json", list[Act]))


def _read(name: str, kind: type[T]) -> T:
    raw = files(__package__).joinpath("data", name).read_bytes()
    read: Any = msgspec.json.decode(raw, type=kind)
    return read  # type: ignore[no-any-return]
