"""What there is between a region and an employer at a point: agreements, clusters, decisions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from marshrut.asof import AsOf
from marshrut.employers.employer import opk_days
from marshrut.ledger.ledger import Record
from marshrut.registries.of_records import RECORD_RULES, in_state
from projections.differences.joined import streams_of
from projections.records import Narrowing, RecordLine, Sight, records_at
from projections.registries.records import course, is_member
from projections.runner import Projections
from projections.vacancy_bank import UNFAIR

AGREEMENTS = RECORD_RULES["R31"]
CLUSTER = "CLUSTER"


class Decided(NamedTuple):
    """A record of an employer's fairness, and since when it has been in its state."""

    line: RecordLine
    since: date


class Dealings(NamedTuple):
    """Agreements that hold, clusters that act, and what was reported or decided."""

    agreements: list[RecordLine]
    clusters: list[RecordLine]
    unfair: list[Decided]


def dealings_at(projections: Projections, point: AsOf, inn: str, *, sight: Sight) -> Dealings:
    """The records in sight that name the employer."""

    def naming(kind: str, field: str = "employer_inn") -> list[RecordLine]:
        named = Narrowing(field=field, value=inn)
        return list(records_at(projections, point, kind, sight=sight, narrowing=named))

    unfair = naming(UNFAIR)
    ids = [line.record_id for line in unfair]
    streams = streams_of(projections.ledger, ids, point.known) if ids else {}

    def decided(line: RecordLine) -> Decided:
        now, _ = course(streams[line.record_id], in_state(line.state), point.as_of)
        return Decided(line, now.start)

    return Dealings(
        [line for line in naming(AGREEMENTS.kind) if is_member(AGREEMENTS, line, point)],
        [line for line in naming(CLUSTER, "members") if line.open],
        [decided(line) for line in unfair],
    )


def opk_since(records: Sequence[Record], day: date) -> date | None:
    """Since when the employer has been of the ОПК on the day; none: it is not, or has ever been."""
    since, opk = max(each for each in opk_days([r.event for r in records]) if each[0] <= day)
    return since if opk and since > date.min else None
