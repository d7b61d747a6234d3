"""Movements of the contingent over generated ledgers, against a reading of each entry by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from marshrut.asof import AsOf
from projections.contingent import MovementsAsked, contingent_movements
from projections.population import Scope
from tests.support.effort import FACTOR
from tests.support.ledger_oracle import LedgerOracle
from tests.support.various_ledgers import VariousChronicle
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES = 3 * FACTOR, 60
ONE_DAY = timedelta(days=1)
SCOPES = (Scope(), Scope(organisation="A"), Scope(regions=("67",)), Scope(regions=("70", "63")))
WHICH: tuple[dict[str, Any], ...] = (
    *({},) * 3,
    {"kind": "TRANSFERRED"},
    {"kind": "GRADUATED"},
    {"organisation": "B"},
    {"organisation": "B", "part": "arrived"},
    {"organisation": "A", "part": "left"},
    {"graduation_year": 2023, "study_form": "FULL_TIME"},
)


worlds = worlds_fixture(VariousChronicle, ledgers=LEDGERS, cases=CASES)
"""The ledgers of this run."""


def expected(
    oracle: LedgerOracle, day: date, asked: MovementsAsked
) -> dict[UUID, tuple[str, date, str | None, str | None]]:
    """By entry, movement after movement, each with the schools that the case is in about it."""
    found = {}
    for case in oracle.cases.values():
        begun = case.begins_on()
        if case.lifecycle(max(day, begun)) == "MERGED":
            continue
        entries = [(row, row.fields["kind"], row.fields["effective_on"]) for row in
                   case.live("movements")]  # fmt: skip
        entries += [
            (row, "GRADUATED", row.fields["graduation_date"]) for row in case.live("graduation")
        ]
        for row, kind, on in entries:
            before = case.organisation(max(on - ONE_DAY, begun))
            here = case.organisation(max(on, begun))
            left: str | None = here
            came = None
            if kind == "REINSTATED":
                left, came = None, here
            elif kind == "TRANSFERRED" and before != here:
                left, came = before, here
            told = case.state(max(on, begun))
            if not asked.first <= on <= min(asked.last, day):
                continue
            if not is_asked(asked, kind, left, came, told) or not in_scope(
                oracle, asked.scope, day, {left, came}
            ):
                continue
            found[row.entry_id] = (kind, on, left, came)
    return found


def is_asked(
    asked: MovementsAsked, kind: str, left: str | None, came: str | None, told: dict[str, Any]
) -> bool:
    if asked.organisation is not None:
        sides = {"arrived": {came}, "left": {left}, None: {left, came}}[asked.part]
        if asked.organisation not in sides:
            return False
    wanted = {"graduation_year": asked.graduation_year, "study_form": asked.study_form}
    same = all(value is None or told[name] == value for name, value in wanted.items())
    return same and asked.kind in {None, kind}


def in_scope(oracle: LedgerOracle, scope: Scope, day: date, schools: set[str | None]) -> bool:
    if scope.organisation is not None:
        return scope.organisation in schools
    regions = {
        school["region_code"]
        for code in schools
        if code is not None and (school := oracle.school(code, day)) is not None
    }
    return not scope.regions or bool(regions & {*scope.regions})


def test_every_movement_is_told_with_the_schools_about_it(worlds: list[World]) -> None:
    seen: Counter[str] = Counter()
    for world in worlds:
        for number, (position, _, question) in enumerate(world.questions()):
            oracle = LedgerOracle(world.chronicle, position)
            first = question.on - timedelta(days=(30, 365, 4_000)[number % 3])
            for turn, scope in enumerate(SCOPES):
                which = WHICH[(number * len(SCOPES) + turn) % len(WHICH)]
                asked = MovementsAsked(
                    first=first, last=question.on + ONE_DAY * 9, scope=scope, **which
                )
                point = AsOf(question.on, position)
                found = contingent_movements(world.one_of_both(number + turn), point, asked)
                told = {
                    row.entry_id: (
                        row.kind,
                        row.effective_on,
                        row.from_organisation,
                        row.to_organisation,
                    )
                    for row in found.rows
                }
                assert told == expected(oracle, question.on, asked), (position, asked)
                days = [row.effective_on for row in found.rows]
                assert days == sorted(days)
                assert all(row.known_from <= position for row in found.rows)
                seen.update(row.kind for row in found.rows)
                seen["between"] += sum(row.to_organisation is not None for row in found.rows)
    kinds = ("EXPELLED", "TRANSFERRED", "ACADEMIC_LEAVE", "REINSTATED", "GRADUATED", "between")
    assert all(seen[kind] > 20 for kind in kinds), seen
