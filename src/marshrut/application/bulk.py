"""Many writes at once: one transaction for all of them, or for those that may stand (api.md).

The items are decided on in their order, each as if those before it were saved; an item that is
refused leaves nothing behind, whatever else it had brought about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import random
from time import sleep
from typing import Any
from uuid import UUID

import msgspec

from marshrut.application.functions import check_functions
from marshrut.application.read_ahead import ReadAhead
from marshrut.application.requests import Request, Written
from marshrut.application.service import Service
from marshrut.application.visit import Visit, case_in_scope, opened, recalled
from marshrut.cases.case import Outcome
from marshrut.ledger.case_lookup import DuplicateCase
from marshrut.ledger.errors import IdempotencyConflict, VersionConflict
from marshrut.ledger.idempotency import Answer, remember
from marshrut.refusals import Finding, Refused, refuse

ATTEMPTS = 12
PATIENCE = 0.02
"""Seconds by which each try waits longer, at most, where others write the same cases."""

RETRY_AFTER = 1
CREATED, MULTI_STATUS = 201, 207


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One write of a batch: to which case, of which kind, on which entry where it is on one."""

    case_id: UUID
    kind: str
    body: dict[str, Any]
    entry_id: UUID | None = None
    if_match: int | None = None


class Result(msgspec.Struct, frozen=True):
    """What came of an item: what was written, or why not."""

    written: Written | None = None
    findings: tuple[Finding, ...] = ()


class BatchRefused(Exception):  # noqa: N818 - a refusal is the domain's word
    """Nothing was written: ``results`` say which items were refused, and why."""

    def __init__(self, results: Sequence[Result]) -> None:
        super().__init__("batch refused")
        self.results = results


Decide = Callable[[Visit, Item], Outcome]
"""Takes the decision of an item on its case. Raises ``Refused``."""


def write_many(
    service: Service,
    request: Request,
    items: Sequence[Item | Refused],
    *,
    decide: Decide,
    partial: bool,
) -> list[Result]:
    """Write the items in one transaction; the results, in their order.

    An item out of shape comes as its refusal. Raises ``BatchRefused`` where one is refused and
    not ``partial``; ``Refused`` where others keep writing the same cases (503: come again).
    """
    for attempt in range(ATTEMPTS):
        answered = recalled(service, request)
        if answered is not None:
            return msgspec.json.decode(answered.answer, type=list[Result])
        batch = _Batch(service, request, decide)
        batch.take(items)
        if batch.refused and not partial:
            if recalled(service, request) is not None:  # its twin was faster: these are its entries
                continue
            raise BatchRefused(batch.results([]))
        try:
            return batch.save()
        except (VersionConflict, IdempotencyConflict):
            sleep(random() * PATIENCE * attempt)  # noqa: S311 - no secret, only not all at once
    raise refuse("BUSY", retry_after=RETRY_AFTER)


class _Batch:
    def __init__(self, service: Service, request: Request, decide: Decide) -> None:
        self._service = service
        self._request = request
        self._decide = decide
        self._ahead = ReadAhead(service)
        self._visits: dict[UUID, Visit] = {}
        self._read_versions: dict[UUID, int] = {}
        self._outcomes: list[tuple[Visit, Outcome, int] | Refused] = []
        self._made: dict[str, int] = {}

    @property
    def refused(self) -> bool:
        return any(isinstance(outcome, Refused) for outcome in self._outcomes)

    def take(self, items: Sequence[Item | Refused]) -> None:
        """Decide on every item."""
        self._ahead.read_cases({item.case_id for item in items if isinstance(item, Item)})
        for index, item in enumerate(items):
            outcome = item if isinstance(item, Refused) else self._one(item)
            self._outcomes.append(outcome)
            if isinstance(outcome, tuple):
                self._made.setdefault(str(outcome[1].entry_id), index)

    def _one(self, item: Item) -> tuple[Visit, Outcome, int] | Refused:
        try:
            visit = self._visit(item)
        except Refused as refused:
            return refused
        version, beside = visit.case.version, len(visit.beside)
        try:
            outcome = self._decide(visit, item)
            check_functions(self._request.actor, visit.case.events, since=version)
        except Refused as refused:
            visit.case.forget_after(version)
            del visit.beside[beside:]
            return self._of_batch(refused)
        return visit, outcome, visit.case.version

    def _visit(self, item: Item) -> Visit:
        visit = self._visits.get(item.case_id)
        if visit is None:
            case, region = case_in_scope(self._ahead, self._request, item.case_id)
            visit = opened(self._ahead, self._request, case, region)
            self._visits[item.case_id] = visit
            self._read_versions[item.case_id] = case.version
        if item.if_match not in {None, visit.case.version, self._read_versions[item.case_id]}:
            current = visit.case.version
            raise refuse("STALE_VERSION", given=item.if_match, current=current)
        return visit

    def _of_batch(self, refused: Refused) -> Refused:
        """A repetition of an item before it, which has no entry yet to be named."""
        first = self._made.get(refused.findings[0].parameters.get("entry_id", ""))
        if refused.code != "DUPLICATE" or first is None:
            return refused
        return refuse("DUPLICATE_IN_BATCH", index=first)

    def save(self) -> list[Result]:
        """Append all that was decided, with the answer to repetitions, in one transaction."""
        events = [e for visit in self._visits.values() for e in visit.case.collect_events()]
        beside = [write for visit in self._visits.values() for write in visit.beside]
        try:
            with self._service.ledger.appending() as connection:
                appended = self._service.ledger.append(events, connection=connection)
                for write in beside:
                    write(connection)
                versions = [(e.originator_id, e.originator_version) for e in events]
                results = self.results(zip(versions, appended, strict=True))
                self._remember(connection, results)
        except DuplicateCase as duplicate:
            raise refuse("DUPLICATE", existing="—") from duplicate
        return results

    def results(self, positions: Any) -> list[Result]:
        """The results by item; ``positions`` of the events by case and version."""
        at = dict(positions)
        return [self._result(outcome, at) for outcome in self._outcomes]

    def _result(
        self, outcome: tuple[Visit, Outcome, int] | Refused, at: dict[tuple[UUID, int], int]
    ) -> Result:
        if isinstance(outcome, Refused):
            return Result(findings=tuple(map(_without_value, outcome.findings)))
        visit, decided, version = outcome
        written = Written(
            case_id=visit.case.id,
            entry_id=decided.entry_id,
            position=at.get((visit.case.id, version), 0),
            version=version,
            warnings=decided.warnings,
            closed=decided.closed,
        )
        return Result(written=written)

    def _remember(self, connection: Any, results: list[Result]) -> None:
        asked = self._request.idempotency
        if asked is None or not any(result.written for result in results):
            return
        status = MULTI_STATUS if self.refused else CREATED
        remember(
            connection,
            actor=self._request.actor.actor_id,
            key=asked.key,
            fingerprint=asked.fingerprint,
            answer=Answer(status, None, msgspec.json.encode(results).decode()),
        )


def _without_value(found: Finding) -> Finding:
    """The finding without what the client typed: it may be a name, and the answer is kept (S19)."""
    kept = {name: said for name, said in found.parameters.items() if name != "value"}
    return Finding(found.code, found.field, kept)
