"""What indicators say of cases by parts of their histories: asked of many at a time.

An indicator is a predicate over frames, so that what it would say of a case without some events is
asked of rows made of the events that are left; each variant of a case is a case of its own there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from marshrut.asof import AsOf
from marshrut.cases.history import History
from marshrut.columns import covers
from marshrut.forms.definitions import Table
from projections.accounts import Changes
from projections.differences.causes import Unread, Variant
from projections.differences.witness import Witness
from projections.forms.asked import Asked
from projections.frames import Frames
from projections.frames.told import rows_of
from projections.indicators import Asked as AskedIndicator
from projections.indicators.counting import cases_with_marks
from projections.registries.world import frames_of
from projections.restatement.indicators import flags_of, made_of
from projections.rows import Origin, families_of
from projections.runner import Projections

Parts = frozenset[str]
"""The names of the parts of a table's shares (``indicators.parts_of``)."""

Told = tuple[UUID, History | None]
"""A case and what is left of its history: variants that have both in common are alike."""


class Variants:
    """In which parts of shares variants of cases are, once they have been read."""

    def __init__(self, projections: Projections, witness: Witness, asked: Asked) -> None:
        self._projections, self._witness, self._asked = projections, witness, asked
        self._tables = [
            table
            for table in asked.form.tables
            if any(column.kind == "indicator" for column in table.columns)
        ]
        self._read: dict[tuple[Variant, str], Parts] = {}

    def parts(self, variant: Variant, table: str) -> Parts:
        """The parts of the table's shares in which the case is. Raises ``Unread``."""
        found = self._read.get((variant, table))
        if found is None:
            raise Unread(variant)
        return found

    def read(self, variants: Iterable[Variant]) -> None:
        """Read these variants."""
        alike: defaultdict[date, defaultdict[Told, list[Variant]]]
        alike = defaultdict(lambda: defaultdict(list))
        for variant in variants:
            case_id, point, without = variant
            history = self._witness.history(case_id, point.known, without)
            alike[point.as_of][case_id, history].append(variant)
        for day, some in alike.items():
            frames = self._frames(day, list(some))
            for table in self._tables:
                found = self._parts(frames, table)
                self._read |= {
                    (variant, table.code): found.get(number, frozenset())
                    for number, same in enumerate(some.values())
                    for variant in same
                }

    def _frames(self, day: date, told: Sequence[Told]) -> Frames:
        """The rows that each history makes; its number is its place."""
        changes = Changes()
        for number, (case_id, history) in enumerate(told):
            if history is not None:
                _tell(history, Origin(case_id, number), changes)
        point = AsOf(day, self._asked.point.known)
        frames = frames_of(point, rows_of(changes.opened))
        return frames._replace(states=frames.states.filter(covers(day)))

    def _parts(self, frames: Frames, table: Table) -> dict[int, Parts]:
        """By number: whom the question is about is not asked here."""
        made = made_of(self._asked._replace(point=frames.point), table)
        flags = flags_of(made)
        cases = cases_with_marks(self._projections, frames, made.values(), AskedIndicator())
        names = list(flags)
        rows = cases.select("number", **flags).iter_rows()
        return {
            number: frozenset(name for name, flag in zip(names, held, strict=True) if flag)
            for number, *held in rows
        }


def _tell(history: History, origin: Origin, changes: Changes) -> None:
    for family, owner in families_of(history):
        for _, piece in family.pieces(history, owner):
            changes.open(family.table, *family.values(origin, piece), 0, None)
