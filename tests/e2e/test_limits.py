"""How often one address may fail to come in, and one actor may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.http import Client, Installation, answered, copied, installed
from tests.support.serving import served

TOLD = {"MARSHRUT_LOGIN_FAILURES": "5", "MARSHRUT_RATE_LIMIT": "100"}
SCHOOL, HOME, THIEF = "203.0.113.9", "198.51.100.1", "192.0.2.6"


@pytest.fixture(scope="module")
def bounded(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("bounded")
    with installed(copied(sqlite_template, folder), folder, told=TOLD) as made:
        yield made


def asks(client: Client, address: str, token: str | None = None) -> int:
    """The status that whoever comes from the address, behind our proxy, is answered."""
    headers = {"X-Forwarded-For": address}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return client.send("GET", "access/whoami", headers=headers).status_code


def test_failures_of_one_address_close_the_door_to_it_alone(bounded: Installation) -> None:
    teacher, newcomer = bounded.staff(), bounded.staff()
    stranger = Client(bounded.app, None)
    assert asks(teacher, SCHOOL) == 200
    assert [asks(stranger, SCHOOL, f"mrs_{n}") for n in range(7)] == [401] * 5 + [429] * 2
    assert asks(teacher, SCHOOL) == 200  # who came in there before is not kept out by others
    assert asks(newcomer, SCHOOL) == 429
    assert asks(newcomer, HOME) == 200
    answer = newcomer.send("GET", "cases", headers={"X-Forwarded-For": SCHOOL})
    told = answered(answer)
    assert (told["code"], told["status"]) == ("TOO_MANY_FAILURES", 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.mimetype == "application/problem+json"
    for path in ("/healthz", "/api/v1/docs/", "/api/v1/openapi.json"):
        public = stranger.send("GET", path, headers={"X-Forwarded-For": SCHOOL})
        assert public.status_code == 200


def test_who_sends_no_token_tries_none(bounded: Installation) -> None:
    stranger = Client(bounded.app, None)
    assert {asks(stranger, THIEF) for _ in range(20)} == {401}


def test_an_address_that_somebody_made_up_is_not_believed(bounded: Installation) -> None:
    stranger = Client(bounded.app, None)
    made_up = [asks(stranger, f"10.0.0.{n}, 192.0.2.7", "mrs_x") for n in range(7)]
    assert made_up == [401] * 5 + [429] * 2


def test_an_actor_has_so_many_requests_a_minute(bounded: Installation) -> None:
    client, other = bounded.auditor(), bounded.auditor()
    first = client.get("ledger/head")
    assert first.headers["RateLimit-Policy"] == '"actor";q=100;w=60'
    assert first.headers["RateLimit"] == '"actor";r=99;t=1'
    for left in (89, 79):  # what takes more work costs more
        table = client.get("indicators")
        assert table.headers["RateLimit"].startswith(f'"actor";r={left};')
    refused = next(
        answer
        for answer in iter(lambda: client.get("ledger/head"), None)
        if answer.status_code != 200
    )
    told = answered(refused)
    assert (refused.status_code, told["code"]) == (429, "TOO_MANY_REQUESTS")
    assert refused.headers["Retry-After"] == "1"
    assert refused.headers["RateLimit"].startswith('"actor";r=0;')
    assert "100" in told["detail"]
    assert other.get("ledger/head").status_code == 200
    stranger = Client(bounded.app, None)
    assert {stranger.get("/healthz").status_code for _ in range(120)} == {200}


def test_workers_share_a_limit_and_name_no_version(bounded: Installation, tmp_path: Path) -> None:
    told = {
        **bounded.environ,
        "MARSHRUT_IMAGE_DIRECTORY": str(tmp_path),
        "MARSHRUT_LOGIN_FAILURES": "2",  # one more in half a minute: longer than this takes
    }
    with served(told) as address:
        found = [knock(f"{address}/api/v1/cases", f"mrs_{number}") for number in range(8)]
    assert [status for status, _ in found] == [401] * 2 + [429] * 6
    assert {server for _, server in found} == {"gunicorn"}


def knock(address: str, token: str) -> tuple[int, str | None]:
    """The status of a request with that token, and what the server calls itself."""
    request = Request(address, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - ours
    try:
        urlopen(request)  # noqa: S310
    except HTTPError as error:
        with error:
            return error.code, error.headers["Server"]
    raise AssertionError("it was let in")
