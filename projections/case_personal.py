"""The personal file (личное дело) at a point: all that was done for the graduate (F031)."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.asof import last_day
from marshrut.cases.contents import Confirmation
from marshrut.cases.episodes import Episode
from projections.case_file import case_file
from projections.case_route import career_card
from projections.case_verifications import verifications_of
from projections.case_view import CaseView
from projections.case_work import measures_of, practice_of, step_line


def personal_file(view: CaseView, day: date) -> dict[str, Any]:
    """The file of the case on ``day``, with what led to it: statuses, measures, steps, cards."""
    lines = [step_line(view, course, day) for course in view.history.steps]
    measures = measures_of(view, day)
    return {
        **case_file(view, day),
        "professional_development": [
            _episode(view, episode)
            for episode in view.history.episodes
            if episode.period.start <= day and not episode.empty
        ],
        "last_confirmed_on": _last_confirmed(view, day),
        "measures": measures,
        "measures_total": {
            "recorded": len(measures),
            "counted": sum(measure["counted"] for measure in measures),
            "addressed": sum(m["addressed"] and m["counted"] for m in measures),
        },
        "steps": [line for line in lines if line is not None],
        "career_card": career_card(view, day),
        "practice_assessments": practice_of(view, day),
        "verifications": verifications_of(view, day),
    }


def _episode(view: CaseView, episode: Episode) -> dict[str, Any]:
    visible, hidden = view.attributes(episode.entry_id, episode.content.attributes)
    return {
        "entry_id": episode.entry_id,
        "code": episode.code,
        "label": view.label("statuses", episode.code),
        "effective_on": episode.period.start,
        "effective_to": last_day(episode.period.end),
        "attributes": visible,
        "hidden": hidden,
    }


def _last_confirmed(view: CaseView, day: date) -> date | None:
    days = (
        entry.content.effective_on
        for entry in view.history.entries.values()
        if isinstance(entry.content, Confirmation) and entry.annulled_by is None
    )
    return max((d for d in days if d <= day), default=None)
