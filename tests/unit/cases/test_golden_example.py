"""The status part of the golden example (domain 14) on the pure fold: 13 graduates of 2023."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from marshrut.cases import contents, events
from marshrut.cases.history import History, State
from tests.support.scribe import SOME_CASE, Scribe

LABOUR = "EMPLOYED_LABOUR_CONTRACT"
EMPLOYED = {LABOUR, "EMPLOYED_CIVIL_CONTRACT", "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD"}

# Code, first day, last day, in the specialty.
Told = tuple[str, str, str | None, bool | None]
EPISODES: dict[str, list[Told]] = {
    "g1": [(LABOUR, "2023-09-01", None, True)],
    "g2": [
        (LABOUR, "2023-10-01", "2024-03-31", False),
        ("CZN_UNEMPLOYED", "2024-05-01", None, None),
    ],
    "g3": [("SELF_EMPLOYED_NPD", "2024-02-01", None, None)],
    "g4": [("SOLE_PROPRIETOR", "2023-11-01", None, None)],
    "g5": [("CONTINUING_EDUCATION", "2023-09-01", None, None)],
    "g6": [
        ("CONTINUING_EDUCATION", "2023-09-01", None, None),
        (LABOUR, "2024-06-01", None, True),
    ],
    "g7": [("MILITARY_CONSCRIPT", "2023-11-15", "2024-11-14", None)],
    "g8": [("MILITARY_CONTRACT", "2023-10-01", None, None)],
    "g9": [("NO_MOTIVATION", "2023-09-01", None, None)],
    "g10": [("DECEASED", "2024-04-01", None, None)],
    "g11": [("INFORMAL", "2023-09-01", None, None)],
    "g12": [("FAMILY_CARE", "2023-09-01", None, None)],
    "g13": [("UNDER_INVESTIGATION", "2024-03-01", None, None)],
}

OPENING = contents.Opening(
    organisation="POO",
    person_id=SOME_CASE,
    passport=contents.Passport(
        programme_code="15.02.16", study_form="FULL_TIME", graduation_year=2023, has_snils=True
    ),
)


def status(code: str, first: str, last: str | None, in_specialty: bool | None) -> contents.Status:  # noqa: FBT001 - a row of the example
    return contents.Status(
        status_code=code,
        effective_on=date.fromisoformat(first),
        ended_on=date.fromisoformat(last) if last else None,
        attributes={} if in_specialty is None else {"in_specialty": in_specialty},
    )


def written(name: str) -> Scribe:
    scribe = Scribe()
    scribe.enter(OPENING)
    scribe.enter(contents.Graduation(graduation_date=date(2023, 6, 30)))
    if name == "g9":
        since = date(2023, 6, 30)
        scribe.enter(contents.Category(category_code="DISABLED", valid_from=since))
    for told in EPISODES[name]:
        scribe.enter(status(*told))
    return scribe


GRADUATES = {name: History(written(name).events) for name in EPISODES}


def on(day: str) -> dict[str, State]:
    return {name: history.state(date.fromisoformat(day)) for name, history in GRADUATES.items()}


def which(states: dict[str, State], holds: Callable[[State], bool]) -> str:
    return " ".join(name for name, state in states.items() if holds(state))


def at_risk(state: State) -> bool:
    return state.at_risk_strict


def employed(state: State) -> bool:
    return state.primary in EMPLOYED


def in_specialty(state: State) -> bool:
    return state.primary == LABOUR and state.in_specialty is True


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-12-31", "g2 g7 g11 g12 g13"),
        ("2024-10-01", "g2 g11 g12 g13"),
        ("2024-03-31", "g10 g11 g12 g13"),
    ],
)
def test_at_risk_by_exclusion(day: str, expected: str) -> None:
    assert which(on(day), at_risk) == expected


def test_at_risk_by_the_columns_of_the_form() -> None:
    assert which(on("2024-12-31"), lambda state: state.at_risk_form) == "g2 g7 g9 g11"


@pytest.mark.parametrize(
    ("day", "expected"), [("2024-12-31", "g1 g3 g4 g6"), ("2024-03-31", "g1 g2 g3 g4")]
)
def test_employed(day: str, expected: str) -> None:
    assert which(on(day), employed) == expected


def test_everyone_stands_in_exactly_one_column() -> None:
    states = on("2024-12-31")
    assert Counter(state.primary for state in states.values()) == {
        LABOUR: 2,
        "SELF_EMPLOYED_NPD": 1,
        "SOLE_PROPRIETOR": 1,
        "CONTINUING_EDUCATION": 1,
        "MILITARY_CONTRACT": 1,
        "INFORMAL": 1,
        "CZN_UNEMPLOYED": 1,
        "NO_MOTIVATION": 1,
        "NO_DATA": 1,
        "DECEASED": 1,
        "UNDER_INVESTIGATION": 1,
        "FAMILY_CARE": 1,
    }
    assert {(state.lifecycle, state.graduation_year) for state in states.values()} == {
        ("GRADUATED", 2023)
    }


def test_more_than_the_primary_status() -> None:
    states = on("2024-12-31")
    assert states["g6"].open == ("CONTINUING_EDUCATION", LABOUR)
    assert states["g7"].primary == "NO_DATA"
    assert states["g7"].categories == ("ARMY_RETURNEE",)
    assert states["g9"].categories == ("DISABLED",)
    assert which(states, lambda state: state.four_months) == "g1 g6"
    assert which(states, in_specialty) == "g1 g6"


def test_last_days_are_inclusive() -> None:
    assert on("2024-11-14")["g7"].primary == "MILITARY_CONSCRIPT"
    assert on("2024-11-15")["g7"].primary == "NO_DATA"
    assert on("2024-03-31")["g2"].primary == LABOUR
    assert on("2024-04-01")["g2"].primary == "NO_DATA"


def test_a_correction_tells_apart_what_was_known_before_it() -> None:
    scribe = written("g1")
    before = len(scribe.events)
    (entry_id,) = (each.entry_id for each in GRADUATES["g1"].episodes)
    changes = {"attributes": {"in_specialty": False}, "effective_on": "2023-09-01"}
    scribe.write(events.EntryCorrected, entry_id, changes=changes)
    others = {name: state for name, state in on("2024-12-31").items() if name != "g1"}

    def known(version: int) -> dict[str, State]:
        return {"g1": History(scribe.events[:version]).state(date(2024, 12, 31)), **others}

    assert which(known(before), in_specialty) == "g1 g6"
    assert which(known(before + 1), in_specialty) == "g6"
    assert which(known(before + 1), employed) == "g1 g3 g4 g6"
