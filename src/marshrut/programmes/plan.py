"""What a programme says: one uniform shape for roadmaps, regional and school plans (S33).

Wording is official where it is shown (``title``); ``short_title`` is for lists. Nobody is named:
only posts sign and control. Months, days and numbers are normalised beside what was printed.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from marshrut.programmes.schedule import Schedule


class Struct(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a plan; what equals its default is not stored."""


class Level(StrEnum):
    """Whose a programme is: a region's or a school's."""

    REGION = "REGION"
    ORG = "ORG"


class Comparator(StrEnum):
    """How a fact is compared with its target; ``TEXT``: a statement that holds or does not."""

    GE = "GE"
    LE = "LE"
    EQ = "EQ"
    TEXT = "TEXT"


class PeriodKind(StrEnum):
    """For what time a target stands."""

    YEAR = "YEAR"
    ACADEMIC_YEAR = "ACADEMIC_YEAR"
    DATE = "DATE"


class Party(Struct, frozen=True):
    """Whoever is responsible or takes part: a line of the legend."""

    code: str
    name: str
    short_name: str | None = None
    aliases: tuple[str, ...] = ()


class Section(Struct, frozen=True):
    """A heading of the plan."""

    number: str
    title: str
    short_title: str | None = None


class Partner(Struct, frozen=True):
    """Who takes part in an item, «по согласованию» or not, and how (S004, composition 2)."""

    code: str
    by_agreement: bool = False
    part: str | None = None


class Item(Struct, frozen=True):
    """A measure of the plan. ``number`` is as printed, ``id`` is unique where that is not."""

    id: str
    number: str
    section: str
    title: str
    deadline: str
    short_title: str | None = None
    schedule: Schedule = Schedule()
    responsible: tuple[str, ...] = ()
    partners: tuple[Partner, ...] = ()
    expected_result: str | None = None
    risk_measures: str | None = None
    indicators: tuple[str, ...] = ()
    activity: str | None = None
    keywords: tuple[str, ...] = ()


class Target(Struct, frozen=True):
    """What an indicator should come to (domain 7.6, F091).

    ``manual``: the value is decomposed to the programme by the authority and entered later;
    ``inferred``: the comparator is ours, as the original gives a bare number (N8).
    """

    period: PeriodKind
    period_from: date
    period_to: date
    op: Comparator
    cohort: int | None = None
    category: str | None = None
    value: float | None = None
    manual: bool = False
    inferred: bool = False
    printed: str | None = None
    baseline: float | None = None


class Indicator(Struct, frozen=True):
    """An indicator as the plan names it, with its targets; ``id`` is that of the catalogue."""

    id: str
    number: str
    title: str
    unit: str
    short_title: str | None = None
    block: str | None = None
    threshold: float | None = None
    targets: tuple[Target, ...] = ()


class Note(Struct, frozen=True):
    """What the reader should know of the original: a defect, and how it was read.

    ``defect`` is its row in domain 10.5; ``about`` an item, an indicator, or nothing: the whole.
    """

    text: str
    about: str | None = None
    defect: int | None = None


class Act(Struct, frozen=True):
    """An act on which the plan rests, or a slot for one: then without ``title`` (F089)."""

    group: str
    level: str
    title: str | None = None
    superseded_by: str | None = None


class Approval(Struct, frozen=True):
    """How the original was approved; posts, never persons."""

    document: str
    approved_on: date
    number: str | None = None
    aliases: tuple[str, ...] = ()
    signed_by: str | None = None
    controlled_by: str | None = None


class Plan(Struct, frozen=True):
    """The whole content of a programme; ``valid_to`` is its last day."""

    title: str
    valid_from: date
    valid_to: date
    short_title: str | None = None
    owner: str | None = None
    goal: str | None = None
    parties: tuple[Party, ...] = ()
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    legal_basis: tuple[Act, ...] = ()
    notes: tuple[Note, ...] = ()

    def item(self, item_id: str) -> Item | None:
        """The item with the id, where there is one."""
        return next((item for item in self.items if item.id == item_id), None)
