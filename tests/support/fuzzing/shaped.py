"""Bodies made by what a schema says, then spoilt; and bodies of bytes that are no JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from marshrut.application.codes import FIELDS
from marshrut.classifiers import classifier
from tests.support.employers import INN
from tests.support.fuzzing.values import CODES, DAYS, hostile_text, hostile_value
from tests.support.http import SCHOOL, person
from tests.support.routes import resolved

Holder = tuple[Any, Any]
SPOILERS = (
    *(b"\0", b"\xff", b"\\ud800", b"9" * 400, b"1e400", b"NaN", b"[" * 200, b'{"a":' * 30),
    *(b'"', b"\\", b",", b"\xef\xbb\xbf", b"//", b"\\u0000", b"-"),
)
MOST_DEEP = 5
USUAL: dict[str, tuple[Any, ...]] = {
    "organisation": (SCHOOL,),
    "programme_code": ("15.02.16", "09.02.07"),
    "employer_inn": (INN,),
    "inn": (INN, "7707083893"),
    "snils": ("112-233-445 95", "087-654-303 00"),
    "graduation_year": (2025, 2024),
    "source": ("EMPLOYER", "GRADUATE", "CZN"),
    "reason": ("Ошибка ввода",),
    "municipality": ("69701000",),
    "attributes": ({}, {"text": "пояснение"}, {"employer_inn": INN, "in_specialty": True}),
    "person": (person(),),
    "last_name": ("Лосева", "Ёлкина-Д'Арк"),
    "first_name": ("Анна",),
    "items": ([],),
}
"""Fields of which hardly any other text would be taken."""


def shaped_body(random: Random, schema: dict[str, Any], *, given: dict[str, str]) -> bytes:
    """A body in the shape of the schema, most often with something wrong in it."""
    value = made(random, schema, given=given)
    for _ in range(random.choice((0, 0, 0, 0, 1, 1, 2, 4))):
        value = spoilt(random, value)
    raw = json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return damaged(random, raw) if random.random() < 0.15 else raw


def made(random: Random, schema: dict[str, Any], *, given: dict[str, str], deep: int = 0) -> Any:
    """A value of the shape; ids and codes are those that there are."""
    schema = resolved(schema)
    if "enum" in schema:
        return random.choice(schema["enum"])
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
    if kind == "object":
        known = schema.get("properties", {})
        due = set(schema.get("required", ()))
        names = [n for n in known if n in due or (deep < MOST_DEEP and random.random() < 0.3)]
        return {n: named(random, n, known[n], given=given, deep=deep + 1) for n in names}
    if kind == "array":
        number = random.choice((0, 1, 1, 2, 5)) if deep < MOST_DEEP else 0
        items = schema.get("items", {})
        return [made(random, items, given=given, deep=deep + 1) for _ in range(number)]
    makers: dict[str, Callable[[], Any]] = {
        "integer": lambda: random.choice((0, 1, 2, 5, 2024, 2025, 2026)),
        "number": lambda: random.choice((0, 1, 1.5, 72, 100)),
        "boolean": lambda: random.random() < 0.5,
    }
    return makers.get(kind, lambda: _text(random, schema, given))()


def named(
    random: Random, name: str, schema: dict[str, Any], *, given: dict[str, str], deep: int = 0
) -> Any:
    """A value of the field: a code of its classifier, what there is, or some of its shape."""
    if random.random() < 0.1 or "$ref" in schema or schema.get("type") == "object":
        return made(random, schema, given=given, deep=deep)
    if name in given and name.endswith("_id"):
        return given[name]
    if name in USUAL:
        return random.choice(USUAL[name])
    if name in FIELDS and schema.get("type") != "array":
        return random.choice([*classifier(FIELDS[name]).codes])
    return made(random, schema, given=given, deep=deep)


def _text(random: Random, schema: dict[str, Any], given: dict[str, str]) -> str:
    match schema.get("format"):
        case "date":
            return random.choice(DAYS)
        case "uuid":
            return random.choice([value for name, value in given.items() if name.endswith("_id")])
    return (
        random.choice((*CODES, *given.values())) if random.random() < 0.8 else hostile_text(random)
    )


def spoilt(random: Random, value: Any) -> Any:
    """The value with one place of it replaced, left out, doubled or wrapped."""
    whole = [deepcopy(value)]
    holder, key = random.choice([*_places(whole, 0)] or [(whole, 0)])
    match random.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = [holder[key]] * random.choice((1, 2, 600))
        case 2:
            holder[key] = {hostile_text(random): holder[key]}
        case 3 if isinstance(holder, dict):
            holder[hostile_text(random)] = hostile_value(random)
        case _:
            holder[key] = hostile_value(random)
    return whole[0] if whole else None


def _places(value: Any, deep: int) -> list[Holder]:
    if deep > MOST_DEEP + 1 or not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(min(len(value), 5)))
    inner = [place for key in keys for place in _places(value[key], deep + 1)]
    return [*((value, key) for key in keys), *inner]


def damaged(random: Random, raw: bytes, times: int = 3) -> bytes:
    """The bytes with some cut, doubled, changed or put in."""
    data = bytearray(raw)
    for _ in range(random.randint(1, times)):
        place = random.randrange(len(data) + 1)
        match random.randrange(5):
            case 0:
                del data[place : place + random.randint(1, 40)]
            case 1:
                data[place:place] = random.choice(SPOILERS)
            case 2:
                data[place : place + 1] = bytes([random.randrange(256)])
            case 3:
                data[place:place] = data[place : place + random.randint(1, 200)]
            case _:
                del data[place:]
    return bytes(data)
