"""Breaking the glass: somebody sees a person at once, for a while, and everybody sees that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.app import create_app
from api.context import EXTENSION
from api.settings import load_settings
from tests.support.desk import Desk
from tests.support.hostile import codes_by_field, problem, refused
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    answered,
)

REASON = {"reason": "Звонок Орловой в центр: угроза жизни"}
NOTE = "Слова психолога"


@pytest.fixture
def desk(standing: Installation) -> Desk:
    """A case with a restricted note."""
    desk = Desk(standing.staff())
    body = {"measure_code": "PSYCH_SUPPORT", "provided_on": "2025-07-01", "result": "PROVIDED"}
    desk.post("measures", {**body, "result_note": NOTE})
    return desk


@contextmanager
def later(installation: Installation, client: Client, **passed: int) -> Iterator[Client]:
    """The same client, after so much time has passed."""

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(**passed)

    app = create_app(load_settings(installation.environ), clock=clock)
    try:
        yield Client(app, client.token)
    finally:
        app.extensions[EXTENSION].close()


def take(client: Client, desk: Desk, **said: Any) -> dict[str, Any]:
    answer = client.post(f"{desk.path}/emergency-access", {**REASON, **said})
    assert answer.status_code == 201, answer.text
    return answered(answer)


def log(reader: Client, desk: Desk) -> list[dict[str, Any]]:
    """The access log of the case, oldest first."""
    found: list[dict[str, Any]] = answered(reader.get(f"{desk.path}/access-log"))["entries"]
    return found[::-1]


def sees(client: Client, desk: Desk) -> tuple[bool, bool]:
    """Whether the client is shown the person, and the restricted note."""
    told = client.get(f"{desk.path}/personal-file").text
    return "Петрова" in told, NOTE in told


ROLES: list[tuple[str, dict[str, Any], tuple[bool, bool]]] = [
    ("COPP_STAFF", {"regions": ("70",)}, (False, False)),
    ("POO_HEAD", {"organisation": SCHOOL}, (True, False)),
    ("WG_MEMBER", {"organisation": SCHOOL}, (True, False)),
    ("ROIV_STAFF", {"regions": ("70",)}, (True, False)),
]


@pytest.mark.parametrize(("role", "scope", "before"), ROLES)
def test_it_takes_effect_at_once_and_every_read_is_marked(
    standing: Installation,
    desk: Desk,
    role: str,
    scope: dict[str, Any],
    before: tuple[bool, bool],
):
    reader, head = standing.client(role, **scope), standing.client("POO_HEAD", organisation=SCHOOL)
    other = Desk(standing.staff())
    assert sees(reader, desk) == before
    taken = take(reader, desk)
    assert sees(reader, desk) == (True, True)
    assert sees(reader, other)[0] == before[0]
    opened, looked = (
        each for each in log(head, desk) if each["role"] == role and not_by_right(each)
    )
    assert opened["kind"] == "EMERGENCY_ACCESS"
    assert (opened["number"], opened["until"]) == (taken["number"], taken["until"])
    assert opened["purpose"] == REASON["reason"]
    assert (looked["kind"], looked["emergency"]) == ("READ", taken["number"])
    assert (looked["person"], looked["notes"]) == (True, True)
    lasts = datetime.fromisoformat(taken["until"]) - datetime.fromisoformat(opened["at"])
    assert lasts == timedelta(minutes=60)


def not_by_right(entry: dict[str, Any]) -> bool:
    return entry["kind"] == "EMERGENCY_ACCESS" or entry["emergency"] is not None


def test_it_ends_by_itself(standing: Installation, desk: Desk):
    reader = standing.client("COPP_STAFF", regions=("70",))
    admin = standing.admin()
    taken = take(reader, desk, minutes=30)
    with later(standing, reader, minutes=29) as client:
        assert sees(client, desk) == (True, True)
    with later(standing, reader, minutes=31) as client:
        assert sees(client, desk) == (False, False)
    with later(standing, admin, minutes=31) as client:
        told = answered(client.get("emergency-access"))["entries"]
        assert taken["number"] not in {each["number"] for each in told}
    told = answered(admin.get("emergency-access"))["entries"]
    (opened,) = (each for each in told if each["number"] == taken["number"])
    assert (opened["purpose"], opened["purpose_hidden"]) == (None, True)
    head = standing.client("POO_HEAD", organisation=SCHOOL)
    told = answered(head.get("emergency-access"))["entries"]
    (opened,) = (each for each in told if each["number"] == taken["number"])
    assert opened["purpose"] == REASON["reason"]
    far = standing.client("POO_HEAD", organisation=FAR_SCHOOL)
    assert answered(far.get("emergency-access"))["entries"] == []


def test_nobody_else_sees_by_it(standing: Installation, desk: Desk):
    one, other = (standing.client("COPP_STAFF", regions=("70",)) for _ in range(2))
    take(one, desk)
    assert sees(other, desk) == (False, False)
    assert "Петрова" not in one.get("cases").text


def test_who_may_not_take_it(standing: Installation, desk: Desk):
    for role, scope, expected in (
        ("AUDITOR", {}, (403, "FORBIDDEN")),
        ("CK_STAFF", {"organisation": SCHOOL}, (403, "FORBIDDEN")),
        ("BCK_STAFF", {"regions": ("70",)}, (403, "FORBIDDEN")),
        ("SYSTEM_IMPORT", {"regions": ("70",)}, (403, "FORBIDDEN")),
        ("CZN_OFFICER", {"regions": ("70",)}, (403, "FORBIDDEN")),
        ("ADMIN", {}, (403, "FORBIDDEN")),
        ("COPP_STAFF", {"regions": ("67",)}, (404, "NOT_FOUND")),
        ("POO_HEAD", {"organisation": OTHER_SCHOOL}, (404, "NOT_FOUND")),
    ):
        client = standing.client(role, **scope)
        assert refused(client.post(f"{desk.path}/emergency-access", REASON)) == expected
    assert not any(map(not_by_right, log(standing.auditor(), desk)))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": None}, "reason"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"minutes": "60"}, "minutes"),
        ({"until": "2030-01-01"}, "until"),
    ],
)
def test_what_is_out_of_shape_is_refused(
    standing: Installation, desk: Desk, said: dict[str, Any], field: str
):
    reader = standing.client("COPP_STAFF", regions=("70",))
    told = problem(reader.post(f"{desk.path}/emergency-access", {**REASON, **said}))
    assert set(codes_by_field(told)) == {field}
    assert sees(reader, desk) == (False, False)


def test_a_repeated_request_takes_it_once(standing: Installation, desk: Desk):
    reader = standing.client("COPP_STAFF", regions=("70",))
    path, key = f"{desk.path}/emergency-access", {"Idempotency_Key": "once"}
    first, again = (answered(reader.post(path, REASON, **key)) for _ in range(2))
    assert first == again
    assert refused(reader.post(path, {"reason": "Другая"}, **key)) == (
        422,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert sum(each["kind"] == "EMERGENCY_ACCESS" for each in log(standing.auditor(), desk)) == 1


def test_there_is_nobody_to_see_after_an_erasure(standing: Installation, desk: Desk):
    reader = standing.client("COPP_STAFF", regions=("70",))
    take(reader, desk)
    act = {"reason": "Отзыв согласия", "act_number": "5"}
    assert standing.admin().post(f"{desk.path}/erasure", act).status_code == 201
    assert sees(reader, desk) == (False, False)
    answer = reader.post(f"{desk.path}/emergency-access", REASON)
    assert refused(answer) == (409, "KEY_ERASED")
