"""Editions of reports in the demo: issued, decided on, and one more after late news.

Issued over the API, as its users do, once everything else is there: they are of today, and tell
what was known on earlier days.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import date
from typing import Any

from flask.testing import FlaskClient

from api.answers import CREATED, OK
from api.app import create_app
from api.context import EXTENSION
from api.demo.calendar import Calendar
from api.demo.cast import SHOWCASE, graduate
from api.demo.showcase import showcase_days
from api.features import PREFIX
from api.settings import Settings
from marshrut.policy import Role

FORM = "A"
CENTRE, BASE, AUTHORITY = Role.CK_STAFF.value, Role.BCK_STAFF.value, Role.ROIV_STAFF.value
STEPS = ((CENTRE, "submission"), (BASE, "acceptance"), (AUTHORITY, "publication"))
"""Who takes an edition of a school how far."""


def issue_editions(settings: Settings, calendar: Calendar, tokens: Mapping[str, str]) -> None:
    """Issue editions of one day: a school's, published; its next, handed in; a region's draft."""
    app = create_app(settings)
    with closing(app.extensions[EXTENSION]):
        asked_by = {role: _Asker(app.test_client(), token) for role, token in tokens.items()}
        who, days = graduate(calendar, SHOWCASE), showcase_days(calendar)
        body: dict[str, Any] = {"form": FORM, "as_of": days["called_up"].isoformat(), "scope": {}}
        if who is not None:
            body["parameters"] = {"graduation_year": who.graduated.year}
        then = {**body, "known_position": asked_by[CENTRE].known_on(days["asked"])}
        _issue(asked_by, CENTRE, then, steps=len(STEPS))
        _issue(asked_by, CENTRE, body, steps=1)
        _issue(asked_by, AUTHORITY, then, steps=0)


def _issue(
    asked_by: Mapping[str, _Asker], role: str, body: Mapping[str, Any], *, steps: int
) -> None:
    told = asked_by[role].post("/reports", body)
    for who, step in STEPS[:steps]:
        place = f"/reports/{told['report_id']}/{step}"
        told = asked_by[who].post(place, {}, version=told["version"])


class _Asker:
    """Somebody with a token, at the API in the same process."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def known_on(self, day: date) -> int:
        """The last position that was known at the beginning of the day."""
        query = {"known_at": f"{day.isoformat()}T00:00:00Z"}
        answer = self._client.get(f"{PREFIX}/snapshot", query_string=query, headers=self._headers)
        point: dict[str, Any] = _taken(answer)["point"]
        return int(point["known_position"])

    def post(self, path: str, body: Mapping[str, Any], *, version: int | None = None) -> Any:
        """What the API has written."""
        match = {} if version is None else {"If-Match": f'"{version}"'}
        headers = {**self._headers, **match}
        return _taken(self._client.post(f"{PREFIX}{path}", json=body, headers=headers))


def _taken(answer: Any) -> Any:
    if answer.status_code not in {OK, CREATED}:
        raise RuntimeError(answer.text)
    return answer.json
