"""Server, worker and database as processes of their own, as they are operated.

One installation for the module: the tests come in the order of its life, from its first request to
the end of its processes.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import create_engine

from marshrut.ledger.postgresql import LOCK
from tests.support.databases import PostgresServer
from tests.support.http import SCHOOL, V1, WATCHER, employed, opening, organisation
from tests.support.production import (
    API,
    METRICS,
    OWNER,
    SENT_LIST,
    Caller,
    Process,
    Production,
    address,
    children,
    installed_on,
    list_of,
    run,
    samples,
)
from tests.support.soak_judge import judge_answers
from tests.support.soak_load import KINDS, RATE, Load
from tests.trials.soak import loading, soaked
from tests.trials.trial import Outcome

GOOD, SPOILT = 1_500, 3_501
"""Rows of a list: with more than five thousand it is the worker's to load."""

REQUESTS = 'marshrut_http_requests_total{method="%s",route="%s",status="%s"}'
ONE_CASE = f"{V1}/cases/<uuid:case_id>"


@pytest.fixture(scope="module")
def production(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Production]:
    """A migrated installation."""
    with installed_on(postgres_server, tmp_path_factory.mktemp("production")) as made:
        yield made


@pytest.fixture(scope="module")
def server(production: Production) -> Process:
    """The API, two workers of it."""
    return production.serve()


@pytest.fixture(scope="module")
def worker(production: Production) -> Process:
    """The one that follows the ledger."""
    return production.project()


@pytest.fixture(scope="module")
def staff(production: Production, server: Process, worker: Process) -> Caller:  # noqa: ARG001
    """Staff of the first school that is made known."""
    host, port = address(server)
    admin = Caller(host, port, production.token("ADMIN"))
    body = organisation(SCHOOL, region_code="70")
    assert admin("POST", f"{V1}/organisations", body).status == 201
    return Caller(host, port, production.token("CK_STAFF", organisation=SCHOOL))


def watched(asker: Caller) -> dict[str, float]:
    """What the server has counted."""
    answer = Caller(asker.host, asker.port, WATCHER)("GET", "/metrics")
    assert (answer.status, answer.headers["content-type"][:10]) == (200, "text/plain")
    return samples(answer.body)


