"""Targeted and dual contracts of a graduate through time (domain 7.5).

Like a step, a contract is an entry and each change of its state another, so that late news,
corrections and annulments find their place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from uuid import UUID

import msgspec

from marshrut.asof import Period, day_after, earliest
from marshrut.cases.casework import Contract, ContractChange
from marshrut.cases.entries import Entry
from marshrut.classifiers import Term, classifier

CATEGORY_OF = {"TARGETED": "TARGETED_CONTRACT", "DUAL": "DUAL_CONTRACT"}
"""The category that a contract in force gives (domain 3.2)."""


class ContractStretch(msgspec.Struct, frozen=True):
    """A run of days on which a contract was in one state."""

    period: Period
    state: str
    terminated_by: str | None = None


class ContractCourse(msgspec.Struct, frozen=True):
    """A contract that is not annulled, with its changes by (``effective_on``, position)."""

    entry_id: UUID
    contract: Contract
    changes: tuple[ContractChange, ...] = ()

    @property
    def stretches(self) -> Iterator[ContractStretch]:
        """The states through valid time; a change before the signing counts from the signing."""
        first = self.contract
        turns: list[tuple[date, str, str | None]] = [(first.signed_on, first.state, None)]
        for change in self.changes:
            day = max(first.signed_on, change.effective_on)
            turns.append((day, change.state, change.terminated_by))
        ends = [*(day for day, _, _ in turns[1:]), None]
        for (day, state, by), end in zip(turns, ends, strict=True):
            period = Period(day, end)
            if not period.empty:
                yield ContractStretch(period, state, by)

    @property
    def breaks(self) -> Iterator[tuple[str, str]]:
        """Pairs of states of which the second may not follow the first."""
        states = [self.contract.state, *(change.state for change in self.changes)]
        for before, after in pairwise(states):
            if after not in contract_state(before).words("next"):
                yield before, after

    @property
    def in_force(self) -> Iterator[Period]:
        """The days on which the graduate *has* the contract: neither a draft nor terminated."""
        start, end = self.contract.valid_from, day_after(self.contract.valid_to)
        for stretch in self.stretches:
            if contract_state(stretch.state).flag("open"):
                first = max(stretch.period.start, start or stretch.period.start)
                period = Period(first, earliest(stretch.period.end, end))
                if not period.empty:
                    yield period

    def on(self, day: date) -> ContractStretch | None:
        """The state on ``day``; ``None`` before it was signed."""
        return next((s for s in self.stretches if s.period.covers(day)), None)


def contract_state(code: str) -> Term:
    """What the classifier says of a state of contracts. Raises ``UnknownCode``."""
    return classifier("contract_states").get(code)


def contract_course(entry: Entry, others: Iterable[Entry]) -> ContractCourse:
    """The course of the contract ``entry``, with its changes from among ``others``."""
    contract = entry.content
    assert isinstance(contract, Contract)  # noqa: S101 - narrows the type
    return ContractCourse(entry.entry_id, contract, tuple(_changes(entry.entry_id, others)))


def contract_courses(entries: Sequence[Entry]) -> list[ContractCourse]:
    """The contracts that are not annulled, in the order of their entries."""
    return [
        contract_course(entry, entries)
        for entry in entries
        if isinstance(entry.content, Contract) and entry.annulled_by is None
    ]


def contract_categories(entries: Iterable[Entry]) -> Iterator[tuple[str, Period]]:
    """The categories that contracts in force give, with their days."""
    concerned = [e for e in entries if isinstance(e.content, Contract | ContractChange)]
    for course in contract_courses(concerned):
        for period in course.in_force:
            yield CATEGORY_OF[course.contract.contract_kind], period


def _changes(contract_id: UUID, entries: Iterable[Entry]) -> list[ContractChange]:
    found = [
        (entry.content.effective_on, entry.version, entry.content)
        for entry in entries
        if entry.annulled_by is None
        and isinstance(entry.content, ContractChange)
        and entry.content.contract_entry_id == contract_id
    ]
    return [change for _, _, change in sorted(found, key=lambda item: item[:2])]
