"""An installation at which every route leads somewhere."""

from __future__ import annotations

import json
from typing import Any

from werkzeug.test import TestResponse

from tests.support.employers import INN, registered_employer
from tests.support.http import REGIONS, SCHOOL, Client, Installation, answered
from tests.support.programmes import PROGRAMME, registered_programme
from tests.support.ready import ready_desk
from tests.support.records import CZN_LIST, SPO1, SURVEY, opened, vacancy
from tests.support.reports import CONTINGENT, issued_edition, reported, values
from tests.support.routes import Route
from tests.support.table_rows import SOMETHING, STEP
from tests.support.verification import open_run

NOT_FOUND = 404
METRICS = "/metrics"
"""The route that has a token of its own."""


NOBODYS = {"actor": "nobody", "role": "AUDITOR"}
"""A token that may be revoked: whoever asks here goes on asking."""


class Office:
    """Those who may ask, and what stands in the places of an address."""

    def __init__(self, installation: Installation) -> None:
        authority = installation.client("ROIV_STAFF", regions=(REGIONS[SCHOOL],))
        self.clients = [installation.staff(), installation.admin(), authority]
        self.auditor = installation.auditor()
        self._watcher = installation.watcher()
        self._allowed: dict[Route, Client] = {}
        desk, entries = ready_desk(self.clients[0])
        self.version = desk.version
        self.programme_version = registered_programme(authority)
        self.employer_version = registered_employer(self.clients[0])["version"]
        record = opened(self.clients[0], "vacancies", vacancy())
        self.entry_of_record, self.record_version = record["entry_id"], record["version"]
        report = opened(self.clients[0], "spo1-reports", SPO1)
        czn_list = opened(self.clients[0], "czn-lists", CZN_LIST)
        survey = opened(authority, "sample-surveys", SURVEY)
        self.spo1_version = report["version"]
        fair = {"title": "Ярмарка", "activity_kind": "JOB_FAIR", "starts_on": "2025-10-06"}
        self.activity = opened(self.clients[0], "activities", fair)["record_id"]
        asked = {"subject": "Токари", "employer_inn": INN, "channel": "DIRECT", "places": 2}
        request = opened(self.clients[0], "employer-requests", asked)
        value = reported(self.clients[0], CONTINGENT, what="DENOMINATOR")
        lists = answered(self.auditor.get("work-lists"))["lists"]
        self.places = {
            "case_id": desk.case_id,
            "entry_id": entries[STEP],
            "import_id": SOMETHING,
            "code": SCHOOL,
            "name": "statuses",
            "list_code": lists[0]["code"],
            "registry_code": "R34",
            "indicator": CONTINGENT,
            "value_id": value["entry_id"],
            "cadence_code": "M20",
            "path": "swagger-ui.css",
            "programme_id": PROGRAMME,
            "form_code": "A",
            "report_id": issued_edition(self.clients[0]),
            "region_code": REGIONS[SCHOOL],
            "cutoff": "2025-12-20",
            "position": str(self.head()),
            "inn": INN,
            "kind": "vacancies",
            "record_id": record["record_id"],
            "spo1_id": report["record_id"],
            "czn_list_id": czn_list["record_id"],
            "survey_id": survey["record_id"],
            "run_id": open_run(authority)["record_id"],
            "request_id": request["record_id"],
            "token_id": answered(self.clients[1].post("access/tokens", NOBODYS))["token_id"],
        }

    def path(self, route: Route, **others: str) -> str:
        """An address at which there is something."""
        of_record = {"entry_id": self.entry_of_record} if "record_id" in route.names else {}
        of_kind = {"record_id": self.activity} if "/records/activities/" in route.rule else {}
        return route.path(**{**self.places, **of_record, **of_kind, **others})

    def client(self, route: Route) -> Client:
        """Somebody whom the route does not forbid to ask."""
        return self._watcher if route.rule == METRICS else self.asker(route)

    def asker(self, route: Route) -> Client:
        """One of the clients, whom it forbids the least."""
        if route not in self._allowed:
            told = [(client, self._status(client, route)) for client in self.clients]
            found = [client for client, status in told if status not in {403, 404}]
            found += [client for client, status in told if status == NOT_FOUND]
            self._allowed[route] = found[0]
        return self._allowed[route]

    def holder(self, route: Route) -> Client:
        """Somebody whose token the route knows, whatever it answers."""
        return self._watcher if route.rule == METRICS else self.clients[0]

    @staticmethod
    def stale(route: Route) -> dict[str, str]:
        """What keeps a period, which has no version before it is closed, from being so."""
        return {"If_Match": '"9"'} if "cutoff" in route.names else {}

    def _status(self, client: Client, route: Route) -> int:
        headers, path = self.stale(route), self.path(route)
        return client.send(route.method, path, json={}, headers=headers).status_code

    def version_now(self, path: str = "") -> str:
        """The version of whatever the path is of, as ``If-Match`` names it."""
        if "value_id" in path:
            return f'"{values(self.clients[0], CONTINGENT)[0]["version"]}"'
        if "{record_id}" in path:
            return (
                self.clients[0].get(f"records/vacancies/{self.places['record_id']}").headers["ETag"]
            )
        if "{spo1_id}" in path:
            return f'"{self.spo1_version}"'
        if "{inn}" in path:
            return self.clients[0].get(f"employers/{self.places['inn']}").headers["ETag"]
        kind = "programme" if "programme_id" in path else "case"
        place = f"{kind}s/{self.places[f'{kind}_id']}"
        return self.clients[-1 if kind == "programme" else 0].get(place).headers["ETag"]

    def head(self) -> int:
        """The last position of the ledger."""
        position: int = answered(self.auditor.get("ledger/head"))["position"]
        return position

    def post(
        self, route: Route, body: Any, *, content_type: str = "application/json", query: str = ""
    ) -> TestResponse:
        """Send a body, bytes as they are and all else as JSON, as somebody who may."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        version = self.version
        others = {
            "programme_id": self.programme_version,
            "inn": self.employer_version,
            "record_id": self.record_version,
            "spo1_id": self.spo1_version,
            "value_id": 1,
            "report_id": 1,
            "region_code": 0,
        }
        for name, other in others.items():
            version = other if name in route.names else version
        return self.client(route).send(
            "POST",
            self.path(route) + query,
            data=raw,
            content_type=content_type,
            headers={"If_Match": f'"{version}"'},
        )
