"""Programmes as answers show them: codes with labels, items with their states at the point."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from api.recorded import recorded
from api.texts import label
from marshrut.classifiers import classifier
from marshrut.ledger.clock import moment_of
from marshrut.programmes.contents import Closing, Content, Progress, Revision, SetTarget, day_of
from marshrut.programmes.history import Entry
from marshrut.programmes.plan import Act, Approval, Indicator, Item, Plan, Target
from marshrut.programmes.states import ItemStanding, ItemState, OccurrenceState, standings
from projections.programmes import ProgrammeFile

KINDS: dict[type[Content], str] = {
    Approval: "approval",
    Revision: "amendment",
    Progress: "progress",
    SetTarget: "target",
    Closing: "closure",
}


def coded(name: str, code: str | None) -> dict[str, Any] | None:
    """A code with its label."""
    return None if code is None else {"code": code, "label": label(name, code)}


def row(found: dict[str, Any]) -> dict[str, Any]:
    """A programme in a list."""
    as_they_are = ("code", "organisation", "template", "title", "short_title", "revision")
    return {
        **{name: found[name] for name in as_they_are},
        "level": coded("programme_levels", found["level"]),
        "region": coded("regions", found["region_code"]),
        "status": coded("programme_states", found["status"]),
        "valid_from": found["runs_from"],
        "valid_to": found["runs_to"],
    }


def whole(file: ProgrammeFile, day: date, *, before_approval: bool) -> dict[str, Any]:
    """A programme on a day, with everything in it."""
    history = file.history
    registered, plan = history.registration, history.plan(day)
    names = party_names(plan)
    items = standings(history, day, before_approval=before_approval)
    return {
        "code": registered.code,
        "level": coded("programme_levels", registered.level),
        "region": coded("regions", registered.region_code),
        "organisation": registered.organisation,
        "template": registered.template,
        "status": coded("programme_states", history.status(day)),
        "revision": history.revision(day),
        "version": file.version,
        "title": plan.title,
        "short_title": plan.short_title or plan.title,
        "owner": plan.owner,
        "goal": plan.goal,
        "valid_from": plan.valid_from,
        "valid_to": plan.valid_to,
        "approval": built(history.approval(day)),
        "closing": built(history.closing(day)),
        "parties": [built(party) for party in plan.parties],
        "sections": [built(section) for section in plan.sections],
        "items": [{**item(each, names), "notes": _notes(plan, each.item.id)} for each in items],
        "indicators": [indicator(each, plan) for each in plan.indicators],
        "legal_basis": [act(each) for each in plan.legal_basis],
        "notes": [built(each) for each in plan.notes],
        "counts": counts(items),
    }


def counts(items: list[ItemStanding]) -> dict[str, int]:
    """How many items are in each state."""
    return {state: sum(each.state is state for each in items) for state in ItemState}


def item(standing: ItemStanding, names: dict[str, str]) -> dict[str, Any]:
    """An item with its state and all its occurrences."""
    told = named_item(standing.item, names)
    return {
        **told,
        "state": coded("item_states", standing.state),
        "occurrences": [occurrence(each) for each in standing.occurrences],
        "reports": [report(*each) for each in standing.reports],
    }


def named_item(found: Item, names: dict[str, str]) -> dict[str, Any]:
    """What the plan says of an item, with the names of those responsible."""
    told: dict[str, Any] = built(found)
    return {
        **told,
        "recurrence": coded("recurrences", found.schedule.recurrence),
        "responsible": [{"code": code, "name": names[code]} for code in found.responsible],
        "partners": [{**built(each), "name": names[each.code]} for each in found.partners],
        "keywords": [coded("activity_keywords", code) for code in found.keywords],
    }


def occurrence(found: OccurrenceState) -> dict[str, Any]:
    """One time that an item is due."""
    return {
        **built(found.occurrence),
        "state": coded("item_states", found.state),
        "late": found.late,
        "before_approval": found.before_approval,
        "reports": [report(*each) for each in found.reports],
    }


def report(entry: Entry, progress: Progress) -> dict[str, Any]:
    """What was reported of an item."""
    told: dict[str, Any] = built(progress)
    state = coded("item_states", progress.state)
    return {**told, "entry_id": entry.entry_id, "state": state, "corrected": entry.corrected}


def indicator(found: Indicator, plan: Plan) -> dict[str, Any]:
    """An indicator with its targets."""
    told: dict[str, Any] = built(found)
    targets = [target(each) for each in found.targets]
    return {**told, "targets": targets, "notes": _notes(plan, found.id)}


def target(found: Target) -> dict[str, Any]:
    """What an indicator should come to."""
    told: dict[str, Any] = built(found)
    return {**told, "op": coded("comparators", found.op), "category": category(found.category)}


def category(code: str | None) -> dict[str, Any] | None:
    """The category of a target, which may be a form of study or several categories at once."""
    for name in ("target_groups", "study_forms"):
        if code in classifier(name).terms:
            return coded(name, code)
    return coded("categories", code)


def act(found: Act) -> dict[str, Any]:
    """A legal act; a slot for one where there is no title."""
    told: dict[str, Any] = built(found)
    return {**told, "level": coded("legal_levels", found.level), "slot": found.title is None}


def entries(file: ProgrammeFile) -> list[dict[str, Any]]:
    """Every entry as known, in the order in which they became known."""
    placed = {record.event.originator_version: record for record in file.records}
    told = []
    for entry in file.history.entries.values():
        record = placed[entry.version]
        state = "annulled" if entry.annulled else "corrected" if entry.corrected else "current"
        told.append(
            {
                "entry_id": entry.entry_id,
                "kind": KINDS[type(entry.content)],
                "effective_on": day_of(entry.content),
                "state": state,
                "position": record.position,
                "recorded_at": moment_of(record.recorded_at),
                "actor": record.event.by.actor,
                "content": built(entry.content),
            }
        )
    return told


def trail(file: ProgrammeFile) -> list[dict[str, Any]]:
    """Every event as known: who did what, in which right, and why."""
    return [
        recorded(
            record,
            topic=type(record.event).TOPIC,
            correlation_id=record.event.by.correlation_id,
            entry_id=getattr(record.event, "entry_id", None),
            content=built(getattr(record.event, "content", None)),
            changes=getattr(record.event, "changes", None),
            reason=getattr(record.event, "reason", None),
        )
        for record in file.records
    ]


def party_names(plan: Plan) -> dict[str, str]:
    """What the parties of a plan are called for short, by code."""
    return {party.code: party.short_name or party.name for party in plan.parties}


def built(found: Any) -> Any:
    """A part of a plan with all its fields, those at their defaults too."""
    if isinstance(found, msgspec.Struct):
        return {name: built(getattr(found, name)) for name in found.__struct_fields__}
    if isinstance(found, tuple):
        return [built(each) for each in found]
    return found


def _notes(plan: Plan, about: str) -> list[dict[str, Any]]:
    return [built(note) for note in plan.notes if note.about == about]
