"""Asking as a stranger, and reading what came of it without what names the question itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from werkzeug.test import TestResponse

from tests.support.http import SCHOOL
from tests.support.routes import Route
from tests.support.strangers import EMPTY_SCHOOL, Strange, Stranger

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PASSING = frozenset({"instance", "correlation_id", "position", "version", "recorded_at"})
"""What is another in each answer to one question."""


def ask(
    world: Strange,
    stranger: Stranger,
    route: Route,
    places: dict[str, str],
    query: dict[str, Any] | None = None,
    *,
    body: Any = None,
) -> TestResponse:
    """Send it to the address of the route at which these places stand."""
    office = world.office
    office.places, kept = places, office.places
    try:
        path = office.path(route) if route.names else route.rule
    finally:
        office.places = kept
    if "activities" in route.rule and "record_id" in route.names:
        path = path.replace(office.activity, places["activity_id"])
    sent = {} if route.method == "GET" else {"json": {} if body is None else body}
    headers = {"If_Match": _version(world, places) if body else '"1"'}
    return stranger.client.send(route.method, path, query_string=query, headers=headers, **sent)


def _version(world: Strange, places: dict[str, str]) -> str:
    """Of the case that there may be at the place."""
    return world.office.auditor.get(f"cases/{places['case_id']}").headers.get("ETag", '"1"')


def told(
    world: Strange, stranger: Stranger, answer: TestResponse, *, asked: str | None = None
) -> Iterator[str]:
    """What the answer has that it may not, but for what was ``asked`` by its name."""
    body = plain(world, answer, as_it_is=True)[1]
    if answer.status_code >= 500:
        yield f"failed with {answer.status_code}"
    yield from (f"tells {each}" for each in world.markers(stranger) - {asked} if each in body)


def plain(world: Strange, answer: TestResponse, *, as_it_is: bool = False) -> tuple[int, str]:
    """The answer without what names the question itself."""
    if not answer.is_json and "json" not in answer.mimetype:
        return answer.status_code, answer.get_data().decode("utf-8", "replace")
    said = answer.get_json(force=True, silent=True)
    if isinstance(said, dict):
        said = {k: v for k, v in said.items() if k not in PASSING}
        if as_it_is:
            said = {k: v for k, v in said.items() if k not in {"filters", "links", "errors"}}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    if as_it_is:
        return answer.status_code, text
    text = ID.sub("·", text)
    for plan in (world.places["programme_id"], world.absent()["programme_id"]):
        text = text.replace(plan, "·")
    for code in (SCHOOL, EMPTY_SCHOOL):
        text = text.replace(code, "·")
    return answer.status_code, text
