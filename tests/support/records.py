"""Records as staff send them."""

from __future__ import annotations

from typing import Any

from tests.support.http import Client, answered

INN, OTHER_INN = "7001000013", "6301000012"
DAY = "2025-09-01"
SPO1: dict[str, Any] = {
    "graduation_year": 2025,
    "release_kind": "ACTUAL",
    "counted_on": "2025-07-01",
}
"""A report СПО-1 that has no lines yet."""

SURVEY: dict[str, Any] = {
    "title": "Работа по специальности",
    "counted_on": "2025-08-15",
    "year_from": 2025,
    "year_to": 2025,
    "strata": "ORGANISATION",
    "allocation": "EQUAL",
    "sample_size": 2,
}
"""A survey by sample, drawn by the id of its record."""

CZN_LIST: dict[str, Any] = {"stated_on": "2025-08-15", "complete": True}
"""The list of an employment centre with nobody in it."""


def vacancy(**fields: Any) -> dict[str, Any]:
    """What is said of a vacancy."""
    return {
        "title": "Токарь",
        "employer_inn": INN,
        "places": 3,
        "programme_codes": ["15.02.16"],
        "requires_spo": True,
        "origin": "DIRECT",
        **fields,
    }


def opened(client: Client, path: str, fields: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Open a record; the answer, with ``record_id`` and ``version``."""
    said = {"effective_on": DAY, "fields": fields, **body}
    answer = client.post(f"records/{path}", said)
    assert answer.status_code == 201, answer.text
    return answered(answer)


def try_change(client: Client, path: str, record: dict[str, Any], **body: Any) -> Any:
    """Change a record in the version of ``record``."""
    address = f"records/{path}/{record['record_id']}/changes"
    return client.post(address, body, version=record["version"])


def changed(client: Client, path: str, record: dict[str, Any], **body: Any) -> dict[str, Any]:
    """The same, accepted: the answer, to go on from."""
    answer = try_change(client, path, record, **body)
    assert answer.status_code == 201, answer.text
    return answered(answer)


def on_entry(
    client: Client, path: str, record: dict[str, Any], entry_id: str, what: str, **body: Any
) -> Any:
    """Correct or annul an entry of a record in the version of ``record``."""
    address = f"records/{path}/{record['record_id']}/entries/{entry_id}/{what}"
    return client.post(address, body, version=record["version"])


def read(client: Client, path: str, record: dict[str, Any], **query: Any) -> dict[str, Any]:
    """The record at a point."""
    answer = client.get(f"records/{path}/{record['record_id']}", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def listed(client: Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """The records of a kind at a point."""
    answer = client.get(f"records/{path}", query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answered(answer)["records"]
    return found
