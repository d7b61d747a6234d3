"""Schemathesis over the description: what is generated from it is answered as it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.effort import examples
from tests.support.http import installed
from tests.support.route_office import Office
from tests.support.routes import unopened_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FOR_ADMIN = ("/organisations", "/erasure")
FOR_AUTHORITY = ("programme_id", "/approval", "/return", "/access-log", "/emergency-access")
# The edges of every parameter and body are walked by test_every_route and test_every_route_body.
CONFIG = SchemathesisConfig.from_dict({"phases": {"coverage": {"enabled": False}}})
described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", unopened_app(), config=CONFIG)


@pytest.fixture(scope="module")
def office(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One installation for all that is generated."""
    folder = tmp_path_factory.mktemp("described")
    copy = folder / "ledger.db"
    copy.write_bytes(sqlite_template.read_bytes())
    with installed(f"sqlite:///{copy}", folder) as made:
        yield Office(made)


@described.parametrize()
@settings(
    max_examples=examples(12),
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),  # one office for all examples
)
def test_what_is_described_is_answered_as_described(office: Office, case: Any):
    staff, admin, authority = office.clients
    client = admin if any(part in case.path for part in FOR_ADMIN) else staff
    client = authority if any(part in case.path for part in FOR_AUTHORITY) else client
    for name in case.path_parameters or {}:
        case.path_parameters[name] = office.places[name]
    case.headers["Authorization"] = f"Bearer {client.token}"
    if "If-Match" in case.headers:
        case.headers["If-Match"] = office.version_now(case.path)
    case.call_and_validate(app=client.app, checks=CHECKS)
