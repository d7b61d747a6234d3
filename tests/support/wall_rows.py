"""What row-level security lets each reader see, row by row, beside what it is to let them see.

The second is said here once more and otherwise: by the domain's own fold of each case and in
plain loops, not by the conditions of ``projections.walls``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, select

from marshrut.cases.events import CaseEvent, CaseOpened
from marshrut.cases.history import History
from marshrut.ledger.ledger import Ledger
from marshrut.policy import Actor, Role
from marshrut.records.kinds import kinds
from projections.reader import Reader
from projections.runner import Projections
from projections.tables import ERASURE, Slot

Row = Mapping[str, Any]
OPEN_KINDS = {"ACTIVITY", "CLUSTER"}
OF_EACH_SCHOOL = {"CZN_LIST", "SAMPLE_SURVEY"}
ERASED = str(ERASURE).strip("'")
DAYS = {"case_episode": "valid_from", "case_span": "valid_from", "case_fact": "effective_on"}


@dataclass(frozen=True)
class Bounds:
    """A reader as plain sets: its organisations, its regions, its home."""

    everything: bool
    schools: frozenset[str]
    regions: frozenset[str]
    home: frozenset[str]
    receiving: frozenset[str]


class Rows:
    """All rows of the slot in use, as its keeper sees them, and whose they are."""

    def __init__(self, ledger: Ledger, slot: Slot, *, today: date) -> None:
        self.slot, self.today = slot, today
        keeper = Projections(ledger)
        with keeper.reading() as connection:
            self.tables = {
                table.name.removesuffix(f"_{slot.name}"): [
                    dict(row) for row in connection.execute(select(table)).mappings()
                ]
                for table in slot.tables
            }
        self.region = {row["code"]: row["region_code"] for row in self.tables["organisation_state"]}
        self.present = self._present(ledger)
        self.received = self._received()
        self.states: defaultdict[UUID, list[Row]] = defaultdict(list)
        for row in self.tables["case_state"]:
            self.states[row["case_id"]].append(row)

    def _present(self, ledger: Ledger) -> dict[UUID, str]:
        """The school of each case today, by the fold of its events."""
        streams: defaultdict[UUID, list[CaseEvent]] = defaultdict(list)
        for record in ledger.records_between(after=0):
            if isinstance(record.event, CaseEvent):
                streams[record.event.originator_id].append(record.event)
        assert all(isinstance(events[0], CaseOpened) for events in streams.values())
        return {
            case_id: History(events).organisation(self.today) for case_id, events in streams.items()
        }

    def _received(self) -> set[tuple[UUID, str]]:
        """The cases that a record opens today, each with the region to which it does."""
        return {
            (row["case_id"], row["region_code"])
            for row in self.tables["case_access"]
            if row["region_code"] is not None and self._holds(row)
        }

    def _holds(self, row: Row) -> bool:
        begun = row["valid_from"] <= self.today
        return begun and row["known_to"] is None and _before(self.today, row["valid_to"])

    def bounds(self, actor: Actor) -> Bounds:
        """The actor's bounds, by its role and scope alone."""
        blind = actor.role is Role.ADMIN
        regions = frozenset(() if blind else actor.regions)
        own = frozenset() if blind or actor.organisation is None else {actor.organisation}
        schools = own | {code for code, region in self.region.items() if region in regions}
        home = regions | {self.region[code] for code in own if code in self.region}
        receiving = regions if actor.role is Role.BCK_STAFF else frozenset()
        unbound = actor.organisation is None and not actor.regions and not blind
        return Bounds(unbound, frozenset(schools), regions, frozenset(home), receiving)

    def due(self, bounds: Bounds, table: str, row: Row) -> bool:
        """Whether the reader is to see the row."""
        if bounds.everything or table in {"organisation_state", "employer_state"}:
            return True
        by_table = {"audit_event": self._event, "record_state": self._record}
        if table in by_table:
            return by_table[table](bounds, row)
        if table in DAYS:
            return self._mine(bounds, row["case_id"]) or self._was_mine(bounds, table, row)
        return self._of_whom(bounds, table, row)

    def _of_whom(self, bounds: Bounds, table: str, row: Row) -> bool:
        if table == "period_state":
            return row["region_code"] in bounds.home
        if row["organisation"] in bounds.schools:
            return True
        if table == "case_state":
            return self._mine(bounds, row["case_id"])
        if table == "case_access":
            return row["region_code"] in bounds.receiving
        of_home = table != "report_state" and row["organisation"] is None
        regions = bounds.regions | (bounds.home if of_home else frozenset())
        return row["region_code"] in regions

    def _mine(self, bounds: Bounds, case_id: UUID) -> bool:
        received = any((case_id, region) in self.received for region in bounds.receiving)
        return received or self.present[case_id] in bounds.schools

    def _was_mine(self, bounds: Bounds, table: str, row: Row) -> bool:
        """Whether the case was, at some point, in a school of the reader's when the row counts."""
        day = row[DAYS[table]]
        return any(
            state["organisation"] in bounds.schools
            and _before(row["known_from"], state["known_to"])
            and _before(state["known_from"], row["known_to"])
            and (_before(day, state["valid_to"]) or _left(table, row, state["valid_to"], day))
            for state in self.states[row["case_id"]]
        )

    def _event(self, bounds: Bounds, row: Row) -> bool:
        topic, of = row["topic"], row["originator_id"]
        if topic.startswith("case."):
            ever = any(state["organisation"] in bounds.schools for state in self.states[of])
            mine = self._mine(bounds, of)
            return mine or (topic == ERASED and ever)
        if topic.startswith("record."):
            records = (r for r in self.tables["record_state"] if r["record_id"] == of)
            return any(self._record(bounds, record) for record in records)
        return bool(topic.startswith("organisation."))

    @staticmethod
    def _record(bounds: Bounds, row: Row) -> bool:
        kind, region = kinds()[row["kind"]], row["region_code"]
        if kind.code in OPEN_KINDS or row["organisation"] in bounds.schools:
            return True
        if region in bounds.regions:
            return True
        whole = kind.code in OF_EACH_SCHOOL and row["organisation"] is None
        if (kind.shared or whole) and region in bounds.home:
            return True
        return kind.receiver is not None and any(
            f'"{kind.receiver}":"{code}"' in row["content"] for code in bounds.regions
        )


def _before(moment: Any, end: Any) -> bool:
    return end is None or moment < end


def _left(table: str, row: Row, end: Any, day: date) -> bool:
    return table == "case_fact" and row["kind"] == "movements" and end == day


def compared(
    rows: Rows, engine: Engine, ledger: Ledger, actor: Actor
) -> Iterator[tuple[str, int, list[str]]]:
    """For each table: its name, how many rows were compared, and each that came out otherwise."""
    reader = Reader.of(actor, today=rows.today)
    within = Projections(Ledger(engine), keeper=ledger, reader=reader)
    bounds = rows.bounds(actor)
    with within.reading() as connection:
        for table in rows.slot.tables:
            name = table.name.removesuffix(f"_{rows.slot.name}")
            seen = {_key(dict(r)) for r in connection.execute(select(table)).mappings()}
            faults = []
            for row in rows.tables[name]:
                due = rows.due(bounds, name, row)
                if due != (_key(row) in seen):
                    told = "sees a foreign row" if not due else "does not see a row of its own"
                    faults.append(f"{actor.role} {told} of {name}: {row}")
            yield name, len(rows.tables[name]), faults


def _key(row: Row) -> str:
    return repr(sorted((name, str(value)) for name, value in row.items()))
