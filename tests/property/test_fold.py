"""The fold of a case against a naive oracle, on generated histories.

One run compares at least 5,000 different histories (counted by content, not by examples), each
as known at its end and at an earlier time, on days drawn from about those that it names; the
other properties take some hundreds more each.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise, product
from random import Random
from typing import Any

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marshrut.cases import contents, events
from marshrut.cases.episodes import Episode
from marshrut.cases.events import CaseEvent
from marshrut.cases.history import History, State
from tests.support.effort import examples
from tests.support.histories import courses_of_life, histories
from tests.support.oracle import Oracle
from tests.support.oracle_tables import PRECEDENCE
from tests.support.scribe import BY, SOME_CASE, Scribe
from tests.support.telling import telling_days

HISTORIES = 5_000
SPARE = HISTORIES // 20  # the shortest histories repeat
POINTS = 6
ONE_DAY = timedelta(days=1)
NEVER = date(2100, 1, 1)

FIRST = date(2024, 3, 1)
OPENING = contents.Opening(
    organisation="A",
    person_id=SOME_CASE,
    passport=contents.Passport(
        programme_code="15.02.16", study_form="FULL_TIME", graduation_year=2023
    ),
)

Known = tuple[History, Oracle]


def known(history: list[CaseEvent], version: int) -> Known:
    return History(history[:version]), Oracle(history[:version])


def told(state: State) -> dict[str, Any]:
    """The fields of a state by name."""
    return {name: getattr(state, name) for name in state.__struct_fields__}


def assert_same_state(state: State, oracle: Oracle, day: date) -> None:
    assert told(state) == oracle.state(day), day


def assert_same_entries(fold: History, oracle: Oracle) -> None:
    assert list(fold.entries) == list(oracle.rows)
    for entry_id, row in oracle.rows.items():
        entry = fold.entries[entry_id]
        fields = {name: getattr(entry.content, name) for name in entry.content.__struct_fields__}
        assert (entry.entry_id, entry.kind, entry.version) == (entry_id, row.kind, row.version)
        assert entry.state == row.state
        assert (entry.corrected_by, entry.annulled_by) == (row.corrected_by, row.annulled_by)
        assert fields == row.fields


def assert_same_episodes(fold: History, oracle: Oracle, days: list[date]) -> None:
    assert {episode.entry_id for episode in fold.episodes} == {
        row.entry_id for row in oracle.statuses
    }
    for episode in fold.episodes:
        row = oracle.rows[episode.entry_id]
        start = row.fields["effective_on"]
        assert (episode.code, episode.period.start) == (row.fields["status_code"], start)
        assert episode.empty is not oracle.covers(row, start)
        edges = [start, episode.period.end or NEVER]
        for day in [*days, *edges, *(edge - ONE_DAY for edge in edges)]:
            covered = not episode.empty and episode.period.covers(day)
            assert covered is oracle.covers(row, day), (episode, day)
        assert_closed_rightly(episode, oracle)


def assert_closed_rightly(episode: Episode, oracle: Oracle) -> None:
    """An episode with days names as its closer an entry that begins on its first day without."""
    row, end = oracle.rows[episode.entry_id], episode.period.end
    closers = oracle.closers(row) + ([oracle.death] if oracle.dead(NEVER) else [])
    beginning = [other.entry_id for other in closers if other.fields["effective_on"] == end]
    if episode.closed_by is None:
        stated = row.fields["ended_on"]
        assert episode.empty or end is None or stated == end - ONE_DAY
    elif not episode.empty:
        assert episode.closed_by in beginning


def assert_same(history: list[CaseEvent], version: int, days: list[date]) -> None:
    fold, oracle = known(history, version)
    assert fold.begins_on == oracle.begins_on()
    assert_same_entries(fold, oracle)
    assert_same_episodes(fold, oracle, days)
    for day in days:
        assert_same_state(fold.state(day), oracle, day)


def sample(history: list[CaseEvent], rng: Random, size: int = POINTS) -> list[date]:
    days = telling_days(history)
    return [rng.choice(days) for _ in range(size)]


def test_the_fold_answers_as_the_oracle_at_random_points() -> None:
    seen = set()

    @settings(max_examples=examples(HISTORIES + SPARE))
    @given(histories(), st.randoms())
    def check(history: list[CaseEvent], rng: Random) -> None:
        seen.add(msgspec.json.encode(history))
        for version in {rng.randrange(len(history)) + 1, len(history)}:
            assert_same(history, version, sample(history, rng))

    check()
    assert len(seen) >= examples(HISTORIES)


@settings(max_examples=examples(150))
@given(histories())
def test_the_fold_answers_as_the_oracle_on_every_telling_day(history: list[CaseEvent]) -> None:
    assert_same(history, len(history), telling_days(history))


def test_every_pair_of_statuses_reads_as_the_oracle_reads_it() -> None:
    part_time = contents.Status(
        status_code="CONTINUING_EDUCATION",
        effective_on=FIRST,
        attributes={"education_form": "PART_TIME"},
    )
    plain = [contents.Status(status_code=code, effective_on=FIRST) for code in PRECEDENCE]
    for earlier, later in product([*plain, part_time], repeat=2):
        scribe = Scribe()
        scribe.enter(OPENING)
        scribe.enter(earlier)
        scribe.enter(msgspec.structs.replace(later, effective_on=date(2024, 3, 31)))
        assert_same(scribe.events, 3, telling_days(scribe.events))


@settings(max_examples=examples(1_000))
@given(histories(), st.randoms())
def test_stretches_cover_every_day_once_and_differ(history: list[CaseEvent], rng: Random) -> None:
    fold, oracle = known(history, len(history))
    stretches = fold.stretches()
    periods = [stretch.period for stretch in stretches]
    assert periods[0].start == fold.begins_on
    assert [period.end for period in periods] == [*(each.start for each in periods[1:]), None]
    assert not any(period.empty for period in periods)
    for before, after in pairwise(stretches):
        assert before.state != after.state
    for stretch in stretches:
        start, end = stretch.period.start, stretch.period.end
        for day in (start, end - ONE_DAY if end else NEVER):
            assert stretch.state == fold.state(day)
            assert_same_state(stretch.state, oracle, day)
    for day in sample(history, rng):
        for stretch in stretches:
            if stretch.period.covers(day):
                assert_same_state(stretch.state, oracle, day)


@settings(max_examples=examples(500))
@given(histories(), st.randoms())
def test_later_events_change_no_answer_of_an_earlier_time(
    history: list[CaseEvent], rng: Random
) -> None:
    version = rng.randrange(len(history)) + 1
    past = History(history[:version])
    answers = (past.entries, past.episodes, past.begins_on, past.stretches())
    written = msgspec.json.encode(history[:version])
    later = History(history)
    assert later.stretches()
    assert msgspec.json.encode(history[:version]) == written
    again = History(history[:version])
    assert (again.entries, again.episodes, again.begins_on, again.stretches()) == answers


def appended(
    history: list[CaseEvent], entry_id: Any, event_class: type[CaseEvent], **fields: Any
) -> list[CaseEvent]:
    """The history with one more event on an entry."""
    last = history[-1]
    event = event_class(
        originator_id=last.originator_id,
        originator_version=last.originator_version + 1,
        by=BY,
        entry_id=entry_id,
        **fields,
    )
    return [*history, event]


def standing_statuses(history: list[CaseEvent]) -> dict[Any, contents.Status]:
    entries = History(history).entries.values()
    return {
        entry.entry_id: entry.content
        for entry in entries
        if isinstance(entry.content, contents.Status) and entry.state != "annulled"
    }


@settings(max_examples=examples(500))
@given(courses_of_life(), st.randoms())
def test_a_correction_taken_back_restores_every_answer(
    history: list[CaseEvent], rng: Random
) -> None:
    standing = standing_statuses(history)
    assume(standing)
    entry_id = rng.choice(sorted(standing))
    was = standing[entry_id]
    wrong = {"effective_on": rng.choice(telling_days(history)).isoformat(), "ended_on": None}
    right = {
        "effective_on": was.effective_on.isoformat(),
        "ended_on": was.ended_on.isoformat() if was.ended_on else None,
    }
    misled = appended(history, entry_id, events.EntryCorrected, changes=wrong)
    mended = appended(misled, entry_id, events.EntryCorrected, changes=right)
    assert History(mended).stretches() == History(history).stretches()
    assert History(mended).episodes == History(history).episodes
    assert History(mended).entries[entry_id].corrected_by == len(mended)


@settings(max_examples=examples(1_000))
@given(courses_of_life())
def test_annulling_the_closer_gives_the_closed_its_days_back(history: list[CaseEvent]) -> None:
    closed = [episode for episode in History(history).episodes if episode.closed_by]
    assume(closed)
    episode = closed[0]
    without = appended(history, episode.closed_by, events.EntryAnnulled)
    again = {each.entry_id: each for each in History(without).episodes}[episode.entry_id]
    end = again.period.end
    assert episode.period.end is not None
    assert end is None or end >= episode.period.end
    assert again.closed_by != episode.closed_by
    never_recorded = [event for event in history if event.entry_id != episode.closed_by]
    assert History(without).stretches() == History(never_recorded).stretches()
