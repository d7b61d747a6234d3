"""A case to which everything that measures and steps may link to was recorded already."""

from __future__ import annotations

import re
from typing import Any

from tests.support.desk import WORK, Desk, status, warned
from tests.support.http import Client, answered
from tests.support.table_rows import CONSENT, CONTRACT, STATUS, STEP

FIRST_DAY = "2025-07-01"
LATER = "2025-11-01"
"""A day after all that the tables record."""


def ready_desk(client: Client) -> tuple[Desk, dict[str, str]]:
    """The desk, and the ids of the entries of the case by what stands for them in the tables."""
    desk = Desk(client)
    consent = {"granted_on": FIRST_DAY}
    contract = {"kind": "TARGETED", "signed_on": "2024-09-01", "employer_name": "АО «Завод»"}
    planned = {"step_code": "CAREER_CARD", "state": "PLANNED", "effective_on": FIRST_DAY}
    lines = recorded(
        desk,
        [
            ("consents", {"consent_kind": "RESUME_TRANSFER", **consent}),
            ("consents", {"consent_kind": "TRANSFER_OTHER_REGION", **consent}),
            ("contracts", {"body": contract}),
            ("steps", planned),
            ("statuses", status(WORK, FIRST_DAY)),
        ],
    )
    names = (CONSENT, "", CONTRACT, STEP, STATUS)
    return desk, {name: line["entry_id"] for name, line in zip(names, lines, strict=True) if name}


def recorded(desk: Desk, items: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The lines of the answer to a batch of which everything must be accepted."""
    lines = tried(desk, items)
    assert [line["status"] for line in lines] == [201] * len(items), lines
    return lines


def tried(desk: Desk, items: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The lines of the answer to a batch of this case: what was written, and what was not."""
    given = [{"case_id": desk.case_id, "kind": kind, **body} for kind, body in items]
    answer = desk.client.post("case-entries?partial=true", given)
    assert answer.status_code in {201, 207}, answer.text
    lines: list[dict[str, Any]] = answered(answer)["items"]
    desk.version = max([desk.version, *(line.get("version", 0) for line in lines)])
    return lines


MISMATCHES = {"GRADUATED_OTHERWISE", "OUTCOME_AGAINST_STATUS"}
"""What a step of the table may say otherwise than the ready case: its day, its status."""


def missing(line: dict[str, Any]) -> list[str]:
    """The names of the fields in the warnings: the only Latin words there in small letters."""
    lacking = [w["detail"] for w in line["warnings"] if w["code"] == "INCOMPLETE"]
    assert set(warned(line)) - MISMATCHES <= {"INCOMPLETE"}
    texts = " ".join(lacking)
    return sorted(re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", texts, re.ASCII))
