"""Routing (маршрутизация): the steps of a graduate, and the course that each step takes.

A step is an entry, and so is each of its transitions (semantics S9): all can be corrected and
annulled by themselves. The state of a step on a day is its last transition by (``effective_on``,
position). ``EXPIRED`` is derived from the due date; nobody records it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

import msgspec

from marshrut.asof import Period, day_after
from marshrut.cases.casework import Step, Transition
from marshrut.cases.contents import Value
from marshrut.cases.entries import Entry
from marshrut.classifiers import Term, classifier

EXPIRED = "EXPIRED"
DECLINED = "DECLINED"


Move = Step | Transition
"""What sets the state of a step from a day on."""


class StepStretch(msgspec.Struct, frozen=True):
    """A run of days on which a step was in one state; ``move_id`` is the entry that set it."""

    period: Period
    state: str
    move_id: UUID
    outcome: str | None = None
    reason_code: str | None = None
    due_on: date | None = None
    status_entry_id: UUID | None = None


class StepCourse(msgspec.Struct, frozen=True):
    """A step that is not annulled, with its moves by (``effective_on``, position)."""

    entry_id: UUID
    step: Step
    moves: tuple[tuple[UUID, Move], ...]

    @property
    def breaks(self) -> Iterator[tuple[str, str]]:
        """Pairs of states of which the second may not follow the first."""
        for (_, before), (_, after) in pairwise(self.moves):
            follows = after.state in step_state(before.state).words("next")
            if not follows and not _postpones(before, after):
                yield before.state, after.state
        if self.moves[0][1] is not self.step:
            yield step_state(self.step.state).code, self.moves[0][1].state

    @property
    def broken(self) -> bool:
        """Whether its moves do not follow one another; a step without transitions never is."""
        return len(self.moves) > 1 and next(self.breaks, None) is not None

    @property
    def merged(self) -> Step:
        """The step with what its moves say of it together: attributes, due date, status."""
        attributes: dict[str, Value] = {}
        due_on, linked = self.step.due_on, self.step.status_entry_id
        for _, move in self.moves:
            attributes |= move.attributes
            due_on, linked = move.due_on or due_on, move.status_entry_id or linked
        return msgspec.structs.replace(
            self.step, attributes=attributes, due_on=due_on, status_entry_id=linked
        )

    @property
    def stretches(self) -> Iterator[StepStretch]:
        """The states through valid time, the expiry of an open one among them."""
        due_on, linked = None, None
        ends: list[date | None] = [move.effective_on for _, move in self.moves[1:]]
        for (move_id, move), end in zip(self.moves, [*ends, None], strict=True):
            due_on, linked = move.due_on or due_on, move.status_entry_id or linked
            stretch = StepStretch(
                Period(move.effective_on, end),
                move.state,
                move_id,
                move.outcome,
                move.reason_code,
                due_on,
                linked,
            )
            yield from _until_due(stretch)

    def on(self, day: date) -> StepStretch | None:
        """The state on ``day``; ``None`` before the step began."""
        return next((s for s in self.stretches if s.period.covers(day)), None)


def step_term(code: str) -> Term:
    """What the classifier says of a step. Raises ``UnknownCode``."""
    return classifier("steps").get(code)


def step_state(code: str) -> Term:
    """What the classifier says of a state of steps. Raises ``UnknownCode``."""
    return classifier("step_states").get(code)


def course_of(entry: Entry, others: Iterable[Entry]) -> StepCourse:
    """The course of the step ``entry``, with its transitions from among ``others``."""
    step = entry.content
    assert isinstance(step, Step)  # noqa: S101 - narrows the type
    moves: list[tuple[date, int, UUID, Move]] = [
        (other.content.effective_on, other.version, other.entry_id, other.content)
        for other in others
        if other.annulled_by is None
        and isinstance(other.content, Transition)
        and other.content.step_entry_id == entry.entry_id
    ]
    moves.append((step.effective_on, entry.version, entry.entry_id, step))
    moves.sort(key=lambda move: move[:2])
    return StepCourse(entry.entry_id, step, tuple(move[2:] for move in moves))


def courses(entries: Sequence[Entry]) -> list[StepCourse]:
    """The courses of all steps that are not annulled, in the order of their entries."""
    moving = [entry for entry in entries if isinstance(entry.content, Transition)]
    return [
        course_of(entry, moving)
        for entry in entries
        if isinstance(entry.content, Step) and entry.annulled_by is None
    ]


def _postpones(before: Move, after: Move) -> bool:
    """Whether an open step only gets another due date: it stays in its state."""
    same = after.state == before.state and step_state(after.state).flag("open")
    return same and after.due_on is not None


def _until_due(stretch: StepStretch) -> Iterator[StepStretch]:
    """The stretch, and where it is open past its due date, what it is from the next day on."""
    period, expires_on = stretch.period, day_after(stretch.due_on)
    if period.empty:
        return
    late = expires_on is not None and (period.end is None or expires_on < period.end)
    if expires_on is None or not late or not step_state(stretch.state).flag("open"):
        yield stretch
        return
    cut = max(period.start, expires_on)
    replace = msgspec.structs.replace
    if period.start < cut:
        yield replace(stretch, period=Period(period.start, cut))
    yield replace(stretch, period=Period(cut, period.end), state=EXPIRED)
