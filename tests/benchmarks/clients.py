"""Clients of the API in a process of their own, each on one connection that stays open.

``python -m tests.benchmarks.clients`` takes a plan on standard input and answers on standard
output how long each write took. A case has one client: nobody waits for another's version.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import cycle
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import msgspec

CREATED = 201
DAYS_OF_A_MONTH = 28


class Plan(msgspec.Struct):
    """Where to, as whom, into which cases (by id, with their version), for how many seconds."""

    port: int
    token: str
    cases: dict[UUID, int]
    clients: int
    seconds: float


class Taken(msgspec.Struct):
    """The milliseconds of every write, the seconds of all of them, and what was refused."""

    milliseconds: list[float]
    seconds: float
    refused: list[str]


def measure(number: int) -> tuple[str, dict[str, Any]]:
    """A consultation, as the centre logs it."""
    return "measures", {
        "measure_code": "INDIVIDUAL_CONSULTATION",
        "provided_on": day(number),
        "result": "PROVIDED",
        "attributes": {"topic": f"Где искать работу, {number}"},
    }


def step(number: int) -> tuple[str, dict[str, Any]]:
    """Training in interviews, planned."""
    return "steps", {
        "step_code": "RESUME_TRAINING",
        "state": "PLANNED",
        "effective_on": day(number),
        "attributes": {"individual": True},
    }


def status(number: int) -> tuple[str, dict[str, Any]]:
    """Another place of work."""
    attributes = {"employer_inn": "7001000013", "employer_name": "АО «Завод»", "in_specialty": True}
    return "statuses", {
        "status_code": "EMPLOYED_LABOUR_CONTRACT",
        "effective_on": day(number),
        "source": "EMPLOYER",
        "attributes": attributes,
    }


KINDS: tuple[Callable[[int], tuple[str, dict[str, Any]]], ...] = (measure, step, status)


def day(number: int) -> str:
    """Different days for different numbers, all of them over."""
    return f"2025-{9 + number // DAYS_OF_A_MONTH % 4:02}-{1 + number % DAYS_OF_A_MONTH:02}"


def main() -> None:
    """Write until the time is over."""
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    cases = list(plan.cases.items())
    shares = [dict(cases[n :: plan.clients]) for n in range(plan.clients)]
    began = perf_counter()
    with ThreadPoolExecutor(plan.clients) as pool:
        results = list(pool.map(lambda share: write(plan, share, began + plan.seconds), shares))
    taken = Taken([], perf_counter() - began, [])
    for milliseconds, refused in results:
        taken.milliseconds += milliseconds
        taken.refused += refused
    sys.stdout.buffer.write(msgspec.json.encode(taken))


def write(plan: Plan, cases: dict[UUID, int], until: float) -> tuple[list[float], list[str]]:
    """One client: every case of its share in turn, again and again."""
    connection = HTTPConnection("127.0.0.1", plan.port)
    milliseconds, refused, versions = [], [], dict(cases)
    for turn, case_id in enumerate(cycle(cases)):
        began = perf_counter()
        if began >= until:
            break
        number = versions[case_id]
        path, body = KINDS[(turn + number) % len(KINDS)](number)
        headers = {
            "Authorization": f"Bearer {plan.token}",
            "Content-Type": "application/json",
            "If-Match": f'"{versions[case_id]}"',
            "Idempotency-Key": uuid4().hex,
        }
        address = f"/api/v1/cases/{case_id}/{path}"
        connection.request("POST", address, msgspec.json.encode(body), headers)
        response = connection.getresponse()
        answer = msgspec.json.decode(response.read())
        milliseconds.append((perf_counter() - began) * 1000)
        if response.status == CREATED:
            versions[case_id] = answer["version"]
        else:
            refused.append(f"{response.status} {path} {answer.get('code')} {answer.get('detail')}")
    connection.close()
    return milliseconds, refused


if __name__ == "__main__":
    main()