def soon(condition: Any) -> None:
    """Wait for what must come about."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def ready(asker: Caller) -> dict[str, Any]:
    answer: dict[str, Any] = asker("GET", "/readyz").json()
    return answer


def test_it_writes_reads_follows_and_counts(staff: Caller, worker: Process) -> None:
    before = watched(staff)
    opened = staff("POST", f"{V1}/cases", opening())
    assert opened.status == 201
    path = f"{V1}/cases/{opened.json()['case_id']}"
    written = staff("POST", f"{path}/statuses", employed(), {"If-Match": '"2"'}).json()
    caught_up = {"status": "ok", "lag_positions": 0, "lag_seconds": 0.0}
    soon(lambda: ready(staff) == {**caught_up, "row_level_security": True})
    for _ in range(8):  # whichever of the workers answers
        assert staff("GET", path).json()["primary_status"]["entry_id"] == written["entry_id"]
    total = staff("GET", f"{V1}/snapshot?graduation_year=2025").json()["total"]
    after = watched(staff)
    read = REQUESTS % ("GET", ONE_CASE, "2xx")
    assert (total, after[read] - before.get(read, 0)) == (1, 8)
    assert after["marshrut_ledger_position"] == after["marshrut_read_model_position"] == 4
    assert after["marshrut_appends_total"] - before["marshrut_appends_total"] == 2
    assert after["marshrut_http_in_flight"] == 1  # who asks
    own = samples(Caller(*address(worker, METRICS))("GET", "/").body)
    assert own["marshrut_read_model_events_total"] + after["marshrut_read_model_events_total"] == 4
    assert own["marshrut_read_model_lag_seconds"] == 0


def test_metrics_are_for_whoever_has_their_token(staff: Caller) -> None:
    for token in (None, "", staff.token, WATCHER[:-1]):
        answer = Caller(staff.host, staff.port, token)("GET", "/metrics")
        assert (answer.status, answer.json()["code"]) == (401, "UNAUTHENTICATED")


def test_no_address_and_no_method_makes_a_label(staff: Caller) -> None:
    hostile = [f"/{n}" for n in range(9)] + [f"{V1}/cases/{n}/%D1%85" for n in range(9)]
    staff("GET", "/first")
    staff("HACK", "/first")
    before = watched(staff).keys()
    for n, path in enumerate(hostile):
        assert staff("GET", path).status == 404
        assert staff(f"HACK{chr(ord('A') + n)}", path).status in {404, 405}
    after = watched(staff).keys()
    assert after == before
    assert not any("/first" in name or "HACK" in name for name in after)
    assert REQUESTS % ("OTHER", "unmatched", "4xx") in after


def test_a_worker_that_ended_is_replaced_and_its_counts_stay(
    staff: Caller, server: Process
) -> None:
    before = watched(staff)
    gone = children(server.running.pid)[0]
    os.kill(gone, signal.SIGTERM)
    soon(lambda: gone not in children(server.running.pid))
    soon(lambda: len(children(server.running.pid)) == 2)
    after = watched(staff)
    counters = [name for name in before if name.partition("{")[0].endswith(("_total", "_count"))]
    assert counters
    assert [name for name in counters if after[name] < before[name]] == []


@pytest.fixture(scope="module")
def load(production: Production, server: Process) -> Load:
    """Those who ask in a soak."""
    return loading(production, server)


def test_mixed_work_of_every_kind_meets_no_error(
    load: Load, server: Process, worker: Process
) -> None:
    outcome = Outcome()
    watch = soaked(load, {"worker": server, "projector": worker}, seconds=2)
    judge_answers(load.came, outcome)
    assert (outcome.counted, outcome.faults) == ({"requests": 2 * RATE}, [])
    assert {one.kind for one in load.came} == KINDS.keys()
    assert len(watch.lags) > 1
    assert len(watch.memory) == 3
    assert all(size > 2**20 for seen in watch.memory.values() for _, size in seen)


def test_an_answer_that_fails_is_found(production: Production, load: Load) -> None:
    outcome, known = Outcome(), len(load.came)
    run(production.url(OWNER), f"REVOKE SELECT ON search_token FROM {API}")  # noqa: S608
    load.go(len(KINDS) / RATE)
    run(production.url(OWNER), f"GRANT SELECT ON search_token TO {API}")
    judge_answers(load.came[known:], outcome)
    assert any(fault.startswith("search: 500 instead of 200") for fault in outcome.faults)
    assert all(": 500 instead of " in fault for fault in outcome.faults)


def test_a_list_in_hand_goes_on_in_the_next_worker(
    production: Production, staff: Caller, worker: Process
) -> None:
    sent = staff("POST", f"{V1}/imports", list_of(GOOD, SCHOOL, spoilt=SPOILT), SENT_LIST)
    assert sent.status == 202
    place = sent.headers["location"]
    soon(lambda: staff("GET", place).json()["done"] > 0)
    assert worker.stopped() == 0
    left = staff("GET", place).json()
    assert left["state"] == "QUEUED"
    assert 0 < left["done"] < GOOD
    production.project()
    soon(lambda: staff("GET", place).json()["state"] == "DONE")
    done = staff("GET", place).json()
    assert (done["accepted"] + done["skipped"], done["rejected"]) == (GOOD, SPOILT)
    assert staff("GET", f"{V1}/snapshot?graduation_year=2025").json()["total"] == GOOD + 1


def test_what_runs_is_finished_and_nothing_else_is_begun(
    production: Production, staff: Caller, server: Process
) -> None:
    owner = create_engine(production.url(OWNER))
    with ThreadPoolExecutor() as pool:
        with owner.begin() as connection:  # which holds up every write
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            opened = [pool.submit(staff, "POST", f"{V1}/cases", opening()) for _ in range(3)]
            soon(lambda: watched(staff)["marshrut_http_in_flight"] == 4)
            server.running.terminate()
            soon(lambda: refuses(staff))
            assert not any(each.done() for each in opened)
        assert [each.result().status for each in opened] == [201] * 3
        assert all(each.result().json()["version"] == 2 for each in opened)
    owner.dispose()
    assert server.running.wait(60) == 0


def refuses(asked: Caller) -> bool:
    try:
        socket.create_connection((asked.host, asked.port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:  # the door was closed on whoever stood in the line before it
        return False
    return False


@pytest.mark.usefixtures("staff")  # somebody has asked, whichever tests ran here
def test_every_line_of_every_process_is_json_and_names_nobody(production: Production) -> None:
    lines = production.logs()
    told = [json.loads(line) for line in lines]
    assert {line["logger"] for line in told} >= {
        *("marshrut.api", "marshrut.projections", "gunicorn.error")
    }
    assert all(line.keys() >= {"time", "level", "message"} for line in told)
    requests = [line for line in told if line["message"] == "request"]
    keys = {"route", "method", "status", "ms", "actor", "role", "correlation_id"}
    assert requests
    assert all(line.keys() >= keys for line in requests)
    assert not any(part in line for line in lines for part in ("Петров", "Кот", WATCHER, "/first"))
