"""The same form at two points: what may be set against each other."""

from __future__ import annotations

from typing import NamedTuple

from marshrut.records.lists import LISTS
from projections.forms.asked import Asked
from projections.forms.cases import CATEGORY
from projections.population import PREVIOUS_YEARS

ALIKE = ("filters", "scope", "parameters", "editions")


class NotComparable(ValueError):  # noqa: N818 - it is a name of the domain
    """Two fillings of forms are not one question at two points.

    ``field`` says in what they differ beside the point; ``point``: the later one is first;
    ``kind``: the form does not count cases by tables.
    """

    def __init__(self, field: str) -> None:
        super().__init__(f"not one question at two points: {field}")
        self.field = field


class Compared(NamedTuple):
    """A form asked at a point, and at a later one."""

    before: Asked
    after: Asked

    @property
    def by_years(self) -> bool:
        """Whether the change of the year alone may move a case."""
        years = {asked.point.as_of.year for asked in self}
        named = any(CATEGORY in table.by for table in self.after.form.tables)
        return len(years) > 1 and (named or self.after.filters.category == PREVIOUS_YEARS)

    @property
    def of_lists(self) -> bool:
        """Whether it asks for categories that lists of professions give."""
        named = any(CATEGORY in table.by for table in self.after.form.tables)
        return named or not LISTS.keys().isdisjoint(self.after.filters.within)

    @property
    def of_employers(self) -> bool:
        """Whether any table asks for employers."""
        return any(table.asks_industry for table in self.after.form.tables)


def compared(before: Asked, after: Asked) -> Compared:
    """Both as one question. Raises ``NotComparable``."""
    if before.form.name != after.form.name:
        raise NotComparable("form")
    if before.form.kind != "monitoring":
        raise NotComparable("kind")
    for field in ALIKE:
        if getattr(before, field) != getattr(after, field):
            raise NotComparable(field)
    if before.point.as_of > after.point.as_of or before.point.known > after.point.known:
        raise NotComparable("point")
    return Compared(before, after)
