"""Registries of records against a naive oracle: who is in one, day by day, by every knowledge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from marshrut.asof import AsOf
from marshrut.registries import registries
from marshrut.registries.of_records import RECORD_RULES
from projections.population import Filters, Scope
from projections.registries import Asked, record_members, record_rows, unfair_employers
from projections.runner import Projections
from tests.support.record_stories import DAYS, FIRST, RECORDS, Story, Told, story

ONE_DAY = timedelta(days=1)
HORIZON = [FIRST + timedelta(days=number) for number in range(-1, 260)]
SCOPES = (Scope(), Scope(regions=("67",)), Scope(regions=("70", "63")))


class World:
    """Stories written to the ledger, and what was told of each by which position."""

    def __init__(self, projections: Projections) -> None:
        self.rng = Random(7)  # noqa: S311 - to repeat
        self.projections = projections
        self.stories = {made.record.id: made for made in map(story, map(Random, range(RECORDS)))}
        self.told: dict[UUID, list[tuple[int, Told]]] = {each: [] for each in self.stories}
        pending = [
            (made, iter(made.record.collect_events()), iter(made.after))
            for made in self.stories.values()
        ]
        while pending:
            made, events, after = turn = self.rng.choice(pending)
            event = next(events, None)
            if event is None:
                pending.remove(turn)
                continue
            (position,) = projections.ledger.append([event])
            self.told[made.record.id].append((position, next(after)))

    def known(self, position: int) -> Mapping[UUID, Told]:
        """What was known of each record at the position."""
        found = {}
        for record_id, told in self.told.items():
            by_then = [each for at, each in told if at <= position]
            if by_then:
                found[record_id] = by_then[-1]
        return found

    def points(self, number: int = 6) -> list[AsOf]:
        head = self.projections.ledger.head().position
        known = [head, *(self.rng.randrange(1, head + 1) for _ in range(number - 1))]
        return [AsOf(self.rng.choice(DAYS), each) for each in known]


@pytest.fixture
def world(projections: Projections) -> World:
    return World(projections)


def is_member(code: str, told: Told, day: date) -> bool:
    """As decision 0024 says it, of one day."""
    said = told.on(day)
    if said is None:
        return False
    state, fields, looked_at = said
    match code:
        case "R26":
            return state == "OPEN" and day <= looked_at + timedelta(days=92)
        case "R27":
            return state == "OPEN" and day <= last(fields, "ends_on")
        case "R29":
            return state in {"ACCEPTED", "REPLICATED"}
        case "R30":
            return state == "OFFERED" and day <= last(fields, "ends_on")
        case _:
            signed = date.fromisoformat(fields["signed_on"])
            return state == "IN_FORCE" and signed <= day <= last(fields, "until")


def last(fields: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(fields[name]) if name in fields else date.max


def of_kind(made: Story, code: str) -> bool:
    return made.record.kind == RECORD_RULES[code].kind


def test_members_and_their_days_and_events_are_those_of_the_oracle(world: World) -> None:
    met: Counter[str] = Counter()
    for point in world.points():
        known, scope = world.known(point.known), world.rng.choice(SCOPES)
        for code in RECORD_RULES:
            expected = {
                record_id
                for record_id, told in known.items()
                if of_kind(world.stories[record_id], code)
                and is_member(code, told, point.as_of)
                and (not scope.regions or world.stories[record_id].record.whose[0] in scope.regions)
            }
            asked = Asked(registry=registries()[code], filters=Filters(), scope=scope)
            lines = record_members(world.projections, point, asked)
            assert {line.record_id for line in lines} == expected, (code, point)
            assert [line.number for line in lines] == sorted(line.number for line in lines)
            met[code] += len(lines)
            for row in record_rows(world.projections, point, asked.registry, lines):
                assert_course(world, code, point, row)
    assert all(met[code] for code in RECORD_RULES), met


def assert_course(world: World, code: str, point: AsOf, row: Any) -> None:
    """The unbroken run of days, and the positions from which it has been known."""
    told = world.known(point.known)[row.record_id]
    days = {day: is_member(code, told, day) for day in HORIZON}
    assert row.days == (point.as_of - row.since).days + 1
    assert all(days[day] for day in HORIZON if row.since <= day <= (row.until or HORIZON[-1]))
    assert not days[row.since - ONE_DAY]
    assert row.until is None or not days[row.until + ONE_DAY]
    positions = [at for at, _ in world.told[row.record_id] if at <= point.known]
    assert set(row.events) <= set(positions)
    by_position = dict(world.told[row.record_id])
    assert any(
        unbroken(position, positions, lambda at: is_member(code, by_position[at], point.as_of))
        for position in row.events
    )
    assert any(
        unbroken(
            position,
            positions,
            lambda at: (
                is_member(code, by_position[at], row.since)
                and not is_member(code, by_position[at], row.since - ONE_DAY)
            ),
        )
        for position in row.events
    )


def unbroken(since: int, positions: list[int], holds: Any) -> bool:
    """Whether it has held from the position on, and not right before."""
    before = [at for at in positions if at < since]
    return all(holds(at) for at in positions if at >= since) and not (before and holds(before[-1]))


def test_unfair_employers_are_those_of_the_records(world: World) -> None:
    met: Counter[str] = Counter()
    for point in world.points(30):
        states: dict[str, set[str]] = {}
        for record_id, told in world.known(point.known).items():
            said = told.on(point.as_of)
            if world.stories[record_id].record.kind == "UNFAIR_EMPLOYER" and said is not None:
                states.setdefault(said[1]["employer_inn"], set()).add(said[0])
        rows = unfair_employers(world.projections, point, filters=Filters(), scope=Scope())
        assert {row.employer_inn: row.standing for row in rows} == {
            inn: "CONFIRMED" if "CONFIRMED" in found else "REPORTED"
            for inn, found in states.items()
            if found & {"CONFIRMED", "REPORTED"}
        }
        met.update(row.standing for row in rows)
        for row in rows:
            assert row.since <= point.as_of
            assert max(row.events) <= point.known
    assert min(met["CONFIRMED"], met["REPORTED"]) > 0
