"""Evidence: events as they are stored, each with its proof, for whoever verifies them elsewhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from api.answers import answer
from api.context import service
from api.endpoints.events import asked_position
from api.features import CASE, Feature
from api.point import Point, PointQuery, asked_point, memento
from api.schemas.proofs import LedgerEvidenceAnswer
from api.sight import sighted
from api.told_events import told_event
from marshrut.ledger.evidence import evidence_of
from marshrut.ledger.rows import StoredRecord

feature = Feature("evidence", "Events with the proof that they are what was recorded")


@feature.read("/events/<position>/evidence", query=PointQuery, answers=LedgerEvidenceAnswer)
def read_event_evidence(*, query: dict[str, Any], position: str) -> Response:
    """Give the event at a position as stored, with its proof, for whoever may read it."""
    point = asked_point(query)
    number = asked_position(position)
    told_event(number, query, point)
    return _evidence(service().ledger.reader.between(after=number - 1, upto=number), point)


@feature.read(f"{CASE}/evidence", query=PointQuery, answers=LedgerEvidenceAnswer)
def read_case_evidence(*, query: dict[str, Any], case_id: UUID) -> Response:
    """Give every event of a case known at the point, as stored, each with its proof.

    What describes the person stays sealed in them.
    """
    _, point, _ = sighted(case_id, query)
    return _evidence(service().ledger.reader.of(case_id, upto=point.known_position), point)


def _evidence(rows: list[StoredRecord], point: Point) -> Response:
    checkpoints, size = service().checkpoints, point.known_position
    note, keys = checkpoints.note(position=size), checkpoints.key_lines()
    evidence = evidence_of(service().ledger, rows, note=note, size=size, keys=keys)
    return memento(answer(evidence), point)
