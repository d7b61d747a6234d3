"""The lists of professions that regions keep: what stands in them, without some of their events."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from marshrut.asof import AsOf, Period
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.ledger import Record as Recorded
from marshrut.records.events import RecordChanged, RecordOpened
from marshrut.records.kinds import kinds
from marshrut.records.lists import GIVEN, programmes_on
from marshrut.records.record import Record
from projections.differences.joined import Field, Places, Positions, said_in, streams_of
from projections.runner import Projections

Programmes = frozenset[str]


class Kept(NamedTuple):
    """A list: of which kind and region, and its records."""

    kind: str
    region_code: str
    records: Sequence[Recorded]


def lists_of(projections: Projections, known: int) -> list[UUID]:
    """The lists of which anything is known."""
    table = projections.at(known).record_state
    statement = select(table.c.record_id).where(
        table.c.kind.in_(GIVEN), table.c.known_from <= known
    )
    with projections.reading() as connection:
        return list(connection.scalars(statement.distinct()))


class Lists:
    """The lists, read again without the events at some positions."""

    def __init__(self, ledger: Ledger, ids: Collection[UUID], *, upto: int) -> None:
        self.kept = {
            identity: Kept(first.event.kind, first.event.region_code, records)
            for identity, records in streams_of(ledger, ids, upto).items()
            if isinstance((first := records[0]).event, RecordOpened)
        }
        self._ever = {identity: _ever_named(kept) for identity, kept in self.kept.items()}
        self._places = {identity: Places(kept.records) for identity, kept in self.kept.items()}
        self._stretches = cache(self._stretches_of)

    def naming(self, case: Sequence[Recorded]) -> Iterator[Sequence[Recorded]]:
        """The records of the lists that have ever named a programme of the case."""
        programmes = {code for said in said_in(case) for code in _programmes(said)}
        for identity, kept in self.kept.items():
            if not self._ever[identity].isdisjoint(programmes):
                yield kept.records

    def categories(
        self, region_code: str, programme: str, point: AsOf, without: Positions
    ) -> frozenset[str]:
        """What the lists of the region make of the graduates of the programme."""
        return frozenset(
            GIVEN[kept.kind]
            for identity, kept in self.kept.items()
            if kept.region_code == region_code
            and any(
                period.covers(point.as_of) and programme in programmes
                for period, programmes in self._stretches(
                    identity, *self._places[identity].left(point.known, without)
                )
            )
        )

    def _stretches_of(
        self, identity: UUID, known: int, without: Positions
    ) -> list[tuple[Period, Programmes]]:
        kept = self.kept[identity]
        record = Record(identity)
        for position, _, event in kept.records:
            if position > known or position in without:
                continue
            begun = isinstance(event, RecordOpened)
            made = isinstance(event, RecordChanged) and record.opening is not None
            if begun or made or getattr(event, "entry_id", None) in record.entries:
                record.apply(event)
        kind = kinds()[kept.kind]
        return [
            (period, programmes_on(kept.kind, said.fields))
            for period, said in record.stretches()
            if kind.state(said.state).open
        ]


def _programmes(said: Field) -> Iterator[object]:
    """What an entry says of the programme: the opening in its passport, or a change of it."""
    passport, changes = said("passport"), said("changes")
    yield getattr(passport, "programme_code", None)
    yield changes.get("programme_code") if isinstance(changes, dict) else None
    yield said("programme_code")


def _ever_named(kept: Kept) -> Programmes:
    told = (getattr(record.event, "fields", {}) for record in kept.records)
    some = ({name: value for name, value in fields.items() if value} for fields in told)
    return Programmes().union(*(programmes_on(kept.kind, fields) for fields in some))
