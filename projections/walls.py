"""Row-level security of the read models: which rows a reader sees whatever the question (S26).

It is the second wall; the first one is ``marshrut.policy``. Each policy permits what the first
wall permits, and no more than it needs (decision 0030). The setting ``marshrut.reader`` says who
asks (``projections.reader``); where it says nothing, there is no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from marshrut.cases.contents import Movement
from marshrut.records.kinds import kinds
from projections.tables import ERASURE, Slot

READER = "nullif(current_setting('marshrut.reader', true), '')::jsonb"
TOLD = f"(SELECT {READER} IS NOT NULL)"
EVERYTHING = f"(SELECT ({READER} ->> 'everything')::boolean)"
TODAY = f"(SELECT ({READER} ->> 'today')::date)"
REGIONS = f"ARRAY(SELECT jsonb_array_elements_text({READER} -> 'regions'))"
HOMES = f"SELECT unnest({REGIONS})"
RECEIVING = f"ARRAY(SELECT jsonb_array_elements_text({READER} -> 'receiving'))"
"""Each is asked once a question, whatever the number of rows."""


LASTING = "access.valid_to > {table}.valid_from"
OF_A_DAY = (
    "access.valid_to > {table}.effective_on "
    f"OR ({{table}}.kind = '{Movement.KIND}' AND access.valid_to = {{table}}.effective_on)"
)
"""Which rows of the table begin while the case is still the reader's, or leave it."""


JOINED = ("ACTIVITY", "CLUSTER")
"""Kinds of records that cases of any region may be joined to."""

OF_EACH_SCHOOL = ("CZN_LIST", "SAMPLE_SURVEY")
"""Kinds of which those of a region tell each of its schools of its own cases."""


class Names(NamedTuple):
    """What the conditions of a slot name: its tables, and the reader's organisations and home."""

    access: str
    records: str
    own: str
    home: str


def conditions(slot: Slot) -> Mapping[str, str]:
    """For each table of the slot that is not open the rows that the reader sees, in SQL."""
    schools = slot.organisation_state.name
    code, of_region = f"{READER} ->> 'organisation'", f"region_code = ANY ({REGIONS})"
    own = f"ARRAY(SELECT {code} UNION SELECT code FROM {schools} WHERE {of_region})"  # noqa: S608
    home = f"ARRAY(SELECT region_code FROM {schools} WHERE code = {code} UNION {HOMES})"  # noqa: S608
    names = Names(slot.case_access.name, slot.record_state.name, own, home)
    # Named with its table: by itself it would be that of the rows it is compared to.
    case_id = f"{slot.case_state.name}.case_id"
    said = {
        slot.case_access.name: f"organisation = ANY ({names.own}) "
        f"OR region_code = ANY ({RECEIVING})",
        slot.case_state.name: f"organisation = ANY ({names.own}) OR {_present(names, case_id)}",
        slot.case_episode.name: _once(names, slot.case_episode.name, LASTING),
        slot.case_span.name: _once(names, slot.case_span.name, LASTING),
        slot.case_fact.name: _once(names, slot.case_fact.name, OF_A_DAY),
        slot.audit_event.name: _events(names),
        slot.record_state.name: _records(names),
        slot.programme_state.name: _of_whom(names, shared=True),
        slot.reported_value.name: _of_whom(names, shared=True),
        slot.report_state.name: _of_whom(names, shared=False),
        slot.period_state.name: f"region_code = ANY ({names.home})",
    }
    return {table: f"{EVERYTHING} OR {rows}" for table, rows in said.items()}


def open_tables(slot: Slot) -> frozenset[str]:
    """The tables that everybody may read: whoever has a token reads organisations, employers."""
    return frozenset({slot.organisation_state.name, slot.employer_state.name})


def _present(names: Names, case_id: str) -> str:
    """The case is the reader's by all that is known, today (semantics S15)."""
    return (
        f"EXISTS (SELECT FROM {names.access} AS access WHERE access.case_id = {case_id} "
        f"AND access.known_to IS NULL AND access.valid_from <= {TODAY} "
        f"AND (access.valid_to IS NULL OR access.valid_to > {TODAY}))"
    )


def _ever(names: Names, case_id: str) -> str:
    """It is or was so at some point: what others can be spared a closer look."""
    return f"EXISTS (SELECT FROM {names.access} AS access WHERE access.case_id = {case_id})"


def _once(names: Names, table: str, within: str) -> str:
    """The rows of a case that is the reader's, or was at some point at which they count.

    A former school keeps its own days, by what was known while the case was its own, and the
    movement on the day after them by which it was left.
    """
    case_id = f"{table}.case_id"
    own_days = (
        f"EXISTS (SELECT FROM {names.access} AS access WHERE access.case_id = {case_id} "
        f"AND access.organisation IS NOT NULL "
        f"AND (access.valid_to IS NULL OR {within.format(table=table)}) "
        f"AND (access.known_to IS NULL OR access.known_to > {table}.known_from) "
        f"AND ({table}.known_to IS NULL OR {table}.known_to > access.known_from))"
    )
    return f"{_ever(names, case_id)} AND ({_present(names, case_id)} OR {own_days})"


def _events(names: Names) -> str:
    """The events of a case that is the reader's; of those that were, that the person was erased.

    Beside them those of organisations, and of records in sight: they are joined to cases.
    """
    return (
        f"(topic LIKE 'case.%' AND {_present(names, 'originator_id')}) "
        f"OR (topic = {ERASURE} AND {_ever(names, 'originator_id')}) "
        f"OR (topic LIKE 'organisation.%' AND {TOLD}) "
        f"OR (topic LIKE 'record.%' AND EXISTS (SELECT FROM {names.records} AS record "
        "WHERE record.record_id = originator_id))"
    )


def _records(names: Names) -> str:
    """Records are their keeper's, and their receiver's; those of shared kinds are the region's.

    Of a region's list from the employment centre each of its schools sees its own cases. What
    cases of any region may be joined to is open to all.
    """
    shared = _array([kind.code for kind in kinds().values() if kind.shared])
    of_home = f"organisation IS NULL AND region_code = ANY ({names.home})"
    parts = [
        f"(kind = ANY ({_array(JOINED)}) AND {TOLD})",
        f"organisation = ANY ({names.own})",
        f"region_code = ANY ({REGIONS})",
        f"(kind = ANY ({shared}) AND region_code = ANY ({names.home}))",
        f"(kind = ANY ({_array(OF_EACH_SCHOOL)}) AND {of_home})",
    ]
    for kind in kinds().values():
        if kind.receiver is not None:
            addressed = f"content::jsonb ->> '{kind.receiver}' = ANY ({REGIONS})"
            parts.append(f"(kind = '{kind.code}' AND {addressed})")
    return " OR ".join(parts)


def _of_whom(names: Names, *, shared: bool) -> str:
    """What is of the reader's organisation or regions; ``shared``: or of its home as a whole."""
    own = f"organisation = ANY ({names.own}) OR region_code = ANY ({REGIONS})"
    of_home = f"(organisation IS NULL AND region_code = ANY ({names.home}))"
    return f"{own} OR {of_home}" if shared else own


def _array(codes: Iterable[str]) -> str:
    quoted = ", ".join(f"'{code}'" for code in codes)
    return f"ARRAY[{quoted}]"
