"""Conditions of cells say the same of a column of cases and of one case; columns distribute."""

from __future__ import annotations

from random import Random

import msgspec
import polars as pl
import pytest

from marshrut.cases.history import State
from marshrut.classifiers import classifier
from marshrut.columns import mask
from marshrut.forms.conditions import ATOMS, INPUTS, Condition, condition
from marshrut.forms.definitions import Form
from marshrut.forms.shipped import edition, editions

STATES, SEEDS = 3_000, range(3)
SHIPPED = [form for form in editions() if form.kind == "monitoring"]
DISTRIBUTING = {
    ("A", "main"): ("08", *(f"{n}" for n in range(11, 33))),
    ("C", "main"): ("06", "10", "11", "12", *(f"{n}" for n in range(15, 21))),
}
"""The columns of which exactly one holds each case (domain 11.3, 11.4)."""

OFTEN = ("EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT", "F_EMPLOYED") * 6
"""Statuses of which columns ask for more."""

FLAGS = (True, False)
MAYBE = (True, False, None)

Seen = tuple[State, str | None]


def some_state(rng: Random) -> Seen:
    """Anything goes: no rule of the domain is kept, but that codes are of their classifiers."""
    categories = classifier("categories").codes
    state = State(
        lifecycle="GRADUATED",
        organisation="A",
        programme_code="15.02.16",
        study_form="FULL_TIME",
        graduation_year=2024,
        categories=tuple(sorted(rng.sample(categories, rng.choice((0, 0, 1, 2, 5))))),
        nosology=rng.choice((None, *classifier("nosologies").codes)),
        primary=rng.choice((*classifier("statuses").codes, *OFTEN)),
        in_specialty=rng.choice(MAYBE),
        work_mode=rng.choice((None, *classifier("student_work_modes").codes)),
        plan=rng.choice((None, *classifier("employment_plans").codes)),
        at_risk_strict=rng.choice(FLAGS),
        at_risk_form=rng.choice(FLAGS),
        four_months=rng.choice(FLAGS),
    )
    return state, rng.choice((None, *classifier("industries").codes))


def frame_of(seen: list[Seen]) -> pl.DataFrame:
    """The states as columns of cases, of the types that frames have."""
    return pl.DataFrame(
        {
            "status": [state.primary for state, _ in seen],
            "categories": [mask("categories", *state.categories) for state, _ in seen],
            "industry": [industry for _, industry in seen],
            **{
                name: [getattr(state, name) for state, _ in seen]
                for name in INPUTS
                if name not in {"status", "categories"}
            },
        },
        schema_overrides={
            "status": pl.Enum(classifier("statuses").codes),
            "categories": pl.UInt64,
            "nosology": pl.Enum(classifier("nosologies").codes),
            "work_mode": pl.Enum(classifier("student_work_modes").codes),
            "plan": pl.Enum(classifier("employment_plans").codes),
        },
    )


def conditions_of(form: Form) -> list[Condition]:
    """Every condition of an edition, and what is asked of the cells: of a row and a column."""
    found = {}
    for table in form.tables:
        found |= {each.text: each for each in table.conditions}
    return list(found.values())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("form", SHIPPED, ids=lambda form: form.name)
def test_a_condition_holds_of_a_case_as_of_a_column(form: Form, seed: int) -> None:
    rng = Random(f"{form.name} {seed}")  # noqa: S311 - states to repeat
    seen = [some_state(rng) for _ in range(STATES)]
    frame = frame_of(seen)
    for each in conditions_of(form):
        told = frame.with_columns(held=each.expr)["held"].to_list()
        assert told == [each.holds(*one) for one in seen], each.text
        if each.text != "everyone":
            assert set(told) == {True, False}, each.text


@pytest.mark.parametrize("text", [
    f"{name}({classifier(atom.of).codes[0]})" if atom.of else name for name, atom in ATOMS.items()
])  # fmt: skip
def test_an_atom_and_its_opposite_are_asked_alike(text: str) -> None:
    rng = Random(text)  # noqa: S311 - states to repeat
    seen = [some_state(rng) for _ in range(STATES)]
    frame = frame_of(seen)
    for each in (condition(text), condition(f"~{text}"), condition(f"~{text} | in_specialty")):
        told = frame.with_columns(held=each.expr)["held"].to_list()
        assert told == [each.holds(*one) for one in seen], each.text


@pytest.mark.parametrize(("place", "numbers"), DISTRIBUTING.items(), ids=str)
def test_each_case_stands_in_exactly_one_of_the_distributing_columns(
    place: tuple[str, str], numbers: tuple[str, ...]
) -> None:
    table = edition(place[0], 1).table(place[1])
    columns = [table.column(number).condition for number in numbers]
    seen = [some_state(Random(f"{place} {n}")) for n in range(STATES)]  # noqa: S311 - to repeat
    assert {sum(each.holds(*one) for each in columns) for one in seen} == {1}
    told = frame_of(seen).select(pl.sum_horizontal(each.expr.cast(pl.Int8) for each in columns))
    assert set(told.to_series()) == {1}
    everywhere = {n for n, each in zip(numbers, columns, strict=True) if any(
        each.holds(*one) for one in seen
    )}  # fmt: skip
    assert everywhere == set(numbers)


@pytest.mark.parametrize("changed", ["primary", "categories"])
def test_states_are_as_different_as_conditions_ask(changed: str) -> None:
    """A state that a condition holds of is left by changing what it names: the test can fail."""
    rng = Random(changed)  # noqa: S311 - states to repeat
    held = condition("status(OTHER) & ~category(FOREIGN_NO_SNILS)")
    state, industry = some_state(rng)
    state = msgspec.structs.replace(state, primary="OTHER", categories=())
    assert held.holds(state, industry)
    other = {"primary": "NO_DATA", "categories": ("FOREIGN_NO_SNILS",)}[changed]
    assert not held.holds(msgspec.structs.replace(state, **{changed: other}), industry)
