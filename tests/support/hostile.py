"""Values that no field may take, by what its schema says; and how a refusal must look."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import TestResponse

from api.problems import MEDIA_TYPE
from marshrut.classifiers import classifier
from tests.support.http import answered
from tests.support.routes import resolved

RUSSIAN = re.compile(r"[а-яё]{3}", re.IGNORECASE)
NEVER_TEXT: tuple[Any, ...] = (5, 1.5, True, [], {}, [["x"]], {"x": {"x": []}}, [None], "", "  ")
NO_DAY = (
    *("01.09.2025", "2025-9-1", "20250901", "2025-09-01T00:00:00", "2025-W36-1", "2025-02-30"),
    *("9999-12-31", "2201-01-01", "1899-12-31", "0001-01-01", "0000-00-00", " 2025-09-01"),
    *("٢٠٢٥-٠٩-٠١", "-2025-09-01", "2025-09-01\n", "today"),
)
NO_UUID = ("x", "0", "5f0c7a52-3f55-4b6e-9d5a-2a8f8f1f0c1", "g" * 32, "x" * 10_000)
NO_WHOLE: tuple[Any, ...] = ("1", "", 0.5, 1e15, True, [1], {}, -1, -(2**53), 2**53, "9" * 400)
NO_AMOUNT: tuple[Any, ...] = ("1", "", True, [1], {}, "1,5", [[]])
NO_FLAG: tuple[Any, ...] = ("true", "", 0, 1, "yes", [True], {}, 1.5, "null")
NO_OBJECT: tuple[Any, ...] = ([], "x", 5, True, [[]], [{}], 1.5, "{}")
NO_ARRAY: tuple[Any, ...] = ({}, "x", 5, [[]], [5], [None], [{}], True, ["x"] * 1_000)


def never(schema: dict[str, Any]) -> tuple[Any, ...]:
    """Values that a field of a body may never take; none where it takes any JSON."""
    kinds = schema.get("type", ())
    kind = next((k for k in ([kinds] if isinstance(kinds, str) else kinds) if k != "null"), None)
    match kind, schema.get("format"):
        case "string", "date":
            found = (*NEVER_TEXT, *NO_DAY)
        case "string", "uuid":
            found = (*NEVER_TEXT, *NO_UUID)
        case "string", _:
            found = (*NEVER_TEXT, "x" * (schema.get("maxLength", 64) + 1), "x" * 10_000)
        case "integer", _:
            found = NO_WHOLE
        case "number", _:
            found = NO_AMOUNT
        case "boolean", _:
            found = NO_FLAG
        case "array", _:
            found = NO_ARRAY
        case "object", _:
            found = NO_OBJECT
        case _:
            found = ()
    nullable = "null" in kinds or not found
    return found if nullable else (*found, None)


def example(schema: dict[str, Any]) -> Any:
    """Some value of the shape, however little it means."""
    schema = resolved(schema)
    kinds = schema.get("type", "string")
    kind = kinds if isinstance(kinds, str) else next(k for k in kinds if k != "null")
    if kind == "object":
        known = schema.get("properties", {})
        return {name: example(known[name]) for name in schema.get("required", ())}
    if kind == "array":
        return [example(schema["items"])]
    if kind == "string":
        given = {"date": "2025-09-01", "uuid": "5f0c7a52-3f55-4b6e-9d5a-2a8f8f1f0c11"}
        return given.get(schema.get("format", ""), "X" * max(1, schema.get("minLength", 1)))
    return {"integer": schema.get("minimum", 2025), "boolean": True}[kind]


def problem(answer: TestResponse) -> dict[str, Any]:
    """The problem that the answer must be: a code of ours, told in Russian."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.mimetype == MEDIA_TYPE, answer.text
    told = answered(answer)
    assert told["status"] == answer.status_code
    assert told["code"] in classifier("refusals").terms
    for words in (told["title"], told["detail"]):
        assert RUSSIAN.search(words), words
    for field, messages in told.get("errors", {}).items():
        assert messages, field
        assert all(RUSSIAN.search(message["detail"]) for message in messages), messages
    return told


def refused(answer: TestResponse) -> tuple[int, str]:
    """The status and the code of a refusal."""
    told = problem(answer)
    return told["status"], told["code"]


def codes_by_field(told: dict[str, Any]) -> dict[str, str]:
    """The code of the first finding of every field."""
    return {field: messages[0]["code"] for field, messages in told["errors"].items()}
