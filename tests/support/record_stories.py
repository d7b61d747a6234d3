"""Histories of records, and a naive oracle of what they say on any day.

The oracle keeps the plain list of what was decided; to answer for a day it looks through all of
it. Histories are generated without any rule of writing but those of the aggregate itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from marshrut.events import Stamp
from marshrut.records.kinds import Kind, kinds
from marshrut.records.record import Record, Whose
from marshrut.refusals import Refused
from tests.support.effort import FACTOR

BY = Stamp(actor="a", role="CK_STAFF", organisation="SM-1")
KINDS = (
    *("EMPLOYER_REQUEST", "TASK", "VACANCY", "INTERNSHIP", "PARTNER_AGREEMENT"),
    *("BEST_PRACTICE", "SHORT_PROGRAMME", "UNFAIR_EMPLOYER"),
)
FIRST = date(2025, 1, 1)
RECORDS, STEPS = 120 * FACTOR, 12
OWNERS = (Whose("67", "SM-1"), Whose("67", "SM-2"), Whose("67"), Whose("70", "TM-1"))
VALUES: dict[str, dict[str, list[Any]]] = {
    "EMPLOYER_REQUEST": {
        "subject": ["Токари", "Сварщики"],
        "employer_inn": ["7001000013"],
        "channel": ["DIRECT", "AIS"],
        "places": [1, 2, 3],
        "declined_because": ["Нет", None],
        "answered_by": [[{"case_id": "x"}], None],
    },
    "TASK": {
        "subject": ["Раз", "Два"],
        "due_on": ["2025-06-01", "2025-07-01"],
        "text": ["Подробно", None],
        "report": ["Готово", None],
    },
    "VACANCY": {
        "title": ["Токарь", "Сварщик"],
        "employer_inn": ["7001000013", "6301000012"],
        "places": [1, 5],
        "requires_spo": [True, False],
        "origin": ["DIRECT", "CZN"],
        "salary_from": [30_000, 40_000, None],
        "filled_by": [[{"case_id": "x"}], None],
    },
    "INTERNSHIP": {
        "title": ["Практика"],
        "employer_inn": ["7001000013"],
        "places": [1, 5],
        "ends_on": ["2025-02-20", "2025-03-10", None],
    },
    "PARTNER_AGREEMENT": {
        "number": ["1", "2"],
        "employer_inn": ["7001000013", "6301000012"],
        "signed_on": ["2025-01-15", "2025-02-10"],
        "until": ["2025-03-01", "2025-04-01", None],
        "subjects": [["EMPLOYMENT"]],
        "party": ["CZN", None],
    },
    "BEST_PRACTICE": {
        "title": ["День карьеры"],
        "about": ["Собеседования"],
        "taken_up_by": [["SM-1"]],
    },
    "SHORT_PROGRAMME": {
        "title": ["Основы ЧПУ"],
        "training": ["PK", "PO"],
        "hours": [72],
        "ends_on": ["2025-02-20", "2025-03-10", None],
    },
    "UNFAIR_EMPLOYER": {
        "employer_inn": ["7001000013", "6301000012", "7707083893"],
        "grounds": [["OTHER"]],
        "decided_because": ["Проверка", "Жалоба"],
    },
}


@dataclass
class Told:
    """What was said, as a clerk would note it: a line for each entry, changed in place."""

    lines: list[dict[str, Any]] = field(default_factory=list)

    def on(self, day: date) -> tuple[str, dict[str, Any], date] | None:
        """By looking through all lines; the first one is the opening."""
        if not self.lines or self.lines[0]["annulled"]:
            return None
        found = [
            (line["day"], number, line)
            for number, line in enumerate(self.lines)
            if not line["annulled"] and line["day"] <= day
        ]
        if not any(number == 0 for _, number, _ in found):
            return None
        state, fields, last = "", dict[str, Any](), date.min
        for when, _, line in sorted(found, key=lambda each: each[:2]):
            state, last = line["state"] or state, when
            for name, value in line["fields"].items():
                fields.pop(name, None)
                if value is not None:
                    fields[name] = value
        return state, fields, last


@dataclass
class Story:
    """A record, what the oracle was told of it, and the oracle as it was after each event."""

    record: Record
    told: Told
    after: list[Told] = field(default_factory=list)

    def copy(self) -> Told:
        return Told([{**line, "fields": dict(line["fields"])} for line in self.told.lines])


def some_fields(rng: Random, kind: Kind, *, all_due: bool = False) -> dict[str, Any]:
    values = VALUES[kind.code]
    names = [name for name in values if rng.random() < 0.4 or (all_due and required(kind, name))]
    return {name: rng.choice(values[name]) for name in names}


def required(kind: Kind, name: str) -> bool:
    return kind.by_name[name].required


def some_day(rng: Random) -> date:
    return FIRST + timedelta(days=rng.randrange(120))


def story(rng: Random) -> Story:
    """A history: most of what is tried is accepted, and what is refused leaves nothing."""
    kind = kinds()[rng.choice(KINDS)]
    day, identity = some_day(rng), UUID(int=rng.getrandbits(128), version=4)
    fields = some_fields(rng, kind, all_due=True)
    entry_id = UUID(int=rng.getrandbits(128), version=4)
    record = Record.open(
        identity,
        kind,
        rng.choice(OWNERS),
        entry_id=entry_id,
        effective_on=day,
        fields=fields,
        by=BY,
    )
    opening = {"id": entry_id, "day": day, "state": kind.states[0].code, "annulled": False}
    made = Story(record, Told([{**opening, "fields": fields}]))
    made.after.append(made.copy())
    for _ in range(rng.randrange(STEPS)):
        try:
            step(rng, kind, made)
        except Refused:
            continue
        made.after.append(made.copy())
    return made


def step(rng: Random, kind: Kind, made: Story) -> None:
    record, lines = made.record, made.told.lines
    state = rng.choice([None, None, *(state.code for state in kind.states)])
    fields = some_fields(rng, kind)
    line = rng.choice(lines)
    match rng.choice(("change", "change", "change", "correct", "annul")):
        case "change":
            day, entry_id = some_day(rng), UUID(int=rng.getrandbits(128), version=4)
            record.change(entry_id=entry_id, effective_on=day, state=state, fields=fields, by=BY)
            said = {"id": entry_id, "day": day, "state": state, "fields": fields}
            lines.append({**said, "annulled": False})
        case "correct":
            moved = rng.choice((None, some_day(rng)))
            record.correct(
                line["id"], effective_on=moved, state=state, fields=fields, reason="—", by=BY
            )
            line["day"], line["state"] = moved or line["day"], state or line["state"]
            line["fields"] = {**line["fields"], **fields}
        case _:
            record.annul(line["id"], reason="—", by=BY)
            line["annulled"] = True


DAYS = [FIRST + timedelta(days=number) for number in range(-1, 122, 3)]
