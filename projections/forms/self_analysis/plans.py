"""The programmes of the school that are in force on the day, each read once."""

from __future__ import annotations

from marshrut.programmes.history import Status
from marshrut.programmes.plan import Level, Plan
from projections.forms.self_analysis.analysis import Analysis
from projections.programmes import ProgrammeFile, programme_file, programmes_at

IN_FORCE = {Status.APPROVED.value, Status.AMENDED.value}
NO_PLAN = "План не внесён."
NOT_APPROVED = "План внесён, но не утверждён: {codes}."


def plans(analysis: Analysis) -> dict[str, ProgrammeFile]:
    """The approved programmes of the school whose days the day is among, by code."""
    files = {}
    for code in _codes(analysis, IN_FORCE):
        file = programme_file(analysis.projections, analysis.point, code)
        if file is not None:
            files[code] = file
    return files


def plan_of(analysis: Analysis, file: ProgrammeFile) -> Plan:
    """The revision in force on the day."""
    return file.history.plan(analysis.point.as_of)


def noted(analysis: Analysis) -> str | None:
    """Why there is no plan, where there is none."""
    if _codes(analysis, IN_FORCE):
        return None
    drafts = _codes(analysis, {Status.DRAFT.value})
    return NOT_APPROVED.format(codes=", ".join(drafts)) if drafts else NO_PLAN


def _codes(analysis: Analysis, statuses: set[str]) -> list[str]:
    """The school's programmes that run on the day and have come so far, by code."""
    day = analysis.point.as_of
    found = programmes_at(
        analysis.projections,
        analysis.point,
        scope=analysis.asked.scope,
        filters={"level": Level.ORG.value, "organisation": analysis.organisation},
    )
    return [
        row["code"]
        for row in found
        if row["status"] in statuses and row["runs_from"] <= day <= row["runs_to"]
    ]
