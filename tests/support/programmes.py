"""Programmes as the authority of a region and the staff of a school make them."""

from __future__ import annotations

from typing import Any

from tests.support.http import SCHOOL, Client, answered

PROGRAMME = "TO-2025"
PARTY = {"code": "CK", "name": "Центр карьеры"}
SECTION = {"number": "1", "title": "Организация работы"}


def item(number: str, **fields: Any) -> dict[str, Any]:
    """An item of section 1 that the centre is responsible for."""
    return {
        "number": number,
        "section": "1",
        "title": f"Мероприятие {number}",
        "responsible": ["CK"],
        **fields,
    }


def programme(**fields: Any) -> dict[str, Any]:
    """The body of a request to make a small regional programme of 2025 known."""
    return {
        "code": PROGRAMME,
        "level": "REGION",
        "title": "План содействия занятости на 2025 год",
        "valid_from": "2025-01-01",
        "valid_to": "2025-12-31",
        "parties": [PARTY],
        "sections": [SECTION],
        "items": [item("1.1", schedule={"recurrence": "MONTHLY", "day_of_month": 20})],
        **fields,
    }


def school_plan(**fields: Any) -> dict[str, Any]:
    """The body of a request to make the plan of a school known."""
    return programme(**{"code": "PLAN-1", "level": "ORG", "organisation": SCHOOL, **fields})


def registered_programme(client: Client) -> int:
    """Make the small programme known; its version."""
    answer = client.post("programmes", programme())
    assert answer.status_code == 201, answer.text
    version: int = answered(answer)["version"]
    return version


class Register:
    """One programme written step by step, each write with the version that the last one left."""

    def __init__(self, client: Client, body: dict[str, Any]) -> None:
        self.client = client
        answer = client.post("programmes", body)
        assert answer.status_code == 201, answer.text
        told = answered(answer)
        self.code: str = told["code"]
        self.version: int = told["version"]
        self.position: int = told["position"]

    def post(self, path: str, body: dict[str, Any], *, by: Client | None = None) -> dict[str, Any]:
        """Write what is accepted."""
        client = by or self.client
        answer = client.post(f"programmes/{self.code}/{path}", body, version=self.version)
        assert answer.status_code == 201, answer.text
        told = answered(answer)
        self.version, self.position = told["version"], told["position"]
        return told

    def refused(self, path: str, body: dict[str, Any], *, by: Client | None = None) -> str:
        """The code with which a write is refused."""
        client = by or self.client
        answer = client.post(f"programmes/{self.code}/{path}", body, version=self.version)
        assert answer.status_code >= 400, answer.text
        code: str = answered(answer)["code"]
        return code

    def read(self, path: str = "", **query: Any) -> dict[str, Any]:
        """Read it, or what is under it."""
        answer = self.client.get(f"programmes/{self.code}{path}", query)
        assert answer.status_code == 200, answer.text
        return answered(answer)
