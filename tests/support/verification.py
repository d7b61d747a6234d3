"""Runs of verification and extracts, as a base centre sends them."""

from __future__ import annotations

from typing import Any

from tests.support.desk import Desk, status
from tests.support.http import Client, answered, person
from tests.support.office import snils
from tests.support.records import opened

INN, OTHER_INN, OWN_INN = "7001000013", "6301000012", "500100732259"
"""Of the employer of the tests, of another one, of a sole proprietor."""

CUTOFF = "2025-12-31"
HEADINGS = "СНИЛС;Застрахован;ИНН страхователя;Страхователь;Период с;Период по"
WORK = "EMPLOYED_LABOUR_CONTRACT"


def run_fields(**fields: Any) -> dict[str, Any]:
    """What is said of a run: graduates of 2025 on the last day of the year."""
    return {
        "source": "SFR",
        "cutoff": CUTOFF,
        "year_from": 2025,
        "extract_number": "12-34",
        **fields,
    }


def open_run(client: Client, **fields: Any) -> dict[str, Any]:
    """Open a run; the answer, with ``record_id`` and ``version``."""
    return opened(client, "verification-runs", run_fields(**fields), effective_on="2026-01-20")


def row(number: int, insured: str = "да", inn: str = INN, *more: str) -> str:
    """A row of an extract about a person told apart by a number."""
    return ";".join((snils(number), insured, inn if insured == "да" else "", *more))


def send(client: Client, run: dict[str, Any], *rows: str, **asked: Any) -> Any:
    """Send the extract of a run."""
    data = "\n".join((asked.pop("headings", HEADINGS), *rows)).encode()
    head = 'Content-Disposition: form-data; name="file"; filename="extract.csv"'
    form = b"--X\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n--X--\r\n"
    query = {"run_id": run["record_id"], **asked}
    content_type = "multipart/form-data; boundary=X"
    named = {name: value for name, value in query.items() if value is not None}
    return client.send("POST", "imports", data=form, query_string=named, content_type=content_type)


def counted(answer: Any) -> tuple[int, ...]:
    """Rows, and what came of them."""
    assert answer.status_code == 200, answer.text
    names = ("rows", "accepted", "rejected", "skipped", "changed")
    return tuple(answered(answer)[name] for name in names)


def errors(answer: Any) -> list[tuple[int, str, str]]:
    """Where what is wrong stands, and what it is."""
    return [(each["row"], each["column"], each["code"]) for each in answered(answer)["errors"]]


def figures(client: Client, run: dict[str, Any], **query: Any) -> dict[str, Any]:
    """The figures of a run."""
    answer = client.get(f"verification-runs/{run['record_id']}", query)
    assert answer.status_code == 200, answer.text
    return answered(answer)


def outcomes(client: Client, run: dict[str, Any], **query: Any) -> dict[str, int]:
    """The cases by outcome, those that there are."""
    counts = figures(client, run, **query)["total"]["outcomes"]
    return {code: number for code, number in counts.items() if number}


def cases(client: Client, run: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    """The cases of a run."""
    answer = client.get(f"verification-runs/{run['record_id']}/cases", query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answered(answer)["cases"]
    return found


def graduate(client: Client, number: int, code: str | None = WORK, **fields: Any) -> Desk:
    """A graduate of 2025 with a СНИЛС of his own, and a status since September."""
    desk = Desk(client, person=person(snils=snils(number)), **fields)
    if code is not None:
        desk.post("statuses", status(code, "2025-09-01"))
    return desk
