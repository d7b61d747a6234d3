"""Nothing that a request said stands in gunicorn's own log, nor in what a defect says of itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from api.careful_log import Careful, be_careful
from marshrut.failures import told

NAME = "Тринадцатиборская"


def fail() -> None:
    raise ValueError(NAME)


def logged(write: Callable[[logging.Logger], None]) -> str:
    """What a handler makes of a record that went through the filter."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    log = logging.getLogger("careful.test")
    log.setLevel(logging.INFO)
    log.addFilter(Careful())
    log.addHandler(Kept())
    write(log)
    log.filters.clear()
    log.handlers.clear()
    (line,) = lines
    return line


def exception(log: logging.Logger, *words: object) -> None:
    try:
        fail()
    except ValueError:
        log.exception(*words)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("write", "kept"),
    [
        (
            lambda log: log.warning("Invalid request from ip=%s: %s", "10.0.0.1", NAME),
            "Invalid request",
        ),
        (lambda log: exception(log, "Error handling request %s", f"/{NAME}?x"), "ValueError"),
        (lambda log: exception(log, "Socket error processing request."), "ValueError"),
        (lambda log: exception(log, NAME), "ValueError"),
    ],
)
def test_what_a_request_said_is_cut(write: Callable[[logging.Logger], None], kept: str) -> None:
    line = logged(write)
    assert kept in line
    for secret in (NAME, "10.0.0.1"):
        assert secret not in line


def test_what_gunicorn_says_of_itself_stays() -> None:
    assert logged(lambda log: log.info("Booting worker with pid: %s", 7)).endswith("pid: 7")


def test_a_defect_is_told_by_kind_and_place() -> None:
    try:
        fail()
    except ValueError as error:
        line = told(error)
    assert line.startswith("ValueError at ")
    assert "test_careful_log.py" in line
    assert NAME not in line
    assert "raise" not in line


def test_one_filter_is_enough() -> None:
    log = logging.getLogger("gunicorn.error")
    before = list(log.filters)
    be_careful()
    be_careful()
    assert sum(isinstance(each, Careful) for each in log.filters) == 1
    log.filters[:] = before
