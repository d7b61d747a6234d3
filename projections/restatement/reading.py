"""How the cells of a form are read of one case, by a history of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

import msgspec

from marshrut.asof import AsOf
from marshrut.cases.casework import Measure
from marshrut.cases.measures import counts
from marshrut.forms.conditions import condition
from marshrut.forms.definitions import Table
from projections.differences.causes import Variant
from projections.differences.joined import NOTHING, Positions
from projections.differences.membership import (
    COLUMNS,
    STATES,
    asked_about,
    in_category,
    rectangle_at,
)
from projections.differences.witness import Standing, Witness
from projections.forms.asked import LIFECYCLES, Asked
from projections.forms.cases import CATEGORY, EMPLOYER, OPK
from projections.forms.counting import Key
from projections.indicators.cases import LIFECYCLES as OF_INDICATORS
from projections.restatement.places import Place
from projections.restatement.variants import Variants

FACTS = frozenset({"case_fact"})
ALL = STATES | FACTS | {"case_episode", "case_span"}


class FormReading:
    """The cells of a form, and the parts of its shares and texts."""

    def __init__(self, witness: Witness, asked: Asked, variants: Variants) -> None:
        self._witness, self._asked, self._variants = witness, asked, variants
        self._tables = {table.code: table for table in asked.form.tables}
        self._everybody = msgspec.structs.replace(asked.filters, lifecycle=None)

    def holds(self, case_id: UUID, point: AsOf, without: Positions, cell: Place) -> bool:
        """Whether the case is in the cell. Raises ``Unread``: what indicators say of it."""
        variant = Variant(case_id, point, without)
        if cell.part is not None:
            return self._in_share(variant, cell)
        if not self._stands(variant, cell):
            return False
        return cell.measure is None or any(self._given(variant, cell.measure))

    def seen(self, case_id: UUID, point: AsOf, cell: Place) -> object:
        """The rectangle of the day (semantics S16); of a text what was done for the row's cases.

        An indicator asks for rows of all days: what of them counts is told by moves alone.
        """
        variant = Variant(case_id, point, NOTHING)
        if cell.part is not None:
            return None
        if cell.measure is None:
            return rectangle_at(self._witness, case_id, point)
        return self._stands(variant, cell), list(self._given(variant, cell.measure))

    def tables(self, cell: Place) -> frozenset[str]:
        """The read models that the cell asks."""
        if cell.part is not None:
            return ALL
        return STATES if cell.measure is None else STATES | FACTS

    def read(self, unread: Collection[Variant]) -> None:
        """Read what indicators say of these variants of cases."""
        self._variants.read(unread)

    def _in_share(self, variant: Variant, cell: Place) -> bool:
        standing = self._witness.standing(*variant)
        if standing is None:
            return False
        table = self._tables[cell.table]
        return (
            asked_about(standing, self._everybody, self._asked.scope, lifecycles=OF_INDICATORS)
            and in_block(standing, table, cell.key)
            and f"{cell.column}:{cell.part}" in self._variants.parts(variant, cell.table)
        )

    def _stands(self, variant: Variant, cell: Place) -> bool:
        """Whether the case is counted in the block, the row and, where it counts, the column."""
        standing = self._witness.standing(*variant)
        if standing is None:
            return False
        table, asked = self._tables[cell.table], self._asked
        conditions = (
            table.row(cell.row).condition,
            table.column(cell.column).condition,
            condition(table.among),
        )
        return (
            all(each.holds(standing.state, _industry(standing)) for each in conditions)
            and in_block(standing, table, cell.key)
            and asked_about(
                standing, asked.filters, asked.scope, lifecycles=LIFECYCLES[table.population]
            )
        )

    def _given(self, variant: Variant, code: str) -> Iterator[Measure]:
        """The measures of that code that were given by the day, and that count."""
        history = self._witness.history(variant.case_id, variant.point.known, variant.without)
        for entry in history.of(Measure) if history else ():
            measure = entry.content
            assert isinstance(measure, Measure)  # noqa: S101 - narrows the type
            done = counts(measure.result) and measure.provided_on <= variant.point.as_of
            if entry.annulled_by is None and measure.measure_code == code and done:
                yield measure


def in_block(standing: Standing, table: Table, key: Key) -> bool:
    """Whether the case is in a block of the table; in all together any is."""
    return all(
        in_category(standing, value) if name == CATEGORY else _told(standing, name) == value
        for name, value in zip(table.by, key, strict=False)
    )


def _told(standing: Standing, name: str) -> str | None:
    """The value of a dimension, as the keys of blocks have it."""
    state = standing.state
    if name == EMPLOYER:
        return state.employer_inn if standing.employer else None
    plain = name != "municipality" and name in COLUMNS
    value: Any = COLUMNS[name](state) if plain else getattr(state, name)
    return None if value is None else str(value)


def _industry(standing: Standing) -> str | None:
    employer = standing.employer
    if employer is None:
        return None
    return OPK if employer.opk else employer.industry
