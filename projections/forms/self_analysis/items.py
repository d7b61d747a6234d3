"""The items of the school's programmes in force: by task, and each with its deadlines (F087)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from marshrut.forms.filled import Value
from marshrut.programmes.contents import Progress
from marshrut.programmes.plan import Section
from marshrut.programmes.states import ItemStanding, ItemState, overdue, standings
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import WHOLE, Line, Source, no_cases
from projections.forms.self_analysis.plans import noted, plan_of, plans


def _task_lines(analysis: Analysis, table: Table) -> list[Line]:
    """A line for each section of each programme, in their order, and one for all together."""
    lines, everything = [], []
    for code, file in plans(analysis).items():
        items = standings(file.history, analysis.point.as_of)
        everything += items
        for section in plan_of(analysis, file).sections:
            own = [each for each in items if each.item.section == section.number]
            told = {"programme": code, "section": _titled(section), **_counts(own)}
            lines.append(Line({"programme": code, "section": section.number}, told))
    if lines:
        lines.append(
            Line(WHOLE, {"programme": table.whole, "section": None, **_counts(everything)})
        )
    return lines


def _item_lines(analysis: Analysis, _table: Table) -> list[Line]:
    return [
        Line({"programme": code, "item": each.item.id}, dict(_told(code, each)))
        for code, file in plans(analysis).items()
        for each in standings(file.history, analysis.point.as_of)
    ]


def _titled(section: Section) -> str:
    return f"{section.number}. {section.short_title or section.title}"


def _counts(items: Sequence[ItemStanding]) -> dict[str, Value]:
    states: dict[str, Value] = {
        state.value: sum(each.state is state for each in items) for state in ItemState
    }
    return {"items": len(items), **states}


def _told(code: str, found: ItemStanding) -> Iterator[tuple[str, Value]]:
    item, states = found.item, [each.state for each in found.occurrences]
    late = [f"{each.occurrence.due_on:%d.%m.%Y}" for each in overdue(found)]
    yield "programme", code
    yield "number", item.number
    yield "title", item.short_title or item.title
    yield "deadline", item.deadline
    yield "state", classifier("item_states").get(found.state).label_ru
    yield "due", len(states)
    yield "done", states.count(ItemState.DONE)
    yield "overdue", len(late)
    yield "overdue_days", ", ".join(late) or None
    yield "report", _report(found)


def _report(found: ItemStanding) -> str | None:
    """The text that was reported last, of the item or of one of its deadlines."""
    reports = [*found.reports, *(each for one in found.occurrences for each in one.reports)]
    told = [(entry, progress) for entry, progress in reports if progress.text]
    if not told:
        return None
    last: Progress = max(told, key=lambda each: (each[1].effective_on, each[0].version))[1]
    return f"{last.effective_on:%d.%m.%Y}: {last.text}"


TASKS = Source(_task_lines, no_cases, noted)
ITEMS = Source(_item_lines, no_cases, noted)
