"""The forms as the application makes them, in the terms of the second computation.

The comparison in ``tests/integration/figures/test_forms_against_the_reference.py`` knows the
application by these functions alone: each asks for one form of a cohort at a point, by everyone's
scope, and tells it as ``tests.support.reference.forms.FormTold`` does. Keys name a block by
organisation and programme (``None, None`` is the block of everything together), rows and columns
by their printed numbers, checks as in ``tests.support.reference.form_tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshrut.asof import AsOf
from projections.runner import Projections
from tests.support.reference.forms import Key


def form_cells(
    projections: Projections, point: AsOf, form: str, *, cohort: int, filters: Mapping[str, Any]
) -> dict[Key, int]:
    """Every number of the form, zeros included: 15 rows by 26 columns of A, 5 by 18 of C.

    ``filters``: any of organisation, programme_code, ugps, study_form, category, region.
    """
    raise NotImplementedError


def form_texts(
    projections: Projections, point: AsOf, form: str, *, cohort: int, filters: Mapping[str, Any]
) -> dict[tuple[str | None, str | None, str], str]:
    """Column 33 by block and row, empty texts included; of form C there are none."""
    raise NotImplementedError


def form_violations(
    projections: Projections, point: AsOf, form: str, *, cohort: int, filters: Mapping[str, Any]
) -> set[tuple[str | None, str | None, str]]:
    """The checks that do not hold, by block; a check is named as ``row 06 = 07…13`` is."""
    raise NotImplementedError


def cases_of_cell(
    projections: Projections,
    point: AsOf,
    form: str,
    key: Key,
    *,
    cohort: int,
    filters: Mapping[str, Any],
) -> set[int]:
    """The numbers of the cases that stand in a cell, as one asks for them behind its number."""
    raise NotImplementedError
