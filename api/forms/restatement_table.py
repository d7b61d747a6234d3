"""A restatement as sheets to file: what changed, by which cases, and by which events.

They are in Russian, as all files of forms are. No graduate is named: a case stands by its number
and id; and whoever recorded an event, as far as the reader may know (semantics S15).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from api.forms.about import known_in_words, shown_at
from api.tables import Table
from marshrut.classifiers import classifier
from marshrut.forms.definitions import Form
from marshrut.forms.filled import Value
from marshrut.ledger.clock import moment_of
from projections.case_list import CaseRow
from projections.case_timeline import CLASSIFIER_OF
from projections.differences import MovedCase, NamedEvent
from projections.restatement import MovedCell, MovedPart, Restatement

About = Sequence[tuple[str, Any]]

CHANGES, CASES, EVENTS = "Изменения", "Дела", "События"
OF_CELL = ("Таблица", "Блок", "Стр.", "Показатель строки", "Гр.", "Графа", "Часть")
OF_CHANGE = ("Было", "Стало", "Разница", "Вошли", "Вышли")
OF_CASE = ("Дело", "Номер дела", "Вошло или вышло", "Статус был", "Статус стал", "Из-за чего")
OF_EVENT = (
    *("Позиция", "Записано", "Событие", "О чём", "Код", "Учётная запись", "Роль"),
    *("Организация", "Источник", "Дело", "Запись"),
)
PARTS = {"numerator": "числитель", "denominator": "знаменатель"}
MOVES = {1: "вошло", -1: "вышло"}
CAUSES = {"EVENTS": "события", "CALENDAR": "календарь"}
HIDDEN = "скрыто: дело вне вашего доступа"
CUT = "… ещё {more}"


class Moments(NamedTuple):
    """When the earlier position was recorded, and when the later one; none at the empty ledger."""

    before: datetime | None
    after: datetime | None


def restatement_tables(
    restated: Restatement, form: Form, about: About, *, moments: Moments, zone: str
) -> list[Table]:
    """The sheets «Изменения», «Дела» and «События»; ``about`` says of whom the form is.

    Each is headed by both points, their times in ``zone``.
    """
    head = [("Форма", f"{form.title} ({form.name})"), *about, *_points(restated, moments, zone)]
    changes = list(_changes(restated.cells, form))
    cases = list(_cases(restated.cells, form))
    events = [_event(event, zone) for event in restated.events]
    left = restated.total - len(restated.cells)
    more = [("Не показано ячеек", left)] if left else []
    return [
        Table(
            CHANGES,
            [*head, ("Изменилось ячеек", restated.total), *more],
            (*OF_CELL, *OF_CHANGE),
            changes,
        ),
        Table(
            CASES,
            [*head, ("Строк", len(cases))],
            (*OF_CELL, *OF_CASE, "События (позиции)"),
            cases,
        ),
        Table(EVENTS, [*head, ("Событий", len(events))], OF_EVENT, events),
    ]


def _points(restated: Restatement, moments: Moments, zone: str) -> Iterator[tuple[str, Any]]:
    sides = (("Было", restated.before, moments.before), ("Стало", restated.after, moments.after))
    for name, point, moment in sides:
        yield f"{name}: по состоянию на", f"{point.as_of:%d.%m.%Y}"
        yield f"{name}: по сведениям на", known_in_words(point.known, moment, zone)


def _changes(cells: Sequence[MovedCell], form: Form) -> Iterator[tuple[Any, ...]]:
    """A line for each cell; those that do not count have one for each of their parts besides."""
    for cell in cells:
        named, counts = _named(cell, form), _counts(cell)
        whole = cell.parts[0] if counts else None
        moved = (whole.entered, whole.left) if whole else (None, None)
        yield (*named, None, cell.before, cell.after, cell.delta, *moved)
        for part in () if counts else cell.parts:
            numbers = (part.before, part.after, part.delta, part.entered, part.left)
            yield (*named, _part(part), *numbers)


def _cases(cells: Sequence[MovedCell], form: Form) -> Iterator[tuple[Any, ...]]:
    for cell in cells:
        for part in cell.parts:
            named = (*_named(cell, form), _part(part))
            yield from ((*named, *_case(case)) for case in part.cases)
            if part.cut:
                more = CUT.format(more=part.entered + part.left - len(part.cases))
                yield (*named, more, *(None,) * len(OF_CASE))


def _counts(cell: MovedCell) -> bool:
    return cell.parts[0].part is None and cell.parts[0].measure is None


def _named(cell: MovedCell, form: Form) -> tuple[Value, ...]:
    table = form.table(cell.table)
    block = "; ".join(str(name) for name in cell.block if name is not None)
    row, column = table.row(cell.row), table.column(cell.column)
    return table.sheet, block, row.number, row.label, column.number, column.heading


def _part(part: MovedPart) -> str | None:
    if part.measure is not None:
        return _label("measures", part.measure)
    return PARTS[part.part] if part.part else None


def _case(case: MovedCase) -> tuple[Any, ...]:
    sides = (_status(case.before), _status(case.after))
    move, cause = MOVES[case.delta], CAUSES[case.cause]
    return str(case.case_id), case.number, move, *sides, cause, list(case.events)


def _status(row: CaseRow | None) -> str | None:
    """The status of a case that was there to be seen; what else it was, if no graduate."""
    if row is None:
        return None
    return f"{_label('statuses', row.status)} ({_label('lifecycles', row.lifecycle)})"


def _event(event: NamedEvent, zone: str) -> tuple[Any, ...]:
    if event.hidden or event.recorded_at is None:
        return event.position, None, HIDDEN, *(None,) * (len(OF_EVENT) - 3)
    return (
        event.position,
        shown_at(moment_of(event.recorded_at), zone),
        event.topic,
        event.about or _kind(event.kind),
        _code(event),
        event.actor,
        _label("roles", event.role),
        event.organisation,
        _label("sources", event.source),
        None if event.case_id is None else str(event.case_id),
        None if event.entry_id is None else str(event.entry_id),
    )


def _kind(kind: str | None) -> str | None:
    named = CLASSIFIER_OF.get(kind or "")
    return classifier(named).label_ru if named else kind


def _code(event: NamedEvent) -> str | None:
    named = CLASSIFIER_OF.get(event.kind or "")
    return _label(named, event.code) if named else event.code


def _label(name: str, code: str | None) -> str | None:
    term = classifier(name).terms.get(code or "")
    return term.label_ru if term else code
