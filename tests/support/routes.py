"""Every route of the application with its description, so that a new one is met by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask

from api.app import create_app
from api.settings import load_settings

CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
OWN_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Route:
    """A rule of the URL map under one method; ``described`` is its operation, if it has one."""

    method: str
    rule: str
    described: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)
    allowed: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def names(self) -> list[str]:
        """The parameters of the path."""
        return CONVERTER.findall(self.rule)

    def path(self, **values: str) -> str:
        """The address with ``values`` in its places, as they are."""
        return CONVERTER.sub(lambda found: values[found[1]], self.rule)

    @property
    def query(self) -> dict[str, dict[str, Any]]:
        """The schemas of the parameters of its query string."""
        given = self.described.get("parameters", [])
        return {p["name"]: p["schema"] for p in given if p.get("in") == "query"}

    @property
    def required(self) -> set[str]:
        """Those of them that must be given."""
        given = self.described.get("parameters", [])
        return {p["name"] for p in given if p.get("in") == "query" and p.get("required")}

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of its JSON, where it takes any."""
        content = self.described.get("requestBody", {}).get("content", {})
        schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
        return schema


@cache
def unopened_app() -> Flask:
    """An application over a database that nobody ever opens."""
    settings = {"MARSHRUT_DATABASE_URL": f"sqlite:///{Path('no', 'such', 'ledger.db')}"}
    return create_app(load_settings(settings))


@cache
def description() -> dict[str, Any]:
    """The description that the application gives of itself."""
    told: dict[str, Any] = unopened_app().test_client().get("/api/v1/openapi.json").get_json()
    return told


@cache
def routes() -> tuple[Route, ...]:
    """Every rule of the API under each of its methods, HEAD and OPTIONS aside."""
    return _routes(pages=False)


@cache
def page_routes() -> tuple[Route, ...]:
    """The same of the pages."""
    return _routes(pages=True)


def _routes(*, pages: bool) -> tuple[Route, ...]:
    found = unopened_app().url_map.iter_rules()
    rules = [rule for rule in found if rule.endpoint.startswith("pages.") is pages]
    allowed: dict[str, set[str]] = {}
    for rule in rules:
        allowed.setdefault(rule.rule, set()).update(rule.methods or ())
    return tuple(
        Route(method, rule.rule, _operation(rule.rule, method), frozenset(allowed[rule.rule]))
        for rule in rules
        for method in sorted(OWN_METHODS & (rule.methods or set()))
    )


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema itself, where it is a reference or one that may also be null."""
    if "anyOf" in schema:
        named = [part for part in schema["anyOf"] if part.get("type") != "null"]
        return resolved(named[0])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        found: dict[str, Any] = description()["components"]["schemas"][name]
        return found
    return schema


def _operation(rule: str, method: str) -> dict[str, Any]:
    item = description()["paths"].get(CONVERTER.sub(r"{\1}", rule), {})
    found: dict[str, Any] = item.get(method.lower(), {})
    return found
