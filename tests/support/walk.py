"""A walk of strangers over every route: asked for what is foreign, as for what there is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from tests.support.hostile import example
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client
from tests.support.routes import Route, resolved, routes
from tests.support.strangers import EMPTY_SCHOOL, Strange, Stranger

NOT_FOUND, FORBIDDEN, UNAUTHENTICATED = 404, 403, 401
GIVEN = {
    "part": "served",
    "by": "organisation",
    "stage": "OFFERED",
    "freshness": "FRESH",
    "cadence": "M20",
    "as_of_from": "2025-09-01",
    "as_of_to": "2025-12-31",
}
"""Values of parameters without which some routes answer nothing."""

OF_EVERYBODY = ("/organisations", "/employers", "/public/", "/classifiers", "/ledger/", "/docs")
"""What every holder of a token may read, whosever it is: registers, and what is published."""

PERIOD = "/periods/"
"""A period is there for every region and cut-off, whether or not anything was closed."""


@dataclass(frozen=True)
class Step:
    """One question of a stranger, and how it is judged: a line for each fault."""

    kind: str
    told: str
    judge: Callable[[], Iterator[str]]


def steps(world: Strange) -> Iterator[Step]:
    """All there are: every route × every stranger × whatever foreign can be named there."""
    for stranger in world.strangers:
        for route in routes():
            where = f"{stranger}: {route}"
            yield Step("routes asked", where, _asking(world, stranger, route))
            if stranger.client.token is None:
                continue
            if route.method == "GET":
                for name in _filters(route):
                    told = f"{where} ?{name}"
                    yield Step("filters asked", told, _filtering(world, stranger, route, name))
            else:
                for path in _references(route):
                    told = f"{where} {'.'.join(path)}"
                    yield Step("bodies sent", told, _sending(world, stranger, route, path))


def _asking(world: Strange, stranger: Stranger, route: Route) -> Callable[[], Iterator[str]]:
    """What is foreign answers as what there is not, and tells nothing."""

    def judge() -> Iterator[str]:
        names = _foreign(stranger, route)
        answer = _ask(world, stranger, route, world.places)
        yield from _told(world, stranger, answer)
        if not names or stranger.client.token is None:
            return
        absent = _ask(world, stranger, route, {**world.places, **world.absent()})
        if _plain(world, answer) != _plain(world, absent):
            yield f"{answer.status_code} for what is foreign, {absent.status_code} for nothing"
        if answer.status_code < 400:
            yield f"answered with {answer.status_code}"

    return judge


def _foreign(stranger: Stranger, route: Route) -> set[str]:
    """The places of the route that are foreign; an entry is so as that is which has it."""
    names = {*route.names} & {*stranger.foreign}
    keepers = {*route.names} & {"case_id", "record_id", "programme_id"}
    return names if not keepers or names & keepers else names - {"entry_id"}


def _filtering(
    world: Strange, stranger: Stranger, route: Route, name: str
) -> Callable[[], Iterator[str]]:
    """A filter that names what is foreign is refused, or finds what an empty one would find."""

    def judge() -> Iterator[str]:
        foreign, empty = _values(world, name)
        query = {key: GIVEN[key] for key in route.required if key in GIVEN}
        places = {**world.places, **world.absent()}
        answer = _ask(world, stranger, route, places, {**query, name: foreign})
        other = _ask(world, stranger, route, places, {**query, name: empty})
        yield from _told(world, stranger, answer, asked=foreign)
        if _plain(world, answer) != _plain(world, other) and not _open(route):
            yield f"{answer.status_code} for what is foreign, {other.status_code} for an empty one"

    return judge


def _sending(
    world: Strange, stranger: Stranger, route: Route, path: tuple[str, ...]
) -> Callable[[], Iterator[str]]:
    """A body that names what is foreign is answered as one that names nothing."""

    def judge() -> Iterator[str]:
        foreign, empty = _values(world, path[-1])
        places = {**world.places, **world.absent()}
        pair = [
            _ask(world, stranger, route, places, body=_with(route, path, value))
            for value in (foreign, empty)
        ]
        yield from _told(world, stranger, pair[0], asked=foreign)
        if _plain(world, pair[0]) != _plain(world, pair[1]):
            yield f"{pair[0].status_code} for what is foreign, {pair[1].status_code} for nothing"

    return judge


def _ask(
    world: Strange,
    stranger: Stranger,
    route: Route,
    places: dict[str, str],
    query: dict[str, Any] | None = None,
    *,
    body: Any = None,
) -> TestResponse:
    office = world.office
    office.places, kept = places, office.places
    try:
        path = office.path(route) if route.names else route.rule
    finally:
        office.places = kept
    if "activities" in route.rule and "record_id" in route.names:
        path = path.replace(office.activity, places["activity_id"])
    sent = {} if route.method == "GET" else {"json": {} if body is None else body}
    return _client(stranger).send(
        route.method, path, query_string=query, headers={"If_Match": '"1"'}, **sent
    )


def _client(stranger: Stranger) -> Client:
    return stranger.client


def _told(
    world: Strange, stranger: Stranger, answer: TestResponse, *, asked: str | None = None
) -> Iterator[str]:
    """What the answer has that it may not, but for what was ``asked`` by its name."""
    body = _plain(world, answer, as_it_is=True)[1]
    if answer.status_code >= 500:
        yield f"failed with {answer.status_code}"
    yield from (f"tells {each}" for each in world.markers(stranger) - {asked} if each in body)


def _plain(world: Strange, answer: TestResponse, *, as_it_is: bool = False) -> tuple[int, str]:
    """The answer without what names the question itself."""
    if not answer.is_json and "json" not in answer.mimetype:
        return answer.status_code, answer.get_data().decode("utf-8", "replace")
    told = answer.get_json(force=True, silent=True)
    if isinstance(told, dict):
        told = {k: v for k, v in told.items() if k not in {"instance", "correlation_id"}}
        if as_it_is:
            told = {k: v for k, v in told.items() if k not in {"filters", "links", "errors"}}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    if as_it_is:
        return answer.status_code, text
    absent = world.absent()
    for name, value in world.places.items():
        if name in absent:
            text = text.replace(value, "·").replace(absent[name], "·")
    for code in (SCHOOL, EMPTY_SCHOOL):
        text = text.replace(code, "·")
    return answer.status_code, text


def _filters(route: Route) -> list[str]:
    named = ("organisation", "block_organisation", "entry_id", "run_id", "vacancy_id", "actor")
    return [name for name in route.query if name in named]


def _values(world: Strange, name: str) -> tuple[str, str]:
    """What is foreign by the name, and what there is not, or is empty."""
    if "organisation" in name:
        return SCHOOL, EMPTY_SCHOOL
    if name == "actor":
        return "ck_staff", "nobody"
    kind = {"vacancy_id": "record_id", "into_case_id": "case_id", "activity_id": "activity_id"}
    place = kind.get(name, name if name in world.absent() else "entry_id")
    return world.places[place], world.absent()[place]


def _open(route: Route) -> bool:
    return any(part in route.rule for part in OF_EVERYBODY)


def _references(route: Route) -> Iterator[tuple[str, ...]]:
    """Where in the body an id or an organisation may stand, itself or in a part of it."""
    if route.body is None:
        return
    yield from _within(resolved(route.body), ())


def _within(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, part in schema.get("properties", {}).items():
        inner = resolved(part)
        if inner.get("format") == "uuid" or "organisation" in name:
            yield (*path, name)
        elif inner.get("properties") and len(path) == 0:
            yield from _within(inner, (*path, name))


def _with(route: Route, path: tuple[str, ...], value: str) -> Any:
    """A body of the route's shape with the value at the place."""
    body = example(route.body or {})
    target = body[0] if isinstance(body, list) else body
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value
    return body


