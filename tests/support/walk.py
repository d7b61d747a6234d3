"""A walk of strangers over every route: asked for what is foreign, as for what there is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.support.hostile import example
from tests.support.http import SCHOOL
from tests.support.routes import Route, resolved, routes
from tests.support.strangers import (
    EMPTY_SCHOOL,
    NEAR,
    OF_THE_REGION,
    OF_THE_SCHOOL,
    SECRET,
    Strange,
    Stranger,
)
from tests.support.walk_asking import ask, plain, told

NOT_FOUND = 404
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

OF_NOTHING = frozenset({"employer_id"})
"""Ids that are kept as they were said, and are of nothing that there is."""

SHARED = ("/records/", "/vacancy-bank")
"""Of records that are shared a school is told what others of its region have."""

OF_EVERYBODY = ("/organisations", "/employers", "/public/", "/classifiers", "/ledger/", "/docs")
"""What every holder of a token may read, whosever it is: registers, and what is published."""

NOTHING_THERE = (
    *("/api/v1/imports/<uuid:import_id>", "/api/v1/imports/<uuid:import_id>/errors"),
    "/api/v1/cases/<uuid:case_id>/erasure-act",
)
"""Routes at which nobody else of the office has anything to read: a list is its sender's, and
nobody is erased here. Whose act is whose is asked in ``tests/e2e/test_erasure_act.py``."""

CALL = {"topic": "VACANCIES", "caller": "GRADUATE"}
MOVED = {"to_region": "63", "programme_code": "15.02.16", "graduation_year": 2025, "needs": ["JOB"]}
SPOKEN: dict[str, dict[str, Callable[[str, str], Any]]] = {
    "POST /api/v1/records/<kind>": {
        "hotline-calls": lambda case_id, _: _record({**CALL, "case_id": case_id}),
        "relocations": lambda case_id, _: _record({**MOVED, "case_id": case_id}),
    },
    "POST /api/v1/cases/search": {"name": lambda _, word: {"name": word}},
    "POST /api/v1/case-entries": {
        "confirmations": lambda case_id, _: [
            {"case_id": case_id, "kind": "confirmations", "effective_on": "2025-09-01"}
        ],
    },
}
"""Bodies that say more than a schema does, by a case and a name; the kind is in the address."""

DEEP = 2
"""Levels of a body that are looked through for what it may name."""

Path = tuple[str | int, ...]
"""A place in a body."""


@dataclass(frozen=True)
class Step:
    """One question of a stranger, and how it is judged: a line for each fault."""

    kind: str
    about: str
    judge: Callable[[], Iterator[str]]


def steps(world: Strange) -> Iterator[Step]:
    """All there are: every route × every stranger × whatever foreign can be named there.

    And every reading route by somebody of its own, who is to be told what strangers are not.
    """
    for route in routes():
        if route.method == "GET" and route.names:
            yield Step("routes asked by their own", str(route), _asking_own(world, route))
    for stranger in world.strangers:
        for route in routes():
            where = f"{stranger}: {route}"
            yield Step("routes asked", where, _asking(world, stranger, route))
            if stranger.client.token is None:
                continue
            for name in SPOKEN.get(str(route), {}):
                yield Step("bodies sent", f"{where} {name}", _saying(world, stranger, route, name))
            if route.method == "GET":
                for name in _filters(route):
                    about = f"{where} ?{name}"
                    yield Step("filters asked", about, _filtering(world, stranger, route, name))
            else:
                for path in _references(stranger, route):
                    about = f"{where} {'.'.join(map(str, path))}"
                    yield Step("bodies sent", about, _sending(world, stranger, route, path))


def _asking(world: Strange, stranger: Stranger, route: Route) -> Callable[[], Iterator[str]]:
    """What is foreign answers as what there is not, and tells nothing."""

    def judge() -> Iterator[str]:
        names = _foreign(stranger, route)
        answer = ask(world, stranger, route, world.places)
        yield from told(world, stranger, answer)
        if not names or stranger.client.token is None:
            return
        absent = ask(world, stranger, route, {**world.places, **world.absent()})
        if plain(world, answer) != plain(world, absent):
            yield f"{answer.status_code} for what is foreign, {absent.status_code} for nothing"
        if answer.status_code < 400:
            yield f"answered with {answer.status_code}"

    return judge


def _saying(
    world: Strange, stranger: Stranger, route: Route, name: str
) -> Callable[[], Iterator[str]]:
    """The same of what no schema tells: records that name a case, a name that is looked for."""

    def judge() -> Iterator[str]:
        said = SPOKEN[str(route)][name]
        own = {**world.places, **world.absent(), "kind": name}
        pair = [
            ask(world, stranger, route, own, body=said(case_id, word))
            for case_id, word in (
                (world.secret_case, SECRET),
                (world.absent()["case_id"], "Никакая"),
            )
        ]
        yield from told(world, stranger, pair[0], asked=SECRET)
        if plain(world, pair[0]) != plain(world, pair[1]):
            yield f"{pair[0].status_code} for what is foreign, {pair[1].status_code} for nothing"

    return judge


def _asking_own(world: Strange, route: Route) -> Callable[[], Iterator[str]]:
    def judge() -> Iterator[str]:
        answer = ask(world, _own(world, route), route, world.places)
        if answer.status_code == NOT_FOUND and route.rule not in NOTHING_THERE:
            yield "finds nothing of its own"

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
        answer = ask(world, stranger, route, places, {**query, name: foreign})
        other = ask(world, stranger, route, places, {**query, name: empty})
        yield from told(world, stranger, answer, asked=foreign)
        if plain(world, answer) != plain(world, other) and not _open(stranger, route):
            yield f"{answer.status_code} for what is foreign, {other.status_code} for an empty one"

    return judge


def _sending(
    world: Strange, stranger: Stranger, route: Route, path: Path
) -> Callable[[], Iterator[str]]:
    """A body that names what is foreign is answered as one that names nothing.

    It is sent to a case of the stranger's own, where the route is of a case.
    """

    def judge() -> Iterator[str]:
        foreign, empty = _values(world, str(path[-1]))
        own = world.own_cases[stranger.school]
        mine = {"case_id": own["case_id"], "entry_id": own["entry_id"]}
        places = {**world.places, **world.absent(), **mine}
        pair = [
            ask(world, stranger, route, places, body=_with(route, path, value))
            for value in (foreign, empty)
        ]
        yield from told(world, stranger, pair[0], asked=foreign)
        if plain(world, pair[0]) != plain(world, pair[1]):
            yield f"{pair[0].status_code} for what is foreign, {pair[1].status_code} for nothing"

    return judge


def _own(world: Strange, route: Route) -> Stranger:
    """Whoever the office lets ask there, as one to whom nothing is foreign."""
    return Stranger("own", "own organisation", world.office.client(route), ())


def _filters(route: Route) -> list[str]:
    named = ("organisation", "block_organisation", "entry_id", "run_id", "vacancy_id", "actor")
    return [name for name in route.query if name in named]


def _values(world: Strange, name: str) -> tuple[str, str]:
    """What is foreign by the name, and what there is not, or is empty."""
    if "organisation" in name:
        return SCHOOL, EMPTY_SCHOOL
    if name == "actor":
        return "ck_staff", "nobody"
    place = _place(name)
    return world.places[place], world.absent()[place]


def _place(name: str) -> str:
    """The place of an office that a field names; of one that names no other: an entry."""
    known = {"vacancy_id": "record_id", "into_case_id": "case_id"}
    place = known.get(name, name)
    return place if place in {*OF_THE_SCHOOL, *OF_THE_REGION} else "entry_id"


def _open(stranger: Stranger, route: Route) -> bool:
    parts = (*OF_EVERYBODY, *(SHARED if stranger.where == NEAR else ()))
    return any(part in route.rule for part in parts)


def _references(stranger: Stranger, route: Route) -> Iterator[Path]:
    """Where in the body what is foreign can be named, itself or in a part of it."""
    for path in _within(route.body, ()) if route.body else ():
        name = str(path[-1])
        if "organisation" in name or _place(name) in stranger.foreign:
            yield path


def _within(schema: dict[str, Any], path: Path) -> Iterator[Path]:
    whole = resolved(schema)
    if whole.get("type") == "array":
        yield from _within(whole["items"], (*path, 0))
    for name, part in whole.get("properties", {}).items():
        inner = resolved(part)
        if name in OF_NOTHING:
            continue
        if inner.get("format") == "uuid" or "organisation" in name:
            yield (*path, name)
        elif len(path) <= DEEP:
            yield from _within(inner, (*path, name))


def _with(route: Route, path: Path, value: str) -> Any:
    """A body of the route's shape with the value at the place."""
    body = example(route.body or {})
    target = body
    for step, further in pairwise(path):
        if isinstance(target, dict) and step not in target:
            target[step] = [{}] if further == 0 else {}
        target = target[step]
    target[path[-1]] = value
    return body


def _record(fields: dict[str, Any]) -> dict[str, Any]:
    return {"effective_on": "2025-09-01", "fields": fields}
