"""A desk at which one case lies open: every write comes with the version that was read."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.support.http import EMPLOYER, Client, answered, open_case

ATTRIBUTES: dict[str, dict[str, Any]] = {
    "EMPLOYED_LABOUR_CONTRACT": EMPLOYER,
    "EMPLOYED_CIVIL_CONTRACT": EMPLOYER,
    "OTHER": {"text": "Пояснение"},
    "AT_RISK_OTHER": {"text": "Пояснение"},
}
"""What the statuses that insist on attributes are recorded with."""

WORK = "EMPLOYED_LABOUR_CONTRACT"


class Desk:
    """A new case, by default of somebody who graduated on 2025-06-30, born on 2005-03-14."""

    def __init__(self, client: Client, **fields: Any) -> None:
        opened = open_case(client, **fields)
        self.client = client
        self.case_id: str = opened["case_id"]
        self.opening: str = opened["entry_id"]
        self.version: int = opened["version"]

    @property
    def path(self) -> str:
        """The address of the case."""
        return f"cases/{self.case_id}"

    def try_post(self, action: str, body: dict[str, Any], **headers: str) -> TestResponse:
        """Write, and follow the version where it was accepted."""
        answer = self.client.post(f"{self.path}/{action}", body, version=self.version, **headers)
        if answer.status_code == 201:
            self.version = answered(answer)["version"]
        return answer

    def post(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """Write what must be accepted; the answer."""
        answer = self.try_post(action, body)
        assert answer.status_code == 201, f"{action} {body}: {answer.text}"
        return answered(answer)

    def refused(self, action: str, body: dict[str, Any]) -> tuple[int, str]:
        """Write what must be refused; HTTP status and code."""
        answer = self.try_post(action, body)
        assert answer.status_code != 201, f"{action} {body} was accepted"
        return answer.status_code, answered(answer)["code"]

    def status(self, code: str, effective_on: str, **fields: Any) -> dict[str, Any]:
        """Record a status that must be accepted; the answer."""
        return self.post("statuses", status(code, effective_on, **fields))

    def correct(self, entry_id: str, **changes: Any) -> dict[str, Any]:
        """Correct an entry; the answer."""
        return self.post(f"entries/{entry_id}/correction", {"reason": "Ошибка", **changes})

    def annul(self, entry_id: str) -> dict[str, Any]:
        """Annul an entry; the answer."""
        return self.post(f"entries/{entry_id}/annulment", {"reason": "Ошибка"})

    def read(self, as_of: str | None = None, **query: Any) -> dict[str, Any]:
        """The file of the case at a point."""
        asked = query | ({"as_of": as_of} if as_of else {})
        return answered(self.client.get(self.path, asked))

    def open_on(self, day: str, **query: Any) -> set[str]:
        """The codes of all statuses that hold on a day."""
        return {status["code"] for status in self.read(day, **query)["statuses"]}

    def primary_on(self, day: str, **query: Any) -> str:
        """The code of the primary status on a day."""
        code: str = self.read(day, **query)["primary_status"]["code"]
        return code

    def categories_on(self, day: str, **query: Any) -> set[str]:
        """The codes of the categories that hold on a day."""
        return {category["code"] for category in self.read(day, **query)["categories"]}

    def lines(self, **query: Any) -> dict[str, dict[str, Any]]:
        """The timeline by entry."""
        entries = answered(self.client.get(f"{self.path}/timeline", query))["entries"]
        return {line["entry_id"]: line for line in entries}

    def trail(self) -> list[dict[str, Any]]:
        """The audit trail."""
        events: list[dict[str, Any]] = answered(self.client.get(f"{self.path}/audit-trail"))[
            "events"
        ]
        return events


def status(code: str, effective_on: str, **fields: Any) -> dict[str, Any]:
    """The body of a status with the attributes that it insists on."""
    attributes = {**ATTRIBUTES.get(code, {}), **fields.pop("attributes", {})}
    return {"status_code": code, "effective_on": effective_on, "attributes": attributes, **fields}


def warned(answer: dict[str, Any]) -> list[str]:
    """The codes of the warnings in an answer."""
    return [warning["code"] for warning in answer["warnings"]]
