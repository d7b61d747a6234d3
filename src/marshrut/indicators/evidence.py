"""What indicators are counted from beside cases: records, schools, plans, employers at a point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

import msgspec

from marshrut.indicators.predicates import Question
from marshrut.records.attended import Came
from marshrut.records.filled import Filling


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A record on the day; ``reached``: the first day of the state that it is in."""

    record_id: UUID
    kind: str
    organisation: str | None
    region_code: str
    state: str
    open: bool
    reached: date
    confirmed_on: date
    fields: dict[str, object]


class School(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation on the day; ``plan``: whether a plan of its centre is in force."""

    code: str
    region_code: str
    org_kind: str
    centre: bool
    plan: bool
    programmes: frozenset[str] = frozenset()


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A vacancy that was filled once; one that was open again may be there twice."""

    record_id: UUID
    organisation: str | None
    filling: Filling


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What adds ``number`` to a figure: a record, or an organisation as such."""

    number: float = 1
    record_id: UUID | None = None
    organisation: str | None = None


class Evidence(Protocol):
    """All of it, as it is known at the point of a question, of the regions that are asked about.

    ``organisation``: the one that is asked about; none: all of the regions.
    """

    question: Question
    organisation: str | None

    def lines(self, kind: str) -> Sequence[Line]:
        """The records of the kind in the regions."""

    def came(self, record_id: UUID) -> Sequence[Came]:
        """Who came to an activity, by name."""

    def schools(self) -> Sequence[School]:
        """The organisations of the regions that teach, or the one that is asked about."""

    def nothing_kept(self) -> bool:
        """Whether there was no record at all of the kinds that were asked for."""

    def filled(self) -> Sequence[Filled]:
        """The vacancies of the regions that were filled, whatever has become of them since."""

    def is_opk(self, inn: str, day: date) -> bool:
        """Whether the employer was of the defence-industrial complex on the day."""

    def home(self, inn: str) -> str | None:
        """The region of an employer, where that is known."""
