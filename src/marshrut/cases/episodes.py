"""Status episodes with their derived ends.

Closing is derived, never recorded (design 1): an episode ends at its stated end or on the day
before the next-starting episode that closes it, so late news, corrections and annulments take
effect on their neighbours with nothing to repair.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import msgspec

from marshrut.asof import Period, day_after
from marshrut.cases.contents import Status
from marshrut.cases.entries import Entry
from marshrut.cases.statuses import DECEASED, closing, side


class Episode(msgspec.Struct, frozen=True, gc=False):
    """The days on which one status entry holds; possibly none."""

    entry_id: UUID
    version: int
    content: Status
    period: Period
    closed_by: UUID | None = None

    @property
    def code(self) -> str:
        """The status code."""
        return self.content.status_code

    @property
    def empty(self) -> bool:
        """Whether its neighbours left it without a day."""
        return self.period.empty

    @property
    def order(self) -> tuple[date, int]:
        """The order in which pairs of the matrix are read (semantics S2)."""
        return (self.period.start, self.version)

    def covers(self, day: date) -> bool:
        """Whether the status holds on ``day``."""
        return self.period.covers(day)


def stated_episodes(entries: Iterable[Entry]) -> list[Episode]:
    """The status entries that are not annulled, as stated, in the order of the matrix."""
    stated = [
        Episode(
            entry.entry_id,
            entry.version,
            entry.content,
            Period(entry.content.effective_on, day_after(entry.content.ended_on)),
        )
        for entry in entries
        if isinstance(entry.content, Status) and entry.annulled_by is None
    ]
    return sorted(stated, key=lambda episode: episode.order)


def derive_closings(stated: Sequence[Episode]) -> tuple[Episode, ...]:
    """The same episodes, each ended by its earliest closer; death closes even what follows it."""
    death = next((e for e in stated if e.code == DECEASED), None)
    sides = [side(e.content) for e in stated]
    episodes = []
    for place, episode in enumerate(stated):
        later = zip(stated[place + 1 :], sides[place + 1 :], strict=True)
        closer = next((e for e, s in later if (sides[place], s) in closing()), None)
        if death is not None and death is not episode:
            closer = death if closer is None else min(closer, death, key=lambda e: e.order)
        episodes.append(episode if closer is None else _closed(episode, closer))
    return tuple(episodes)


def _closed(episode: Episode, closer: Episode) -> Episode:
    start, end = episode.period.start, episode.period.end
    closed_on = max(start, closer.period.start)
    if end is not None and end <= closed_on:
        return episode
    period = Period(start, closed_on)
    return Episode(episode.entry_id, episode.version, episode.content, period, closer.entry_id)
