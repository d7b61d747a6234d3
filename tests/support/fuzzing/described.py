"""What schemathesis makes of the description, as requests of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any
from urllib.parse import urlencode

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.config import SchemathesisConfig

from tests.support.fuzzing.making import FORM, JSON, World, root
from tests.support.fuzzing.sent import Sent
from tests.support.routes import CONVERTER, routes, unopened_app

CONFIG = SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": False}}})
BATCH = 25
"""Requests to one operation at a time: to begin takes as long as some of them."""


@cache
def operations() -> tuple[Any, ...]:
    """Every operation of the description."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", unopened_app(), config=CONFIG)
    return tuple(found.ok() for found in schema.get_all_operations())


def described(first: int, number: int, world: World) -> Iterator[Sent]:
    """So many requests, all of them following from the seed ``first``."""
    left, turn = number, 0
    while left > 0:
        operation = operations()[(first * 31 + turn) % len(operations())]
        for case in _cases(operation, first + turn, min(BATCH, left)):
            random = Random(f"{first} {left}")  # noqa: S311 - it is to be the same again
            yield replace(_sent(case, world), by=world.asker(random, _rule(operation)))
            left -= 1
        turn += 1


def _rule(operation: Any) -> str:
    """The route of the operation, as routes are called."""
    named = {CONVERTER.sub(r"{\1}", str(route)): str(route) for route in routes()}
    return named.get(operation.label, "")


def _cases(operation: Any, drawn: int, number: int) -> list[Any]:
    cases: list[Any] = []

    @seed(drawn)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def draw(case: Any) -> None:
        cases.append(case)

    draw()
    return cases[:number] or [None]


def _sent(case: Any, world: World) -> Sent:
    if case is None:
        return Sent("GET", "/healthz")
    path, places = case.path, world | world.instead(case.path)
    for name in case.path_parameters or {}:
        path = path.replace(f"{{{name}}}", places[name])
    query = urlencode(case.query or {}, doseq=True, errors="replace")
    headers = {str(n): str(v) for n, v in (case.headers or {}).items() if n != "Authorization"}
    if "If-Match" in headers:
        headers["If-Match"] = f'"{world.versions.get(root(path), "2")}"'
    body = b""
    if case.media_type == JSON:
        headers["Content-Type"] = JSON
        body = json.dumps(case.body, default=str).encode()
    elif case.media_type == FORM:
        headers["Content-Type"] = f"{FORM}; boundary=b"
        body = _form(case.body)
    latin = {n: v.encode(errors="replace").decode("latin-1") for n, v in headers.items()}
    return Sent(
        case.method.upper(), f"{path}?{query}" if query else path, tuple(latin.items()), body
    )


def _form(fields: Any) -> bytes:
    given = fields if isinstance(fields, dict) else {}
    parts = []
    for name, value in given.items():
        data = getattr(value, "data", None)
        raw = data if isinstance(data, bytes) else str(value).encode(errors="replace")
        named = '; filename="x"' if name == "file" else ""
        head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
        parts.append(head.encode(errors="replace") + raw + b"\r\n")
    return b"".join(parts) + b"--b--\r\n"
