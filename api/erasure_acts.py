"""The act of a destruction as answers, files and screens tell it: no word of it is personal."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from api.tables import Table
from api.texts import label
from marshrut.application.erasure_act import Act, LoggedEvent
from marshrut.application.service import KeylessService
from marshrut.cases.destroyed import PERSONAL_DATA

SYSTEM = "Маршрут (marshrut)"
WAY = (
    "Уничтожен криптографический ключ дела, которым зашифрованы персональные данные (AES-256-GCM):"
    " прочитать их больше нельзя. Копии ключа в резервных копиях базы ключей уничтожаются по"
    " истечении срока хранения этих копий"
)
ORDER = "приказ Роскомнадзора от 28.10.2022 № 179"
TO_BE_FILLED = "________________"
HEADINGS = ("Позиция", "Записано", "Вид записи", "Событие", "Кто", "Роль", "Были данные")
ON_SCREEN = {"Позиция": "Позиция", "Записано": "Записано", "Событие": "Событие", "Кто": "Кто"}


def told_act(act: Act) -> dict[str, Any]:
    """The act and the extract of the event log."""
    operator = act.operator
    common = {
        "case_id": act.case_id,
        "information_system": SYSTEM,
        "categories": [{"code": each, "label": _category(each)} for each in act.categories],
        "reason": act.reason,
        "erased_on": erased_on(act),
    }
    return {
        "act": {
            **common,
            "act_number": act.act_number,
            "operator": {
                "organisation": act.organisation,
                "name": operator.name if operator else None,
                "inn": operator.inn if operator else None,
                "ogrn": operator.ogrn if operator else None,
            },
            "categories_exact": act.exact,
            "way": WAY,
            "erased_at": act.erased_at,
            "actor": act.actor,
            "position": act.position,
            "order": ORDER,
        },
        "extract": {**common, "events": [_event(each) for each in act.events]},
    }


def erased_on(act: Act) -> date:
    """The day of the destruction, in the region of the case."""
    return act.erased_at.astimezone(KeylessService.zone(act.region_code)).date()


def act_table(act: Act, zone: ZoneInfo) -> Table:
    """The act to be printed and signed, with the extract below it."""
    return Table(
        "act",
        _about(act, zone),
        HEADINGS,
        [_line(each, zone) for each in act.events],
        ON_SCREEN,
    )


def _about(act: Act, zone: ZoneInfo) -> list[tuple[str, Any]]:
    operator = act.operator
    codes = (("ИНН", operator.inn), ("ОГРН", operator.ogrn)) if operator else ()
    named = [operator.name if operator else act.organisation]
    named += [f"{name} {code}" for name, code in codes if code]
    exact = "" if act.exact else " (по открытой части дела)"
    return [
        ("Документ", f"Акт об уничтожении персональных данных № {act.act_number}"),
        ("Требования", ORDER),
        ("Оператор", ", ".join(named)),
        ("Адрес оператора", TO_BE_FILLED),
        ("Обработчик по поручению, его адрес", TO_BE_FILLED),
        ("Субъект персональных данных", f"дело {act.case_id}"),
        ("Категории данных", "; ".join(map(_category, act.categories)) + exact),
        ("Информационная система", SYSTEM),
        ("Способ уничтожения", WAY),
        ("Причина уничтожения", act.reason),
        ("Дата уничтожения", erased_on(act)),
        ("Время уничтожения", f"{act.erased_at.astimezone(zone):%d.%m.%Y %H:%M:%S %Z}"),
        ("Уничтожил (учётная запись)", act.actor),
        ("Должность, ФИО, подпись", TO_BE_FILLED),
        ("Событие журнала", act.position),
        ("Приложение", "Выгрузка из журнала регистрации событий"),
    ]


def _event(event: LoggedEvent) -> dict[str, Any]:
    return {
        "position": event.position,
        "recorded_at": event.recorded_at,
        "kind": event.kind,
        "kind_label": _kind(event),
        "topic": event.topic,
        "actor": event.actor,
        "role": event.role,
        "destroyed": event.destroyed,
    }


def _line(event: LoggedEvent, zone: ZoneInfo) -> list[Any]:
    when = f"{event.recorded_at.astimezone(zone):%d.%m.%Y %H:%M:%S}"
    role = label("roles", event.role)
    return [
        event.position,
        when,
        _kind(event),
        event.topic,
        event.actor,
        role,
        event.destroyed,
    ]


def _kind(event: LoggedEvent) -> str | None:
    return label("entry_kinds", event.kind.replace("-", "_")) if event.kind else None


def _category(code: str) -> str:
    return str(label(PERSONAL_DATA, code))
