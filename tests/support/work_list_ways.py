"""A work list asked both ways, of the columns and of the database: they must tell the same.

Keys are compared, not only rows: what the columns list too much of the database would leave out.
"""

from __future__ import annotations

from collections import Counter

from marshrut.asof import AsOf
from projections.frames.encoding import tail_of
from projections.population import Filters, Scope
from projections.runner import Projections
from projections.work_lists.asking import Key, Wanted
from projections.work_lists.framed.lists import counts_by_image, keys_by_image
from projections.work_lists.lists import WorkRow, work_list_page
from projections.work_lists.questions import counts_by_sql

EVERY = 1_000


def rows_both_ways(
    imaged: Projections, plain: Projections, point: AsOf, wanted: Wanted
) -> list[WorkRow]:
    """The rows of the list, a page of them cut out of its middle by the columns."""
    asked = {name: getattr(wanted, name) for name in Wanted.__struct_fields__}
    rows = work_list_page(plain, point, **asked)
    keys = keys_by_image(imaged, point, wanted, after=0, limit=EVERY)
    assert keys == [key_of(row) for row in rows], (point, wanted)
    after = len(rows) // 3
    page = work_list_page(imaged, point, **asked, after=after, limit=4)
    assert page == rows[after : after + 4]
    return rows


def counts_both_ways(
    imaged: Projections, plain: Projections, point: AsOf, *, filters: Filters, scope: Scope
) -> dict[str, Counter[str]]:
    """How many rows each list has, by organisation."""
    counts = counts_by_sql(plain, point, filters=filters, scope=scope)
    assert counts_by_image(imaged, point, filters=filters, scope=scope) == counts
    return counts


def key_of(row: WorkRow) -> Key:
    """What the columns know a row by."""
    entry = row.facts.get("entry_id")
    return Key(row.case.number, None if entry is None else tail_of(entry))
