"""The professions on lists in force at a point: joined to cases by region and programme (S13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec
from sqlalchemy import ColumnElement, exists, literal, or_, select

from marshrut.asof import AsOf
from marshrut.records.lists import DEFICIT, GIVEN, LISTS, NO_VACANCY, programmes_on
from projections.point import covers
from projections.runner import Projections
from projections.tables import Slot

Listed = Mapping[str, Mapping[str, frozenset[str]]]
"""By category, and by organisation: the programmes whose graduates are in it."""

WRITTEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    DEFICIT: (('"programme_code":"', '"'),),
    NO_VACANCY: (('["', '"'), (',"', '"')),
}
"""What stands around a programme in the content of a list, and around nothing else there.

It is JSON: in texts quotation marks are escaped, and no field has the name of a programme.
"""


def is_listed(slot: Slot, point: AsOf, code: str) -> ColumnElement[bool]:
    """The cases whose programme is on a list of the category in the region of their school."""
    case, school, kept = slot.case_state, slot.organisation_state, slot.record_state
    named = (
        kept.c.content.contains(literal(before) + case.c.programme_code + literal(after))
        for before, after in WRITTEN[code]
    )
    return (
        exists()
        .where(
            covers(school, point),
            school.c.code == case.c.organisation,
            covers(kept, point),
            kept.c.kind == LISTS[code],
            kept.c.open,
            kept.c.region_code == school.c.region_code,
            or_(*named),
        )
        .correlate(case)
    )


def listed_at(
    projections: Projections, slot: Slot, point: AsOf, *, organisation: str | None = None
) -> Listed:
    """The programmes on lists at the point, for all organisations or for one.

    Organisations of regions without any are left out.
    """
    found: dict[str, defaultdict[str, set[str]]] = {code: defaultdict(set) for code in LISTS}
    kept, school = slot.record_state, slot.organisation_state
    lists = select(kept.c.kind, kept.c.region_code, kept.c.content).where(
        covers(kept, point), kept.c.kind.in_(GIVEN), kept.c.open
    )
    with projections.reading() as connection:
        for kind, region, content in connection.execute(lists):
            found[GIVEN[kind]][region] |= programmes_on(kind, msgspec.json.decode(content))
        regions = {region for by_region in found.values() for region in by_region}
        schools = select(school.c.code, school.c.region_code).where(
            covers(school, point), school.c.region_code.in_(regions)
        )
        if organisation is not None:
            schools = schools.where(school.c.code == organisation)
        homes = [(row[0], row[1]) for row in connection.execute(schools)] if regions else []
    return {
        code: {home: frozenset(by_region[region]) for home, region in homes if region in by_region}
        for code, by_region in found.items()
    }


def together(schools: Mapping[str, frozenset[str]]) -> Iterator[tuple[list[str], list[str]]]:
    """Organisations for which the same programmes are listed, and these."""
    alike: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for code, programmes in schools.items():
        alike[programmes].append(code)
    for programmes, codes in alike.items():
        yield codes, sorted(programmes)
