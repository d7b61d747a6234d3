"""Employers as staff send them."""

from __future__ import annotations

from typing import Any

from tests.support.http import Client, answered

INN, OTHER_INN = "7001000013", "6301000012"
PERSONAL_INN = "500100732259"


def employer(**fields: Any) -> dict[str, Any]:
    """The body of a request to make an employer known."""
    said = {"inn": INN, "name": "АО «Томский завод»", "industry": "MACHINERY", "region_code": "70"}
    return {**said, **fields}


def registered_employer(client: Client, **fields: Any) -> dict[str, Any]:
    """Make an employer known; what was answered."""
    answer = client.post("employers", employer(**fields))
    assert answer.status_code == 201, answer.text
    return answered(answer)


def try_change(client: Client, inn: str = INN, *, version: int | None = None, **said: Any) -> Any:
    """Change an employer in the version that it has, or in the one given."""
    version = version or read_employer(client, inn)["version"]
    return client.post(f"employers/{inn}/changes", said, version=version)


def changed(client: Client, inn: str = INN, **said: Any) -> dict[str, Any]:
    """The same, accepted: what was written."""
    answer = try_change(client, inn, **said)
    assert answer.status_code == 201, answer.text
    return answered(answer)


def read_employer(client: Client, inn: str = INN, **query: Any) -> dict[str, Any]:
    """The employer at a point."""
    answer = client.get(f"employers/{inn}", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def inns(client: Client, **query: Any) -> list[str]:
    """The ИНН of the employers that a list finds."""
    answer = client.get("employers", query)
    assert answer.status_code == 200, answer.text
    return [each["inn"] for each in answered(answer)["employers"]]
