"""What a member of a working group records: the business of its functions alone (S21, F120)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from marshrut.cases.casework import Contract, ContractChange, Measure, Step, Transition
from marshrut.cases.contents import Content, Status
from marshrut.cases.entries import Entry, assemble
from marshrut.cases.events import CaseEvent
from marshrut.cases.statuses import FORECAST, status_term
from marshrut.classifiers import classifier
from marshrut.policy import Actor, Role, recorded_by, records
from marshrut.refusals import Refused, refuse

CODED = {Measure.KIND: "measure_code", Step.KIND: "step_code", Status.KIND: "status_code"}
"""The fields in which a body says which entry of its kind it is."""

FORECASTS = "forecasts"
"""Statuses that are forecasts, as the table of functions calls them."""


def check_kind(actor: Actor, kind: str) -> None:
    """Raise ``Refused`` for a kind of which no function of the actor's records anything."""
    kinds = (FORECASTS, kind) if kind == Status.KIND else (kind,)
    if not any(records(actor, kind=each) for each in kinds):
        raise _not_theirs(actor, {name for each in kinds for name in recorded_by(each)})


def check_said(actor: Actor, kind: str, body: Mapping[str, Any]) -> None:
    """Raise ``Refused`` for what a body says by its code, before it is judged.

    A code that there is not is told as such, and by whoever judges the body.
    """
    check_kind(actor, kind)
    code = body.get(CODED.get(kind, ""))
    if code is None or code not in classifier(kind).terms:
        return
    if kind == Status.KIND:
        kind = FORECASTS if status_term(code).group == FORECAST else kind
        code = None
    if not records(actor, kind=kind, code=code):
        raise _not_theirs(actor, recorded_by(kind, code))


def check_functions(actor: Actor, events: Sequence[CaseEvent], *, since: int) -> None:
    """Raise ``Refused`` where events after the version ``since`` are no business of the actor's.

    What a correction makes of an entry has to be, and what it was, too.
    """
    if actor.role is not Role.WG_MEMBER:
        return
    touched = {event.entry_id for event in events if event.originator_version > since}
    for known in (events[:since], events):
        for kind, code in _told(assemble(known), touched):
            if not records(actor, kind=kind, code=code):
                raise _not_theirs(actor, recorded_by(kind, code))


def _not_theirs(actor: Actor, functions: Collection[str]) -> Refused:
    """``FUNCTION_REQUIRED``, or ``FORBIDDEN`` where it is left to no function at all."""
    if not functions:
        return refuse("FORBIDDEN", role=actor.role)
    return refuse("FUNCTION_REQUIRED", functions=functions)


def _told(entries: dict[UUID, Entry], touched: set[UUID]) -> Iterator[tuple[str, str | None]]:
    for entry_id in touched & entries.keys():
        yield _kind_of(entries[entry_id].content, entries)


def _kind_of(content: Content, entries: dict[UUID, Entry]) -> tuple[str, str | None]:
    """The kind of an entry as the table of functions names it, and its code."""
    match content:
        case Measure():
            return content.KIND, content.measure_code
        case Step():
            return content.KIND, content.step_code
        case Transition():
            return _kind_of(entries[content.step_entry_id].content, entries)
        case ContractChange():
            return Contract.KIND, None
        case Status() if status_term(content.status_code).group == FORECAST:
            return FORECASTS, None
        case _:
            return content.KIND, None
