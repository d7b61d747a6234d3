"""Records against a naive oracle: what holds on any day, however it came to be known."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from marshrut.ledger.mapper import EventMapper
from marshrut.records.kinds import kinds
from marshrut.records.record import Record
from marshrut.refusals import Refused
from tests.support.record_stories import DAYS, RECORDS, step, story


def test_what_holds_on_any_day_is_what_a_clerk_would_read():
    refused = accepted = 0
    for seed in range(RECORDS):
        made = story(Random(seed))  # noqa: S311 - to repeat
        accepted += made.record.version
        refused += made.record.annulled
        for day in DAYS:
            said = made.record.on(day)
            told = None if said is None else (said.state, dict(said.fields), said.confirmed_on)
            assert told == made.told.on(day), (seed, day)
    assert accepted > 2 * RECORDS
    assert refused


def test_days_are_covered_once_from_the_first_on():
    for seed in range(RECORDS):
        found = story(Random(seed)).record.stretches()  # noqa: S311
        for (one, _), (other, _) in pairwise(found):
            assert one.end == other.start > one.start
        assert not found or found[-1][0].end is None


def test_a_refusal_leaves_nothing_behind():
    rng = Random(7)  # noqa: S311
    tried = 0
    for seed in range(RECORDS):
        made = story(Random(seed))  # noqa: S311
        before = (made.record.version, made.record.stretches())
        try:
            step(rng, kinds()[made.record.kind], made)
        except Refused:
            tried += 1
            assert (made.record.version, made.record.stretches()) == before
    assert tried


def test_events_read_from_the_ledger_say_the_same():
    mapper = EventMapper()
    for seed in range(RECORDS):
        made = story(Random(seed))  # noqa: S311
        again = Record(made.record.id)
        for event in made.record.collect_events():
            again.replay(mapper.event_of(mapper.stored(event)))
        assert again.stretches() == made.record.stretches()
