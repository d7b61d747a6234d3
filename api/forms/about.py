"""What a form's files say of themselves: of what, at which point, how, by whom. In Russian.

All of it follows from what the edition was issued with and from the ledger at its point: it is the
same today and in ten years.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from api.forms.proved import proof_lines
from marshrut.classifiers import classifier
from marshrut.events import Stamp
from marshrut.forms.definitions import Table
from marshrut.forms.filled import Issue
from marshrut.forms.words import in_words
from marshrut.indicators.definitions import definition
from marshrut.ledger.clock import moment_of
from marshrut.reports.events import Edition
from projections.forms import Asked
from projections.forms.coverage import coverage
from projections.organisations import organisations_at
from projections.population import NONE, Scope
from projections.runner import Projections

Lines = Iterator[tuple[str, str]]

FILTERS = {
    "graduation_year": "Год выпуска",
    "programme_code": "Программа",
    "ugps": "УГПС",
    "study_form": "Форма обучения",
    "category": "Категория",
    "municipality": "Территория (ОКТМО)",
}
CLASSIFIERS = {
    "ugps": ("ugps",),
    "study_form": ("study_forms",),
    "category": ("categories", "target_groups"),
}
POPULATIONS = {
    "graduates": "Выпускники: дела в стадиях «Выпускник» и «Мониторинг завершён» на дату",
    "students": "Обучающиеся выпускного курса на дату",
    "all": "Все дела, кроме присоединённых к другим",
}
DRAFT = "Предварительная таблица: не издание, подтверждать ею ничего нельзя"


class Made(NamedTuple):
    """Which edition it is and by whom it was issued; none of both for a table without one."""

    report_id: UUID
    by: Stamp


def issue_of(projections: Projections, asked: Asked, content: Edition, made: Made | None) -> Issue:
    """What heads the files of a form, and what their sheet «Методика» tells."""
    known_at = _known_at(projections, content)
    return Issue(
        form=asked.form.code,
        edition=asked.form.edition,
        title=asked.form.title,
        point=asked.point,
        known_at=known_at,
        lines=tuple(_lines(projections, asked, content, known_at, made)),
        method=tuple(_method(projections, asked, content, known_at, made)),
        signed_by=asked.form.signed_by,
        proof=None if content.proof is None else msgspec.structs.asdict(content.proof),
    )


def headed(
    projections: Projections, asked: Asked, report_id: UUID, against: UUID | None
) -> list[tuple[str, str]]:
    """What heads the sheets of a restatement: the edition, and of whom it is."""
    other = "известным на другую точку" if against is None else f"изданием {against}"
    return [
        ("Издание", f"{asked.form.name}, отчёт {report_id}"),
        ("Сравнено с", other),
        ("Охват", _scope(projections, asked)),
        ("Отбор", "; ".join(_filters(asked)) or "нет"),
    ]


def _known_at(projections: Projections, content: Edition) -> datetime | None:
    position = content.known_position
    times = projections.ledger.times_of([position] if position else [])
    return moment_of(times[position]) if position else None


def _lines(
    projections: Projections,
    asked: Asked,
    content: Edition,
    known_at: datetime | None,
    made: Made | None,
) -> Lines:
    yield "Охват", _scope(projections, asked)
    yield "По состоянию на", f"{asked.point.as_of:%d.%m.%Y} (включительно)"
    yield "По сведениям на", known_in_words(content.known_position, known_at, content.zone)
    yield "Отбор", "; ".join(_filters(asked)) or "нет"
    if made is None:
        yield "Вид", DRAFT
    else:
        yield "Издание", f"{asked.form.name}, отчёт {made.report_id}"
        yield "Сформировано", _issued(projections, asked, content, made.by)


def known_in_words(position: int, known_at: datetime | None, zone: str) -> str:
    """By what a point knows: up to which position, and when that was recorded."""
    if known_at is None:
        return "пустой журнал"
    return f"позицию {position} журнала, записанную {shown_at(known_at, zone)}"


def shown_at(moment: datetime, zone: str) -> str:
    """The moment by the clocks of ``zone``, to the second."""
    there = moment.astimezone(ZoneInfo(zone))
    return f"{there:%d.%m.%Y %H:%M:%S} ({zone}, UTC{there:%z})"


def _scope(projections: Projections, asked: Asked) -> str:
    regions = classifier("regions")
    code = asked.scope.organisation
    if code is not None:
        found = organisations_at(projections, asked.point, scope=Scope(organisation=code))
        place = f", {regions.get(found[0]['region_code']).label_ru}" if found else ""
        return f"{found[0]['name']} ({code}){place}" if found else code
    named = [f"{regions.get(each).label_ru} ({each})" for each in asked.scope.regions]
    return "; ".join(named) or "все регионы"


def _filters(asked: Asked) -> Iterator[str]:
    for name, title in FILTERS.items():
        value = getattr(asked.filters, name)
        if value is not None:
            yield f"{title}: {_label(name, value)}"
    for parameter in asked.form.parameters:
        yield f"{parameter.label}: {asked.parameters[parameter.name]}"


def _label(name: str, value: str | int) -> str:
    if value == NONE:
        return "не указана"
    terms = (classifier(each).terms.get(str(value)) for each in CLASSIFIERS.get(name, ()))
    return next((term.label_ru for term in terms if term is not None), str(value))


def _issued(projections: Projections, asked: Asked, content: Edition, by: Stamp) -> str:
    role = classifier("roles").get(by.role).label_ru
    who = [role, *_organisation(projections, asked, by), f"учётная запись {by.actor}"]
    return f"{shown_at(moment_of(content.issued_at), content.zone)}; {', '.join(who)}"


def _organisation(projections: Projections, asked: Asked, by: Stamp) -> Iterator[str]:
    if by.organisation is not None:
        scope = Scope(organisation=by.organisation)
        found = organisations_at(projections, asked.point, scope=scope)
        yield found[0]["name"] if found else by.organisation


def _method(
    projections: Projections,
    asked: Asked,
    content: Edition,
    known_at: datetime | None,
    made: Made | None,
) -> Lines:
    form = asked.form
    yield "Форма", f"{form.title} ({form.name})"
    yield from _lines(projections, asked, content, known_at, made)
    yield (
        "Что значит точка",
        (
            "Показано, что было верно на дату (конец дня), по тому, что было внесено в журнал "
            "до названной позиции включительно. По той же точке отчёт строится снова таким же."
        ),
    )
    if content.checkpoint:
        yield "Контрольная точка журнала", content.checkpoint
    if content.proof:
        yield from proof_lines(content.proof)
    for population in dict.fromkeys(table.population for table in form.tables):
        yield "Кто считается", POPULATIONS[population]
    known, every = coverage(projections, asked)
    yield "Покрытие данными", f"{known} из {every} дел имеют статус; остальные — «Нет сведений»"
    for note in form.notes:
        yield "Примечание", note
    for table in form.tables:
        if table.source is None:
            yield from _formulas(asked, table)
    yield from _indicators(asked)
    yield "Редакция формы", f"{form.name}, способ вывода {form.renderer}"
    for name, version in sorted(content.software.items()):
        yield "Программы", f"{name} {version}"


def _formulas(asked: Asked, table: Table) -> Lines:
    place = f"Таблица «{table.sheet}»"
    if table.columns_of is None:
        for column in table.columns:
            if column.kind == "count":
                yield f"{place}, гр. {column.number}", in_words(column.condition)
    else:
        yield place, f"графы — как в таблице «{asked.form.table(table.columns_of).sheet}»"
    rows = asked.rows(table)
    if len(rows) > 1:
        for row in rows:
            yield f"{place}, стр. {row.number}", in_words(row.condition)
    for check in asked.checks(table):
        yield f"{place}, проверка {check.code}", check.text


def _indicators(asked: Asked) -> Lines:
    for identity in asked.form.indicators:
        number = asked.editions.get(identity)
        found = definition(identity, day=asked.point.as_of, edition=number)
        formulas = f"числитель: {found.numerator}; знаменатель: {found.denominator}"
        yield f"Показатель {identity}", f"{found.name}. {formulas}. Редакция {found.edition}"
