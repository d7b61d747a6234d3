"""Every route: whoever it shows is in the access log; an auditor without a purpose sees nobody.

New routes come in by themselves. What a person is known by here is the surname of each case, and
words that only sealed parts of one of them hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple
from zipfile import ZipFile

import pytest

from api import populations, sight
from tests.support.http import REGIONS, SCHOOL, Client, Installation, answered
from tests.support.route_office import Office
from tests.support.routes import Route, routes

SECRETS = ("СПРАВКА-7143", "Слово наедине", "Выдал Крестовоздвиженский", "Слово при всех")
FIRST, COLUMN = "07", "08"
REQUESTS = count(1)
READS = [
    route
    for route in routes()
    if route.described
    and "<path:" not in route.rule
    and (route.method == "GET" or route.rule.endswith("/search"))
]


class Seen(NamedTuple):
    """What a request has shown."""

    route: Route
    number: str
    cases: set[str]


SHOWING = {
    *("/cases", "/cases/search", "/cases/<uuid:case_id>", "/cases/<uuid:case_id>/audit-trail"),
    *("/cases/<uuid:case_id>/timeline", "/cases/<uuid:case_id>/personal-file", "/audit-trail"),
    *("/snapshot/cases", "/events/<position>", "/quality/cases", "/risks/cases"),
}
"""Some of those that show somebody: the others may have nobody to show here."""


class Watch:
    """An office with a purpose to look at everything, and what it is shown."""

    def __init__(self, installation: Installation) -> None:
        self.office = Office(installation)
        staff = self.office.clients[0]
        path = f"cases/{self.office.places['case_id']}"
        given = {"provided_on": "2025-07-01", "result": "PROVIDED"}
        evidence = {"kind": "WORK_CERTIFICATE", "number": SECRETS[0], "issuer": SECRETS[2]}
        for said in (
            {"measure_code": "PSYCH_SUPPORT", "result_note": SECRETS[1]},
            {"measure_code": "RESUME", "evidence": evidence, "result_note": SECRETS[3]},
        ):
            written = staff.post(f"{path}/measures", given | said, version=self.office.version)
            assert written.status_code == 201, written.text
            self.office.version += 1
        self.office.places["position"] = str(self.office.head())
        cases = answered(staff.get("cases", {"lifecycle": "any"}))["cases"]
        self.known = {case["person"]["last_name"]: case["case_id"] for case in cases}
        self.known |= dict.fromkeys(SECRETS, self.office.places["case_id"])
        assert len(self.known) > len(SECRETS)
        copp = installation.client("COPP_STAFF", regions=(REGIONS[SCHOOL],))
        self.readers = [*self.office.clients, copp]

    def look(self, client: Client, routes: Iterable[Route], **headers: str) -> Iterator[Seen]:
        """Ask every route, and tell which cases' persons each shows the client."""
        for route in routes:
            for query in asked(route):
                number = f"look-{next(REQUESTS)}"
                answer = client.send(
                    route.method,
                    self.office.path(route),
                    query_string=query,
                    json={"name": "Петр"} if route.method == "POST" else None,
                    headers={"X_Request_Id": number, **headers},
                )
                told = said(answer.get_data())
                yield Seen(
                    route, number, {case for word, case in self.known.items() if word in told}
                )

    def logged(self) -> dict[str, set[str]]:
        """The cases that the whole log has, by the number of the request."""
        found: dict[str, set[str]] = defaultdict(set)
        following: str | None = "access-log?limit=500"
        while following:
            answer = self.office.clients[1].get(following)
            for entry in answered(answer)["entries"]:
                found[entry["correlation_id"]].add(entry["case_id"])
            following = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
        return found


def said(body: bytes) -> str:
    """The words of an answer; of a workbook, those of its parts."""
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as book:
            body = b"".join(map(book.read, book.namelist()))
    return body.decode(errors="replace")


def asked(route: Route) -> Iterator[dict[str, Any]]:
    """The parameters without which it does not answer; and the same as a file."""
    wanted = {name: route.query[name].get("enum", [FIRST])[0] for name in route.required}
    wanted |= {"known_from": "0"} if "known_from" in route.query else {}
    wanted |= {"column": COLUMN} if "column" in route.query else {}
    yield wanted
    if "csv" in route.query.get("format", {}).get("enum", ()):
        yield {**wanted, "format": "csv"}


@pytest.fixture(scope="module")
def watch(standing: Installation) -> Watch:
    return Watch(standing)


once = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")


@once
def test_whoever_is_shown_is_in_the_log_and_nobody_else(watch: Watch):
    seen = [each for reader in watch.readers for each in watch.look(reader, READS)]
    logged = watch.logged()
    assert [each for each in seen if not each.cases <= logged[each.number]] == []
    lists = [each for each in seen if each.route.rule.endswith(("/cases", "/search"))]
    assert [each for each in lists if each.cases != logged[each.number]] == []
    assert {short(each.route) for each in seen if each.cases} >= SHOWING


@once
def test_an_auditor_is_shown_nobody_without_a_purpose(watch: Watch):
    auditor = watch.office.auditor
    without = list(watch.look(auditor, READS))
    stated = list(watch.look(auditor, READS, X_Purpose="check"))
    logged = watch.logged()
    assert [each for each in without if each.cases or logged[each.number]] == []
    assert [each for each in stated if not each.cases <= logged[each.number]] == []
    assert {short(each.route) for each in stated if each.cases} >= SHOWING


@once
def test_a_route_that_forgets_to_tell_is_found(watch: Watch, monkeypatch: pytest.MonkeyPatch):
    for module in (populations, sight):
        monkeypatch.setattr(module, "note", lambda *_args, **_options: None)
    careless = [route for route in READS if route.rule.endswith(("/cases", "/timeline"))]
    seen = list(watch.look(watch.office.clients[0], careless))
    logged = watch.logged()
    assert any(each.cases - logged[each.number] for each in seen)


def short(route: Route) -> str:
    return route.rule.removeprefix("/api/v1")
