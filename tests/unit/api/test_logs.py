"""Whatever is logged is one line of JSON, without the words of an exception."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from api.logs import JsonLines, of_gunicorn

NAME = "Неназываемая"


def line(name: str, message: str, *given: Any, **more: Any) -> dict[str, Any]:
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, given, None)
    record.__dict__.update(more)
    written = JsonLines().format(record)
    assert "\n" not in written
    told: dict[str, Any] = json.loads(written)
    return told


def test_a_message_is_told_with_time_level_and_logger() -> None:
    told = line("marshrut.imports", "list %s\nis «odd»", 7)
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "WARNING",
        "logger": "marshrut.imports",
        "message": "list 7\nis «odd»",
    }


def test_fields_come_instead_of_the_message() -> None:
    told = line("marshrut.api", "request", told={"message": "request", "status": 200})
    assert (told["message"], told["status"]) == ("request", 200)


def test_of_an_exception_its_kind_and_place_are_told() -> None:
    try:
        json.loads(NAME)
    except ValueError:
        told = line("marshrut.imports", "cannot go on", exc_info=sys.exc_info())
    assert told["failure"] == "JSONDecodeError"
    assert told["frames"][0].endswith("test_of_an_exception_its_kind_and_place_are_told")
    assert NAME not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            f"Invalid request from ip=10.0.0.1: Invalid HTTP request line: '{NAME}'",
            "Invalid request",
        ),
        (f"Error handling request GET /cases?q={NAME}", "Error handling request"),
        ("Booting worker with pid: 7", "Booting worker with pid: 7"),
    ],
)
def test_what_was_sent_is_cut_off_the_servers_lines(message: str, kept: str) -> None:
    assert line("gunicorn.error", message)["message"] == kept


def test_the_server_writes_no_line_a_request() -> None:
    assert of_gunicorn("INFO")["loggers"]["gunicorn.access"]["handlers"] == []
