"""The timeline of one case: every entry, as it reads by what was known."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.asof import last_day
from marshrut.cases.casework import CASEWORK
from marshrut.cases.contents import Content, Status
from marshrut.cases.entries import Entry
from marshrut.cases.lifecycle import FINAL_YEAR, GRADUATED, MERGED, MONITORING_CLOSED
from projections.case_view import CaseView, time_of
from projections.case_work import owner_of, said_of

CLASSIFIER_OF = {
    "statuses": "statuses",
    "categories": "categories",
    "movements": "movements",
    "measures": "measures",
    "steps": "steps",
    "transitions": "step_states",
    "consents": "consent_kinds",
    "risk-causes": "risk_causes",
    "contracts": "contract_kinds",
    "contract-changes": "contract_states",
    "practice-assessments": "practice_verdicts",
    "verifications": "verification_verdicts",
    "verification-resolutions": "verification_decisions",
}
"""Which classifier the code of a kind of entry is from."""

LIFECYCLE_OF = {
    "opening": FINAL_YEAR,
    "graduation": GRADUATED,
    "closure": MONITORING_CLOSED,
    "merge": MERGED,
}
"""What an entry without a code makes of the case, by which it is labelled."""


def case_timeline(view: CaseView) -> list[dict[str, Any]]:
    """The entries by the day on which they take effect, those for all days first."""
    entries = view.history.entries.values()
    return [_line(view, entry) for entry in sorted(entries, key=_order)]


def _order(entry: Entry) -> tuple[date, int]:
    return (entry.content.starts_on or date.min, entry.version)


def _line(view: CaseView, entry: Entry) -> dict[str, Any]:
    content, made = entry.content, view.record_of(entry.version)
    return {
        "entry_id": entry.entry_id,
        "kind": entry.kind,
        "code": content.code,
        "label": _label(view, content),
        "effective_on": content.starts_on,
        "ended_on": content.last_day,
        **_closing(view, entry),
        "recorded_at": time_of(made),
        "position": made.position,
        "actor": made.event.by.actor,
        "source": getattr(content, "source", made.event.by.source),
        **_standing(view, entry),
        **_attributes(view, entry),
    }


def _standing(view: CaseView, entry: Entry) -> dict[str, Any]:
    """Whether the entry stands; a step that was annulled took its transitions with it."""
    owner = view.history.entries.get(owner_of(entry))
    taken = entry.annulled_by is None and owner is not None and owner.annulled_by is not None
    annulled_by = owner.annulled_by if taken and owner else entry.annulled_by
    return {
        "state": "annulled" if taken else entry.state,
        "corrected_by": _position(view, entry.corrected_by),
        "annulled_by": _position(view, annulled_by),
    }


def _label(view: CaseView, content: Content) -> str | None:
    if content.code is None:
        return view.label("lifecycles", LIFECYCLE_OF.get(content.KIND))
    return view.label(CLASSIFIER_OF[content.KIND], content.code)


def _closing(view: CaseView, entry: Entry) -> dict[str, Any]:
    """The last day after closings, and whether they left the episode a day at all (S2)."""
    episode = next((e for e in view.history.episodes if e.entry_id == entry.entry_id), None)
    if episode is None:
        return {"effective_to": entry.content.last_day, "closed_by": None, "empty": False}
    end = None if episode.empty else last_day(episode.period.end)
    return {"effective_to": end, "closed_by": episode.closed_by, "empty": episode.empty}


def _attributes(view: CaseView, entry: Entry) -> dict[str, Any]:
    content = entry.content
    if isinstance(content, CASEWORK):
        said = said_of(view, entry)
        state = said.pop("state", None)  # of the step or contract; ``state`` is that of the entry
        return said if state is None else {**said, "recorded_state": state}
    if not isinstance(content, Status):
        return {}
    visible, hidden = view.attributes(entry.entry_id, content.attributes)
    return {"attributes": visible, "hidden": hidden}


def _position(view: CaseView, version: int | None) -> int | None:
    return None if version is None else view.record_of(version).position
