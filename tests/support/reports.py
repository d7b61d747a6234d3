"""Reports as staff send them."""

from __future__ import annotations

from typing import Any

from tests.support.http import Client, answered

SHARE, COUNT, YES, TEXT = "S001-I3", "S004-I7", "S002-G1.3", "S000-3.5"
CONTINGENT, EXTRA = "S004-I11", "S000-3.7"


def report(**fields: Any) -> dict[str, Any]:
    """The body of a report of a number for the year 2025."""
    return {
        "what": "VALUE",
        "period_from": "2025-01-01",
        "period_to": "2025-12-31",
        "value": 12,
        "evidence": {"kind": "ORDER", "number": "15-р", "date": "2026-01-12", "issuer": "Техникум"},
        **fields,
    }


def reported(client: Client, indicator: str = COUNT, **fields: Any) -> dict[str, Any]:
    """Report, and be answered what was written."""
    answer = client.post(f"indicators/{indicator}/values", report(**fields))
    assert answer.status_code == 201, answer.text
    return answered(answer)


def values(client: Client, indicator: str = COUNT, **query: Any) -> list[dict[str, Any]]:
    """The reports that the client sees."""
    answer = client.get(f"indicators/{indicator}/values", query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answered(answer)["values"]
    return found


def on_value(client: Client, written: dict[str, Any], path: str, **body: Any) -> Any:
    """A write on a report in the version in which it was ``written``."""
    place = f"indicators/{written['indicator_id']}/values/{written['entry_id']}/{path}"
    return client.post(place, body, version=written["version"])


def done(client: Client, written: dict[str, Any], path: str, **body: Any) -> dict[str, Any]:
    """The same, accepted: what was written, with the new version."""
    answer = on_value(client, written, path, **body)
    assert answer.status_code == 201, answer.text
    return answered(answer)


def issued_edition(client: Client) -> str:
    """The id of an edition of form A of the graduates of 2025."""
    body = {"form": "A", "as_of": "2025-12-31", "parameters": {"graduation_year": 2025}}
    answer = client.post("reports", body)
    assert answer.status_code == 201, answer.text
    report_id: str = answered(answer)["report_id"]
    return report_id
