"""The read model of records against a naive oracle, on both databases."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from marshrut.asof import AsOf
from marshrut.records.record import Whose
from projections.records import Narrowing, Sight, record_at, records_at
from projections.runner import Projections
from tests.support.read_models import everything, rebuilt
from tests.support.record_stories import DAYS, KINDS, RECORDS, Story, Told, story


@pytest.fixture
def stories() -> list[Story]:
    return [story(Random(seed)) for seed in range(RECORDS)]  # noqa: S311


def test_the_read_models_tell_every_day_by_every_knowledge(
    projections: Projections, stories: list[Story]
):
    rng = Random(1)  # noqa: S311
    ledger, known = projections.ledger, dict[UUID, list[tuple[int, Told]]]()
    pending = [(each, iter(each.record.collect_events()), iter(each.after)) for each in stories]
    while pending:
        turn = rng.randrange(len(pending))
        made, events, after = pending[turn]
        event = next(events, None)
        if event is None:
            del pending[turn]
            continue
        (position,) = ledger.append([event])
        known.setdefault(made.record.id, []).append((position, next(after)))
        if not rng.randrange(40):
            projections.catch_up()
    head = ledger.head().position
    opened = {record_id: told[0][0] for record_id, told in known.items()}
    for _ in range(30):
        day, position = rng.choice(DAYS), rng.randrange(head + 1)
        kind = rng.choice(KINDS)
        whose = rng.choice((Sight(), Sight(regions=("67",)), Sight(organisation="SM-1"),
                            Sight(organisation="SM-1", also_of="67")))  # fmt: skip
        expected = {}
        for made in stories:
            told = [each for at, each in known[made.record.id] if at <= position]
            said = told[-1].on(day) if told else None
            if made.record.kind == kind and said is not None and sees(whose, made.record.whose):
                expected[made.record.id] = said
        found = list(
            records_at(projections, AsOf(day, position), kind, sight=whose, narrowing=Narrowing())
        )
        told_lines = {each.record_id: (each.state, dict(each.fields), each.confirmed_on)
                      for each in found}  # fmt: skip
        assert told_lines == expected
        assert [each.number for each in found] == sorted(opened[each.record_id] for each in found)
        for line in found[:3]:
            assert record_at(projections, AsOf(day, position), line.record_id) == line
            asked = Narrowing(state=line.state, open=line.open, organisation=line.organisation)
            narrowed = records_at(
                projections, AsOf(day, position), kind, sight=whose, narrowing=asked
            )
            assert {each.record_id for each in narrowed} == {
                each.record_id
                for each in found
                if each.state == line.state and line.organisation in {None, each.organisation}
            }
    assert rebuilt(projections) == everything(projections)


def sees(sight: Sight, whose: Whose) -> bool:
    if sight.organisation is not None:
        return whose.organisation == sight.organisation or whose.region_code == sight.also_of
    return not sight.regions or whose.region_code in sight.regions
