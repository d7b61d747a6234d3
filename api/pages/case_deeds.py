"""What staff do in a case, as forms: each is a write of the API with the fields that it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from api.pages.fields import (
    AREA,
    DAY,
    SELECT,
    Field,
    attributes,
    coded,
    evidence,
    options,
)
from api.pages.words import say
from marshrut.classifiers import Term, classifier

Fields = tuple[Field, ...]


class Deed(NamedTuple):
    """A write: its path under the case, what it is called, what its form says beside the fields."""

    path: str
    title: str
    fields: Callable[[Mapping[str, Any]], Fields]
    help: str = ""
    on_entry: bool = False


def deeds_of_case() -> tuple[Deed, ...]:
    """What may be recorded in a case."""
    return tuple(DEEDS[name] for name in IN_CASE)


def deeds_of_entry(entry: Mapping[str, Any]) -> tuple[Deed, ...]:
    """What may be done with an entry of the timeline."""
    if entry["state"] == "annulled":
        return ()
    names = [name for name, kind in ON_ENTRY.items() if kind in {None, entry["kind"]}]
    if entry["ended_on"] is not None and "end" in names:
        names.remove("end")
    return tuple(DEEDS[name] for name in names)


def _status(_entry: Mapping[str, Any]) -> Fields:
    actual = [code for code, term in classifier("statuses").terms.items() if _recordable(term)]
    chosen = options("statuses", only=actual, group="status_groups")
    lead = Field("status_code", say("Статус"), SELECT, chosen, required=True, leads=True)
    return (
        lead,
        Field("effective_on", say("С какого дня"), DAY, required=True),
        Field("ended_on", say("По какой день"), DAY, hint=say("Пусто, если продолжается")),
        *attributes("status_attributes", "statuses"),
        *evidence(),
    )


def _recordable(term: Term) -> bool:
    return term.extra["kind"] != "DERIVED"


def _measure(_entry: Mapping[str, Any]) -> Fields:
    lead = Field(
        "measure_code", say("Мера"), SELECT, options("measures"), required=True, leads=True
    )
    return (
        lead,
        Field("provided_on", say("Дата оказания"), DAY, required=True),
        coded("result", say("Результат"), "measure_results", required=True),
        Field("period_end", say("Окончание периода"), DAY),
        coded("form", say("Форма"), "measure_forms"),
        Field("result_note", say("Заметка"), AREA),
        *attributes("measure_attributes", "measures"),
        coded("source", say("Откуда известно"), "sources"),
    )


def _step(_entry: Mapping[str, Any]) -> Fields:
    lead = Field("step_code", say("Шаг"), SELECT, options("steps"), required=True, leads=True)
    return (
        lead,
        *_move(_entry),
        *attributes("step_attributes", "steps"),
    )


def _move(_entry: Mapping[str, Any]) -> Fields:
    states = [
        code for code, term in classifier("step_states").terms.items() if term.flag("recordable")
    ]
    return (
        coded("state", say("Состояние"), "step_states", only=states, required=True),
        Field("effective_on", say("С какого дня"), DAY, required=True),
        Field("due_on", say("Срок"), DAY),
        coded("outcome", say("Исход"), "step_outcomes"),
        Field("reason", say("Причина"), AREA),
    )


def _category(_entry: Mapping[str, Any]) -> Fields:
    lead = Field(
        "category_code", say("Категория"), SELECT, options("categories"), required=True, leads=True
    )
    return (
        lead,
        Field("valid_from", say("С какого дня"), DAY, required=True),
        Field("valid_to", say("По какой день"), DAY, hint=say("Пусто, если бессрочно")),
        coded("nosology", say("Нозология"), "nosologies"),
    )


def _confirmation(_entry: Mapping[str, Any]) -> Fields:
    return (
        Field("effective_on", say("На какой день проверено"), DAY, required=True),
        coded("source", say("Откуда известно"), "sources"),
    )


def _end(_entry: Mapping[str, Any]) -> Fields:
    return (
        Field("ended_on", say("Последний день"), DAY, required=True),
        Field("reason", say("Причина"), AREA),
    )


def _reason(_entry: Mapping[str, Any]) -> Fields:
    return (Field("reason", say("Причина"), AREA, required=True),)


FIELDS_OF = {"statuses": _status, "measures": _measure, "categories": _category, "steps": _step}


def _correction(entry: Mapping[str, Any]) -> Fields:
    """What the entry says, to be put right; what stays as it is, is left empty."""
    why = Field(
        "reason",
        say("Почему исправляете"),
        AREA,
        required=True,
        hint=say("Прежнее значение останется в журнале: исправление ничего не стирает"),
    )
    return (*_changeable(entry), why)


def _changeable(entry: Mapping[str, Any]) -> Iterator[Field]:
    made = FIELDS_OF.get(entry.get("kind", ""))
    for field in made(entry) if made else (Field("effective_on", say("С какого дня"), DAY),):
        known = not field.of or entry.get("code") in field.of.split()
        if known and field.name != "reason":
            yield field._replace(required=False, leads=False, of="")


DEEDS = {
    deed.path.rpartition("/")[2]: deed
    for deed in (
        Deed("statuses", "Записать статус", _status, "Что выпускник делает или что ожидается."),
        Deed("measures", "Записать меру", _measure, "Что сделано для выпускника."),
        Deed("steps", "Записать шаг", _step, "Шаг маршрутизации: запланирован или сделан."),
        Deed("categories", "Записать категорию", _category, "Льготная или иная категория."),
        Deed(
            "confirmations",
            "Без изменений",
            _confirmation,
            "Проверено: всё осталось, как записано.",
        ),
        Deed("statuses/end", "Завершить", _end, "Последний день этого статуса.", on_entry=True),
        Deed("steps/transitions", "Продвинуть", _move, "Новое состояние шага.", on_entry=True),
        Deed(
            "entries/correction",
            "Исправить",
            _correction,
            "Запись была ошибочной. Заполните только то, что было неверно.",
            on_entry=True,
        ),
        Deed(
            "entries/annulment",
            "Аннулировать",
            _reason,
            "Этой записи не должно было быть. Она останется в журнале зачёркнутой.",
            on_entry=True,
        ),
    )
}
IN_CASE = ("statuses", "measures", "steps", "categories", "confirmations")
ON_ENTRY = {"end": "statuses", "transitions": "steps", "correction": None, "annulment": None}
"""The deeds that are done with an entry: of one kind, or of any."""
