"""The categories of one case that others imply: its school, lists of its region (semantics S13)."""

from __future__ import annotations

from typing import Any

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.case_view import Label
from projections.listed import listed_at
from projections.population import WITHOUT_CENTRE, schools_without_centre
from projections.runner import Projections

EMPTY = dict.fromkeys(("entry_id", "valid_from", "valid_to", "nosology"))
"""What is told of a category that the case's own entries have given; others give this one."""


def joined_categories(
    projections: Projections, point: AsOf, *, organisation: str, programme_code: str
) -> list[str]:
    """The codes that a case of the organisation and the programme has at the point by others."""
    slot = projections.at(point.known)
    found = {
        code
        for code, schools in listed_at(projections, slot, point, organisation=organisation).items()
        if programme_code in schools.get(organisation, ())
    }
    code = slot.organisation_state.c.code
    lacking = schools_without_centre(slot, point).where(code == organisation)
    with projections.reading() as connection:
        if connection.scalar(lacking) is not None:
            found.add(WITHOUT_CENTRE)
    return [each for each in classifier("categories").codes if each in found]


def with_joined(
    projections: Projections, point: AsOf, file: dict[str, Any], label: Label
) -> dict[str, Any]:
    """The file of a case with the categories that others imply beside its own."""
    codes = joined_categories(
        projections,
        point,
        organisation=file["organisation"],
        programme_code=file["programme_code"],
    )
    told = [{"code": code, "label": label("categories", code), **EMPTY} for code in codes]
    return {**file, "categories": [*file["categories"], *told]}
