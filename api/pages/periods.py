"""Steps of a period of monitoring as forms: closing, opening again, exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.pages.fields import AREA, DAY, Field
from api.pages.shell import has
from api.pages.words import say


class PeriodStep(NamedTuple):
    """A step: its path under the period, what it is called and means."""

    path: str
    title: str
    help: str

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is said with it."""
        return FIELDS[self.path]()


def _note() -> tuple[Field, ...]:
    return (Field("note", say("Пояснение"), AREA),)


def _reason() -> tuple[Field, ...]:
    return (Field("reason", say("Причина"), AREA, required=True),)


def _whose() -> Field:
    return Field("organisation", say("Организация"), hint=say("Пусто — сам регион"))


def _exception() -> tuple[Field, ...]:
    return (_whose(), Field("until", say("По какой день"), DAY, required=True), *_reason())


def _withdrawal() -> tuple[Field, ...]:
    return (_whose(), *_reason())


FIELDS = {
    "closure": _note,
    "reopening": _reason,
    "exceptions": _exception,
    "exceptions/withdrawal": _withdrawal,
}
STEPS = {
    step.path: step
    for step in (
        PeriodStep(
            "closure",
            "Закрыть период",
            "Издания на эту дату больше не выпускаются и не сдаются. Дела остаются открытыми.",
        ),
        PeriodStep("reopening", "Открыть период заново", "Издания снова выпускаются и сдаются."),
        PeriodStep(
            "exceptions",
            "Дать исключение",
            "Организация, которая не успела, сдаст издание по названный день включительно.",
        ),
        PeriodStep("exceptions/withdrawal", "Отозвать исключение", "Срок больше не продлён."),
    )
}


def steps_of(told: Mapping[str, Any]) -> list[PeriodStep]:
    """What may be done with the period, as far as its state and rights tell. The API judges."""
    if not has("CLOSE_PERIODS"):
        return []
    if told["state"] != "CLOSED":
        return [STEPS["closure"]]
    names = ["exceptions", "reopening"]
    if told["exceptions"]:
        names.insert(1, "exceptions/withdrawal")
    return [STEPS[name] for name in names]
