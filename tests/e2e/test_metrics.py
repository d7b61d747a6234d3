"""What an application counts by itself, in the one process that it is: ``/metrics``."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from api.context import EXTENSION
from api.services import Services
from marshrut.ledger.engine import open_engine
from tests.support.http import V1, Client, Installation, answered, open_case
from tests.support.production import samples

PERSONAL = ("Петров", "Анна", "112-233")


def told(installation: Installation) -> dict[str, float]:
    answer = installation.watcher().get("/metrics")
    assert answer.status_code == 200, answer.text
    return samples(answer.data)


def test_requests_refusals_and_how_the_ledger_stands(standing: Installation) -> None:
    staff = standing.staff()
    before = told(standing)
    case = open_case(staff)["case_id"]
    staff.get(f"cases/{case}")
    assert staff.get("cases/no-id").status_code == 404
    assert staff.get("snapshot", {"as_off": "2025-01-01"}).status_code == 422
    open_case(staff)  # nobody has read it yet
    after = told(standing)
    grown = {name: value - before.get(name, 0) for name, value in after.items()}
    route = f'route="{V1}/cases/<uuid:case_id>"'
    assert grown[f'marshrut_http_requests_total{{method="GET",{route},status="2xx"}}'] == 1
    assert grown[f'marshrut_http_request_seconds_count{{method="GET",{route}}}'] == 1
    assert grown['marshrut_refusals_total{code="NOT_FOUND"}'] == 1
    assert grown["marshrut_appends_total"] == 2
    head = answered(standing.auditor().get("ledger/head"))["position"]
    assert (after["marshrut_ready"], after["marshrut_ledger_position"]) == (1, head)
    behind = after["marshrut_read_model_lag_positions"]
    assert behind == head - after["marshrut_read_model_position"] > 0
    assert after["marshrut_read_model_lag_seconds"] > 0
    staff.get("snapshot")
    caught_up = told(standing)
    assert caught_up["marshrut_read_model_lag_positions"] == 0
    assert caught_up['marshrut_image_builds_total{outcome="done"}'] >= 1
    text = standing.watcher().get("/metrics").text
    assert not any(part in text for part in (*PERSONAL, case, "no-id", "as_off"))


def test_lists_that_wait_are_counted(standing: Installation) -> None:
    waiting = 'marshrut_import_jobs{state="QUEUED"}'
    assert told(standing)[waiting] == 0


def test_without_a_database_it_says_so(installation: Installation) -> None:
    owner = open_engine(installation.database_url)
    with owner.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE projection RENAME TO elsewhere")
    owner.dispose()
    after = told(installation)
    assert after["marshrut_ready"] == 0
    assert "marshrut_ledger_position" not in after


@pytest.mark.parametrize("kept", ["", "short", None])
def test_a_token_that_could_be_guessed_opens_nothing(
    installation: Installation, kept: str | None
) -> None:
    path = Path(installation.environ["MARSHRUT_METRICS_TOKEN_FILE"])
    path.unlink() if kept is None else path.write_text(kept)
    answer = Client(installation.app, kept or "anything").get("/metrics")
    assert (answer.status_code, answered(answer)["code"]) == (503, "NOT_READY")


def test_where_no_token_is_set_nobody_reads(installation: Installation) -> None:
    services: Services = installation.app.extensions[EXTENSION]
    services.settings = replace(services.settings, metrics_token_file=None)
    for client in (installation.watcher(), installation.admin(), Client(installation.app, "")):
        assert client.get("/metrics").status_code == 401
