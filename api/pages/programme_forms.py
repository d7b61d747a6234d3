"""Forms of a programme: their fields, what they mean, and what becomes of them when sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Response, request

from api.pages import formats
from api.pages.fields import AREA, DAY, SELECT, Field, Option, coded
from api.pages.inside import Answered, ApiRefusal
from api.pages.programme_cards import period_text, plan_text, whom_text
from api.pages.shell import show
from api.pages.versioned_forms import fresh_form, refused_form, send_form
from api.pages.views.case_writes import REFUSED_BY_RULE
from api.pages.views.sign_in import to
from api.pages.words import say
from marshrut.programmes.contents import Reported

AMOUNT = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?")
AMOUNTS = ("value", "baseline")
OF_TARGET = ("period_from", "period_to", "cohort", "category")
BETWEEN = "|"

Told = Mapping[str, Any]


class Sheet(NamedTuple):
    """A form: what it is called and about, its fields, what it means, and where one goes after."""

    title: str
    help: str
    about: str
    fields: tuple[Field, ...]
    meant: Callable[[Mapping[str, str]], dict[str, Any]]
    path: str
    back: str


def progress_fields(item: Told) -> tuple[Field, ...]:
    """What is reported of an item."""
    dues = tuple(
        Option(each["due_on"], f"{formats.day(each['due_on'])}: {each['state']['label']}")
        for each in item["occurrences"]
    )
    due = Field("due_on", say("К какому сроку"), SELECT, dues, required=True)
    return (
        *([due] if dues else []),
        coded("state", say("Состояние"), "item_states", only=Reported, required=True),
        Field("effective_on", say("С какого дня"), DAY, required=True),
        Field("text", say("Что сделано"), AREA),
        Field("value", say("Число, если оно есть"), hint=say("Например, сколько было участников")),
        Field("evidence", say("Чем подтверждается"), hint=say("Документ, ссылка, номер письма")),
    )


def target_fields(indicator: Told, targets: Mapping[str, Told]) -> tuple[Field, ...]:
    """What is entered of one of the targets of an indicator, these by their keys."""
    which = tuple(Option(key, _target_words(one, indicator)) for key, one in targets.items())
    return (
        Field("target", say("Период и кого касается"), SELECT, which, required=True),
        *amount_fields(indicator["unit"]),
    )


def amount_fields(unit: str) -> tuple[Field, ...]:
    """What a target is to come to, since when, and on which document that rests."""
    return (
        Field("value", say("Значение, {unit}", unit=unit)),
        Field("baseline", say("Базовое значение, {unit}", unit=unit)),
        Field("effective_on", say("С какого дня"), DAY, required=True),
        Field("document", say("Документ")),
    )


def reason_field() -> Field:
    """Why something that was recorded is taken back or put right."""
    return Field(
        "reason",
        say("Почему исправляете"),
        AREA,
        required=True,
        hint=say("Прежнее значение останется в журнале: исправление ничего не стирает"),
    )


def _target_words(target: Told, indicator: Told) -> str:
    period = period_text(target["period_from"], target["period_to"])
    who = whom_text(target)
    plan = plan_text({**target, "unit": indicator["unit"]})
    return f"{period}{', ' if who else ''}{who}: {plan}"


def target_key(target: Told) -> str:
    """The target as an option of a form."""
    named = named_target({name: target[name] for name in OF_TARGET})
    return BETWEEN.join(str(value or "") for value in named.values())


def named_target(target: dict[str, Any]) -> dict[str, Any]:
    """The target as it is named in a request: its category by the code alone."""
    category = target.get("category")
    return {**target, "category": category["code"]} if category else target


def with_amounts(body: dict[str, Any]) -> dict[str, Any]:
    """The body with its amounts as numbers; what is none, is for the API to refuse."""
    return {name: _amount(value) if name in AMOUNTS else value for name, value in body.items()}


def _amount(given: str) -> float | str:
    return float(given.replace(",", ".")) if AMOUNT.fullmatch(given) else given


def sent_or_shown(read: Answered, sheet: Sheet, *, today: str | None = None) -> Response:
    """Show the form, or write what it says; where that is refused, show it again and say why."""
    programme = read.json()
    page = {"programme": programme, "sheet": sheet}
    if request.method == "GET":
        day = programme["point"]["as_of"] if today is None else today
        given = {"effective_on": day, **request.args.to_dict()}
        return show("programme_form.html", **page, given=given, **fresh_form(read))
    try:
        written = send_form(sheet.path, sheet.meant(request.form))
    except ApiRefusal as refusal:
        if refusal.status not in {*REFUSED_BY_RULE, HTTPStatus.FORBIDDEN}:
            raise
        return show("programme_form.html", refusal.status, **page, **refused_form(refusal, read))
    mark = "&" if "?" in sheet.back else "?"
    return to(f"{sheet.back}{mark}done={written['position']}")
