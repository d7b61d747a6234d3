"""How the API describes itself, and that clients written against it need not be changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import load_settings

SNAPSHOT = Path(__file__).with_name("openapi.json")
CONTRACT = {
    "POST /api/v1/cases",
    "POST /api/v1/cases/{case_id}/graduation",
    "POST /api/v1/cases/{case_id}/movements",
    "POST /api/v1/cases/{case_id}/person-changes",
    "POST /api/v1/cases/{case_id}/categories",
    "POST /api/v1/cases/{case_id}/categories/{entry_id}/end",
    "POST /api/v1/cases/{case_id}/statuses",
    "POST /api/v1/cases/{case_id}/statuses/{entry_id}/end",
    "POST /api/v1/cases/{case_id}/confirmations",
    "POST /api/v1/cases/{case_id}/closure",
    "POST /api/v1/cases/{case_id}/merge",
    "POST /api/v1/cases/{case_id}/entries/{entry_id}/correction",
    "POST /api/v1/cases/{case_id}/entries/{entry_id}/annulment",
    "POST /api/v1/cases/{case_id}/erasure",
    "GET /api/v1/cases/{case_id}",
    "GET /api/v1/cases/{case_id}/timeline",
    "GET /api/v1/cases/{case_id}/audit-trail",
    "POST /api/v1/organisations",
    "GET /api/v1/organisations",
    "GET /api/v1/organisations/{code}",
    "POST /api/v1/organisations/{code}/changes",
    "GET /api/v1/classifiers",
    "GET /api/v1/classifiers/{name}",
    "GET /api/v1/ledger/head",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    app = create_app(load_settings({"MARSHRUT_DATABASE_URL": "sqlite:///unused.db"}))
    described: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").get_json()
    return described


def test_the_description_is_the_one_reviewed(description: dict[str, Any]):
    assert description == json.loads(SNAPSHOT.read_text()), (
        "run: scripts/describe-api .venv/bin/python"
    )


def test_the_contract_is_kept(description: dict[str, Any]):
    described = {
        f"{method.upper()} {path}" for path, item in description["paths"].items() for method in item
    }
    assert described >= CONTRACT


def test_every_reference_leads_somewhere(description: dict[str, Any]):
    assert description["openapi"] == "3.1.0"
    names = {
        f"#/components/{kind}/{name}"
        for kind, items in description["components"].items()
        for name in items
    }
    assert set(_references(description)) <= names


def test_every_operation_says_what_it_does(description: dict[str, Any]):
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                assert operation["summary"].endswith("."), f"{method} {path}"
                assert {"default"} < operation["responses"].keys(), f"{method} {path}"


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for part in node.values() for found in _references(part)]
    if isinstance(node, list):
        return [found for part in node for found in _references(part)]
    return []
