"""Whether an entry may be recorded: each kind of content against the programme as known (S7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import singledispatch

from marshrut.programmes.amending import target_of
from marshrut.programmes.checks import check_plan, target_categories
from marshrut.programmes.contents import Closing, Content, Progress, Revision, SetTarget, day_of
from marshrut.programmes.history import ProgrammeHistory
from marshrut.programmes.plan import Approval, Plan
from marshrut.programmes.schedule import occurrences
from marshrut.refusals import Finding, Refused, finding, refuse


def judge(content: Content, history: ProgrammeHistory, *, today: date) -> None:
    """Raise ``Refused``; ``history`` is without the entry where an old one is judged anew."""
    _check_open(content, history)
    found = list(_findings(content, history, today))
    if found:
        raise Refused(*found)
    if isinstance(content, Revision | SetTarget):
        _check_plans(content, history)


def _check_open(content: Content, history: ProgrammeHistory) -> None:
    closing = history.closing()
    if closing is not None and day_of(content) > closing.effective_on:
        raise refuse("PROGRAMME_CLOSED", since=closing.effective_on)
    if isinstance(content, Closing) and closing is not None:
        raise refuse("PROGRAMME_CLOSED", since=closing.effective_on)


@singledispatch
def _findings(content: Content, history: ProgrammeHistory, today: date) -> Iterator[Finding]:  # noqa: ARG001
    yield from ()


@_findings.register
def _(content: Approval, history: ProgrammeHistory, today: date) -> Iterator[Finding]:
    approval = history.approval()
    if approval is not None:
        raise refuse("PROGRAMME_APPROVED", approved_on=approval.approved_on)
    yield from _not_in_future(content.approved_on, today)


@_findings.register
def _(content: Progress, history: ProgrammeHistory, today: date) -> Iterator[Finding]:
    if history.approval() is None:
        raise refuse("PROGRAMME_NOT_APPROVED")
    yield from _not_in_future(content.effective_on, today)
    plan = history.plan(content.effective_on)
    item = plan.item(content.item_id)
    if item is None:
        yield finding("INVALID", field="item_id", expected=[item.id for item in plan.items])
        return
    due = occurrences(item.schedule, valid_from=plan.valid_from, valid_to=plan.valid_to)
    days = [one.due_on for one in due]
    if content.due_on is None and days:
        yield finding("REQUIRED", field="due_on", expected=days)
    elif content.due_on is not None and content.due_on not in days:
        yield finding("INVALID", field="due_on", expected=days or "null")


@_findings.register
def _(content: SetTarget, history: ProgrammeHistory, today: date) -> Iterator[Finding]:  # noqa: ARG001
    plan = history.plan(content.effective_on)
    indicator = next((each for each in plan.indicators if each.id == content.indicator_id), None)
    if indicator is None:
        yield finding("INVALID", field="indicator_id", expected=[i.id for i in plan.indicators])
        return
    if content.category is not None and content.category not in target_categories():
        yield finding("INVALID", field="category", expected=target_categories())
    if target_of(indicator, content) is None:
        for name in ("period", "op"):
            if getattr(content, name) is None:
                yield finding("REQUIRED", field=name, expected="YEAR, GE, …")
    if content.value is None and content.baseline is None:
        yield finding("REQUIRED", field="value", expected="value | baseline")


@_findings.register
def _(content: Closing, history: ProgrammeHistory, today: date) -> Iterator[Finding]:
    approval = history.approval()
    if approval is not None and content.effective_on < approval.approved_on:
        yield finding(
            "DATE_ORDER",
            field="effective_on",
            value=content.effective_on,
            not_before=approval.approved_on,
        )
    yield from _not_in_future(content.effective_on, today)


@_findings.register
def _(content: Revision, history: ProgrammeHistory, today: date) -> Iterator[Finding]:  # noqa: ARG001
    plan = history.plan(content.effective_on)
    known = {
        "removed_items": (content.removed_items, [item.id for item in plan.items]),
        "removed_indicators": (content.removed_indicators, [i.id for i in plan.indicators]),
    }
    for field, (removed, ids) in known.items():
        if set(removed) - set(ids):
            yield finding("INVALID", field=field, expected=ids)


def _not_in_future(day: date, today: date) -> Iterator[Finding]:
    if day > today:
        yield finding("FUTURE_ACTUAL", field="effective_on", effective_on=day, today=today)


def _check_plans(content: Revision | SetTarget, history: ProgrammeHistory) -> None:
    """The plan must be sound from the day on, after every later revision too."""
    for plan in plans_with(history, content):
        check_plan(plan)


def plans_with(history: ProgrammeHistory, content: Revision | SetTarget) -> Iterator[Plan]:
    """The plans that the content would leave on its day and on later days of change."""
    trial = history.with_content(content)
    first = day_of(content)
    for day in [first, *(day for day in trial.days() if day > first)]:
        yield trial.plan(day)
