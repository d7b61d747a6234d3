"""What no request may do, whatever it asks: take without end, break off, lead somewhere else.

Only questions have a deadline: a write is whole or it is not, and a list of thousands of rows
takes as long as it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from werkzeug.exceptions import BadRequest

from marshrut.ledger.deadline import set_deadline

LONGEST_ANSWER: Final = 30.0
"""Seconds that a question may take."""

QUESTIONS = frozenset({"GET", "HEAD"})

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class BrokenBody(BadRequest):
    """The body ends before its end, or its chunks are none."""


def register_guards(app: Flask) -> None:
    """Guard every request of the application."""
    app.before_request(_begin)
    app.after_request(_stay_here)
    app.teardown_request(_end)
    app.wsgi_app = _guarded(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _begin() -> None:
    set_deadline(LONGEST_ANSWER if request.method in QUESTIONS else None)


def _end(_error: BaseException | None) -> None:
    set_deadline(None)


def lead_elsewhere(place: str) -> Response:
    """Send the browser to an address of another host that the installation was told of."""
    g.led_to = place
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": place})


def _stay_here(response: Response) -> Response:
    """Lead to no other host: the library makes the address of a redirect of the Host header."""
    place = response.headers.get("Location")
    if place is not None and place != g.get("led_to"):
        parts = urlsplit(place)
        path = f"/{parts.path.lstrip('/')}"
        response.headers["Location"] = f"{path}?{parts.query}" if parts.query else path
    return response


def _guarded(inner: Wsgi) -> Wsgi:
    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = _Body(environ["wsgi.input"])
        return inner(environ, start_response)

    return guarded


class _Body:
    """The body as the server reads it; what is wrong with it is the client's fault."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Read so many bytes, or all of them."""
        data: bytes = self._read(self._stream.read, size)
        return data

    def readline(self, size: int = -1) -> bytes:
        """Read one line."""
        line: bytes = self._read(self._stream.readline, size)
        return line

    def readlines(self, hint: int = -1) -> list[bytes]:
        """Read all lines."""
        lines: list[bytes] = self._read(self._stream.readlines, hint)
        return lines

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _read(self, read: Callable[[int], Any], size: int) -> Any:
        try:
            return read(size)
        except Exception as error:  # each server says in its own way that chunks are none
            raise BrokenBody from error
