"""Monitoring forms A and C counted a second time: each case is put into its rows and columns.

Written from domain 11.3, 11.4 and 4.2 over the cases of ``known``, apart from the forms themselves.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import marshrut
from tests.support.reference.asked import Asked
from tests.support.reference.form_tables import (
    ABROAD,
    BY_PLAN,
    BY_WORK_MODE,
    CHECKS_A,
    CHECKS_C,
    LONG_ROWS,
    PLACES_A,
    PLACES_C,
    REST_OF_C,
    SHORT_ROWS,
    Test,
    foreign,
    numbers,
)
from tests.support.reference.graduate import Graduate
from tests.support.reference.known import Known
from tests.support.reference.population import asked_about

MEASURES = Path(marshrut.__file__).parent / "classifiers" / "data" / "measures.csv"

Block = tuple[str | None, str | None]
"""Organisation and programme; of everything together ``ALL``."""

ALL: Block = (None, None)
Key = tuple[str | None, str | None, str, str]
"""A block, a row, a column."""

People = Mapping[UUID, Graduate]


@dataclass(frozen=True)
class FormTold:
    """A form: its numbers with their cases, its texts by block and row, the checks that fail."""

    cells: dict[Key, int]
    cases: dict[Key, frozenset[UUID]]
    texts: dict[tuple[str | None, str | None, str], str]
    violated: set[tuple[str | None, str | None, str]]


@dataclass(frozen=True)
class Form:
    """Whom the form lists, what its rows and columns hold, and what has to be true of them."""

    lists: Test
    rows: Mapping[str, Test]
    columns: tuple[str, ...]
    placed: Callable[[Graduate], set[str]]
    checks: tuple[str, ...]
    text: bool


def reference_form(
    form: str,
    known: Known,
    *,
    as_of: date,
    cohort: int,
    filters: Mapping[str, Any] | None = None,
    organisation: str | None = None,
    regions: tuple[str, ...] = (),
) -> FormTold:
    """Form ``A`` or ``C`` of a cohort; ``organisation`` and ``regions`` are the asker's scope."""
    made = FORMS[form]
    asked = Asked(as_of, filters=filters or {}, organisation=organisation, regions=regions)
    blocks: dict[Block, dict[UUID, Graduate]] = {ALL: {}}
    for case_id, it in asked_about(known, asked):
        if made.lists(it) and it.year == cohort:
            own = (it.state["organisation"], it.state["programme_code"])
            blocks[ALL][case_id] = it
            blocks.setdefault(own, {})[case_id] = it
    cases: dict[Key, frozenset[UUID]] = {}
    texts = {}
    for block, people in blocks.items():
        for row, stands in made.rows.items():
            of_row = {case_id: it for case_id, it in people.items() if stands(it)}
            cases |= {(*block, row, column): found for column, found in _line(made, of_row)}
            if made.text:
                texts[*block, row] = measures_given(of_row.values())
    cells = {key: len(found) for key, found in cases.items()}
    violated = {(*block, check) for block in blocks for check in violations(form, cells, block)}
    return FormTold(cells, cases, texts, violated)


def _line(form: Form, people: People) -> Iterator[tuple[str, frozenset[UUID]]]:
    placed: dict[str, set[UUID]] = defaultdict(set)
    for case_id, it in people.items():
        for column in form.placed(it):
            placed[column].add(case_id)
    return ((column, frozenset(placed[column])) for column in form.columns)


# --- columns


def place_in_a(it: Graduate) -> str:
    """The one column of form A in which the case stands."""
    place = PLACES_A[it.primary]
    return "25" if foreign(it) and place in numbers(17, 26) else place


def _placed_in_a(it: Graduate) -> set[str]:
    placed = {"07", place_in_a(it)}
    if "08" in placed:
        placed |= {"09"} if it.state["in_specialty"] is True else set()
        placed |= {"10"} if it.state["four_months"] else set()
    return placed


def place_in_c(it: Graduate) -> str:
    """The one column of form C in which the case stands."""
    return PLACES_C.get(it.primary, REST_OF_C)


def _placed_in_c(it: Graduate) -> set[str]:
    place = place_in_c(it)
    part = None
    if place == "06" and it.state["in_specialty"] is True:
        part = BY_WORK_MODE.get(it.state["work_mode"])
    elif place == "12":
        part = BY_PLAN.get(it.state["plan"])
    elif place == REST_OF_C and foreign(it):
        part = "22"
    elif place == REST_OF_C and it.primary in ABROAD:
        part = "21"
    return {"05", place} | ({part} if part else set())


def measures_given(people: Iterable[Graduate]) -> str:
    """Column 33: each measure with the number of persons whom it reached, the most first."""
    reached = Counter(code for it in people for code in {_code(row) for row in it.given()})
    with MEASURES.open(encoding="utf-8", newline="") as file:
        labels = {row["code"]: row["label_ru"] for row in csv.DictReader(file)}
    order = list(labels)
    told = sorted(reached, key=lambda code: (-reached[code], order.index(code)))
    return "; ".join(f"{labels[code]} — {reached[code]} чел." for code in told)


def _code(measure: Any) -> str:
    return str(measure.fields["measure_code"])


# --- checks


def violations(form: str, cells: Mapping[Key, int], block: Block) -> set[str]:
    """The checks that do not hold in a block of the form."""
    return {check for check in FORMS[form].checks if not _holds(check, FORMS[form], cells, block)}


def _holds(check: str, form: Form, cells: Mapping[Key, int], block: Block) -> bool:
    axis, _, said = check.partition(" ")
    left, sign, right = next(said.partition(each) for each in (" = ", " ≤ ") if each in said)

    def total(terms: str, other: str) -> int:
        keys = ((each, other) if axis == "row" else (other, each) for each in _terms(terms))
        return sum(cells[*block, *key] for key in keys)

    for other in form.columns if axis == "row" else form.rows:
        one, two = total(left, other), total(right, other)
        if one > two or (one < two and sign == " = "):
            return False
    return True


def _terms(text: str) -> Iterator[str]:
    """``08 + 11…32`` as the numbers that it adds."""
    for term in text.split(" + "):
        first, _, last = term.partition("…")
        yield from numbers(int(first), int(last or first))


FORMS = {
    "A": Form(
        lambda it: it.is_graduate, LONG_ROWS, numbers(7, 32), _placed_in_a, CHECKS_A, text=True
    ),
    "C": Form(
        lambda it: it.is_student, SHORT_ROWS, numbers(5, 22), _placed_in_c, CHECKS_C, text=False
    ),
}
