"""What bears a finding out: the entry, since when, what is missing; of one case, by its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.asof import ONE_DAY, add_months
from marshrut.cases.contents import Category
from marshrut.cases.contradictions import found_in
from marshrut.cases.entries import Entry
from marshrut.cases.episodes import Episode
from marshrut.cases.evidence import missing_of
from marshrut.cases.history import History
from marshrut.cases.judgement import LONGEST_CONSCRIPTION_MONTHS
from marshrut.cases.statuses import status_term
from marshrut.cases.verdicts import WITH_NOSOLOGY
from projections.quality.predicates import CONSCRIPT, EMPLOYED, NPD, PROPRIETOR, RULES

Facts = dict[str, Any]


class Seen(NamedTuple):
    """A case on a day: its history, the region of its school, its last news, others in «Иное».

    ``stale`` are the facts of the work list; ``others`` say how many graduates are in «Иное».
    """

    history: History
    day: date
    region: str | None
    stale: Facts
    others: Facts

    @property
    def primary(self) -> Episode:
        """The primary episode. Raises ``StopIteration`` where nothing holds."""
        named = self.history.state(self.day).primary_entry
        return next(e for e in self.open if e.entry_id == named)

    @property
    def open(self) -> list[Episode]:
        """The episodes that hold on the day."""
        return self.history.covering(self.day)


def _of_episode(episode: Episode) -> Facts:
    since = episode.content.effective_on
    return {"entry_id": episode.entry_id, "status_code": episode.code, "since": since}


def _of_entry(entry: Entry) -> Facts:
    content = entry.content
    named = {"entry_id": entry.entry_id, "kind": entry.kind, "code": content.code}
    return {**named, "since": content.starts_on}


def _entries(seen: Seen, ids: tuple[UUID, ...]) -> list[Facts]:
    return [_of_entry(seen.history.entries[entry_id]) for entry_id in ids]


def no_document(seen: Seen) -> Iterator[Facts]:
    """The status, and by word of what it stands."""
    yield {**_of_episode(seen.primary), "evidence_kind": seen.primary.content.evidence_kind}


def stale(seen: Seen) -> Iterator[Facts]:
    """As the work list tells: the last news, and the cadence that it misses."""
    yield seen.stale


def contradicted(rule: str, seen: Seen) -> Iterator[Facts]:
    """Each entry at fault by the day, with those that it is at fault with."""
    for found in found_in(seen.history):
        if found.rule == rule and found.since <= seen.day:
            entries = _entries(seen, found.entries)
            yield {"entry_id": found.entry_id, "since": found.since, "entries": entries}


def long_conscription(seen: Seen) -> Iterator[Facts]:
    """The service that goes on."""
    for episode in seen.open:
        limit = add_months(episode.period.start, LONGEST_CONSCRIPTION_MONTHS)
        if episode.code == CONSCRIPT and episode.period.end is None and limit < seen.day:
            yield _of_episode(episode)


def proprietor_and_npd(seen: Seen) -> Iterator[Facts]:
    """The two statuses, and since when both hold."""
    both = [episode for episode in seen.open if episode.code in {PROPRIETOR, NPD}]
    since = max(episode.period.start for episode in both)
    yield {"since": since, "entries": _entries(seen, tuple(e.entry_id for e in both))}


def outside_region(seen: Seen) -> Iterator[Facts]:
    """The work, its region, and that of the school."""
    for episode in seen.open:
        region = episode.content.attributes.get("region")
        if _works(episode) and region not in {None, seen.region}:
            yield {**_of_episode(episode), "region": region, "school_region": seen.region}


def no_data(seen: Seen) -> Iterator[Facts]:
    """The last day of which anything is known."""
    ends = [e.period.end for e in seen.history.episodes if not e.empty and e.period.end]
    past = [end for end in ends if end <= seen.day]
    yield {"last_on": max(past) - ONE_DAY if past else None}


def incomplete(seen: Seen) -> Iterator[Facts]:
    """The status, and the attributes that it lacks."""
    yield {**_of_episode(seen.primary), "missing": missing_of(seen.primary.content)}


def no_nosology(seen: Seen) -> Iterator[Facts]:
    """The memberships that name none."""
    entries = [
        _of_entry(entry)
        for entry in seen.history.of(Category)
        if isinstance(entry.content, Category)
        and entry.annulled_by is None
        and entry.content.category_code in WITH_NOSOLOGY
        and entry.content.valid_from <= seen.day <= (entry.content.valid_to or seen.day)
    ]
    yield {"entries": entries}


def no_snils(_: Seen) -> Iterator[Facts]:
    """The passport says it all."""
    yield {}


def other_share(seen: Seen) -> Iterator[Facts]:
    """The status, and of how many graduates it is one."""
    yield {**_of_episode(seen.primary), **seen.others}


def _works(episode: Episode) -> bool:
    return status_term(episode.code).group == EMPLOYED


BEARING: Mapping[str, Callable[[Seen], Iterator[Facts]]] = {
    "NO_DOCUMENT": no_document,
    "STALE": stale,
    **{rule: partial(contradicted, rule) for rule in RULES},
    "LONG_CONSCRIPTION": long_conscription,
    "SOLE_PROPRIETOR_AND_NPD": proprietor_and_npd,
    "OUTSIDE_REGION": outside_region,
    "NO_DATA": no_data,
    "INCOMPLETE": incomplete,
    "NO_NOSOLOGY": no_nosology,
    "NO_SNILS": no_snils,
    "OTHER_SHARE": other_share,
}
"""The facts of each finding; one that is borne out by several entries is told of each."""
